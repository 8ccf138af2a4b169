# SPDX-License-Identifier: Apache-2.0
"""The release gate between two nodes: a communiqué in two languages, its hour, and every path that was tried around it.

The paths are listed in docs/spec/release.md; each has its test here or in tests/record/test_release.py.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pair import Pair

from comity.acts.act import Verb
from comity.base.errors import NotPermitted, Ours
from comity.base.names import instant
from comity.node import desk, ledger, means, register, whole
from comity.node import published as node_published
from comity.node.clock import now
from comity.node.dialogues import NotHere, open_published, published, room_of

WORDS = {
    "fr": "Les Parties réaffirment leur attachement au dialogue.",
    "ru": "Стороны подтвердили приверженность диалогу.",
}


@pytest.fixture
def text(talks: Pair) -> Pair:
    """A communiqué, joint in French and Russian."""
    languages = [{"language": lang, "status": "authentic"} for lang in WORDS]
    with talks.at("alba"):
        made = _say(talks, "table", "text", words={"title": {"fr": "Communiqué"}}, structure={"languages": languages})
        talks.text = made.object
        talks.parts = [_paragraph(talks, lang, wording) for lang, wording in WORDS.items()]
    talks.meet()
    _accept_all(talks)
    return talks


def _say(pair: Pair, verb: str, kind: str, **intent):
    by, second = ("ana", "leo") if room_of(pair.dialogue).us == "XA" else ("mir", "eva")
    return pair.say(verb, kind, by, second, **intent)


def _paragraph(pair: Pair, language: str, wording: str, place: str = "c", **more) -> str:
    structure = {"text": pair.text, "language": language, "place": place}
    return _say(pair, "table", "paragraph", structure=structure, words={"wording": wording}, **more).object


def _accept_all(pair: Pair) -> None:
    with pair.at("boria"):
        for thing in list(room_of(pair.dialogue).dialogue.objects.values()):
            for version in thing.open:
                if version.stance_of("XB") == "none":
                    _say(pair, "accept", thing.kind, object=thing.id, version=version.id)
    pair.meet()


def _text(pair: Pair):
    return room_of(pair.dialogue).dialogue.objects[pair.text]


def _release(pair: Pair, not_before: str = ""):
    with pair.at("alba"):
        intent = whole.release_intent(room_of(pair.dialogue), _text(pair), not_before)
        row = desk.propose(pair.officer("ana"), pair.dialogue, intent)
        desk.release(pair.officer("leo"), row.pk)
    pair.meet()
    return desk.act_of(row)


def _public(pair: Pair, key: str) -> set[str]:
    with pair.at(key):
        return {item.id for item in published()}


def test_both_nodes_publish_the_same_versions_from_the_hour_on_and_each_is_compared(text: Pair) -> None:
    hour = now().replace(microsecond=0) + timedelta(hours=3)
    act = _release(text, instant(hour))
    _accept_all(text)
    assert (_public(text, "alba"), _public(text, "boria")) == (set(), set())
    with text.at("alba"):
        assert register.search(register.Query()).total == 0  # and looks again at the hour, though no log has grown
        with pytest.raises(NotHere):
            open_published(act.structure["releases"][0])
    with means.using(replace(means.means(), now=lambda: hour)):
        assert _public(text, "alba") == _public(text, "boria") == set(act.structure["releases"])
        with text.at("alba"):
            assert register.search(register.Query()).total == 1
        with text.at("boria"):
            assert {instant(item.released_at) for item in published()} == {instant(hour)}
    assert len(act.structure["releases"]) == 3
    with text.at("boria"):
        room, thing = room_of(text.dialogue), _text(text)
        same = node_published.compared(room, thing, "fr", "  Les Parties\nréaffirment leur attachement au dialogue.\n")
        words = "Les Parties exigent leur attachement au dialogue permanent."
        found = node_published.compared(room, thing, "fr", words).comparison
    assert same.comparison.same
    assert (found.left_out, found.added, found.same) == (1, 2, False)
    assert found.rows[0].differences[0] == ("réaffirment", "exigent")


def test_release_that_the_other_side_has_not_accepted_or_reserves_publishes_nothing(text: Pair) -> None:
    act = _release(text)
    assert (_public(text, "alba"), _public(text, "boria")) == (set(), set())
    with text.at("boria"):
        _say(text, "reserve", "release", object=act.object, version=act.version, words={"reason": {"en": "Not yet."}})
    text.meet()
    assert (_public(text, "alba"), _public(text, "boria")) == (set(), set())


def test_no_officer_can_propose_or_accept_the_release_of_a_part_or_of_brackets(text: Pair) -> None:
    with text.at("alba"):
        parts = [room_of(text.dialogue).dialogue.objects[part].joint.id for part in text.parts]
        for releases in (parts, [_text(text).joint.id, parts[0]], [parts[1]]):
            with pytest.raises(NotPermitted) as caught:
                desk.propose(
                    text.officer("ana"),
                    text.dialogue,
                    desk.Intent(Verb.TABLE, "release", structure={"releases": releases}),
                )
            assert caught.value.code == "release.incomplete"
        room = room_of(text.dialogue)
        with pytest.raises(Ours, match="is past"):
            whole.release_intent(room, _text(text), "2020-01-01T00:00:00Z")
        with pytest.raises(Ours, match="no language 'en'"):
            whole.milestone_intent(room, _text(text), "en", "adopted")
        with pytest.raises(Ours, match="is no step"):
            whole.milestone_intent(room, _text(text), "fr", "signed")
        assert len(whole.milestone_intent(room, _text(text), "ru", "initialled").structure["versions"]) == 2
        _paragraph(text, "ru", "Стороны осуждают.", "d")
        with pytest.raises(NotPermitted, match="not clean in ru"):
            whole.milestone_intent(room_of(text.dialogue), _text(text), "ru", "initialled")
        intent = whole.release_intent(room_of(text.dialogue), _text(text))
        with pytest.raises(NotPermitted) as caught:
            desk.propose(text.officer("ana"), text.dialogue, intent)
        assert caught.value.code == "release.in-brackets"


def test_release_written_around_the_desk_publishes_nothing_though_the_other_side_accepts_it(text: Pair) -> None:
    """As a peer with another program would write it: the ledger alone, of one paragraph only."""
    with text.at("alba"):
        part = room_of(text.dialogue).dialogue.objects[text.parts[0]].joint.id
        draft = ledger.Draft(Verb.TABLE, "release", object="ab" * 16, structure={"releases": [part]})
        ledger.append(text.dialogue, draft)
    text.meet()
    with text.at("boria"):
        version = room_of(text.dialogue).dialogue.objects["ab" * 16].open[0].id
        with pytest.raises(NotPermitted) as caught:
            _say(text, "accept", "release", object="ab" * 16, version=version)
        assert caught.value.code == "release.incomplete"
        ledger.append(text.dialogue, ledger.Draft(Verb.ACCEPT, "release", object="ab" * 16, version=version))
    text.meet()
    with text.at("alba"):
        assert room_of(text.dialogue).dialogue.objects["ab" * 16].joint is not None
    assert (_public(text, "alba"), _public(text, "boria")) == (set(), set())


def test_change_that_became_joint_before_the_hour_holds_the_release_back(text: Pair) -> None:
    hour = now().replace(microsecond=0) + timedelta(hours=3)
    _release(text, instant(hour))
    _accept_all(text)
    with text.at("alba"):
        joint = room_of(text.dialogue).dialogue.objects[text.parts[0]].joint
        _paragraph(text, "fr", "Les Parties exigent.", object=text.parts[0], supersedes=joint.id)
    text.meet()
    _accept_all(text)
    with means.using(replace(means.means(), now=lambda: hour)):
        assert (_public(text, "alba"), _public(text, "boria")) == (set(), set())


def test_release_whose_text_changed_between_two_officers_does_not_go_out(text: Pair) -> None:
    with text.at("alba"):
        intent = whole.release_intent(room_of(text.dialogue), _text(text))
        row = desk.propose(text.officer("ana"), text.dialogue, intent)
        joint = room_of(text.dialogue).dialogue.objects[text.parts[0]].joint
        _paragraph(text, "fr", "Les Parties exigent.", object=text.parts[0], supersedes=joint.id)
    text.meet()
    _accept_all(text)
    with text.at("alba"):
        with pytest.raises(NotPermitted) as caught:
            desk.release(text.officer("leo"), row.pk)
        assert caught.value.code == "release.superseded"
        assert desk.proposal_of(text.officer("leo"), row.pk).state == row.OPEN
