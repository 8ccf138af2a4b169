# SPDX-License-Identifier: Apache-2.0
"""A fact as the reader gives it, in words: identifiers by their labels, dates and states as the page writes them.

    {"field": "paper", "value": {"instrument": "UNGA-DRAFT-RESOLUTION", "by": "RU"}}   ->   draft resolution (Russia)

What is in the words of the document keeps its own language; an identifier without a label in the page's language is
shown by what the document says there, and where it says nothing, as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comity.base.canonical import items
from comity.reading.vocabulary import concept
from comity.web.hour import date_text
from comity.web.perspective import Perspective
from comity.web.wording import knows, language, say

SCHEMES = ("fora", "instruments", "topics", "places", "bodies", "portfolios")
Part = tuple[str, str]


def fact_value(view: Perspective, field: Any, value: Any, *, quote: Any = "", spoken: Any = "") -> SafeString:
    """Write the value of a fact; `quote` is what the document says there, `spoken` the language it says it in.

    The value may be out of another party's words: what is not of the reader's shape is shown as it is.
    """
    parts = [part for part in _parts(view, _text(field), value, _text(quote), _text(spoken)) if part[0]]
    shown = [format_html('<span lang="{}">{}</span>', lang, text) if lang else text for text, lang in parts]
    return format_html_join(", ", "{}", ((each,) for each in shown))


def term(identifier: str) -> str:
    """Give the label of an identifier in the page's language; empty where there is none."""
    for scheme in SCHEMES:
        known = concept(scheme, identifier)
        if known is not None:
            labels = [label.text for label in known.labels if label.kind == "prefLabel" and label.lang == language()]
            if labels:
                return labels[0]
    return ""


def _parts(view: Perspective, field: str, value: Any, quote: str, spoken: str) -> Iterable[Part]:
    match field, value:
        case "agency" | "observer" | "issuer", {"body": body, **rest}:
            yield (quote, spoken) if quote else (_label(body), "")
            yield _state(view, rest.get("party"))
        case "head" | "mandate.by", dict():
            yield str(value.get("name") or value.get("person") or ""), spoken
            yield str(value.get("title") or ""), spoken
            yield _state(view, value.get("party"))
        case "statement", dict():
            yield _said("statement", value.get("class")), ""
            yield from ((_label(topic), "") for topic in items(value.get("topics")))
            yield from (_state(view, code) for code in items(value.get("speaker")))
        case "paper", dict():
            yield _term(_text(value.get("instrument")), quote, spoken)
            yield str(value.get("title") or ""), spoken
            yield _state(view, value.get("by"))
        case (("round.date" | "prev_round" | "next_round" | "round.place"), dict()):
            yield from _event(view, value)
        case "party", str():
            yield _state(view, value)
        case (("doc.date" | "doc.published"), str()):
            yield date_text(value), ""
        case _:
            yield _plain(value, quote, spoken)


def _event(view: Perspective, value: Mapping[str, Any]) -> Iterable[Part]:
    """Write where and when: number, place, date; what is open is said to be open."""
    if value.get("ordinal"):
        yield str(value["ordinal"]), ""
    if value.get("body"):
        yield _label(value["body"]), ""
    if value.get("city"):
        yield _label(value["city"]), ""
    yield _state(view, value.get("country") or value.get("party"))
    first, last = _text(value.get("start")), _text(value.get("end"))
    if first:
        yield date_text(first if first == last or not last else f"{first}/{last}"), ""
    elif "date" in value:
        yield date_text(str(value["date"] or "")), ""


def _term(identifier: str, quote: str, spoken: str) -> Part:
    label = term(identifier)
    return (label, "") if label or not quote else (quote, spoken)


def _plain(value: Any, quote: str, spoken: str) -> Part:
    if isinstance(value, str):
        for area in ("plane", "format", "language", "language-status", "scope", "document"):
            if knows(f"{area}.{value}"):
                return say(f"{area}.{value}"), ""
        if value == quote:
            return value, spoken
        if value.isupper() or "-" in value:
            return _term(value, quote or value, spoken)
        return term(value) or value, ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {inner}" for key, inner in value.items() if inner is not None), ""
    return (", ".join(map(str, value)) if isinstance(value, list) else str(value)), ""


def _state(view: Perspective, code: Any) -> Part:
    return (view.name(code), "") if code else ("", "")


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _label(identifier: Any) -> str:
    return term(_text(identifier)) or _text(identifier)


def _said(area: str, value: Any) -> str:
    return str(say(f"{area}.{value}")) if knows(f"{area}.{value}") else str(value or "")
