# SPDX-License-Identifier: Apache-2.0
"""Somebody who visits a node without JavaScript: pages, forms and cookies over HTTP, as a text browser has them."""

from __future__ import annotations

import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any


@dataclass
class Page:
    status: int
    url: str
    headers: Message
    body: str
    data: bytes = b""

    @property
    def path(self) -> str:
        parts = urllib.parse.urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def words(self) -> str:
        """What a reader sees, tags away and spaces folded."""
        seen = re.sub(r"(?s)<(head|script|style).*?</\1>", " ", self.body)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", seen)).split())

    @property
    def token(self) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.body)
        assert found is not None, self.words[:300]
        return found[1]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Visitor:
    def __init__(self, base: str, language: str = "en") -> None:
        self.base, self.language = base, language
        self.jar = CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self._go = urllib.request.build_opener(cookies)
        self._stay = urllib.request.build_opener(cookies, _Stay())

    def get(self, path: str, *, stay: bool = False, **headers: str) -> Page:
        return self._open(urllib.request.Request(self.base + path, headers=self._headers(headers)), stay=stay)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, page: Page | None = None, stay: bool = False
    ) -> Page:
        """Send a form as the page at `path` (or `page`) would."""
        token = (page or self.get(path)).token
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **(data or {})}, doseq=True).encode()
        return self._open(urllib.request.Request(self.base + path, body, self._headers({})), stay=stay)

    def send_file(self, path: str, data: dict[str, str], name: str, file: bytes, *, page: Page | None = None) -> Page:
        """Send a form with one file, as the page at `path` (or `page`) would."""
        fields = {"csrfmiddlewaretoken": (page or self.get(path)).token, **data}
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="file"\r\n\r\n'.encode()
        body = b"".join([*parts, head, file, b"\r\n--x--\r\n"])
        headers = self._headers({"Content-Type": "multipart/form-data; boundary=x"})
        return self._open(urllib.request.Request(self.base + path, body, headers), stay=False)

    def raw(self, method: str, path: str, body: bytes = b"", **headers: str) -> Page:
        request = urllib.request.Request(self.base + path, body or None, self._headers(headers), method=method)
        return self._open(request, stay=True)

    def enter(self, link: str) -> Page:
        """Sign in by a one-time link."""
        return self.post(f"/sign-in/{link}/")

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Accept-Language": self.language, **{key.replace("_", "-"): value for key, value in more.items()}}

    def _open(self, request: urllib.request.Request, *, stay: bool) -> Page:
        try:
            answer = (self._stay if stay else self._go).open(request, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            data = answer.read()
            return Page(answer.status, answer.url, answer.headers, data.decode(errors="replace"), data)


def bearer(visitor: Visitor, token: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Ask the interface of the command line."""
    data = json.dumps(body).encode() if body is not None else b""
    page = visitor.raw(method, path, data, Authorization=f"Bearer {token}", Content_Type="application/json")
    return page.status, json.loads(page.body)
