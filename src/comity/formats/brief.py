# SPDX-License-Identifier: Apache-2.0
"""A brief: what an officer takes into a room. A cover, headings, paragraphs and tables, whatever it is printed as.

The briefing book, the note verbale, the delegation list and the minutes are briefs; `brief_docx.py` and `brief_page.py`
set them out. A brief is finished words: whoever makes one has chosen the language and has asked for the marking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `level` 1 begins a new page in a book of several parts."""

    words: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"a heading has level 1, 2 or 3, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; a line feed is a break within the paragraph. `language` where it is not that of the brief."""

    words: str
    language: str = ""
    note: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns. Every row has as many cells as there are columns."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {number} of “{self.caption}” has {len(row)} cells under {len(self.columns)} columns"
                )


Part = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Brief:
    """Finished words with what stands around them.

    `marking`: the label as it is printed, never translated. `purpose`: that of the dialogue.
    `about`: lines under the title. `as_of`: the instant of the state that is shown, as printed.
    """

    title: str
    language: str
    parts: tuple[Part, ...]
    dialogue: str = ""
    marking: str = ""
    purpose: str = "live"
    as_of: str = ""
    about: tuple[str, ...] = ()

    def headings(self) -> Iterator[Heading]:
        """Give the headings in order, for a table of contents."""
        return (part for part in self.parts if isinstance(part, Heading))
