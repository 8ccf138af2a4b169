# SPDX-License-Identifier: Apache-2.0
"""What the record knows of a question: from a told object (check, consultation, incident, request) to its course.

An answer is a remark about the question, by a party asked. Which parties are asked stands in the act; where it names
none, all the others are.
"""

from __future__ import annotations

from comity.measures.answer import Asked
from comity.record.dialogue import Dialogue, Object, Version

QUESTIONS = frozenset({"check", "consultation", "incident", "request"})


def asked(dialogue: Dialogue, thing: Object) -> tuple[Asked, ...]:
    """Gather, for each party asked, what is on record.

    A question told anew was sent when it was first told; whom it asks, and by when, its latest telling says.
    """
    if thing.kind not in QUESTIONS:
        return ()
    latest = thing.told or thing.versions[-1]
    parties = latest.structure.get("to") or [p for p in dialogue.parties if p not in latest.owners]
    ended = "" if thing.told else _withdrawn_at(thing)
    return tuple(_asked(dialogue, thing, latest, party, ended) for party in parties if party in dialogue.parties)


def _asked(dialogue: Dialogue, thing: Object, latest: Version, party: str, ended: str) -> Asked:
    first = thing.versions[0]
    held = dialogue.held_since(first.brought_by[0], party)
    dates = {judged.id: judged.act.at for judged in thing.history if judged.act is not None}
    read = [dates[entry] for version in thing.versions for entry in version.acknowledged if entry.party == party]
    return Asked(
        party=party,
        sent=first.at,
        answer_by=latest.structure.get("answer_by", ""),
        held="" if held is None else held.at,
        read=min(read, default=""),
        answered=min(_answers(dialogue, thing, party), default=""),
        ended=ended,
    )


def _answers(dialogue: Dialogue, thing: Object, party: str) -> list[str]:
    questions = {version.id for version in thing.versions}
    return [
        version.at
        for remark in dialogue.of_kind("remark")
        for version in remark.versions
        if version.structure["about"] in questions and party in version.owners
    ]


def _withdrawn_at(thing: Object) -> str:
    taken = [j.act.at for j in thing.history if j.act is not None and not j.without_effect and j.act.verb == "withdraw"]
    return max(taken, default="")
