# SPDX-License-Identifier: Apache-2.0
"""The reading box: a communiqué in, and what is on the desk to be reviewed (web/review.py)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.node import box, policy
from comity.node.national.models import Officer, Reading
from comity.web.access import attempt, signed_in
from comity.web.page import Readers, officer_of, show


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """Show the box, or read what was dropped into it."""
    officer = policy.require(officer_of(request), "box")
    if request.method == "POST":
        return attempt(request, lambda: _read(request, officer), back=request.path)
    mine = Reading.objects.select_related("proposal").filter(officer=officer, imported=False)
    return show(request, "reading.html", readers=Readers.MINISTRY, readings=mine.order_by("-at")[:20])


def _read(request: HttpRequest, officer: Officer) -> str:
    file = request.FILES.get("file")
    data = file.read() if file is not None else request.POST.get("text", "").encode()
    name = str(file.name or "") if file is not None else ""
    return reverse("reading_result", args=[box.read_into(officer, data, name=name).pk])
