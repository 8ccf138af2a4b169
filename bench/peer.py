# SPDX-License-Identifier: Apache-2.0
"""One node of a bench in a process of its own: made, seated and made to write by the process that measures.

    python bench/peer.py HOME          reads one JSON request a line, writes one JSON answer a line

The requests are the functions below. The road and the web of the node are served by `comity serve`, not from here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from comity.node.home import Home
from comity.node.start import prepare

ROLES = {"ana": "drafter", "leo": "releaser", "ida": "releaser"}
OUT = sys.stdout


def make(code: str, name: str, web: str, road: str) -> None:
    """Make the node in its empty home, with its officers."""
    home = Home(Path(sys.argv[1]))
    home.create(code=code, name={"en": name}, zone="UTC", domain=f"{name.lower()}.example", web=web, road=road)
    prepare(home, migrate=True)
    from comity.node import officers

    for officer, roles in ROLES.items():
        officers.add(name=officer, post=officer, roles=roles)


def offer(other: str, title: str) -> str:
    """Make an introduction that invites the other party."""
    from comity.exchange.introduction import encode
    from comity.node import seating

    return encode(seating.offer(seating.Offer("exercise", {"en": title}, invited=(other,)))).decode()


def join(introduction: str) -> str:
    """Add our entry to an introduction."""
    from comity.exchange.introduction import decode, encode
    from comity.node import seating

    return encode(seating.join(decode(introduction.encode()))).decode()


def confirm(introduction: str) -> str:
    """Bring a complete introduction in, and confirm it."""
    from comity.node import seating
    from comity.node.national.models import Officer

    row = seating.bring_in(Officer.objects.get(name="leo"), introduction.encode())
    seating.confirm(Officer.objects.get(name="ida"), row.dialogue)
    return str(row.dialogue)


def pull(dialogue: str) -> dict[str, Any]:
    """Look at the peer once."""
    from comity.node.pull import pull as look

    (result,) = look(dialogue)
    return {"before": result.before, "after": result.after, "receipted": result.receipted, "said": result.sentence()}


def founded(dialogue: str) -> bool:
    """Say whether the founding is joint here."""
    from comity.node import folding

    return folding.dialogue(dialogue).founded


def one_by_one(dialogue: str, number: int) -> tuple[float, float]:
    """Append acts one at a time; gives the seconds it took, of the clock and of the processor."""
    from acts import release
    from comity.node import ledger

    drafts = [release() for _ in range(number)]
    start, own = time.perf_counter(), time.process_time()
    for draft in drafts:
        ledger.append(dialogue, draft)
    return time.perf_counter() - start, time.process_time() - own


def in_batches(dialogue: str, number: int, batch: int) -> tuple[float, float]:
    """Append acts in batches; gives the seconds it took, of the clock and of the processor."""
    from acts import release
    from comity.node import ledger

    drafts = [release() for _ in range(number)]
    start, own = time.perf_counter(), time.process_time()
    for at in range(0, number, batch):
        ledger.append_many(dialogue, drafts[at : at + batch])
    return time.perf_counter() - start, time.process_time() - own


def negotiate(dialogue: str, number: int) -> dict[str, int]:
    """Write a long negotiation into our log, with its words; gives how many objects of each kind it has."""
    from acts import negotiation
    from comity.node import ledger

    counts: dict[str, int] = {}
    for drafts in negotiation(number):
        ledger.append_many(dialogue, drafts)
        for draft in drafts:
            if draft.verb in {"table", "notify"}:
                counts[draft.kind] = counts.get(draft.kind, 0) + 1
    return counts


def link(officer: str) -> str:
    """Make a one-time link for an officer."""
    from comity.node import officers
    from comity.node.national.models import Officer

    return officers.give_link(Officer.objects.get(name=officer))


def plain_http(dialogue: str, start: int, end: int) -> int:
    """Serve the bundles of our log from memory, by the barest HTTP, as a floor; gives the port."""
    from comity.log.tile import ENTRIES, TILE_WIDTH
    from comity.node import ledger, store

    log, bundles = ledger.our_log(dialogue), {}
    for index in range(start // TILE_WIDTH, (end + TILE_WIDTH - 1) // TILE_WIDTH):
        width = min(end - index * TILE_WIDTH, TILE_WIDTH)
        bundles[f"/{index}/{width}"] = store.tile(log, ENTRIES, index, width)

    class Bare(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            data = bundles[self.path] or b""
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(data) + data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bare)
    Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


REQUESTS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (make, offer, join, confirm, pull, founded, one_by_one, in_batches, negotiate, link, plain_http)
}


def main() -> None:
    """Answer until there is nothing more to read."""
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"done": REQUESTS[name](**arguments)}
        except Exception as error:  # noqa: BLE001  # it is said to who asked, and stops the bench there
            answer = {"failed": f"{name}: {type(error).__name__}: {error}"}
        OUT.write(json.dumps(answer) + "\n")
        OUT.flush()


if __name__ == "__main__":
    main()
