# SPDX-License-Identifier: Apache-2.0
"""The register: an index of what is public, searched by state, body, forum, instrument, topic, day and words.

Four rules:
  1. The index holds only what `dialogues.published` gives: what a joint release names and has come into effect.
  2. It is made anew as soon as a log has grown or a release comes into effect, and can be thrown away at any time.
  3. A list is drawn from the index alone: the number of its queries does not grow with what is published.
  4. Absence is a statement about our sources, with their number and the day (law 5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from comity.node.clock import now_instant
from comity.node.dialogues import NotHere, Published, next_release, published, published_in
from comity.node.finding import SORTS, facts_in, roots, terms_of
from comity.node.home import here
from comity.node.joint.models import Log, RegisterEntry, RegisterState, RegisterTerm
from comity.node.own_vocabulary import vocabularies
from comity.reading.vocabulary import using

STORE = "joint"
PAGE = 20
MOST_FACETS = 12
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; empty is everything. `terms` are pairs of sort and identifier; days are EDTF beginnings."""

    words: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found: its entries, how many there are in all, and by what the search may be narrowed."""

    entries: tuple[RegisterEntry, ...]
    total: int
    page: int
    pages: int
    facets: Mapping[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Announced:
    """A next round that a source announced, and of which none of ours tells."""

    entry: RegisterEntry
    sources: int


def search(query: Query, page: int = 1) -> Found:
    """Find publications, the latest round first."""
    refresh()
    rows = _matching(query)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    entries = tuple(rows.order_by("-held", "-released_at", "version")[(page - 1) * PAGE : page * PAGE])
    return Found(entries, total, page, pages, _facets(rows) if total else {})


def everything(query: Query) -> QuerySet[RegisterEntry]:
    """Give all that a query finds, for whoever takes the register away."""
    refresh()
    return _matching(query).order_by("-held", "-released_at", "version")


def open_entry(version: str) -> Published:
    """Give one public thing by its version, opening its dialogue only; raises NotHere."""
    refresh()
    row = RegisterEntry.objects.using(STORE).filter(pk=version).first()
    for item in published_in(row.dialogue) if row is not None else ():
        if item.id == version:
            return item
    raise NotHere("such publication")


def of_one_round(version: str) -> list[RegisterEntry]:
    """Give the other accounts of the same states and the same first day as this one."""
    row = RegisterEntry.objects.using(STORE).filter(pk=version, kind="account").first()
    if row is None or not row.held or not row.parties.strip():
        return []
    others = RegisterEntry.objects.using(STORE).filter(kind="account", parties=row.parties, held=row.held)
    return list(others.exclude(pk=version).order_by("released_at", "pk")[:PAGE])


def announced() -> tuple[Announced, ...]:
    """Give announced next rounds of which no later account of the same states tells, the oldest announcement first."""
    refresh()
    rows = RegisterEntry.objects.using(STORE).filter(kind="account")
    sources = rows.count()
    latest: dict[str, str] = {}
    for parties, held in rows.values_list("parties", "held"):
        latest[parties] = max(latest.get(parties, ""), held)
    found = rows.filter(next__isnull=False).exclude(held="").order_by("held", "pk")
    return tuple(Announced(row, sources) for row in found if latest[row.parties] <= row.held)


def refresh() -> None:
    """Bring the index up to what is public now; one small question where nothing has changed."""
    stamp, at = _stamp(), now_instant()
    state = RegisterState.objects.using(STORE).first()
    if state is not None and state.stamp == stamp and not (state.due and state.due <= at):
        return
    public = published()
    with transaction.atomic(using=STORE), using(vocabularies(here().path)):
        items = {item.id: item for item in public}
        known = set(RegisterEntry.objects.using(STORE).values_list("pk", flat=True))
        texts = {item.id for item in items.values() if item.object.kind == "text"}  # paragraphs may have joined them
        gone = sorted((known - items.keys()) | (known & texts))
        for start in range(0, len(gone), _AT_ONCE):
            RegisterEntry.objects.using(STORE).filter(pk__in=gone[start : start + _AT_ONCE]).delete()
        _enter([item for key, item in items.items() if key not in known or key in texts], public)
        RegisterState.objects.using(STORE).update_or_create(pk=1, defaults={"stamp": stamp, "due": next_release(at)})


def _stamp() -> str:
    grown = Log.objects.using(STORE).filter(channel="joint").aggregate(logs=Count("pk"), entries=Sum("size"))
    return f"1:{grown['logs']}:{grown['entries'] or 0}"


def _enter(items: Sequence[Published], public: Sequence[Published]) -> None:
    entries = [_entry(item) for item in items]  # another process may be at the same work
    RegisterEntry.objects.using(STORE).bulk_create(entries, batch_size=_AT_ONCE, ignore_conflicts=True)
    terms = [
        RegisterTerm(entry_id=item.id, sort=sort, term=term)
        for item in items
        if item.object.kind != "paragraph"
        for sort, term in sorted(
            terms_of(item.words, _paragraphs(item, public)) | {("party", code) for code in states_of(item)}
        )
    ]
    RegisterTerm.objects.using(STORE).bulk_create(terms, batch_size=_AT_ONCE, ignore_conflicts=True)


def _paragraphs(item: Published, public: Sequence[Published]) -> list[str]:
    if item.object.kind != "text":
        return []
    return [
        str(each.words.get("wording", ""))
        for each in public
        if each.object.kind == "paragraph" and each.version.structure.get("text") == item.object.id
    ]


def _entry(item: Published) -> RegisterEntry:
    said, round_ = item.words, item.words.get("round")
    held = str(round_.get("from") or "") if isinstance(round_, Mapping) else ""
    source = said.get("source") if isinstance(said.get("source"), Mapping) else {}
    line = {
        "title": said.get("title") or said.get("wording") or {},
        "issuer": str(said.get("issuer") or ""),
        "states": sorted(states_of(item)),
        "names": {code: dict(names) for code, names in item.room.names.items()},
        "until": str(round_.get("to") or "") if isinstance(round_, Mapping) else "",
        "source": dict(source) if isinstance(source, Mapping) else {},
    }
    return RegisterEntry(
        version=item.id, dialogue=item.room.id, kind=item.object.kind, purpose=item.room.purpose,
        released_at=item.released_at, parties=f" {' '.join(sorted(states_of(item)))} "[:400],
        held="" if held.startswith("X") else held[:20], next=_next(said), line=line,
    )  # fmt: skip


def _next(said: Mapping[str, Any]) -> Any:
    """What an account announces of a next round, in the reader's shape or in the words of a person."""
    for fact in facts_in(said):
        if fact.get("section") == "next" and fact.get("support") != "not_stated":
            keys = ("field", "value", "text", "quote")
            return {key: fact[key] for key in keys if key in fact}
    return None


def states_of(item: Published) -> set[str]:
    """Give the states that a publication is about: those its account names, else the parties of its dialogue."""
    facts = facts_in(item.words) if item.object.kind == "account" else ()
    named = {str(fact["party"]) for fact in facts if fact.get("section") == "dialogue" and fact.get("party")}
    return named or set(item.room.dialogue.parties) | set(item.room.dialogue.counterparts)


def _matching(query: Query) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.using(STORE).exclude(kind="paragraph")  # it stands in its text
    wanted = [*query.terms, *(("word", root) for root in sorted(roots(query.words)))]
    for sort, term in wanted:
        rows = rows.filter(pk__in=RegisterTerm.objects.using(STORE).filter(sort=sort, term=term).values("entry"))
    if query.since:
        rows = rows.filter(held__gte=query.since)
    if query.until:
        rows = rows.filter(Q(held__lte=query.until) | Q(held__startswith=query.until)).exclude(held="")
    return rows


def _facets(rows: QuerySet[RegisterEntry]) -> dict[str, list[tuple[str, int]]]:
    counted = (
        RegisterTerm.objects.using(STORE)
        .filter(sort__in=SORTS, entry__in=rows.order_by().values("pk"))
        .values_list("sort", "term")
        .annotate(number=Count("pk"))
        .order_by("-number", "term")
    )
    found: dict[str, list[tuple[str, int]]] = {sort: [] for sort in SORTS}
    for sort, term, number in counted:
        if len(found[sort]) < MOST_FACETS:
            found[sort].append((term, number))
    return found
