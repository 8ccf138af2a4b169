# SPDX-License-Identifier: Apache-2.0
"""The monitor: it holds a log to what it was, and what it says of a fork convinces somebody who has neither node."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading

import pytest
from pair import make_pair
from test_publication import agree, find

import comity_verify
import comity_verify_public
from comity.base.errors import BadProof, Carrier, Damaged, Equivocation, Ours, Theirs
from comity.exchange.introduction import decode
from comity.node import monitor, publication
from comity.node.export import export_public
from comity.node.home import Home
from comity.node.joint.models import Dialogue
from comity.node.road_client import RoadClient


def publish(talks, words: str) -> None:
    agree(talks, "finding", words={"wording": {"en": words}})
    agree(talks, "release", structure={"releases": [find(talks, "alba", "finding", words)]})


def copy(talks, folder, key: str = "alba"):
    with talks.at(key):
        export_public(talks.dialogue, folder)
    return monitor.folder(folder)


def look(get, state):
    return monitor.look(get, monitor.subject_of(get, state, None), state)


@pytest.fixture(scope="module")
def once(process, tmp_path_factory):
    """Two nodes that have published once, made once and copied for each test."""
    with pytest.MonkeyPatch.context() as patch:
        talks = make_pair(process, tmp_path_factory.mktemp("watched"), patch)
        talks.found()
        publish(talks, "one")
        yield talks


@pytest.fixture
def watched(once, tmp_path):
    """A public log with one publication, seen once."""
    homes = {key: Home(shutil.copytree(home.path, tmp_path / key)) for key, home in once.homes.items()}
    talks = once
    before, talks.homes = talks.homes, homes
    yield _seen_once(talks, tmp_path)
    talks.homes = before


def _seen_once(talks, tmp_path):
    state = tmp_path / "state.json"
    first = look(copy(talks, tmp_path / "first"), state)
    assert (first.before, first.size) == (0, 3)
    return talks, tmp_path, state


def test_log_that_grows_stays_the_log_that_it_was(watched):
    talks, folder, state = watched
    assert look(monitor.folder(folder / "first"), state).sentence().endswith("3 entries, the same as before")
    publish(talks, "two")
    grown = look(copy(talks, folder / "second"), state)
    assert (grown.before, grown.size) == (3, 4)
    assert json.loads(state.read_text())["note"] == (folder / "second" / "checkpoint").read_text()


def test_log_that_shows_less_than_before_is_told_and_convicts_nobody(watched):
    talks, folder, state = watched
    publish(talks, "two")
    look(copy(talks, folder / "second"), state)
    kept = state.read_bytes()
    with pytest.raises(Carrier) as raised:
        look(monitor.folder(folder / "first"), state)
    assert raised.value.code == "carrier.rolled-back"
    assert state.read_bytes() == kept
    notes = json.loads((folder / "state.json.rolled-back.json").read_text())
    assert notes["second"].encode() == (folder / "first" / "checkpoint").read_bytes()


@pytest.mark.parametrize("more", [0, 1])
def test_two_histories_are_proved_by_a_file_that_anybody_checks(watched, capsys, more):
    """Alba's operator brings back yesterday's disk, guard and all, and publishes something else."""
    talks, folder, state = watched
    yesterday = folder / "yesterday"
    shutil.copytree(talks.homes["alba"].path, yesterday)
    publish(talks, "two")
    look(copy(talks, folder / "second"), state)
    kept = state.read_bytes()

    with talks.process.at(Home(yesterday)):
        for number in range(1 + more):
            made = talks.say("table", "finding", "ana", "leo", words={"wording": {"en": f"other {number}"}})
            log = publication.public_log(talks.dialogue)
            from comity.acts.public import encode_released
            from comity.node import ledger
            from comity.node.desk import act_of

            act = act_of(made)
            entry = encode_released(
                act.kind, act.object, act.structure, act.payload, "", by="XA", dialogue=talks.dialogue, at=act.at
            )
            ledger.append_public_locked(log, [entry])
        export_public(talks.dialogue, folder / "other")
    for _ in range(2):  # the alarm stays
        with pytest.raises(Equivocation):
            look(monitor.folder(folder / "other"), state)
        assert state.read_bytes() == kept
    evidence = folder / "state.json.two-histories.json"
    card = str(folder / "first" / "card.json")
    assert comity_verify_public.main([str(evidence), "--card", card]) == 0
    assert "holds: XA signed two histories: one with 4 entries, another with" in capsys.readouterr().out

    value = json.loads(evidence.read_bytes())
    value["second"] = value["first"]
    evidence.write_bytes(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    assert comity_verify_public.main([str(evidence), "--card", card]) == 3


def test_changed_bit_anywhere_is_found_and_leaves_the_state_alone(watched):
    _, folder, state = watched
    kept = state.read_bytes()
    for path in sorted(p for p in (folder / "first").rglob("*") if p.is_file() and p.parent.name != "payloads"):
        data = path.read_bytes()
        for bit in range(3, len(data) * 8, 499):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            path.write_bytes(flipped)
            if path.name == "card.json":
                assert look(monitor.folder(folder / "first"), state).size == 3  # the remembered card is trusted
            else:
                with pytest.raises((Theirs, Carrier)):
                    look(monitor.folder(folder / "first"), state)
        path.write_bytes(data)
    assert state.read_bytes() == kept


def test_state_of_another_log_and_a_broken_state_are_refused(watched):
    talks, folder, state = watched
    theirs = copy(talks, folder / "theirs", "boria")
    with pytest.raises(Ours) as raised:
        monitor.look(theirs, monitor.subject_of(theirs, folder / "none.json", None), state)
    assert raised.value.code == "monitor.another-log"
    state.write_bytes(b"{}")
    with pytest.raises(Damaged):
        look(monitor.folder(folder / "first"), state)


def test_public_log_is_read_over_http(watched):
    _, folder, state = watched

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert look(monitor.web(f"{address}/first"), state).size == 3
        with pytest.raises(Carrier):
            look(monitor.web(f"{address}/nothing"), state)
        server.shutdown()


def test_joint_log_is_watched_with_a_lent_road_key(talks, tmp_path, capsys):
    from comity.node.keys import road_key_in

    with talks.at("boria"):
        introduction = decode(bytes(Dialogue.objects.get().introduction))
    key = road_key_in(talks.homes["boria"].path / "keys" / talks.dialogue / "road.json")
    client = RoadClient(introduction.party("XA"), "XB", key)
    subject, state = monitor.Subject("XA", introduction), tmp_path / "state.json"
    size = monitor.look(client.get, subject, state).size
    yesterday = tmp_path / "yesterday"
    shutil.copytree(talks.homes["alba"].path, yesterday)
    with talks.at("alba"):
        talks.say("notify", "check", "ana", "leo", words={"subject": {"en": "one"}})
    assert monitor.look(client.get, subject, state).before == size

    talks.homes["alba"] = Home(yesterday)
    with talks.at("alba"):
        talks.say("notify", "check", "ana", "leo", words={"subject": {"en": "another"}})
    with pytest.raises(Equivocation):
        monitor.look(client.get, subject, state)
    assert comity_verify.main(["--evidence", str(tmp_path / "state.json.two-histories.json")]) == 0
    assert "XA signed two histories" in capsys.readouterr().out


def test_tile_that_is_not_what_entries_hash_to_is_theirs(watched):
    _, folder, state = watched
    tile = next((folder / "first" / "tile" / "0").rglob("3"))
    tile.write_bytes(bytes(96))
    with pytest.raises(BadProof):
        look(monitor.folder(folder / "first"), state)
