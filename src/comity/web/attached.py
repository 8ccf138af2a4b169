# SPDX-License-Identifier: Apache-2.0
"""A file that was attached, such as the scan of a note: given to be kept, never opened within the node's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node import store, trail
from comity.node.dialogues import NotHere, open_dialogue
from comity.node.marking import require_all
from comity.web.access import signed_in
from comity.web.follow import FILES
from comity.web.page import officer_of

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@signed_in
@require_safe
def attached(request: HttpRequest, dialogue: str, object_id: str) -> HttpResponse:
    """Give the file of an attachment; of no other type than those that may be attached here."""
    officer = officer_of(request)
    room = open_dialogue(officer, dialogue)
    thing = room.dialogue.objects.get(object_id)
    payload = thing.chief.payload if thing is not None and thing.kind == "attachment" else None
    data = store.payload(room.id, payload.commitment) if payload is not None else None
    if payload is None or data is None or payload.type not in FILES:
        raise NotHere("such file")
    about = room.dialogue.version(str(thing.chief.structure["about"])) if thing is not None else None
    marked = require_all([room.marking(about.payload)] if about is not None else [], "file")
    trail.left(officer, "file", to=officer.name, dialogue=room.id, thing=f"attachment {object_id}", marking=str(marked))
    name = f"{object_id[:8]}.{ENDINGS[payload.type]}"
    return HttpResponse(
        data,
        content_type=payload.type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
