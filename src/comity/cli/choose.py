# SPDX-License-Identifier: Apache-2.0
"""Which dialogue is meant: by the beginning of its id, or the only one. An error names those that there are."""

from __future__ import annotations

from comity.base.errors import Ours
from comity.node.joint.models import Dialogue


def choose_dialogues(beginning: str) -> list[str]:
    """Give the dialogues whose id begins so; all for the empty string."""
    ids = list(Dialogue.objects.filter(id__startswith=beginning).order_by("id").values_list("id", flat=True))
    if not ids and beginning:
        raise _unknown(beginning)
    return ids


def choose_dialogue(beginning: str) -> str:
    """Give the one dialogue whose id begins so."""
    ids = choose_dialogues(beginning)
    if len(ids) != 1:
        raise _unknown(beginning)
    return ids[0]


def _unknown(beginning: str) -> Ours:
    known = ", ".join(d[:8] for d in Dialogue.objects.order_by("id").values_list("id", flat=True)) or "none"
    return Ours(f"no single dialogue begins with {beginning!r}; here: {known}", hint="`comity show` lists them")
