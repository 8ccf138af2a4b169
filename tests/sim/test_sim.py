# SPDX-License-Identifier: Apache-2.0
"""Runs from seeds: what the nodes promise holds under loss, crash, restore and malice (comity.sim.promises).

COMITY_SEEDS raises the number of seeds, for a soak. A seed that broke a promise is kept in `MENDED`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from figures import figure

from comity.sim.__main__ import make_run, memory
from comity.sim.process import Process
from comity.sim.run import Broken, Run

SEEDS = int(os.environ.get("COMITY_SEEDS", "2"))
STEPS = 30
FORGETFUL = (9, 15, 21, 27, 33, 39)  # seeds without an adversary

# Seeds that once broke a promise, and what was mended.
MENDED = {
    1: "one of three wrote a receipt for a log that waited for the third, and could not look any more",
    6: "two did not come to hold the same",
    54: "two did not come to hold the same",
    219: "a restored node got back what a peer had cosigned, and not what it held",
}
LONGER = {219: 60}  # how many steps it took


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder in memory, where syncs are quick."""
    with TemporaryDirectory(dir=memory()) as name:
        yield Path(name)


@pytest.fixture
def kept(process: Process) -> Iterator[Process]:
    """Give the process that leaves connections open from one look to the next."""
    process.keep = True
    yield process
    process.keep = False


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", sorted({*MENDED, *range(100, 100 + SEEDS)}))
def test_what_nodes_promise_holds_in_every_run(seed: int, kept: Process, folder: Path) -> None:
    run = make_run(kept, folder / str(seed), seed)
    run.play(LONGER.get(seed, STEPS))

    assert len(run.trace) > STEPS
    figure("sim_run", 1, "runs")
    figure("sim_forks_convicted", run.convicted, "forks")


def test_same_seed_does_the_same(kept: Process, folder: Path) -> None:
    traces = []
    for name in ("first", "again"):
        run = Run(kept, folder / name, seed=7, parties=2, hostile=True)
        run.play(25)
        traces.append(run.trace)

    assert traces[0] == traces[1]


def test_promise_that_is_broken_names_its_seed(kept: Process, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard that forgets lets a restored copy sign a second history, and the run must find it."""
    from comity.node import guard

    monkeypatch.setattr(guard, "require", lambda *_: None)
    monkeypatch.setattr(guard, "raise_mark", lambda *_: None)
    runs = [make_run(kept, folder / str(seed), seed) for seed in FORGETFUL]
    with pytest.raises(Broken, match=r"^seed \d+: "):
        _play_all(runs)


def _play_all(runs: list[Run]) -> None:
    for run in runs:
        run.play(60)
