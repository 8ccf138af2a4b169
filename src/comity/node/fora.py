# SPDX-License-Identifier: Apache-2.0
"""Fora and the framework as this node knows them: the lists that ship, and the operator's in the home beside them."""

from __future__ import annotations

from pathlib import Path

from comity.fora.forum import Fora, beside, parse
from comity.fora.forum import fora as shipped
from comity.fora.framework import Framework
from comity.fora.framework import beside as beside_ours
from comity.fora.framework import framework as shipped_framework
from comity.fora.framework import parse as parse_framework

FILE, FRAMEWORK = "fora.yaml", "framework.yaml"


def fora_of(home: Path) -> Fora:
    """Give all fora; raises Damaged, naming the place, where the operator's file has a fault."""
    path = home / FILE
    if not path.exists():
        return shipped()
    return beside(shipped(), parse(path.read_text(encoding="utf-8"), where=str(path)))


def framework_of(home: Path) -> Framework:
    """Give what is known of the framework; raises Damaged, naming the place, where the operator's file has a fault."""
    path = home / FRAMEWORK
    if not path.exists():
        return shipped_framework()
    return beside_ours(shipped_framework(), parse_framework(path.read_text(encoding="utf-8"), where=str(path)))
