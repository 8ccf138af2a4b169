# SPDX-License-Identifier: Apache-2.0
"""What the screens say, in French, English and Russian: one YAML file for each area, three languages side by side.

    # desk.yaml
    title:
      fr: Bureau
      en: Desk
      ru: Рабочий стол

Rules:
  1. ``say("desk.title")`` gives the sentence in the language of the page. The key is the file's name and the key in it.
  2. Every key has all three languages; none is the source of the others. A key that is missing is a bug and raises.
  3. A sentence that counts holds its plural forms as Unicode CLDR names them (one, few, many, other), chosen by ``n``.
  4. French punctuation gets its no-break spaces here, so that nobody has to type them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from babel import Locale
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

LANGUAGES = ("fr", "en", "ru")

Sentence = str | Mapping[str, str]


@cache
def catalogue() -> Mapping[str, Mapping[str, Sentence]]:
    """Read every sentence: by key, by language, and by plural form where the sentence counts."""
    found: dict[str, dict[str, Sentence]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            area = file.name.removesuffix(".yaml")
            for key, by_language in yaml.safe_load(file.read_text(encoding="utf-8")).items():
                found[f"{area}.{key}"] = {lang: _typeset(lang, value) for lang, value in by_language.items()}
    return found


def language() -> str:
    """Give the language of the page: fr, en or ru."""
    current = (get_language() or "en")[:2]
    return current if current in LANGUAGES else "en"


def knows(key: str) -> bool:
    """Say whether there is a sentence with this key."""
    return key in catalogue()


def say(key: str, lang: str = "", /, **facts: object) -> SafeString:
    """Give a sentence in the language of the page, its facts filled in and escaped; `n` chooses the plural form."""
    sentence = _sentence(key, lang, facts)
    return format_html(sentence, **facts) if facts else format_html("{}", sentence)


def say_plain(key: str, lang: str = "", /, **facts: object) -> str:
    """Give a sentence for paper, spreadsheets and calendars, where nothing is escaped."""
    sentence = _sentence(key, lang, facts)
    return sentence.format(**facts) if facts else sentence


def _sentence(key: str, lang: str, facts: Mapping[str, object]) -> str:
    lang = lang or language()
    sentence = catalogue()[key][lang]
    return sentence if isinstance(sentence, str) else sentence[_plural_form(lang, facts.get("n"))]


def _plural_form(lang: str, n: object) -> str:
    assert isinstance(n, int)
    return Locale.parse(lang).plural_form(n)


def _typeset(lang: str, value: Sentence) -> Sentence:
    if not isinstance(value, str):
        return {form: str(_typeset(lang, text)) for form, text in value.items()}
    if lang == "fr":
        for mark in ":;!?»":
            value = value.replace(f" {mark}", f"\u00a0{mark}")
        value = value.replace("« ", "«\u00a0")
    return value
