# SPDX-License-Identifier: Apache-2.0
"""A proposal: the exact act, what it will say and to whom, and the two who decide.

Whoever proposed it can only withdraw it; another officer whose post releases can release or refuse. The buttons follow
node/policy.py, and the desk decides whatever the page showed.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comity.node import desk, policy
from comity.node.desk import act_of, proposal_of, words_of
from comity.node.dialogues import open_dialogue
from comity.node.national.models import Officer, Proposal
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.relations import relations
from comity.web.standing import version_view
from comity.web.wording import say
from comity.web.wordlines import structure_lines, word_lines


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Show a proposal, or decide on it."""
    officer = officer_of(request)
    row = proposal_of(officer, number)
    if request.method == "POST":
        return attempt(request, lambda: _decide(request, officer, number), back=request.path)
    room = open_dialogue(officer, row.dialogue)
    act = act_of(row)
    thing = room.dialogue.objects.get(act.object)
    spoken_of = room.dialogue.version(act.version) if not act.brings else None
    standing = [*([thing.joint] if thing.joint else []), *thing.open] if thing is not None and act.brings else []
    return show(
        request,
        "proposal.html",
        readers=Readers.MINISTRY,
        dialogue_purposes=[room.purpose],
        row=row,
        room=room,
        view=Perspective.of(room),
        act=act,
        lines=word_lines(words_of(row)),
        structure=structure_lines(act.kind, act.structure),
        relations=relations(room, act.kind, act.structure),
        spoken_of=version_view(room, spoken_of) if spoken_of is not None else None,
        stands_now=[version_view(room, v) for v in standing if v.id != act.version],
        others=[code for code in room.introduction.codes if code != room.us],
        exact=json.dumps(row.act, ensure_ascii=False, indent=1, sort_keys=True),
        **_buttons(officer, row),
    )


def _buttons(officer: Officer, row: Proposal) -> dict[str, Any]:
    own = row.proposed_by_id == officer.pk
    is_open = row.state == Proposal.OPEN
    return {
        "may_release": is_open and not own and policy.may(officer, "release"),
        "may_withdraw": is_open and own,
        "is_own": own,
        "is_open": is_open,
    }


def _decide(request: HttpRequest, officer: Officer, number: int) -> str:
    if request.POST.get("do") == "release":
        row = desk.release(officer, number)
        messages.success(request, say("proposal.was-released"))
    else:
        row = desk.refuse(officer, number, request.POST.get("reason", ""))
        messages.success(request, say(f"proposal.was-{row.state}"))
    return request.path
