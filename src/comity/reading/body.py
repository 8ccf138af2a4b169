# SPDX-License-Identifier: Apache-2.0
"""Bodies of state in the text, and whose they are.

A body is named by a name of its own (ANSSI, ФСБ), or by an institution and a portfolio (*ministère* + *Défense*);
after one
institution a list of portfolios may follow (*the Departments of State, Defense and Justice*).

Three rules:
  1. Whose a body is, the text says: beside its name, by the side that is speaking, or by the party of a list.
     Where nothing says it, the body belongs to nobody and is no fact.
  2. The name of a body counts for its own state only: where that state is no party, the body is only mentioned.
  3. Nothing here asks whether the body took part; `agency.py` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from comity.reading.cover import Cover
from comity.reading.lexicon import Hit
from comity.reading.page import Page, kept
from comity.reading.scene import Scene
from comity.reading.side import party_hits
from comity.reading.small import small
from comity.reading.vocabulary import Concept

_NAMED = ("bodies", "institutions", "embassies")
_AFTER_NOUN = 4
_IN_LIST = 3
_BESIDE = 2


@dataclass(frozen=True, slots=True)
class Body:
    """A body of state: what it is, where it stands, and its party where its own words say so.

    `twin` is the role that the same words name for any state, where one of the parties has a body of that very name.
    """

    concept: Concept
    start: int
    stop: int
    party: str | None
    person: bool = False
    own_name: bool = False
    of: tuple[str, ...] = ()
    twin: Concept | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.stop

    def name(self, party: str) -> str:
        """The body's id for this party."""
        own = self.concept.get("by_party") or {}
        if party in own:
            return str(own[party])
        role = self.concept.get("role", self.concept.id)
        return str(role) if self.concept.get("party") else f"{party}-{role}"


@kept
def bodies(scene: Scene, start: int, stop: int) -> tuple[Body, ...]:
    """Give the bodies named in this stretch, in order, each once."""
    page = scene.page
    if not page.among(_NAMED, start, stop):
        return ()
    found = [*_named(scene, start, stop), *_by_portfolio(scene, start, stop), *_embassies(scene, start, stop)]
    found.sort(key=lambda body: (body.start, _foreign(scene, body), -(body.stop - body.start), _common(body)))
    kept: list[Body] = []
    for body in found:
        if kept and body.start < kept[-1].stop:
            longer = body.stop - body.start > kept[-1].stop - kept[-1].start
            if longer:
                kept[-1] = body
            elif body.span == kept[-1].span and _common(body):
                kept[-1] = replace(kept[-1], twin=body.concept)
            continue
        kept.append(body)
    return tuple(body for body in kept if not body.concept.get("ignore") and not _un(page, body))


def _foreign(scene: Scene, body: Body) -> bool:
    """One state's own name for a body, where that state is no party: another reading of the same words goes before."""
    own = body.concept.get("party")
    return own is not None and own not in scene.codes


def _common(body: Body) -> bool:
    """A role that any state may have yields to the name that one state has for it."""
    return body.concept.get("party") is None and not body.concept.get("of")


def _un(page: Page, body: Body) -> bool:
    """A council of the United Nations is a forum, not a body of a party."""
    return any(
        hit.start <= body.start and body.stop <= hit.stop
        for hit in page.within("fora", body.start - 40, body.stop + 60)
        if not body.concept.get("also_forum")
    )


def _named(scene: Scene, start: int, stop: int) -> Iterator[Body]:
    for hit in scene.page.within("bodies", start, stop):
        own = hit.concept.get("party")
        of = tuple(hit.concept.get("of") or ())
        among = [code for code in of if code in scene.codes]
        if own is None and len(among) == 1:
            own = among[0]
        party = own or beside(scene, hit.start, hit.stop)
        yield Body(hit.concept, hit.start, hit.stop, party, own_name=True, of=of)


def _by_portfolio(scene: Scene, start: int, stop: int) -> Iterator[Body]:
    page = scene.page
    nouns = page.within("institutions", start, stop)
    for number, noun in enumerate(nouns):
        limit = nouns[number + 1].start if number + 1 < len(nouns) else stop
        at, reach, first = noun.stop, _AFTER_NOUN, True
        while (portfolio := _portfolio(scene, at, limit, reach, first=first)) is not None:
            begin = noun.start if first else portfolio.start
            party = beside(scene, begin, portfolio.stop) or beside(
                scene, noun.start, portfolio.stop if first else noun.stop
            )
            yield Body(
                portfolio.concept,
                begin,
                portfolio.stop,
                party,
                bool(noun.concept.get("person")),
                of=tuple(noun.concept.get("of") or ()),
            )
            at, reach, first = portfolio.stop, _IN_LIST, False


def _portfolio(scene: Scene, at: int, limit: int, reach: int, *, first: bool) -> Hit | None:
    """The portfolio that follows within a few words: after the institution, or after a joint of the list."""
    page = scene.page
    for hit in page.within("portfolios", at, min(limit, at + 90)):
        between = page.words_between(at, hit.start)
        if len(between) > reach:
            return None
        own = hit.concept.get("party")
        if own is not None and own not in scene.codes:
            continue
        covered = {
            word.start for party in page.within("parties", at, hit.start) for word in page.words_between(*party.span)
        }
        left = [word.form for word in between if word.start not in covered and word.form not in small("filler")]
        if first and not left:
            return hit
        if not first and left and all(form in small("joint", "listed") or form == "," for form in left):
            return hit
        return None
    return None


def _embassies(scene: Scene, start: int, stop: int) -> Iterator[Body]:
    """An embassy: whose stands beside the word, and where after it."""
    page = scene.page
    for noun in page.within("embassies", start, stop):
        near = party_hits(page, max(start, noun.start - 24), min(stop, noun.stop + 60))
        owner = next((hit for hit in near if hit.id in scene.codes), None)
        if owner is None:
            continue
        end = max(noun.stop, owner.stop)
        towns = [
            hit
            for hit in page.within("places", end, min(stop, end + 30))
            if len(page.words_between(end, hit.start)) <= _BESIDE
        ]
        hosts = [hit for hit in near if hit.start >= end and hit.id != owner.id]
        where = hosts[0].id if hosts else str(towns[0].concept.get("country")) if towns else None
        last = hosts[0].stop if hosts else towns[0].stop if towns else end
        if where is None or where == owner.id:
            where, last = _only_other(scene, owner.id), end
        if where is not None:
            concept = Concept("bodies", f"EMBASSY-{where}", ())
            yield Body(concept, min(noun.start, owner.start), last, owner.id)


def _only_other(scene: Scene, party: str) -> str | None:
    others = [code for code in scene.codes if code != party]
    return others[0] if len(others) == 1 else None


def beside(scene: Scene, start: int, stop: int) -> str | None:
    """The party that stands inside the name, just before it, or just after it."""
    page = scene.page
    inside = page.within("parties", start, stop)
    if inside:
        subjects = Cover(page.within("portfolios", start, stop))
        owners = [hit for hit in inside if not subjects.holds(hit)]
        if owners:
            return owners[0].id
    after = [hit for hit in page.within("parties", stop, stop + 60) if _joined(page, stop, hit.start, forward=True)]
    if after:
        return after[0].id
    before = [
        hit
        for hit in page.within("parties", max(0, start - 30), start)
        if _joined(page, hit.stop, start, forward=False)
    ]
    return (
        before[-1].id
        if (before and before[-1].label.kind == "adjective") or (before and _possessive(page, before[-1], start))
        else None
    )


def followed(scene: Scene, body: Body) -> bool:
    """Say whether the party stands after the name, or the name is one state's own: it may speak for a list before."""
    if body.concept.get("party"):
        return True
    page = scene.page
    return any(
        _joined(page, body.stop, hit.start, forward=True) or (body.start < hit.start and hit.stop == body.stop)
        for hit in page.within("parties", body.start, body.stop + 60)
        if hit.id == body.party
    )


def _joined(page: Page, left: int, right: int, *, forward: bool) -> bool:
    """Say whether nothing but articles and *of* stand between, or an abbreviation in brackets."""
    between = page.folded[left:right]
    if forward:
        between = between.split(")", 1)[1] if between.startswith(" (") and ")" in between else between
        forms = set(between.replace("'", "' ").split()) - {"-"}
        return len(between) < 14 and forms <= small("article", "elided", "place")
    return not between.strip(" '") or between.strip() in small("possessive")


def _possessive(page: Page, party: Hit, start: int) -> bool:
    between = page.folded[party.stop : start].strip()
    return not between or between in small("possessive")
