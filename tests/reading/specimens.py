# SPDX-License-Identifier: Apache-2.0
"""Where the specimens and the shared labelled texts stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SPECIMENS = ROOT / "demo" / "specimens"
SHARED = ROOT.parent / "shared" / "communiques"


def names() -> list[str]:
    """The specimens, by name."""
    return sorted(path.stem for path in SPECIMENS.glob("*.txt"))


def text(name: str) -> str:
    """The text of a specimen."""
    return (SPECIMENS / f"{name}.txt").read_text(encoding="utf-8")


def expected(name: str) -> dict[str, Any]:
    """What the sidecar says the specimen tells."""
    return json.loads((SPECIMENS / f"{name}.json").read_text(encoding="utf-8"))
