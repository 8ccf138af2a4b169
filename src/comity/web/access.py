# SPDX-License-Identifier: Apache-2.0
"""Who comes in, and what a refusal looks like.

Rules:
  1. A page behind ``signed_in`` sends a stranger to the sign-in page, and back afterwards.
  2. What is not there and what is not for this officer give the same page (404): node/dialogues.py raises NotHere.
  3. A refusal that the rules give (Ours, Theirs, Carrier) becomes a sentence in the page's language, never a traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from comity.base.errors import ComityError
from comity.node.national.models import Officer
from comity.web.fault import sentence_of
from comity.web.idle import done, keep, was_idle

P = ParamSpec("P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only officers of this node in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Officer):
            idle = was_idle(request)
            if idle is not None and request.headers.get("HX-Request") != "true":
                keep(request, idle)
            if request.headers.get("HX-Request") == "true":
                return HttpResponse(
                    status=401
                )  # a part of a page that outlived its session: nothing is put in its place
            return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
        done(request)
        return view(request, *args, **kwargs)

    return guarded


def attempt(request: HttpRequest, action: Callable[[], str], *, back: str) -> HttpResponse:
    """Do what a form asks and go where `action` says. A refusal is told on the page that the form came from."""
    try:
        forward = action()
    except ComityError as error:
        if error.code == "not-here":
            raise
        messages.error(request, sentence_of(error))
        return redirect(back)
    return redirect(forward)
