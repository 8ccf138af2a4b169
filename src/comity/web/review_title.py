# SPDX-License-Identifier: Apache-2.0
"""A title for an account out of what was confirmed, in the three languages: states, number, town and day; no adjective.

Alba – Boria: cyber dialogue, round 2, Auber, 3 March 2027
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation

from comity.web.factline import term
from comity.web.hour import date_text
from comity.web.perspective import Perspective
from comity.web.wording import LANGUAGES, say


def suggested_title(facts: Sequence[Mapping[str, Any]], view: Perspective) -> dict[str, str]:
    """Give a title by language; empty where no party is named."""
    codes = [str(fact["value"]) for fact in facts if fact.get("field") == "party"]
    if not codes:
        return {}
    found = {}
    for lang in LANGUAGES:
        with translation.override(lang):
            states = " – ".join(view.name(code) for code in view.order(codes))
            found[lang] = ", ".join([str(say("review.title-of", states=states)), *_parts(facts)])
    return found


def _parts(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    number, place, date = (_first(facts, field) for field in ("round.ordinal", "round.place", "round.date"))
    parts = [str(say("review.title-round", number=number))] if isinstance(number, int) else []
    if isinstance(place, Mapping) and place.get("city"):
        parts.append(term(str(place["city"])) or str(place["city"]))
    if isinstance(date, Mapping) and str(date.get("start") or "XXXX")[:4].isdecimal():
        start, end = str(date["start"]), str(date.get("end") or "")
        parts.append(str(date_text(start if end in {"", start} else f"{start}/{end}")))
    return parts


def _first(facts: Sequence[Mapping[str, Any]], field: str) -> Any:
    return next((fact.get("value") for fact in facts if fact.get("field") == field), None)
