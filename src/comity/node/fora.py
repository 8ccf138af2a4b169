# SPDX-License-Identifier: Apache-2.0
"""Fora as this node knows them: the list that ships, and the operator's `fora.yaml` in the home beside it."""

from __future__ import annotations

from pathlib import Path

from comity.fora.forum import Fora, beside, parse
from comity.fora.forum import fora as shipped

FILE = "fora.yaml"


def fora_of(home: Path) -> Fora:
    """Give all fora; raises Damaged, naming the place, where the operator's file has a fault."""
    path = home / FILE
    if not path.exists():
        return shipped()
    return beside(shipped(), parse(path.read_text(encoding="utf-8"), where=str(path)))
