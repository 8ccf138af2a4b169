# SPDX-License-Identifier: Apache-2.0
"""A negotiated text as pages that become PDF: fair, bracketed, in two languages side by side.

Rules:
  1. Brackets and owners are characters of the page and not decoration: they are copied, printed and read aloud.
  2. A fair copy holds what is agreed, and says how much is not. A copy that is not authentic says so under its title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from comity.formats.paper_frame import Frame, framed
from comity.formats.sheet import say
from comity.formats.tracking import DASH
from comity.formats.working_copy import Passage, WorkingCopy

_STYLE = """
p.text { margin: 0 0 4mm; text-align: left; white-space: pre-line; orphans: 2; widows: 2; }
.open { border-left: 1.4pt solid #000; padding-left: 4mm; margin-left: -5.4mm; }
.owner { font-weight: bold; font-size: 0.86em; }
.note { font-size: 9.5pt; margin: -2mm 0 4mm; padding-left: 4mm; margin-left: -4mm; }
th, td { width: 50%; padding: 0 4mm 4mm 0; }
th { font-size: 12.5pt; }
td + td, th + th { padding: 0 0 4mm 4mm; border-left: 0.6pt solid #000; }
"""


def fair_page(copy: WorkingCopy) -> str:
    """Set out what is agreed, as the copy of the party that the copy names first."""
    agreed = [p for p in copy.passages if p.agreed and p.base.words]
    unread = sum(p.base.unread for p in copy.passages)
    left_out = sum(not p.agreed for p in copy.passages) - unread
    lines = [say("fair", copy.language), say("copy-of", copy.language, copy.name(copy.parties[0]))]
    if copy.forms:
        lines.append(say("alternat", copy.language, copy.canonical_digest()[:16]))
    if unread:
        lines.append(say("unread", copy.language, unread))
    if left_out:
        lines.append(say("not-agreed", copy.language, left_out))
    body = "".join(f'<p class="text">{escape(p.base.words)}</p>' for p in agreed)
    return _page(copy, lines, body)


def bracketed_page(copy: WorkingCopy) -> str:
    """Set out everything, what is not agreed in brackets with its owners, and what was said of it."""
    lines = [say("bracketed", copy.language), say("copy-of", copy.language, copy.name(copy.parties[0]))]
    return _page(copy, lines, "".join(_open(copy, p) for p in copy.passages))


def bilingual_page(left: WorkingCopy, right: WorkingCopy, pairs: Sequence[tuple[str, str]]) -> str:
    """Set out two languages, paragraph beside paragraph."""
    sides = [({p.id: p for p in copy.passages}, copy) for copy in (left, right)]
    rows = [f"<tr>{''.join(_cell(known, copy, id_) for (known, copy), id_ in zip(sides, pair, strict=True))}</tr>"
            for pair in pairs]  # fmt: skip
    heads = "".join(
        f'<th scope="col" lang="{copy.language}">{escape(copy.title)}\n{escape(say(copy.status, copy.language))}</th>'
        for copy in (left, right)
    )
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    lines = [f"{say('bilingual', left.language)} · {say('bilingual', right.language)}"]
    return _page(left, lines, body)


def _page(copy: WorkingCopy, lines: Iterable[str], body: str) -> str:
    about = [" · ".join(copy.name(code) for code in copy.parties), *lines, say(copy.status, copy.language)]
    if copy.conditional:
        about.append(say("package", copy.language))
    if copy.as_of:
        about.append(say("as-of", copy.language, copy.as_of))
    frame = Frame(copy.title, copy.language, copy.dialogue_title, copy.marking, copy.purpose, foot=about[0])
    return framed(frame, about, body, _STYLE)


def _open(copy: WorkingCopy, passage: Passage) -> str:
    words = _bracketed(copy, passage)
    if passage.agreed and not words:
        return ""
    notes = [f"{copy.name(r.by)}: {r.words}" for r in passage.remarks]
    if passage.id in copy.stale:
        notes.append(say("stale", copy.language))
    shown = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    return f'<p class="text{"" if passage.agreed else " open"}">{words}</p>{shown}'


def _cell(known: dict[str, Passage], copy: WorkingCopy, id_: str) -> str:
    passage = known.get(id_)
    words = _bracketed(copy, passage) if passage is not None else f"({escape(say('missing', copy.language))})"
    check = f"\n({escape(say('stale', copy.language))})" if id_ in copy.stale else ""
    return f'<td lang="{escape(copy.language)}">{words}{check}</td>'


def _bracketed(copy: WorkingCopy, passage: Passage) -> str:
    """Write the spans with brackets; the spaces that options begin or end with stand outside."""
    out = ""
    for span in passage.spans(copy.parties):
        if not span.bracketed:
            out += escape(span.words)
            continue
        shown = " ".join(
            f'[<span class="owner">{escape(copy.called(o.owners))}:</span> {escape(o.wording.strip() or DASH)}]'
            for o in span.options
        )
        before = " " if out and not out[-1].isspace() and any(o.wording[:1].isspace() for o in span.options) else ""
        after = " " if any(o.wording[-1:].isspace() for o in span.options) else ""
        out += before + shown + after
    return out
