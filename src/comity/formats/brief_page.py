# SPDX-License-Identifier: Apache-2.0
"""A brief as a page that becomes PDF: contents with their pages, headings, paragraphs, tables under repeated heads."""

from __future__ import annotations

from html import escape

from comity.formats.brief import Brief, Heading, Part, Table
from comity.formats.paper_frame import Frame, framed
from comity.formats.sheet import say

# A book of fewer headings needs no contents.
CONTENTS_FROM = 4

_STYLE = """
h2 { font-size: 14pt; margin: 7mm 0 3mm; break-after: avoid; hyphens: none; }
h3 { font-size: 12pt; margin: 5mm 0 2mm; break-after: avoid; hyphens: none; }
h4 { font-size: 11.5pt; margin: 4mm 0 2mm; break-after: avoid; hyphens: none; }
p.words { margin: 0 0 3mm; white-space: pre-line; orphans: 2; widows: 2; }
p.note { font-size: 9.5pt; font-style: italic; margin: 0 0 3mm; white-space: pre-line; }
table { margin: 0 0 5mm; font-size: 10pt; }
caption { text-align: left; font-style: italic; padding: 0 0 1.5mm; }
th, td { border: 0.5pt solid #000; padding: 1.2mm 2mm; overflow-wrap: anywhere; }
thead { display: table-header-group; }
.contents { list-style: none; margin: 0 0 8mm; padding: 0; }
.contents a { color: #000; text-decoration: none; }
.contents a::after { content: leader(". ") target-counter(attr(href), page); }
.contents .level-2 { padding-left: 6mm; }
"""


def brief_page(brief: Brief) -> str:
    """Set out a brief as HTML."""
    headings = {id(part): f"h{number}" for number, part in enumerate(brief.headings(), start=1)}
    about = [*brief.about, say("as-of", brief.language, brief.as_of) if brief.as_of else ""]
    frame = Frame(brief.title, brief.language, brief.dialogue, brief.marking, brief.purpose, foot=brief.title)
    body = _contents(brief, headings) + "".join(_part(part, headings) for part in brief.parts)
    return framed(frame, about, body, _STYLE)


def _contents(brief: Brief, anchors: dict[int, str]) -> str:
    shown = [heading for heading in brief.headings() if heading.level < 3]
    if len(shown) < CONTENTS_FROM:
        return ""
    lines = "".join(
        f'<li class="level-{heading.level}"><a href="#{anchors[id(heading)]}">{escape(heading.words)}</a></li>'
        for heading in shown
    )
    return f'<ul class="contents">{lines}</ul>'


def _part(part: Part, anchors: dict[int, str]) -> str:
    if isinstance(part, Heading):
        tag = f"h{part.level + 1}"
        return f'<{tag} id="{anchors[id(part)]}">{escape(part.words)}</{tag}>'
    if isinstance(part, Table):
        return _table(part)
    language = f' lang="{escape(part.language)}"' if part.language else ""
    return f'<p class="{"note" if part.note else "words"}"{language}>{escape(part.words)}</p>'


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
