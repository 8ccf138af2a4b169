# SPDX-License-Identifier: Apache-2.0
"""The demo, played without a browser and checked from outside: over HTTP, by the command line, by the verifier.

One line for each check; the first thing that does not hold ends it with a sentence and a non-zero exit code.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import urllib3

from comity.base.errors import Ours
from comity.cli.client import NodeClient
from comity.cli.play import Play
from comity.cli.stage import Player, Stage, run_comity
from comity.cli.talk import say

JOINT_SECONDS = 20.0


def run_check(stage: Stage, play: Play) -> None:
    """Play and check everything; the last line says how many checks passed."""
    began = time.monotonic()
    check = _Check(stage, play)
    try:
        stage.start()
        play.everything()
        check.read()
        check.negotiate()
        check.three_in_the_morning()
        check.who_knows_of_whom()
        check.proof()
        check.refusals()
    finally:
        stage.stop()
    check.nothing_runs()
    shutil.rmtree(stage.home)
    say(f"took {time.monotonic() - began:.0f} s")
    print(f"demo: {check.passed} checks passed", flush=True)


class _Check:
    def __init__(self, stage: Stage, play: Play) -> None:
        self.stage, self.play = stage, play
        self.alba, self.boria, self.cadria = (stage.players[key] for key in ("alba", "boria", "cadria"))
        self.passed = 0

    def that(self, what: str, holds: object, found: object = "") -> None:
        """Count a check that holds; raise Ours for one that does not."""
        if not holds:
            raise Ours(f"demo: {what}: it is not so" + (f"; found {str(found)[:300]}" if found != "" else ""))
        self.passed += 1
        print(f"  {what}", flush=True)

    # --- read ---------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """The register, the two accounts in three languages, the feed, the reading box."""
        visitor = Visitor(self.alba)
        front = visitor.get("/")
        self.that("the front page of Alba answers a stranger", "Alba" in front)
        register = visitor.get("/register/?lang=en")
        accounts = dict.fromkeys(re.findall(r"/register/([0-9a-f]{64})/", register))
        self.that("the register names two published rounds", len(accounts) == 2, sorted(accounts))
        for language, words in (("fr", "reconstruction"), ("en", "no government took part"), ("ru", "реконструкция")):
            pages = [visitor.get(f"/register/{account}/?lang={language}") for account in accounts]
            self.that(
                f"both accounts open in {language}, and say that they are a reconstruction",
                all(words in page.casefold() for page in pages),
            )
        pages_en = "\n".join(visitor.get(f"/register/{account}/?lang=en") for account in accounts)
        for body in ("Security Council", "Investigative Committee", "Federal Bureau of Investigation", "ANSSI"):
            self.that(f"the accounts name the delegations: {body}", body.casefold() in unescape(pages_en).casefold())
        feed = visitor.get("/register/feed.rss")
        self.that("the feed holds both", feed.count("<item>") == 2, feed[:200])
        self._reading_box()

    def _reading_box(self) -> None:
        specimen = next(iter(sorted((self.stage.story_folder / "specimens").glob("*.fr.txt"))))
        officer = Visitor(self.alba)
        officer.sign_in(self.link(self.alba, "Ana Lis"))
        page = officer.post("/reading/", {"text": specimen.read_text(encoding="utf-8")})
        self.that("a communiqué in the reading box lights up its facts", page.count("<mark") >= 10, page.count("<mark"))
        done = run_comity("read", "--jsonl", str(specimen))
        self.that("the command line reads the same specimen", done.returncode == 0 and '"dialogue"' in done.stdout)

    # --- negotiate ----------------------------------------------------------------------------------------------

    def negotiate(self) -> None:
        """A bracket with two owners becomes joint on two nodes."""
        dialogue = self.play.ids["alba-boria"]
        ours, theirs = self.alba.client("Ana Lis"), self.boria.client("Mir Tan")
        theirs_version = self.play.version_of("second-boria")
        found = self.play.wait_for(ours, "alba-boria", theirs_version)
        self.that(
            "Alba sees Boria's bracket", found["standing"] == "tabled" and _stance(found, "XB") == "accepts", found
        )
        mine = self.play.wait_for(theirs, "alba-boria", self.play.version_of("second"))
        self.that("Boria sees that its reservation stands", _stance(mine, "XB") == "reserves", mine)
        desk = Visitor(self.boria)
        desk.sign_in(self.link(self.boria, "Mir Tan"))
        page = unescape(desk.get(f"/desk/{dialogue}/{self.play.object_of('second')}/?lang=en"))
        self.that("the table shows both wordings with their owners", "reaffirm" in page and "recall" in page)
        proposal = ours.post("proposals", {
            "dialogue": dialogue, "verb": "accept", "kind": "paragraph", "version": theirs_version,
        })  # fmt: skip
        refused = _refusal(lambda: ours.post(f"proposals/{proposal['id']}/release"))
        self.that("who proposed an act does not release it", refused != "", refused)
        self.alba.client("Leo Var").post(f"proposals/{proposal['id']}/release")
        self.that("Alba accepts, released by a second officer", True)
        at_home = self._until(ours, theirs_version, "joint")
        abroad = self._until(theirs, theirs_version, "joint")
        same = at_home["joint_by"] == abroad["joint_by"]
        self.that("the version is joint on both nodes, by the same entries", same, (at_home, abroad))
        old = self.play.wait_for(ours, "alba-boria", self.play.version_of("second"))
        self.that("its rival is set aside", old["standing"] == "set_aside", old["standing"])
        late = _refusal(lambda: theirs.post("proposals", {
            "dialogue": dialogue, "verb": "reserve", "kind": "paragraph", "version": theirs_version,
        }))  # fmt: skip
        self.that("a reservation of what is joint is not permitted", late == "act.not-permitted.joint", late)
        self.that("both nodes fold one record", self._same_record(ours, theirs, dialogue))

    def _until(self, node: NodeClient, version: str, standing: str) -> dict[str, Any]:
        end = time.monotonic() + JOINT_SECONDS
        found: dict[str, Any] = {}
        while time.monotonic() < end:
            found = self.play.wait_for(node, "alba-boria", version)
            if found["standing"] == standing:
                return found
            time.sleep(0.1)
        raise Ours(f"demo: the version was to become {standing} and is {found.get('standing')}")

    def _same_record(self, one: NodeClient, other: NodeClient, dialogue: str) -> bool:
        end = time.monotonic() + JOINT_SECONDS
        while time.monotonic() < end:
            if one.get(f"dialogues/{dialogue}")["record"] == other.get(f"dialogues/{dialogue}")["record"]:
                return True
            time.sleep(0.2)
        return False

    # --- three in the morning -------------------------------------------------------------------------------------

    def three_in_the_morning(self) -> None:
        """Boria's check and request, acknowledged by Alba's duty officer alone, under a mandate."""
        duty = Visitor(self.alba)
        duty.sign_in(self.link(self.alba, "Noa Rin"))
        page = unescape(duty.get("/duty/?lang=en"))
        self.that("the duty officer of Alba sees the check and the request", "railway" in page, page[:100])
        dialogue, node = self.play.ids["alba-boria"], self.alba.client("Noa Rin")
        open_ones = [v for v in _versions(node.get(f"dialogues/{dialogue}")) if v["kind"] in {"check", "consultation"}]
        self.that("a check and a consultation request wait", len(open_ones) == 2, open_ones)
        for version in open_ones:
            node.post("duty", {
                "dialogue": dialogue, "verb": "acknowledge", "kind": version["kind"], "version": version["id"],
                "words": {"answer": {"en": "Read by the duty officer of Alba."}},
            })  # fmt: skip
        self.that("both are acknowledged under the duty mandate", True)
        there = self.boria.client("Kai Wen")
        end = time.monotonic() + JOINT_SECONDS
        while time.monotonic() < end:
            versions = {v["id"]: v for v in _versions(there.get(f"dialogues/{dialogue}"))}
            if all(versions[v["id"]]["acknowledged"] for v in open_ones):
                break
            time.sleep(0.1)
        self.that("Boria's record says the same", all(versions[v["id"]]["acknowledged"] for v in open_ones))
        alone = _refusal(lambda: node.post("duty", {
            "dialogue": dialogue, "verb": "accept", "kind": "paragraph", "version": self.play.version_of("third"),
        }))  # fmt: skip
        self.that("a mandate accepts no text", alone != "", alone)

    # --- who knows of whom ----------------------------------------------------------------------------------------

    def who_knows_of_whom(self) -> None:
        """Alba's two partners learn nothing of each other."""
        for one, other, secret in (
            (self.boria, self.cadria, "alba-cadria"), (self.cadria, self.boria, "alba-boria"),
        ):  # fmt: skip
            marks = self._marks(other, secret)
            found = [
                f"{mark!r} in {path.name}"
                for path in sorted(one.home.rglob("*")) if path.is_file()
                for mark in marks if mark in path.read_bytes()
            ]  # fmt: skip
            self.that(f"no byte of {one.key} tells that {other.key} is in anything", not found, found)
        token = self.alba.client("Ana Lis").get("dialogues")
        self.that("Alba holds two dialogues and its own file", len(token) == 3, len(token))

    def _marks(self, other: Player, dialogue: str) -> list[bytes]:
        """What would give a dialogue away: its id, the other's code in quotes, names and domain."""
        names = [text.encode() for text in other.settings["name"].values()]
        code = f'"{other.code}"'.encode()
        return [self.play.ids[dialogue].encode(), code, other.settings["domain"].encode(), *names]

    # --- proof ----------------------------------------------------------------------------------------------------

    def proof(self) -> None:
        """The stand-alone verifier on exported logs, and one flipped byte."""
        dialogue = self.play.ids["alba-boria"]
        for player in (self.alba, self.boria):
            done = run_comity("verify", dialogue, "--home", str(player.home))
            self.that(f"the stand-alone verifier confirms what {player.key} holds", done.returncode == 0, done.stderr)
        folder = self.stage.home / "export"
        self.stage.comity(self.alba, "export", str(folder), dialogue)
        self._flip(folder, folder / "logs" / "XB" / "tile" / "entries")
        for player in (self.alba, self.boria, self.cadria):
            done = run_comity("fsck", "--home", str(player.home))
            self.that(f"the disk of {player.key} holds what was signed", done.returncode == 0, done.stderr)

    def _flip(self, folder: Path, bundles: Path) -> None:
        bundle = next(path for path in sorted(bundles.rglob("*")) if path.is_file())
        data = bytearray(bundle.read_bytes())
        data[len(data) // 2] ^= 1
        bundle.write_bytes(data)
        code, said = run_verifier(folder)
        self.that("one flipped byte is refused with a sentence", code == 3 and bool(said.strip()), (code, said))
        say(f"the verifier says: {said.strip().splitlines()[-1]}")

    # --- refusals -------------------------------------------------------------------------------------------------

    def refusals(self) -> None:
        """Strangers on the road, a second instance, a wrong token."""
        pool = urllib3.HTTPSConnectionPool("127.0.0.1", self.alba.road, cert_reqs="CERT_NONE", assert_hostname=False)
        urllib3.disable_warnings()
        there = self.alba.client("Ana Lis").get(f"dialogues/{self.play.ids['alba-boria']}")
        token = _origin_token(there)
        answers = {
            (r.status, r.data, r.headers.get("Content-Type"))
            for path in (f"/road/{token}/checkpoint", "/road/0000000000000000/checkpoint", "/anything")
            for r in [pool.request("GET", path, retries=False)]
        }
        self.that("a stranger on the road gets one and the same 404", [answer[0] for answer in answers] == [404])
        second = run_comity("serve", "--home", str(self.alba.home))
        self.that(
            "a second node on one directory is refused", second.returncode == 1 and "already running" in second.stderr
        )
        wrong = _refusal(lambda: NodeClient(self.alba.address, "wrong").get("dialogues"))
        self.that("a wrong token opens nothing", wrong == "post.unknown-token", wrong)

    def nothing_runs(self) -> None:
        """After the end, no process of the demo is left."""
        left = [
            p.key for p in self.stage.players.values() if p.process is None or p.process.poll() is None or _answers(p)
        ]
        self.that("after the end nothing of it runs", not left, left)

    def link(self, player: Player, officer: str) -> str:
        """Make a one-time link, and give its path."""
        return self.stage.comity(player, "officer", "link", officer).removeprefix(player.address)


class Visitor:
    """Somebody at a browser without JavaScript: keeps cookies, fills in forms."""

    def __init__(self, player: Player) -> None:
        self._pool = urllib3.HTTPConnectionPool("127.0.0.1", player.web, maxsize=1)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        """Open a page, following redirects on this node; raises Ours unless it answers 200."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form whose page was opened first, for its hidden field."""
        page = self.get(path)
        hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        value = {**fields, "csrfmiddlewaretoken": hidden[1] if hidden else ""}
        return self._ask("POST", path, value)

    def sign_in(self, path: str) -> None:
        """Use a one-time link: open it, press its button."""
        self.post(path, {})

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> str:
        for _ in range(5):
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
            response = self._pool.request(
                method, path, fields=fields, headers=headers, encode_multipart=False, redirect=False
            ) if method == "POST" else self._pool.request(method, path, headers=headers, redirect=False)  # fmt: skip
            for cookie in response.headers.getlist("Set-Cookie"):
                name, _, value = cookie.split(";")[0].partition("=")
                self._cookies[name] = value
            if response.status not in {301, 302, 303}:
                break
            method, fields, path = "GET", None, response.headers["Location"]
        if response.status != 200:
            raise Ours(f"demo: {method} {path} answered {response.status}")
        return response.data.decode()


def run_verifier(folder: Path) -> tuple[int, str]:
    """Run the stand-alone verifier as a program of its own."""
    import subprocess
    import sys

    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "comity_verify", str(folder)], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


def _versions(room: dict[str, Any]) -> list[dict[str, Any]]:
    return [v for thing in room["record"]["objects"].values() for v in thing["versions"]]


def _stance(version: dict[str, Any], party: str) -> str:
    return next((s["stance"] for s in version["stances"] if s["party"] == party), "none")


def _refusal(action: Callable[[], Any]) -> str:
    """Give the code with which an action is refused; the empty string where it is not."""
    try:
        action()
    except Ours as error:
        return error.code
    return ""


def _origin_token(room: dict[str, Any]) -> str:
    founding = next(o for o in room["record"]["objects"].values() if o["kind"] == "founding")
    parties = founding["versions"][0]["structure"]["parties"]
    return str(next(p["origin"] for p in parties if p["code"] == room["us"])).rsplit("/", 1)[1]


def _answers(player: Player) -> bool:
    try:
        urllib3.HTTPConnectionPool("127.0.0.1", player.web, timeout=1).request("GET", "/", retries=False)
    except urllib3.exceptions.HTTPError:
        return False
    return True
