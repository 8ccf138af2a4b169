# SPDX-License-Identifier: Apache-2.0
"""How a dialogue begins."""

from __future__ import annotations

from logs import Logs, Pair, founding, keyset

from comity.acts.act import Verb


def _unfounded(*parties):
    logs = Logs(*parties, founded=False)
    for party in parties:
        logs.write(party, Verb.NOTIFY, "keyset", name=f"keys {party}", structure=keyset(party))
    return logs


def _found(logs, **more):
    structure = founding(logs.parties, **more)
    return logs.write(logs.parties[0], Verb.TABLE, "founding", name="founding", structure=structure)


def test_founding_is_joint_when_both_have_accepted_and_seen():
    logs = _unfounded("XA", "XB")
    act = _found(logs)
    logs.accept("XB", act)
    assert not logs.dialogue().founded
    logs.exchange()
    dialogue = logs.dialogue()
    assert (dialogue.founded, dialogue.purpose, dialogue.title) == (True, "exercise", {"en": "Cyber dialogue"})


def test_founding_is_accepted_in_entry_1_even_before_its_tabling_was_seen():
    logs = _unfounded("XA", "XB")
    act = _found(logs)
    assert logs.reason(logs.accept("XB", act)) == ""
    late = _unfounded("XA", "XB")
    late.receipt("XB")
    act = _found(late)
    assert late.reason(late.accept("XB", act)) == "absent"


def test_purpose_is_shown_as_soon_as_the_founding_is_tabled():
    logs = _unfounded("XA", "XB")
    assert logs.dialogue().purpose == ""
    _found(logs, purpose="live")
    dialogue = logs.dialogue()
    assert (dialogue.purpose, dialogue.founded) == ("live", False)


def test_nothing_but_founding_keyset_and_receipt_counts_before_the_founding_is_joint():
    logs = _unfounded("XA", "XB")
    act = _found(logs)
    assert logs.reason(logs.table("XA", words="reaffirm")) == "not-founded"
    assert logs.reason(logs.notify("XB", words="paper")) == "not-founded"
    assert logs.reason(logs.receipt("XB")) == ""
    logs.accept("XB", act)
    assert logs.reason(logs.table("XB", words="recall")) == "not-founded"  # XB cannot know that XA knows
    logs.exchange()
    assert logs.reason(logs.table("XB", words="recall")) == ""


def test_founding_that_names_other_parties_is_without_effect():
    logs = _unfounded("XA", "XB")
    act = logs.write("XA", Verb.TABLE, "founding", name="founding", structure=founding(("XA", "XC")))
    assert logs.reason(act) == "other-parties"
    assert logs.dialogue().purpose == ""


def test_founding_of_another_object_is_without_effect():
    logs = _unfounded("XA", "XB")
    act = logs.write("XA", Verb.TABLE, "founding", name="elsewhere", structure=founding(("XA", "XB")))
    assert logs.reason(act) == "another-object"


def test_founding_is_never_superseded():
    pair = Pair()
    (thing,) = pair.dialogue().of_kind("founding")
    structure = founding(pair.parties, purpose="live")
    act = pair.write("XA", Verb.TABLE, "founding", name="founding", structure=structure, supersedes=thing.joint.id)
    assert pair.reason(act) == "founding-stands"
    assert pair.dialogue().purpose == "exercise"


def test_file_of_our_own_is_founded_at_once_and_names_its_counterparts():
    logs = Logs("XA", counterparts=["XB"], continues="0" * 32)
    dialogue = logs.dialogue()
    assert (dialogue.founded, dialogue.counterparts, dialogue.continues) == (True, ("XB",), "0" * 32)


def test_second_keyset_counts_since_the_gate_has_checked_its_signature():
    pair = Pair()
    assert pair.reason(pair.write("XA", Verb.NOTIFY, "keyset", name="keys XA", structure=keyset("XA"))) == ""


def test_of_two_foundings_on_the_table_the_first_is_shown():
    logs = _unfounded("XA", "XB")
    _found(logs, purpose="live")
    logs.write("XB", Verb.TABLE, "founding", name="founding", structure=founding(("XA", "XB"), purpose="exercise"))
    dialogue = logs.dialogue()
    assert (dialogue.purpose, dialogue.founded, len(dialogue.of_kind("founding")[0].versions)) == ("live", False, 2)


def test_thing_under_the_id_of_the_dialogue_is_refused_for_the_first_reason():
    logs = _unfounded("XA", "XB")
    act = _found(logs)
    assert logs.reason(logs.table("XA", "founding", words="x")) == "not-founded"
    logs.accept("XB", act)
    logs.exchange()
    assert logs.reason(logs.table("XA", "founding", words="x")) == "another-kind"


def test_founding_withdrawn_before_it_is_joint_is_still_shown_and_founds_nothing():
    logs = _unfounded("XA", "XB")
    logs.withdraw("XA", _found(logs))
    logs.exchange()
    assert (logs.dialogue().purpose, logs.dialogue().founded) == ("exercise", False)


def test_versions_stand_in_the_order_in_which_they_were_brought():
    logs = _unfounded("XA", "XB")
    mine = _found(_unfounded("XA", "XB"), purpose="live")
    logs.accept("XB", mine)  # before anybody here has tabled it
    yours = logs.write("XB", Verb.TABLE, "founding", name="founding", structure=founding(("XA", "XB")))
    _found(logs, purpose="live")
    (thing,) = logs.dialogue().of_kind("founding")
    assert [version.id for version in thing.versions] == [yours.version, mine.version]
