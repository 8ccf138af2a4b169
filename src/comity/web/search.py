# SPDX-License-Identifier: Apache-2.0
"""Search: how was this said, in which year, and where does it stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node.search import search as look
from comity.web.access import signed_in
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective

MOST_LETTERS = 200


@signed_in
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found of the words asked for, by year."""
    asked = request.GET.get("q", "")[:MOST_LETTERS]
    first, last = _year(request, "from"), _year(request, "to")
    found, count = look(officer_of(request), asked, first=first or 0, last=last or 9999)
    return show(
        request,
        "search.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[one.room.purpose for one in found],
        asked=asked,
        first=first or "",
        last=last or "",
        lines=[(one, Perspective.of(one.room)) for one in found],
        count=count,
        cut=count > len(found),
    )


def _year(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) == 4 else 0
