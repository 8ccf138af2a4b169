# SPDX-License-Identifier: Apache-2.0
"""The name of the dialogue, as written.

Two rules:
  1. It is the phrase around the word for the dialogue: what stands in quotation marks, or the word with its qualifiers before
     and its subject after, up to the verb, the day, the town or the comma.
  2. *A* dialogue, without more, is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.reading.draft import Fact
from comity.reading.lexicon import Hit
from comity.reading.page import Page
from comity.reading.scene import Scene

_QUOTED = re.compile(r"[«\"“„]\s*([^«»\"“”„\n]{8,120}?)\s*[»\"”“]")
_INDEFINITE = re.compile(r"(?:\b(?:d'un|d'une|un|une|a|an|ein|eine|einen|einem|einer)|\bd'un)\s+(?:\w+\s+){0,2}$")
_QUALIFIER = re.compile(
    r"(?:bilatera|trilatera|strateg|interminist|interagenc|inter-agency|annual|cyber|policy|security|joint|high|level|diplomatic|digital|двусторонн|"
    r"трехсторонн|межведомств|стратег|кибер|экспертн|bilateral|trilateral|ressort|anual|information|communications|technology|internet|ict|and)\w*$"
)
_SUBJECT = re.compile(
    r"^\s*(?:sur|en matiere|de|du|des|d'|pour|relatif|portant|on|in|of|for|по|о|об|в|zu|uber|fur|im|sobre|en|"
    r"russie|россия|европейский|eu|ue)\b"
)
_LONG = 120


def name(scene: Scene) -> Iterator[Fact]:
    """The name of the dialogue, from the lead or a heading."""
    page = scene.page
    stretches = [(scene.lead.start, scene.lead.stop, "lead")] + [
        (head.start, head.stop, "heading") for head in page.heads()
    ]
    for start, stop, where in stretches:
        span = _quoted(page, start, stop) or _phrase(scene, start, stop)
        if span is not None:
            yield Fact("dialogue.name", page.text[slice(*span)], (span,), f"dialogue.name.{where}")
            return


def _series(page: Page, start: int, stop: int) -> list[Hit]:
    return [hit for hit in page.within("meetings", start, stop) if hit.concept.get("series")]


def _quoted(page: Page, start: int, stop: int) -> tuple[int, int] | None:
    for match in _QUOTED.finditer(page.text, start, stop):
        if _series(page, *match.span(1)):
            return match.span(1)
    return None


def _phrase(scene: Scene, start: int, stop: int) -> tuple[int, int] | None:
    page = scene.page
    for hit in _series(page, start, stop):
        left = _leftwards(page, hit, start)
        right = _rightwards(scene, hit, stop)
        if _INDEFINITE.search(page.folded[max(start, left - 30) : left]):
            continue
        if page.cue("cyber", left, right) is None:
            continue
        return left, right
    return None


def _leftwards(page: Page, hit: Hit, start: int) -> int:
    """Take qualifiers, parties and, in capitals, any word before the noun."""
    left = hit.start
    while True:
        match = re.search(r"([^\s,;:.()\"«»]+|U\.S\.)[\s-]+$", page.text[start:left])
        if match is None:
            return left
        at = start + match.start()
        word = page.folded[at : start + match.end()].strip(" -")
        party = page.within("parties", at, left)
        capital = page.lang == "en" and page.text[at].isupper() and word not in {"the", "on"}
        if (
            page.within("ordinals", at, left)
            or re.match(r"\d", word)
            or not (party or capital or _QUALIFIER.match(word))
        ):
            return left
        left = at


def _rightwards(scene: Scene, hit: Hit, stop: int) -> int:
    page = scene.page
    limit = min(stop, hit.stop + _LONG)
    ends = [verb.start for verb in page.within("verbs", hit.stop, limit) if verb.id in {"event", "lead", "compose"}]
    ends += [when.start for when in scene.dates_within(hit.stop, limit)]
    ends += [town.start for town in page.within("places", hit.stop, limit)]
    cut = re.search(
        r"[,;:()\"»«\n]|\.\s|\s[-–—]\s\d|\s(?:entre|between|among|zwischen|между|mit|avec|with|con)\s",
        page.text[hit.stop : limit],
    )
    end = min([limit, *ends, *([hit.stop + cut.start()] if cut else [])])
    tail = page.folded[hit.stop : end]
    if not _SUBJECT.match(tail) and not re.match(r"\s(?:cyber|кибер|bilat|franco|indo|[a-z]+-)", tail):
        return hit.stop
    trimmed = re.sub(
        r"\s+(?:le|les|la|a|on|in|в|во|на|s'est|avec|with|au|aux|was|is|am|de|du|des|und|and|et|и|by|par|at|el|en|sera|ont|hat|haben|,)$",
        "",
        tail.rstrip(" -–—."),
    )
    while trimmed != tail.rstrip(" -–—."):
        tail = trimmed
        trimmed = re.sub(
            r"\s+(?:le|les|la|a|on|in|в|во|на|s'est|avec|with|au|aux|was|is|am|de|du|des|et|by|par|at|el|en)$", "", tail
        )
    return hit.stop + len(trimmed)
