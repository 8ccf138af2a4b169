# SPDX-License-Identifier: Apache-2.0
"""In and out. A one-time link is used up by pressing the button, not by being looked at.

A link that is unknown, used or expired, and one that never was, give the same page.
"""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.node.national.models import Officer
from comity.node.officers import officer_of_link
from comity.web.page import Readers, home_of, show


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say how one signs in."""
    if isinstance(request.user, Officer):
        return redirect(home_of(request.user))
    return show(request, "sign_in.html", readers=Readers.PUBLIC, asked=bool(request.GET.get("next")))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: HttpRequest, link: str) -> HttpResponse:
    """Show whose link it is, and a button that uses it."""
    officer = officer_of_link(link)
    if officer is None:
        if isinstance(request.user, Officer) and _is_ours(request, request.GET.get("next", "")):
            return redirect(request.GET["next"])  # the link was theirs to use up, and they are in
        return show(request, "sign_in.html", readers=Readers.PUBLIC, spent=True, status=410)
    if request.method != "POST":
        forward = request.GET.get("next", "")
        return show(request, "sign_in_link.html", readers=Readers.MINISTRY, who=officer, forward=forward)
    known = authenticate(request, link=link)
    if known is None:
        return show(request, "sign_in.html", readers=Readers.PUBLIC, spent=True, status=410)
    forward = request.POST.get("next", "")
    login(request, known, backend="comity.node.officers.SecretBackend")
    return redirect(forward if forward and _is_ours(request, forward) else reverse(home_of(known)))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("front")


def _is_ours(request: HttpRequest, address: str) -> bool:
    hosts = {request.get_host()}
    return url_has_allowed_host_and_scheme(address, allowed_hosts=hosts, require_https=request.is_secure())
