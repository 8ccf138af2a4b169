# SPDX-License-Identifier: Apache-2.0
"""Figures that a soak reports, one line each: NAME VALUE UNIT. They go to the file that COMITY_FIGURES names."""

from __future__ import annotations

import os
from pathlib import Path


def figure(name: str, value: float, unit: str) -> None:
    """Report one figure; where nobody asked for it, it is only what the test has asserted."""
    file = os.environ.get("COMITY_FIGURES")
    if file:
        with Path(file).open("a", encoding="ascii") as lines:
            lines.write(f"{name} {value:g} {unit}\n")
