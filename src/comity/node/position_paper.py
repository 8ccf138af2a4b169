# SPDX-License-Identifier: Apache-2.0
"""A position in Word and back: one exact version as DOCX with its marking on every page, and the words of what returns.

The digest of the version stands in the file's properties; names of officers and of ministries do not.
"""

from __future__ import annotations

from comity.formats.docx import write_docx
from comity.formats.docx_parts import Sheet
from comity.formats.revision import Piece, Revised, RevisedParagraph
from comity.node import trail
from comity.node.dialogues import Room
from comity.node.marking import require_exit
from comity.node.national.models import Officer, PositionVersion
from comity.node.parse import parse


def as_word(version: PositionVersion, room: Room, who: Officer | str) -> bytes:
    """Write a version as DOCX; asks the exit, and leaves a line in the trail."""
    position = version.position
    marked = require_exit(position.marking, "file")
    paragraphs = [part.strip() for part in version.wording.replace("\r", "").split("\n\n") if part.strip()]
    document = Revised(
        paragraphs=tuple(RevisedParagraph((Piece(words),), name=f"p{n}") for n, words in enumerate(paragraphs, 1)),
        facts={"version": version.digest},
    )
    title = room.title.get(position.language) or next(iter(room.title.values()), "")
    sheet = Sheet(
        title=position.title, dialogue=title, language=position.language, marking=str(marked), purpose=room.purpose,
        as_of=version.at.strftime("%Y-%m-%d"),
    )  # fmt: skip
    name = who.name if isinstance(who, Officer) else who
    trail.left(who, "file", to=name, dialogue=position.dialogue, thing=f"position {position.pk}", marking=str(marked))
    return write_docx(document, sheet)


def words_of(data: bytes) -> str:
    """Give the words of a file that came back, tracked changes applied; parsed in a limited process."""
    return parse(data).text
