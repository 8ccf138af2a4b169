# SPDX-License-Identifier: Apache-2.0
"""From the record to paper: a text of a dialogue as a working copy, with its words looked up, and the files made of it.

Rules:
  1. The copy is ours: our party is named first (alternat).
  2. Versions whose words are not here, or are of a sort that is unknown here, are named beside the paragraph.
     Where it has no others, the paragraph says so at its place, and the rest of the text is shown all the same.
  3. A text without a marking of its own is marked by whoever takes it out; what is not agreed is never unmarked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from comity.acts.act import Verb
from comity.acts.kinds import MILESTONES
from comity.base import canonical
from comity.base.errors import Ours
from comity.formats.working_copy import Passage, Remark, Wording, WorkingCopy
from comity.node.dialogues import NotHere, Room
from comity.node.whole import forms_of
from comity.record.dialogue import CHAIRS, Object, Version
from comity.record.document import Document, Reading, document
from comity.record.document import Passage as Shown
from comity.record.ladder import ladders
from comity.record.languages import stale_renderings
from comity.text.language import Rendered, aligned

MARKINGS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
USUAL_MARKING = "TLP:AMBER"
_NOT_HERE = {
    "en": "A version is not shown: its words are not on this node.",
    "fr": "Une version n'est pas montrée : ses mots ne sont pas sur ce nœud.",
    "ru": "Одна редакция не показана: её текста нет на этом узле.",
}
_STRANGE = {
    "en": "A version is not shown: its words are of a sort unknown here, and came as ",
    "fr": "Une version n'est pas montrée : ses mots sont d'un genre inconnu ici ; tels qu'ils sont venus : ",
    "ru": "Одна редакция не показана: её слова неизвестного здесь вида; в полученном виде: ",
}
_CONCEPT = {
    "en": "Concept note, before wording.",
    "fr": "Note de concept, avant libellé.",
    "ru": "Концептуальная записка, до формулировки.",
}
_CO_CHAIRS = {"en": "Co-chairs", "fr": "Coprésidents", "ru": "Сопредседатели"}
_LONGEST = 300  # characters of strange words that are shown


def find_text(room: Room, beginning: str, kind: str = "text") -> Object:
    """Give the one text (or thing of another kind) whose id begins so; the error names those that there are."""
    things = room.dialogue.of_kind(kind)
    found = [thing for thing in things if thing.id.startswith(beginning)]
    if len(found) != 1:
        known = ", ".join(thing.id[:8] for thing in things) or "none"
        raise Ours(
            f"no single {kind} begins with {beginning!r}; here: {known}", hint="`comity show DIALOGUE` lists them"
        )
    return found[0]


def working_copy(room: Room, text: Object, *, language: str = "", marking: str = "") -> WorkingCopy:
    """Set a text out in one language: the one named, else the first with something open, else the first."""
    laid_out = document(room.dialogue, text.id, room.wordings())
    if laid_out is None:
        raise NotHere(f"text {text.id[:8]}")
    reading = _reading(laid_out, language)
    words = _title_words(room, text)
    lang = reading.language
    room.gather(judged.act.payload for p in reading.passages for judged in p.object.history if judged.act is not None)
    return WorkingCopy(
        dialogue=room.id,
        text=text.id,
        title=_in(words.get("title"), lang),
        language=lang,
        status=reading.status,
        purpose=room.purpose,
        marking=_marking(words, marking),
        parties=(room.us, *sorted(set(room.introduction.codes) - {room.us}, key=lambda c: _in(room.names[c], lang))),
        passages=tuple(_passage(room, shown, lang) for shown in reading.passages if _shown(shown)),
        names={**{code: _in(names, lang) for code, names in room.names.items()}, CHAIRS: _in(_CO_CHAIRS, lang)},
        dialogue_title=_in(room.title, lang),
        stale=stale_renderings(room.dialogue, text.id),
        as_of=max((j.act.at for j in room.dialogue.timeline if j.act is not None), default="")[:10],
        conditional=conditional(room, text, lang),
        forms=forms_of(words, lang, room.introduction.codes) or {},
    )


def conditional(room: Room, text: Object, language: str) -> bool:
    """Whether nothing of a text is agreed until everything is, and it is not adopted yet in this language."""
    chief = text.joint or (*text.open, *text.versions)[0]
    if not chief.structure.get("package"):
        return False
    stages = {ladder.side.language: ladder.stage for ladder in ladders(room.dialogue, text.id)}
    return stages.get(language) != MILESTONES[-1]


def renders(room: Room, text: Object, left: str, right: str) -> list[tuple[str, str]]:
    """Say which paragraphs of two languages render each other, in the order of the left; empty where none does."""
    laid_out = document(room.dialogue, text.id, room.wordings())
    if laid_out is None:
        raise NotHere(f"text {text.id[:8]}")
    sides = {
        reading.language: [
            Rendered(p.object.id, str(p.structure.get("renders", ""))) for p in reading.passages if _shown(p)
        ]
        for reading in laid_out.readings
    }
    rows = aligned({language: sides.get(language, []) for language in (left, right)})
    return [pair for row in rows for pair in zip_longest(row.of(left), row.of(right), fillvalue="")]


def _reading(laid_out: Document, language: str) -> Reading:
    readings = laid_out.readings
    known = ", ".join(r.language for r in readings)
    if language:
        found = next((r for r in readings if r.language == language), None)
        if found is None:
            raise Ours(f"the text has no language {language!r}; it has {known}", hint="name one of these")
        return found
    return next((r for r in readings if r.separations), readings[0])


def _shown(shown: Shown) -> bool:
    """Whether there is something to print: an agreed deletion is not there any more."""
    return bool(shown.open) or (shown.joint is not None and not shown.joint.structure.get("deleted"))


def _passage(room: Room, shown: Shown, language: str) -> Passage:
    here = [v for v in shown.open if v.id not in shown.missing]
    joint = shown.joint if shown.joint is not None and shown.joint.id not in shown.missing else None
    missing = [v for v in (shown.joint, *shown.open) if v is not None and v.id in shown.missing]
    notes = [Remark(v.owners[0], _why_unread(room, v, language), v.at) for v in missing]
    notes += [Remark(v.owners[0], _in(_CONCEPT, language), v.at) for v in (joint, *here) if v and _is_concept(v)]
    unread = () if joint is not None or here else tuple(_unread(room, version, language) for version in missing)
    return Passage(
        id=shown.object.id,
        joint=_wording(room, joint) if joint is not None else None,
        open=(*(_wording(room, version) for version in here), *unread),
        remarks=(*_remarks(room, shown.object, {v.id for v in shown.open}, language), *notes),
    )


def _is_concept(version: Version) -> bool:
    return version.structure.get("concept") is True


def _why_unread(room: Room, version: Version, language: str) -> str:
    """Say why the words of a version are not shown, with the words as they came where they are here."""
    if not room.strange(version.payload):
        return _in(_NOT_HERE, language)
    words = room.words(version.payload)
    came = version.payload.type if words is None and version.payload is not None else canonical.encode(words).decode()
    return _in(_STRANGE, language) + (came if len(came) <= _LONGEST else came[:_LONGEST] + " …")


def _unread(room: Room, version: Version, language: str) -> Wording:
    """Stand in for a version whose words nobody can read here."""
    return Wording(
        owners=version.stood_by, words=f"({_why_unread(room, version, language)})", at=version.at,
        version=version.id, place=str(version.structure["place"]), unread=True,
    )  # fmt: skip


def _wording(room: Room, version: Version) -> Wording:
    deleted = version.structure.get("deleted") is True
    words = room.words(version.payload) or {}
    return Wording(
        owners=version.stood_by, words="" if deleted else str(words.get("wording", "")), at=version.at,
        version=version.id, deleted=deleted, place=str(version.structure["place"]), concept=_is_concept(version),
    )  # fmt: skip


def _remarks(room: Room, thing: Object, versions: set[str], language: str) -> Iterator[Remark]:
    """Give the reasons of reservations on open versions, and the remarks about them."""
    for judged in thing.history:
        act = judged.act
        if act is None or judged.without_effect or act.verb is not Verb.RESERVE or act.version not in versions:
            continue
        reason = _in((room.words(act.payload) or {}).get("reason"), language)
        if reason:
            yield Remark(act.by, reason, act.at)
    for remark in room.dialogue.of_kind("remark"):
        told = remark.told
        if told is not None and told.structure["about"] in versions:
            yield Remark(told.owners[0], _in((room.words(told.payload) or {}).get("wording"), language), told.at)


def _title_words(room: Room, text: Object) -> Mapping[str, object]:
    chief = text.joint or (*text.open, *text.versions)[0]
    return room.words(chief.payload) or {}


def _marking(words: Mapping[str, object], asked: str) -> str:
    marking = asked or str(words.get("marking") or USUAL_MARKING)
    if marking not in MARKINGS:
        raise Ours(f"{marking!r} is no marking; known: {', '.join(MARKINGS)}", hint="labels are never translated")
    return marking


def _in(value: object, language: str) -> str:
    """Give a text by language: in this one, else in English, else in the first that there is."""
    if not isinstance(value, Mapping) or not value:
        return ""
    return str(value.get(language) or value.get("en") or next(iter(value.values())))
