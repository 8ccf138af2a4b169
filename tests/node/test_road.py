# SPDX-License-Identifier: Apache-2.0
"""The road answers its party; to anybody else it gives the same bytes as for what does not exist."""

from __future__ import annotations

import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from pair import Pair

from comity.node import keys, ledger
from comity.node.home import here
from comity.node.joint.models import Payload
from comity.node.road_client import COVERED, TAG, Message
from comity.sim.wire import Answer

WORDS = {"function": {"en": "Duty officer"}, "hours": "24/7"}


class _Key(HTTPSignatureKeyResolver):  # type: ignore[misc]  # the library has no types
    def __init__(self, key: ed25519.Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> ed25519.Ed25519PrivateKey:
        assert key_id
        return self._key


def signed(
    path: str, key: ed25519.Ed25519PrivateKey, *, us: str = "XB", method: str = "GET", **how: Any
) -> dict[str, str]:
    """Sign a request along the road, as its client does, or otherwise."""
    message = Message(method, f"https://road{how.pop('signed_path', path)}")
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Key(key))
    options = {
        "key_id": us, "tag": TAG, "label": "comity", "covered_component_ids": COVERED,
        "created": datetime.datetime.now(datetime.UTC), **how,
    }  # fmt: skip
    signer.sign(message, **options)
    return message.headers


def road_key(pair: Pair, key: str, dialogue: str = "") -> ed25519.Ed25519PrivateKey:
    with pair.at(key):
        log = ledger.our_log(dialogue or pair.dialogue)
        return keys.load(here(), log.dialogue_id, log.origin).road


def token(pair: Pair, key: str, dialogue: str = "") -> str:
    with pair.at(key):
        return ledger.our_log(dialogue or pair.dialogue).origin.rsplit("/", 1)[1]


def everything(pair: Pair) -> list[str]:
    """Name what there is at Alba for Boria."""
    with pair.at("alba"):
        commitment = Payload.objects.filter(dialogue_id=pair.dialogue, salted__isnull=False).first()
    assert commitment is not None
    base = f"/road/{token(pair, 'alba')}"
    return [f"{base}/checkpoint", f"{base}/tile/0/000.p/1", f"{base}/tile/entries/000.p/2",
            f"{base}/payload/{commitment.commitment}"]  # fmt: skip


def shown(answer: Answer) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    return answer.status, answer.data, answer.headers


def test_party_of_the_dialogue_is_answered(talks: Pair) -> None:
    with talks.at("alba"):
        talks.say("notify", "contact", "ana", "leo", words=WORDS)
    key = road_key(talks, "boria")

    for path in everything(talks):
        assert talks.ask("alba", "GET", path, signed(path, key)).status == 200, path
    wake = f"/road/{token(talks, 'alba')}/wake"
    assert talks.ask("alba", "POST", wake, signed(wake, key, method="POST")).status == 204


def test_everybody_else_gets_the_same_bytes_as_for_nothing(talks: Pair) -> None:
    with talks.at("alba"):
        talks.say("notify", "contact", "ana", "leo", words=WORDS)
    own_file = talks.open_file("alba")
    key, stranger = road_key(talks, "boria"), ed25519.Ed25519PrivateKey.generate()
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    nothing = shown(talks.ask("alba", "GET", "/"))
    found: dict[str, Any] = {}
    for path in [*everything(talks), f"/road/{token(talks, 'alba')}/wake"]:
        method = "POST" if path.endswith("/wake") else "GET"
        for what, headers in {
            "no signature": {},
            "another's key": signed(path, stranger, method=method),
            "our own key and code": signed(path, road_key(talks, "alba"), us="XA", method=method),
            "an unknown party": signed(path, stranger, us="XC", method=method),
            "another path": signed(path, key, method=method, signed_path="/road/other/checkpoint"),
            "another method": signed(path, key, method="PUT"),
            "an old request": signed(path, key, method=method, created=long_ago),
            "another use": signed(path, key, method=method, tag="other"),
            "less than asked": signed(path, key, method=method, covered_component_ids=("@method",)),
            "garbage": {"Signature": "comity=:AAAA:", "Signature-Input": "comity=()"},
        }.items():
            found[f"{what} {path}"] = shown(talks.ask("alba", method, path, headers))
    for path in (
        "/road/0000000000000000/checkpoint", "/road/", "/admin/", "/road/x/tile/0/000", "/api/dialogues",
        f"/road/{token(talks, 'alba')}/tile/9/999", f"/road/{token(talks, 'alba')}/payload/{'0' * 64}",
        f"/road/{token(talks, 'alba')}/mirror/{'0' * 64}/checkpoint",
        f"/road/{token(talks, 'alba')}/tile/../../../keys",
        f"/road/{token(talks, 'alba', own_file)}/checkpoint",
    ):  # fmt: skip
        found[path] = shown(talks.ask("alba", "GET", path, signed(path, key)))
        found[f"unsigned {path}"] = shown(talks.ask("alba", "GET", path))

    assert {what: answer for what, answer in found.items() if answer != nothing} == {}
    assert nothing == (404, b"not found\n", (("Content-Type", "text/plain"),))


def test_file_of_our_own_is_served_to_nobody_not_even_with_our_own_key(talks: Pair) -> None:
    own_file = talks.open_file("alba")
    path = f"/road/{token(talks, 'alba', own_file)}/checkpoint"

    for key, us in ((road_key(talks, "alba", own_file), "XA"), (road_key(talks, "boria"), "XB")):
        assert talks.ask("alba", "GET", path, signed(path, key, us=us)).status == 404
