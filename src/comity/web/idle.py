# SPDX-License-Identifier: Apache-2.0
"""The end of a session that nobody uses, and what somebody had written just then.

    signed in ──nothing asked for `idle_minutes`──> signed out, and told so
              ──eight hours after signing in──────> the same
    a form sent afterwards is kept for its officer, who finds it after signing in again: to send it, or to drop it

Rules:
  1. A part of a page that asks for itself (web/live.py) is no sign of a person; it is refused once the session is over.
  2. What is kept lies in the national file with the session of that browser, for the officer who was signed in and for
     nobody else; whoever else signs in there, it is gone. It is sent again only by that officer's hand.
  3. A file that was chosen is not kept, and the page says which; nor is a form above `MOST` characters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from comity.node.clock import now
from comity.node.national.models import Officer
from comity.web.page import Readers, node, show
from comity.web.wording import knows, say

LONGEST_HOURS = 8
MOST = 1_000_000
_SEEN, _SINCE, _KEPT = "seen", "since", "kept"
_STEP = 30  # seconds after which the hour of the last request is written down anew
_LEFT_OUT = frozenset({"csrfmiddlewaretoken"})


class Idle:
    """Sign out whoever has asked for nothing too long, and remember who it was while the request runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the hours of the session, then pass on."""
        if isinstance(request.user, Officer):
            at, session = int(now().timestamp()), request.session
            by_itself = request.headers.get("HX-Request") == "true" and "part" in request.GET
            seen, since = int(session.get(_SEEN, at)), int(session.setdefault(_SINCE, at))
            if at - seen > node().idle_minutes * 60 or at - since > LONGEST_HOURS * 3600:
                officer = request.user
                logout(request)
                request.idle_officer = officer  # type: ignore[attr-defined]  # for signed_in, in this request alone
            elif not by_itself and (_SEEN not in session or at - seen >= _STEP):
                session[_SEEN] = at
        return self.get_response(request)


def was_idle(request: HttpRequest) -> Officer | None:
    """Give the officer whose session this request found over; None for anybody else."""
    found: Officer | None = getattr(request, "idle_officer", None)
    return found


def keep(request: HttpRequest, officer: Officer) -> None:
    """Keep the form of this request for its officer, and say what happened."""
    fields = [(key, value) for key, values in request.POST.lists() if key not in _LEFT_OUT for value in values]
    if request.method != "POST" or not any(value.strip() for _, value in fields):
        messages.info(request, say("idle.over"))
    elif sum(len(key) + len(value) for key, value in fields) > MOST:
        messages.error(request, say("idle.too-long"))
    else:
        files = [file.name for _, found in request.FILES.lists() for file in found]
        request.session[_KEPT] = {
            "officer": officer.pk, "path": request.get_full_path(), "fields": fields, "files": files,
        }  # fmt: skip
        messages.info(request, say("idle.over-kept"))


def kept_of(request: HttpRequest) -> dict[str, Any] | None:
    """Give what is kept for the officer who is signed in; what was another's is dropped."""
    session = getattr(request, "session", None)
    found: dict[str, Any] | None = session.get(_KEPT) if session is not None else None
    user = getattr(request, "user", None)
    if found is None or not isinstance(user, Officer):
        return None
    if found["officer"] != user.pk:
        del request.session[_KEPT]
        return None
    return found


@dataclass(frozen=True, slots=True)
class KeptField:
    """One field that was filled in: its name in the form, its label where there is one, whether a reader sees it."""

    name: str
    value: str
    label: str
    language: str

    @property
    def shown(self) -> bool:
        """Whether its value says something to a person."""
        return bool(self.label) and bool(self.value.strip())


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Show what was kept, to be sent as it is or dropped."""
    found = kept_of(request)
    if request.method == "POST":
        request.session.pop(_KEPT, None)
        messages.info(request, say("idle.dropped"))
        return redirect("desk")
    fields = [_field(name, value) for name, value in found["fields"]] if found is not None else []
    return show(
        request, "kept.html", readers=Readers.MINISTRY, fields=fields, path=found["path"] if found else "",
        files=found["files"] if found else [],
    )  # fmt: skip


def done(request: HttpRequest) -> None:
    """Forget what was kept, once that form has been sent again."""
    found = kept_of(request)
    if found is not None and request.method == "POST" and request.get_full_path() == found["path"]:
        del request.session[_KEPT]


def _field(name: str, value: str) -> KeptField:
    key, _, lang = name.rpartition("-")
    if not knows(f"language.{lang}"):
        key, lang = name, ""
    label = next((f"key.{each}" for each in (key, key.rpartition("-")[2]) if knows(f"key.{each}")), "")
    is_id = len(value) in {32, 64} and all(c in "0123456789abcdef" for c in value)
    return KeptField(name, value, "" if is_id else label or ("idle.words" if " " in value.strip() else ""), lang)
