# SPDX-License-Identifier: Apache-2.0
"""An error on a page: the same code as everywhere, its sentence in the page's language.

The sentence of ``act.not-permitted.withdrawn`` is the one with that key in wording/error.yaml, else that of
``act.not-permitted``, else that of ``act``. tests/web/test_wording.py finds every code in the source and looks for its
own sentence. Pages of errors name nothing that the reader may not know: *not there* and *not allowed* are one page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from comity.base.errors import Carrier, ComityError, NotPermitted, Theirs
from comity.node.disk import stop_on_failed_sync
from comity.web.page import frame
from comity.web.wording import knows, say


def sentence_of(error: ComityError) -> SafeString:
    """Say what an error says, in the page's language."""
    return sentence_of_code(error.code)


def sentence_of_code(code: str) -> SafeString:
    """Say what errors with this code say."""
    while code and not knows(f"error.{code}"):
        code = code.rpartition(".")[0]
    return say(f"error.{code or 'error'}")


def status_of(error: ComityError) -> int:
    """Give the HTTP status of an error: 404 for what is not there, 403 not permitted, 502 theirs, 503 the road."""
    if error.code == "not-here":
        return 404
    if isinstance(error, NotPermitted):
        return 403
    if isinstance(error, Theirs):
        return 422
    return 503 if isinstance(error, Carrier) else 400


class Faults:
    """Turn an error that a view lets through into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Make the page of an error of ours; leave a bug to Django."""
        stop_on_failed_sync(error)
        if not isinstance(error, ComityError):
            return None
        status = status_of(error)
        if status == 404:
            return not_found(request)
        return error_page(request, status, sentence_of(error))


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """Make the page of an HTTP error."""
    return render(request, "error.html", {"status": status, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django names it
    """400."""
    return error_page(request, 400)


def forbidden(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001  # Django names it
    reason: str = "",
) -> HttpResponse:
    """403; also for a form that was sent without its token (`reason` is Django's, and not shown)."""
    return error_page(request, 403, say("error.form") if reason else "")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django names it
    """404, the same for what is not there and for what is not for this reader."""
    return error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500. It asks neither the session nor the database who is there, since that may be what is broken."""
    return HttpResponse(render_to_string("error.html", {"status": 500, **frame(request, None)}), status=500)
