# SPDX-License-Identifier: Apache-2.0
"""The policy: every role by every right, posts and those who fill them, need-to-know, and the second officer."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from pathlib import Path

import pytest
from pair import Pair

from comity.acts.act import Verb
from comity.base.errors import NotPermitted, Ours
from comity.node import appointments, desk, dialogues, officers, policy, posts
from comity.node.clock import now
from comity.node.dialogues import NotHere
from comity.node.national.models import Admission, Appointment, Officer, Post

ROOT = Path(__file__).resolve().parents[2]
WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}


def test_policy_page_is_what_the_policy_says() -> None:
    spec = importlib.util.spec_from_file_location("policy_page", ROOT / "tools" / "policy_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert (ROOT / "docs" / "policy.md").read_text(encoding="utf-8") == tool.page()
    assert {right for rights in policy.RIGHTS.values() for right in rights} == set(policy.MEANING)


@pytest.mark.parametrize("role", policy.ROLES)
def test_role_may_do_what_the_table_says_and_nothing_else(pair: Pair, role: str) -> None:
    with pair.at("alba"):
        officer = officers.add(name="x", post="Post", roles=role)
        for right in policy.MEANING:
            if right in policy.RIGHTS[role]:
                assert policy.require(officer, right) == officer
            else:
                with pytest.raises(NotPermitted):
                    policy.require(officer, right)


def test_rights_stay_at_the_post_when_it_is_handed_over(pair: Pair) -> None:
    with pair.at("alba"):
        old, new = pair.officer("leo"), officers.add(name="new", post="Clerk", roles="reader")
        posts.hand_over(None, old.posts[0].pk, new)
        old, new = pair.officer("leo"), pair.officer("new")

        assert (policy.may(old, "release"), policy.may(new, "release")) == (False, True)
        assert new.post == "post of leo"


def test_deputy_fills_the_post_while_its_holder_is_away_and_no_longer(pair: Pair) -> None:
    with pair.at("alba"):
        leo, ana = pair.officer("leo"), pair.officer("ana")
        post = leo.posts[0].pk
        assert not policy.may(ana, "release")
        posts.be_away(leo, post, deputy=ana, start=now() - timedelta(hours=1), end=now() + timedelta(hours=1))
        assert policy.may(pair.officer("ana"), "release")
        assert [o.name for o in posts.filled_by("release")] == ["ana", "ida", "leo"]
        Post.objects.filter(pk=post).update(away_until=now())
        assert not policy.may(pair.officer("ana"), "release")
        with pytest.raises(Ours):
            posts.be_away(leo, post, deputy=ana, start=now(), end=now() - timedelta(hours=1))


def test_officer_alone_with_a_right_is_told_so(pair: Pair) -> None:
    with pair.at("alba"):
        leo, ida = pair.officer("leo"), pair.officer("ida")
        assert not posts.alone(leo, "release")
        officers.dismiss(ida)
        assert posts.alone(leo, "release")
        assert not posts.alone(pair.officer("ana"), "release")


def test_dialogue_that_names_ministries_is_for_their_posts_alone(talks: Pair) -> None:
    with talks.at("alba"):
        ana, leo = talks.officer("ana"), talks.officer("leo")
        row = desk.propose(ana, talks.dialogue, desk.Intent(Verb.NOTIFY, "contact", words=WORDS))
        Post.objects.filter(holder=leo).update(ministry="Interior")
        Admission.objects.create(dialogue=talks.dialogue, ministry="Interior", by=leo)
        ana, leo = talks.officer("ana"), talks.officer("leo")

        assert [room.id for room in dialogues.list_dialogues(leo)] == [talks.dialogue]
        assert dialogues.list_dialogues(ana) == ()
        assert (desk.open_proposals(ana), desk.asked_of(ana)) == ([], ())
        for closed in (
            lambda: dialogues.open_dialogue(ana, talks.dialogue),
            lambda: desk.proposal_of(ana, row.pk),
            lambda: desk.refuse(ana, row.pk),
            lambda: desk.release(talks.officer("ida"), row.pk),
            lambda: desk.propose(ana, talks.dialogue, desk.Intent(Verb.NOTIFY, "contact", words=WORDS)),
        ):
            with pytest.raises(NotHere):
                closed()
        desk.release(leo, row.pk)


def test_new_officer_waits_for_a_second_officer_once_there_is_a_dialogue(talks: Pair) -> None:
    with talks.at("alba"):
        leo, ida, ana = talks.officer("leo"), talks.officer("ida"), talks.officer("ana")
        new = officers.add(name="new", post="Clerk", roles="drafter", by=leo)
        secret = officers.give_link(new)
        assert officers.officer_of_link(secret) is None
        (row,) = appointments.waiting(ida)
        for who in (leo, ana):
            with pytest.raises(NotPermitted):
                appointments.confirm(who, row.pk)
        appointments.confirm(ida, row.pk)

        assert officers.officer_of_link(secret) == new
        assert policy.may(talks.officer("new"), "propose")
        with pytest.raises(NotPermitted):
            appointments.refuse(ida, row.pk)


def test_post_handed_over_stays_with_its_holder_until_a_second_officer_confirms(talks: Pair) -> None:
    with talks.at("alba"):
        leo, ida, ana = talks.officer("leo"), talks.officer("ida"), talks.officer("ana")
        posts.hand_over(leo, leo.posts[0].pk, ana)
        assert not policy.may(talks.officer("ana"), "release")
        (row,) = Appointment.objects.all()
        appointments.confirm(ida, row.pk)

        assert policy.may(talks.officer("ana"), "release")
        assert Officer.objects.get(name="leo").posts == ()


def test_dismissed_officer_has_no_way_in_and_no_post(talks: Pair) -> None:
    with talks.at("alba"):
        ana = talks.officer("ana")
        link, token, before = officers.give_link(ana), officers.give_token(ana), ana.get_session_auth_hash()
        officers.dismiss(ana, talks.officer("leo"))

        assert (officers.officer_of_link(link), officers.officer_of_token(token)) == (None, None)
        assert talks.officer("ana").get_session_auth_hash() != before
        assert talks.officer("ana").posts == ()
