# SPDX-License-Identifier: Apache-2.0
"""The reading box: a published communiqué in, a draft out; what a person confirms is proposed as an account."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from comity import reading as reader
from comity.acts.act import Reported, Verb
from comity.base.errors import Ours
from comity.node import desk, policy
from comity.node.clock import now
from comity.node.desk import Intent
from comity.node.dialogues import NotHere, open_dialogue
from comity.node.home import here, write_private
from comity.node.national.models import Officer, Proposal, Reading
from comity.node.own_vocabulary import vocabularies
from comity.node.parse import parse

SECTIONS = {
    "party": "dialogue", "dialogue.name": "dialogue", "dialogue.scope": "dialogue", "mandate.by": "mandate",
    "round.ordinal": "round", "round.date": "round", "round.place": "round", "round.format": "round",
    "head": "head", "agency": "delegation", "observer": "delegation", "agenda.level": "agenda", "paper": "paper",
    "statement": "finding", "instrument": "framework", "forum": "forum", "topic": "topic", "prev_round": "previous",
    "next_round": "next", "doc.authoritative_lang": "language", "doc.translation_status": "language",
}  # fmt: skip


def read_into(officer: Officer | None, data: bytes) -> Reading:
    """Read a communiqué for an officer, in whatever file it came; the original is kept under its digest.

    Raises Ours, saying what is wrong with the bytes, and keeps nothing then.
    """
    author = policy.require(officer, "box")
    home = here()
    parsed = parse(data)
    with reader.using(vocabularies(home.path)):
        draft = reader.read(parsed.text).as_json()
    write_private(home.folder("originals") / parsed.sha256, data)
    return Reading.objects.create(officer=author, text=parsed.text, draft={**draft, "source": parsed.as_json()})


def reading_of(officer: Officer | None, reading: int) -> Reading:
    """Give one's own reading, or raise NotHere."""
    row = Reading.objects.filter(pk=reading, officer=officer).first() if officer is not None else None
    if row is None:
        raise NotHere(f"reading {reading}")
    return row


def propose_account(
    officer: Officer | None, dialogue: str, reading: int, *, chosen: Sequence[int], issuer: str,
    title: dict[str, str], source: dict[str, Any],
) -> Proposal:  # fmt: skip
    """Propose the chosen facts of a reading as an account of a round by its issuer."""
    author = policy.require(officer, "box")
    row = reading_of(author, reading)
    room = open_dialogue(author, dialogue)
    facts = row.draft.get("facts", [])
    if not chosen or any(not 0 <= number < len(facts) for number in chosen):
        raise Ours("choose at least one of the facts of this reading", hint="nothing was proposed; the reading is kept")
    words = {
        "title": title, "issuer": issuer,
        "source": {**source, "sha256": _digest(row)},
        "facts": [_fact(facts[number], row.text) for number in sorted(set(chosen))],
    }  # fmt: skip
    reported = (
        Reported(issuer, source.get("published") or now().strftime("%Y-%m-%d"), "published")
        if room.ours_alone and issuer in room.dialogue.counterparts
        else None
    )
    return desk.propose(author, dialogue, Intent(Verb.NOTIFY, "account", words=words, reported=reported))


def _digest(row: Reading) -> str:
    """The digest of the original; of the text where the reading is older than the keeping of originals."""
    kept = row.draft.get("source", {}).get("sha256")
    return str(kept or hashlib.sha256(row.text.encode()).hexdigest())


def _fact(fact: dict[str, Any], text: str) -> dict[str, Any]:
    spans = fact.get("spans") or []
    found: dict[str, Any] = {
        "section": SECTIONS.get(fact["field"], "round"),
        "field": fact["field"],
        "value": fact["value"],
        "support": "inferred" if fact.get("support") == "inferred" else "stated",
        "spans": [list(span) for span in spans],
    }
    if spans:
        found["quote"] = text[spans[0][0] : spans[0][1]][:600]
    if isinstance(fact["value"], dict) and fact["value"].get("party"):
        found["party"] = fact["value"]["party"]
    return {key: value for key, value in found.items() if value is not None}
