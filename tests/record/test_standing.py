# SPDX-License-Identifier: Apache-2.0
"""Where the parties stand on a version, told case by case."""

from __future__ import annotations

from logs import Logs, Pair

from comity.acts.permission import Stance, Standing


def _standing(logs, act):
    return logs.dialogue().version(act.version).standing


def _settle(logs, act):
    """Let all others accept what was brought, and everybody see it."""
    logs.exchange()
    for party in logs.parties:
        if party != act.by:
            logs.accept(party, act)
    logs.exchange()


def test_version_is_joint_only_when_every_log_accepts_it_and_has_seen_the_others():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    assert _standing(pair, tabled) is Standing.TABLED
    pair.look("XB")
    accepted = pair.accept("XB", tabled)
    assert pair.reason(accepted) == ""
    assert _standing(pair, tabled) is Standing.TABLED  # XA does not know yet
    pair.receipt("XA")
    version = pair.dialogue().version(tabled.version)
    assert version.standing is Standing.JOINT
    assert [e.party for e in version.joint_by] == ["XA", "XB"]
    assert version.joint_at == pair.logs["XA"][-1].at


def test_version_of_three_is_joint_only_when_the_third_has_seen_both_others():
    logs = Logs("XA", "XB", "XC")
    tabled = logs.table("XA", words="reaffirm")
    for party in ("XB", "XC"):
        logs.look(party)
        logs.accept(party, tabled)
    logs.receipt("XA")
    logs.receipt("XC")
    assert _standing(logs, tabled) is Standing.TABLED
    logs.receipt("XB")
    assert _standing(logs, tabled) is Standing.JOINT


def test_acceptance_of_version_its_writer_has_not_seen_is_without_effect():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    assert pair.reason(pair.accept("XB", tabled)) == "absent"


def test_acceptance_ad_referendum_never_counts_until_confirmed():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.look("XB")
    pair.accept("XB", tabled, ad_referendum=True)
    pair.exchange()
    version = pair.dialogue().version(tabled.version)
    assert (version.standing, version.stance_of("XB")) == (Standing.TABLED, Stance.AD_REFERENDUM)
    pair.accept("XB", tabled)
    pair.exchange()
    assert _standing(pair, tabled) is Standing.JOINT


def test_acceptance_ad_referendum_takes_no_acceptance_back():
    pair = Pair()
    first = pair.table("XA", words="reaffirm")
    second = pair.table("XB", words="recall")
    pair.look("XA")
    pair.accept("XA", second, ad_referendum=True)
    pair.look("XB")
    pair.accept("XB", first)
    pair.exchange()
    assert _standing(pair, first) is Standing.JOINT
    assert _standing(pair, second) is Standing.SET_ASIDE


def test_two_parties_that_table_the_same_version_both_bring_it_and_accept_it():
    pair = Pair()
    mine = pair.table("XA", words="reaffirm")
    yours = pair.table("XB", words="reaffirm")
    assert mine.version == yours.version
    pair.exchange()
    version = pair.dialogue().version(mine.version)
    assert (version.standing, version.owners) == (Standing.JOINT, ("XA", "XB"))


def test_reservation_before_the_other_has_seen_the_acceptance_keeps_the_bracket():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.look("XB")
    pair.accept("XB", tabled)
    pair.reserve("XB", tabled)
    pair.exchange()
    version = pair.dialogue().version(tabled.version)
    assert (version.standing, version.stance_of("XB")) == (Standing.TABLED, Stance.RESERVES)
    pair.accept("XB", tabled)
    pair.exchange()
    assert _standing(pair, tabled) is Standing.JOINT


def test_reservation_of_joint_version_is_without_effect():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    _settle(pair, tabled)
    assert pair.reason(pair.reserve("XB", tabled)) == "joint"
    assert _standing(pair, tabled) is Standing.JOINT


def test_reservation_after_ones_own_entry_in_the_witness_comes_too_late():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.look("XB")
    pair.accept("XB", tabled)  # this entry knows both acceptances: XB has said its last word
    reserved = pair.reserve("XB", tabled)
    assert pair.reason(reserved) == ""
    pair.look("XA", "XB", len(pair.logs["XB"]) - 1)  # XA sees the acceptance, and not the reservation after it
    pair.receipt("XA", look=False)
    assert pair.reason(reserved) == "too-late"
    version = pair.dialogue().version(tabled.version)
    assert (version.standing, version.stance_of("XB")) == (Standing.JOINT, Stance.ACCEPTS)


def test_rival_tabled_too_late_is_no_version_but_stands_in_the_history():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.look("XB")
    pair.accept("XB", tabled)
    rival = pair.table("XB", words="recall")
    pair.look("XA", "XB", len(pair.logs["XB"]) - 1)
    pair.receipt("XA", look=False)
    dialogue = pair.dialogue()
    (thing,) = dialogue.of_kind("paragraph")
    assert [v.id for v in thing.versions] == [tabled.version]
    assert [(j.act, j.without_effect) for j in thing.history][-1] == (rival, "too-late")


def test_accepting_a_rival_takes_back_ones_acceptance():
    pair = Pair()
    first = pair.table("XA", words="reaffirm")
    pair.look("XB")
    second = pair.table("XB", words="recall")
    pair.look("XA")
    pair.accept("XA", second)
    pair.exchange()
    dialogue = pair.dialogue()
    assert dialogue.version(second.version).standing is Standing.JOINT
    assert dialogue.version(first.version).standing is Standing.SET_ASIDE
    assert dialogue.version(first.version).stance_of("XA") is Stance.NONE


def test_rivals_stand_side_by_side_until_one_is_joint():
    pair = Pair()
    first = pair.table("XA", words="reaffirm")
    second = pair.table("XB", words="recall")
    pair.exchange()
    (thing,) = pair.dialogue().of_kind("paragraph")
    assert {v.id for v in thing.open} == {first.version, second.version}
    assert thing.joint is None


def test_joint_version_changes_only_by_one_that_supersedes_it_and_becomes_joint():
    pair = Pair()
    first = pair.table("XA", words="reaffirm")
    _settle(pair, first)
    blocked = pair.table("XB", words="recall")
    assert pair.reason(blocked) == "blocked"
    second = pair.table("XB", words="recall", supersedes=first.version)
    pair.exchange()
    assert _standing(pair, first) is Standing.JOINT
    pair.accept("XA", second)
    pair.exchange()
    assert _standing(pair, first) is Standing.SUPERSEDED
    assert _standing(pair, second) is Standing.JOINT
    assert pair.reason(pair.table("XA", words="third", supersedes=first.version)) == "blocked"


def test_version_is_withdrawn_when_all_who_brought_it_have_withdrawn_it():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.table("XB", words="reaffirm")
    pair.withdraw("XA", tabled)
    assert _standing(pair, tabled) is Standing.TABLED
    pair.withdraw("XB", tabled)
    assert _standing(pair, tabled) is Standing.WITHDRAWN
    pair.exchange()
    assert pair.reason(pair.accept("XB", tabled)) == "withdrawn"
    pair.table("XA", words="reaffirm")
    assert _standing(pair, tabled) is Standing.TABLED


def test_acceptance_of_a_version_withdrawn_since_can_be_taken_back():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.look("XB")
    pair.accept("XB", tabled)
    pair.withdraw("XA", tabled)
    pair.look("XB")
    assert pair.reason(pair.withdraw("XB", tabled)) == ""
    pair.table("XA", words="reaffirm")
    pair.exchange()
    assert _standing(pair, tabled) is Standing.TABLED


def test_version_whose_bringer_accepted_a_rival_can_be_taken_off_the_table():
    pair = Pair()
    first = pair.table("XA", words="reaffirm")
    second = pair.table("XB", words="recall")
    pair.look("XA")
    pair.accept("XA", second, ad_referendum=True)
    pair.table("XA", words="note")
    assert pair.reason(pair.withdraw("XA", first)) == ""
    assert _standing(pair, first) is Standing.WITHDRAWN


def test_object_brought_as_another_kind_is_without_effect():
    pair = Pair()
    pair.table("XA", "point", words="reaffirm")
    pair.look("XB")
    assert pair.reason(pair.table("XB", "point", words="x", kind="finding")) == "another-kind"
    assert pair.reason(pair.notify("XB", "point", words="x", kind="paper")) == "another-kind"


def test_one_id_brought_as_two_kinds_unawares_makes_two_objects():
    pair = Pair()
    pair.table("XA", "point", words="reaffirm", kind="paragraph")
    pair.table("XB", "point", words="reaffirm", kind="finding")
    objects = pair.dialogue().objects
    (finding, paragraph) = sorted(key for key in objects if objects[key].kind != "founding")
    assert (objects[finding].kind, objects[paragraph].kind) == ("finding", "paragraph")
    assert paragraph == f"{finding}:paragraph"
    assert [[j.act.kind for j in objects[key].history] for key in (finding, paragraph)] == [["finding"], ["paragraph"]]


def test_stances_name_every_party_and_the_entry_that_says_so():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    version = pair.dialogue().version(tabled.version)
    mine, yours = version.stances
    assert (mine.party, mine.stance, mine.entry, mine.at) == ("XA", Stance.ACCEPTS, version.brought_by[0], tabled.at)
    assert (yours.party, yours.stance, yours.entry, yours.at) == ("XB", Stance.NONE, None, "")


def test_accepting_a_rival_takes_back_an_acceptance_ad_referendum_too():
    pair = Pair()
    first = pair.table("XA", words="reaffirm")
    pair.look("XB")
    pair.accept("XB", first, ad_referendum=True)
    assert pair.dialogue().version(first.version).stance_of("XB") is Stance.AD_REFERENDUM
    pair.table("XB", words="recall")
    assert pair.dialogue().version(first.version).stance_of("XB") is Stance.NONE
    assert pair.reason(pair.withdraw("XB", first)) == "already"
