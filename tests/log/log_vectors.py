# SPDX-License-Identifier: Apache-2.0
"""Where the published vectors are, or a skip that says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2].parent / "shared" / "vectors"


def vector(name: str) -> bytes:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"the published vectors are not here: no ../shared/vectors/{name}")
    return path.read_bytes()


def vector_lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in vector(name).splitlines()]
