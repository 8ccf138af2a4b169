# SPDX-License-Identifier: Apache-2.0
"""Play runs: `python -m comity.sim --from 1 --runs 100`. It prints the seed of each run that breaks a promise."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from comity.sim.process import Process, make_home
from comity.sim.run import Broken, Run


def main() -> int:
    """Play runs; gives 1 if a promise did not hold."""
    parser = argparse.ArgumentParser(prog="python -m comity.sim", description=__doc__)
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--trace", action="store_true", help="say each deed")
    asked = parser.parse_args()
    broken = convicted = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        mould = make_home(Path(folder) / "mould", "XA", "mould", 1)
        os.environ["COMITY_HOME"] = str(mould.path)
        process = Process(mould, keep=True)
        for seed in range(asked.first, asked.first + asked.runs):
            run = make_run(process, Path(folder) / str(seed), seed)
            try:
                run.play(asked.steps)
            except Broken as found:
                broken += 1
                print(f"broken: {found}", flush=True)
            convicted += run.convicted
            if asked.trace:
                print("\n".join(run.trace))
    print(f"sim_runs {asked.runs} runs")
    print(f"sim_broken {broken} runs")
    print(f"sim_forks_convicted {convicted} forks")
    print(f"sim_seconds {time.monotonic() - began:.1f} s")
    return min(broken, 1)


def make_run(process: Process, folder: Path, seed: int) -> Run:
    """Make the run of a seed: every second one has three parties, and two of three have an adversary among them."""
    return Run(process, folder, seed=seed, parties=2 + seed % 2, hostile=seed % 3 != 0)


def memory() -> str | None:
    """Give a folder in memory where there is one; what is synced there is safe from nothing, and quick."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # a fresh folder is made in it


if __name__ == "__main__":
    sys.exit(main())
