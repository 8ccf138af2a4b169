# SPDX-License-Identifier: Apache-2.0
"""What an officer can bring into a dialogue by a form: the kinds, and the fields of each, as data.

A field goes into the words (behind the commitment) or into the structure (which the log shows). Words are asked in
three languages, of which one is enough. What a form has no field for can be said by the command line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from comity.acts.act import Verb
from comity.acts.kinds import AGREED
from comity.base.errors import Ours
from comity.node.desk import Intent
from comity.node.dialogues import Room
from comity.record.silence import BY_SILENCE
from comity.web.wording import LANGUAGES

TLP = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `sort`: words, date, number, choice, round, parties, kinds; `area`: of its choices."""

    key: str
    sort: str = "words"
    required: bool = False
    choices: tuple[str, ...] = ()
    area: str = ""
    structure: bool = False
    long: bool = False

    @property
    def label(self) -> str:
        """The key of its label (see wordlines.WordLine.label)."""
        return "until" if self.key == "to" and self.sort == "date" else self.key


_ROUND = FormField("round", "round", structure=True)
_PAPER_FORMS = ("note_verbale", "aide_memoire", "non_paper", "draft_resolution", "draft_convention", "strategy")
_TEXT_FORMS = ("communique", "statement", "memorandum", "terms_of_reference")
SILENT_KINDS = tuple(sorted(BY_SILENCE))
_TO = FormField("to", "parties", structure=True)

FORMS: dict[str, tuple[FormField, ...]] = {
    "round": (
        FormField("title", required=True), FormField("from", "date"), FormField("to", "date"), FormField("city"),
        FormField("format", "choice", choices=("in_person", "online", "hybrid"), area="format"),
    ),
    "agenda_item": (
        _ROUND, FormField("title", required=True),
        FormField("plane", "choice", choices=("bilateral", "regional", "global"), area="plane"),
    ),
    "paper": (
        _ROUND, FormField("title", required=True), FormField("form", "choice", choices=_PAPER_FORMS, area="form"),
    ),
    "finding": (_ROUND, FormField("wording", required=True, long=True)),
    "commitment": (
        _ROUND, FormField("wording", required=True, long=True),
        FormField("owners", "parties", required=True, structure=True),
        FormField("due", "date", structure=True),
    ),
    "text": (_ROUND, FormField("title", required=True), FormField("form", "choice", choices=_TEXT_FORMS, area="form")),
    "consultation": (
        _TO, FormField("subject", required=True), FormField("question", required=True, long=True),
        FormField("marking", "choice", choices=TLP, required=True),
    ),
    "contact": (FormField("function", required=True),),
    "silence_rule": (
        FormField("kinds", "kinds", required=True, choices=SILENT_KINDS, area="kinds", structure=True),
        FormField("hours", "number", required=True, structure=True),
    ),
}  # fmt: skip


def read_form(room: Room, kind: str, form: QueryDict) -> Intent:
    """Make what was filled in into an intent; raises Ours where a field that is needed is empty."""
    words: dict[str, Any] = {}
    structure: dict[str, Any] = {}
    for field in FORMS[kind]:
        value = _value(field, form)
        if value:
            (structure if field.structure else words)[field.key] = value
        elif field.required:
            raise Ours(f"{field.key} is empty", hint="nothing was proposed", code="form.empty")
    if kind == "agenda_item":
        items = room.dialogue.of_kind(kind)
        structure["place"] = place_after([v.structure.get("place", "") for t in items for v in t.versions])
    if kind == "text":
        languages = [lang for lang in LANGUAGES if form.get(f"language-{lang}")]
        if not languages:
            raise Ours("no language was chosen", hint="nothing was proposed", code="form.empty")
        structure["languages"] = [{"language": lang, "status": "authentic"} for lang in languages]
    verb = Verb.TABLE if kind in AGREED else Verb.NOTIFY
    return Intent(verb, kind, structure=structure, words=words or None, note=form.get("note", ""))


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


def _value(field: FormField, form: QueryDict) -> Any:
    if field.sort == "words":
        return by_language(form, field.key)
    if field.sort == "parties":
        return [str(code) for code in form.getlist(field.key)]
    if field.sort == "kinds":
        return [kind for kind in form.getlist(field.key) if kind in field.choices]
    if field.sort == "number":
        number = form.get(field.key, "")
        return int(number) if number.isdecimal() and number.isascii() else ""
    value = form.get(field.key, "").strip()
    return "" if field.sort == "choice" and value not in field.choices else value
