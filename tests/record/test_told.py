# SPDX-License-Identifier: Apache-2.0
"""Told kinds, reported acts, receipts, and entries that are no act for us."""

from __future__ import annotations

from dataclasses import replace

from logs import DIALOGUE, Logs, Pair, keyset, reported

from comity.acts.act import Verb, encode
from comity.acts.permission import Stance, Standing
from comity.record.dialogue import EntryId
from comity.record.entry import Unreadable, decode_entry


def _standing(logs, act):
    return logs.dialogue().version(act.version).standing


# -- one's own word


def test_told_word_stands_at_once_and_is_replaced_by_its_tellers_next():
    pair = Pair()
    first = pair.notify("XA", words="one")
    assert _standing(pair, first) is Standing.TOLD
    assert pair.reason(pair.notify("XA", words="two")) == "blocked"
    second = pair.notify("XA", words="two", supersedes=first.version)
    assert (_standing(pair, first), _standing(pair, second)) == (Standing.SUPERSEDED, Standing.TOLD)
    (thing,) = pair.dialogue().of_kind("paper")
    assert thing.told.id == second.version


def test_told_object_belongs_to_who_told_it_first():
    pair = Pair()
    pair.notify("XA", words="one")
    pair.look("XB")
    assert pair.reason(pair.notify("XB", words="two")) == "not-yours"


def test_told_object_that_two_told_unawares_holds_both_words():
    pair = Pair()
    mine = pair.notify("XA", words="one")
    yours = pair.notify("XB", words="two")
    pair.exchange()
    assert (_standing(pair, mine), _standing(pair, yours)) == (Standing.TOLD, Standing.TOLD)
    again = pair.notify("XB", words="three", supersedes=yours.version)
    assert (pair.reason(again), _standing(pair, mine)) == ("", Standing.TOLD)


def test_told_word_is_withdrawn_by_its_teller_alone():
    pair = Pair()
    told = pair.notify("XA", words="one")
    pair.look("XB")
    assert pair.reason(pair.withdraw("XB", told)) == "not-yours"
    pair.withdraw("XA", told)
    assert _standing(pair, told) is Standing.WITHDRAWN
    assert pair.reason(pair.notify("XA", words="two", supersedes=told.version)) == "blocked"
    assert pair.reason(pair.notify("XA", words="two")) == ""


def test_told_word_is_acknowledged_by_others_once():
    pair = Pair()
    told = pair.notify("XB", "check", words="are you there", kind="check")
    assert pair.reason(pair.acknowledge("XB", told)) == "own"
    pair.look("XA")
    pair.acknowledge("XA", told)
    assert pair.reason(pair.acknowledge("XA", told)) == "already"
    version = pair.dialogue().version(told.version)
    assert version.acknowledged == (EntryId("XA", len(pair.logs["XA"]) - 2),)
    assert version.stance_of("XA") is Stance.ACKNOWLEDGED


def test_told_kind_knows_no_table_and_agreed_kind_no_notify():
    pair = Pair()
    assert pair.reason(pair.write("XA", Verb.TABLE, "paper", name="p", words="x")) == "no-such-verb"
    assert pair.reason(pair.write("XA", Verb.NOTIFY, "paragraph", name="q", words="x")) == "no-such-verb"


# -- what is reported, in a file of our own


def test_reported_act_is_the_word_of_the_party_reported_of_and_never_joint():
    logs = Logs("XA", counterparts=["XB"])
    theirs = logs.table("XA", words="recall", reported=reported("XB"))
    version = logs.dialogue().version(theirs.version)
    assert (version.standing, version.owners, version.reported_means) == (Standing.TABLED, ("XB",), "note_verbale")
    assert (version.stance_of("XA"), version.stance_of("XB")) == (Stance.NONE, Stance.ACCEPTS)
    logs.accept("XA", theirs)
    version = logs.dialogue().version(theirs.version)
    assert (version.standing, version.stance_of("XA")) == (Standing.TABLED, Stance.ACCEPTS)


def test_reported_word_on_our_own_text_stands_beside_it():
    logs = Logs("XA", counterparts=["XB"])
    ours = logs.table("XA", words="reaffirm")
    assert _standing(logs, ours) is Standing.JOINT  # the only party has accepted it
    assert logs.reason(logs.reserve("XA", ours, reported=reported("XB"))) == ""
    rival = logs.table("XA", words="recall", reported=reported("XB"))
    dialogue = logs.dialogue()
    assert dialogue.version(ours.version).stance_of("XB") is Stance.RESERVES
    assert dialogue.version(rival.version).standing is Standing.TABLED
    logs.accept("XA", ours, reported=reported("XB"))
    assert logs.dialogue().version(rival.version).stance_of("XB") is Stance.NONE


def test_reported_told_word_is_acknowledged_by_us():
    logs = Logs("XA", counterparts=["XB"])
    theirs = logs.notify("XA", words="a paper of theirs", reported=reported("XB"))
    assert logs.reason(logs.withdraw("XA", theirs)) == "not-yours"
    assert logs.reason(logs.acknowledge("XA", theirs)) == ""
    logs.withdraw("XA", theirs, reported=reported("XB"))
    assert _standing(logs, theirs) is Standing.WITHDRAWN


def test_reported_act_elsewhere_than_in_a_file_of_our_own_is_without_effect():
    pair = Pair()
    assert pair.reason(pair.table("XA", words="x", reported=reported("XB"))) == "reported-elsewhere"
    logs = Logs("XA", counterparts=["XB"])
    assert logs.reason(logs.table("XA", words="x", reported=reported("XC"))) == "reported-elsewhere"


# -- receipts


def test_held_tells_since_when_another_holds_an_entry():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    entry = EntryId("XA", len(pair.logs["XA"]) - 1)
    assert pair.dialogue().held_since(entry, "XB") is None
    receipt = pair.receipt("XB")
    held = pair.dialogue().held_since(entry, "XB")
    assert (held.at, held.size) == (receipt.at, entry.index + 1)
    pair.write("XB", Verb.ACKNOWLEDGE, "receipt", structure=receipt.structure)
    assert pair.dialogue().held_since(entry, "XB") == held
    assert len({(h.holder, h.of, h.size) for h in pair.dialogue().held}) == len(pair.dialogue().held)
    assert tabled.by == entry.party


def test_receipt_for_more_than_was_seen_is_without_effect():
    pair = Pair()
    receipt = pair.write("XB", Verb.ACKNOWLEDGE, "receipt", structure={"held": {"XA": 99}})
    assert pair.reason(receipt) == "not-seen"
    assert all(h.size < 99 for h in pair.dialogue().held)


# -- entries that are no act for us


def test_entry_that_is_no_act_is_kept_without_effect():
    pair = Pair()
    pair.logs["XB"].append(decode_entry(b"\xff not json"))
    judged = pair.dialogue().timeline[-1]
    assert (judged.act, judged.without_effect) == (None, "unreadable")
    assert judged.detail.startswith("not JSON")


def test_entry_of_unknown_kind_is_kept_without_effect_and_still_tells_what_was_seen():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.look("XB")
    pair.accept("XB", tabled)
    pair.look("XA")
    receipt = pair.write("XA", Verb.ACKNOWLEDGE, "receipt", structure={"held": {}})
    data = encode(receipt).replace(b'"kind":"receipt"', b'"kind":"sanction"')
    entry = decode_entry(data)
    assert isinstance(entry, Unreadable)
    assert (entry.reason, entry.by, entry.at) == ("unknown-kind", "XA", receipt.at)
    assert entry.seen == receipt.seen
    pair.logs["XA"][-1] = entry
    assert pair.dialogue().timeline[-1].without_effect == "unknown-kind"
    assert _standing(pair, tabled) is Standing.JOINT


def test_entry_of_unknown_format_says_nothing_of_what_was_seen():
    receipt = Pair().receipt("XA")
    entry = decode_entry(encode(receipt).replace(b'{"act":1', b'{"act":2'))
    assert (entry.reason, entry.seen) == ("unreadable", {})


def test_act_of_another_dialogue_or_another_party_is_without_effect():
    pair = Pair()
    act = pair.table("XA", words="reaffirm")
    pair.logs["XA"][-1] = strange = replace(act, dialogue="0" * 32)
    assert (act.dialogue, pair.reason(strange)) == (DIALOGUE, "another-dialogue")
    pair.logs["XA"][-1] = stolen = replace(act, by="XB")
    assert pair.reason(stolen) == "another-party"


def test_seen_of_ones_own_log_of_strangers_and_backwards_says_nothing():
    pair = Pair()
    act = pair.receipt("XA")
    (seen,) = act.seen.values()
    claims = {"XA": replace(seen, size=99), "XC": replace(seen, size=99), "XB": replace(seen, size=1)}
    pair.logs["XA"].append(replace(act, seen=claims))
    assert pair.dialogue().waiting == ()


def test_receipt_and_keyset_are_never_reported():
    logs = Logs("XA", counterparts=["XB"])
    act = logs.write("XA", Verb.ACKNOWLEDGE, "receipt", structure={"held": {}}, reported=reported("XB"))
    assert logs.reason(act) == "reported-elsewhere"


def test_receipt_for_a_stranger_or_for_oneself_is_without_effect():
    pair = Pair()
    for party in ("XC", "XB"):
        act = pair.write("XB", Verb.ACKNOWLEDGE, "receipt", structure={"held": {party: 1}})
        assert pair.reason(act) == "not-seen"


def test_receipt_for_just_what_was_seen_counts():
    pair = Pair()
    pair.notify("XA", words="one")
    act = pair.receipt("XB")
    assert act.structure["held"]["XA"] == len(pair.logs["XA"])
    assert pair.reason(act) == ""


def test_act_that_names_a_version_by_another_kind_finds_nothing():
    pair = Pair()
    tabled = pair.table("XA", words="reaffirm")
    pair.look("XB")
    assert pair.reason(pair.accept("XB", replace(tabled, kind="finding"))) == "absent"


def test_reported_word_reaches_what_we_ourselves_have_replaced():
    logs = Logs("XA", counterparts=["XB"])
    first = logs.table("XA", words="reaffirm")
    logs.table("XA", words="recall", supersedes=first.version)
    assert _standing(logs, first) is Standing.SUPERSEDED
    assert logs.reason(logs.accept("XA", first)) == "superseded"
    assert logs.reason(logs.accept("XA", first, reported=reported("XB"))) == ""


def test_nothing_is_reported_before_the_file_is_founded():
    logs = Logs("XA", founded=False)
    assert logs.reason(logs.table("XA", words="x", reported=reported("XB"))) == "reported-elsewhere"


def test_reported_act_counts_only_in_a_file_of_our_own_and_never_founds_it():
    pair = Pair(counterparts=["XC"])
    assert pair.reason(pair.table("XA", words="x", reported=reported("XC"))) == "reported-elsewhere"
    logs = Logs("XA", counterparts=["XB"])
    (thing,) = logs.dialogue().of_kind("founding")
    founding = logs.logs["XA"][1]
    assert thing.joint.id == founding.version
    assert logs.reason(logs.accept("XA", founding, reported=reported("XB"))) == "reported-elsewhere"


def test_what_another_party_had_seen_says_nothing_in_ones_log():
    pair = Pair()
    pair.look("XB")
    act = pair.receipt("XB")
    (seen,) = act.seen.values() if act.seen else Pair().logs["XB"][2].seen.values()
    pair.logs["XA"].append(replace(act, seen={"XB": replace(seen, size=99)}))
    pair.logs["XA"].append(replace(act, by="XA", dialogue="0" * 32, seen={"XB": replace(seen, size=99)}))
    assert pair.dialogue().waiting == ()


def test_accepting_what_was_reported_takes_no_place_on_the_table():
    logs = Logs("XA", counterparts=["XB"])
    theirs = logs.table("XA", words="recall", reported=reported("XB"))
    logs.accept("XA", theirs)
    ours = logs.table("XA", words="reaffirm")
    assert logs.reason(ours) == ""
    assert _standing(logs, ours) is Standing.JOINT


def test_entry_whose_kind_is_no_word_is_unreadable():
    receipt = encode(Pair().receipt("XA"))
    for kind in (b"5", b'"No Word"', b"null"):
        entry = decode_entry(receipt.replace(b'"kind":"receipt"', b'"kind":' + kind))
        assert (entry.reason, entry.seen) == ("unreadable", {})


def test_first_entry_is_held_from_the_first_receipt():
    logs = Logs("XA", "XB", founded=False)
    keys = logs.write("XA", Verb.NOTIFY, "keyset", name="keys", structure=keyset("XA"))
    receipt = logs.receipt("XB")
    (held,) = logs.dialogue().held
    assert (held.holder, held.of, held.size, held.at) == ("XB", keys.by, 1, receipt.at)


def test_entry_that_cannot_be_read_is_shown_beside_the_one_before_it():
    pair = Pair()
    early = pair.notify("XA", "early", words="one", at="2027-06-01T00:00:00Z")
    pair.logs["XA"].append(decode_entry(b"noise"))
    late = pair.notify("XB", "late", words="two", at="2027-07-01T00:00:00Z")
    assert [j.act for j in pair.dialogue().timeline][-3:] == [early, None, late]
