# SPDX-License-Identifier: Apache-2.0
"""The duty mandate: two officers allow a third, beforehand, to act alone on told kinds at three in the morning.

A mandate names the officer, the dialogue, the kinds, until when and how many times. It counts once a second officer has
confirmed it, can be revoked by any releaser at once, and what was done under it is reviewed the next day. Mandates are
in the national file: no outgoing byte tells under what an act was released.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from comity.acts.kinds import TOLD
from comity.base.errors import NotPermitted, Ours
from comity.node import desk, policy, trail
from comity.node.clock import now
from comity.node.desk import Intent
from comity.node.dialogues import NotHere, known_to, knows, open_dialogue
from comity.node.home import here
from comity.node.locks import append_lock
from comity.node.national.models import Mandate, Officer, Proposal


def give(
    officer: Officer | None, *, to: str, dialogue: str, kinds: Sequence[str], until: datetime, at_most: int
) -> Mandate:
    """Give a mandate to the officer with this name; another releaser must confirm it."""
    giver = policy.require(officer, "mandate")
    room = open_dialogue(giver, dialogue)
    if unknown := sorted(set(kinds) - TOLD):
        raise Ours(f"a mandate is for told kinds, and {unknown[0]!r} is none; told kinds: {', '.join(sorted(TOLD))}")
    if not kinds or at_most < 1 or until <= now():
        raise Ours("a mandate names at least one kind, at least one act, and an hour that is still to come")
    holder = Officer.objects.filter(name=to, is_active=True).first()
    if holder is None or not policy.may(holder, "duty"):
        raise Ours(f"there is no officer {to!r} whose post is on duty", hint="`comity officer list` names the posts")
    with transaction.atomic():
        row = Mandate.objects.create(
            dialogue=room.id, officer=holder, kinds=" ".join(sorted(set(kinds))), until=until, at_most=at_most,
            given_by=giver,
        )  # fmt: skip
        trail.did(giver, "give mandate", dialogue=room.id, thing=row.pk, to=holder.name)
    return row


def confirm(officer: Officer | None, mandate: int) -> Mandate:
    """Confirm a mandate that another officer gave."""
    second = policy.require(officer, "mandate")
    row = _find(mandate, second)
    if second.pk in {row.given_by_id, row.officer_id}:
        raise NotPermitted(
            f"{second.name} gave this mandate or holds it, and another officer must confirm it",
            hint="ask a colleague whose post releases", code="release.own-proposal",
        )  # fmt: skip
    if row.confirmed_by_id is None:
        row.confirmed_by, row.confirmed_at = second, now()
        _save(row, second, "confirm")
    return row


def revoke(officer: Officer | None, mandate: int) -> Mandate:
    """Revoke a mandate at once; one officer is enough to take a power away."""
    actor = policy.require(officer, "mandate")
    row = _find(mandate, actor)
    row.revoked_by, row.revoked_at = actor, now()
    _save(row, actor, "revoke")
    return row


def review(officer: Officer | None, mandate: int) -> Mandate:
    """Say that what was done under a mandate was looked at; not by its holder."""
    actor = policy.require(officer, "mandate")
    row = _find(mandate, actor)
    if actor.pk == row.officer_id:
        raise NotPermitted("the holder of a mandate does not review it", code="release.own-proposal")
    row.reviewed_by, row.reviewed_at = actor, now()
    _save(row, actor, "review")
    return row


def mandates(officer: Officer | None) -> list[Mandate]:
    """Give the mandates that the officer holds, or all for one who may give them; the newest first."""
    reader = policy.require(officer, "read")
    rows = _counted(Mandate.objects.select_related("officer", "given_by", "confirmed_by")).order_by("-given_at")
    return known_to(reader, rows if policy.may(reader, "mandate") else rows.filter(officer=reader))


def active(officer: Officer | None, dialogue: str, kind: str = "") -> Mandate | None:
    """Give a mandate under which the officer may now act in a dialogue (on this kind, if one is named)."""
    if officer is None or not policy.may(officer, "duty"):
        return None
    for row in Mandate.objects.filter(
        officer=officer, dialogue=dialogue, until__gt=now(), confirmed_by__isnull=False, revoked_at=None
    ).order_by("until"):
        if left(row) > 0 and (not kind or kind in row.kinds.split()):
            return row
    return None


def active_by_dialogue(officer: Officer) -> dict[str, Mandate]:
    """Give by dialogue the mandate that ends first, of those under which the officer may now act."""
    if not policy.may(officer, "duty"):
        return {}
    found: dict[str, Mandate] = {}
    rows = Mandate.objects.filter(officer=officer, until__gt=now(), confirmed_by__isnull=False, revoked_at=None)
    for row in _counted(rows).order_by("until"):
        if left(row) > 0:
            found.setdefault(row.dialogue, row)
    return found


def _counted(rows: QuerySet[Mandate]) -> QuerySet[Mandate]:
    """Count the acts of each mandate in the query that reads it."""
    return rows.annotate(acts=Count("proposals", filter=Q(proposals__state__in=_USED)))


_USED = (Proposal.RELEASED, Proposal.RELEASING)


def left(mandate: Mandate) -> int:
    """Say how many acts are left under a mandate."""
    counted: int | None = getattr(mandate, "acts", None)
    return mandate.at_most - (mandate.proposals.filter(state__in=_USED).count() if counted is None else counted)


def act_under(officer: Officer | None, dialogue: str, intent: Intent) -> Proposal:
    """Write a told act at once, under a mandate of the officer who asks."""
    holder = policy.require(officer, "duty")
    room = open_dialogue(holder, dialogue)
    with append_lock(here()):  # so that two acts at once do not both count as the last one left
        mandate = active(holder, dialogue, intent.kind)
        if mandate is None or intent.kind not in TOLD:
            raise NotPermitted(
                f"{holder.name} has no mandate for {intent.kind.replace('_', ' ')} in this dialogue now",
                hint="propose it instead, and ask an officer to release it",
                code="mandate.none",
            )
        return desk.write_alone(holder, room, intent, mandate)


def _save(row: Mandate, by: Officer, what: str) -> None:
    with transaction.atomic():
        row.save()
        trail.did(by, f"{what} mandate", dialogue=row.dialogue, thing=row.pk)


def _find(mandate: int, officer: Officer) -> Mandate:
    row = Mandate.objects.select_related("officer", "given_by").filter(pk=mandate).first()
    if row is None or not knows(officer, row.dialogue):
        raise NotHere(f"mandate {mandate}")
    return row
