# SPDX-License-Identifier: Apache-2.0
"""Measure the screens with 50 dialogues of 40 rounds. Prints a line per figure, `NAME VALUE UNIT`; the house's limits.

    make bench-pages            QUICK=1 makes 5 dialogues and fits in 50 seconds; COMITY_DIALOGUES names another number

Five rules:
  1. Alba and Boria stand in one process and speak by the real road's bytes; what is measured is Alba, served by
     `comity serve`, over HTTP on a connection that stays open, signed in as an officer whose post releases.
  2. Every page is opened twice before it counts: warm. The 95th percentile is over all visits of a page, in wall time.
  3. Queries are counted in this process, both stores together, for a page that was opened before.
  4. Beside it stands the processor's time for the page in this process (`cpu`, 95th percentile): on a machine that does
     other things too, the two differ.
  5. Bytes are those of a browser that has kept nothing: the page and all that it names, as they pass the wire.

It ends with code 1 where a page needs more than 15 queries, 200 ms or 250 kB.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "node"))

import pytest
from world import COMITY, ENVIRONMENT, free_ports

QUICK = os.environ.get("QUICK") == "1"
DIALOGUES = int(os.environ.get("COMITY_DIALOGUES", "5" if QUICK else "50"))
ROUNDS, VISITS = 40, 5 if QUICK else 20
MOST = {"queries": 15, "p95": 200.0, "bytes": 250.0, "cpu": 200.0}
WORDS = "the parties reaffirm that confidence measures reduce risk of misperception and will test lines".split()


def main() -> int:
    """Build the world, measure, and say what exceeds."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        pair, patch = _make(Path(folder))
        with patch.context():
            started = time.monotonic()
            dialogues = [_dialogue(pair, number) for number in range(DIALOGUES)]
            addresses = _addresses(pair, dialogues)
            print(f"build {time.monotonic() - started:.1f} s")
            print(f"build-cpu {time.process_time():.1f} s", flush=True)
            found = _queries(pair, addresses)
            with _served(pair) as port:
                _over_http(pair, port, addresses, found)
    over = [
        f"{page} {figure} {value:.0f}" for page, figures in found.items() for figure, value in figures.items()
        if value > MOST[figure]
    ]  # fmt: skip
    for page, figures in found.items():
        print(f"{page}-queries {figures['queries']:.0f} queries")
        print(f"{page}-p95 {figures['p95']:.1f} ms")
        print(f"{page}-cpu {figures['cpu']:.1f} ms")
        print(f"{page}-bytes {figures['bytes']:.1f} kB")
    for figure, unit in (("queries", "queries"), ("p95", "ms"), ("cpu", "ms"), ("bytes", "kB")):
        print(f"worst-{figure} {max(figures[figure] for figures in found.values()):.1f} {unit}")
    for line in over:
        print(f"bench: over the limit: {line}", file=sys.stderr)
    return 1 if over else 0


def _make(folder: Path) -> tuple[Any, pytest.MonkeyPatch]:
    from pair import make_pair

    from comity.node.home import Home
    from comity.sim.process import Process, make_home

    os.environ |= {"COMITY_HOME": str(make_home(folder / "mould", "XA", "mould", 1).path), "COMITY_PLAIN_HTTP": "1"}
    patch = pytest.MonkeyPatch()
    return make_pair(Process(Home(folder / "mould")), folder, patch), patch


def _dialogue(pair: Any, number: int) -> str:
    """Found a dialogue and let it run: 40 rounds of twenty things, all but the last round's accepted."""
    pair.found()
    rng = random.Random(number)  # noqa: S311  # a fixed seed, the same world each time
    rounds = [secrets.token_hex(16) for _ in range(ROUNDS)]
    with pair.at("alba"):
        from comity.node import folding, ledger

        drafts = [d for n, id_ in enumerate(rounds, 1) for d in _round(rng, id_, n)]
        ledger.append_many(pair.dialogue, drafts)
        ours = [v for thing in folding.dialogue(pair.dialogue).objects.values() for v in thing.versions]
    with pair.at("boria"):
        from comity.node import store

        # The words are at Boria already, as after a pouch: one question a payload is three quarters of the building.
        store.keep_payloads(pair.dialogue, {d.payload.commitment: d.salted for d in drafts})
    pair.meet()
    with pair.at("boria"):
        from comity.acts.act import Verb
        from comity.acts.kinds import AGREED

        accept = [
            ledger.Draft(Verb.ACCEPT, v.kind, v.object, v.id) for v in ours
            if v.kind in AGREED - {"founding"} and v.object != rounds[-1] and v.structure.get("round") != rounds[-1]
        ]  # fmt: skip
        ledger.append_many(pair.dialogue, accept)
        ledger.append_many(pair.dialogue, [_draft(Verb.NOTIFY, "request", _words(rng), {}) for _ in range(2)])
    pair.meet()
    return str(pair.dialogue)


def _round(rng: random.Random, round_: str, number: int) -> Iterator[Any]:
    from comity.acts.act import Verb

    in_round = {"round": round_}
    text = secrets.token_hex(16)
    title = {"title": {"en": f"Round {number}"}, "from": f"{1980 + number}-03-04", "city": {"en": "Alba City"}}
    yield _draft(Verb.TABLE, "round", title, {}, round_)
    for place in "cde":
        yield _draft(Verb.TABLE, "agenda_item", _words(rng, "title"), {**in_round, "place": place})
    for _ in range(2):
        yield _draft(Verb.NOTIFY, "paper", {**_words(rng, "title"), "form": "non_paper"}, in_round)
    agencies = [{"en": f"Ministry {n}"} for n in range(10)]
    yield _draft(Verb.NOTIFY, "delegation", {"heads": [{"name": "A. Head"}], "agencies": agencies}, in_round)
    yield _draft(Verb.TABLE, "finding", _words(rng, "wording"), in_round)
    yield _draft(Verb.TABLE, "commitment", _words(rng, "wording"), {**in_round, "owners": ["XA"]})
    languages = [{"language": "en", "status": "authentic"}]
    yield _draft(Verb.TABLE, "text", _words(rng, "title"), {**in_round, "languages": languages}, text)
    for place in "cdefghijkl":
        words = {"wording": " ".join(rng.choices(WORDS, k=40))}
        yield _draft(Verb.TABLE, "paragraph", words, {"text": text, "language": "en", "place": place})


def _words(rng: random.Random, key: str = "subject") -> dict[str, Any]:
    return {key: {"en": " ".join(rng.choices(WORDS, k=9)).capitalize()}}


def _draft(verb: Any, kind: str, words: dict[str, Any], structure: dict[str, Any], object_: str = "") -> Any:
    from comity.node.desk import payload_of
    from comity.node.ledger import Draft

    payload, salted = payload_of(words)
    return Draft(verb, kind, object_ or secrets.token_hex(16), structure=structure, payload=payload, salted=salted)


def _addresses(pair: Any, dialogues: list[str]) -> dict[str, list[str]]:
    """Make what the pages of the inside show, and name every page with the addresses at which it is opened."""
    from comity.acts.act import Verb
    from comity.node import desk, folding, positions

    found: dict[str, list[str]] = {name: [f"/{path}"] for name, path in PAGES.items()}
    with pair.at("alba"):
        ana, chosen = pair.officer("ana"), dialogues[:: max(1, len(dialogues) // 10)]
        for number in range(20):
            draft = positions.Draft(
                f"Position {number}", "paper", " ".join(WORDS * 20), "Foreign Ministry",
                tuple(f"Ministry {n}" for n in range(10)),
            )  # fmt: skip
            row = positions.begin(ana, dialogues[number % len(dialogues)], draft)
            words = {"title": {"en": "Paper"}, "form": "non_paper"}
            intent = desk.Intent(Verb.NOTIFY, "paper", words=words)
            proposal = desk.propose(ana, dialogues[number % len(dialogues)], intent)
            found.setdefault("position", []).append(f"/desk/position/{row.pk}/")
            found.setdefault("proposal", []).append(f"/desk/proposal/{proposal.pk}/")
        for dialogue in chosen:
            found.setdefault("dialogue", []).append(f"/desk/{dialogue}/")
            things = folding.dialogue(dialogue).objects.values()
            for kind in ("text", "round", "finding", "paragraph"):
                thing = [one for one in things if one.kind == kind][-1]
                found.setdefault(f"table-{kind}", []).append(f"/desk/{dialogue}/{thing.id}/")
                if kind == "round":
                    found.setdefault("round", []).append(f"/desk/{dialogue}/round/{thing.id}/")
                    found.setdefault("bring", []).append(f"/desk/{dialogue}/?bring=finding&in={thing.id}")
                if kind == "text":
                    found.setdefault("at-table", []).append(f"/desk/{dialogue}/{thing.id}/at-table/")
    return found


PAGES = {
    "front": "", "register": "register/", "desk": "desk/", "duty": "duty/", "mandates": "duty/mandates/",
    "positions": "desk/positions/", "officers": "officers/", "own-page": "officers/me/", "reading": "reading/",
    "introductions": "desk/introductions/", "fora": "fora/", "framework": "framework/", "terms": "framework/terms/",
    "search": "desk/search/?q=misperception", "register-next": "register/next/",
}  # fmt: skip


def _queries(pair: Any, addresses: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Count the queries of each page, opened for the second time."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    found = {}
    with pair.at("alba"):
        client = Client(headers={"host": "localhost"})
        client.force_login(pair.officer("leo"), backend=settings.AUTHENTICATION_BACKENDS[0])
        for page, paths in addresses.items():
            most = 0
            for path in paths[:3]:
                for _ in range(2):
                    with CaptureQueriesContext(connections["default"]) as inside:
                        with CaptureQueriesContext(connections["joint"]) as between:
                            answer = client.get(path)
                        assert answer.status_code == 200, (path, answer.status_code)
                most = max(most, len(inside) + len(between))
                if os.environ.get("SHOW") == page:
                    print(*(q["sql"][:200] for q in (*inside.captured_queries, *between.captured_queries)), sep="\n")
            spent = [_spent(client, path) for path in paths[:5] for _ in range(VISITS)]
            found[page] = {"queries": float(most), "cpu": 1000 * statistics.quantiles(spent, n=20)[-1]}
    return found


def _spent(client: Any, path: str) -> float:
    started = time.process_time()
    client.get(path)
    return time.process_time() - started


@contextmanager
def _served(pair: Any) -> Iterator[int]:
    home = pair.homes["alba"].path
    web, road = free_ports(2)
    value = json.loads((home / "node.json").read_text()) | {"web_port": web, "road_port": road, "poll_seconds": 3600}
    (home / "node.json").write_text(json.dumps(value))
    process = subprocess.Popen(
        [COMITY, "serve", "--home", str(home)], env={**ENVIRONMENT, "COMITY_HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", web, timeout=5)
                connection.request("GET", "/register/")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        yield web
    finally:
        process.terminate()
        process.wait(20)


def _over_http(pair: Any, port: int, addresses: dict[str, list[str]], found: dict[str, dict[str, float]]) -> None:
    with pair.at("alba"):
        from comity.node import officers

        link = officers.give_link(pair.officer("leo"))
    visit = _Visit(port)
    visit.enter(link)
    for page, paths in addresses.items():
        times, size = [], 0
        for round_ in range(2 + VISITS):
            for path in paths:
                started = time.perf_counter()
                body = visit.get(path)
                if round_ >= 2:
                    times.append(time.perf_counter() - started)
                elif not round_:
                    size = max(size, len(body) + sum(visit.size(asset) for asset in _assets(body)))
        found[page]["p95"] = 1000 * statistics.quantiles(times, n=20)[-1]
        found[page]["bytes"] = size / 1000


class _Visit:
    """A browser that keeps its cookies and its connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._sizes: dict[str, int] = {}

    def get(self, path: str, form: str = "") -> bytes:
        """Open a page, or send a form to it."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()), "Accept-Encoding": "gzip"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("POST" if form else "GET", path, form or None, headers)
        answer = self._connection.getresponse()
        body = answer.read()
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        assert answer.status in {200, 302}, (path, answer.status)
        return body

    def enter(self, link: str) -> None:
        """Sign in by a one-time link."""
        page = self.get(f"/sign-in/{link}/").decode()
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
        self.get(f"/sign-in/{link}/", f"csrfmiddlewaretoken={token}")

    def size(self, asset: str) -> int:
        """Say how many bytes an asset has."""
        if asset not in self._sizes:
            self._sizes[asset] = len(self.get(asset))
        return self._sizes[asset]


def _assets(body: bytes) -> set[str]:
    return set(re.findall(r'(?:src|href)="(/static/[^"]+)"', body.decode()))


if __name__ == "__main__":
    sys.exit(main())
