# SPDX-License-Identifier: Apache-2.0
"""The road: what a peer's node may ask of ours. Whoever is not the party of the dialogue gets one and the same 404.

    GET  /road/TOKEN/checkpoint                     our newest checkpoint
    GET  /road/TOKEN/tile/…                         tiles and entry bundles of our log (c2sp.org/tlog-tiles)
    GET  /road/TOKEN/payload/COMMITMENT             salt and payload
    GET  /road/TOKEN/mirror/SHA256(origin)/…        our copy of a party's log, cosigned (c2sp.org/tlog-mirror)
    GET  /road/TOKEN/mirror/SHA256(origin)/held     the newest checkpoint of it that we hold, cosigned or not yet
    GET  /road/TOKEN/wait/SIZE                      answered when our log is longer, or after ten seconds with nothing
    POST /road/TOKEN/wake                           the bell: it carries nothing

TOKEN is the last part of our origin in one dialogue, so that nothing else can even be named here.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

from comity.base.errors import Malformed
from comity.exchange.introduction import Introduction, decode
from comity.log.tile import parse_tile_path
from comity.node import store
from comity.node.clock import timestamp
from comity.node.home import here, touched
from comity.node.joint.models import Log
from comity.node.keyring import ring_of
from comity.node.road_client import COVERED, TAG, Message

MAX_AGE = datetime.timedelta(minutes=10)
IMMUTABLE = "private, max-age=31536000, immutable"
WAIT_SECONDS = 10.0  # less than a peer waits for an answer
WAIT_STEP = 0.1
_waiting = threading.BoundedSemaphore(4)  # of the eight threads of the road (node/serve.py)


class _Verifier(HTTPMessageVerifier):
    """A verifier that goes by the node's clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: datetime.timedelta | None = None) -> None:
        """Refuse what was signed too long ago, or not yet; a request of ours never says until when it holds."""
        created = sig_input.params.get("created")
        assert max_age is not None
        if type(created) is not int or "expires" in sig_input.params:
            raise InvalidSignature("expected when it was signed, and no more of time")
        if not -self.max_clock_skew.total_seconds() <= timestamp() - created <= max_age.total_seconds():
            raise InvalidSignature("it was not signed now")


class _PeerKeys(HTTPSignatureKeyResolver):
    """The peers' road keys: of their newest keysets, or of the ones before, as a peer may not know that we hold it."""

    def __init__(self, introduction: Introduction, ours: Log, before: int) -> None:
        self._keys = {p.code: p.road for p in introduction.parties if p.code != ours.party}
        for log in Log.objects.filter(dialogue=ours.dialogue, channel=ours.channel, ours=False, size__gt=0):
            sets = ring_of(log, introduction).sets
            self._keys[log.party] = sets[max(len(sets) - 1 - before, 0)][1].road

    def resolve_public_key(self, key_id: str) -> ed25519.Ed25519PublicKey | None:
        key = self._keys.get(key_id)
        return None if key is None else ed25519.Ed25519PublicKey.from_public_bytes(key)


def nothing() -> HttpResponse:
    """Say the one thing that is said to whoever may not ask, and of whatever is not there."""
    return HttpResponse(b"not found\n", status=404, content_type="text/plain")


def _ours(request: HttpRequest, token: str) -> Log | None:
    """Give our log with this token if a party of its dialogue signed the request."""
    log = next(
        (
            log
            for log in Log.objects.select_related("dialogue").filter(
                ours=True, channel="joint", origin__endswith=f"/{token}"
            )
            if log.size
        ),
        None,
    )
    if log is None:
        return None
    introduction = decode(bytes(log.dialogue.introduction))
    message = Message(request.method or "", f"https://road{request.path}", dict(request.headers.items()))
    return log if any(_signed(message, _PeerKeys(introduction, log, before)) for before in (0, 1)) else None


def _signed(message: Message, keys: _PeerKeys) -> bool:
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    try:
        return bool(verifier.verify(message, max_age=MAX_AGE, expect_tag=TAG, require_components=COVERED))
    except (HTTPMessageSignaturesException, ValueError, KeyError):
        return False


def checkpoint(request: HttpRequest, token: str) -> HttpResponse:
    """Serve our newest checkpoint."""
    log = _ours(request, token)
    return nothing() if log is None else _note(bytes(log.checkpoint))


def tile(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Serve a tile or bundle of our log."""
    log = _ours(request, token)
    return nothing() if log is None else _tile(log, name)


def payload(request: HttpRequest, token: str, commitment: str) -> HttpResponse:
    """Serve salt and payload of something said in this dialogue."""
    log = _ours(request, token)
    salted = store.salted_payload(log.dialogue_id, commitment) if log is not None else None
    return nothing() if salted is None else _bytes(salted, IMMUTABLE)


def mirror(request: HttpRequest, token: str, origin_hash: str, name: str) -> HttpResponse:
    """Serve our copy of a party's log in this dialogue, with the checkpoint that we cosigned."""
    log = _ours(request, token)
    if log is None:
        return nothing()
    for copy in Log.objects.filter(dialogue=log.dialogue, channel=log.channel, ours=False):
        if hashlib.sha256(copy.origin.encode()).hexdigest() == origin_hash:
            if name == "held":  # for a party that lost its log: it needs no word of ours, only its own signature
                return _note(bytes(copy.checkpoint)) if copy.checkpoint else nothing()
            if name == "checkpoint":
                return _note(bytes(copy.cosigned)) if copy.cosigned else nothing()
            return _tile(copy, name)
    return nothing()


def wait(request: HttpRequest, token: str, size: int) -> HttpResponse:
    """Let a peer wait for what is new: a longer log, or a cosignature; only that there is something is told."""
    log = _ours(request, token)
    if log is None:
        return nothing()
    if log.size > size or _rung_while_waiting():
        return HttpResponse(b"new\n", content_type="text/plain")
    return HttpResponse(status=204)


def _rung_while_waiting() -> bool:
    """Wait until a log of ours grows or we cosign; no longer than a while, and no more waiters than leave room."""
    if not _waiting.acquire(blocking=False):
        return False
    try:
        ring = here().folder("run") / "ring"
        before, end = touched(ring), time.monotonic() + WAIT_SECONDS
        while touched(ring) == before:
            if time.monotonic() >= end:
                return False
            time.sleep(WAIT_STEP)
        return True
    finally:
        _waiting.release()


@csrf_exempt
def wake(request: HttpRequest, token: str) -> HttpResponse:
    """Hear a peer's bell."""
    if request.method != "POST" or _ours(request, token) is None:
        return nothing()
    (here().folder("run") / "bell").write_bytes(b"")
    return HttpResponse(status=204)


def _tile(log: Log, name: str) -> HttpResponse:
    try:
        wanted = parse_tile_path(name)
    except Malformed:
        return nothing()
    data = store.tile(log, wanted.level, wanted.index, wanted.width)
    return nothing() if data is None else _bytes(data, IMMUTABLE)


def _note(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _bytes(data: bytes, cache: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Cache-Control"] = cache
    return response


def elsewhere(_request: HttpRequest, **_: str) -> HttpResponse:
    """Answer every other address."""
    return nothing()


urlpatterns = [
    path("road/<slug:token>/checkpoint", checkpoint),
    path("road/<slug:token>/payload/<slug:commitment>", payload),
    path("road/<slug:token>/wait/<int:size>", wait),
    path("road/<slug:token>/wake", wake),
    re_path(
        r"^road/(?P<token>[0-9a-z-]+)/mirror/(?P<origin_hash>[0-9a-f]{64})/(?P<name>checkpoint|held|tile/.+)$", mirror
    ),
    re_path(r"^road/(?P<token>[0-9a-z-]+)/(?P<name>tile/.+)$", tile),
    re_path(r"", elsewhere),
]
