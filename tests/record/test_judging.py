# SPDX-License-Identifier: Apache-2.0
"""Law 4 and the table together, against a slow reading of both: the oracle asked anew for the view of every writer."""

from __future__ import annotations

import random

import oracle
import pytest
from histories import rivals
from logs import object_id

from comity.acts.act import Verb
from comity.acts.permission import Case, Stance, Standing, judge

_STANCE = {Verb.TABLE: Stance.ACCEPTS, Verb.RESERVE: Stance.RESERVES, Verb.WITHDRAW: Stance.NONE}


class Slow:
    """The same questions, answered by walking through everything each time."""

    def __init__(self, model, logs):
        self.model = model
        self.parties = logs.parties
        self.logs = [logs.logs[p] for p in logs.parties]
        self.known = [self._known(p) for p in range(len(self.logs))]
        self.versions = sorted({a.version for log in self.logs for a in log if a.object == object_id("point")})
        self.effective = [["receipt"] * len(log) for log in self.logs]
        self.reasons = {}
        done = [0] * len(self.logs)
        while any(done[p] < len(self.logs[p]) for p in range(len(done))):
            for p in reversed(range(len(done))):  # another order than that of the fold
                while done[p] < len(self.logs[p]) and all(
                    size <= done[q] for q, size in enumerate(self.known[p][done[p]]) if q != p
                ):
                    self._judge(p, done[p])
                    done[p] += 1

    def _known(self, p):
        now, vectors = [0] * len(self.logs), []
        for i, act in enumerate(self.logs[p]):
            for party, seen in act.seen.items():
                now[self.parties.index(party)] = seen.size
            now[p] = i + 1
            vectors.append(tuple(now))
        return vectors

    def oracle_logs(self):
        """Put the acts with effect as the oracle reads them, all else as receipts."""
        return [
            [
                (kind, act.version if kind != "receipt" else None, self.known[p][i])
                for i, (act, kind) in enumerate(zip(log, self.effective[p], strict=True))
            ]
            for p, log in enumerate(self.logs)
        ]

    def _acts(self, p, size):
        """Give the effective acts of a party on these rivals, as far as a reader knows its log."""
        return [a for i, a in enumerate(self.logs[p][:size]) if self.effective[p][i] != "receipt"]

    def _stance(self, p, size, version):
        stance = Stance.NONE
        for act in self._acts(p, size):
            if act.version == version:
                stance = _STANCE.get(act.verb, Stance.AD_REFERENDUM if act.ad_referendum else Stance.ACCEPTS)
            elif act.verb in (Verb.TABLE, Verb.ACCEPT) and not act.ad_referendum and stance is not Stance.RESERVES:
                stance = Stance.NONE
        return stance

    def _standing(self, version, view):
        acts = {p: [a for a in self._acts(p, view[p]) if a.version == version] for p in range(len(view))}
        bringers = [p for p in acts if any(a.verb is Verb.TABLE for a in acts[p])]
        joint = self.model.joint(self.oracle_logs(), view, self.versions)
        if not bringers:
            return Standing.BLOCKED if joint else Standing.ABSENT
        if joint:
            return Standing.JOINT if version in joint else Standing.SET_ASIDE
        return Standing.WITHDRAWN if all(acts[p][-1].verb is Verb.WITHDRAW for p in bringers) else Standing.TABLED

    def _judge(self, p, i):
        act = self.logs[p][i]
        if act.object != object_id("point"):
            return
        view = [size - (q == p) for q, size in enumerate(self.known[p][i])]
        standing = self._standing(act.version, view)
        if standing is Standing.BLOCKED and act.verb is not Verb.TABLE:
            standing = Standing.ABSENT
        bringers = {
            q for q in range(len(view)) for a in self._acts(q, view[q])
            if a.verb is Verb.TABLE and a.version == act.version
        }  # fmt: skip
        case = Case(
            verb=act.verb, kind=act.kind, standing=standing, stance=self._stance(p, view[p], act.version),
            owner=p in bringers if bringers else None, founded=True,
        )  # fmt: skip
        reason = judge(case)
        self.reasons[self.parties[p], i] = reason
        if not reason and not act.ad_referendum:
            self.effective[p][i] = {Verb.TABLE: "accept"}.get(act.verb, act.verb.value)
        elif not reason:
            self.effective[p][i] = "ad_referendum"  # the oracle takes no notice of it


@pytest.mark.parametrize(("parties", "runs", "steps"), [(("XA", "XB"), 250, 22), (("XA", "XB", "XC"), 60, 45)])
def test_fold_judges_every_act_as_the_oracle_and_the_table_do(parties, runs, steps):
    model = oracle.load()
    reached = late = 0
    for seed in range(runs):
        rnd = random.Random(seed)
        logs = rivals(rnd, parties, steps, rnd.choice([1, 2, 2, 3]))
        slow = Slow(model, logs)
        dialogue = logs.dialogue()
        acts = slow.oracle_logs()
        view = [len(log) for log in acts]
        joint = model.joint(acts, view, slow.versions)
        thing = dialogue.objects.get(object_id("point"))
        found = {v.id for v in thing.versions if v.standing is Standing.JOINT} if thing else set()
        assert found == joint, f"seed {seed}"
        expected = dict(slow.reasons)
        if joint:
            reached += 1
            entries = [min(column) for column in zip(*(e for _, e in model.witnesses(acts, view, *joint)), strict=True)]
            for (party, index), reason in slow.reasons.items():
                if not reason and index > entries[parties.index(party)]:
                    expected[party, index] = "too-late"
                    late += 1
            assert [e.index for e in thing.joint.joint_by] == entries
        said = {(j.id.party, j.id.index): j.without_effect for j in dialogue.timeline}
        assert {place: said[place] for place in expected} == expected, f"seed {seed}"
    assert reached > runs // 10
    assert late > 0
