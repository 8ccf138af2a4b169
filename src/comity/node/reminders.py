# SPDX-License-Identifier: Apache-2.0
"""Reminders by mail: to each officer who gave an address, once a day and from seven in the morning of the capital.

A reminder says how many things wait and the nearest deadline, and nothing of what they are (node/mail.py). Whoever was
asked by mail to clear a position is reminded once, a day before the deadline; the link that they have goes on working.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from comity.node import appointments, clearance, desk, mail, policy, trail
from comity.node.clock import now
from comity.node.home import here
from comity.node.national.models import ClearanceRequest, Officer, Position

FROM_HOUR, APART, BEFORE = 7, timedelta(hours=20), timedelta(hours=24)


def remind() -> int:
    """Send the reminders that are due now; gives how many."""
    at, settings = now(), here().settings()
    sent = 0
    if at.astimezone(ZoneInfo(settings.zone)).hour >= FROM_HOUR:
        for officer in Officer.objects.filter(is_active=True).exclude(mail=""):
            if officer.reminded_at is None or at - officer.reminded_at >= APART:
                sent += _remind_officer(officer)
    due = ClearanceRequest.objects.select_related("version__position").filter(
        answer="", link__isnull=False, reminded_at=None, deadline__gt=at, deadline__lte=at + BEFORE,
        version__position__state=Position.OPEN,
    )  # fmt: skip
    for row in due:
        row.reminded_at = at
        row.save(update_fields=["reminded_at"])
        mail.send(
            trail.NODE, row.mail, "clearance", number=str(row.pk), deadline=row.deadline,
            address=settings.public_address,
        )  # fmt: skip
        sent += 1
    return sent


def _remind_officer(officer: Officer) -> int:
    if not policy.may(officer, "read"):
        return 0
    asked = clearance.asked_of(officer)
    number = len(asked) + len(desk.asked_of(officer))
    if policy.may(officer, "appoint"):
        number += len(appointments.waiting(officer))
    if not number:
        return 0
    officer.reminded_at = now()
    officer.save(update_fields=["reminded_at"])
    deadline = min((row.deadline for row in asked), default=None)
    mail.send(
        trail.NODE, officer.mail, "reminder", number=str(number), deadline=deadline,
        address=f"{here().settings().public_address}/desk/", language=officer.language,
    )  # fmt: skip
    return 1
