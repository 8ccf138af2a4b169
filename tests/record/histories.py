# SPDX-License-Identifier: Apache-2.0
"""Random histories for the tests of the record: many acts, permitted and not, written knowing much or little."""

from __future__ import annotations

import random
from dataclasses import replace

from logs import START, Logs, founding, keyset

from comity.acts.act import Verb, decode, encode
from comity.base.names import instant
from comity.record.entry import Unreadable

AGREED_VERBS = (Verb.ACCEPT,) * 4 + (Verb.RESERVE, Verb.WITHDRAW)


def history(rnd: random.Random, parties=("XA", "XB"), steps=60, objects=3, *, founded=True) -> Logs:
    """Write a random history over some paragraphs, texts and papers."""
    logs = Logs(*parties, founded=founded)
    if not founded:
        for party in parties:
            logs.write(party, Verb.NOTIFY, "keyset", name=f"keys {party}", structure=keyset(party))
    brought = []
    for step in range(steps):
        party = rnd.choice(parties)
        if rnd.random() < 0.5:
            _look(rnd, logs, party)
        _one(rnd, logs, party, brought, (objects, step))
    return logs


def rivals(rnd: random.Random, parties=("XA", "XB"), steps=16, versions=2) -> Logs:
    """Write a random history over a few rivals for one paragraph."""
    logs = Logs(*parties)
    words = [f"wording {n}" for n in range(versions)]
    known = {}
    for _ in range(steps):
        party = rnd.choice(parties)
        if rnd.random() < 0.6:
            _look(rnd, logs, party)
        said = rnd.choice(words)
        roll = rnd.random()
        if roll < 0.25 or not known:
            known[said] = logs.table(party, words=said)
        elif roll < 0.7:
            verb = rnd.choice(AGREED_VERBS)
            fields = {"ad_referendum": True} if verb is Verb.ACCEPT and rnd.random() < 0.15 else {}
            logs.speak(party, verb, known[rnd.choice(list(known))], **fields)
        else:
            logs.receipt(party)
    return logs


def renamed(logs: Logs, names: dict[str, str], dates: random.Random | None = None) -> Logs:
    """Write the same history again with other party codes, and with wild dates where asked."""
    other = Logs(*(names[p] for p in logs.parties), founded=False)
    versions: dict[str, str] = {}
    for party, log in logs.logs.items():
        for act in log:
            if isinstance(act, Unreadable):
                other.logs[names[party]].append(act)
                continue
            structure = dict(act.structure)
            if act.kind == "founding" and act.brings:
                structure = founding(tuple(names[p] for p in logs.parties))
            if act.kind == "receipt":
                structure = {"held": {names[p]: size for p, size in structure["held"].items()}}
            seen = {names[p]: s for p, s in act.seen.items()}
            at = act.at if dates is None else instant(START.replace(year=dates.randint(2017, 2037)))
            new = replace(act, by=names[party], structure=structure, seen=seen, at=at)
            if act.brings and act.kind == "founding":
                new = decode(encode(new))
                versions[act.version] = new.version
            other.logs[names[party]].append(new)
    for log in other.logs.values():
        log[:] = [
            a if isinstance(a, Unreadable) else replace(a, version=versions.get(a.version, a.version)) for a in log
        ]
    return other


def normal(dialogue, names=None):
    """Give what a dialogue says but for the order of its display, its dates, and the name of the founding's version."""

    def party(code):
        return (names or {}).get(code, code)

    def entry(e):
        return None if e is None else (party(e.party), e.index)

    def version(v):
        return (
            v.kind if v.kind == "founding" else v.id,
            v.standing,
            frozenset(entry(e) for e in v.brought_by),
            frozenset((party(s.party), s.stance, entry(s.entry)) for s in v.stances),
            frozenset(entry(e) for e in v.joint_by),
            frozenset(entry(e) for e in v.acknowledged),
        )

    return {
        "founded": dialogue.founded,
        "sizes": {party(p): size for p, size in dialogue.sizes.items()},
        "objects": {
            key: (
                o.kind,
                frozenset(version(v) for v in o.versions),
                frozenset((entry(j.id), j.without_effect) for j in o.history),
            )
            for key, o in dialogue.objects.items()
        },
        "entries": {entry(j.id): j.without_effect for j in dialogue.timeline},
        "held": frozenset((party(h.holder), party(h.of), h.size, entry(h.entry)) for h in dialogue.held),
        "waiting": frozenset((party(w.party), w.index, party(w.needs), w.size) for w in dialogue.waiting),
    }


def _look(rnd, logs, party):
    other = rnd.choice([p for p in logs.parties if p != party])
    size = len(logs.logs[other])
    known = logs.seen[party].get(other, 0)
    if size > known:
        logs.look(party, other, size if rnd.random() < 0.6 else rnd.randint(known + 1, size))


def _one(rnd, logs, party, brought, size):
    objects, step = size
    roll = rnd.random()
    name = f"object {rnd.randrange(objects)}"
    if roll < 0.1:
        logs.receipt(party)
    elif roll < 0.13:
        logs.logs[party].append(Unreadable("unreadable", "noise"))
    elif roll < 0.4 or not brought:
        former = [a for a in brought if rnd.random() < 0.6 and a.kind != "founding"]
        fields = {"supersedes": rnd.choice(former).version} if former and rnd.random() < 0.5 else {}
        if fields:
            name, kind = "", rnd.choice(former).kind
            fields["object_"] = next(a.object for a in former if a.version == fields["supersedes"])
        else:
            kind = rnd.choice(["paragraph", "paragraph", "finding", "paper"])
        words = f"words {rnd.randrange(step + 1)}"
        bring = logs.notify if kind == "paper" else logs.table
        brought.append(bring(party, name, words, kind, **fields))
    else:
        act = rnd.choice(brought[-6:])
        verbs = (Verb.ACKNOWLEDGE, Verb.WITHDRAW) if act.kind == "paper" else AGREED_VERBS
        logs.speak(party, rnd.choice(verbs), act)
