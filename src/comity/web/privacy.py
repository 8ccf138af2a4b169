# SPDX-License-Identifier: Apache-2.0
"""What browsers and proxies may keep: nothing, unless the page is public and nobody is signed in.

A page is public only if its view says so (``page.show(readers=Readers.PUBLIC)`` sets Cache-Control); whatever says
nothing, an error page included, is not stored.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NoStore:
    """Mark as not to be stored every response that is not expressly public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header where it is missing, and for everybody who is signed in."""
        response = self.get_response(request)
        signed_in = hasattr(request, "user") and request.user.is_authenticated
        if signed_in or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
