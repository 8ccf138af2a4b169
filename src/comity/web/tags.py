# SPDX-License-Identifier: Apache-2.0
"""The tags of the templates: sentences, hours, names of states, words in their own language.

    {% say "desk.title" %}            a sentence in the page's language
    {% say "standing" version.standing %}   the arguments joined by a dot are the key
    {% when version.at %}             an instant, for the capitals of the page
    {% words payload.title %}         words by language, marked with the language they are in
    {% state "XB" %}                  a state's name

A template holds no text of its own; tests/web/test_wording.py reads them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel import Locale
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comity.web.factline import fact_value
from comity.web.fault import sentence_of_code
from comity.web.hour import ago_text, date_text, instant_text, machine_text
from comity.web.perspective import Perspective
from comity.web.wording import knows, language
from comity.web.wording import say as sentence

register = template.Library()


@register.simple_tag
def say(*key: object, **facts: object) -> SafeString:
    """Give a sentence; facts that are themselves marked up stay so."""
    return sentence(".".join(str(part) for part in key), "", **facts)


@register.simple_tag
def say_or(*key: object) -> SafeString:
    """Give a sentence, or where there is none the last part of its key as it is: a word of another's making."""
    joined = ".".join(str(part) for part in key)
    return sentence(joined) if knows(joined) else format_html("{}", key[-1])


@register.simple_tag(takes_context=True)
def when(context: Mapping[str, Any], at: Any) -> SafeString:
    """Write an instant for the capitals of the page."""
    if not at:
        return format_html("{}", sentence("date.never"))
    view: Perspective = context["view"]
    return format_html('<time datetime="{}">{}</time>', machine_text(at), instant_text(at, view))


@register.simple_tag
def ago(at: Any) -> str:
    """Write how long ago an instant was."""
    return ago_text(at)


@register.simple_tag
def day(value: str, until: str = "") -> str:
    """Write an EDTF date in the page's language, or the days from one to another."""
    return date_text(f"{value}/{until}" if until else str(value))


@register.simple_tag(takes_context=True)
def state(context: Mapping[str, Any], code: str) -> str:
    """Name a state in the page's language."""
    view: Perspective = context["view"]
    return view.name(code)


@register.simple_tag(takes_context=True)
def states(context: Mapping[str, Any], codes: Any) -> str:
    """Name states in the order of the page."""
    view: Perspective = context["view"]
    return ", ".join(view.name(code) for code in view.order(codes))


@register.simple_tag(takes_context=True)
def in_order(context: Mapping[str, Any], by_state: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Give what is said by state in the order of the page."""
    view: Perspective = context["view"]
    return [(code, by_state[code]) for code in view.order(by_state)]


@register.simple_tag(takes_context=True)
def words(context: Mapping[str, Any], by_language: Any) -> SafeString:
    """Give words in the language of documents that was chosen, marked where it is not the page's."""
    if not isinstance(by_language, Mapping):
        return format_html("{}", by_language or "")
    chosen = pick(by_language, context.get("document_language") or language())
    if chosen == language():
        return format_html("{}", by_language[chosen])
    return format_html('<span lang="{}">{}</span>', chosen, by_language.get(chosen, ""))


@register.simple_tag(takes_context=True)
def words_plain(context: Mapping[str, Any], by_language: Any) -> str:
    """Give words without a mark of their language, where HTML takes text only: titles of windows, options."""
    if not isinstance(by_language, Mapping):
        return str(by_language or "")
    return str(by_language.get(pick(by_language, context.get("document_language") or language()), ""))


@register.simple_tag(takes_context=True)
def fact(context: Mapping[str, Any], field: str, value: Any, quote: str = "", spoken: str = "") -> SafeString:
    """Write the value of a fact as the reader gave it (see factline.py)."""
    return fact_value(context["view"], field, value, quote=quote, spoken=spoken)


@register.simple_tag
def tongue(code: object) -> str:
    """Name any language in the page's own, as Unicode CLDR does; by its code where it is none."""
    known = Locale.parse(language()).languages
    return str(known.get(str(code), code))


@register.simple_tag(takes_context=True)
def standing(context: Mapping[str, Any], value: str) -> SafeString:
    """Write a standing as a label: its word, and a line around it that differs without colour."""
    value = Perspective.of(context["room"]).standing(value)
    return format_html('<span class="standing standing-{}">{}</span>', value, sentence(f"standing.{value}"))


@register.simple_tag
def fault(code: str) -> SafeString:
    """Say what the error with this code says."""
    return sentence_of_code(code)


@register.simple_tag
def address(url: object) -> SafeString:
    """Write an address of the web as a link; anything else only as it is."""
    if not str(url).startswith(("https://", "http://")):
        return format_html('<span class="address">{}</span>', url)
    return format_html('<a class="address" href="{}" rel="noreferrer">{}</a>', url, url)


@register.simple_tag
def doubt_text(doubt: Mapping[str, Any]) -> SafeString:
    """Say a doubt of the reader; one whose code has no sentence here keeps the reader's English one."""
    key = f"doubt.{doubt.get('code', '')}"
    return sentence(key) if knows(key) else format_html('<span lang="en">{}</span>', doubt.get("sentence", ""))


@register.simple_tag(takes_context=True)
def again(context: Mapping[str, Any], key: str, value: object) -> str:
    """Give the question of this page's address with one more answer to `key`."""
    query = context["request"].GET.copy()
    query.appendlist(key, str(value))
    return str(query.urlencode())


@register.filter
def passage(text: str, span: Any) -> str:
    """Give the passage of a text between two code points."""
    start, stop = span
    return text[start:stop]


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Give the value of a key that is itself a variable."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


def pick(by_language: Mapping[str, str], wanted: str) -> str:
    """Choose the language in which words are shown: the one wanted, the page's, English, or whichever there is."""
    return next((lang for lang in (wanted, language(), "en", *by_language) if lang in by_language), "")
