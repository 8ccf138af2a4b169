# SPDX-License-Identifier: Apache-2.0
"""Heads of delegation: who led, for whom, under which title.

Three rules:
  1. A name counts where the sentence says that somebody led, chaired or headed a side, or lists a head in brackets.
  2. The side is what the sentence says: the side that the verb gives it, the body of the title, the last side before
     the name;
     where one party is left without a head and one head without a party, they belong together, and that is a doubt.
  3. Who is only quoted, thanked or mentioned is no head.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from comity.reading.body import Body, bodies
from comity.reading.draft import Doubt, Fact, Support
from comity.reading.fold import fold
from comity.reading.house import house, standing
from comity.reading.lexicon import Hit
from comity.reading.page import Page, kept
from comity.reading.person import Name, names
from comity.reading.scene import Scene
from comity.reading.sentence import Sentence
from comity.reading.side import Side, sides
from comity.reading.small import Pattern, any_of

_TITLE, _BESIDE, _FROM_SIDE, _POLITE_GAP, _AFTER_NAME = 260, 16, 120, 20, 40
_OF_DELEGATIONS = frozenset({"lead", "compose", "event"})
_STOP = Pattern(
    lambda: (
        rf"[;()]|\.(?=\s+\w|\s*$)(?<![.\s]\w\.)|\s-\s|,?\s{any_of('joint')}\s(?:{any_of('turn', 'polite')})"
        rf"|,\s(?:{any_of('joint')}\s|{any_of('aside')})"
    )
)
_APART = Pattern(lambda: rf"[,;]\s*(?:{any_of('joint')})?\s*(?:{any_of('polite')})?\s*$|[,;]\s{any_of('joint')}\s")
_SURNAME = re.compile(r"[^\W\d_a-zа-я][\w'’-]{2,}")
_FOR_WHOM = Pattern(lambda: rf"^,\s{any_of('for-party')}\s(?:{any_of('article')}\s?)?$")
_FOR_WHOM_GAP = 16
_HONORIFIC = Pattern(lambda: rf"\b{any_of('polite')}\s*$")


_GUESSED = {
    "head.remaining": Doubt(
        "head.side-by-elimination",
        "the text does not say which side this head led; the other party has another",
    ),
    "head.order": Doubt(
        "head.side-by-order",
        "the text does not say which side this head led; taken from the order, with the publishing side first",
    ),
}


@dataclass(frozen=True, slots=True)
class _Head:
    name: Name
    party: str | None
    title: tuple[int, int] | None
    rule: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a name: where its sentence begins, its neighbours, its title, the verbs and the sides."""

    first: int
    left: int
    right: int
    title: tuple[int, int] | None
    leads: tuple[Hit, ...]
    sides: tuple[Side, ...]
    bodies: tuple[Body, ...]


@kept
def heads(scene: Scene) -> tuple[Fact, ...]:
    """The heads of delegation, each once, with title where the text gives one."""
    return tuple(_facts(scene))


def _facts(scene: Scene) -> Iterator[Fact]:
    found = _found(scene)
    seen: set[str] = set()
    for head in _by_elimination(scene, found):
        if head.party is None or head.name.text in seen:
            continue
        seen.add(head.name.text)
        title = scene.page.text[slice(*head.title)] if head.title else None
        place = ((head.name.start, head.name.stop),)
        guessed = _GUESSED.get(head.rule)
        doubts = (replace(guessed, spans=place),) if guessed else ()
        support = Support.INFERRED if doubts else Support.EXPLICIT
        value = {"name": head.name.text, "title": title, "party": head.party}
        yield Fact("head", value, ((head.name.start, head.name.stop),), head.rule, support, doubts)
        if head.title:
            yield Fact("head.title", title, (head.title,), head.rule)


@kept
def _found(scene: Scene) -> tuple[_Head, ...]:
    return tuple(head for sentence in scene.page.body() for head in _in_sentence(scene, sentence))


def _in_sentence(scene: Scene, sentence: Sentence) -> Iterator[_Head]:
    page = scene.page
    ends = [verb for verb in page.within("verbs", sentence.start, sentence.stop) if verb.id in _OF_DELEGATIONS]
    if not ends:
        return
    leads = [verb for verb in ends if verb.id == "lead"]
    opened = sides(page, sentence.start, sentence.stop, scene.codes, standing(scene))
    if leads:
        people = names(page, sentence.start, sentence.stop) or _by_surname(scene, sentence)
    else:
        people = _from_the_side(scene, sentence, opened)
    if not people or (page.cue("mandate", sentence.start, people[0].start) and not leads):
        return
    present = bodies(scene, sentence.start, sentence.stop)
    turns = sorted([*(lead.stop for lead in ends), *(side.stop for side in opened if side.marked)])
    in_a_row = _respectively(scene, sentence, people, opened)
    for number, name in enumerate(people):
        left = people[number - 1].stop if number else sentence.start
        right = people[number + 1].start if number + 1 < len(people) else sentence.stop
        passed = bisect_right(turns, name.start)
        begin = max(left, turns[passed - 1]) if passed else left
        title = _title(scene, name, begin, right, ends, opened)
        if _foreign(scene, name, leads, sentence):
            continue
        if in_a_row:
            yield _Head(name, in_a_row[number], title, "head.respectively", sentence)
            continue
        party, rule = _party(scene, name, _Around(sentence.start, left, right, title, tuple(leads), opened, present))
        yield _Head(name, party, title, rule, sentence)


def _respectively(scene: Scene, sentence: Sentence, people: Sequence[Name], opened: Sequence[Side]) -> tuple[str, ...]:
    """*The delegations of A and B were led by N and M respectively*: as many sides before the names as names."""
    if scene.page.cue("respectively", sentence.start, sentence.stop) is None:
        return ()
    before = tuple(dict.fromkeys(side.party for side in opened if side.stop <= people[0].start))
    return before if len(before) == len(people) > 1 else ()


def _from_the_side(scene: Scene, sentence: Sentence, opened: Sequence[Side]) -> tuple[Name, ...]:
    """*For Japan, Ambassador N attended; for Estonia, N*: the first titled person of each side that opens a clause."""
    page = scene.page
    if not any(side.marked for side in opened):
        return ()
    people = names(page, sentence.start, sentence.stop)
    if not people:
        return ()
    found = []
    for side in (each for each in opened if each.marked):
        semicolon = page.folded.find(";", side.stop, sentence.stop)
        end = semicolon if semicolon > 0 else sentence.stop
        first = next((name for name in people if side.stop <= name.start < end), None)
        if first is None or first in found or any(side.start < other.start < first.start for other in opened):
            continue
        if first.start - side.stop < _FROM_SIDE and _titled(scene, first, side.stop, end):
            found.append(first)
    return tuple(found)


def _titled(scene: Scene, name: Name, left: int, right: int) -> bool:
    """A person with an office beside the name, or at least a word of courtesy."""
    page = scene.page
    if _HONORIFIC.search(page.folded, max(0, name.start - 8), name.start):
        return name.start - left < _POLITE_GAP
    before = page.within("titles", left, name.start)
    after = page.within("titles", name.stop, min(right, name.stop + _AFTER_NAME))
    apposed = page.text[name.stop : name.stop + 2] in {", ", " ("}
    return any(hit.id == "function" for hit in before) or (apposed and any(hit.id == "function" for hit in after))


@kept
def _everybody(scene: Scene) -> Mapping[str, str]:
    """The first full name for each last word of one."""
    found: dict[str, str] = {}
    for each in scene.page.body():
        for name in names(scene.page, each.start, each.stop):
            if " " in name.text:
                found.setdefault(name.text.rpartition(" ")[2], name.text)
    return found


def _by_surname(scene: Scene, sentence: Sentence) -> tuple[Name, ...]:
    """*Headed by Mr Levytskyi*: the surname of somebody whom the text names in full elsewhere."""
    page = scene.page
    found = []
    for match in _SURNAME.finditer(page.text, sentence.start, sentence.stop):
        if _HONORIFIC.search(page.folded, max(0, match.start() - 8), match.start()) is None:
            continue
        full = _everybody(scene).get(match.group())
        if full is not None:
            found.append(Name(full, match.start(), match.end()))
    return tuple(found)


def _foreign(scene: Scene, name: Name, leads: Sequence[Hit], sentence: Sentence) -> bool:
    """A president who gave the mandate, or a person quoted, led nothing."""
    page = scene.page
    mandate = page.cue("mandate", sentence.start, name.start)
    return mandate is not None and not any(
        mandate.start < lead.start < name.start or lead.start > name.stop for lead in leads
    )


def _party(scene: Scene, name: Name, around: _Around) -> tuple[str | None, str]:
    """Whose head this is, and by which words; `head.remaining` where only elimination can tell."""
    page, title, opened = scene.page, around.title, around.sides
    left = max(around.left, page.folded.rfind(";", around.first, name.start) + 1)
    cut = page.folded.find(";", name.stop, around.right)
    right = cut if cut > 0 else around.right
    before = [side for side in opened if left <= side.start < name.start and not _in(side, title)]
    before = [
        side
        for side in before
        if side.marked or not any(body.start <= side.start < body.stop for body in around.bodies)
    ]
    after = [side for side in opened if name.stop <= side.start < right and not _in(side, title)]
    leads = [lead for lead in around.leads if left <= lead.start < right]
    governed = [
        side
        for side in before
        if side.marked and any(side.start < lead.start < name.start or lead.start < side.start for lead in leads)
    ]
    told = _told_after(page, name, around.left, [side for side in before if side.marked], after)
    if told is not None:
        return told, "head.for-party"
    if governed:
        return governed[-1].party, "head.side"
    led = next(
        (side for side in after if side.marked and any(name.stop <= lead.start <= side.start for lead in leads)), None
    )
    if led is not None:
        return led.party, "head.led-side"
    if [side for side in before if side.marked]:
        return next(side.party for side in reversed(before) if side.marked), "head.side"
    if title is not None and (office := _of_title(scene, title)) is not None:
        return office, "head.title"
    own = next((body for body in around.bodies if 0 < body.start - name.stop < _BESIDE), None)
    if own is not None and own.party in scene.codes and "," not in page.folded[name.stop : own.start]:
        return own.party, "head.body-after"
    beside = [side for side in after if side.start - name.stop < 12 and "," not in page.folded[name.stop : side.start]]
    if beside:
        return beside[0].party, "head.for-party"
    if before and not _several(before):
        return before[-1].party, "head.side"
    segment = max(around.first, page.folded.rfind(";", around.first, name.start) + 1)
    earlier = [side for side in opened if segment <= side.start < name.start and side.marked and not _in(side, title)]
    if earlier and not _several(earlier):
        return earlier[-1].party, "head.side-shared"
    return None, "head.remaining"


def _told_after(page: Page, name: Name, left: int, before: Sequence[Side], after: Sequence[Side]) -> str | None:
    """*N, for A, and M, for B*: the side right after the name, unless this sentence names sides before the names."""
    if not after or any(side.start - left > _FOR_WHOM_GAP for side in before):
        return None
    between = page.folded[name.stop : after[0].start]
    return after[0].party if after[0].marked and _FOR_WHOM.search(between) is not None else None


def _several(found: Sequence[Side]) -> bool:
    return len({side.party for side in found}) > 1


def _in(side: Side, title: tuple[int, int] | None) -> bool:
    return title is not None and title[0] <= side.start < title[1]


def _of_title(scene: Scene, title: tuple[int, int]) -> str | None:
    """The party of the body that the title names, or of the state that it names."""
    for body in bodies(scene, *title):
        if body.party in scene.codes:
            return body.party
    named = sides(scene.page, *title, scene.codes, ())
    return named[0].party if named else None


def _by_elimination(scene: Scene, found: Sequence[_Head]) -> list[_Head]:
    """One head without a party, one party without a head: they belong together."""
    open_heads = [head for head in found if head.party is None]
    empty = [code for code in scene.codes if code not in {head.party for head in found}]
    if len(empty) == 1 and len({head.name.text for head in open_heads}) == 1:
        return [replace(head, party=empty[0]) if head.party is None else head for head in found]
    return _by_order(scene, found)


def _by_order(scene: Scene, found: Sequence[_Head]) -> list[_Head]:
    """Heads of two sides, of none of whom it is said whose: the house names its own first, *together with* turns."""
    if len(scene.codes) != 2 or not found or any(head.party for head in found):
        return list(found)
    group = [head for head in found if head.sentence is found[0].sentence]
    together = scene.page.cue("alongside", group[0].name.stop, group[-1].name.start)
    if together is None and len(group) != 2:
        return list(found)
    turn = together.start if together else group[1].name.start
    ours = house(scene)
    first = ours.party if ours is not None and ours.party in scene.codes else scene.parties[0].id
    other = next(code for code in scene.codes if code != first)
    return [replace(head, party=first if head.name.start < turn else other, rule="head.order") for head in group]


def _title(
    scene: Scene, name: Name, begin: int, right: int, leads: Sequence[Hit], opened: Sequence[Side]
) -> tuple[int, int] | None:
    """The words of office: after the name and a comma, or before the name, up to the last verb or side."""
    before = _title_before(scene, name, begin)
    after = _title_after(scene, name, right, leads, opened)
    if before is not None and (after is None or " " in scene.page.text[slice(*before)]):
        return before
    return after or _title_before(scene, name, begin, apart=True)


def _title_after(
    scene: Scene, name: Name, right: int, leads: Sequence[Hit], opened: Sequence[Side]
) -> tuple[int, int] | None:
    """*N, ambassador for digital affairs*: an apposition, up to the verb, the next clause or the next side."""
    text = scene.page.text
    if text[name.stop : name.stop + 2] not in {", ", " ("}:
        return None
    start = name.stop + 2
    limit = min([right, start + _TITLE, *(lead.start for lead in leads if lead.start >= start)])
    folded = scene.page.folded
    cut = _STOP.search(folded, start - 2 if text[start - 2] == "," else start, limit)
    cuts = [cut.start()] if cut else []
    cuts += [text.rfind(",", start, side.start) for side in opened if side.marked and "," in text[start : side.start]]
    title = _trim(text, start, min([limit, *cuts]))
    return title if title is not None and _of_office(scene, title) else None


def _of_office(scene: Scene, title: tuple[int, int]) -> bool:
    return any(hit.id == "function" for hit in scene.page.within("titles", *title))


def _title_before(scene: Scene, name: Name, begin: int, *, apart: bool = False) -> tuple[int, int] | None:
    """*the director of the department N*: words of office that run up to the name, with no comma or *and* before it."""
    text = scene.page.text
    words = [hit for hit in scene.page.within("titles", begin, name.start) if hit.id != "honorific"]
    first = next((number for number, hit in enumerate(words) if hit.id == "function"), None)
    if first is None:
        return None
    last = next(hit for hit in reversed(words) if hit.id == "function")
    if not apart and _APART.search(scene.page.folded, last.start, name.start):
        return None
    while first and not text[words[first - 1].stop : words[first].start].strip() and _long(words[first - 1]):
        first -= 1
    return _trim(text, words[first].start, name.start)


def _long(hit: Hit) -> bool:
    return hit.stop - hit.start > 3


def _trim(text: str, start: int, stop: int) -> tuple[int, int] | None:
    polite = _HONORIFIC.search(fold(text[start:stop]))
    if polite:
        stop = start + polite.start()
    while stop > start and text[stop - 1] in " ,;:\n–—-":
        stop -= 1
    while start < stop and text[start] in " ,\n":
        start += 1
    return (start, stop) if stop - start > 2 else None
