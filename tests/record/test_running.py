# SPDX-License-Identifier: Apache-2.0
"""The running fold: whatever comes when, its Dialogue is that of the fold of everything at once, bit for bit."""

from __future__ import annotations

import random

import slow_fold
from histories import history, renamed, rivals
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import DIALOGUE, Logs, Pair, reported

from comity.acts.act import Act, Verb
from comity.record.dialogue import EntryId
from comity.record.fold import Running, fold_acts

_SEEDS = st.integers(0, 2**32)
_PARTIES = st.sampled_from([("XA", "XB"), ("XA", "XB", "XC"), ("XA",)])


def _file_of_our_own(rnd, steps=40):
    """Write a random history of one party that also reports of two others."""
    logs = Logs("XA", counterparts=["XB", "XC"])
    brought = []
    for _ in range(steps):
        of = rnd.choice(["XB", "XC", "XD", ""])
        fields = {"reported": reported(of)} if of else {}
        if rnd.random() < 0.5 or not brought:
            kind = rnd.choice(["paragraph", "paragraph", "paper"])
            bring = logs.notify if kind == "paper" else logs.table
            name, words = rnd.choice(["one", "two"]), rnd.choice(["a", "b", "c"])
            brought.append(bring("XA", f"{kind} {name}", words, kind, **fields))
        else:
            act = rnd.choice(brought[-4:])
            verbs = (Verb.ACKNOWLEDGE, Verb.WITHDRAW) if act.kind == "paper" else (Verb.ACCEPT, Verb.RESERVE)
            logs.speak("XA", rnd.choice(verbs), act, **fields)
    return logs


def _any(rnd, parties):
    if len(parties) == 1:
        return _file_of_our_own(rnd)
    kind = rnd.random()
    logs = rivals(rnd, parties, 30, 3) if kind < 0.3 else history(rnd, parties, 50, founded=kind < 0.9)
    return renamed(logs, {p: p for p in parties}, rnd) if rnd.random() < 0.4 else logs  # with wild dates


def _feed(rnd, logs):
    """Take the logs in by pieces, in any order of logs; gives the fold with what it has after each piece."""
    running, taken = Running(DIALOGUE, logs.parties), dict.fromkeys(logs.parties, 0)
    while open_ := [p for p in logs.parties if taken[p] < len(logs.logs[p])]:
        party, piece = rnd.choice(open_), rnd.choice([1, 1, 2, 5, 40])
        running.take(party, logs.logs[party][taken[party] : taken[party] + piece])
        taken[party] = running.size(party)
        yield running, {p: logs.logs[p][:size] for p, size in taken.items()}


@settings(max_examples=150, deadline=None)
@given(_SEEDS, _PARTIES)
def test_running_fold_gives_the_dialogue_of_the_whole_fold_for_any_interleaving(seed, parties):
    rnd = random.Random(seed)
    for running, parts in _feed(rnd, _any(rnd, parties)):
        if rnd.random() < 0.5:
            assert repr(running.dialogue()) == repr(slow_fold.fold_acts(parts, dialogue=DIALOGUE))
    assert repr(running.dialogue()) == repr(slow_fold.fold_acts(parts, dialogue=DIALOGUE))
    assert repr(fold_acts(parts, dialogue=DIALOGUE)) == repr(running.dialogue())


@settings(max_examples=100, deadline=None)
@given(_SEEDS, _PARTIES)
def test_dialogue_shows_its_own_moment_however_late_it_is_looked_at(seed, parties):
    rnd = random.Random(seed)
    given_ = [(running.dialogue(), parts) for running, parts in _feed(rnd, _any(rnd, parties)) if rnd.random() < 0.4]
    for dialogue, parts in given_:
        assert repr(dialogue) == repr(slow_fold.fold_acts(parts, dialogue=DIALOGUE))


@settings(max_examples=100, deadline=None)
@given(_SEEDS, _PARTIES)
def test_questions_to_a_dialogue_are_answered_as_by_looking_through_all_of_it(seed, parties):
    rnd = random.Random(seed)
    given_ = [(running.dialogue(), parts) for running, parts in _feed(rnd, _any(rnd, parties)) if rnd.random() < 0.3]
    for dialogue, parts in given_:
        whole = slow_fold.fold_acts(parts, dialogue=DIALOGUE)
        assert dialogue.timeline.without_effect() == sum(bool(j.without_effect) for j in whole.timeline)
        versions = {v.id: v for o in whole.objects.values() for v in o.versions}
        named = {e.version for log in parts.values() for e in log if isinstance(e, Act)}
        assert {v: dialogue.version(v) for v in named} == {v: versions.get(v) for v in named}
        for judged in whole.timeline:
            assert dialogue.judged(judged.id) == judged
            for holder in parties:
                held = (h for h in whole.held if (h.holder, h.of) == (holder, judged.id.party))
                first = next((h for h in held if h.size > judged.id.index), None)
                assert dialogue.held_since(judged.id, holder) == first
        assert dialogue.judged(EntryId("XA", len(whole.timeline))) is None
        for kinds in ("paragraph", "paper"), ("paper", "founding", "paragraph"), ("release",):
            assert list(dialogue.of_kind(*kinds)) == [o for o in whole.objects.values() if o.kind in kinds]
        for party in parties:
            for holder in parties:
                size = max((h.size for h in whole.held if (h.holder, h.of) == (holder, party)), default=0)
                after = [j for j in whole.timeline if j.id.party == party and j.id.index >= size]
                unheld = sum(j.act is None or j.act.kind != "receipt" for j in after)
                assert dialogue.unheld(party, holder) == unheld


@settings(max_examples=60, deadline=None)
@given(_SEEDS, _PARTIES)
def test_running_fold_says_why_not_as_the_whole_fold_does(seed, parties):
    rnd = random.Random(seed)
    logs = _any(rnd, parties)
    said = [a for log in logs.logs.values() for a in log if isinstance(a, Act)]
    for running, parts in _feed(rnd, logs):
        for act in rnd.sample(said, 4):
            assert running.why_not(act) == slow_fold.why_not(parts, act, dialogue=DIALOGUE)


def test_dialogue_parts_are_equal_to_the_plain_ones_and_to_each_other():
    pair = Pair()
    pair.table("XA", words="reaffirm")
    pair.exchange()
    one, other = pair.dialogue(), pair.dialogue()
    assert one == other
    whole = one.whole()
    assert (one.timeline, one.held, one.objects) == (whole["timeline"], whole["held"], whole["objects"])
    assert (type(whole["timeline"]), type(whole["held"]), type(whole["objects"])) == (tuple, tuple, dict)
    assert (one.timeline[-1], one.timeline[1:3], one.held[0]) == (
        whole["timeline"][-1], whole["timeline"][1:3], whole["held"][0],
    )  # fmt: skip
    pair.table("XB", words="recall")
    assert one != pair.dialogue()
    assert "no such object" not in one.objects
    assert one.objects.get(f"{one.id}:founding") is None


def test_old_dialogue_does_not_grow_when_its_logs_do():
    pair = Pair()
    running = Running(DIALOGUE, pair.parties)
    for party, log in pair.logs.items():
        running.take(party, log)
    before, size = running.dialogue(), len(pair.logs["XA"])
    assert running.dialogue() is before
    pair.table("XA", words="reaffirm")
    running.take("XA", pair.logs["XA"][size:])
    assert (len(before.timeline), len(running.dialogue().timeline)) == (len(before.timeline), len(before.timeline) + 1)
    assert before.of_kind("paragraph") == ()
