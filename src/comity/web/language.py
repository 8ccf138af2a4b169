# SPDX-License-Identifier: Apache-2.0
"""The language of the interface: French, English and Russian, of equal rank on every page.

It is, in this order: what ``?lang=`` asks for (and a cookie then remembers), the cookie, the browser's Accept-Language.
It says nothing about the language of a document on the page, which has a switch of its own (web/tags.py, ``words``).
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from comity.web.wording import LANGUAGES

YEAR = 365 * 24 * 3600


class InterfaceLanguage:
    """Choose the language of a page before it is made, and remember a choice that was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Make the response in the language chosen."""
        asked = request.GET.get("lang", "")
        language = asked if asked in LANGUAGES else _known(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if asked in LANGUAGES and response.headers.get("Content-Type", "").startswith("text/html"):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _known(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in LANGUAGES:
        return cookie
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code[:2] in LANGUAGES:
            return code[:2]
    return "en"
