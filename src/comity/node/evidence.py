# SPDX-License-Identifier: Apache-2.0
"""What is kept of other parties' bytes that were not what they must be, with the sentence that says so."""

from __future__ import annotations

from comity.base.errors import Ours
from comity.node.joint.models import Evidence


def evidence(dialogue: str = "") -> tuple[Evidence, ...]:
    """Give the evidence of a dialogue, or of all, the oldest first."""
    rows = Evidence.objects.order_by("pk")
    return tuple(rows.filter(dialogue_id=dialogue) if dialogue else rows)


def one(number: int) -> Evidence:
    """Give one piece by its number, or raise Ours naming those that there are."""
    row = Evidence.objects.filter(pk=number).first()
    if row is None:
        here = ", ".join(str(pk) for pk in Evidence.objects.order_by("pk").values_list("pk", flat=True)) or "none"
        raise Ours(f"there is no evidence {number}; here: {here}", hint="`comity evidence list` says what each is")
    return row
