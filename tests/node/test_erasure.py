# SPDX-License-Identifier: Apache-2.0
"""Erasing by agreement: the words are gone from both nodes, to the last file; the entries stand and verify."""

from __future__ import annotations

from dataclasses import replace

from test_publication import find

import comity_verify
from comity.node import backup, erasure, fsck, means, store
from comity.node.dialogues import room_of
from comity.node.export import export
from comity.node.joint.models import Log, Payload
from comity.node.pack import pack

CANARY = "entered by mistake: the number of the duty officer is 0123456789"


def told_paper(talks) -> str:
    """Let Alba notify a paper that should not have been, and give the commitment of its words."""
    with talks.at("alba"):
        talks.say("notify", "paper", "ana", "leo", words={"title": {"en": CANARY}})
        room = room_of(talks.dialogue)
        (thing,) = room.dialogue.of_kind("paper")
        return thing.versions[0].payload.commitment


def agree_to_erase(talks, commitment: str) -> None:
    with talks.at("alba"):
        talks.say("table", "erasure", "ana", "leo", structure={"erases": [commitment]})
    talks.meet()
    version = find(talks, "boria", "erasure", "None")
    with talks.at("boria"):
        talks.say("accept", "erasure", "mir", "eva", version=version)
    talks.meet()


def plain_of_pouch(dialogue: str, peer: str) -> bytes:
    """Pack a pouch of everything, and give what was encrypted."""
    plain: list[bytes] = []
    usual = means.means()

    def encrypt(data: bytes, recipients) -> bytes:
        plain.append(data)
        return usual.encrypt(data, recipients)

    with means.using(replace(usual, encrypt=encrypt)):
        pack(dialogue, peer, since=0)
    return b"".join(plain)


def files_with(folder, words: str) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and words.encode() in p.read_bytes())


def test_erased_words_are_in_no_file_of_either_node_and_in_nothing_made_afterwards(talks, tmp_path):
    commitment = told_paper(talks)
    talks.meet()
    for key in ("alba", "boria"):
        assert files_with(talks.homes[key].path, CANARY)  # they were there
    agree_to_erase(talks, commitment)

    for key, peer in (("alba", "XB"), ("boria", "XA")):
        home = talks.homes[key]
        with talks.at(key):
            assert store.salted_payload(talks.dialogue, commitment) is None
            assert [c.findings for c in fsck.fsck() if c.findings] == []
            backup.back_up(home, tmp_path / f"{key}-backup")
            export(talks.dialogue, tmp_path / f"{key}-export")
            (tmp_path / f"{key}.plain").write_bytes(plain_of_pouch(talks.dialogue, peer))
            assert commitment.encode() in (tmp_path / f"{key}.plain").read_bytes() or key == "boria"
        assert files_with(home.path, CANARY) == []
        assert files_with(tmp_path, CANARY) == []


def test_log_verifies_after_erasure_and_the_fact_is_said(talks, tmp_path, capsys):
    commitment = told_paper(talks)
    talks.meet()
    agree_to_erase(talks, commitment)
    with talks.at("boria"):
        export(talks.dialogue, tmp_path / "export")
        room = room_of(talks.dialogue)
        assert room.erased[commitment].standing == "joint"
    assert comity_verify.main([str(tmp_path / "export")]) == 0
    said = capsys.readouterr().out
    assert "0 here, each opens its commitment; 1 not here: not delivered, erased or left out" in said
    assert "acts of erasure name 1 of them" in said


def test_words_stay_while_only_one_side_wants_them_erased(talks):
    commitment = told_paper(talks)
    talks.meet()
    with talks.at("alba"):
        talks.say("table", "erasure", "ana", "leo", structure={"erases": [commitment]})
    talks.meet()
    for key in ("alba", "boria"):
        with talks.at(key):
            assert erasure.due(talks.dialogue) == frozenset()
            assert CANARY.encode() in store.payload(talks.dialogue, commitment)


def test_entry_whose_words_are_jointly_erased_is_receipted_without_them(talks):
    """The words never reach Boria, since its store lost them; once they are erased by agreement, nothing is owed."""
    commitment = told_paper(talks)
    talks.tamper = lambda answer: (
        type(answer)(answer.node, answer.method, answer.path, 404, b"")
        if f"payload/{commitment}" in answer.path
        else None
    )
    talks.meet()
    with talks.at("boria"):
        log = Log.objects.get(dialogue_id=talks.dialogue, party="XA")
        assert (log.receipted < log.size, Payload.objects.get(commitment=commitment).salted) == (True, None)
    agree_to_erase(talks, commitment)
    with talks.at("boria"):
        result_log = Log.objects.get(dialogue_id=talks.dialogue, party="XA")
        assert result_log.receipted >= log.size
        assert Payload.objects.get(commitment=commitment).erased is True


def test_erased_words_are_not_kept_when_they_come_again(talks):
    commitment = told_paper(talks)
    talks.meet()
    with talks.at("alba"):
        salted = store.salted_payload(talks.dialogue, commitment)
    agree_to_erase(talks, commitment)
    with talks.at("boria"):
        store.keep_payload(talks.dialogue, commitment, salted)
        assert store.salted_payload(talks.dialogue, commitment) is None
        assert erasure.erase(talks.dialogue) == 0


def test_second_officer_finds_a_proposal_of_erased_words_without_them(talks):
    from comity.node import desk
    from comity.node.national.models import Proposal

    commitment = told_paper(talks)
    talks.meet()
    agree_to_erase(talks, commitment)
    with talks.at("alba"):
        paper = Proposal.objects.get(kind="paper")
        assert (paper.state, desk.words_of(paper)) == (Proposal.RELEASED, None)
