# SPDX-License-Identifier: Apache-2.0
"""What an officer can bring into a dialogue by a form: the kinds, and the fields of each, as data.

A field goes into the words (behind the commitment) or into the structure (which the log shows). Words are asked in
three languages, of which one is enough. What a form has no field for can be said by the command line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from comity.acts.act import Reported, Verb
from comity.acts.kinds import AGREED, LANGUAGE_STATUS, POSITIONS
from comity.base.errors import Ours
from comity.base.names import instant, is_name
from comity.node.desk import Intent
from comity.node.dialogues import Room
from comity.record.silence import BY_SILENCE
from comity.text.alternat import sound
from comity.web.choices import STATEMENT, countries
from comity.web.silence import utc
from comity.web.wording import LANGUAGES, language

EDTF = re.compile(r"[1-9][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?", re.ASCII)
LONGEST_MARK = 120
TLP = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    `sort`: words, line, lines, date, instant (in UTC), number, numbers (one for each party), choice, yes, party,
    parties, country, kinds, people (a line each: name; title; agency), names (a line each), thing (of the kind `area`),
    things and statements (see choices.py), forum, source (as published: title, address, date, language),
    forms (of the parties' names, by language and party, for the alternat).
    `area`: of its choices.
    """

    key: str
    sort: str = "words"
    required: bool = False
    choices: tuple[str, ...] = ()
    area: str = ""
    structure: bool = False
    long: bool = False
    named: str = ""

    @property
    def label(self) -> str:
        """The key of its label (see wordlines.WordLine.label)."""
        if self.key == "to" and self.sort == "date":
            return "until"
        return self.named or self.key


_ROUND = FormField("round", "thing", area="round", structure=True)
_STRAND = FormField("strand", "thing", area="strand", structure=True)
_PAPER_FORMS = (
    "note_verbale", "aide_memoire", "non_paper", "draft_resolution", "draft_convention", "strategy", "doctrine",
    "treaty",
)  # fmt: skip
TOPICS = ("capacity_building", "terrorist_use", "stocktaking", "cybercrime")
_TEXT_FORMS = ("communique", "statement", "memorandum", "terms_of_reference")
SILENT_KINDS = tuple(sorted(BY_SILENCE))
_TO = FormField("to", "parties", structure=True)

FORMS: dict[str, tuple[FormField, ...]] = {
    "round": (
        FormField("title", required=True), FormField("number", "numbers"),
        FormField("session", "choice", choices=("plenary", "intersessional"), area="session", structure=True),
        FormField("from", "date"), FormField("to", "date"), FormField("opens", "instant"),
        FormField("city"), FormField("country", "country"), FormField("host", "party"),
        FormField("format", "choice", choices=("in_person", "online", "hybrid"), area="format"),
        FormField("previous", "thing", area="round", structure=True, named="previous_round"),
        FormField("due", "date", structure=True, named="expected_by"),
    ),
    "mandate": (
        FormField(
            "part", "choice", required=True, choices=("mandate", "terms_of_reference"), area="part", structure=True
        ),
        FormField("title", required=True), FormField("wording", required=True, long=True), FormField("on", "date"),
        FormField("city"), FormField("given_by", "people"),
    ),
    "agenda_item": (
        _ROUND, FormField("title", required=True),
        FormField("plane", "choice", choices=("bilateral", "regional", "global"), area="plane"),
        FormField("lead", "party"), FormField("leads", "names"), _STRAND,
        FormField("carries", "things", structure=True),
    ),
    "delegation": (
        _ROUND, FormField("heads", "people"), FormField("substitutes", "people"), FormField("agencies", "names"),
        FormField("observers", "names"), FormField("open", "yes"),
    ),
    "paper": (
        _ROUND, FormField("title", required=True), FormField("form", "choice", choices=_PAPER_FORMS, area="form"),
        FormField("symbol", "line", structure=True), FormField("chain", "lines"),
        FormField("on", "date"), FormField("body"),
        FormField("replaces", "line", structure=True), FormField("replaces_title"),
        FormField("authoritative", "choice", choices=LANGUAGES, area="language"),
        FormField("text", long=True),
    ),
    "finding": (
        _ROUND, FormField("wording", required=True, long=True),
        FormField("sort", "choice", choices=("noted", "proposed"), area="sort", structure=True),
        FormField("relates", "things", structure=True), FormField("statements", "statements", structure=True),
    ),
    "strand": (
        FormField("title", required=True), FormField("topic", "choice", choices=TOPICS, area="topic", structure=True),
        FormField("wording", long=True),
    ),
    "contribution": (
        FormField("strand", "thing", required=True, area="strand", structure=True),
        FormField("sort", "choice", required=True, choices=("offer", "need", "report"), area="sort", structure=True),
        _ROUND, FormField("wording", required=True, long=True), FormField("agencies", "names"),
    ),
    "commitment": (
        _ROUND, FormField("wording", required=True, long=True),
        FormField("owners", "parties", required=True, structure=True),
        FormField("due", "date", structure=True), FormField("no_due", "yes", structure=True),
        FormField("forum", "forum", structure=True), _STRAND,
    ),
    "text": (
        _ROUND, FormField("title", required=True), FormField("form", "choice", choices=_TEXT_FORMS, area="form"),
        FormField("package", "yes", structure=True), FormField("chairs", "yes", structure=True),
        FormField("alternat", "forms"),
    ),
    "consultation": (
        _TO, FormField("subject", required=True), FormField("question", required=True, long=True),
        FormField("marking", "choice", choices=TLP, required=True),
    ),
    "position": (
        _ROUND, FormField("sort", "choice", required=True, choices=POSITIONS, area="sort", structure=True),
        FormField("forum", "forum", structure=True), FormField("wording", required=True, long=True),
        FormField("source", "source"),
    ),
    "definition": (
        FormField("title", required=True, named="term"), FormField("term", "line", structure=True, named="term_mark"),
        FormField("wording", required=True, long=True), FormField("source", "source"),
    ),
    "contact": (FormField("function", required=True),),
    "silence_rule": (
        FormField("kinds", "kinds", required=True, choices=SILENT_KINDS, area="kinds", structure=True),
        FormField("hours", "number", required=True, structure=True),
    ),
}  # fmt: skip


MEANS = ("note_verbale", "letter", "paper", "mail", "spoken", "published")


def read_reported(room: Room, form: Mapping[str, Any]) -> Reported | None:
    """Read whose word is reported, when and how it reached us; None where we speak for ourselves."""
    party = str(form.get("reported-party", ""))
    if not party:
        return None
    on, means = str(form.get("reported-on", "")).strip(), str(form.get("reported-means", ""))
    if EDTF.fullmatch(on) is None:
        raise Ours("a reported act says of which day it is", hint="nothing was proposed", code="form.date")
    if party not in room.dialogue.counterparts or means not in MEANS:
        raise Ours("the form asks for something unknown", hint="nothing was proposed", code="form.unknown")
    reference = str(form.get("reported-reference", "")).strip()
    if not (reference.isascii() and reference.isprintable() and len(reference) <= LONGEST_MARK):
        raise Ours(f"{reference[:40]!r} is no reference", hint="nothing was proposed", code="form.reference")
    return Reported(party, on, means, reference)


def read_form(room: Room, kind: str, form: QueryDict) -> Intent:
    """Make what was filled in into an intent; raises Ours where a field that is needed is empty."""
    words: dict[str, Any] = {}
    structure: dict[str, Any] = {}
    for field in FORMS[kind]:
        value = _value(room, field, form)
        if value:
            (structure if field.structure else words)[field.key] = value
        elif field.required:
            raise Ours(f"{field.key} is empty", hint="nothing was proposed", code="form.empty")
    if kind == "commitment" and ("due" in structure) is ("no_due" in structure):
        raise Ours("a commitment has a due date, or expressly none", hint="nothing was proposed", code="form.due")
    if kind in {"agenda_item", "mandate", "strand"}:
        items = room.dialogue.of_kind(kind)
        structure["place"] = place_after([v.structure.get("place", "") for t in items for v in t.versions])
    if kind == "text":
        structure["languages"] = _languages(form)
    verb = Verb.TABLE if kind in AGREED else Verb.NOTIFY
    return Intent(
        verb, kind, structure=structure, words=words or None, reported=read_reported(room, form),
        note=form.get("note", ""),
    )  # fmt: skip


def _languages(form: Mapping[str, Any]) -> list[dict[str, str]]:
    """Read the languages of a text, each with its status; at least one has one."""
    asked = {lang: str(form.get(f"language-{lang}", "")) for lang in LANGUAGES}
    found = [{"language": lang, "status": status} for lang, status in asked.items() if status in LANGUAGE_STATUS]
    if not found:
        raise Ours("no language was chosen", hint="nothing was proposed", code="form.empty")
    return found


def _forms(room: Room, form: Mapping[str, Any], key: str) -> dict[str, dict[str, list[str]]]:
    """Read the forms of the parties' names for the alternat: in a language for every party or for none."""
    found: dict[str, dict[str, list[str]]] = {}
    for lang in LANGUAGES:
        given = {code: str(form.get(f"{key}-{lang}-{code}", "")).split(";") for code in room.introduction.codes}
        forms = {code: [part.strip() for part in parts if part.strip()] for code, parts in given.items()}
        if any(forms.values()):
            if not sound(forms):
                raise Ours(
                    f"the forms of the names in {lang} do not fit each other", hint="nothing was proposed",
                    code="form.alternat",
                )  # fmt: skip
            found[lang] = forms
    return found


def by_language(form: Mapping[str, Any], key: str) -> dict[str, str]:
    """Read words that were filled in by language."""
    found = {lang: " ".join(str(form.get(f"{key}-{lang}", "")).split("\r")).strip() for lang in LANGUAGES}
    return {lang: text for lang, text in found.items() if text}


def place_after(places: Sequence[str]) -> str:
    """Give a place behind all these; places are ordered as strings."""
    last = max(places, default="")
    if not last:
        return "c"
    return last[:-1] + chr(ord(last[-1]) + 1) if last[-1] not in "9z" else last + "c"


def parties_of(room: Room) -> tuple[str, ...]:
    """Give all of whom something can be said: the parties, and in a file of our own its counterparts."""
    return (*room.introduction.codes, *room.dialogue.counterparts)


def _value(room: Room, field: FormField, form: QueryDict) -> Any:
    key = field.key
    value = form.get(key, "").strip()
    match field.sort:
        case "words":
            return by_language(form, key)
        case "names":
            return _names(form, key)
        case "forms":
            return _forms(room, form, key)
        case "people":
            return [_person(line) for line in value.splitlines() if line.strip(" ;")]
        case "parties":
            return [str(code) for code in form.getlist(key)]
        case "kinds":
            return [kind for kind in form.getlist(key) if kind in field.choices]
        case "numbers":
            found = {code: _number(form.get(f"{key}-{code}", "")) for code in parties_of(room)}
            return {code: number for code, number in found.items() if number}
        case "number":
            return _number(value)
        case "yes":
            return bool(value)
        case "lines":
            return [line.strip() for line in value.splitlines() if line.strip()]
        case "instant":
            return instant(utc(value)) if value else ""
        case "country":
            return value if value in {code for code, _ in countries(room)} else ""
        case "source":
            return _source(form, key)
        case "things":
            return _named(room, [str(each) for each in form.getlist(key)])
        case "statements":
            return _statements(room, [str(each) for each in form.getlist(key)])
        case "date" if value and EDTF.fullmatch(value) is None:
            raise Ours(f"{value[:40]!r} is no date", hint="nothing was proposed", code="form.date")
        case "choice":
            return value if value in field.choices else ""
        case "party":
            return value if value in parties_of(room) else ""
    return value


def _source(form: QueryDict, key: str) -> dict[str, Any]:
    """Read a published source: where it can be read, in which language, and when it was published."""
    url, published, lang = (form.get(f"{key}-{part}", "").strip() for part in ("url", "published", "language"))
    if url and not url.startswith(("https://", "http://")):
        raise Ours(f"{url[:40]!r} is no address of the web", hint="nothing was proposed", code="form.address")
    if published and EDTF.fullmatch(published) is None:
        raise Ours(f"{published[:40]!r} is no date", hint="nothing was proposed", code="form.date")
    if lang and not is_name("language", lang):
        raise Ours(f"{lang[:10]!r} is no language", hint="nothing was proposed", code="form.unknown")
    found = {"title": by_language(form, f"{key}-title"), "url": url, "published": published, "language": lang}
    return {part: value for part, value in found.items() if value}


def _named(room: Room, ids: Sequence[str]) -> list[str]:
    """Read which things were chosen; each must be here."""
    found = list(dict.fromkeys(ids))
    if not all(is_name("id", id_) and id_ in room.dialogue.objects for id_ in found):
        raise Ours("the form asks for something unknown", hint="nothing was proposed", code="form.unknown")
    return found


def _statements(room: Room, values: Sequence[str]) -> list[dict[str, Any]]:
    """Read which statements of accounts were chosen: ``ACCOUNT-3`` is the third fact of that account."""
    found = [STATEMENT.fullmatch(value) for value in dict.fromkeys(values)]
    chosen = [{"account": match[1], "fact": int(match[2])} for match in found if match is not None]
    accounts = {thing.id for thing in room.dialogue.of_kind("account")}
    if len(chosen) != len(found) or any(each["account"] not in accounts for each in chosen):
        raise Ours("the form asks for something unknown", hint="nothing was proposed", code="form.unknown")
    return chosen


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _names(form: QueryDict, key: str) -> list[dict[str, str]]:
    """Read names, a line each; the same line in another language is the same name."""
    columns = {lang: form.get(f"{key}-{lang}", "").splitlines() for lang in LANGUAGES}
    rows: list[dict[str, str]] = [{} for _ in range(max(map(len, columns.values())))]
    for lang, lines in columns.items():
        for row, line in zip(rows, lines, strict=False):
            if line.strip():
                row[lang] = line.strip()
    return [row for row in rows if row]


def _person(line: str) -> dict[str, Any]:
    """Read a person: name; title as given; agency. Titles are in the language of the page."""
    name, title, agency = ([part.strip() for part in line.split(";", 2)] + ["", ""])[:3]
    found: dict[str, Any] = {"name": name}
    if title:
        found["title"] = {language(): title}
    if agency:
        found["agency"] = {language(): agency}
    return found
