# SPDX-License-Identifier: Apache-2.0
"""What stands on every page: whose node it is, who can read the page, and its purpose.

Rules:
  1. A view ends with ``show(...)`` and must say who can read the page; only PUBLIC may be kept by a browser.
  2. A page shows the purposes of the dialogues on it. A node of a fictional state (XA to XZ) can hold nothing live,
     so its pages without a dialogue say *exercise*.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.node import policy
from comity.node.home import Settings
from comity.node.national.models import Officer
from comity.web.perspective import Perspective
from comity.web.wording import LANGUAGES, language

NAMES_OF_LANGUAGES = {"fr": "Français", "en": "English", "ru": "Русский"}


class Readers(StrEnum):
    """Who can read a page."""

    MINISTRY = "ministry"
    GOVERNMENT = "government"
    PARTIES = "parties"
    PUBLIC = "public"


def node() -> Settings:
    """Give the settings of this node."""
    return settings.NODE


def officer_of(request: HttpRequest) -> Officer:
    """Give the officer who is signed in, read in this request; views that call it are behind ``signed_in``."""
    assert isinstance(request.user, Officer)
    return request.user


def home_of(officer: Officer) -> str:
    """Name the page on which an officer's day begins."""
    if officer.roles.split() == ["duty"]:
        return "duty"
    return next((name for name, right in _HOMES if policy.may(officer, right)), "own_page")


_HOMES = (("desk", "read"), ("audit", "audit"), ("officers", "appoint"))


def own_view() -> Perspective:
    """See a page as our node does, where no dialogue is on it."""
    return Perspective(node().code, {node().code: node().name}, {node().code: node().zone})


def context(request: HttpRequest) -> dict[str, Any]:
    """Give every template what the frame of a page needs."""
    user = getattr(request, "user", AnonymousUser())
    session = getattr(request, "session", None)
    # The key of web/idle.py; whose it is, is asked there, where the form is shown.
    is_kept = isinstance(user, Officer) and session is not None and session.get("kept", {}).get("officer") == user.pk
    return {**frame(request, user if isinstance(user, Officer) else None), "form_is_kept": is_kept}


def frame(request: HttpRequest, officer: Officer | None) -> dict[str, Any]:
    """Give what the frame needs, for this officer or for nobody; asks no database."""
    return {
        "node_name": own_view().name(node().code),
        "lang": language(),
        "languages": [(code, NAMES_OF_LANGUAGES[code], _switched(request, code)) for code in LANGUAGES],
        "officer": officer,
        "may_see": policy.may(officer, "read"),
        "may_appoint": policy.may(officer, "appoint"),
        "may_audit": policy.may(officer, "audit"),
        "may_read": policy.may(officer, "box"),
        "may_introduce": policy.may(officer, "introduce"),
        "may_propose": policy.may(officer, "propose"),
        "may_export": policy.may(officer, "export"),
        "view": own_view(),
        "readers": Readers.MINISTRY if officer is not None else Readers.PUBLIC,
        "purposes": purposes(),
        "us": node().code,
    }


def show(
    request: HttpRequest,
    template: str,
    *,
    readers: Readers,
    dialogue_purposes: Iterable[str] = (),
    status: int = 200,
    **things: Any,
) -> HttpResponse:
    """Make a page; `things` are what its template shows."""
    content = {"readers": readers, "purposes": purposes(dialogue_purposes), **things}
    response = render(request, template, content, status=status)
    if readers is Readers.PUBLIC and status == 200:
        response.headers["Cache-Control"] = "public, max-age=10"
    return response


def purposes(found: Iterable[str] = ()) -> tuple[str, ...]:
    """Say the purposes on a page; on a page without a dialogue, what the node itself can hold."""
    known = tuple(sorted(set(found)))
    fictional = len(node().code) == 2 and node().code.startswith("X")
    return known or (("exercise",) if fictional else ())


def _switched(request: HttpRequest, code: str) -> str:
    query = request.GET.copy()
    query["lang"] = code
    return f"{request.path}?{query.urlencode()}"
