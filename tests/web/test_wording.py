# SPDX-License-Identifier: Apache-2.0
"""Every sentence in three languages, every key that a template names, every code that the source raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.acts.act import Verb
from comity.acts.kinds import KINDS, LANGUAGE_STATUS, MILESTONES, PURPOSES, STATES_OF_PLAY
from comity.acts.permission import Stance, Standing
from comity.node.policy import MEANING, RIGHTS
from comity.node.positions import SORTS
from comity.node.review import PARTS
from comity.reading.vocabulary import schemes
from comity.record.dialogue import SilentState
from comity.record.ladder import DRAFT
from comity.record.reasons import DETAILS
from comity.record.release import HINDRANCES
from comity.text.comparison import Verdict
from comity.text.paragraph import ParagraphState
from comity.web.wording import LANGUAGES, catalogue

SOURCE = Path(__file__).resolve().parents[2] / "src" / "comity"
TEMPLATES = sorted((SOURCE / "web" / "templates").glob("*.html"))
PLURALS = {"fr": {"one", "other"}, "en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}
SILENT_VERBS = {"event", "lead", "compose", "atmosphere", "builds-on"}

ENUMERATIONS = {
    "kind": tuple(KINDS),
    "kinds": tuple(KINDS),
    "verb": tuple(Verb),
    "did": tuple(Verb),
    "standing": tuple(Standing),
    "stance": tuple(Stance),
    "paragraph": tuple(ParagraphState),
    "verdict": tuple(Verdict),
    "purpose": PURPOSES,
    "role": tuple(RIGHTS),
    "right": tuple(MEANING),
    "audit.sort": ("left", "did", "saw"),
    "register.sort": ("party", "body", "forum", "instrument", "topic"),
    "review.verdict": ("accepted", "changed", "rejected", "added"),
    "review.key": tuple("jkargcumzp"),
    "review.part": tuple({"value", *(part for parts in PARTS.values() for part in parts)}),
    "position.state": ("open", "issued", "closed"),
    "position.sort": SORTS,
    "position.approve-means": SORTS,
    "position.standing": ("not-asked", "waits", "cleared", "objected", "silent-clears", "silent-stops"),
    "position.silence": ("clears", "stops"),
    "officers.sort": ("officer", "post", "device", "way-in"),
    "language-status": LANGUAGE_STATUS,
    "language": LANGUAGES,
    "readers": ("ministry", "government", "parties", "public"),
    "ask": ("release", "answer", "acknowledge", "silence", "overdue"),
    "silence-state": tuple(SilentState),
    "means": ("note_verbale", "letter", "paper", "mail", "spoken", "published"),
    "topic": ("capacity_building", "terrorist_use", "stocktaking", "cybercrime"),
    "session": ("plenary", "intersessional"),
    "part": ("mandate", "terms_of_reference"),
    "sort": ("noted", "proposed", "offer", "need", "report", "characterisation", "interpretation"),
    "state": tuple(sorted({state for states in STATES_OF_PLAY.values() for state in states})),
    "stage": ("proposed", "agreed", "under_way", "missed", "held", "postponed", "cancelled", "suspended", "resumed"),
    "milestone": (DRAFT, "clean", *MILESTONES),
    "hindrance": HINDRANCES,
    "register.notice": ("courtesy", "machine", "official"),
    "plane": ("bilateral", "regional", "global"),
    "level": ("1", "2", "3", "4"),
    "reason": (*DETAILS, "unreadable", "unknown-kind"),
    "support": ("stated", "inferred", "not_stated", "elsewhere"),
    "proposal.state": ("open", "releasing", "released", "refused", "withdrawn"),
    "mandates.state": ("unconfirmed", "active", "used", "ended", "revoked"),
    "fault": tuple(f"{status}.{part}" for status in (400, 403, 404, 422, 500, 503) for part in ("title", "text")),
    "statement": tuple(str(c.get("class") or c.id) for c in schemes()["verbs"] if c.id not in SILENT_VERBS),
    "document": tuple(c.id for c in schemes()["documents"]),
    "key": tuple(sorted({field for kind in KINDS.values() for field in kind.fields} - {
        "parties", "spec", "options", "place", "renders", "split_from", "about", "previous", "releases", "erases",
        "objections_until", "corrects", "held", "origin", "serial", "log", "mirror", "road", "age", "signature",
    })),
}  # fmt: skip
# Keys that a template builds out of a value: the area must be enumerated above, or end in a word of another's making.
OPEN_AREAS = {"section", "form", "format", "field", "doubt", "error"}


def sentences() -> Iterator[tuple[str, str, str]]:
    for key, by_language in catalogue().items():
        for language, value in by_language.items():
            for sentence in [value] if isinstance(value, str) else value.values():
                yield key, language, sentence


def test_every_sentence_stands_in_three_languages():
    assert {key for key, by_language in catalogue().items() if set(by_language) != set(LANGUAGES)} == set()
    assert [key for key, _, sentence in sentences() if not isinstance(sentence, str) or not sentence.strip()] == []


def test_sentence_that_counts_has_the_plural_forms_of_its_language():
    wrong = [
        (key, language, sorted(value))
        for key, by_language in catalogue().items()
        for language, value in by_language.items()
        if not isinstance(value, str) and set(value) != PLURALS[language]
    ]

    assert wrong == []


def test_facts_of_a_sentence_are_the_same_in_every_language():
    facts: dict[str, set[frozenset[str]]] = {}
    for key, _, sentence in sentences():
        facts.setdefault(key, set()).add(frozenset(re.findall(r"\{(\w+)\}", sentence)))

    assert {key: found for key, found in facts.items() if len(found) != 1} == {}


def test_russian_sentences_are_in_russian_and_the_others_are_not():
    latin = {"TLP", "RSS", "UTF-8", "ad", "referendum"}
    wrong = []
    for key, language, sentence in sentences():
        letters = " ".join(w for w in re.sub(r"\{\w+\}", "", sentence).split() if w.strip("().,:") not in latin)
        cyrillic = bool(re.search("[а-яё]", letters, re.IGNORECASE))
        if language == "ru" and re.search("[a-zà-ÿ]{2}", letters, re.IGNORECASE) and not cyrillic:
            wrong.append(key)
        if language != "ru" and cyrillic:
            wrong.append(key)

    assert wrong == []


def test_french_marks_have_a_no_break_space():
    assert [s for _, language, s in sentences() if language == "fr" and re.search(" [:;!?»]|« ", s)] == []


@pytest.mark.parametrize("area", ENUMERATIONS)
def test_every_value_of_an_enumeration_has_its_sentence(area: str):
    assert [value for value in ENUMERATIONS[area] if f"{area}.{value}" not in catalogue()] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_names_only_sentences_that_there_are(template: Path):
    text = template.read_text(encoding="utf-8")
    unknown = []
    for tag, arguments in re.findall(r"\{% (say|say_or) (.*?) %\}", text):
        parts = re.findall(r"""(?:^|\s)(?:"([^"]*)"|'([^']*)'|([\w.|]+))(?=\s|$)""", arguments.split(" as ")[0])
        literal = [a or b for a, b, variable in parts if not variable]
        known = ".".join(literal) if not any(v for _, _, v in parts) else literal[0] if literal else ""
        variables = [variable for _, _, variable in parts if variable]
        if not variables and known not in catalogue():
            unknown.append(known)
        if variables and literal and tag == "say" and known not in ENUMERATIONS.keys() | OPEN_AREAS:
            unknown.append(f"{known} + {variables}")

    assert unknown == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_holds_no_text_of_its_own(template: Path):
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"(?s)<pre><code>.*?</code></pre>", "", text)  # a command is the same in every language
    text = re.sub(r"(?s)\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", text)
    shown = re.sub(r"(?s)<[^>]*>", " ", text)
    shown = re.sub(r"&\w+;", " ", shown)

    assert re.findall(r"[^\W\d_]{2,}", shown) == []
    assert re.findall(r'(?:aria-label|title|placeholder|alt)="[^"]*[^\W\d_]{2,}[^"]*"', text) == []


def test_every_error_code_of_the_source_has_its_own_sentence():
    codes = set()
    for file in sorted(SOURCE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        codes |= set(re.findall(r'\bcode="([a-z][a-z.-]*)"', text))
        if file.match("base/errors.py") or "(Ours)" in text or "(Theirs)" in text:
            codes |= set(re.findall(r'^    code = "([a-z][a-z.-]*)"', text, re.MULTILINE))
    codes |= {f"act.not-permitted.{reason}" for reason in _reasons_of_judge()}

    assert sorted(code for code in codes if f"error.{code}" not in catalogue()) == []


def test_every_doubt_of_the_reader_has_its_sentence():
    codes = set()
    for file in sorted((SOURCE / "reading").glob("*.py")):
        codes |= set(re.findall(r'Doubt\(\s*"([a-z.-]+)"', file.read_text(encoding="utf-8")))

    assert sorted(code for code in codes if f"doubt.{code}" not in catalogue()) == []


def _reasons_of_judge() -> set[str]:
    standings = {standing.value.replace("_", "-") for standing in Standing}
    return standings | {"not-founded", "no-such-verb", "not-yours", "own", "already"}
