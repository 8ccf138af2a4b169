# SPDX-License-Identifier: Apache-2.0
"""The third witness, both ends over HTTP: it cosigns what grows, refuses the rest, remembers before it answers."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from contextlib import contextmanager

import pytest
import urllib3
from django.db import transaction
from test_publication import agree, find

from comity.base.errors import Carrier, Malformed, Ours
from comity.exchange.witness import Request, add_lines, format_request, parse_request
from comity.log.checkpoint import Checkpoint, parse_checkpoint
from comity.log.keys import SigningKey
from comity.log.merkle import Frontier, consistency_proof, leaf_hash
from comity.log.note import format_vkey, parse_note
from comity.log.signature import LogKey, cosignatures, open_checkpoint, sign_checkpoint
from comity.node import guard, ledger, override, publication, store, witnesses
from comity.node.home import here
from comity.node.keeper import ask_before_signing
from comity.node.locks import append_lock
from comity.node.witness import Witness, server

ORIGIN = "alba.example/public-0123456789abcdef"
KEY = LogKey(ORIGIN, SigningKey.generate(bytes(range(32)), bytes(range(32, 64))))
STRANGER = LogKey(ORIGIN, SigningKey.generate(bytes(range(1, 33)), bytes(range(33, 65))))
LEAVES = [leaf_hash(b"%d" % number) for number in range(40)]
OTHER = [*LEAVES[:10], *(leaf_hash(b"other %d" % number) for number in range(30))]


def note(size: int, leaves=LEAVES, key=KEY) -> bytes:
    edge = Frontier()
    edge.extend(leaves[:size])
    return sign_checkpoint(Checkpoint(ORIGIN, size, edge.root()), key, 1_804_165_331)


def body(old: int, size: int, leaves=LEAVES, key=KEY) -> bytes:
    proof = tuple(consistency_proof(leaves, old, size)) if 0 < old < size else ()
    return format_request(Request(old, proof, note(size, leaves, key)))


@contextmanager
def serving(witness: Witness):
    with server(witness, "127.0.0.1", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{running.server_port}"
        finally:
            running.shutdown()


@pytest.fixture
def witness(tmp_path):
    made = Witness.create(tmp_path / "witness", "witness.library.example/comity")
    made.trust([format_vkey(key) for key in KEY.vkeys])
    return made


def test_each_case_has_the_status_that_the_specification_gives_it(witness):
    with serving(witness) as url:
        pool = urllib3.PoolManager(retries=False)

        def post(data: bytes, path: str = "/add-checkpoint"):
            answer = pool.request("POST", url + path, body=data)
            return answer.status, answer.data, answer.headers["Content-Type"]

        status, lines, _ = post(body(0, 12))
        assert status == 200
        (cosigned,) = cosignatures(add_lines(note(12), lines), witness.cosigner.vkeys)
        assert cosigned.name == "witness.library.example/comity"
        assert post(body(12, 12))[0] == 200  # asked again, it signs again
        assert post(body(12, 20))[0] == 200

        assert post(body(12, 30)) == (409, b"20\n", "text/x.tlog.size")  # not what was cosigned last
        assert post(body(20, 20, OTHER)) == (409, b"20\n", "text/x.tlog.size")  # another root at that size
        assert post(body(0, 30)) == (409, b"20\n", "text/x.tlog.size")
        assert post(body(20, 30, OTHER))[0] == 422  # another history
        assert post(format_request(Request(20, (bytes(32),), note(30))))[0] == 422
        assert post(body(30, 20))[0] == 400  # old is more than the size
        assert post(b"old 020\n\n" + note(30))[0] == 400
        assert post(b"nothing of the kind")[0] == 400
        assert post(body(20, 30, key=STRANGER))[0] == 403
        unknown = LogKey("boria.example/public-1", KEY.signer)
        other = sign_checkpoint(Checkpoint(unknown.origin, 1, LEAVES[0]), unknown, 1)
        assert post(format_request(Request(0, (), other)))[0] == 404
        assert post(body(20, 30), "/elsewhere")[0] == 404
        assert post(body(20, 30))[0] == 200  # and after all this it goes on


def test_from_nothing_a_proof_is_refused(witness):
    assert witness.add_checkpoint(format_request(Request(0, (bytes(32),), note(12))))[0] == 422


def test_checkpoint_that_one_half_of_the_key_signed_is_not_signed(witness):
    whole = parse_note(note(12))
    text = whole.text + "\n" + whole.signatures[0].line()
    assert witness.add_checkpoint(b"old 0\n\n" + text.encode())[0] == 403


def test_witness_remembers_across_a_restart_and_does_not_sign_what_it_cannot_write_down(witness, monkeypatch):
    assert witness.add_checkpoint(body(0, 12))[0] == 200
    again = Witness(witness._folder)
    assert again.add_checkpoint(body(0, 12))[:1] == (409,)

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("comity.node.witness.write_private", fail)
    with pytest.raises(OSError, match="no space"):
        again.add_checkpoint(body(12, 20))
    monkeypatch.undo()
    assert Witness(witness._folder).add_checkpoint(body(12, 20))[0] == 200


def test_every_changed_bit_of_a_request_is_refused_and_changes_nothing(witness):
    assert witness.add_checkpoint(body(0, 12))[0] == 200
    data = body(12, 20)
    for bit in range(0, len(data) * 8, 97):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert witness.add_checkpoint(bytes(flipped))[0] != 200, bit
    assert witness.add_checkpoint(data)[0] == 200


EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

~ Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
~ opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
""".replace("~", "\N{EM DASH} example.com/behind-the-sofa").encode()


def test_example_of_the_specification_is_read_and_written():
    asked = parse_request(EXAMPLE)
    assert (asked.old, len(asked.proof)) == (20852014, 4)
    assert parse_checkpoint(parse_note(asked.note).text).size == 20852163
    assert format_request(asked) == EXAMPLE


def test_request_has_one_spelling():
    asked = Request(12, tuple(consistency_proof(LEAVES, 12, 20)), note(20))
    assert parse_request(format_request(asked)) == asked
    for wrong in (b"old +1\n\n", b"old 1 \n\n", b"old 1\n", b"Old 1\n\n", b"old 1\nAAAA\n\n", b"old 01\n\n"):
        with pytest.raises(Malformed):
            parse_request(wrong + note(12))


def name_witness(talks, url: str, vkeys, dialogues=()) -> None:
    value = [{"url": url, "vkeys": list(vkeys), "dialogues": list(dialogues)}]
    (talks.homes["alba"].path / "witnesses.json").write_text(json.dumps(value))


def test_node_has_its_public_log_cosigned_and_shows_it_and_no_joint_log_unless_named(talks, tmp_path):
    made = Witness.create(tmp_path / "witness", "witness.library.example/comity")
    agree(talks, "finding", words={"wording": {"en": "one"}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", "one")]})
    with serving(made) as url, talks.at("alba"):
        name_witness(talks, url, made.vkeys)
        log = publication.public_log(talks.dialogue)
        (refused,) = witnesses.ask_all()  # the witness was not told of the log
        assert isinstance(refused.error, Carrier)
        assert "answered 404" in str(refused.error)

        made.trust(publication.vkeys_of(log))
        (asked,) = witnesses.ask_all()
        assert (asked.origin, asked.size, asked.error) == (log.origin, 3, None)
        shown = witnesses.note_of(log)
        assert [c.name for c in cosignatures(shown, made.cosigner.vkeys)] == [made.cosigner.name]
        assert witnesses.ask_all() == []  # nothing new, nothing asked

        joint = [log.origin for log in type(log).objects.filter(channel="joint")]
        known = "".join(p.read_text() for p in (tmp_path / "witness").rglob("*.json"))
        assert not any(origin in known for origin in joint)

    agree(talks, "finding", words={"wording": {"en": "two"}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", "two")]})
    with serving(made) as url, talks.at("alba"):
        name_witness(talks, url, made.vkeys, [talks.dialogue])
        shutil.rmtree(talks.homes["alba"].path / "witnessed")  # it forgets, and is told the size by the witness
        rows = {row.origin: row for row in witnesses.ask_all()}
        public = publication.public_log(talks.dialogue)
        assert (rows[public.origin].size, rows[public.origin].error) == (4, None)
        assert len(rows) == 2
        place = publication.place_of(talks.dialogue, find(talks, "alba", "finding", "two"))
        assert made.cosigner.name in json.loads(publication.proof_file(place))["proof"]


def remember(folder, **changes) -> None:
    """Let a witness have cosigned something else than it was shown here."""
    (file,) = (folder / "witness" / "logs").iterdir()
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


@pytest.fixture
def witnessed(talks, tmp_path):
    """A public log with one publication, and a witness that knows it."""
    made = Witness.create(tmp_path / "witness", "witness.library.example/comity")
    agree(talks, "finding", words={"wording": {"en": "one"}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", "one")]})
    with serving(made) as url, talks.at("alba"):
        log = publication.public_log(talks.dialogue)
        made.trust(publication.vkeys_of(log))
        name_witness(talks, url, made.vkeys)
        yield talks, log


def held() -> str:
    return next((row.why for row in override.show() if row.channel == "public"), "")


def test_witness_that_knows_more_than_we_do_lets_nothing_be_appended(witnessed, tmp_path):
    talks, log = witnessed
    remember(tmp_path, size=9, root=hashlib.sha256(b"").hexdigest())
    (asked,) = witnesses.ask_all()
    assert (asked.error.code, witnesses.note_of(log)) == ("node.restart-guard", bytes(log.checkpoint))
    assert "has cosigned 9 entries" in held()
    with pytest.raises(Ours) as raised, append_lock(here()):
        ledger.append_public_locked(log, [b"never written"])
    assert raised.value.code == "node.restart-guard"
    assert store.count(log) == log.size == 3
    agree(talks, "finding", words={"wording": {"en": "two"}})  # the dialogue goes on
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", "two")]})
    assert publication.public_log(talks.dialogue).size == 3
    with pytest.raises(Ours):
        publication.publish(talks.dialogue)


def test_witness_that_cosigned_another_history_holds_the_log_until_it_cosigns_ours(witnessed, tmp_path):
    _, log = witnessed
    root = store.tree(log).root().hex()
    for wrong in ({"size": 3, "root": hashlib.sha256(b"other").hexdigest()},
                  {"size": 2, "root": hashlib.sha256(b"other").hexdigest()}):  # fmt: skip
        remember(tmp_path, **wrong)
        (asked,) = witnesses.ask_all(again=True)
        assert asked.error.code == "node.restart-guard"
        assert "another history" in held()
    remember(tmp_path, size=3, root=root)  # its operator found the folder that it ought to have
    (asked,) = witnesses.ask_all(again=True)
    assert (asked.error, asked.size, held()) == (None, 3, "")


def test_two_officers_override_a_witness_that_errs_and_it_holds_again_while_it_is_named(witnessed, tmp_path):
    talks, log = witnessed
    remember(tmp_path, size=9, root=hashlib.sha256(b"").hexdigest())
    for _ in range(2):
        witnesses.ask_all()
        (row,) = [row for row in override.show() if row.channel == "public"]
        assert row.why
        override.propose(talks.officer("leo"), talks.dialogue, "public", guard.Mark(row.size, row.root))
        override.confirm(talks.officer("ida"), talks.dialogue, "public")
        assert held() == ""
    (talks.homes["alba"].path / "witnesses.json").unlink()
    assert witnesses.ask_all() == []
    guard.require(talks.homes["alba"], log)


def test_log_that_grew_while_a_witness_was_asked_is_not_held_back(witnessed, monkeypatch):
    """Another process appended, and asked before us: what we know of the log is old, and nothing was restored."""
    talks, _ = witnessed
    post = witnesses._post

    def slow(witness, log, old):
        monkeypatch.setattr(witnesses, "_post", post)
        entry = store.entries(log, 2, 3)[0]
        with append_lock(here()):
            ledger.append_public_locked(publication.public_log(talks.dialogue), [entry])
        witnesses.ask_all()
        return post(witness, log, old)

    monkeypatch.setattr(witnesses, "_post", slow)
    (asked,) = witnesses.ask_all()
    assert (asked.error.code, held()) == ("carrier", "")
    assert publication.public_log(talks.dialogue).size == 4


def test_node_asks_before_it_begins_and_signs_nothing_that_a_crash_left_while_held(witnessed, tmp_path):
    """The whole disk came from an image, with an entry written and not signed; the witness saw the log go on."""
    _, log = witnessed
    remember(tmp_path, size=9, root=hashlib.sha256(b"").hexdigest())
    entry = store.entries(log, 2, 3)[0]
    with transaction.atomic(using=store.STORE):
        store.add(log, 3, [entry], store.edge(log).grown([leaf_hash(entry)])[1])
    ask_before_signing()
    ledger.recover()
    assert (type(log).objects.get(pk=log.pk).size, store.count(log)) == (3, 4)


def test_forged_lines_of_a_witness_are_not_kept(talks, tmp_path, monkeypatch):
    made = Witness.create(tmp_path / "witness", "witness.library.example/comity")
    agree(talks, "finding", words={"wording": {"en": "one"}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", "one")]})
    with talks.at("alba"):
        log = publication.public_log(talks.dialogue)
        name_witness(talks, "http://127.0.0.1:1", made.vkeys)
        lines = "".join(line.line() for line in parse_note(bytes(log.checkpoint)).signatures).encode()
        for answer in (lines, b"", b"nonsense\n"):
            monkeypatch.setattr(witnesses, "_post", lambda *_, answer=answer: (200, answer))
            (asked,) = witnesses.ask_all()
            assert asked.error is not None
            assert witnesses.note_of(log) == bytes(log.checkpoint)
        open_checkpoint(witnesses.note_of(log), origin=log.origin, vkeys=publication.ring_of(log).newest.log)
        assert parse_checkpoint(parse_note(bytes(log.checkpoint)).text).size == 3
