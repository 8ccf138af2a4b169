# SPDX-License-Identifier: Apache-2.0
"""Keys of a public log: renewed and revoked by the root, in the log itself; whoever has the card goes on believing."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pair import Pair, make_pair
from test_monitor import copy, look, publish

import comity_verify_public
from comity.base.errors import BadSignature, NotPermitted, Ours
from comity.log.checkpoint import Checkpoint
from comity.log.signature import LogKey, sign_checkpoint
from comity.node import keys, monitor, publication, rotation
from comity.node.home import Home


@pytest.fixture(scope="module")
def once(process: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two nodes that have published once, made once and copied for each test."""
    with pytest.MonkeyPatch.context() as patch:
        talks = make_pair(process, tmp_path_factory.mktemp("keyed"), patch)
        talks.found()
        publish(talks, "one")
        yield talks


@pytest.fixture
def published(once: Pair, tmp_path: Path) -> Any:
    before = once.homes
    once.let_go()
    once.homes = {key: Home(shutil.copytree(home.path, tmp_path / key)) for key, home in before.items()}
    yield once
    once.let_go()
    once.homes = before


def renew(talks: Pair, *, key: str = "alba", **options: Any) -> int | None:
    first, second = {"alba": ("leo", "ida"), "boria": ("eva", "jan")}[key]
    with talks.at(key):
        return rotation.rotate_public(talks.officer(first), talks.officer(second), talks.dialogue, **options)


def proof(talks: Pair, words: str, file: Path) -> Path:
    from test_publication import find

    version = find(talks, "alba", "finding", words)
    with talks.at("alba"):
        place = publication.place_of(talks.dialogue, version)
        assert place is not None
        file.write_bytes(publication.proof_file(place))
    return file


def stolen_key(talks: Pair) -> LogKey:
    with talks.at("alba"):
        log = publication.public_log(talks.dialogue)
        assert log is not None
        return keys.load_log(talks.homes["alba"], talks.dialogue, log.origin, 0, keys.PUBLIC)


def test_renewed_key_signs_what_follows_and_the_card_still_leads_to_all_of_it(published: Pair, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    old = proof(published, "one", tmp_path / "old.json")
    look(copy(published, tmp_path / "first"), state)
    with published.at("alba"):
        log = publication.public_log(published.dialogue)
        before = publication.vkeys_of(log)
    index = renew(published)
    publish(published, "two")

    assert index == 3
    with published.at("alba"):
        log = publication.public_log(published.dialogue)
        assert set(publication.vkeys_of(log)).isdisjoint(before)
        rows = [row for row in rotation.show(published.dialogue) if set(row.keys) == {"public"}]
        assert [(row.party, row.serial, row.index) for row in rows] == [("XA", 0, 0), ("XA", 1, 3)]
    grown = look(copy(published, tmp_path / "second"), state)
    assert (grown.before, grown.size) == (3, 5)
    new = proof(published, "two", tmp_path / "new.json")
    card = tmp_path / "second" / "card.json"
    for subject in (old, new, tmp_path / "first", tmp_path / "second"):
        assert comity_verify_public.main([str(subject), "--card", str(card)]) == 0, subject


def test_nothing_changes_by_one_officer_or_without_the_root(published: Pair) -> None:
    with published.at("alba"), pytest.raises(NotPermitted):
        rotation.rotate_public(published.officer("leo"), published.officer("leo"), published.dialogue)
    (published.homes["alba"].path / "keys" / published.dialogue / "root.json").unlink()
    with pytest.raises(Ours, match="the root key is not in"):
        renew(published)
    with published.at("alba"):
        log = publication.public_log(published.dialogue)
        assert log is not None
        assert log.size == 3
        assert not list((published.homes["alba"].path / "keys" / published.dialogue).glob("public.*.json"))


def test_key_of_a_log_that_never_began_is_replaced_with_its_name(talks: Pair) -> None:
    with talks.at("alba"):
        before = keys.kept_public_keyset(talks.homes["alba"], talks.dialogue)
    assert renew(talks) is None
    with talks.at("alba"):
        after = keys.kept_public_keyset(talks.homes["alba"], talks.dialogue)
    assert before is not None
    assert after is not None
    assert before["origin"] != after["origin"]
    assert before["log"] != after["log"]
    publish(talks, "one")
    with talks.at("alba"):
        log = publication.public_log(talks.dialogue)
        assert log is not None
        assert (log.origin, log.size, publication.vkeys_of(log)) == (after["origin"], 3, after["log"])


def test_forgery_by_a_revoked_key_is_no_word_of_the_log_and_a_monitor_that_saw_it_goes_on(
    published: Pair, tmp_path: Path
) -> None:
    """The thief shows a monitor a log of its own, longer than ours; then the root disowns the key."""
    thief = stolen_key(published)
    state = tmp_path / "state.json"
    look(copy(published, tmp_path / "first"), state)
    for size in (4, 9):
        kept = json.loads(state.read_text())
        forged = sign_checkpoint(Checkpoint(thief.origin, size, hashlib.sha256(b"%d" % size).digest()), thief, 1)
        shown = tmp_path / f"shown-{size}.json"
        shown.write_text(json.dumps({**kept, "note": forged.decode()}))
        if size == 4:
            assert renew(published, revoked_from=3) == 3
        folder = tmp_path / f"copy-{size}"
        get = copy(published, folder)
        with pytest.raises(BadSignature) as raised:
            look(get, shown)
        assert raised.value.code == "theirs.revoked-key"
        assert (tmp_path / f"shown-{size}.json.revoked-key.json").read_bytes() == forged
        assert look(get, shown).sentence().endswith("4 entries, the same as before")
    assert look(get, state).size == 4  # who was shown nothing false hears nothing of it


def test_key_is_revoked_within_the_log_and_not_below_what_a_witness_cosigned(
    published: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.node import witnesses

    for wrong in (-1, 4):
        with pytest.raises(Ours) as raised:
            renew(published, revoked_from=wrong)
        assert raised.value.code == "keys.below-receipt"
    monkeypatch.setattr(witnesses, "highest", lambda _log: 3)
    with pytest.raises(Ours):
        renew(published, revoked_from=2)
    assert renew(published, revoked_from=3) == 3


def test_public_log_goes_on_after_its_key_file_alone_is_lost(published: Pair, tmp_path: Path) -> None:
    renew(published)
    (published.homes["alba"].path / "keys" / published.dialogue / "public.json").unlink()  # keyset 0's, used no more
    publish(published, "two")
    assert look(monitor.folder(_copied(published, tmp_path / "copy")), tmp_path / "state.json").size == 5


def _copied(talks: Pair, folder: Path) -> Path:
    copy(talks, folder)
    return folder
