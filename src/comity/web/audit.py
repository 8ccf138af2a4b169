# SPDX-License-Identifier: Apache-2.0
"""The auditor's page: the trail, the list of what left the node, and whether the chain holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node import policy, trail
from comity.web.access import signed_in
from comity.web.page import Readers, officer_of, show

SORTS = ("left", "did", "saw")
PAGE = 100


@signed_in
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show lines of the trail, the newest first."""
    officer = policy.require(officer_of(request), "audit")
    sort = request.GET.get("sort", "")
    before = request.GET.get("before", "")
    lines = trail.lines(
        officer,
        sort=sort if sort in SORTS else "",
        dialogue=request.GET.get("dialogue", "")[:32],
        before=int(before) if before.isdecimal() else 0,
        at_most=PAGE,
    )
    return show(
        request,
        "audit.html",
        readers=Readers.MINISTRY,
        lines=lines,
        sorts=SORTS,
        sort=sort if sort in SORTS else "",
        further=lines[-1].number if len(lines) == PAGE else 0,
        checked=trail.check() if not before else None,
    )
