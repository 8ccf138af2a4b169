# SPDX-License-Identifier: Apache-2.0
"""Posts: the rights of a ministry's work stay at the post while people come and go.

    vacant ──hand over──> held ──hand over──> held by another
                          held ──absence──> held, and filled by the deputy until the holder is back

Rules:
  1. Handing a post over takes a second officer (node/appointments.py), once the node holds a dialogue.
  2. An absence has a beginning and an end, and gives the deputy the post's rights for that time, and no longer.
  3. Who gives up a post loses its rights with the next request. What they proposed stays proposed, in their name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from comity.base.errors import NotPermitted, Ours
from comity.node import appointments, policy, trail
from comity.node.clock import now
from comity.node.home import here
from comity.node.national.models import Officer, Post
from comity.node.policy import ROLES


def create(title: str, *, roles: str, ministry: str = "", holder: Officer | None = None) -> Post:
    """Make a post, vacant or with a holder."""
    require_roles(roles)
    return Post.objects.create(title=title, ministry=ministry, roles=roles, holder=holder)


def hand_over(officer: Officer | None, post: int, to: Officer) -> Post:
    """Hand a post over: at once on a node without a dialogue, else when a second officer confirms."""
    actor = policy.require(officer, "appoint") if officer is not None else None
    row = find(post)
    if row.holder_id == to.pk:
        raise Ours(f"{to.name} holds this post already", hint="nothing was changed", code="post.held")
    with transaction.atomic():
        trail.did(actor or trail.SHELL, "hand over post", thing=row.title, to=to.name)
        if appointments.needed():
            appointments.ask(appointments.POST, row.pk, to, by=actor)
        else:
            row.holder, row.deputy, row.away_from, row.away_until = to, None, None, None
            row.save()
    return row


def be_away(officer: Officer, post: int, *, deputy: Officer, start: datetime, end: datetime) -> Post:
    """Say that the holder of a post is away, and who fills it meanwhile; by the holder, or one who appoints."""
    row = find(post)
    if row.holder_id != officer.pk:
        policy.require(officer, "appoint")
    if end <= start or end <= now():
        raise Ours("an absence ends after it begins, and later than now", hint="nothing was changed", code="post.dates")
    if deputy.pk == row.holder_id or not deputy.is_active:
        raise NotPermitted("another officer of this node stands in", hint="nothing was changed", code="post.deputy")
    with transaction.atomic():
        row.deputy, row.away_from, row.away_until = deputy, start, end
        row.save(update_fields=["deputy", "away_from", "away_until"])
        trail.did(officer, "absence at post", thing=row.title, to=deputy.name)
    return row


def days(first: str, last: str) -> tuple[datetime, datetime]:
    """Read an absence as two days (YYYY-MM-DD) of our capital, both inclusive."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise Ours("an absence names two days, as 2027-03-05", hint="nothing was changed", code="form.empty") from error
    zone = ZoneInfo(here().settings().zone)
    return datetime.combine(start, time.min, zone), datetime.combine(end, time.max, zone)


def of_officer(officer: Officer) -> list[Post]:
    """Give the posts that an officer may see: all to one who appoints, else those held or filled."""
    rows = Post.objects.select_related("holder", "deputy").order_by("ministry", "title", "pk")
    if policy.may(officer, "appoint"):
        return list(rows)
    return [row for row in rows if officer.pk in {row.holder_id, row.deputy_id}]


def be_back(officer: Officer, post: int) -> Post:
    """End an absence at once."""
    row = find(post)
    if row.holder_id != officer.pk:
        policy.require(officer, "appoint")
    with transaction.atomic():
        row.deputy, row.away_from, row.away_until = None, None, None
        row.save(update_fields=["deputy", "away_from", "away_until"])
        trail.did(officer, "end of absence at post", thing=row.title)
    return row


def find(post: int) -> Post:
    """Find a post by its number."""
    row = Post.objects.select_related("holder", "deputy").filter(pk=post).first()
    if row is None:
        raise Ours(f"there is no post {post}", hint="`comity post list` lists them", code="not-here")
    return row


def filled_by(right: str) -> list[Officer]:
    """Give the officers who have a right at this moment, by name, in one query for all of them."""
    at = now()
    rows = Post.objects.select_related("holder", "deputy")
    found: dict[int, Officer] = {}
    for post in rows:
        if right in policy.rights_of(post.roles):
            for person in _people(post, at):
                found[person.pk] = person
    return sorted(found.values(), key=lambda person: person.name)


def alone(officer: Officer, right: str) -> bool:
    """Say whether nobody but this officer has a right now: then what takes two has to wait, and must be said."""
    at = now()
    others = Post.objects.filter(
        Q(holder__is_active=True) & ~Q(holder=officer)
        | Q(deputy__is_active=True, away_from__lte=at, away_until__gt=at) & ~Q(deputy=officer)
    )
    return not any(right in policy.rights_of(roles) for roles in others.values_list("roles", flat=True))


def require_roles(roles: str) -> None:
    """Refuse words that are no roles."""
    if unknown := sorted(set(roles.split()) - set(ROLES)):
        raise Ours(f"unknown role {unknown[0]!r}; known: {', '.join(ROLES)}")


def _people(post: Post, at: datetime) -> Iterable[Officer]:
    if post.holder is not None and post.holder.is_active:
        yield post.holder
    if (
        post.deputy is not None
        and post.deputy.is_active
        and post.away_from is not None
        and post.away_until is not None
        and post.away_from <= at < post.away_until
    ):
        yield post.deputy
