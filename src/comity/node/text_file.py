# SPDX-License-Identifier: Apache-2.0
"""A text as a file: DOCX with tracked changes, plain ODT, or PDF in one of three views.

A fair copy has the proof of what it prints attached.
"""

from __future__ import annotations

from comity.base.errors import Ours
from comity.formats.docx import docx_of
from comity.formats.kinds_of_file import Format, View
from comity.formats.odt import odt_of
from comity.formats.working_copy import WorkingCopy
from comity.node.dialogues import Room
from comity.node.proof import proof_of
from comity.node.text import renders, working_copy
from comity.record.dialogue import Object


def file_of(
    room: Room,
    thing: Object,
    copy: WorkingCopy,
    format_: Format,
    view: View | None = None,
    beside: str = "",
    whose: str = "",
) -> bytes:
    """Write a working copy as a file; `view` is for PDF, and chosen by what is open where it is not given.

    A fair copy is that of the party `whose`, ours where none is named.
    """
    if format_ is Format.DOCX:
        return docx_of(copy)
    if format_ is Format.ODT:
        return odt_of(copy)
    return _pdf(room, thing, copy, view, (beside, whose))


def _pdf(room: Room, thing: Object, copy: WorkingCopy, view: View | None, more: tuple[str, str]) -> bytes:
    from comity.formats import paper  # noqa: PLC0415  # loads what makes PDF, only when one is asked for

    beside, whose = more
    if view is View.BILINGUAL or (view is None and beside):
        if not beside:
            raise Ours("a bilingual copy needs a second language", hint="name it with --beside")
        right = working_copy(room, thing, language=beside, marking=copy.marking)
        return paper.bilingual_pdf(copy, right, renders(room, thing, copy.language, beside))
    agreed = [p for p in copy.passages if p.agreed]
    if view is View.FAIR or (view is None and len(agreed) == len(copy.passages)):
        joint = [room.dialogue.version(p.base.version) for p in agreed]
        own = copy.for_party(whose or room.us)
        return paper.fair_pdf(own, {"proof.zip": proof_of(room, [v for v in joint if v is not None])})
    return paper.bracketed_pdf(copy)
