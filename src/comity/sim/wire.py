# SPDX-License-Identifier: Apache-2.0
"""The road between nodes in one process: requests are signed, go through the peer's real views, come back as bytes.

Nothing is simplified but the wire itself, which is a function call here. Who holds the wire may change an answer, lose
it, or raise OSError as a network does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Answer:
    """What a node answered on the road."""

    node: str
    method: str
    path: str
    status: int
    data: bytes
    headers: tuple[tuple[str, str], ...] = ()

    def read(self, _most: int = -1) -> bytes:
        """Give the body, as urllib3's response does."""
        return self.data

    def release_conn(self) -> None:
        """Do nothing, as there is no connection."""


Tamper = Callable[[Answer], Answer | None]  # the answer in place of this one, or None to let it be
Carry = Callable[[str, str, Mapping[str, str]], Answer]


def ask(node: str, method: str, path: str, headers: Mapping[str, str]) -> Answer:
    """Ask the node at which this process is something on the road, as it comes over the wire."""
    from django.test import RequestFactory  # noqa: PLC0415  # Django is set up by now
    from django.urls import resolve  # noqa: PLC0415  # the same

    kept = {name: value for name, value in headers.items() if name != "Accept-Encoding"}
    request = RequestFactory().generic(method, path, headers=kept)
    view, arguments, names = resolve(path, urlconf="comity.node.road")
    response = view(request, *arguments, **names)
    return Answer(node, method, path, response.status_code, response.content, tuple(response.items()))


class Wire:
    """The way of a road client to one peer (node/means.py), through which `carry` takes bytes there and back."""

    def __init__(self, carry: Carry) -> None:
        self._carry = carry

    def urlopen(self, method: str, url: str, *, headers: Mapping[str, str], **_: Any) -> Answer:
        """Carry a request, and what comes back."""
        return self._carry(method, url, headers)

    def close(self) -> None:
        """Do nothing, as there is no connection."""
