# SPDX-License-Identifier: Apache-2.0
"""The copies of a text for each party, beside each other, and that they are one text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node.alternat import copies
from comity.record.ladder import sides
from comity.web.access import signed_in
from comity.web.text_paper import show_text, text_of


@signed_in
@require_safe
def alternat(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Show the copies in one language: `?language=fr`."""
    room, thing = text_of(request, dialogue, object_id)
    languages = [side.language for side in sides(room.dialogue, thing.id)]
    asked = request.GET.get("language", "")
    return show_text(
        request,
        "alternat.html",
        room,
        thing,
        text_languages=languages,
        copies=copies(room, thing, asked if asked in languages else languages[0]),
    )
