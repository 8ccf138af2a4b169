# SPDX-License-Identifier: Apache-2.0
"""What the adversary does, who has its own party's real keys: forks, forged words, entries of nonsense, bent bytes.

A fork is shown to somebody who holds the other history, on a quiet road, and must end in a file of evidence that
`comity-verify` confirms: that is counted in `run.convicted` and asked for in promises.py.
"""

from __future__ import annotations

from dataclasses import replace

from comity.node import ledger, pull
from comity.node.joint.models import Dialogue, Evidence, Log
from comity.node.locks import append_lock
from comity.sim.hostile import PeerLog
from comity.sim.party import Party
from comity.sim.run import Run
from comity.sim.wire import Answer

FORKS = {"shorter": (2, 1), "same": (1, 1), "longer": (1, 3), "from the beginning": (0, 5)}  # entries back, and on


def one(run: Run) -> None:
    """Strike once."""
    assert run.hostile is not None
    run.chance.choices((bend, noise, forge, fork), (4, 3, 2, 2))[0](run, run.hostile, run.chance.choice(run.honest))


def bend(run: Run, hostile: Party, victim: Party) -> None:
    """Change some of the bytes that the victim is answered, from now on until the next strike."""
    often = run.chance.choice((0.1, 0.5, 1.0))

    def bent(by: Party, answer: Answer) -> Answer | None:
        if by is not victim or run.chance.random() > often:
            return None
        data = bytearray(answer.data)
        match run.chance.randrange(4):
            case 0 if data:
                data[run.chance.randrange(len(data))] ^= 1 << run.chance.randrange(8)
            case 1 if data:
                del data[run.chance.randrange(len(data)) :]
            case 2:
                data += run.chance.randbytes(run.chance.randrange(1, 300))
            case _:
                data = bytearray(run.chance.randbytes(run.chance.randrange(300)))
        return replace(answer, status=run.chance.choice((200, 200, 200, 404, 500)), data=bytes(data))

    run.bend = bent
    run.trace.append(f"{hostile.code} bends what {victim.code} is answered")


def noise(run: Run, hostile: Party, victim: Party) -> None:
    """Write entries that are no acts, or not permitted, past the rules of its own node."""
    log = _log(run, hostile)
    size = len(log.entries)
    for _ in range(run.chance.randrange(1, 5)):
        match run.chance.randrange(4):
            case 0:
                log.add(run.chance.randbytes(run.chance.randrange(200)))
            case 1:
                log.say(kind="treaty", verb="table", object=run.chance.randbytes(16).hex(), structure={"clauses": 12})
            case 2:
                log.say(kind="release", verb="accept", object=run.chance.randbytes(16).hex(), version="0" * 64)
            case _:
                log.receipt({victim.code: run.chance.randrange(9)})

    def work() -> str:
        with append_lock(hostile.home):
            ledger._write(ledger.our_log(run.dialogue), log.entries[size:], {}, {})  # noqa: SLF001  # past the rules
        return f"{size}-{len(log.entries)}"

    run.do(hostile, "writes noise", work)


def forge(run: Run, hostile: Party, victim: Party) -> None:
    """Say to have seen a root of the victim's log that it never signed."""
    log = _log(run, hostile)
    size = run.chance.randrange(1, 90)
    _show(run, victim, log.receipt({}, {victim.code: (size, run.chance.randbytes(32).hex())}))
    run.trace.append(f"{hostile.code} forges what it saw of {victim.code}: {_look(run, victim, hostile)}")


def fork(run: Run, hostile: Party, victim: Party) -> None:
    """Show the victim another history than the one it holds."""
    with run.at(victim):
        held = Log.objects.get(dialogue_id=run.dialogue, party=hostile.code)
    log = _log(run, hostile)
    name = run.chance.choice(list(FORKS))
    back, on = FORKS[name]
    kept = held.size - back if back else 2
    if held.frozen or victim.restored or not _can_look(run, victim, hostile):
        return
    if not 2 < held.size <= len(log.entries) or kept < 2:
        return
    other = log.fork(kept)
    while len(other.entries) < kept + on or (not back and len(other.entries) <= held.size):
        other.receipt({victim.code: run.chance.randrange(1, 9)})
    _show(run, victim, other)
    outcome = _look(run, victim, hostile)
    run.trace.append(f"{hostile.code} shows {victim.code} a fork ({name}): {outcome}")
    run.convicted += 1
    with run.at(victim):
        found = Evidence.objects.filter(party=hostile.code, code="theirs.equivocation").exists()
    assert found, f"a fork ({name}) that {victim.code} was shown is no evidence: {outcome}"


def _can_look(run: Run, victim: Party, hostile: Party) -> bool:
    return not (victim.down or hostile.down or frozenset((victim.code, hostile.code)) in run.parted)


def _log(run: Run, hostile: Party) -> PeerLog:
    with run.at(hostile):
        return PeerLog.here(run.dialogue)


def _show(run: Run, victim: Party, log: PeerLog) -> None:
    serve = log.serve()

    def bent(by: Party, answer: Answer) -> Answer | None:
        return serve(answer) if by is victim else None

    run.bend = bent


def _look(run: Run, victim: Party, hostile: Party) -> str:
    """Let the victim look at the adversary on a quiet road, which then shows its own log again."""
    if not _can_look(run, victim, hostile):
        run.bend = None
        return "nobody looks"
    run.calm, before = True, run.calm
    with run.at(victim):
        result = pull.pull_from(Dialogue.objects.get(pk=run.dialogue), hostile.code)
    run.calm, run.bend = before, None
    return result.error.code if result.error is not None else f"{result.before}-{result.after}"
