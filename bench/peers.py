# SPDX-License-Identifier: Apache-2.0
"""Do the same work with git beside the log, in one run: write and sign one by one, take over, verify. NAME VALUE UNIT.

    make bench-peers       1,000 acts each        (QUICK=1: 100)

Rules:
  1. Both write the same bytes, acts of 850 bytes, one signed step for each, durable before the next one begins.
  2. `*_per_s` goes by the clock, `*_per_cpu_s` by the processor's time, of git with all processes that it starts.
  3. A ratio is ours over git's: above 1 we do more in a second. What makes it unfair, to whom, is printed below it.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from world import World

from log import Line, put

QUICK = os.environ.get("QUICK", "") not in {"", "0"}
ACTS = 100 if QUICK else 1_000
DURABLE = ("-c", "core.fsync=all", "-c", "gc.auto=0")
SIGNED = ("-c", "gpg.format=ssh", "-c", "commit.gpgSign=true")
FAIRNESS = """\
What differs, to be read with the ratios:
  slows git    It starts a process for each commit and each signature, as whoever works with it does; a program that
               linked it in would be spared most of that. Ours appends within one process that goes on running.
  slows git    Its commits have each a signature, of which each is verified. Ours signs each step too, but the last
               checkpoint speaks for all before it, so that one note (two signatures) and every hash are verified.
  speeds git   It signs with Ed25519 alone; ours signs each step twice, with Ed25519 and with ML-DSA-44.
  speeds git   Its fetch goes from folder to folder through a pipe; ours goes over HTTP with signed requests, and with
               a receipt that is written and signed.
  slows git    The processor's time of the side that serves is in git's figure and not in ours.
  not in git   Ours judges each act before it is written, reads back and hashes what it wrote, keeps a mark outside the
               database, and notices a second history. A branch of git can be written anew, and a forced fetch takes it.
  not measured Matrix Synapse: two federated servers are not set up by this bench."""


def main() -> None:
    """Measure both, and print figures, ratios, and what differs."""
    if shutil.which("git") is None or shutil.which("ssh-keygen") is None:
        raise SystemExit("bench: git and ssh-keygen are needed to compare with; install them, nothing was measured")
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        acts, ours = [], {}
        with World(folder) as world:
            for name_, value, unit in _ours(world, acts):
                put(f"comity_{name_}", value, unit)
                ours[name_] = value
        for name_, value, unit in _git(folder, acts):
            put(f"git_{name_}", value, unit)
            put(f"{name_.removesuffix('_s').removesuffix('_per')}_over_git", ours[name_] / value, "times git")
    print(FAIRNESS, file=sys.stderr)


def _ours(world: World, acts: list[bytes]) -> Iterator[Line]:
    """Let Boria write, take it over for Alba, and read it back; the acts are left in the list."""
    from comity.exchange.introduction import decode
    from comity.node import fsck, store
    from comity.node.pull import pull

    dialogue = world.found("Alba-Boria, beside git")
    pull(dialogue)
    start = world.peer_log(dialogue).size
    wall, own = world.boria.ask("one_by_one", dialogue=dialogue, number=ACTS)
    yield from _lines("append_one", ACTS, wall, own)
    wall, own = time.perf_counter(), time.process_time()
    (result,) = pull(dialogue)
    yield from _lines("replicate", ACTS, time.perf_counter() - wall, time.process_time() - own)
    if result.error is not None or result.after - start != ACTS:
        raise SystemExit(f"bench: {result.sentence()}")
    log = world.peer_log(dialogue)
    introduction = decode(bytes(log.dialogue.introduction))
    wall, own = time.perf_counter(), time.process_time()
    findings = list(fsck.check_log(log, introduction))
    yield from _lines("verify", log.size, time.perf_counter() - wall, time.process_time() - own)
    if findings:
        raise SystemExit(f"bench: {findings[0].sentence}")
    acts += store.entries(log, start, log.size)


def _git(folder: Path, acts: Sequence[bytes]) -> Iterator[Line]:
    """Commit each act, fetch the commits to another repository, and verify every one there."""
    key, signers = folder / "key", folder / "signers"
    _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key))
    signers.write_text(f'boria@boria.example namespaces="git" {key.with_suffix(".pub").read_text()}', encoding="ascii")
    boria, alba = folder / "git-boria", folder / "git-alba"
    _run("git", "init", "-q", "-b", "log", str(boria))
    _run("git", "init", "-q", "--bare", "-b", "log", str(alba))
    act = boria / "act.json"
    act.write_bytes(b"")
    _run("git", "-C", str(boria), "add", "act.json")
    commit = (
        "git", "-C", str(boria), *DURABLE, *SIGNED, "-c", f"user.signingKey={key}", "-c", "user.name=Boria",
        "-c", "user.email=boria@boria.example", "commit", "-q", "-a", "-m", "act",
    )  # fmt: skip

    def write() -> None:
        for data in acts:
            act.write_bytes(data)
            _run(*commit)

    def fetch() -> None:
        checked = ("-c", "fetch.fsckObjects=true")
        _run("git", "-C", str(alba), *DURABLE, *checked, "fetch", "-q", boria.as_uri(), "log:log")

    def verify() -> None:
        commits = _run("git", "-C", str(alba), "rev-list", "log").split()
        if len(commits) != len(acts):
            raise SystemExit(f"bench: {len(commits)} commits came over, and {len(acts)} were written")
        allowed = f"gpg.ssh.allowedSignersFile={signers}"
        _run("git", "-C", str(alba), "-c", "gpg.format=ssh", "-c", allowed, "verify-commit", *commits)

    for name, work in (("append_one", write), ("replicate", fetch), ("verify", verify)):
        yield from _lines(name, len(acts), *_took(work))


def _took(work: Callable[[], None]) -> tuple[float, float]:
    """Do something with processes of its own; gives the seconds it took, of the clock and of the processor."""
    start, own = time.perf_counter(), _processor()
    work()
    return time.perf_counter() - start, _processor() - own


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _lines(name: str, number: int, wall: float, own: float) -> Iterator[Line]:
    yield f"{name}_acts_per_s", number / wall, "/s"
    yield f"{name}_acts_per_cpu_s", number / own, "/s"


def _run(*command: str) -> str:
    """Run a program with settings of ours alone; ends the bench where it fails."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(command[:4])} … ended with {done.returncode}: {done.stderr[-400:]}")
    return done.stdout


if __name__ == "__main__":
    main()
