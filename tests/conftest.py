# SPDX-License-Identifier: Apache-2.0
"""What all tests share: where helpers stand, real nodes on loopback, and Django set up once in a process of tests.

Helpers are plain modules beside the tests that use them, each of its own name, and any test may import any of them:
`sessions/nodes.py` (real nodes as processes), `sessions/script.py` (sessions as readable scripts), `node/pair.py` (two
nodes in this process, quick and inspectable).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
sys.path[:0] = [str(folder) for folder in sorted(TESTS.iterdir()) if folder.is_dir() and folder.name != "__pycache__"]

import django  # noqa: E402
from nodes import Nodes, Template  # noqa: E402  # found by the path above
from pair import Pair, Process, make_home, make_pair  # noqa: E402  # the same

_mould = tempfile.TemporaryDirectory(prefix="comity-tests-")


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Set Django up on an empty node before tests are collected, since they import its models."""
    os.environ["COMITY_HOME"] = str(make_home(Path(_mould.name) / "mould", "XA", "mould", 1).path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.node.settings"
    django.setup()
    del os.environ["DJANGO_SETTINGS_MODULE"]  # the processes that share the work are to set themselves up


def pytest_unconfigure() -> None:
    """Remove that node."""
    _mould.cleanup()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Alba and Boria made once with their officers, to be copied for each test."""
    return Template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def nodes(template: Template, tmp_path: Path) -> Iterator[Nodes]:
    """Two running nodes of the test's own, not yet introduced."""
    with template.copy(tmp_path) as two:
        two.start()
        yield two


@pytest.fixture(scope="session")
def founded(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Two running nodes with a founded dialogue, shared by tests that only add to it."""
    with template.copy(tmp_path_factory.mktemp("founded")) as two:
        two.start()
        two.found()
        yield two


@pytest.fixture(scope="session")
def process() -> Process:
    """Django in this process, able to be at the home of any node."""
    return Process(Path(_mould.name) / "mould")


@pytest.fixture
def pair(process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Two nodes in this process, not yet introduced."""
    return make_pair(process, tmp_path, monkeypatch)


@pytest.fixture
def talks(pair: Pair) -> Pair:
    """Two nodes in this process with a founded dialogue."""
    pair.found()
    return pair
