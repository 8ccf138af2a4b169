# SPDX-License-Identifier: Apache-2.0
"""From the record to its rounds: how far each is, what parties say of it, and what is carried over."""

from __future__ import annotations

import pytest
from logs import Logs, Pair, object_id, reported

from comity.record.rounds import Rounds, Span, Stage, overdue, span_of

OPEN = Span()


def agreed_round(pair: Pair, name: str = "third", **structure):
    version = pair.table("XA", name, kind="round", structure=structure)
    pair.exchange()
    pair.accept("XB", version)
    pair.exchange()
    return version


def say(pair: Pair, party: str, of: str, state: str, name: str = "", **structure):
    act = pair.notify(
        party, name or f"{party} {of} {state}", kind="state_of_play",
        structure={"of": object_id(of), "state": state, **structure},
    )  # fmt: skip
    pair.exchange()
    return act


def stage(pair: Pair, name: str = "third", span: Span = OPEN, as_of: str = "2027-03-01"):
    dialogue = pair.dialogue()
    return Rounds(dialogue).stage(dialogue.objects[object_id(name)], span, as_of)


def test_round_is_proposed_then_agreed_then_under_way_then_missed():
    pair, days = Pair(), Span("2027-03-04", "2027-03-05")
    version = pair.table("XA", "third", kind="round", structure={})
    pair.exchange()
    assert stage(pair, span=days) == (Stage("proposed", ("XA",)),)
    pair.accept("XB", version)
    pair.exchange()
    assert stage(pair, span=days) == (Stage("agreed"),)
    assert stage(pair, span=days, as_of="2027-03-05") == (Stage("under_way"),)
    assert stage(pair, span=days, as_of="2027-03-06") == (Stage("missed"),)


def test_each_side_says_for_itself_that_a_round_was_held():
    pair = Pair()
    agreed_round(pair)
    say(pair, "XA", "third", "held")
    assert stage(pair, as_of="2030-01-01") == (Stage("held", ("XA",)),)
    say(pair, "XB", "third", "cancelled")
    assert stage(pair, as_of="2030-01-01") == (Stage("cancelled", ("XB",)), Stage("held", ("XA",)))
    say(pair, "XB", "third", "held")
    assert stage(pair, as_of="2030-01-01") == (Stage("held", ("XA", "XB")),)


def test_round_agreed_anew_is_postponed_no_longer_and_held_stays_held():
    pair = Pair()
    first = agreed_round(pair)
    say(pair, "XB", "third", "postponed")
    assert stage(pair) == (Stage("postponed", ("XB",)),)
    again = pair.table("XA", "third", "new dates", kind="round", structure={}, supersedes=first.version)
    pair.exchange()
    pair.accept("XB", again)
    pair.exchange()
    assert stage(pair) == (Stage("agreed"),)
    say(pair, "XA", "third", "held")
    later = pair.table("XA", "third", "title put right", kind="round", structure={}, supersedes=again.version)
    pair.exchange()
    pair.accept("XB", later)
    pair.exchange()
    assert stage(pair) == (Stage("held", ("XA",)),)


def test_suspended_round_goes_on_when_it_is_resumed():
    pair = Pair()
    agreed_round(pair)
    say(pair, "XA", "third", "suspended")
    assert stage(pair) == (Stage("suspended", ("XA",)),)
    say(pair, "XA", "third", "resumed")
    assert stage(pair) == (Stage("resumed", ("XA",)),)


def test_next_round_with_an_open_date_is_never_missed_and_one_due_by_a_year_is():
    pair = Pair()
    agreed_round(pair)
    agreed_round(pair, "open", previous=object_id("third"))
    agreed_round(pair, "due", previous=object_id("third"), due="2028")
    dialogue = pair.dialogue()
    rounds = Rounds(dialogue)

    following = [thing.id for thing in rounds.following(dialogue.objects[object_id("third")])]

    assert following == [object_id("open"), object_id("due")]
    assert stage(pair, "open", as_of="2099-01-01") == (Stage("agreed"),)
    assert stage(pair, "due", as_of="2028-12-31") == (Stage("agreed"),)
    assert stage(pair, "due", as_of="2029-01-01") == (Stage("missed"),)


@pytest.mark.parametrize(
    ("first", "last", "opens", "ends"),
    [
        ("2027-03-04", "2027-03-05", "2027-03-04", "2027-03-05"),
        ("2027-02", "", "2027-02-01", "2027-02-28"),
        ("2028-02", "", "2028-02-01", "2028-02-29"),
        ("2027", "", "2027-01-01", "2027-12-31"),
        ("2027-XX", "", "2027-01-01", "2027-12-31"),
        ("2027-03~", "", "2027-03-01", "2027-03-31"),
        ("", "", "", ""),
        ("XXXX", "", "", ""),
        ("2027-02-31", "", "", ""),
        ("9999-12", "", "9999-12-01", ""),
        ("soon", "", "", ""),
    ],
)
def test_days_of_a_round_are_what_its_dates_can_mean(first, last, opens, ends):
    assert (Span(first, last).opens, Span(first, last).ends) == (opens, ends)


def test_days_are_read_from_words_of_anybodys_making():
    assert span_of({"from": "2027-03", "to": 5}) == Span("2027-03", "")
    assert span_of(None) == Span()


def commitment(pair: Pair, name: str, round_: str = "", **structure):
    body = {"owners": ["XA", "XB"], **structure, **({"round": object_id(round_)} if round_ else {})}
    version = pair.table("XA", name, kind="commitment", structure=body)
    pair.exchange()
    pair.accept("XB", version)
    pair.exchange()
    return version


def test_commitment_is_carried_into_every_later_round_until_each_owner_says_it_is_done():
    pair = Pair()
    agreed_round(pair, "first")
    agreed_round(pair, "second", previous=object_id("first"))
    agreed_round(pair, "third", previous=object_id("second"))
    commitment(pair, "drill", "first")
    commitment(pair, "list", "third")
    pair.table("XA", "only proposed", kind="commitment", structure={"owners": ["XA"], "round": object_id("first")})

    def carried(name: str) -> list[str]:
        dialogue = pair.dialogue()
        return [thing.id for thing in Rounds(dialogue).carried(dialogue.objects[object_id(name)])]

    assert [carried(name) for name in ("first", "second", "third")] == [[], [object_id("drill")], [object_id("drill")]]
    say(pair, "XA", "drill", "carried_out")
    assert carried("second") == [object_id("drill")]
    say(pair, "XB", "drill", "not_pursued")
    assert carried("second") == []
    say(pair, "XB", "drill", "open", name="XB thinks again")
    assert carried("third") == [object_id("drill")]


def test_circle_of_rounds_ends_where_it_closes():
    pair = Pair()
    agreed_round(pair, "first", previous=object_id("second"))
    agreed_round(pair, "second", previous=object_id("first"))
    dialogue = pair.dialogue()

    assert [t.id for t in Rounds(dialogue).before(dialogue.objects[object_id("first")])] == [object_id("second")]


def test_commitment_is_overdue_after_its_date_and_never_without_one():
    pair = Pair()
    commitment(pair, "dated", due="2027-09")
    commitment(pair, "undated", no_due=True)
    dialogue = pair.dialogue()

    dated, undated = (dialogue.objects[object_id(name)] for name in ("dated", "undated"))

    assert not overdue(dated, "2027-09-30")
    assert overdue(dated, "2027-10-01")
    assert not overdue(undated, "2099-01-01")


def test_agenda_stands_in_the_order_of_its_places_and_what_names_no_round_stands_outside():
    pair = Pair()
    agreed_round(pair)
    for place in ("c", "a", "b"):
        pair.table("XA", place, kind="agenda_item", structure={"round": object_id("third"), "place": place})
    pair.table("XA", "loose", kind="agenda_item", structure={"round": object_id("nowhere"), "place": "a"})
    rounds = Rounds(pair.dialogue())

    assert [t.id for t in rounds.within(object_id("third"), "agenda_item")] == [object_id(p) for p in "abc"]
    assert [t.id for t in rounds.within("", "agenda_item")] == [object_id("loose")]


def test_delegation_is_amended_by_its_own_party():
    pair = Pair()
    agreed_round(pair)
    first = pair.notify("XA", "ours", kind="delegation", structure={"round": object_id("third")})
    again = pair.notify(
        "XA", "ours", "with a substitute", kind="delegation", structure={"round": object_id("third")},
        supersedes=first.version,
    )  # fmt: skip
    pair.exchange()
    other = pair.notify(
        "XB", "ours", "not theirs", kind="delegation", structure={"round": object_id("third")}, supersedes=again.version
    )

    (delegation,) = Rounds(pair.dialogue()).within(object_id("third"), "delegation")

    assert delegation.chief.id == again.version
    assert pair.reason(other) == "not-yours"


def test_remarks_and_dissociations_stand_at_their_point():
    pair = Pair()
    finding = pair.table("XA", "finding", kind="finding", structure={})
    pair.exchange()
    said = pair.notify("XB", "apart", kind="dissociation", structure={"about": finding.version})
    gone = pair.notify("XB", "gone", kind="remark", structure={"about": finding.version})
    pair.withdraw("XB", gone)
    dialogue = pair.dialogue()

    assert [t.id for t in Rounds(dialogue).about(dialogue.objects[object_id("finding")])] == [said.object]


def test_in_a_file_of_our_own_the_counterpart_is_reported_to_have_said_it():
    file = Logs("XA", counterparts=["XB"])
    file.table("XA", "third", kind="round", structure={})
    structure = {"of": object_id("third"), "state": "cancelled"}
    file.notify("XA", "theirs", kind="state_of_play", structure=structure, reported=reported("XB"))
    dialogue = file.dialogue()

    stages = Rounds(dialogue).stage(dialogue.objects[object_id("third")], Span(), "2027-03-01")

    assert stages == (Stage("cancelled", ("XB",)),)


def test_in_a_file_of_our_own_what_the_counterpart_proposed_is_carried_once_we_accept_it():
    file = Logs("XA", counterparts=["XB"])
    file.table("XA", "third", kind="round", structure={})
    file.table("XA", "fourth", kind="round", structure={"previous": object_id("third")})
    structure = {"owners": ["XA", "XB"], "round": object_id("third")}
    drill = file.table("XA", "drill", kind="commitment", structure=structure, reported=reported("XB"))

    def carried() -> list[str]:
        dialogue = file.dialogue()
        return [thing.id for thing in Rounds(dialogue).carried(dialogue.objects[object_id("fourth")])]

    assert carried() == []
    file.accept("XA", drill)
    assert carried() == [object_id("drill")]
    file.withdraw("XA", drill, reported=reported("XB"))
    assert carried() == []
