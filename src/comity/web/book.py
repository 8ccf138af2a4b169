# SPDX-License-Identifier: Apache-2.0
"""What is printed of a round: the briefing book, and the delegation list as a note verbale. Words for formats/brief.py.

Rules:
  1. A book goes up to a marking that its reader chooses. What is marked higher is left out, and the book says how much.
  2. The book bears the highest marking of what is in it. What has none of its own has the usual one.
  3. What is in brackets says whose it is; our own position stands at the point that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.acts.permission import Stance, Standing
from comity.base.canonical import items
from comity.formats.brief import Brief, Heading, Paragraph, Part, Table
from comity.node.dialogues import Room
from comity.node.marking import LABELS, read
from comity.node.national.models import Officer, Position
from comity.node.positions import current, positions
from comity.record.dialogue import Object
from comity.web.hour import date_text, instant_text
from comity.web.perspective import Perspective
from comity.web.plain import labelled, plain_term, plain_words, related
from comity.web.rounds import Line, content
from comity.web.standing import VersionView
from comity.web.wording import language
from comity.web.wording import say_plain as say


@dataclass(slots=True)
class _Book:
    """A book while it is put together: what is in it, the highest marking, and how much was left out."""

    view: Perspective
    up_to: str
    parts: list[Part] = field(default_factory=list)
    highest: str = LABELS[0]
    left_out: int = 0

    def holds(self, spelled: str) -> bool:
        """Say whether something with this marking goes into the book, and count it."""
        label = read(spelled).tlp
        if LABELS.index(label) > LABELS.index(self.up_to):
            self.left_out += 1
            return False
        self.highest = max(self.highest, label, key=LABELS.index)
        return True


def briefing_book(officer: Officer, room: Room, thing: Object, day: str, up_to: str) -> Brief:
    """Put together the book of a round for an officer, as of a day (YYYY-MM-DD), up to a label of TLP."""
    book = _Book(Perspective.of(room), up_to)
    found = content(room, thing, day)
    own = _own_positions(officer, room)
    head: Line = found["round"]
    book.parts += [Paragraph(labelled(book.view, line)) for line in (*head.item.view.lines, *head.item.view.structure)]
    book.parts += [Paragraph(text) for text in _claims(book.view, head)]
    _position(book, own.pop(thing.id, ()))
    _delegations(book, found["sides"])
    _agenda(book, found, own)
    for key, title in (("carried", "round.carried"), ("strands", "kinds.strand"), ("papers", "kinds.paper")):
        _section(book, say(title), found[key], own)
    _section(book, say("kinds.finding"), [*found["findings"], *found["proposed"]], own)
    _section(book, say("kinds.text"), found["texts"], own)
    _section(book, say("kinds.commitment"), found["commitments"], own)
    rest = [row for thing_ in list(own) for row in own.pop(thing_) if thing_ == ""]
    if rest:
        book.parts.append(Heading(say("book.our-position")))
        _position(book, rest, level=2)
    after = [each.item for each in found["after"]]
    if after:
        book.parts.append(Heading(say("round.next")))
        for each in after:
            book.parts.append(Heading(_title(each.view, each.thing), 2))
            book.parts += [Paragraph(labelled(book.view, line)) for line in (*each.view.lines, *each.view.structure)]
    if book.left_out:
        book.parts.insert(0, Paragraph(say("book.left-out", n=book.left_out, marking=up_to), note=True))
    return Brief(
        title=f"{say('book.title')} – {_title(head.item.view, thing)}",
        language=language(),
        parts=tuple(book.parts),
        dialogue=plain_words(room.title),
        marking=book.highest,
        purpose=room.purpose,
        as_of=date_text(day),
    )


def note_verbale(room: Room, thing: Object, round_: Object | None) -> Brief:
    """Put the delegation list of one party as a note verbale: third person, formulae of courtesy, no signature."""
    view = Perspective.of(room)
    words = room.words(thing.chief.payload) or {}
    sender = view.name(thing.chief.owners[0])
    receiver = ", ".join(
        view.name(code) for code in view.order(room.introduction.codes) if code not in thing.chief.owners
    )
    meeting = _meeting(room, round_)
    facts = {"sender": sender, "receiver": receiver or view.name(room.us), "meeting": meeting}
    parts: list[Part] = [Paragraph(say("book.note-number")), Paragraph(say("book.note-opening", **facts))]
    parts.append(_people(words))
    if agencies := [plain_words(each) for each in items(words.get("agencies"))]:
        parts.append(Paragraph(f"{plain_term('key', 'agencies')}{say('key.colon')} {'; '.join(agencies)}"))
    if words.get("open") is True:
        parts.append(Paragraph(say("book.note-open-list")))
    parts.append(Paragraph(say("book.note-closing", **facts)))
    parts.append(Paragraph(say("book.note-initials"), note=True))
    return Brief(
        title=say("book.note"), language=language(), parts=tuple(parts), dialogue=plain_words(room.title),
        marking=str(read(str(words.get("marking", "")))), purpose=room.purpose,
    )  # fmt: skip


def _meeting(room: Room, round_: Object | None) -> str:
    if round_ is None:
        return plain_words(room.title)
    words = room.words(round_.chief.payload) or {}
    days = "/".join(str(words[key]) for key in ("from", "to") if words.get(key))
    return ", ".join(
        filter(None, (plain_words(words.get("title")), date_text(days) if days else "", plain_words(words.get("city"))))
    )


def _people(words: dict[str, Any]) -> Table:
    rows = [
        (
            say(f"book.{part}"),
            str(given.get("name", "")),
            plain_words(given.get("title")),
            plain_words(given.get("agency")),
        )
        for part, key in (("head", "heads"), ("substitute", "substitutes"))
        for given in items(words.get(key))
        if isinstance(given, dict)
    ]
    rows += [(say("book.observer"), plain_words(each), "", "") for each in items(words.get("observers"))]
    columns = tuple(say(f"book.{key}") for key in ("part", "name", "rank", "agency"))
    return Table("", columns, tuple(rows))


def _delegations(book: _Book, sides: Sequence[Any]) -> None:
    book.parts.append(Heading(say("kinds.delegation")))
    for side in sides:
        book.parts.append(Heading(book.view.name(side.party), 2))
        for each in side.delegations:
            words = each.view.words or {}
            if book.holds(str(words.get("marking", ""))):
                book.parts += [Paragraph(labelled(book.view, line)) for line in each.view.lines]
        if not side.delegations:
            book.parts.append(Paragraph(say("round.no-delegation"), note=True))


def _agenda(book: _Book, found: dict[str, Any], own: dict[str, Sequence[Position]]) -> None:
    book.parts.append(Heading(say("kinds.agenda_item")))
    for plane in found["planes"]:
        book.parts.append(Heading(say(f"plane.{plane.name}") if plane.name else say("round.no-plane"), 2))
        for line in plane.lines:
            _thing(book, line, own, level=3)
    if not found["planes"]:
        book.parts.append(Paragraph(say("round.no-agenda"), note=True))


def _section(book: _Book, title: str, lines: Sequence[Line], own: dict[str, Sequence[Position]]) -> None:
    if lines:
        book.parts.append(Heading(title))
        for line in lines:
            _thing(book, line, own, level=2)


def _thing(book: _Book, line: Line, own: dict[str, Sequence[Position]], level: int) -> None:
    seen = line.item.view
    ours = own.pop(line.item.thing.id, ())
    if not book.holds(str((seen.words or {}).get("marking", ""))):
        return
    book.parts.append(Heading(_title(seen, line.item.thing)[:200], level))
    book.parts.append(Paragraph(_standing(book.view, seen), note=True))
    book.parts += [Paragraph(labelled(book.view, each)) for each in (*seen.lines, *seen.structure)]
    book.parts += [Paragraph(related(relation, book.holds)) for relation in line.relations]
    book.parts += [Paragraph(text) for text in (*_claims(book.view, line), *_said(book.view, line))]
    _position(book, ours)


def _position(book: _Book, rows: Iterable[Position], level: int = 3) -> None:
    for row in rows:
        if book.holds(row.marking):
            version = current(row)
            book.parts.append(Heading(f"{say('book.our-position')}{say('key.colon')} {row.title}", level))
            book.parts.append(Paragraph(f"{row.marking}", note=True))
            book.parts += [
                Paragraph(part, language=row.language) for part in version.wording.split("\n\n") if part.strip()
            ]
            if version.red_lines.strip():
                book.parts.append(
                    Paragraph(f"{say('book.red-lines')}{say('key.colon')} {version.red_lines}", language=row.language)
                )


def _own_positions(officer: Officer, room: Room) -> dict[str, Sequence[Position]]:
    found: dict[str, list[Position]] = {}
    for row in positions(officer, room.id):
        if row.state != Position.CLOSED:
            found.setdefault(row.subject, []).append(row)
    return dict(found)


def _title(seen: VersionView, thing: Object) -> str:
    return plain_words(seen.headline) or plain_term("kind", thing.kind)


def _standing(view: Perspective, seen: VersionView) -> str:
    version = seen.version
    owners = ", ".join(view.name(code) for code in seen.owners)
    if version.standing is Standing.JOINT:
        return f"{say(f'standing.{view.standing(version.standing)}')}, {instant_text(version.joint_at, view)}"
    if version.standing is Standing.TABLED:
        reserved = [view.name(s.party) for s in seen.stances if s.stance is Stance.RESERVES]
        told = [say("book.reserved-by", name=", ".join(reserved))] if reserved else []
        return "; ".join([say("book.in-brackets", name=owners), *told])
    return f"{plain_term('standing', version.standing.value)}, {owners}"


def _claims(view: Perspective, line: Line) -> Iterator[str]:
    for claim in line.claims:
        yield f"{say('round.according-to', name=view.name(claim.party))} {plain_term('state', claim.state)}"


def _said(view: Perspective, line: Line) -> Iterator[str]:
    for each in (*line.parts, *line.about):
        owners = ", ".join(view.name(code) for code in each.view.owners)
        sort = str(each.view.version.structure.get("sort", ""))
        what = plain_term("sort", sort) if sort else plain_term("kind", each.thing.kind)
        yield f"{what} ({owners}){say('key.colon')} {plain_words(each.view.headline)}"
