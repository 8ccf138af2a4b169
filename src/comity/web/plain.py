# SPDX-License-Identifier: Apache-2.0
"""What a page says, as plain words for paper, spreadsheets and calendars: the same lines as templates/_words.html."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from comity.web.hour import date_text, instant_text
from comity.web.perspective import Perspective
from comity.web.relations import Relation, Target
from comity.web.tags import pick
from comity.web.wording import knows, language
from comity.web.wording import say_plain as say
from comity.web.wordlines import WordLine


def plain_words(by_language: Any) -> str:
    """Give words in the page's language, or in whichever they are."""
    if not isinstance(by_language, Mapping):
        return str(by_language or "")
    return str(by_language.get(pick(by_language, language()), ""))


def plain_term(area: str, word: str) -> str:
    """Give the sentence for a word of a closed list, or the word itself."""
    return say(f"{area}.{word}") if knows(f"{area}.{word}") else word


def labelled(view: Perspective, line: WordLine) -> str:
    """Give a line with its label: `City: Portalba`."""
    return f"{plain_term('key', line.label)}{say('key.colon')} {plain_value(view, line)}"


def plain_value(view: Perspective, line: WordLine) -> str:
    """Give the value of a line."""
    value = line.value
    if line.key == "owners" or (line.key == "to" and line.sort == "list"):
        return ", ".join(view.name(code) for code in view.order(value))
    match line.sort:
        case "words":
            return plain_words(value)
        case "date":
            return date_text(str(value))
        case "instant":
            return instant_text(value, view)
        case "state":
            return view.name(value)
        case "term":
            return say(value)
        case "source":
            said = [plain_words(value.get("publisher")), plain_words(value.get("title")), str(value.get("url", ""))]
            return ", ".join(filter(None, said))
        case "yes":
            return say("key.yes")
        case "list":
            return "; ".join(plain_words(each) for each in value)
        case "languages":
            return ", ".join(plain_term("language", each["language"]) for each in value)
        case "people":
            return "; ".join(person(view, each) for each in value)
        case "numbers":
            return ", ".join(f"{view.name(code)}{say('key.colon')} {value[code]}" for code in view.order(value))
    return str(value)


def related(relation: Relation, holds: Callable[[str], bool]) -> str:
    """Give what a thing names under one label; of a thing whose marking is not held only that there is one."""
    named = "; ".join(_target(each, holds) for each in relation.targets)
    return f"{plain_term('key', relation.key)}{say('key.colon')} {named}"


def _target(target: Target, holds: Callable[[str], bool]) -> str:
    if target.thing is None:
        return f"{str(target.words)[:8]} {say('relation.missing')}"
    words = plain_words(target.words) if holds(target.marking) else ""
    number = f"{say('key.colon')} {say('relation.statement', n=target.number)}" if target.number else ""
    return (words or plain_term("kind", target.thing.kind)) + number


def person(view: Perspective, given: Mapping[str, Any]) -> str:
    """Give a person of a delegation as notified: name, title, agency."""
    parts = [str(given.get("name", "")), *(plain_words(given[key]) for key in ("title", "agency") if given.get(key))]
    party = f" ({view.name(str(given['party']))})" if given.get("party") else ""
    return ", ".join(filter(None, parts)) + party
