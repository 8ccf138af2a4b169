# SPDX-License-Identifier: Apache-2.0
"""Asking a peer's node along the road: HTTPS to the pinned certificate, each request signed (RFC 9421).

What is signed is the method, the path, and when; the key is our road key of this one dialogue. A peer that does not
know us gives the same 404 as one that has nothing: the message says only that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import urllib3
from cryptography.hazmat.primitives.asymmetric import ed25519
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from comity.base.errors import Carrier, Malformed
from comity.exchange.introduction import PartyEntry
from comity.node.clock import now
from comity.node.means import means

TAG = "comity-road"
COVERED = ("@method", "@path")
MAX_BODY = 16_000_000


@dataclass(slots=True)
class Message:
    """A request as the signature library looks at it."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class _OurKey(HTTPSignatureKeyResolver):
    def __init__(self, key: ed25519.Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> ed25519.Ed25519PrivateKey:  # noqa: ARG002  # there is one key
        return self._key


class RoadClient:
    """One peer in one dialogue, asked as the party `us`. `recent` is what it sent last, in case it must be evidence."""

    def __init__(self, peer: PartyEntry, us: str, key: ed25519.Ed25519PrivateKey) -> None:
        self._peer = peer
        self._us = us
        self._signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_OurKey(key))
        self._pool = means().road(peer)
        self._base = f"/road/{peer.origin.rsplit('/', 1)[1]}"
        self.recent: deque[bytes] = deque(maxlen=2)

    def get(self, path: str) -> bytes:
        """Fetch what stands under a path of the peer's log, or raise Carrier."""
        return self._remember(self._got(path))

    def _got(self, path: str) -> bytes:
        data = self._ask("GET", path)
        if data is None:
            raise Carrier(
                f"{self._peer.code} answered that there is nothing at {path}",
                hint="its node may not have confirmed the introduction yet, or does not know our road key",
            )
        return data

    def get_each(self, paths: Sequence[str]) -> Iterator[bytes]:
        """Fetch one after the other, as `get` does; while one is read, some that come next are on their way."""
        if means().ahead == 0 or len(paths) < 2:
            yield from map(self.get, paths)
            return
        waiting: deque[Future[bytes]] = deque()
        with ThreadPoolExecutor(1) as pool:
            try:
                for number, _ in enumerate(paths):
                    while len(waiting) <= means().ahead and number + len(waiting) < len(paths):
                        waiting.append(pool.submit(self._got, paths[number + len(waiting)]))
                    yield self._remember(waiting.popleft().result())
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def find(self, path: str) -> bytes | None:
        """Fetch what stands under a path, or None where the peer answers that there is nothing."""
        data = self._ask("GET", path)
        return None if data is None else self._remember(data)

    def _remember(self, data: bytes) -> bytes:
        self.recent.append(data)
        return data

    def wait(self, size: int) -> bool | None:
        """Wait for a longer log than this, or a new cosignature: whether there is; None where the peer cannot wait."""
        data = self._ask("GET", f"wait/{size}")
        return None if data is None else bool(data)

    def wake(self) -> None:
        """Ring the peer's bell; the call says nothing but that we are who may ring."""
        self._ask("POST", "wake")

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()

    def _ask(self, method: str, path: str) -> bytes | None:
        target = f"{self._base}/{path}"
        message = Message(method, f"{self._peer.address}{target}")
        self._signer.sign(
            message, key_id=self._us, tag=TAG, label="comity", covered_component_ids=COVERED,
            created=now(),
        )  # fmt: skip
        try:
            response = self._pool.urlopen(
                method, target, headers={**message.headers, "Accept-Encoding": "identity"}, preload_content=False,
                redirect=False,
            )  # fmt: skip
            try:
                data: bytes = response.read(MAX_BODY + 1)
            finally:
                response.release_conn()
        except urllib3.exceptions.SSLError as error:
            raise Carrier(
                f"who answers at {self._peer.address} has another certificate than {self._peer.code} introduced",
                hint="nothing was sent or kept; call the other side",
            ) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Carrier(
                f"{self._peer.code} does not answer at {self._peer.address}",
                hint="nothing is lost; the node will look again",
            ) from error
        if response.status == 404:
            return None
        if response.status not in {200, 204}:
            raise Carrier(f"{self._peer.code} answered {response.status} for {path}", hint="the node will look again")
        if len(data) > MAX_BODY:
            raise Malformed(f"{self._peer.code} sent more than {MAX_BODY} bytes for {path}")
        return data
