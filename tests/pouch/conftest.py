# SPDX-License-Identifier: Apache-2.0
"""Two nodes that no road joins."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from courier import Courier  # found by the path above
from pair import Pair  # the same


@pytest.fixture
def apart(pair: Pair, tmp_path: Path) -> Courier:
    """Two nodes whose officers have confirmed the introduction, and that have not met."""
    pair.meet = lambda: None  # type: ignore[method-assign]  # there is no road
    pair.found()
    pair.down = {"alba", "boria"}
    return Courier(pair, tmp_path)


@pytest.fixture
def joined(apart: Courier) -> Courier:
    """The same, after pouches have made the founding joint."""
    for sender, to in (("alba", "boria"), ("boria", "alba"), ("alba", "boria")):
        apart.carry(sender, to)
    return apart
