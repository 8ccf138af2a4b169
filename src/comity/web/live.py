# SPDX-License-Identifier: Apache-2.0
"""Parts of a page that bring themselves up to date where JavaScript is on.

A part asks for itself every two seconds and says what it shows (``have``). Where nothing has changed the answer is 204,
so that focus, selection and what a screen reader is reading stay where they are. ``?live=off`` stops it (WCAG 2.2.2).
Without JavaScript the page is the same and is updated by reloading it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.node.dialogues import Room
from comity.web.hour import ago_text
from comity.web.wording import language


def mark(*things: object) -> str:
    """Name a state of a part in a few characters."""
    return hashlib.sha256(repr((language(), *things)).encode()).hexdigest()[:16]


def record_mark(room: Room, *things: object) -> str:
    """Name a state of the record: how far each log is folded, and what is missing of the words."""
    return mark(sorted(room.dialogue.sizes.items()), *things)


def peers_mark(room: Room) -> str:
    """Name a state of what we know of the peers, and how long ago we looked."""
    ages = [ago_text(peer.looked_at) for peer in room.peers if peer.looked_at is not None]
    return mark(ages, room.peers, room.our_size, sorted(room.dialogue.sizes.items()))


def asked_part(request: HttpRequest) -> str:
    """Say which part of the page asks for itself; empty for the whole page."""
    return request.GET.get("part", "") if request.headers.get("HX-Request") == "true" else ""


def part(request: HttpRequest, template: str, have: str, things: dict[str, Any]) -> HttpResponse:
    """Answer a part: 204 where it shows the newest already."""
    if request.GET.get("have") == have:
        return HttpResponse(status=204)
    return render(request, template, {**things, "is_part": True})


def is_paused(request: HttpRequest) -> bool:
    """Say whether the reader has stopped the updates."""
    return request.GET.get("live") == "off"
