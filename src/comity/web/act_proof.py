# SPDX-License-Identifier: Apache-2.0
"""The proof of one version as a download from its *Proof* drawer, and the same for the command line.

/desk/DIALOGUE/OBJECT/proof/VERSION.json           everything to check who brought and accepted it, in one file
/desk/DIALOGUE/OBJECT/proof/VERSION.tlog-proof     the act that brought it alone (c2sp.org/tlog-proof)
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node import act_proof
from comity.node.dialogues import NotHere, open_dialogue
from comity.node.national.models import Officer
from comity.web.access import signed_in
from comity.web.page import officer_of


@signed_in
@require_safe
def proof(request: HttpRequest, dialogue: str, object_id: str, version: str, sort: str) -> HttpResponse:
    """Give the proof of one version as a file."""
    officer = officer_of(request)
    room = open_dialogue(officer, dialogue)
    found = room.dialogue.version(version)
    if found is None or found.object != object_id:
        raise NotHere("such version")
    data = act_proof.take(officer, room, version, sort)
    response = HttpResponse(data, content_type="application/json" if sort == "json" else "text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{version[:16]}.{sort}"'
    return response


def prove(officer: Officer, request: HttpRequest, dialogue: str, version: str) -> dict[str, Any]:
    """GET /api/dialogues/ID/proof/VERSION?sort=tlog-proof: the file, in base64."""
    sort = "tlog-proof" if request.GET.get("sort") == "tlog-proof" else "json"
    data = act_proof.take(officer, open_dialogue(officer, dialogue), version, sort)
    return {"file": b64encode(data).decode("ascii")}
