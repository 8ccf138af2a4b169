# SPDX-License-Identifier: Apache-2.0
"""The copies of an agreed text for each party, beside each other: what differs, and that it is one text.

    Alba's copy     [Alba and Boria] reaffirm
    Boria's copy    [Boria and Alba] reaffirm          the same text, 5f0c…

Rules:
  1. Each copy is made from the same agreed words; only lists of parties that the text has declared are turned.
  2. That they are one text is not supposed but computed: every copy is put back into the order of the codes, and gives
     the same digest, or it does not, and then the page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.formats.working_copy import WorkingCopy
from comity.node.dialogues import Room
from comity.node.text import working_copy
from comity.record.dialogue import Object
from comity.text.history import Change, changes


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a text in one language, one for each party, ours first.

    `declared` says whether the text declares the forms by which lists of parties are turned; `digests` are those of the
    text behind each copy; a row of `rows` has the words of one paragraph in each copy, as changes of the agreed words.
    """

    language: str
    parties: tuple[str, ...]
    declared: bool
    digests: tuple[str, ...]
    rows: tuple[tuple[tuple[Change, ...], ...], ...]

    @property
    def same(self) -> bool:
        """Whether all copies are one text."""
        return len(set(self.digests)) == 1


def copies(room: Room, text: Object, language: str = "") -> Copies:
    """Make the copy of each party, and compare them."""
    agreed = working_copy(room, text, language=language)
    made = [agreed.for_party(code) for code in agreed.parties]
    return Copies(
        language=agreed.language,
        parties=agreed.parties,
        declared=bool(agreed.forms),
        digests=tuple(copy.canonical_digest() for copy in made),
        rows=tuple(_rows(agreed, made)),
    )


def _rows(agreed: WorkingCopy, made: Sequence[WorkingCopy]) -> list[tuple[tuple[Change, ...], ...]]:
    return [
        tuple(changes(passage.base.words, copy.passages[number].base.words) for copy in made)
        for number, passage in enumerate(agreed.passages)
        if passage.agreed and passage.base.words
    ]
