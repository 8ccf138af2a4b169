# SPDX-License-Identifier: Apache-2.0
"""Two people release: who proposed an act never does, and of two who release it at once one writes it."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections
from pair import OFFICERS, Pair
from sound import require_sound

from comity.acts.act import Act, Verb
from comity.base.errors import NotPermitted, Ours
from comity.node import desk, duty, folding, ledger
from comity.node.clock import now
from comity.node.national.models import Mandate, Proposal

WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}
NAMES = tuple(OFFICERS["alba"])


def propose(pair: Pair, by: str, kind: str = "contact", **intent: Any) -> Proposal:
    verb = Verb.TABLE if kind == "finding" else Verb.NOTIFY
    words = {"wording": {"en": "So be it."}} if kind == "finding" else WORDS
    return desk.propose(pair.officer(by), pair.dialogue, desk.Intent(verb, kind, words=words, **intent))


@pytest.fixture
def file(pair: Pair) -> Pair:
    """Alba with a file of its own."""
    pair.dialogue = pair.open_file("alba")
    return pair


def written(pair: Pair) -> int:
    return ledger.our_log(pair.dialogue).size


@pytest.mark.parametrize("author", NAMES)
def test_nobody_releases_what_they_proposed(author: str, file: Pair) -> None:
    with file.at("alba"):
        row, size = propose(file, author), written(file)
        with pytest.raises(NotPermitted) as caught:
            desk.release(file.officer(author), row.pk)

        assert caught.value.code in {"release.own-proposal", "post.not-permitted"}
        assert written(file) == size
        assert Proposal.objects.get(pk=row.pk).state == Proposal.OPEN


def test_only_a_post_that_releases_does(file: Pair) -> None:
    with file.at("alba"):
        row, size = propose(file, "leo"), written(file)
        for name in ("ana", "noa"):
            with pytest.raises(NotPermitted, match="may not release"):
                desk.release(file.officer(name), row.pk)
        for nobody in (None, *_inactive(file)):
            with pytest.raises(NotPermitted):
                desk.release(nobody, row.pk)
        assert written(file) == size


def _inactive(pair: Pair) -> list[Any]:
    officer = pair.officer("ida")
    officer.is_active = False
    officer.save()
    return [officer]


def test_race_of_two_releases_writes_one_act(file: Pair) -> None:
    with file.at("alba"):
        for _ in range(10):
            row, size = propose(file, "ana"), written(file)
            found = _at_once(*(partial(_decide, file, desk.release, name, row.pk) for name in ("leo", "ida")))

            assert sorted(found) == ["release.not-open", "released"]
            assert written(file) == size + 1
            row.refresh_from_db()
            assert (row.state, row.expected_index) == (Proposal.RELEASED, size)
        require_sound(file.dialogue)


def test_race_of_release_and_refusal_ends_as_the_log_has_it(file: Pair) -> None:
    with file.at("alba"):
        for _ in range(10):
            row, size = propose(file, "ana"), written(file)
            found = _at_once(
                partial(_decide, file, desk.release, "leo", row.pk), partial(_decide, file, desk.refuse, "ida", row.pk)
            )

            row.refresh_from_db()
            assert len([one for one in found if one in {"released", "refused"}]) == 1
            assert row.state in found
            assert written(file) == size + (row.state == Proposal.RELEASED)
        require_sound(file.dialogue)


def test_race_for_the_last_act_under_a_mandate_is_won_once(file: Pair) -> None:
    with file.at("alba"):
        _mandate(file, at_most=1)
        intent = desk.Intent(Verb.NOTIFY, "contact", words=WORDS)
        size = written(file)
        found = _at_once(*(lambda: duty.act_under(file.officer("noa"), file.dialogue, intent) for _ in range(3)))

        assert sorted(found) == ["mandate.none", "mandate.none", "released"]
        assert written(file) == size + 1


def _decide(pair: Pair, how: Any, name: str, proposal: int) -> Proposal:
    row: Proposal = how(pair.officer(name), proposal)
    return row


def _at_once(*actions: Any) -> list[str]:
    found: list[str] = []
    start = threading.Barrier(len(actions))

    def act(action: Any) -> None:
        try:
            start.wait()
            found.append(action().state)
        except Ours as error:
            found.append(error.code)
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()

    threads = [threading.Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _mandate(pair: Pair, *, at_most: int, kinds: tuple[str, ...] = ("contact",)) -> Mandate:
    until = now() + timedelta(hours=8)
    row = duty.give(
        pair.officer("leo"), to="noa", dialogue=pair.dialogue, kinds=kinds, until=until, at_most=at_most
    )  # fmt: skip
    return duty.confirm(pair.officer("ida"), row.pk)


CHANGES: dict[str, Any] = {
    "words": lambda row: {"salted": bytes(row.salted)[:-1] + b" "},
    "salt": lambda row: {"salted": b"\x00" + bytes(row.salted)[1:]},
    "no-words": lambda _: {"salted": None},
    "kind": lambda row: {"act": row.act | {"kind": "request"}},
    "object": lambda row: {"act": row.act | {"object": "ff" * 16}},
    "payload": lambda row: {"act": row.act | {"payload": row.act["payload"] | {"commitment": "0" * 64}}},
    "party": lambda row: {"act": row.act | {"by": "XB"}},
    "digest": lambda _: {"digest": "0" * 64},
}


@pytest.mark.parametrize("change", CHANGES)
def test_proposal_that_was_changed_after_it_was_proposed_is_refused(change: str, file: Pair) -> None:
    with file.at("alba"):
        row, size = propose(file, "ana"), written(file)
        Proposal.objects.filter(pk=row.pk).update(**CHANGES[change](row))

        with pytest.raises(Ours) as caught:
            desk.release(file.officer("leo"), row.pk)

        assert caught.value.code == "release.changed"
        assert written(file) == size
        assert Proposal.objects.get(pk=row.pk).state == Proposal.OPEN


def test_what_is_written_is_what_was_proposed(file: Pair) -> None:
    with file.at("alba"):
        row = propose(file, "ana", "finding")
        proposed = desk.act_of(row)
        index = desk.release(file.officer("leo"), row.pk).expected_index
        act = folding.acts(ledger.our_log(file.dialogue))[index]

        assert isinstance(act, Act)
        assert (act.verb, act.kind, act.object, act.version, act.payload, dict(act.structure)) == (
            proposed.verb, proposed.kind, proposed.object, proposed.version, proposed.payload, dict(proposed.structure),
        )  # fmt: skip


def test_in_random_runs_no_act_is_ever_one_persons_alone(file: Pair) -> None:
    chance = random.Random(20210928)
    refused = 0
    with file.at("alba"):
        start = written(file)
        _mandate(file, at_most=15)
        for _ in range(400):
            who = file.officer(chance.choice(NAMES))
            rows = (
                Proposal.objects.exclude(state__in=("released", "refused"))
                if chance.random() < 0.8
                else Proposal.objects
            )
            one = chance.choice(list(rows.values_list("pk", flat=True)) or [0])
            intent = desk.Intent(Verb.NOTIFY, chance.choice(("contact", "request")), words=WORDS)
            try:
                match chance.choice(
                    ("propose", "propose", "release", "release", "refuse", "duty", "mandate", "confirm", "revoke")
                ):
                    case "propose":
                        propose(file, who.name, chance.choice(("contact", "finding")))
                    case "release":
                        desk.release(who, one)
                    case "refuse":
                        desk.refuse(who, one)
                    case "duty":
                        duty.act_under(who, file.dialogue, intent)
                    case "mandate":
                        until = now() + timedelta(hours=1)
                        duty.give(who, to="noa", dialogue=file.dialogue, kinds=["contact"], until=until, at_most=1)
                    case "confirm":
                        duty.confirm(who, chance.choice(list(Mandate.objects.values_list("pk", flat=True))))
                    case "revoke" if chance.random() < 0.1:
                        duty.revoke(who, chance.choice(list(Mandate.objects.values_list("pk", flat=True))))
            except Ours:
                refused += 1

        log = ledger.our_log(file.dialogue)
        rows = {row.expected_index: row for row in Proposal.objects.filter(state=Proposal.RELEASED)}
        assert log.size - start > 20
        assert refused > 50
        assert sorted(rows) == list(range(start, log.size))
        for index, act in enumerate(folding.acts(log)[start:], start=start):
            assert isinstance(act, Act)
            row = rows[index]
            if row.mandate is None:
                assert row.decided_by_id != row.proposed_by_id
            else:
                people = {row.mandate.given_by_id, row.mandate.confirmed_by_id, row.proposed_by_id}
                assert len(people - {None}) == 3
                assert act.kind in row.mandate.kinds.split()
        for mandate in Mandate.objects.all():
            assert mandate.proposals.filter(state=Proposal.RELEASED).count() <= mandate.at_most
        require_sound(file.dialogue)
