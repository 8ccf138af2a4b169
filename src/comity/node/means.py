# SPDX-License-Identifier: Apache-2.0
"""What reaches into a node from outside its own disk: time, chance, signatures, age, and the road to a peer.

All of comity.node asks for these here and nowhere else. A running node has `REAL`; a simulation (comity.sim) puts its
own in their place for a while, and the node cannot tell. No setting and no file does that.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import pyrage
import urllib3

from comity.exchange.introduction import PartyEntry
from comity.log.keys import Signer, SigningKey

TIMEOUT = urllib3.Timeout(connect=3.0, read=15.0)


class Pool(Protocol):
    """A way to one peer's node; `urlopen` answers as urllib3 does."""

    def urlopen(self, method: str, url: str, *, headers: Mapping[str, str], **options: Any) -> Any:
        """Ask, and give the answer: `status`, `read(most)`, `release_conn()`."""

    def close(self) -> None:
        """Close the way."""


@dataclass(frozen=True, slots=True)
class Means:
    """The five means.

    `now` is the time in UTC; `random` gives that many random bytes; `signer` makes a key of two seeds of 32 bytes;
    `identity` makes an age identity, and `encrypt` encrypts for recipients (raises pyrage.RecipientError); `road` goes
    to a peer; `ahead` is how many answers may be on their way before they are needed, fetched by a second thread.
    """

    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    signer: Callable[[bytes, bytes], Signer]
    identity: Callable[[], str]
    encrypt: Callable[[bytes, Sequence[str]], bytes]
    road: Callable[[PartyEntry], Pool]
    ahead: int = 0


def means() -> Means:
    """Give the means in use."""
    return _in_use[-1]


@contextmanager
def using(others: Means) -> Iterator[None]:
    """Let this process work with other means for a while."""
    _in_use.append(others)
    try:
        yield
    finally:
        _in_use.pop()


def _encrypt(plaintext: bytes, recipients: Sequence[str]) -> bytes:
    found: bytes = pyrage.encrypt(plaintext, [pyrage.x25519.Recipient.from_str(text) for text in recipients])
    return found


def _road(peer: PartyEntry) -> Pool:
    """Go to the peer over HTTPS, and only to the certificate that was pinned at introduction."""
    parts = urlsplit(peer.address)
    return urllib3.HTTPSConnectionPool(
        parts.hostname or "", parts.port or 443, assert_fingerprint=peer.certificate, assert_hostname=False,
        cert_reqs="CERT_NONE", timeout=TIMEOUT, retries=False, maxsize=1,
    )  # fmt: skip


REAL = Means(
    now=lambda: datetime.now(UTC),
    random=secrets.token_bytes,
    signer=SigningKey.generate,
    identity=lambda: str(pyrage.x25519.Identity.generate()),
    encrypt=_encrypt,
    road=_road,
    ahead=4,
)
_in_use = [REAL]
