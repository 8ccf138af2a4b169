# SPDX-License-Identifier: Apache-2.0
"""Introductions: the file by which two nodes come to know each other, brought in by one officer, confirmed by another.

Before confirming, officers of both sides read the same twelve words to each other over a line they trust. The words
stand here in all three languages, so that both sides can read them in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.base.errors import Malformed, Ours
from comity.base.words import fingerprint_words
from comity.exchange.introduction import Introduction, decode
from comity.node import policy, seating
from comity.node.national.models import Officer, PendingIntroduction
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, node, officer_of, show
from comity.web.perspective import Perspective
from comity.web.wording import LANGUAGES, say


@dataclass(frozen=True, slots=True)
class Pending:
    """An introduction that waits for a second officer, with the words to be compared."""

    row: PendingIntroduction
    introduction: Introduction
    view: Perspective
    words: Sequence[tuple[str, str]]
    own: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def introductions(request: HttpRequest) -> HttpResponse:
    """Show the introductions that wait, bring one in, or confirm one."""
    officer = policy.require(officer_of(request), "introduce")
    if request.method == "POST":
        return attempt(request, lambda: _do(request, officer), back=request.path)
    rows = PendingIntroduction.objects.select_related("brought_by").order_by("brought_at")
    pending = [_pending(row, officer) for row in rows]
    return show(
        request,
        "introductions.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[p.introduction.purpose for p in pending],
        pending=pending,
    )


def _pending(row: PendingIntroduction, officer: Officer) -> Pending:
    introduction = decode(bytes(row.introduction))
    names = {p.code: p.name for p in introduction.parties}
    zones = {p.code: p.zone for p in introduction.parties}
    digest = introduction.fingerprint()
    words = [(lang, " ".join(fingerprint_words(digest, lang))) for lang in LANGUAGES]
    view = Perspective(node().code, names, zones)
    return Pending(row, introduction, view, words, row.brought_by.pk == officer.pk)


def _do(request: HttpRequest, officer: Officer) -> str:
    if request.POST.get("do") == "confirm":
        introduction = seating.confirm(officer, request.POST.get("dialogue", ""))
        messages.success(request, say("introductions.confirmed"))
        return reverse("dialogue", args=[introduction.dialogue])
    file = request.FILES.get("file")
    try:
        seating.bring_in(officer, file.read() if file is not None else b"")
    except Malformed as error:
        raise Ours(str(error), hint="nothing was kept", code="introduction.unreadable") from error
    messages.success(request, say("introductions.brought"))
    return reverse("introductions")
