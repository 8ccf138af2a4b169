# SPDX-License-Identifier: Apache-2.0
"""Officers do at random what the desk lets them: nothing is ever released, issued or confirmed by one person alone.

COMITY_RUNS says how many runs (500 here, 10,000 in `make soak`). Each run is a fresh proposal or position with up to
sixteen steps by officers drawn at random, who change, ask, answer, approve, release, refuse and hand posts over.
"""

from __future__ import annotations

import os
import random
from contextlib import suppress
from datetime import timedelta

from pair import Pair

from comity.acts.act import Verb
from comity.base.errors import ComityError
from comity.node import appointments, clearance, desk, ledger, officers, positions, posts
from comity.node.clock import now
from comity.node.national.models import Appointment, Approval, ClearanceRequest, Officer, Position, Proposal

RUNS = int(os.environ.get("COMITY_RUNS", "500"))
NAMES = ("ana", "leo", "ida", "noa")
WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}


def test_nothing_is_released_by_one_person(pair: Pair) -> None:
    rng, seen = random.Random(20210928), {"released": 0, "issued": 0, "voided": 0, "confirmed": 0}
    dialogue = pair.open_file("alba")
    with pair.at("alba"):
        people = {name: pair.officer(name) for name in NAMES}
        for run in range(RUNS):
            if run % 4 == 0:
                _proposal(rng, people, dialogue)
            elif run % 4 == 3 and run % 20 == 3:
                _appointment(rng, people, run)
            else:
                _position(rng, people, dialogue)
        for row in Proposal.objects.filter(state=Proposal.RELEASED):
            assert row.decided_by_id not in {None, row.proposed_by_id}
            seen["released"] += 1
        for position in Position.objects.filter(state=Position.ISSUED):
            version = positions.current(position)
            approved = list(version.approvals.filter(void=False).values_list("officer", flat=True))
            assert len(approved) == len(set(approved)) == 2
            assert all(one.clears for one in clearance.standing_of(position, version))
            seen["issued"] += 1
        for appointment in Appointment.objects.filter(state=Appointment.CONFIRMED):
            assert appointment.decided_by_id not in {appointment.asked_by_id, appointment.officer_id}
            seen["confirmed"] += 1
        # An approval before a change never counts after it: what is void was given to a version that is not current.
        for approval in Approval.objects.filter(void=True).select_related("version__position"):
            assert positions.current(approval.version.position).pk != approval.version_id
            seen["voided"] += 1
        released = Proposal.objects.filter(state=Proposal.RELEASED).count()
        assert ledger.our_log(dialogue).size == released + 2
    # What must not happen could have happened.
    assert min(seen.values()) >= RUNS // 200, seen


def _proposal(rng: random.Random, people: dict[str, Officer], dialogue: str) -> None:
    author = rng.choice(tuple(people.values()))
    with suppress(ComityError):
        row = desk.propose(author, dialogue, desk.Intent(Verb.NOTIFY, "contact", words=WORDS))
        for _ in range(rng.randrange(1, 4)):
            with suppress(ComityError):
                rng.choice((desk.release, desk.release, desk.refuse))(rng.choice(tuple(people.values())), row.pk)


def _position(rng: random.Random, people: dict[str, Officer], dialogue: str) -> None:
    draft = positions.Draft("Title", "instructions", "Words.", "Lead", ("Other",) if rng.random() < 0.5 else ())
    row = positions.begin(people["ana"], dialogue, draft)
    before = positions.current(row).digest
    for step in range(rng.randrange(2, 9)):
        who, digest = rng.choice(tuple(people.values())), positions.current(row).digest
        with suppress(ComityError):
            match rng.choice(("change", "ask", "approve", "approve", "approve", "stale")):
                case "change":
                    positions.change(who, row.pk, wording=f"Words {step}.")
                case "ask":
                    deadline = now() + timedelta(hours=1)
                    clearance.ask(who, positions.current(row), "Other", deadline=deadline, silence="clears", to="")
                    ClearanceRequest.objects.filter(version__position=row, answer="").update(deadline=now())
                case "approve":
                    positions.approve(who, row.pk, digest)
                case "stale":
                    positions.approve(who, row.pk, before)


def _appointment(rng: random.Random, people: dict[str, Officer], run: int) -> None:
    by = rng.choice((people["leo"], people["ida"]))
    new = officers.add(name=f"new {run}", post="Clerk", roles="reader", by=by)
    with suppress(ComityError):
        posts.hand_over(by, new.posts[0].pk, rng.choice(tuple(people.values())))
    for row in Appointment.objects.filter(state=Appointment.OPEN):
        with suppress(ComityError):
            appointments.confirm(rng.choice((new, *people.values())), row.pk)
