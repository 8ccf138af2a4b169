# SPDX-License-Identifier: Apache-2.0
"""Who saw what: each page behind the door that an officer opens is a line of the trail, once an hour for each page.

What is on pages of the register anybody sees; the desk and other lists are not things that one has seen.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comity.node import trail
from comity.node.national.models import Officer

SEEN = frozenset("dialogue table proposal reading_result mandates introductions officers audit position".split())


class Sight:
    """Write down what was shown to an officer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; look at what came back."""
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.url_name not in SEEN or request.method != "GET" or response.status_code != 200:
            return response
        if isinstance(request.user, Officer):
            parts = {name: str(value) for name, value in match.kwargs.items()}
            dialogue = parts.pop("dialogue", "")
            trail.saw_once(request.user, match.url_name, dialogue=dialogue, thing=" ".join(parts.values()))
        return response
