# SPDX-License-Identifier: Apache-2.0
"""Markings, and the one question that every exit asks: whether this may leave here, by this way, to these.

    TLP:AMBER                                     a label of FIRST's Traffic Light Protocol 2.0, never translated
    TLP:AMBER+STRICT // DIFFUSION RESTREINTE      and a label of our own government's scale, which the operator names
    TLP:AMBER // REL XA XB                        and the parties to whom it is releasable, if not to all

Rules:
  1. `EXITS` names for each way out the highest label that may take it. Named readers print what is for their eyes only;
     what goes into a calendar or a mail lies on machines of others.
  2. A label of our own scale leaves for another party only where the marking names that party. It is never public.
  3. `releasable to` names every party that may have it: one that is not named does not get it.
  4. The operator sets the highest label that the node may hold; what is marked higher is refused when it is written.
     What a peer marks higher is kept, since the peer's log must stay whole, and its words are held back: they are shown
     to nobody and leave by no way but in the record itself, until the operator lets the node hold such words.
  5. A way that is not in `EXITS` is no way out. A marking that another party wrote and nobody here can read counts as
     the highest.

Source: FIRST, Traffic Light Protocol version 2.0, 2022.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.base import canonical
from comity.base.errors import Malformed, NotPermitted, Ours
from comity.node.home import here

LABELS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
USUAL = "TLP:AMBER"

# The highest label for each way out. `act` is to the parties of a dialogue, by road or pouch.
EXITS = {
    "print": "TLP:RED",
    "act": "TLP:RED",
    "pouch": "TLP:RED",
    "export": "TLP:RED",
    "file": "TLP:AMBER+STRICT",
    "kit": "TLP:AMBER+STRICT",
    "calendar": "TLP:AMBER",
    "mail": "TLP:GREEN",
    "feed": "TLP:CLEAR",
    "publication": "TLP:CLEAR",
}
_ABROAD = frozenset({"act", "pouch", "kit", "feed", "publication"})


@dataclass(frozen=True, slots=True)
class Marking:
    """A label of TLP, one of our own scale or none, and the parties to whom it is releasable (none named: all)."""

    tlp: str
    own: str = ""
    to: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " // ".join(filter(None, (self.tlp, self.own, "REL " + " ".join(self.to) if self.to else "")))


def marking(spelled: str) -> Marking:
    """Read a marking; nothing is the usual one. Raises Ours for a label that neither TLP nor our scale knows."""
    tlp, own = "", ""
    to: tuple[str, ...] = ()
    for part in filter(None, (part.strip() for part in spelled.split("//"))):
        if part in LABELS and not tlp:
            tlp = part
        elif part.startswith("REL ") and not to:
            to = tuple(sorted(part.split()[1:]))
        elif part in own_scale() and not own:
            own = part
        else:
            known = ", ".join((*LABELS, *own_scale()))
            raise Ours(
                f"{part!r} is no marking here; known: {known}", hint="labels are never translated; nothing was changed",
                code="marking.unknown",
            )  # fmt: skip
    return Marking(tlp or USUAL, own, to)


def own_scale() -> tuple[str, ...]:
    """Give our government's own labels, the lowest first, as the operator named them in node.json."""
    return tuple(here().settings().scale)


def require_held(spelled: str) -> Marking:
    """Give a marking back, or raise NotPermitted where it is above what the operator lets this node hold."""
    found, most = marking(spelled), here().settings().highest
    highest = marking(most)
    above_own = highest.own and found.own and own_scale().index(found.own) > own_scale().index(highest.own)
    if LABELS.index(found.tlp) > LABELS.index(highest.tlp) or above_own:
        raise NotPermitted(
            f"this node may hold at most {most}, and this is {found}",
            hint="nothing was kept; take it to the place that is meant for it", code="marking.too-high",
        )  # fmt: skip
    return found


def read(spelled: str) -> Marking:
    """Read a marking that anybody wrote; one that nobody here knows counts as the highest."""
    try:
        return marking(spelled)
    except Ours:
        return Marking(LABELS[-1])


def above_highest(spelled: str) -> bool:
    """Say whether words with this marking are above what the operator lets this node hold."""
    found, highest = read(spelled), marking(here().settings().highest)
    above_own = highest.own and found.own and own_scale().index(found.own) > own_scale().index(highest.own)
    return LABELS.index(found.tlp) > LABELS.index(highest.tlp) or bool(above_own)


def marking_of(payload: bytes) -> str:
    """Give the marking that stands in a payload, or nothing: a file, and words without one, have none of their own."""
    try:
        value = canonical.decode(payload)
    except Malformed:
        return ""
    spelled = value.get("marking") if isinstance(value, dict) else None
    return spelled if isinstance(spelled, str) else ""


def leaves(spelled: str, way: str, *, to: Iterable[str] = ()) -> bool:
    """Say whether what is so marked, by whomever, may leave by this way to these parties."""
    try:
        _require(read(spelled), way, set(to))
    except NotPermitted:
        return False
    return True


def require_all(spelled: Iterable[str], way: str, *, to: Iterable[str] = ()) -> Marking:
    """Give the highest of many markings back if all that they mark may leave; raise NotPermitted for the first no.

    Nothing among them is the usual marking, and so are none at all.
    """
    parties, most = set(to), Marking(LABELS[0])
    for found in (read(each) for each in sorted(set(spelled) or {""})):
        most = max(most, _require(found, way, parties), key=lambda m: LABELS.index(m.tlp))
    return most


def require_exit(spelled: str, way: str, *, to: Iterable[str] = ()) -> Marking:
    """Give a marking back if what it marks may leave by this way to these parties, or raise NotPermitted."""
    return _require(marking(spelled), way, set(to))


def _require(found: Marking, way: str, parties: set[str]) -> Marking:
    if way not in EXITS:
        raise NotPermitted(
            f"{way} is no way out of this node; known: {', '.join(sorted(EXITS))}", hint="nothing left the node",
            code="marking.exit",
        )  # fmt: skip
    if LABELS.index(found.tlp) > LABELS.index(EXITS[way]):
        raise NotPermitted(
            f"what is marked {found} does not leave by {way}: at most {EXITS[way]} does",
            hint="nothing left the node; choose another way, or have it marked anew", code="marking.exit",
        )  # fmt: skip
    strangers = parties - set(found.to) if found.to or (found.own and way in _ABROAD) else set()
    if strangers or (way in {"feed", "publication"} and (found.own or found.to)):
        who = ", ".join(sorted(strangers)) or "the public"
        raise NotPermitted(
            f"what is marked {found} is not releasable to {who}",
            hint="nothing left the node; have it marked anew", code="marking.releasable",
        )  # fmt: skip
    return found
