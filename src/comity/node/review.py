# SPDX-License-Identifier: Apache-2.0
"""The review of a reading: each fact is accepted, changed or rejected by a person; missed facts are marked by hand.

    draft ──accept / change / reject each fact, mark what was missed──> reviewed facts ──box.propose_account──> proposal

Four rules:
  1. Each decision is kept when it is made; who leaves and comes back finds them all, and may take any of them back.
  2. The draft is never altered: what a person changed stands beside what the reader found.
  3. What nobody decided is not in the account. Facts without a doubt can be accepted together, a field at a time.
  4. A body of state that the vocabulary does not know is written into the operator's when it is marked, with the
     document as evidence, and the next reading knows it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from comity.base.errors import Ours
from comity.node import policy
from comity.node.dialogues import NotHere
from comity.node.home import here
from comity.node.national.models import FactDecision, Officer, Reading
from comity.node.own_vocabulary import Naming, add_body, vocabularies
from comity.reading.vocabulary import concept, using

Fact = Mapping[str, Any]

SECTIONS = {
    "party": "dialogue", "dialogue.name": "dialogue", "dialogue.scope": "dialogue", "mandate.by": "mandate",
    "round.ordinal": "round", "round.date": "round", "round.place": "round", "round.format": "round",
    "head": "head", "head.title": "head", "agency": "delegation", "observer": "delegation", "agenda.level": "agenda",
    "paper": "paper", "paper.title": "paper", "statement": "finding", "instrument": "framework", "forum": "forum",
    "topic": "topic", "prev_round": "previous", "next_round": "next", "issuer": "issuer",
    "doc.authoritative_lang": "language", "doc.translation_status": "language",
}  # fmt: skip

# The parts of a fact's value, by field, as a form asks for them; a field that is not here has one plain value.
PARTS: dict[str, tuple[str, ...]] = {
    "mandate.by": ("person", "party"),
    "round.date": ("start", "end"),
    "round.place": ("city", "country"),
    "head": ("name", "title", "party"),
    "agency": ("party", "body"),
    "issuer": ("party", "body"),
    "statement": ("class", "speaker", "topics"),
    "paper": ("instrument", "title", "by"),
    "prev_round": ("ordinal", "city", "country", "date"),
    "next_round": ("ordinal", "city", "country", "date"),
}
_LISTS = frozenset({"speaker", "topics"})
_NUMBERS = frozenset({"ordinal", "round.ordinal"})
_BODIES = frozenset({"agency", "issuer"})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A fact of a reading as it now stands: its number, what was decided ("" while open), and the draft's own."""

    number: int
    fact: Fact
    verdict: str
    drafted: Fact | None

    @property
    def kept(self) -> bool:
        """Whether it goes into the account."""
        return self.verdict in {FactDecision.ACCEPTED, FactDecision.CHANGED, FactDecision.ADDED}

    @property
    def doubted(self) -> bool:
        """Whether the reader doubts it and nobody has decided."""
        return not self.verdict and bool(self.fact.get("doubts"))

    @property
    def section(self) -> str:
        """The section of the account in which it stands."""
        return section_of(str(self.fact.get("field", "")))


def section_of(field: str) -> str:
    """Say in which section of an account a field belongs; what is told of the document goes with its issuer."""
    return SECTIONS.get(field) or ("issuer" if field.startswith("doc.") else "round")


def reading_of(officer: Officer | None, reading: int) -> Reading:
    """Give a reading of one's own or one that was imported for the desk, or raise NotHere."""
    row = Reading.objects.select_related("proposal").filter(pk=reading).first() if officer is not None else None
    if row is None or officer is None or not (row.imported or row.officer_id == officer.pk):
        raise NotHere(f"reading {reading}")
    return row


def reviewed(row: Reading) -> tuple[Reviewed, ...]:
    """Give every fact of a reading as it stands, those marked by hand at the end."""
    decisions = {each.number: each for each in row.decisions.all()}
    drafted: Sequence[Fact] = row.draft.get("facts", [])
    found = [_one(number, fact, decisions.get(number)) for number, fact in enumerate(drafted)]
    more = sorted(number for number in decisions if number >= len(drafted))
    return (*found, *(Reviewed(n, decisions[n].fact or {}, decisions[n].verdict, None) for n in more))


def _one(number: int, drafted: Fact, decision: FactDecision | None) -> Reviewed:
    if decision is None:
        return Reviewed(number, drafted, "", drafted)
    return Reviewed(number, decision.fact or drafted, decision.verdict, drafted)


def decide(officer: Officer | None, reading: int, numbers: Iterable[int], verdict: str) -> None:
    """Accept or reject facts by number; an empty verdict takes a decision back."""
    author, row = _open(officer, reading)
    wanted = sorted(set(numbers))
    length = len(row.draft.get("facts", []))
    if verdict not in {"", FactDecision.ACCEPTED, FactDecision.REJECTED}:
        raise Ours(f"unknown verdict {verdict!r}; known: accepted, rejected", hint="nothing was changed")
    with transaction.atomic():
        if not verdict or any(
            number >= length for number in wanted
        ):  # what was marked by hand goes when it is rejected
            row.decisions.filter(number__in=[n for n in wanted if n >= length or not verdict]).delete()
        for number in wanted if verdict else ():
            if 0 <= number < length:
                row.decisions.update_or_create(number=number, defaults={"verdict": verdict, "fact": None, "by": author})


def accept_section(officer: Officer | None, reading: int, section: str = "") -> int:
    """Accept every open fact without a doubt, of one section or of all; gives how many that were."""
    _, row = _open(officer, reading)
    numbers = [
        each.number for each in reviewed(row) if not each.verdict and not each.doubted and section in {"", each.section}
    ]
    decide(officer, reading, numbers, FactDecision.ACCEPTED)
    return len(numbers)


def change(officer: Officer | None, reading: int, number: int, value: Any) -> None:
    """Give a fact another value; its place in the text stays."""
    author, row = _open(officer, reading)
    now = next((each for each in reviewed(row) if each.number == number), None)
    if now is None:
        raise NotHere(f"fact {number}")
    fact = {**now.fact, "value": value, "rule": "person", "doubts": []}
    verdict = FactDecision.CHANGED if now.drafted is not None else FactDecision.ADDED
    row.decisions.update_or_create(number=number, defaults={"verdict": verdict, "fact": fact, "by": author})
    _learn(row, fact)


def add(officer: Officer | None, reading: int, field: str, value: Any, span: tuple[int, int]) -> int:
    """Mark a fact that the reader missed, by the words that say it; gives its number."""
    author, row = _open(officer, reading)
    start, stop = span
    if field not in SECTIONS:
        raise Ours(f"unknown field {field!r}", hint="choose one of the list; nothing was changed")
    if not 0 <= start < stop <= len(row.text):
        raise Ours(
            "these words do not stand in the text",
            hint="mark the words that say it; nothing was changed",
            code="review.words-not-there",
        )
    fact = {
        "field": field, "value": value, "spans": [[start, stop]], "rule": "person", "support": "explicit", "doubts": [],
    }  # fmt: skip
    with transaction.atomic():
        last = row.decisions.order_by("-number").values_list("number", flat=True).first()
        number = max(len(row.draft.get("facts", [])), -1 if last is None else last + 1)
        row.decisions.create(number=number, verdict=FactDecision.ADDED, fact=fact, by=author)
        _learn(row, fact)
    return number


def place_of(text: str, words: str, *, within: tuple[int, int] | None = None) -> tuple[int, int]:
    """Find the words that somebody copied, spaces aside, in a text or a stretch of it; raises Ours if not there."""
    start, stop = within or (0, len(text))
    wanted = words.split()
    for begin, end in _places(text[start:stop], wanted):
        return start + begin, start + end
    raise Ours(
        "these words do not stand in the sentence",
        hint="copy them as they stand in the text; nothing was changed",
        code="review.words-not-there",
    )


def _places(stretch: str, wanted: Sequence[str]) -> Iterable[tuple[int, int]]:
    at = stretch.find(wanted[0]) if wanted else -1
    while at >= 0:
        end = at
        for word in wanted:
            while end < len(stretch) and stretch[end].isspace():
                end += 1
            if not stretch.startswith(word, end):
                break
            end += len(word)
        else:
            yield at, end
        at = stretch.find(wanted[0], at + 1)


def value_from(field: str, given: Mapping[str, str]) -> Any:
    """Make the value of a fact out of what a form gave: `value`, or one entry for each part of the field."""
    parts = PARTS.get(field)
    if parts is None:
        value = _part(field, given.get("value", ""))
        if value is None:
            raise Ours(
                "the fact has no value", hint="say what the text says; nothing was changed", code="review.no-value"
            )
        return value
    found = {part: _part(part, given.get(part, "")) for part in parts}
    if not any(found.values()):
        raise Ours("the fact has no value", hint="say what the text says; nothing was changed", code="review.no-value")
    if field in _BODIES and not (found["party"] and found["body"]):
        raise Ours(
            "a body has a party and an identifier",
            hint="such as FR and FR-ANSSI; nothing was changed",
            code="review.body",
        )
    return found


def _part(name: str, given: str) -> Any:
    text = unicodedata.normalize("NFC", " ".join(given.split()))
    if not text:
        return None
    if name in _LISTS:
        return [each for each in text.replace(",", " ").split() if each]
    if name in _NUMBERS:
        if not text.isascii() or not text.isdecimal():
            raise Ours(
                f"{text!r} is no number", hint="write it in figures; nothing was changed", code="review.no-value"
            )
        return int(text)
    if name in {"party", "country", "by"}:
        return text.upper()
    return text


def _learn(row: Reading, fact: Fact) -> None:
    """Write a body that nobody knew into the operator's vocabulary, with this document as evidence."""
    value = fact.get("value")
    if fact.get("field") not in _BODIES or not isinstance(value, Mapping):
        return
    home = here().path
    with using(vocabularies(home)):
        if concept("bodies", value["body"]) is not None or not value["body"].startswith(f"{value['party']}-"):
            return
        role = concept("portfolios", value["body"].removeprefix(f"{value['party']}-"))
    spans = fact.get("spans") or []
    language = str(row.draft.get("lang") or "")
    if role is None and spans and language:
        name = row.text[spans[0][0] : spans[0][1]]
        source = row.about.get("url") or f"sha256:{row.sha256}"
        add_body(home, Naming(value["body"], value["party"], language, name, str(source)))


def _open(officer: Officer | None, reading: int) -> tuple[Officer, Reading]:
    author = policy.require(officer, "box")
    return author, reading_of(author, reading)
