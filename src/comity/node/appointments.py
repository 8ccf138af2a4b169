# SPDX-License-Identifier: Apache-2.0
"""What is changed about officers waits for a second officer: a new officer, a post's new holder, a device, a way in.

Rules:
  1. Neither who asked nor whom it is about confirms. What was asked at the operator's shell needs one officer.
  2. What waits opens nothing and gives nothing.
  3. Until the node holds its first dialogue nothing waits: there is nothing yet to guard.
"""

from __future__ import annotations

from django.db import transaction

from comity.base.errors import NotPermitted, Ours
from comity.node import policy, trail
from comity.node.clock import now
from comity.node.joint.models import Dialogue
from comity.node.national.models import Appointment, Credential, Officer, Passkey, Post

OFFICER, POST, DEVICE, WAY_IN = "officer", "post", "device", "way-in"


def needed() -> bool:
    """Say whether a change about officers has to wait for a second officer."""
    return Dialogue.objects.exists()


def ask(sort: str, subject: int, about: Officer, *, by: Officer | None) -> Appointment:
    """Lay a change before a second officer."""
    return Appointment.objects.create(sort=sort, subject=subject, officer=about, asked_by=by)


def waiting(officer: Officer | None) -> list[Appointment]:
    """Give what waits for a second officer, oldest first."""
    policy.require(officer, "appoint")
    rows = Appointment.objects.select_related("officer", "asked_by").filter(state=Appointment.OPEN)
    return list(rows.order_by("asked_at"))


def may_confirm(officer: Officer, row: Appointment) -> bool:
    """Say whether this officer is one who can confirm."""
    return policy.may(officer, "appoint") and officer.pk not in {row.asked_by_id, row.officer_id}


def confirm(officer: Officer | None, appointment: int) -> Appointment:
    """Confirm a change as the second officer; it counts from now on."""
    second = policy.require(officer, "appoint")
    with transaction.atomic():
        row = _open(appointment)
        if not may_confirm(second, row):
            raise NotPermitted(
                f"{second.name} asked for this or is whom it is about, and another officer must confirm it",
                hint="ask a colleague who appoints; nothing was changed", code="release.own-proposal",
            )  # fmt: skip
        _apply(row)
        _decide(row, second, Appointment.CONFIRMED)
    return row


def refuse(officer: Officer | None, appointment: int) -> Appointment:
    """Refuse a change; one officer is enough."""
    actor = policy.require(officer, "appoint")
    with transaction.atomic():
        row = _open(appointment)
        if row.sort == DEVICE:
            Passkey.objects.filter(pk=row.subject, waits=True).delete()
        elif row.sort == WAY_IN:
            Credential.objects.filter(pk=row.subject, waits=True).delete()
        _decide(row, actor, Appointment.REFUSED)
    return row


def _apply(row: Appointment) -> None:
    match row.sort:
        case "officer":
            Officer.objects.filter(pk=row.subject).update(is_active=True)
        case "post":
            Post.objects.filter(pk=row.subject).update(
                holder=row.officer_id, deputy=None, away_from=None, away_until=None
            )
        case "device":
            Passkey.objects.filter(pk=row.subject).update(waits=False)
        case "way-in":
            Credential.objects.filter(pk=row.subject).update(waits=False)


def _decide(row: Appointment, by: Officer, state: str) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    trail.did(by, f"{state} {row.sort}", thing=row.officer.name)


def _open(appointment: int) -> Appointment:
    row = Appointment.objects.select_for_update().filter(pk=appointment).first()
    if row is None:
        raise Ours(f"nothing waits under the number {appointment}", hint="nothing was changed", code="not-here")
    if row.state != Appointment.OPEN:
        raise NotPermitted(f"this was {row.state} already", hint="nothing was changed", code="release.not-open")
    return row
