# SPDX-License-Identifier: Apache-2.0
"""The reading box: a published communiqué in, a draft out; what a person confirmed is proposed as an account."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from comity import reading as reader
from comity.acts.act import Reported, Verb
from comity.base.errors import Ours
from comity.node import desk, policy
from comity.node.clock import now
from comity.node.desk import Intent
from comity.node.dialogues import Room, list_dialogues, open_dialogue
from comity.node.home import here, write_private
from comity.node.national.models import Officer, Proposal, Reading
from comity.node.own_vocabulary import vocabularies
from comity.node.parse import parse
from comity.node.review import Fact, reading_of, reviewed, section_of
from comity.reading.vocabulary import concept

_DECIDED = frozenset({Proposal.OPEN, Proposal.RELEASING, Proposal.RELEASED})


def read_into(
    officer: Officer | None, data: bytes, *, name: str = "", about: Mapping[str, Any] | None = None,
    imported: bool = False,
) -> Reading:  # fmt: skip
    """Read a communiqué for an officer, in whatever file it came; the original is kept under its digest.

    What was imported once is not imported again: the reading that is here is given back.
    Raises Ours, saying what is wrong with the bytes, and keeps nothing then.
    """
    author = policy.require(officer, "box")
    home = here()
    if imported and (known := imported_of(data)) is not None:
        return known
    parsed = parse(data)
    with reader.using(vocabularies(home.path)):
        draft = reader.read(parsed.text, {"date": str((about or {}).get("published") or "")}).as_json()
    write_private(home.folder("originals") / parsed.sha256, data)
    return Reading.objects.create(
        officer=author, text=parsed.text, draft={**draft, "source": parsed.as_json()}, name=name[-200:],
        sha256=parsed.sha256, about=dict(about or {}), imported=imported,
    )  # fmt: skip


def imported_of(data: bytes) -> Reading | None:
    """Give the imported reading of these very bytes, if there is one."""
    return Reading.objects.filter(imported=True, sha256=_sha256(data)).first()


def original_of(row: Reading) -> bytes:
    """Give the bytes that were read; raises Ours where they are gone or are not those of the digest."""
    path = here().folder("originals") / row.sha256
    data = path.read_bytes() if row.sha256 and path.is_file() else b""
    if _sha256(data) != row.sha256:
        raise Ours("the original of this reading is not here", hint="the text and the draft are kept")
    return data


def propose_account(
    officer: Officer | None, dialogue: str, reading: int, *, issuer: str, title: dict[str, str],
    source: dict[str, Any], round_: str = "",
) -> Proposal:  # fmt: skip
    """Propose the facts of a reading that a person confirmed as an account of a round by its issuer.

    `round_` is the round of this dialogue that the account tells of, where it is one.
    """
    author = policy.require(officer, "box")
    row = reading_of(author, reading)
    room = open_dialogue(author, dialogue)
    kept = [each.fact for each in reviewed(row) if each.kept]
    if not kept:
        raise Ours(
            "accept at least one of the facts of this reading",
            hint="nothing was proposed; the reading is kept",
            code="review.nothing-kept",
        )
    if row.proposal is not None and row.proposal.state in _DECIDED:
        raise Ours(
            "an account was proposed from this reading already",
            hint="refuse or withdraw that one first",
            code="review.proposed-already",
        )
    source = {**source, "sha256": row.sha256}
    if row.draft.get("lang"):
        source["language"] = row.draft["lang"]
    words = {
        "title": title, "issuer": issuer, "source": source,
        "facts": [_fact(each, row.text) for each in kept],
    }  # fmt: skip
    if told := _round(kept):
        words["round"] = told
    reported = (
        Reported(issuer, source.get("published") or now().strftime("%Y-%m-%d"), "published")
        if room.ours_alone and issuer in room.dialogue.counterparts
        else None
    )
    structure = {"round": round_} if round_ else {}
    made = desk.propose(
        author, dialogue, Intent(Verb.NOTIFY, "account", structure=structure, words=words, reported=reported)
    )
    row.proposal = made
    row.save(update_fields=["proposal"])
    return made


def homes_for(officer: Officer | None, facts: Sequence[Fact]) -> list[tuple[Room, str]]:
    """Give the dialogues that an account may stand in, the likeliest first, each with the round that it tells of.

    The likeliest is the dialogue of the very parties that the account names; any other is a file it may be kept in.
    """
    parties = {str(fact["value"]) for fact in facts if fact.get("field") == "party"}
    rooms = list_dialogues(officer)
    return [(room, round_of(room, facts)) for room in sorted(rooms, key=lambda room: _distance(room, parties))]


def _distance(room: Room, parties: set[str]) -> int:
    theirs = set(room.dialogue.counterparts) if room.ours_alone else set(room.introduction.codes)
    both = theirs | set(room.introduction.codes)
    if parties and parties in (theirs, both):
        return 0 if not room.ours_alone else 1
    return 2 if room.ours_alone else 3


def round_of(room: Room, facts: Sequence[Fact]) -> str:
    """Name the round of a dialogue that facts tell of: by its first day, else its number; "" where none fits alone."""
    date = _value(facts, "round.date").get("start")
    number = next((fact["value"] for fact in facts if fact.get("field") == "round.ordinal"), None)
    days, numbers = [], []
    for thing in room.dialogue.of_kind("round"):
        versions = [v for v in (thing.joint, *thing.open) if v is not None]
        said = [words for v in versions if (words := room.words(v.payload)) is not None]
        if date and any(words.get("from") == date for words in said):
            days.append(thing.id)
        given = [words["number"] for words in said if isinstance(words.get("number"), dict)]
        if number is not None and any(number in each.values() for each in given):
            numbers.append(thing.id)
    return next((found[0] for found in (days, numbers) if len(found) == 1), "")


def _value(facts: Sequence[Fact], field: str) -> Mapping[str, Any]:
    value = next((fact["value"] for fact in facts if fact.get("field") == field), None)
    return value if isinstance(value, Mapping) else {}


def _round(facts: Sequence[Fact]) -> dict[str, Any]:
    """What the head of the account says of the round: the same facts, once more at a glance."""
    date, city = _value(facts, "round.date"), _value(facts, "round.place").get("city")
    number = next((fact["value"] for fact in facts if fact.get("field") == "round.ordinal"), None)
    known = concept("places", city) if city else None
    labels = {label.lang: label.text for label in known.labels if label.kind == "prefLabel"} if known else {}
    found = {
        "from": date.get("start"), "to": date.get("end"), "number": number,
        "city": (labels or {"en": city}) if city else None,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _fact(fact: Fact, text: str) -> dict[str, Any]:
    spans = fact.get("spans") or []
    found: dict[str, Any] = {
        "section": section_of(fact["field"]),
        "field": fact["field"],
        "value": fact["value"],
        "support": "inferred" if fact.get("support") == "inferred" else "stated",
        "spans": [list(span) for span in spans],
    }
    if spans:
        found["quote"] = _plain(text[spans[0][0] : spans[0][1]][:600])
    if isinstance(fact["value"], dict) and fact["value"].get("party"):
        found["party"] = fact["value"]["party"]
    elif fact["field"] == "party":
        found["party"] = fact["value"]
    return {key: value for key, value in found.items() if value is not None}


def _plain(quote: str) -> str:
    """A quotation as a payload may hold it: composed, on one line, without marks that nobody sees."""
    text = unicodedata.normalize("NFC", " ".join(quote.split()))
    return "".join(char for char in text if unicodedata.category(char) not in {"Cf", "Cc"})
