# SPDX-License-Identifier: Apache-2.0
"""Overriding the restart guard: two officers, above a mark kept elsewhere, and never against what a peer holds."""

from __future__ import annotations

import shutil

import pytest

from comity.base.errors import NotPermitted, Ours
from comity.node import guard, ledger, override
from comity.node.joint.models import Log
from comity.node.national.models import TrailLine


def the_mark() -> guard.Mark:
    """What an officer wrote down: size and root of Alba's joint log now."""
    (held,) = [h for h in override.show() if h.channel == "joint"]
    assert held.why == ""
    return guard.Mark(held.size, held.root)


def say(talks, title: str) -> None:
    talks.say("table", "round", "ana", "leo", words={"title": {"en": title}})


@pytest.fixture
def restored(talks, tmp_path):
    """Alba said two things that nobody saw, and came back from a copy made before them; the guard remembers."""
    home = talks.homes["alba"]
    with talks.at("alba"):
        mark = the_mark()
    for name in ("joint", "national"):
        shutil.copy(home.path / f"{name}.sqlite3", tmp_path / name)
    with talks.at("alba"):
        say(talks, "Lost one")
        say(talks, "Lost two")
    for name in ("joint", "national"):
        for rest in home.path.glob(f"{name}.sqlite3-*"):
            rest.unlink()
        shutil.copy(tmp_path / name, home.path / f"{name}.sqlite3")
    with talks.at("alba"), pytest.raises(Ours) as raised:
        say(talks, "Held back")
    assert raised.value.code == "node.restart-guard"
    return talks, mark


def test_two_officers_let_the_log_go_on_above_the_mark_and_the_trail_says_so(restored):
    talks, mark = restored
    with talks.at("alba"):
        override.propose(talks.officer("leo"), talks.dialogue, "joint", mark)
        with pytest.raises(Ours):  # a proposal alone changes nothing
            say(talks, "Held back")
        assert override.confirm(talks.officer("ida"), talks.dialogue, "joint") == mark.size
        say(talks, "Goes on")
        lines = [(line.who, line.what, line.thing) for line in TrailLine.objects.order_by("number")]
    assert ("leo", "propose guard override", f"joint {mark.size}") in lines
    assert ("ida", "override guard", f"joint {mark.size} above {mark.size} of leo, giving up {mark.size + 2}") in lines
    talks.meet()
    with talks.at("boria"):
        assert Log.objects.get(dialogue_id=talks.dialogue, party="XA").frozen == ""


def test_nobody_confirms_their_own_override(restored):
    talks, mark = restored
    with talks.at("alba"):
        override.propose(talks.officer("leo"), talks.dialogue, "joint", mark)
        with pytest.raises(NotPermitted):
            override.confirm(talks.officer("leo"), talks.dialogue, "joint")
        with pytest.raises(NotPermitted):
            override.confirm(talks.officer("ana"), talks.dialogue, "joint")
        with pytest.raises(Ours):
            say(talks, "Held back")


def test_mark_that_the_log_does_not_hold_overrides_nothing(restored):
    talks, mark = restored
    with talks.at("alba"):
        for wrong in (
            guard.Mark(mark.size + 1, mark.root), guard.Mark(mark.size, "0" * 64), guard.Mark(0, mark.root),
            guard.Mark(mark.size - 1, mark.root),
        ):  # fmt: skip
            with pytest.raises(Ours) as raised:
                override.propose(talks.officer("leo"), talks.dialogue, "joint", wrong)
            assert raised.value.code == "node.not-above-mark"


def test_what_a_peer_has_cosigned_is_recovered_and_never_overridden(talks, tmp_path):
    home = talks.homes["alba"]
    with talks.at("alba"):
        mark = the_mark()
    shutil.copy(home.path / "joint.sqlite3", tmp_path / "joint")
    with talks.at("alba"):
        say(talks, "Seen by Boria")
    talks.meet()
    for rest in home.path.glob("joint.sqlite3-*"):
        rest.unlink()
    shutil.copy(tmp_path / "joint", home.path / "joint.sqlite3")
    talks.pull("alba")  # learns what Boria has cosigned, and stays held back
    with talks.at("alba"), pytest.raises(Ours) as raised:
        override.propose(talks.officer("leo"), talks.dialogue, "joint", mark)
    assert "cosigned more than is here" in str(raised.value)


def test_guard_that_lets_a_log_go_on_is_not_overridden(talks):
    with talks.at("alba"):
        mark = the_mark()
        with pytest.raises(Ours, match="does not hold this log back"):
            override.propose(talks.officer("leo"), talks.dialogue, "joint", mark)
        assert ledger.our_log(talks.dialogue).size == mark.size


def test_lost_guard_folder_is_begun_anew_from_the_mark(talks):
    with talks.at("alba"):
        mark = the_mark()
        shutil.rmtree(talks.homes["alba"].path / "guard")
        with pytest.raises(Ours):
            say(talks, "Held back")
        override.propose(talks.officer("leo"), talks.dialogue, "joint", mark)
        override.confirm(talks.officer("ida"), talks.dialogue, "joint")
        say(talks, "Goes on")
