# SPDX-License-Identifier: Apache-2.0
"""From whose side a page is seen: which state it names first, what it calls the states, which clocks it shows.

The alternat: on a node's own pages our party stands first and the others follow in alphabetical order of the page's
language. A page that nobody's view governs (the public register) has ``us == ""`` and is alphabetical throughout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from babel import Locale

from comity.record.dialogue import CHAIRS
from comity.web.wording import language, say_plain

_FICTION = re.compile(r"X[A-JL-Z]")


@dataclass(frozen=True, slots=True)
class Perspective:
    """Our party's code (or none), names by code and language, time zones by code; `alone` in a file of our own."""

    us: str = ""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False

    @classmethod
    def of(cls, room: Any) -> Self:
        """See a dialogue as its party on this node does."""
        return cls(room.us, room.names, room.zones, room.ours_alone)

    @classmethod
    def public(cls, room: Any) -> Self:
        """See a dialogue as the public does: no party first."""
        return cls("", room.names, room.zones)

    def name(self, code: str) -> str:
        """Name a state in the page's language: as its introduction has it, else as Unicode CLDR does, else its code.

        CLDR gives XA and XB to pseudo-locales; codes from XA to XZ (save XK) are for fiction here, and it names none.
        """
        lang, code = language(), str(code)  # a code out of another party's words may be anything
        if code == CHAIRS:
            return say_plain("table.co-chairs")
        known = self.names.get(code)
        if known:
            return known.get(lang) or known.get("en") or next(iter(known.values()))
        if _FICTION.fullmatch(code):
            return code
        return str(Locale.parse(lang).territories.get(code, code))

    def standing(self, value: str) -> str:
        """Give the word for a standing: in a file of our own nothing is joint, and what we stand by is said by us."""
        return "ours" if self.alone and value == "joint" else value

    def order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Put states in the order of the page: us first, then by name."""
        return tuple(sorted(set(codes), key=lambda code: (code != self.us, _sort_key(self.name(code)))))


def _sort_key(name: str) -> str:
    """Compare names without case and accents, so that États-Unis stands under E."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).casefold()
