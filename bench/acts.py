# SPDX-License-Identifier: Apache-2.0
"""What is written in a bench: acts of 850 bytes without payloads, and a long negotiation with its words."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from comity.acts.act import PayloadRef, Verb
from comity.base import canonical
from comity.base.digest import commitment
from comity.node.ledger import Draft

BATCH = 1_000
ROUNDS = 12


def release() -> Draft:
    """Draft a release of ten versions: 850 bytes once it is spelled, and nothing but the entry."""
    structure = {"releases": [secrets.token_hex(32) for _ in range(10)]}
    return Draft(Verb.TABLE, "release", object=secrets.token_hex(16), structure=structure)


def negotiation(number: int) -> Iterator[list[Draft]]:
    """Draft a dialogue of twelve rounds whose acts are nearly all about the paragraphs of its texts.

    Each round has eight agenda items, six papers, two findings and a text; then paragraphs are tabled, reserved,
    and tabled anew in other words, until there are so many acts.
    """
    drafts: list[Draft] = []
    texts = []
    for ordinal in range(1, ROUNDS + 1):
        round_ = _bring("round", {"title": {"en": f"Round {ordinal}"}})
        drafts.append(round_)
        places = ({"round": round_.object, "place": place} for place in "abcdefgh")
        drafts += [_bring("agenda_item", {"title": {"en": "Item"}}, **place) for place in places]
        drafts += [_bring("paper", {"title": {"en": f"Paper {at}"}}, round=round_.object) for at in range(6)]
        drafts += [_bring("finding", {"text": {"en": f"Finding {at}"}}, round=round_.object) for at in range(2)]
        languages = [{"language": "en", "status": "authentic"}]
        texts.append(_bring("text", {"title": {"en": f"Text {ordinal}"}}, round=round_.object, languages=languages))
        drafts.append(texts[-1])
    at, written = 0, 0
    while written + len(drafts) < number:
        place = f"{at % 90:02d}"
        structure = {"text": texts[at % len(texts)].object, "language": "en", "place": place}
        first = _bring("paragraph", {"wording": f"The Participants affirm point {at}."}, **structure)
        drafts.append(first)
        words = ({"wording": f"Wording {turn} of {at}."} for turn in range(9))
        drafts += [_bring("paragraph", wording, first.object, **structure) for wording in words]
        at += 1
        if len(drafts) >= BATCH:
            yield drafts[:BATCH]
            written, drafts = written + BATCH, drafts[BATCH:]
    yield drafts[: number - written]


def _bring(kind: str, words: dict[str, object], object_: str = "", **structure: object) -> Draft:
    data, salt = canonical.encode(words), secrets.token_bytes(32)
    payload = PayloadRef(commitment(salt, data), len(data), "application/json")
    verb = Verb.NOTIFY if kind == "paper" else Verb.TABLE
    return Draft(
        verb, kind, object=object_ or secrets.token_hex(16), structure=dict(structure), payload=payload,
        salted=salt + data,
    )  # fmt: skip
