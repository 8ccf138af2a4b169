# SPDX-License-Identifier: Apache-2.0
"""The front page of a node: whose it is, what it holds, and the doors to it.

An operator may put doors of their own into HOME/front.json:

    {"doors": [{"title": {"en": "Read"}, "text": {"en": "…"}, "links": [{"label": {"en": "…"}, "href": "/register/"}]}],
     "note": {"en": "…"}}

The file is read anew each time; a file that cannot be read leaves the plain front page, for a front page that fails
would hide the register behind it. Only http(s) addresses and paths are linked.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.node.dialogues import published
from comity.web.page import Readers, purposes, show


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    own = _own()
    return show(
        request,
        "front.html",
        readers=Readers.PUBLIC,
        dialogue_purposes={*purposes(), *(item.room.purpose for item in published())},
        doors=_doors(own),
        note=own.get("note"),
    )


def _own() -> dict[str, Any]:
    try:
        value = json.loads((settings.HOME.path / "front.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _doors(own: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**door, "links": [link for link in door.get("links", []) if _may_link(link)]}
        for door in own.get("doors", [])
        if isinstance(door, dict)
    ]


def _may_link(link: Any) -> bool:
    return isinstance(link, dict) and str(link.get("href", "")).startswith(("/", "http://", "https://"))
