# SPDX-License-Identifier: Apache-2.0
"""What stands around the words of a page that becomes PDF, as HTML: marking, purpose, title, numbers of pages.

Rules:
  1. The marking stands at the head and the foot of every page, to the right and in 12 points (TLP 2.0); so does the
     purpose, where it is not live.
  2. A page has a title and its language; parts in another language say theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from comity.formats.sheet import purpose_words, say

_STYLE = """
@page { size: A4; margin: 32mm 22mm 28mm 22mm;
  @top-left { content: element(head-left); vertical-align: bottom; padding-bottom: 6mm; }
  @top-right { content: element(head-right); vertical-align: bottom; padding-bottom: 6mm; }
  @bottom-left { content: element(foot-left); vertical-align: top; }
  @bottom-right { content: element(foot-right); vertical-align: top; } }
.head-left { position: running(head-left); font-size: 9pt; }
.head-right { position: running(head-right); text-align: right; font: bold 12pt "DejaVu Sans", sans-serif; }
.foot-left { position: running(foot-left); font-size: 9pt; }
.foot-right { position: running(foot-right); text-align: right; font: bold 12pt "DejaVu Sans", sans-serif; }
.page::after { content: counter(page) " / " counter(pages); }
body { margin: 0; }
html { font: 11.5pt/1.5 "Liberation Serif", "DejaVu Serif", serif; color: #000; }
h1 { font-size: 17pt; line-height: 1.25; margin: 0 0 3mm; hyphens: none; }
.about { font-size: 10pt; margin: 0 0 1mm; }
.rule { border: 0; border-top: 0.6pt solid #000; margin: 5mm 0 6mm; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { box-sizing: border-box; text-align: left; vertical-align: top; white-space: pre-line; }
tr { break-inside: avoid; }
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around words on every page. `foot` is what the foot says where the purpose is live."""

    title: str
    language: str
    dialogue: str
    marking: str
    purpose: str
    foot: str = ""


def framed(frame: Frame, about: Iterable[str], body: str, style: str) -> str:
    """Set a body, which is HTML, under its title; `about` are lines of plain words under the title."""
    said = "".join(f'<p class="about">{escape(line)}</p>' for line in about if line)
    purpose = purpose_words(frame.purpose, frame.language)
    heading = " · ".join(filter(None, (frame.dialogue, purpose)))
    foot = " · ".join(filter(None, (purpose or frame.foot, say("page", frame.language))))
    return (
        f'<!doctype html><html lang="{escape(frame.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(frame.title or heading)}</title>"
        f'<meta name="description" content="{escape(" · ".join(filter(None, (frame.marking, purpose))))}">'
        f"<style>{_STYLE}{style}</style></head><body>"
        f'<div class="head-left">{escape(heading)}</div><div class="head-right">{escape(frame.marking)}</div>'
        f'<div class="foot-left">{escape(foot)} <span class="page"></span></div>'
        f'<div class="foot-right">{escape(frame.marking)}</div>'
        f'<h1>{escape(frame.title)}</h1>{said}<hr class="rule">'
        f"{body}</body></html>"
    )
