# SPDX-License-Identifier: Apache-2.0
"""No text is shown as agreed that one log does not accept; COMITY_SEQUENCES says how many negotiations are drawn.

Nothing here asks the fold whether a party accepts: that is looked up in the party's own log, entry by entry.
"""

from __future__ import annotations

import os
import random

from logs import Logs, object_id

from comity.acts.act import Act, Verb
from comity.record.dialogue import EntryId
from comity.record.document import document
from comity.text.paragraph import ParagraphState

SEQUENCES = int(os.environ.get("COMITY_SEQUENCES", "300"))
TEXT = object_id("communique")
WORDS = (
    "The Parties reaffirm their commitment.", "The Parties recall their commitment.", "The Parties commit.",
    "The Parties reaffirm their common commitment to dialogue.", "", "No party is named here at all.",
)  # fmt: skip
AGREED = frozenset({ParagraphState.AGREED, ParagraphState.REOPENED, ParagraphState.DELETED})


def _drawn(rnd: random.Random, steps: int = 16) -> tuple[Logs, dict[str, str]]:
    """Draw a sequence of proposals on two paragraphs, some by silence, everybody knowing much or little."""
    logs = Logs(*rnd.choice([("XA", "XB"), ("XA", "XB"), ("XA", "XB", "XC")]))
    words: dict[str, str] = {}
    said: list[Act] = []
    logs.table("XA", "communique", kind="text")
    if rnd.random() < 0.5:
        rule = logs.write("XA", Verb.TABLE, "silence_rule", name="rule", structure={"kinds": ["paragraph"], "hours": 1})
        for party in logs.parties[1:]:
            logs.look(party)
            logs.accept(party, rule)
        logs.exchange()
    for step in range(steps):
        party = rnd.choice(logs.parties)
        if rnd.random() < 0.6:
            logs.look(party, size=None)
        _one(rnd, logs, party, (said, words, step))
    return logs, words


def _one(rnd: random.Random, logs: Logs, party: str, so_far) -> None:
    said, words, step = so_far
    at, roll = f"2027-03-{5 + step:02}T12:00:00Z", rnd.random()
    if roll < 0.3 or not said:
        name, text = rnd.choice(["first", "second"]), rnd.choice(WORDS)
        joint = rnd.choice([a for a in said if a.object == object_id(name)] or [None]) if rnd.random() < 0.3 else None
        structure = {"text": TEXT, "language": "en", "place": name[0]} | ({} if text else {"deleted": True})
        more = {"supersedes": joint.version} if joint else {}
        act = logs.table(party, name, text or "(left out)", structure=structure, at=at, **more)
        words[act.payload.commitment] = text
        said.append(act)
    elif roll < 0.65:
        verb = rnd.choice([Verb.ACCEPT] * 4 + [Verb.RESERVE, Verb.WITHDRAW])
        fields = {"ad_referendum": True} if verb is Verb.ACCEPT and rnd.random() < 0.15 else {}
        logs.speak(party, verb, rnd.choice(said[-4:]), at=at, **fields)
    elif roll < 0.75:
        instants = {"first_instant": f"2027-03-{7 + step:02}T00:00:00Z", "expiry": f"2027-03-{8 + step:02}T00:00:00Z"}
        structure = {"about": rnd.choice(said).version, **instants}
        logs.write(party, Verb.NOTIFY, "silence", name=f"silence {step}", structure=structure, at=at)
        for other in logs.parties if rnd.random() < 0.7 else ():
            logs.look(other)
            logs.write(other, Verb.ACKNOWLEDGE, "receipt", structure={"held": dict(logs.seen[other])}, at=at)
    else:
        logs.write(party, Verb.ACKNOWLEDGE, "receipt", structure={"held": dict(logs.seen[party])}, at=at)


def _log_accepts(logs: Logs, party: str, version: str, dialogue) -> bool:
    """Look in a party's own log for its acceptance of a version: in words, or by two entries that prove its silence."""
    for index, act in enumerate(logs.logs[party]):
        in_words = act.verb in {Verb.TABLE, Verb.ACCEPT} and not act.ad_referendum
        if in_words and act.version == version and not dialogue.judged(EntryId(party, index)).without_effect:
            return True
    procedures = [(p, act) for p in logs.parties if p != party for act in logs.logs[p] if act.kind == "silence"]
    return any(_silent(logs, party, act, p) for p, act in procedures if act.structure["about"] == version)


def _silent(logs: Logs, party: str, act, starter: str) -> bool:
    place, known, seen_at = logs.logs[starter].index(act), 0, ""
    for entry in logs.logs[party]:
        known = max(known, entry.seen[starter].size if starter in entry.seen else 0)
        if known > place and not seen_at:
            seen_at = entry.at
            if seen_at > act.structure["first_instant"]:
                return False
        if seen_at and entry.verb is Verb.RESERVE and entry.version == act.structure["about"]:
            return False
        if seen_at and entry.at >= act.structure["expiry"]:
            return True
    return False


def test_no_paragraph_is_shown_as_agreed_that_one_log_does_not_accept():
    agreed = silent = 0
    for seed in range(SEQUENCES):
        logs, words = _drawn(random.Random(seed))
        dialogue = logs.dialogue()
        for passage in _passages(dialogue, words):
            if passage.reading.state in AGREED:
                agreed += 1
                silent += any(s.by_silence for s in passage.joint.stances)
                for party in logs.parties:
                    assert _log_accepts(logs, party, passage.joint.id, dialogue), (seed, party)
    assert agreed > SEQUENCES // 5
    assert silent > SEQUENCES // 200


def _passages(dialogue, words):
    """Set out the text: none where nothing was brought with effect."""
    laid_out = document(dialogue, TEXT, words)
    return () if laid_out is None else [p for reading in laid_out.readings for p in reading.passages]
