# SPDX-License-Identifier: Apache-2.0
"""A reader's kit: a dialogue for a partner who has no node, as one zip file that needs nothing else.

    index.html                    the choice of language
    en.html en.pdf fr.… ru.…      the dialogue as it stands, in words
    record/                       the export: introduction, logs, payloads (docs/spec/log.md)
    comity_verify.py              checks record/ with Python and `cryptography` alone
    READ-ME.txt                   how

Rules:
  1. It holds the whole dialogue, and no key. What is marked higher than a kit may be, or not releasable to the others,
     keeps the kit from being made; nothing is left out silently.
  2. What was only reported says so beside its words, and whose report it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils import translation

from comity.formats.brief import Brief, Heading, Paragraph, Part
from comity.formats.brief_page import brief_page
from comity.formats.ooxml import pack
from comity.formats.paper import brief_pdf
from comity.node import policy, trail
from comity.node.clock import now_instant
from comity.node.dialogues import Room
from comity.node.export import files_of
from comity.node.marking import USUAL, require_all
from comity.node.national.models import Officer
from comity.record.dialogue import Object, Version
from comity.record.rounds import IN_ROUND, Rounds
from comity.web.hour import date_text, instant_text
from comity.web.perspective import Perspective
from comity.web.plain import related
from comity.web.relations import relations
from comity.web.rounds import stages_of
from comity.web.standing import gather
from comity.web.tags import pick
from comity.web.wording import LANGUAGES, knows, language, say
from comity.web.wordlines import WordLine, headline, structure_lines, word_lines

BESIDE = ("contact", "measure", "silence_rule", "request", "consultation", "incident")


def kit_of(officer: Officer | None, room: Room) -> bytes:
    """Make the kit of a dialogue; asks the exit, and leaves a line in the trail."""
    reader = policy.require(officer, "export")
    others = sorted({*room.introduction.codes, *room.dialogue.counterparts} - {room.us})
    require_all(room.markings(), "kit", to=others)
    parts: dict[str, bytes] = {"index.html": _index().encode()}
    for lang in LANGUAGES:
        with translation.override(lang):
            brief = brief_of(room)
        parts[f"{lang}.html"] = _screen(brief_page(brief)).encode()
        parts[f"{lang}.pdf"] = brief_pdf(brief)
    parts |= {f"record/{name}": data for name, data in files_of(room.id).items()}
    parts |= {"comity_verify.py": _verifier(), "READ-ME.txt": _read_me().encode()}
    for code in others:
        trail.left(reader, "kit", to=code, dialogue=room.id, thing="kit", marking=USUAL)
    return pack(parts)


def brief_of(room: Room) -> Brief:
    """Set a dialogue out as a brief, in the language that is in force."""
    view, lang = Perspective.of(room), language()
    counterparts = ", ".join(view.name(code) for code in view.order(room.dialogue.counterparts))
    parties = ", ".join(view.name(code) for code in view.order(room.introduction.codes))
    about = (
        str(say("purpose." + room.purpose)),
        f"{parties} ({say('dialogue.counterparts')} {counterparts})" if counterparts else parties,
        str(say("kit.whose", name=view.name(room.us))),
    )
    return Brief(
        title=_pick(room.title), language=lang, parts=tuple(_parts(room, view)), marking=USUAL, purpose=room.purpose,
        about=about, as_of=instant_text(now_instant(), view),
    )  # fmt: skip


def _parts(room: Room, view: Perspective) -> Iterator[Part]:
    rounds = Rounds(room.dialogue)
    gather(room, (thing.chief for thing in room.dialogue.objects.values()))
    for kind, things in (("mandate", rounds.mandate), ("strand", rounds.strands)):
        yield from _shelf(room, view, rounds, kind, things)
    for thing in rounds.things:
        yield Heading(_called(room, view, thing), 2)
        stages = stages_of(room, rounds, thing, now_instant()[:10])
        yield Paragraph(
            "; ".join(
                str(say(f"stage.{stage.word}")) + (f" ({_according(view, *stage.by)})" if stage.by else "")
                for stage in stages
            )
        )
        yield from _said(room, view, rounds, thing)
        for kind in IN_ROUND:
            yield from _shelf(room, view, rounds, kind, rounds.within(thing.id, kind), level=3)
        yield from _shelf(room, view, rounds, "", rounds.carried(thing), level=3, title=str(say("round.carried")))
    for kind in IN_ROUND:
        yield from _shelf(room, view, rounds, kind, rounds.within("", kind))
    for kind in BESIDE:
        yield from _shelf(room, view, rounds, kind, room.dialogue.of_kind(kind))


def _shelf(
    room: Room, view: Perspective, rounds: Rounds, kind: str, things: Any, *, level: int = 2, title: str = ""
) -> Iterator[Part]:
    if things:
        yield Heading(title or str(say(f"kinds.{kind}")), level)
    for thing in things:
        yield Paragraph(_called(room, view, thing))
        yield from _said(room, view, rounds, thing)
        if thing.kind == "text":
            yield from _paragraphs(room, view, thing)


def _said(room: Room, view: Perspective, rounds: Rounds, thing: Object) -> Iterator[Part]:
    """Give every version that is not set aside, how it stands, and what is said of the thing."""
    shown = [v for v in thing.versions if v.standing in {"joint", "told", "tabled"}] or [thing.chief]
    for version in shown:
        lines = [*word_lines(room.words(version.payload)), *structure_lines(version.kind, version.structure)]
        named = relations(room, version.kind, version.structure, version.at)
        told = [*(_line(view, line) for line in lines), *(related(each, lambda _: True) for each in named)]
        yield Paragraph("\n".join([_standing(view, version), *told]), note=version.standing != "joint")
    claims = [
        f"{_according(view, c.party)} {say(f'state.{c.state}')}" + (f", {date_text(c.as_of)}" if c.as_of else "")
        for c in rounds.claims(thing.id)
    ]
    about = [
        f"{say(f'kind.{each.kind}')}, {view.name(each.chief.owners[0])}: {_called(room, view, each)}"
        for each in rounds.about(thing)
    ]
    if claims or about:
        yield Paragraph("\n".join([*claims, *about]), note=True)


def _paragraphs(room: Room, view: Perspective, text: Object) -> Iterator[Part]:
    found = [t for t in room.dialogue.of_kind("paragraph") if t.chief.structure["text"] == text.id]
    for thing in sorted(found, key=lambda t: (t.chief.structure["language"], t.chief.structure["place"])):
        for version in [v for v in thing.versions if v.standing in {"joint", "tabled"}]:
            wording = str((room.words(version.payload) or {}).get("wording", ""))
            shown = wording if version.standing == "joint" else f"[{wording}]"
            yield Paragraph(shown, language=version.structure["language"])
            yield Paragraph(_standing(view, version), note=True)


def _standing(view: Perspective, version: Version) -> str:
    owners = ", ".join(view.name(code) for code in view.order(version.owners))
    said = f"{say(f'standing.{view.standing(version.standing)}')}: {owners}"
    if version.reported_of:
        reported = [
            str(say("standing.reported", name=view.name(version.reported_of))), date_text(version.reported_on),
            _term("means", version.reported_means), version.reported_reference,
        ]  # fmt: skip
        said += " – " + ", ".join(filter(None, reported))
    return said


def _line(view: Perspective, line: WordLine) -> str:
    label = f"key.{line.label}"
    return f"{say(label) if knows(label) else line.label}{say('key.colon')} {_value(view, line)}"


def _value(view: Perspective, line: WordLine) -> str:
    value = line.value
    match line.sort:
        case "words":
            return _pick(value)
        case "date":
            return date_text(value)
        case "instant":
            return instant_text(value, view)
        case "state":
            return view.name(value)
        case "term":
            return str(say(value))
        case "yes":
            return str(say("key.yes"))
        case "numbers":
            return "; ".join(f"{view.name(code)} {value[code]}" for code in view.order(value))
        case "people":
            return "; ".join(
                ", ".join(filter(None, (str(p.get("name", "")), _pick(p.get("title")), _pick(p.get("agency")))))
                for p in value
            )
        case "languages":
            return ", ".join(_term("language", each["language"]) for each in value)
        case "list" if line.key in {"to", "owners"}:
            return ", ".join(view.name(code) for code in view.order(value))
        case "list":
            return "; ".join(_pick(each) for each in value)
    return str(value)


def _called(room: Room, view: Perspective, thing: Object) -> str:
    words = headline(room.words(thing.chief.payload))
    owners = ", ".join(view.name(code) for code in thing.chief.owners)
    return _pick(words) or f"{_term('kind', thing.kind)} ({owners})"


def _according(view: Perspective, *parties: str) -> str:
    return str(say("round.according-to", name=", ".join(view.name(code) for code in view.order(parties))))


def _term(area: str, value: str) -> str:
    return str(say(f"{area}.{value}")) if knows(f"{area}.{value}") else value


def _pick(words: Any) -> str:
    if isinstance(words, Mapping):
        return str(words.get(pick(words, language()), ""))
    return str(words or "")


def _screen(page: str) -> str:
    """Let a page made for paper fit a narrow screen too."""
    style = "@media screen { body { max-width: 46rem; margin: 1rem auto; padding: 0 1rem; overflow-wrap: anywhere; } }"
    return page.replace(
        "</head>",
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>',
        1,
    )


def _index() -> str:
    names = {"fr": "Français", "en": "English", "ru": "Русский"}
    links = "".join(
        f'<li lang="{lang}"><a href="{lang}.html">{names[lang]}</a> · <a href="{lang}.pdf">PDF ({names[lang]})</a></li>'
        for lang in LANGUAGES
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comity</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body><h1>Comity</h1><ul>{links}</ul></body></html>"
    )


def _read_me() -> str:
    return "\n\n".join(str(say("kit.read-me", lang)) for lang in LANGUAGES) + "\n"


def _verifier() -> bytes:
    found = find_spec("comity_verify")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).read_bytes()
