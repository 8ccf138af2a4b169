# SPDX-License-Identifier: Apache-2.0
"""Need to know: which ministries may know of a dialogue. The one loader (node/dialogues.py) asks what stands here.

Rules:
  1. A dialogue that names no ministry is open to every post that reads. The first ministry that is named closes it to
     all others, and is always one's own: nobody shuts themselves out, or in where they do not belong.
  2. Only an officer who knows the dialogue says who else does.
"""

from __future__ import annotations

from django.db import transaction

from comity.base.errors import Ours
from comity.node import policy, trail
from comity.node.dialogues import open_dialogue
from comity.node.national.models import Admission, Officer


def admit(officer: Officer | None, dialogue: str, ministry: str) -> None:
    """Let a ministry know of a dialogue; where it named none so far, one's own ministries are named first."""
    actor = policy.require(officer, "admit")
    room = open_dialogue(actor, dialogue)
    if not ministry:
        raise Ours("a ministry has a name", hint="nothing was changed", code="form.empty")
    with transaction.atomic():
        first = not Admission.objects.filter(dialogue=room.id).exists()
        for name in sorted({ministry} | (actor.ministries if first else frozenset())):
            Admission.objects.get_or_create(dialogue=room.id, ministry=name, defaults={"by": actor})
            trail.did(actor, "admit ministry", dialogue=room.id, to=name)


def shut(officer: Officer | None, dialogue: str, ministry: str) -> None:
    """Take a ministry out again. One's own cannot be taken out while others are in."""
    actor = policy.require(officer, "admit")
    room = open_dialogue(actor, dialogue)
    rows = Admission.objects.filter(dialogue=room.id)
    left = set(rows.values_list("ministry", flat=True)) - {ministry}
    if left and not left & actor.ministries:
        raise Ours("nobody shuts themselves out", hint="nothing was changed", code="admission.own")
    with transaction.atomic():
        rows.filter(ministry=ministry).delete()
        trail.did(actor, "shut out ministry", dialogue=room.id, to=ministry)


def by_dialogue() -> dict[str, set[str]]:
    """Give the ministries that each dialogue names."""
    found: dict[str, set[str]] = {}
    for dialogue, ministry in Admission.objects.values_list("dialogue", "ministry"):
        found.setdefault(dialogue, set()).add(ministry)
    return found
