# SPDX-License-Identifier: Apache-2.0
"""Silence on a page: until when it runs in both capitals, how each party stands in it, and the forms around it.

    Silence procedure by Alba: runs until Mon 8 March 2027, 13:00 Alba (UTC+1) · 15:00 Boria (UTC+3)

Rules:
  1. What has run out is said to have run out by our clock; what the record makes of it is said party by party.
  2. To break silence is to reserve, with a reason: the button is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import QueryDict

from comity.acts.permission import Stance, Standing
from comity.base.errors import Ours
from comity.node import silence
from comity.node.clock import now_instant
from comity.node.desk import Intent
from comity.node.dialogues import NotHere, Room
from comity.record.dialogue import Object, Procedure, Version


@dataclass(frozen=True, slots=True)
class SilenceView:
    """What a page shows about silence on one version: the procedure, and which of its forms are for us now."""

    procedure: Procedure | None
    over: bool
    ours: bool
    may_start: bool
    may_break: bool
    least_hours: int


def silence_views(room: Room, thing: Object) -> dict[str, SilenceView]:
    """Say of each version of a thing on which silence runs, or may be made to run, how that stands."""
    found = {}
    least = silence.least_hours(room.dialogue, thing.kind)
    for version in thing.versions:
        procedure = silence.procedure_on(room.dialogue, version.id)
        running = procedure is not None and procedure.standing is Standing.TOLD
        may_start = (
            least is not None and version.bracketed and not running and version.stance_of(room.us) is Stance.ACCEPTS
        )
        if procedure is not None or may_start:
            over = procedure is not None and procedure.expiry <= now_instant()
            ours = running and procedure is not None and procedure.starter == room.us and version.bracketed
            breaks = procedure is not None and procedure.runs(room.us) and version.bracketed
            found[version.id] = SilenceView(procedure, over, ours, may_start, breaks, least or 0)
    return found


def silence_intent(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Make what a form says about silence into an intent."""
    version = room.dialogue.version(form.get("version", ""))
    if version is None or version.object != thing.id:
        raise NotHere("such version")
    makers: Mapping[str, Callable[[], Intent]] = {
        "silence_start": lambda: silence.start(version, _limit(room, version, form), form.get("note", "")),
        "silence_extend": lambda: silence.extend(_running(room, version), _limit(room, version, form)),
        "silence_stop": lambda: silence.stop(_running(room, version)),
    }
    return makers[form.get("do", "")]()


def _running(room: Room, version: Version) -> Procedure:
    procedure = silence.procedure_on(room.dialogue, version.id)
    if procedure is None:
        raise NotHere("such procedure")
    return procedure


def _limit(room: Room, version: Version, form: QueryDict) -> silence.Limit:
    hours, within, until = (form.get(key, "").strip() for key in ("hours", "within", "until"))
    if not all(value.isdecimal() and value.isascii() for value in (hours or "0", within or "0")):
        raise Ours("hours are a number", hint="nothing was proposed", code="form.number")
    least = silence.least_hours(room.dialogue, version.kind) or 0
    return silence.limit(
        room, hours=int(hours or 0), until=utc(until) if until else None, least=least,
        seen_within=int(within or silence.USUAL_SEEN_WITHIN),
    )  # fmt: skip


def utc(said: str) -> datetime:
    """Read what a form's field for day and hour says, in UTC."""
    try:
        return datetime.fromisoformat(said).replace(tzinfo=UTC)
    except ValueError:
        raise Ours(f"{said!r} is no instant", hint="nothing was proposed", code="form.instant") from None
