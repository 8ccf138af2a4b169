# SPDX-License-Identifier: Apache-2.0
"""What happens in a run: parties speak, answer, look, pack and open; and what befalls them.

Each deed is drawn from one table, does what officers, couriers and disks do, and leaves a line in the trace.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from comity.acts.act import PayloadRef, Verb
from comity.base.digest import commitment
from comity.base.errors import Ours
from comity.node import backup, desk, folding, guard, ledger, pack, pouch, pull, recovery, store
from comity.node.means import means
from comity.sim import strikes
from comity.sim.party import Party
from comity.sim.run import Run

ROUNDS = 4  # of looks, until all hold the same


def one(run: Run) -> None:
    """Do one deed."""
    names = [deed for deed, _ in DEEDS] + ([strikes.one] if run.hostile is not None else [])
    weights = [weight for _, weight in DEEDS] + ([12] if run.hostile is not None else [])
    run.chance.choices(names, weights)[0](run)


def _somebody(run: Run) -> Party:
    """Draw a party; one whose process ended is started again first."""
    party = run.chance.choice(list(run.parties.values()))
    if party.down:
        start(run, party)
    return party


def start(run: Run, party: Party) -> None:
    """Start a node as `comity serve` does: what a crash left written is signed, what was being released is settled."""
    party.down = False

    def work() -> str:
        ledger.recover()
        desk.settle()
        return "up"

    run.do(party, "start", work)


# --- speaking --------------------------------------------------------------------------------------------------------


def _append(run: Run, party: Party, what: str, drafts: Callable[[], list[ledger.Draft]]) -> None:
    """Append to a party's log; what the node acknowledges is remembered."""
    written: dict[int, bytes] = {}

    def work() -> str:
        at = ledger.append_many(run.dialogue, drafts())
        log = ledger.our_log(run.dialogue)
        written.update(zip(at, store.entries(log, at.start, at.stop), strict=True))
        return f"{at.start}-{at.stop}"

    if run.do(party, what, work):
        party.acknowledged |= written


def speak(run: Run) -> None:
    """Bring something new, or a rival to what is there; one act or several."""
    number = run.chance.choice((1, 1, 1, 2, 5))
    _append(run, _somebody(run), "speaks", lambda: [_something(run) for _ in range(number)])


def _something(run: Run) -> ledger.Draft:
    fresh = means().random(16).hex()
    if run.chance.random() < 0.4:
        salt, words = means().random(32), b'{"title":{"en":"A paper"}}'
        ref = PayloadRef(commitment(salt, words), len(words), "application/json")
        return ledger.Draft(Verb.NOTIFY, "paper", object=fresh, payload=ref, salted=salt + words)
    objects = list(folding.dialogue(run.dialogue).of_kind("release"))
    structure = {"releases": [means().random(32).hex()]}
    if objects and run.chance.random() < 0.4:
        thing = run.chance.choice(objects)
        supersedes = thing.joint.id if thing.joint is not None else ""
        return ledger.Draft(Verb.TABLE, "release", object=thing.id, supersedes=supersedes, structure=structure)
    return ledger.Draft(Verb.TABLE, "release", object=fresh, structure=structure)


def answer(run: Run) -> None:
    """Accept, reserve or withdraw what stands in brackets."""

    def drafts() -> list[ledger.Draft]:
        things = folding.dialogue(run.dialogue).of_kind("release")
        open_ = [version for thing in things for version in thing.open]
        if not open_:
            raise Ours("nothing stands in brackets")
        version = run.chance.choice(open_)
        verb = run.chance.choice((Verb.ACCEPT, Verb.ACCEPT, Verb.ACCEPT, Verb.RESERVE, Verb.WITHDRAW))
        return [ledger.Draft(verb, version.kind, object=version.object, version=version.id)]

    _append(run, _somebody(run), "answers", drafts)


# --- the two roads ---------------------------------------------------------------------------------------------------


def look(run: Run) -> None:
    """Look at all peers along the road."""
    look_of(run, _somebody(run))


def look_of(run: Run, party: Party) -> None:
    """Let a party look at all its peers."""

    def work() -> str:
        results = pull.pull(run.dialogue)
        return " ".join(r.error.code if r.error is not None else f"{r.before}-{r.after}" for r in results)

    run.do(party, "looks", work)


def pack_one(run: Run) -> None:
    """Pack a pouch and give it to the courier."""
    party = _somebody(run)
    to = run.chance.choice([code for code in run.parties if code != party.code])

    def work() -> str:
        packed = pack.pack(run.dialogue, to, static=run.chance.random() < 0.3)
        run.pouches.append((to, packed.data))
        return f"{packed.start}-{packed.end} for {to}"

    run.do(party, "packs", work)


def deliver(run: Run) -> None:
    """Let the courier bring a pouch, in any order, and sometimes again later."""
    if run.pouches:
        at = run.chance.randrange(len(run.pouches))
        to, data = run.pouches[at]
        if run.chance.random() < 0.8:
            del run.pouches[at]
        if run.parties[to].down:
            start(run, run.parties[to])
        open_one(run, run.parties[to], data)


def open_one(run: Run, party: Party, data: bytes) -> None:
    """Open a pouch at a party's node."""
    file = run.folder / "one.pouch"
    file.write_bytes(data)

    def work() -> str:
        opened = pouch.open_pouch(file)
        return f"{opened.state} {opened.start}-{opened.end}"

    run.do(party, "opens", work)


def lose(run: Run) -> None:
    """Let the courier lose a pouch."""
    if run.pouches:
        del run.pouches[run.chance.randrange(len(run.pouches))]


# --- what befalls a node ---------------------------------------------------------------------------------------------


def end(run: Run) -> None:
    """End a node's process between two works."""
    party = run.chance.choice(list(run.parties.values()))
    party.down = True
    run.process.let_go(party.home)
    run.trace.append(f"{party.code} ended")


def back_up(run: Run) -> None:
    """Back a node up, as its operator does every night."""
    party = _somebody(run)
    folder = run.folder / f"backup-{party.code}-{len(party.backups)}"

    def work() -> str:
        backup.back_up(party.home, folder)
        party.backups.append(folder)
        return "kept"

    run.do(party, "backs up", work)


def restore(run: Run) -> None:
    """Put an old backup in place, as an operator does in a bad hour; guard and keys stay where they are."""
    party = run.chance.choice(list(run.parties.values()))
    if party.backups:
        run.process.let_go(party.home)
        with run.at(party):
            backup.restore(party.home, run.chance.choice(party.backups))
        party.restored, run.joint[party.code] = True, set()
        run.trace.append(f"{party.code} was restored")
        start(run, party)


def get_back(run: Run) -> None:
    """Let a restored node ask a peer for its own log."""
    party = _somebody(run)
    if party.restored:
        get_back_from(run, party, run.chance.choice([code for code in run.parties if code != party.code]))


def get_back_from(run: Run, party: Party, peer: str) -> None:
    """Let a node ask this peer for its own log."""

    def work() -> str:
        found = recovery.recover_by_road(run.dialogue, peer)
        guard.require(party.home, ledger.our_log(run.dialogue))
        party.restored = False
        return f"{found.before}-{found.after}"

    run.do(party, "gets back", work)


def jump(run: Run) -> None:
    """Set a node's clock wrong, by seconds or years, or right again."""
    party = run.chance.choice(list(run.parties.values()))
    seconds = run.chance.choice((0, 0, 3, -3, 400, -400, 86_400, -86_400, 300_000_000))
    party.wrong_by = timedelta(seconds=seconds)
    run.trace.append(f"{party.code} clock {seconds}")


def part(run: Run) -> None:
    """Cut the road between two parties, or mend all roads."""
    if run.parted:
        run.parted.clear()
    else:
        run.parted.add(frozenset(run.chance.sample(sorted(run.parties), 2)))
    run.trace.append(f"parted {sorted(sorted(two) for two in run.parted)}")


DEEDS: tuple[tuple[Callable[[Run], None], int], ...] = (
    (speak, 26), (answer, 20), (look, 40), (pack_one, 6), (deliver, 8), (lose, 1), (end, 3), (back_up, 4),
    (restore, 3), (get_back, 6), (jump, 4), (part, 4),
)  # fmt: skip


# --- the end ---------------------------------------------------------------------------------------------------------


def make_well(run: Run) -> None:
    """Mend roads and clocks, start all nodes, bring what the courier has, and let all look until nothing is new."""
    run.calm, run.bend = True, None
    run.parted.clear()
    run.trace.append("all is made well")
    for party in run.parties.values():
        party.wrong_by = timedelta()
        start(run, party)
    for to, data in run.pouches:
        open_one(run, run.parties[to], data)
    for _ in range(ROUNDS):
        for party in run.parties.values():
            for peer in [code for code in run.parties if code != party.code and party.restored]:
                get_back_from(run, party, peer)
            look_of(run, party)
