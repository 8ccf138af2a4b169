# SPDX-License-Identifier: Apache-2.0
"""Fora by their names in the page's language: for lists, and for forms in which one is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from comity.fora.forum import Dated, Fora, Forum
from comity.node.clock import now
from comity.node.fora import fora_of
from comity.web.factline import term


@dataclass(frozen=True, slots=True)
class ForumLine:
    """A forum in the list: its name, whether its mandate runs, and the next session."""

    forum: Forum
    name: str
    stands: bool
    next: Dated | None


def known_fora() -> Fora:
    """Give the fora of this node."""
    return fora_of(settings.HOME.path)


def today() -> str:
    """Give the day as which fora are shown, in UTC."""
    return now().date().isoformat()


def forum_line(forum: Forum, day: str) -> ForumLine:
    """Name a forum as of a day."""
    return ForumLine(forum, term(forum.id) or forum.id, forum.stands(day), next(iter(forum.coming(day)), None))


def fora_to_choose() -> list[ForumLine]:
    """Give all fora by name."""
    day = today()
    return sorted(
        (forum_line(forum, day) for forum in known_fora().by_id.values()), key=lambda line: line.name.casefold()
    )
