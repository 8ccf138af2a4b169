# SPDX-License-Identifier: Apache-2.0
"""The command line's view of posts: who holds them, absences, handing over, and what waits for a second officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from comity.base.errors import Ours
from comity.base.names import instant
from comity.node import appointments, posts
from comity.node.national.models import Appointment, Officer, Post
from comity.web.api import body_of


def list_posts(officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/posts: all to one who appoints, else the officer's own."""
    return [_post(row) for row in posts.of_officer(officer)]


def be_away(officer: Officer, request: HttpRequest, post: int) -> dict[str, Any]:
    """POST /api/posts/ID/away {"deputy":…,"from":"2027-03-01","until":"2027-03-05"}: both days inclusive."""
    body = body_of(request)
    start, end = posts.days(str(body.get("from", "")), str(body.get("until", "")))
    deputy = _officer(body.get("deputy"))
    return _post(posts.be_away(officer, post, deputy=deputy, start=start, end=end))


def be_back(officer: Officer, _request: HttpRequest, post: int) -> dict[str, Any]:
    """POST /api/posts/ID/back: end an absence at once."""
    return _post(posts.be_back(officer, post))


def hand_over(officer: Officer, request: HttpRequest, post: int) -> dict[str, Any]:
    """POST /api/posts/ID/hand-over {"to":…}: another officer confirms it, once the node holds a dialogue."""
    to = _officer(body_of(request).get("to"))
    return {**_post(posts.hand_over(officer, post, to)), "waits": appointments.needed()}


def list_appointments(officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/appointments: what waits for a second officer about officers, posts and devices."""
    return [
        {**_appointment(row), "yours": appointments.may_confirm(officer, row)} for row in appointments.waiting(officer)
    ]


def confirm(officer: Officer, _request: HttpRequest, number: int) -> dict[str, Any]:
    """POST /api/appointments/ID/confirm: as the second officer."""
    return _appointment(appointments.confirm(officer, number))


def refuse(officer: Officer, _request: HttpRequest, number: int) -> dict[str, Any]:
    """POST /api/appointments/ID/refuse."""
    return _appointment(appointments.refuse(officer, number))


def _officer(name: object) -> Officer:
    found = list(Officer.objects.filter(name=str(name or ""), is_active=True)[:2])
    if len(found) != 1:
        raise Ours(
            f"{len(found)} officers here have the name {name!r}", hint="nothing was changed", code="form.unknown"
        )
    return found[0]


def _post(row: Post) -> dict[str, Any]:
    return {
        "id": row.pk, "title": row.title, "ministry": row.ministry, "roles": row.roles,
        "holder": row.holder.name if row.holder is not None else "",
        "deputy": row.deputy.name if row.deputy is not None else "",
        "away_from": instant(row.away_from) if row.away_from is not None else "",
        "away_until": instant(row.away_until) if row.away_until is not None else "",
    }  # fmt: skip


def _appointment(row: Appointment) -> dict[str, Any]:
    return {
        "id": row.pk, "sort": row.sort, "subject": row.subject, "officer": row.officer.name, "state": row.state,
        "asked_by": row.asked_by.name if row.asked_by is not None else "", "asked_at": instant(row.asked_at),
    }  # fmt: skip
