# SPDX-License-Identifier: Apache-2.0
"""The command line's view of the inside of one government: positions, lines for the press, the auditor's trail."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.http import HttpRequest

from comity.base.errors import Ours
from comity.base.names import instant
from comity.node import box, clearance, positions, press, trail
from comity.node.dialogues import open_dialogue, text_in
from comity.node.national.models import Officer, Position, SpokespersonLine


def list_positions(officer: Officer, _request: HttpRequest) -> list[dict[str, Any]]:
    """GET /api/positions: those of the dialogues that the officer may know of."""
    return [_line(row) for row in positions.positions(officer)]


def show_position(officer: Officer, _request: HttpRequest, number: int) -> dict[str, Any]:
    """GET /api/positions/ID: the current version and how each ministry stands on it."""
    return _whole(positions.find(officer, number))


def approve_position(officer: Officer, _request: HttpRequest, number: int, version: str) -> dict[str, Any]:
    """POST /api/positions/ID/approve/VERSION: as one of two officers, this exact version."""
    return _whole(positions.approve(officer, number, version))


def import_reading(officer: Officer, request: HttpRequest) -> dict[str, Any]:
    """POST /api/readings {"name":…,"data":base64,"about":{"url":…,"published":…}}: a draft, imported and unreviewed."""
    try:
        body = json.loads(request.body)
        data, name = base64.b64decode(body["data"], validate=True), str(body.get("name") or "")
        about = {key: str(body["about"][key])[:500] for key in _ABOUT if body.get("about", {}).get(key)}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Ours("an import has `name`, `data` in base64 and `about`", hint="nothing was imported") from error
    known = box.imported_of(data) is not None
    row = box.read_into(officer, data, name=name, about=about, imported=True)
    return {"id": row.pk, "new": not known, "facts": len(row.draft.get("facts", [])), "sha256": row.sha256}


_ABOUT = ("url", "published", "publisher", "issuer")


def read_trail(officer: Officer, request: HttpRequest) -> dict[str, Any]:
    """GET /api/audit?sort=left&before=900: lines of the trail, the newest first, and whether the chain holds."""
    sort, before = request.GET.get("sort", ""), request.GET.get("before", "")
    lines = trail.lines(officer, sort=sort, before=int(before) if before.isdecimal() else 0)
    checked = trail.check()
    names = ("number", "at", "who", "post", "sort", "what", "dialogue", "thing", "to", "marking", "digest")
    return {
        "lines": [{name: getattr(line, name) for name in names} for line in lines],
        "length": checked.lines,
        "last": checked.last,
        "broken_at": checked.broken_at,
    }


def list_press_lines(officer: Officer, _request: HttpRequest, dialogue: str, text: str) -> list[dict[str, Any]]:
    """GET /api/dialogues/ID/texts/ID/press: the lines for our spokesperson that stand."""
    room = open_dialogue(officer, dialogue)
    return [_press_line(row) for row in press.lines(officer, room, text_in(room, text))]


def add_press_line(officer: Officer, request: HttpRequest, dialogue: str, text: str) -> dict[str, Any]:
    """POST /api/dialogues/ID/texts/ID/press {"words":…,"language":…,"asked":…,"marking":…}: one more line."""
    try:
        body = json.loads(request.body)
        said = {key: str(body.get(key) or "") for key in ("words", "language", "asked", "marking")}
    except (ValueError, AttributeError) as error:
        raise Ours("a line has `words` and `language`", hint="nothing was written down") from error
    return _press_line(press.add(officer, dialogue, text, said.pop("words"), **said))


def _press_line(row: SpokespersonLine) -> dict[str, Any]:
    return {
        "id": row.pk, "language": row.language, "asked": row.asked, "words": row.words, "marking": row.marking,
        "by": row.by.name, "at": instant(row.at),
    }  # fmt: skip


def _line(row: Position) -> dict[str, Any]:
    return {
        "id": row.pk, "dialogue": row.dialogue, "sort": row.sort, "title": row.title, "marking": row.marking,
        "lead": row.lead, "state": row.state,
    }  # fmt: skip


def _whole(row: Position) -> dict[str, Any]:
    version = positions.current(row)
    return {
        **_line(row),
        "number": version.number,
        "version": version.digest,
        "wording": version.wording,
        "red_lines": version.red_lines,
        "by": version.by.name,
        "at": instant(version.at),
        "clearance": [
            {
                "ministry": one.ministry,
                "state": one.state,
                "deadline": instant(one.request.deadline) if one.request is not None else None,
                "said": one.request.said if one.request is not None else "",
            }
            for one in clearance.standing_of(row, version)
        ],
        "approved_by": [one.officer.name for one in positions.approvals(version)],
        "proposal": row.proposal_id,
    }
