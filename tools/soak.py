# SPDX-License-Identifier: Apache-2.0
"""The long tests: the suite's own, with the numbers that a promise names, two at a time, and a line for each figure.

    make soak                        all of it; an hour on two cores is the aim
    make soak ONLY=kills,forks       some of it

On standard error it says what runs and how far it is; on standard output stand the figures, NAME VALUE UNIT. A test
that does not hold makes the soak fail, and the end of what it said is shown.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2


@dataclass(frozen=True)
class Job:
    """Some tests of the suite, and the numbers that they are run with."""

    name: str
    numbers: dict[str, str]
    tests: tuple[str, ...]


JOBS = (  # the longest first
    Job("pairs", {"COMITY_PAIRS": "10000"}, ("tests/node/test_non_interference.py", "-k", "any_national_file")),
    Job("desks", {"COMITY_RUNS": "10000"}, ("tests/node/test_random_desks.py",)),
    Job("texts", {"COMITY_SEQUENCES": "100000"}, ("tests/record/test_negotiated_text.py",)),
    Job("silence", {"COMITY_HISTORIES": "5000"}, ("tests/record/test_silence.py",)),
    Job("documents", {"COMITY_DOCUMENTS": "500"}, ("tests/formats",)),
    Job("sim", {"COMITY_SEEDS": "200"}, ("tests/sim",)),
    Job("faults", {"COMITY_FAULTS": "every"}, ("tests/node/test_every_write.py",)),
    Job("kills", {"COMITY_KILL_ROUNDS": "1000"}, ("tests/node/test_kill.py",)),
    Job("flips", {"COMITY_FLIPS": "every"}, ("tests/node/test_flips.py",)),
    Job("forks", {"COMITY_FORKS": "1000"}, ("tests/exchange/test_many_forks.py",)),
    Job("restarts", {"COMITY_RESTORES": "500", "COMITY_DOUBLE_STARTS": "200"}, ("tests/node/test_restarts.py",)),
    Job("orders", {"COMITY_INTERLEAVINGS": "100000"}, ("tests/node/test_interleavings.py",)),
    Job("pouches", {"COMITY_MUTATIONS": "10000"}, ("tests/pouch/test_hostile.py", "-k", "mutated")),
    Job("sessions", {}, ("tests/sessions", "-m", "long")),
    Job("flood", {"COMITY_FLOOD": "100000"}, ("tests/node/test_flood.py",)),
    Job(
        "postgresql",
        {"COMITY_STORE": "postgresql", "COMITY_SEEDS": "20"},
        ("tests/node/test_faults.py", "tests/node/test_four_eyes.py", "tests/node/test_road.py",
         "tests/exchange/test_hostile_peer.py", "tests/sim"),
    ),
)  # fmt: skip


def main() -> int:
    """Run the jobs; gives 1 if a test did not hold."""
    only = [name for name in os.environ.get("ONLY", "").split(",") if name]
    jobs = [job for job in JOBS if not only or job.name in only]
    began, failed = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="comity-soak-", dir=_memory()) as name, ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(_run, job, Path(name)): job for job in jobs}
        for number, done in enumerate(as_completed(running), start=1):
            job, (code, seconds, said) = running[done], done.result()
            how = "holds" if code == 0 else "DOES NOT HOLD"
            _say(f"[{number}/{len(jobs)}] {job.name} {how}, {seconds:.0f} s; {time.monotonic() - began:.0f} s in all")
            for line in _figures(Path(name) / f"{job.name}.figures"):
                _put(line)
            _put(f"{job.name}_seconds {seconds:.0f} s")  # two figures stand there whatever became of the tests
            _put(f"{job.name}_did_not_hold {int(code != 0)} jobs")
            if code:
                failed.append(job.name)
                _say(said)
    _put(f"soak_seconds {time.monotonic() - began:.0f} s")
    _put(f"soak_failed {len(failed)} jobs")
    return 1 if failed else 0


def _run(job: Job, folder: Path) -> tuple[int, float, str]:
    began = time.monotonic()
    _say(f"{job.name} begins: {' '.join(f'{key}={value}' for key, value in job.numbers.items())}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=3600",
         f"--basetemp={folder / job.name}", *job.tests],
        cwd=ROOT, env={**os.environ, **job.numbers, "COMITY_FIGURES": str(folder / f"{job.name}.figures")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, time.monotonic() - began, done.stdout[-3000:] + done.stderr[-1000:]


def _figures(file: Path) -> Iterator[str]:
    """Give the figures of a job; those that came several times, summed."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for line in file.read_text(encoding="ascii").splitlines() if file.exists() else ():
        name, value, unit = line.split()
        sums[name, unit] += float(value)
    for (name, unit), value in sums.items():
        yield f"{name} {value:.10g} {unit}"


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # a fresh folder is made in it


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _put(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
