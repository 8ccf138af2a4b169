# SPDX-License-Identifier: Apache-2.0
"""The fold as a whole: independent of arrival, of codes, of clocks; never going back; never two."""

from __future__ import annotations

import itertools
import random

import pytest
from histories import history, normal, renamed, rivals
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import DIALOGUE, Logs, Pair

from comity.acts.act import Act, Verb, encode
from comity.acts.permission import Standing
from comity.record.entry import Unreadable, decode_entry
from comity.record.fold import Running, fold, fold_acts, why_not

_SEEDS = st.integers(0, 2**32)
_PARTIES = st.sampled_from([("XA", "XB"), ("XA", "XB", "XC")])


def _bytes(logs):
    return {p: [encode(e) if isinstance(e, Act) else b"noise" for e in log] for p, log in logs.logs.items()}


@settings(max_examples=40, deadline=None)
@given(_SEEDS, _PARTIES)
def test_fold_gives_same_dialogue_for_any_order_in_which_logs_are_given(seed, parties):
    raw = _bytes(history(random.Random(seed), parties, 40))
    wholes = {repr(fold(dict(order), dialogue=DIALOGUE)) for order in itertools.permutations(raw.items())}
    assert len(wholes) == 1


@settings(max_examples=40, deadline=None)
@given(_SEEDS, _PARTIES, st.booleans())
def test_fold_gives_same_dialogue_under_other_party_codes_and_other_dates(seed, parties, wild):
    rnd = random.Random(seed)
    logs = history(rnd, parties, 50)
    codes = ["QA", "QB", "QC"][: len(parties)]
    rnd.shuffle(codes)  # order-isomorphic or not
    names = dict(zip(parties, codes, strict=True))
    other = renamed(logs, names, rnd if wild else None)
    assert normal(logs.dialogue(), names) == normal(other.dialogue())


@settings(max_examples=30, deadline=None)
@given(_SEEDS, _PARTIES)
def test_joint_never_reverts_and_of_rivals_at_most_one_is_joint_in_any_order_of_arrival(seed, parties):
    rnd = random.Random(seed)
    logs = rivals(rnd, parties, 24, 3) if rnd.random() < 0.5 else history(rnd, parties, 40)
    sizes, last = dict.fromkeys(parties, 0), {}
    while any(sizes[p] < len(logs.logs[p]) for p in parties):
        sizes[rnd.choice([p for p in parties if sizes[p] < len(logs.logs[p])])] += 1  # causes may come later
        now = {}
        for thing in logs.dialogue(sizes).objects.values():
            for version in thing.versions:
                if version.standing in (Standing.JOINT, Standing.SUPERSEDED) and version.joint_by:
                    slot = (thing.id, thing.kind, version.supersedes)
                    assert slot not in now, "two rivals are joint"
                    now[slot] = (version.id, version.joint_by, version.joint_at)
        assert last.items() <= now.items()
        last = now


@settings(max_examples=30, deadline=None)
@given(_SEEDS, _PARTIES)
def test_fold_of_less_gives_the_same_reasons_but_for_what_comes_too_late(seed, parties):
    rnd = random.Random(seed)
    logs = history(rnd, parties, 40)
    part = logs.dialogue({p: rnd.randint(0, len(log)) for p, log in logs.logs.items()})
    whole = {j.id: j.without_effect for j in logs.dialogue().timeline}
    for judged in part.timeline:
        assert whole[judged.id] in {judged.without_effect, "too-late"}


@settings(max_examples=30, deadline=None)
@given(_SEEDS, _PARTIES)
def test_acts_without_effect_change_nothing_but_the_list_of_what_was_said(seed, parties):
    logs = history(random.Random(seed), parties, 40)
    before = logs.dialogue()
    for judged in before.timeline:
        if judged.without_effect not in {"", "too-late"} and judged.act is not None:
            act = judged.act  # the same knowledge, but words that nobody can read
            blank = Unreadable("unknown-kind", "", act.by, act.dialogue, act.at, act.seen)
            logs.logs[judged.id.party][judged.id.index] = blank
    after = logs.dialogue()
    assert {k: o.versions for k, o in before.objects.items()} == {k: o.versions for k, o in after.objects.items()}


@settings(max_examples=60, deadline=None)
@given(_SEEDS, _PARTIES)
def test_why_not_says_before_what_the_fold_says_after(seed, parties):
    rnd = random.Random(seed)
    logs = history(rnd, parties, 40)
    party = rnd.choice(parties)
    before = {p: list(log) for p, log in logs.logs.items()}
    said = [a for log in before.values() for a in log if isinstance(a, Act) and a.kind in {"paragraph", "paper"}]
    logs.look(party)
    if said and rnd.random() < 0.8:
        verb = rnd.choice([Verb.ACCEPT, Verb.RESERVE, Verb.WITHDRAW, Verb.ACKNOWLEDGE])
        act = logs.speak(party, verb, rnd.choice(said))
    else:
        act = logs.table(party, rnd.choice(["object 0", "new"]), words="new words")
    assert why_not(before, act, dialogue=DIALOGUE) == logs.reason(act)


@settings(max_examples=60, deadline=None)
@given(_SEEDS)
def test_why_not_of_one_who_has_heard_less_says_before_what_the_fold_says_after(seed):
    """Of three, one says no more of the second's log than it said before, while that waits for the third's."""
    rnd, parties = random.Random(seed), ("XA", "XB", "XC")
    logs = history(rnd, parties, 40)
    party = rnd.choice(parties)
    running = Running(DIALOGUE, parties)
    for code, log in logs.logs.items():
        running.take(code, log)
    told = [act.seen for act in logs.logs[party] if isinstance(act, Act)]
    said = [a for log in logs.logs.values() for a in log if isinstance(a, Act) and a.kind in {"paragraph", "paper"}]
    act = (
        logs.speak(party, rnd.choice([Verb.ACCEPT, Verb.RESERVE, Verb.ACKNOWLEDGE]), rnd.choice(said)) if said else None
    )
    if act is not None:
        heard = {p: max([s[p].size for s in (*told, act.seen) if p in s], default=0) for p in parties if p != party}
        before = running.why_not(act, heard)
        assert logs.reason(act) in {before, "too-late"}  # nobody knows beforehand what others said unheard


@settings(max_examples=60, deadline=None)
@given(_SEEDS, _PARTIES)
def test_what_is_counted_and_unanswered_is_what_one_finds_by_looking_at_every_object(seed, parties):
    objects = history(random.Random(seed), parties, 40).dialogue().objects
    things = [thing for thing in objects.values() if thing.kind != "paper"]
    counts = (sum(bool(thing.open) for thing in things), sum(thing.joint is not None for thing in things))
    assert objects.count_open_and_joint(without=("paper",)) == counts
    for party in parties:
        asking = [thing for thing in objects.values() if any(v.asks(party) for v in thing.versions)]
        assert list(objects.unanswered(party)) == asking


def test_fold_of_a_log_whose_causes_are_missing_waits_and_says_for_what():
    pair = Pair()
    sizes = {p: len(log) for p, log in pair.logs.items()}
    pair.table("XA", words="reaffirm")
    pair.receipt("XB")
    dialogue = pair.dialogue({"XA": sizes["XA"], "XB": sizes["XB"] + 1})
    (waiting,) = dialogue.waiting
    assert (waiting.party, waiting.index, waiting.needs, waiting.size) == ("XB", sizes["XB"], "XA", sizes["XA"] + 1)
    assert dialogue.sizes == sizes
    assert pair.dialogue().waiting == ()


def test_fold_of_nothing_is_a_dialogue_that_is_not_founded():
    dialogue = fold({"XA": [], "XB": []}, dialogue=DIALOGUE)
    assert (dialogue.founded, dialogue.purpose, dialogue.parties, dialogue.objects) == (False, "", ("XA", "XB"), {})


def test_fold_takes_bytes_and_acts_alike():
    logs = history(random.Random(7), steps=30)
    raw = _bytes(logs)
    entries = {p: [decode_entry(data) for data in log] for p, log in raw.items()}
    assert repr(fold(raw, dialogue=DIALOGUE)) == repr(fold_acts(entries, dialogue=DIALOGUE))


def test_display_puts_causes_first_then_dates_then_codes():
    logs = Logs("XA", "XB")
    early = logs.table("XB", "late", words="written before anything", at="2001-01-01T00:00:00Z")
    twin = logs.table("XA", "twin", words="a", at="2027-12-01T00:00:00Z")
    other = logs.table("XB", "other", words="b", at="2027-12-01T00:00:00Z")
    acts = [j.act for j in logs.dialogue().timeline]
    assert acts[-2:] == [twin, other]
    assert acts.index(early) > acts.index(logs.logs["XB"][2])


@pytest.mark.parametrize("parties", [("XA", "XB"), ("XA", "XB", "XC")])
def test_two_logs_that_claim_to_have_seen_each_other_first_wait_for_ever(parties):
    logs = Logs(*parties)
    sizes = {p: len(log) for p, log in logs.logs.items()}
    logs.look("XA", "XB", sizes["XB"] + 1)
    logs.look("XB", "XA", sizes["XA"] + 1)
    logs.table("XA", words="a")
    logs.table("XB", words="b")
    dialogue = logs.dialogue()
    assert dialogue.sizes == sizes
    assert [w.party for w in dialogue.waiting] == ["XA", "XB"]


def test_timeline_holds_every_entry_once_causes_before_effects():
    logs = history(random.Random(11), ("XA", "XB", "XC"), 60)
    ids = [(j.id.party, j.id.index) for j in logs.dialogue().timeline]
    assert sorted(ids) == [(p, i) for p in logs.parties for i in range(len(logs.logs[p]))]
    done = dict.fromkeys(logs.parties, 0)
    for party, index in ids:
        entry = logs.logs[party][index]
        assert done[party] == index
        assert all(seen.size <= done[other] for other, seen in entry.seen.items())
        done[party] += 1


def test_objects_stand_in_the_order_in_which_they_were_first_brought():
    pair = Pair()
    later = pair.table("XA", "later", words="x")
    pair.withdraw("XA", later)
    pair.speak("XB", Verb.ACCEPT, later)  # unseen, so without effect
    pair.table("XB", "first in date", words="y", at="2026-01-01T00:00:00Z")
    names = [o.versions[0].at for o in pair.dialogue().objects.values() if o.kind == "paragraph"]
    assert names == [later.at, "2026-01-01T00:00:00Z"]
    pair = Pair()
    stray = pair.speak("XA", Verb.ACCEPT, later)  # names the object before anybody has brought it
    pair.table("XA", "other", words="z")
    pair.table("XA", "later", words="x")
    things = [o for o in pair.dialogue().objects.values() if o.kind == "paragraph"]
    assert [o.id == stray.object for o in things] == [False, True]
    assert [j.without_effect for j in things[1].history] == ["absent", ""]
