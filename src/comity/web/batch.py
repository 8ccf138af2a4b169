# SPDX-License-Identifier: Apache-2.0
"""Imported drafts on the desk: confirmed in bulk after a sample, released in bulk by a second officer after another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.node import batch, policy
from comity.node.dialogues import list_dialogues
from comity.node.national.models import Officer, Reading
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, officer_of, own_view, show
from comity.web.perspective import Perspective
from comity.web.review_title import suggested_title
from comity.web.wording import LANGUAGES, say

SHOWN = 50


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: HttpRequest) -> HttpResponse:
    """Show what was imported and how far it is, confirm it, or release it."""
    officer = policy.require(officer_of(request), "box")
    if request.method == "POST":
        return attempt(request, lambda: _do(request, officer), back=request.path)
    rooms = list_dialogues(officer)
    releases = policy.may(officer, "release")
    waiting, sample = batch.to_release(officer) if releases else ([], ())
    unreviewed = Reading.objects.filter(imported=True, proposal=None)
    return show(
        request,
        "imported.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=(),
        pile=batch.pile(officer),
        waiting=waiting,
        waiting_sample=sample,
        number=unreviewed.count(),
        unreviewed=unreviewed.order_by("pk")[:SHOWN],
        rooms=[room for room in rooms if room.ours_alone],
    )


def _do(request: HttpRequest, officer: Officer) -> str:
    form = request.POST
    if form.get("do") == "release":
        made = batch.release(officer, [int(n) for n in form.getlist("seen") if n.isdecimal()])
        messages.success(request, say("imported.released"))
        return reverse("proposal", args=[made[0].pk])
    view = Perspective("", own_view().names)
    titles = [_title(row, view) for row in batch.pile(officer).readings]
    made = batch.confirm(officer, form.get("dialogue", ""), titles)
    messages.success(request, say("imported.confirmed", n=len(made)))
    return request.path


def _title(row: Reading, view: Perspective) -> dict[str, str]:
    return suggested_title(row.draft["facts"], view) or dict.fromkeys(LANGUAGES, row.name or row.sha256[:16])
