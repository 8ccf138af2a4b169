# SPDX-License-Identifier: Apache-2.0
"""One world for all tests of the web: two real nodes that have a story, and somebody signed in for each post."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import world as stories
from visitor import Visitor


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stories.World]:
    made = stories.make(tmp_path_factory.mktemp("world"))
    yield made
    made.alba.stop()
    made.boria.stop()


@pytest.fixture(scope="session")
def officers(world: stories.World) -> dict[str, Visitor]:
    """Alba's officers, each signed in."""
    found = {}
    for who, links in world.alba.links.items():
        found[who] = Visitor(world.alba.address)
        assert found[who].enter(links.pop()).status == 200
    return found


@pytest.fixture
def stranger(world: stories.World) -> Visitor:
    return Visitor(world.alba.address)


@pytest.fixture(scope="session")
def theirs(world: stories.World) -> Visitor:
    """An officer of Boria, signed in there."""
    visitor = Visitor(world.boria.address)
    assert visitor.enter(world.boria.links["releaser"].pop()).status == 200
    return visitor
