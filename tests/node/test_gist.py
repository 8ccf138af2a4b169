# SPDX-License-Identifier: Apache-2.0
"""What a glance at a log tells, and that a node takes in a peer's log by it, without reading what it means."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from pair import Pair

from comity.acts.act import Act, Verb
from comity.base.errors import Damaged
from comity.node import folding, gist, intake, ledger
from comity.node.aside import IN_MEMORY, Aside


def _release() -> ledger.Draft:
    structure = {"releases": [secrets.token_hex(32)]}
    return ledger.Draft(Verb.TABLE, "release", object=secrets.token_hex(16), structure=structure)


def test_glance_finds_what_the_acts_of_a_log_say_and_where_its_keyset_stands(talks: Pair) -> None:
    with talks.at("alba"):
        ledger.append(talks.dialogue, _release())
        log = ledger.our_log(talks.dialogue)
        said = {(act.verb, act.kind) for act in folding.acts(log) if isinstance(act, Act)}

        found = gist.gist_of(log)

        assert found.said == said
        assert found.keysets == [0]
        assert gist.speaks_of(talks.dialogue, "release")
        assert not gist.speaks_of(talks.dialogue, "erasure")
        assert not gist.may_be_joint(talks.dialogue, "release")  # nobody accepted it
        assert gist.may_be_joint(talks.dialogue, "founding")


def test_glance_at_what_is_no_act_finds_nothing_amiss() -> None:
    found = gist.Gist()

    gist._glance(found, [b'{"act":1,"kind":"receipt","structure":{"held":{}},"verb":"acknowledge"}', b"\xff", b""])

    assert ("acknowledge", "receipt") in found.said
    assert (found.size, found.keysets) == (3, [0])


def test_a_long_log_is_taken_in_receipted_and_cosigned_without_a_fold(talks: Pair) -> None:
    with talks.at("boria"):
        ledger.append_many(talks.dialogue, [_release() for _ in range(600)])
        size = ledger.our_log(talks.dialogue).size
    with talks.at("alba"):
        folding.forget()
    result = talks.pull("alba")
    with talks.at("alba"):
        assert (result.after, result.receipted) == (size, size)
        assert not folding._folds
        log = intake.Log.objects.get(dialogue_id=talks.dialogue, party="XB")
        assert log.cosigned
        assert len(folding.acts(log)) == size


@pytest.mark.parametrize("many", [1, 1 + IN_MEMORY // 256_000])
def test_what_is_laid_aside_comes_back_as_it_came(tmp_path: Path, many: int) -> None:
    parts = [[secrets.token_bytes(1000) for _ in range(256)] for _ in range(many)]
    with Aside(tmp_path) as aside:
        for part in parts:
            aside.put(part)

        assert list(aside) == parts
        assert list(aside) == parts
    assert list(tmp_path.iterdir()) == []


def test_disk_that_is_full_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Aside(tmp_path) as aside:

        def full(_: bytes) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(aside._file, "write", full)
        with pytest.raises(Damaged, match="could not be laid aside"):
            aside.put([b"x"])
