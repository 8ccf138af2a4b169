# SPDX-License-Identifier: Apache-2.0
"""What all tests share: where helpers stand, real nodes on loopback, and Django set up once in a process of tests.

Helpers are plain modules beside the tests that use them, each of its own name, and any test may import any of them:
`sessions/nodes.py` (real nodes as processes), `sessions/script.py` (sessions as readable scripts), `node/pair.py` (two
nodes in this process, quick and inspectable).
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SHARED = ("cli", "web")  # folders whose tests share nodes that run
sys.path[:0] = [str(folder) for folder in sorted(TESTS.iterdir()) if folder.is_dir() and folder.name != "__pycache__"]

import django  # noqa: E402
from cluster import Cluster  # noqa: E402  # found by the path above
from keyboard import browser  # noqa: E402, F401  # a fixture; found by the path above
from nodes import Nodes, Template  # noqa: E402  # found by the path above
from pair import Pair, make_pair  # noqa: E402  # the same
from xdist.scheduler import LoadScopeScheduling  # noqa: E402

from comity.base.errors import Ours  # noqa: E402
from comity.formats import paper  # noqa: E402
from comity.node.home import Home  # noqa: E402
from comity.sim.__main__ import memory  # noqa: E402
from comity.sim.process import Process, make_home  # noqa: E402

_mould = Path(tempfile.mkdtemp(prefix="comity-tests-"))
atexit.register(shutil.rmtree, _mould, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Set Django up on an empty node before tests are collected, since they import its models."""
    os.environ["COMITY_HOME"] = str(make_home(_mould / "mould", "XA", "mould", 1).path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.node.settings"
    django.setup()
    del os.environ["DJANGO_SETTINGS_MODULE"]  # the processes that share the work are to set themselves up


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that makes a PDF where Pango is not there, naming the packages; but not where CI must have them."""
    if item.get_closest_marker("pdf"):
        try:
            paper._weasyprint()
        except Ours as lacking:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"Pango is not here: {lacking.hint}")


class _ByHouse(LoadScopeScheduling):
    """Give the tests that share running nodes to one process, and each other test to whichever is free."""

    def _split_scope(self, nodeid: str) -> str:
        folder = nodeid.split("/")[1]
        return folder if folder in SHARED else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling | None:
    """Group by folder: the groups that tests name in a mark are lost between pytest 9.2 and xdist 3.8."""
    return _ByHouse(config, log) if config.getvalue("dist") == "loadgroup" else None


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
def process(request: pytest.FixtureRequest) -> Process:
    """Django in this process, able to be at the home of any node; COMITY_STORE=postgresql gives all of them there."""
    if os.environ.get("COMITY_STORE") == "postgresql":
        found: Process = request.getfixturevalue("postgres_process")
        return found
    return Process(Home(_mould / "mould"))


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A PostgreSQL server of this process of tests, in memory where there is room."""
    with tempfile.TemporaryDirectory(prefix="comity-pg-", dir=memory()) as folder:
        cluster = Cluster(Path(folder))
        yield cluster
        cluster.stop()


@pytest.fixture(scope="session")
def postgres_process(server: Cluster) -> Process:
    """The process of `process`, whose homes have their stores in PostgreSQL."""
    return Process(make_home(_mould / "postgres", "XA", "mould", 1, database=server.make("mould")))


@pytest.fixture
def pair(process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Two nodes in this process, not yet introduced."""
    return make_pair(process, tmp_path, monkeypatch)


@pytest.fixture
def talks(pair: Pair) -> Pair:
    """Two nodes in this process with a founded dialogue."""
    pair.found()
    return pair
