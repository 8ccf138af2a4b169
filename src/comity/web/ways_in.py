# SPDX-License-Identifier: Apache-2.0
"""Ways in: by passkey or recovery code at the door, and an officer's own page on which devices and codes are made.

Passkeys need the browser's script; the page says so, and without it a one-time link or a recovery code opens the door.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.base.errors import ComityError, Ours
from comity.node import officers, passkeys, policy, posts
from comity.node.national.models import Officer
from comity.web.access import attempt, signed_in
from comity.web.fault import sentence_of
from comity.web.page import Readers, home_of, officer_of, show
from comity.web.wording import say

BACKEND = "comity.node.officers.SecretBackend"
_STATE = "passkey"


@require_http_methods(["GET", "HEAD", "POST"])
def ways_in(request: HttpRequest) -> HttpResponse:
    """Let an officer in by passkey or recovery code."""
    if isinstance(request.user, Officer):
        return redirect(home_of(request.user))
    if request.method == "POST":
        return _enter(request)
    return show(request, "ways_in.html", readers=Readers.MINISTRY, **_challenge(request))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest) -> HttpResponse:
    """Show an officer their posts, devices and codes; add a device, make codes, say that one is away."""
    officer = officer_of(request)
    if request.method == "POST":
        if request.POST.get("do") == "codes":
            codes = officers.give_codes(officer)
            return show(request, "recovery_codes.html", readers=Readers.MINISTRY, codes=codes)
        return attempt(request, lambda: _do(request, officer), back=request.path)
    things: dict[str, Any] = {"possible": passkeys.possible(_origin(request))}
    if things["possible"]:
        things["options"], request.session[_STATE] = passkeys.begin_adding(officer, _origin(request))
    return show(
        request,
        "own_page.html",
        readers=Readers.MINISTRY,
        devices=officer.passkeys.order_by("added_at"),
        codes_left=officer.credentials.filter(sort="code", used_at=None).count(),
        held=[post for post in officer.posts if post.holder_id == officer.pk],
        filled=[post for post in officer.posts if post.holder_id != officer.pk],
        colleagues=Officer.objects.filter(is_active=True).exclude(pk=officer.pk).order_by("name"),
        mail=officer.mail,
        may_have_calendar=policy.may(officer, "export") or policy.may(officer, "clear"),
        **things,
    )


def _challenge(request: HttpRequest) -> dict[str, Any]:
    if not passkeys.possible(_origin(request)):
        return {"possible": False}
    options, request.session[_STATE] = passkeys.begin_entering(_origin(request))
    return {"possible": True, "options": options}


def _enter(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code", "")
    try:
        if code:
            found = authenticate(request, code=code)
            if not isinstance(found, Officer):
                raise Ours("the code opens nothing", hint="each code works once", code="passkey.code")
        else:
            state = request.session.pop(_STATE, {})
            found = passkeys.enter(_origin(request), state, _answer(request))
    except ComityError as error:
        messages.error(request, sentence_of(error))
        return redirect("ways_in")
    login(request, found, backend=BACKEND)
    return redirect("own_page" if code else home_of(found))


def _do(request: HttpRequest, officer: Officer) -> str:
    form = request.POST
    match form.get("do"):
        case "add":
            state = request.session.pop(_STATE, {})
            row = passkeys.add(officer, _origin(request), state, _answer(request), name=form.get("name", ""))
            messages.success(request, say("ways-in.added-waits" if row.waits else "ways-in.added"))
        case "remove":
            passkeys.remove(officer, _number(request, "device"))
            messages.success(request, say("ways-in.removed"))
        case "away":
            deputy = Officer.objects.filter(pk=_number(request, "deputy"), is_active=True).first()
            if deputy is None:
                raise Ours("there is no such officer", hint="nothing was changed", code="form.unknown")
            start, end = posts.days(form.get("from", ""), form.get("until", ""))
            posts.be_away(officer, _number(request, "post"), deputy=deputy, start=start, end=end)
            messages.success(request, say("ways-in.is-away"))
        case "back":
            posts.be_back(officer, _number(request, "post"))
            messages.success(request, say("ways-in.is-back"))
        case "mail":
            officer.mail = form.get("mail", "").strip()[:200]
            officer.save(update_fields=["mail"])
            messages.success(request, say("ways-in.mail-kept"))
        case "everywhere":
            officers.end_sessions(officer)
            return reverse("sign_in")
        case _:
            raise Ours("the form asks for something unknown", hint="nothing was changed", code="form.unknown")
    return request.path


def _answer(request: HttpRequest) -> dict[str, Any]:
    try:
        value = json.loads(request.POST.get("answer") or "{}")
    except ValueError:
        value = {}
    return value if isinstance(value, dict) else {}


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal():
        raise Ours("a field of the form is missing", hint="nothing was changed", code="form.empty")
    return int(value)


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
