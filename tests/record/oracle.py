# SPDX-License-Identifier: Apache-2.0
"""The executable law 4 that stands beside the project, as a module; tests that need it skip where it is absent."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).resolve().parents[3] / "shared" / "model" / "joint.py"


def load() -> ModuleType:
    """Load the oracle, or skip and say what is missing."""
    if not PATH.exists():
        pytest.skip(f"the oracle of law 4 is not here: {PATH}")
    spec = importlib.util.spec_from_file_location("joint_oracle", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
