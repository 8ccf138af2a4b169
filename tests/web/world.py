# SPDX-License-Identifier: Apache-2.0
"""Two real nodes, Alba and Boria, told a story by the public command line and HTTP interface, for the tests of the web.

The story: a founded exercise with a joint round, a delegation, a paper, a finding that Boria reserves, a communiqué
with one joint paragraph, one in brackets with a rival, one not answered; a check and a consultation for Alba's duty
officer with a mandate; and two files of Alba's own with the published accounts of demo/accounts. The joint part of the
a second communiqué is whole and released; the first is not.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMITY = str(Path(sys.executable).parent / "comity")
BRACKET = "SECRET-BRACKET the Parties deplore"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class Node:
    code: str
    name: dict[str, str]
    zone: str
    home: Path
    web: int
    tokens: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.web}"

    def cli(self, *args: str) -> str:
        env = {**os.environ, "COMITY_HOME": str(self.home), "COMITY_PLAIN_HTTP": "1"}
        done = subprocess.run([COMITY, *args], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout.strip()

    def start(self) -> None:
        self.launch()
        self.wait()

    def launch(self) -> None:
        env = {**os.environ, "COMITY_HOME": str(self.home), "COMITY_PLAIN_HTTP": "1"}
        command = [COMITY, "serve", "--home", str(self.home)]
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=env, stdout=log, stderr=log)

    def wait(self) -> None:
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"{self.address}/", timeout=5) as answer:
                    answer.read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.home / "serve.log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def api(self, method: str, path: str, body: Any = None, *, who: str) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            f"{self.address}/api/{path}",
            data=data if method == "POST" else None,
            method=method,
            headers={"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError((path, body, error.read().decode())) from error

    def say(self, dialogue: str, verb: str, kind: str, **intent: Any) -> dict[str, Any]:
        """Propose and release."""
        made = self.api(
            "POST", "proposals", {"dialogue": dialogue, "verb": verb, "kind": kind, **intent}, who="drafter"
        )
        result: dict[str, Any] = self.api("POST", f"proposals/{made['id']}/release", who="releaser")
        return result


@dataclass
class World:
    alba: Node
    boria: Node
    ids: dict[str, str] = field(default_factory=dict)

    def meet(self, dialogue: str) -> None:
        """Let each look at the other until nothing is new."""
        for _ in range(2):
            for node in (self.alba, self.boria):
                for look in node.api("POST", f"pull/{dialogue}", who="releaser"):
                    assert look["exit_code"] == 0, look


def make(base: Path) -> World:
    """Make both nodes and play the story; the nodes are left running."""
    alba = _node(base / "alba", "XA", {"fr": "Alba", "en": "Alba", "ru": "Альба"}, "Europe/Lisbon")
    boria = _node(base / "boria", "XB", {"fr": "Borie", "en": "Boria", "ru": "Бория"}, "Europe/Helsinki")
    world = World(alba, boria)
    try:
        for node in (alba, boria):
            node.launch()
        for node in (alba, boria):
            node.wait()
        _introduce(world)
        _negotiate(world)
        _ask(world)
        _accounts(world)
        _publish(world)
    except BaseException:
        alba.stop()
        boria.stop()
        raise
    return world


_ENROL = """
import json, sys
from pathlib import Path
from comity.node.home import Home
from comity.node.start import prepare
asked = json.load(sys.stdin)
home = Home(asked["home"])
home.create(**asked["create"])
prepare(home, migrate=True)
from comity.node import officers
made = {}
for who, post, roles in asked["officers"]:
    officer = officers.add(name=f"{who} {asked['name']}", post=post, roles=roles)
    made[who] = [officers.give_token(officer), [officers.give_link(officer) for _ in range(20)]]
print(json.dumps(made))
"""
OFFICERS = (
    ("drafter", "Desk officer", "drafter"),
    ("releaser", "Head of division", "releaser"),
    ("second", "Deputy head of division", "releaser"),
    ("duty", "Duty officer", "duty"),
    ("reader", "Archivist", "reader"),
    *((role, f"Post of {role}", role) for role in ("contributor", "clearer", "head", "auditor", "operator")),
)


def _node(home: Path, code: str, name: dict[str, str], zone: str) -> Node:
    web, road = free_port(), free_port()
    node = Node(code, name, zone, home, web)
    asked = {
        "home": str(home),
        "officers": OFFICERS,
        "name": name["en"],
        "create": {
            "code": code,
            "name": name,
            "zone": zone,
            "domain": f"{name['en'].lower()}.example",
            "web": f"127.0.0.1:{web}",
            "road": f"127.0.0.1:{road}",
        },
    }
    env = {**os.environ, "COMITY_HOME": str(home), "COMITY_PLAIN_HTTP": "1"}
    run = [sys.executable, "-W", "ignore", "-c", _ENROL]
    done = subprocess.run(run, input=json.dumps(asked), env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for who, (token, links) in json.loads(done.stdout).items():
        node.tokens[who], node.links[who] = token, links
    return node


def _introduce(world: World) -> None:
    first, second = world.alba.home.parent / "a.intro", world.alba.home.parent / "ab.intro"
    title = {"fr": "Dialogue Alba–Borie", "en": "Alba–Boria cyber dialogue", "ru": "Диалог Альба — Бория"}
    titles = [part for lang, value in title.items() for part in ("--title", f"{lang}={value}")]
    world.alba.cli("introduce", "offer", "--with", "XB", "--purpose", "exercise", *titles, "--out", str(first))
    world.boria.cli("introduce", "join", str(first), "--out", str(second))
    for node in (world.alba, world.boria):
        brought = node.api("POST", "introductions", second.read_bytes(), who="releaser")
        world.ids["dialogue"] = brought["dialogue"]
        node.api("POST", f"introductions/{brought['dialogue']}/confirm", who="second")
    world.meet(world.ids["dialogue"])


def _negotiate(world: World) -> None:
    d, ids, alba, boria = world.ids["dialogue"], world.ids, world.alba, world.boria
    round_ = alba.say(
        d,
        "table",
        "round",
        words={
            "title": {"fr": "Deuxième cycle", "en": "Second round", "ru": "Второй раунд"},
            "number": {"XA": 2, "XB": 3},
            "from": "2027-03-04",
            "to": "2027-03-05",
            "city": {"en": "Alba City"},
            "format": "in_person",
        },
    )
    ids["round"] = round_["object"]
    alba.say(
        d,
        "table",
        "agenda_item",
        structure={"round": ids["round"], "place": "c"},
        words={
            "title": {"en": "Points of contact", "fr": "Points de contact", "ru": "Контактные пункты"},
            "plane": "bilateral",
        },
    )
    delegation = alba.say(
        d,
        "notify",
        "delegation",
        structure={"round": ids["round"]},
        words={
            "heads": [{"name": "A. Head", "title": {"en": "Ambassador for Digital Affairs"}}],
            "agencies": [{"en": "Ministry of Foreign Affairs"}, {"en": "National CSIRT"}],
        },
    )
    alba.say(
        d,
        "notify",
        "paper",
        structure={"round": ids["round"]},
        words={"title": {"en": "Non-paper on notification of incidents"}, "form": "non_paper"},
    )
    undertaking = alba.say(
        d,
        "table",
        "commitment",
        structure={"round": ids["round"], "owners": ["XA"], "due": "2027-09-01"},
        words={"wording": {"en": "=1+1 exercise of the points of contact"}},
    )
    alba.say(
        d,
        "notify",
        "position",
        structure={"sort": "before", "forum": "UN-GLOBAL-MECHANISM"},
        words={"wording": {"en": "Thematic groups need a fixed calendar."}},
    )
    finding = alba.say(
        d,
        "table",
        "finding",
        structure={"round": ids["round"]},
        words={"wording": {"en": "Notification should follow within twelve hours."}},
    )
    text = alba.say(
        d,
        "table",
        "text",
        structure={
            "round": ids["round"],
            "languages": [{"language": lang, "status": "authentic"} for lang in ("en", "fr")],
        },
        words={
            "title": {"en": "Joint communiqué", "fr": "Communiqué conjoint", "ru": "Совместное коммюнике"},
            "form": "communique",
        },
    )
    ids["delegation"] = delegation["object"]
    ids["text"], ids["finding"] = text["object"], finding["object"]
    agreed = _paragraph(world, "c", "The Parties met in Alba City and reviewed their points of contact.")
    rival = _paragraph(world, "d", "The Parties reaffirm their commitment to confidence-building measures.")
    lone = _paragraph(world, "e", f"{BRACKET} any use of it.")
    french = _paragraph(world, "c", "Les Parties se sont réunies à Alba-Ville.", "fr")
    world.meet(d)
    for made in (round_, text, agreed, french, undertaking):
        boria.say(d, "accept", made["kind"], object=made["object"], version=made["version"])
    boria.say(
        d,
        "table",
        "paragraph",
        object=rival["object"],
        structure={"text": ids["text"], "language": "en", "place": "d"},
        words={"wording": "The Parties recall their commitment to practical confidence-building measures."},
    )
    boria.say(
        d,
        "reserve",
        "finding",
        object=finding["object"],
        version=finding["version"],
        words={"reason": {"en": "Our agencies need twenty-four hours.", "fr": "Il nous faut vingt-quatre heures."}},
    )
    ids |= {"agreed": agreed["object"], "rival": rival["object"], "lone": lone["object"]}
    ids["bracketed_version"] = text["version"]
    ids["agreed_version"], ids["lone_version"] = agreed["version"], lone["version"]
    world.meet(d)


def _paragraph(world: World, place: str, wording: str, language: str = "en") -> dict[str, Any]:
    structure = {"text": world.ids["text"], "language": language, "place": place}
    return world.alba.say(world.ids["dialogue"], "table", "paragraph", structure=structure, words={"wording": wording})


def _ask(world: World) -> None:
    d = world.ids["dialogue"]
    check = world.boria.say(d, "notify", "check", words={"level": 2, "question": {"en": "Who answers tonight?"}})
    consultation = world.boria.say(
        d,
        "notify",
        "consultation",
        structure={"to": ["XA"], "answer_by": "2027-03-05T06:00:00Z"},
        words={
            "subject": {"en": "Traffic from a hospital network"},
            "question": {"en": "Is it known to you?"},
            "marking": "TLP:AMBER+STRICT",
        },
    )
    world.ids |= {"check": check["version"], "consultation": consultation["version"], "check_object": check["object"]}
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
    mandate = world.alba.api(
        "POST",
        "mandates",
        {"to": "duty Alba", "dialogue": d, "kinds": ["check", "consultation"], "until": until, "at_most": 5},
        who="releaser",
    )
    world.alba.api("POST", f"mandates/{mandate['id']}/confirm", who="second")
    sent = world.alba.api(
        "POST", "duty", {"dialogue": d, "verb": "notify", "kind": "check", "words": {"level": 1}}, who="duty"
    )
    world.meet(d)
    world.boria.say(
        d,
        "acknowledge",
        "check",
        object=sent["object"],
        version=sent["version"],
        words={"answer": {"en": "Read by the duty officer."}},
    )
    world.meet(d)


def _accounts(world: World) -> None:
    for name, counterparts in (("fr-ru-2021", ("FR", "RU")), ("us-fr-2018", ("US", "FR"))):
        words = json.loads((ROOT / "demo" / "accounts" / f"{name}.json").read_text(encoding="utf-8"))
        out = world.alba.home.parent / f"{name}.intro"
        options = [part for code in counterparts for part in ("--counterpart", code)]
        title = {"fr": "Comptes rendus publiés", "en": "Published accounts", "ru": "Опубликованные отчёты"}
        titles = [
            part for lang, value in title.items() for part in ("--title", f"{lang}={value} {'–'.join(counterparts)}")
        ]
        world.alba.cli("introduce", "offer", "--purpose", "reconstruction", *titles, *options, "--out", str(out))
        brought = world.alba.api("POST", "introductions", out.read_bytes(), who="releaser")
        world.alba.api("POST", f"introductions/{brought['dialogue']}/confirm", who="second")
        reported = {"party": words["issuer"], "on": words["round"]["from"], "means": "published"}
        made = world.alba.say(brought["dialogue"], "notify", "account", words=words, reported=reported)
        world.alba.say(brought["dialogue"], "table", "release", structure={"releases": [made["version"]]})
        world.ids |= {name: made["version"], f"{name}-file": brought["dialogue"]}


def _publish(world: World) -> None:
    d, ids = world.ids["dialogue"], world.ids
    languages = [{"language": lang, "status": "authentic"} for lang in ("en", "fr")]
    title = {"en": "Joint communiqué", "fr": "Communiqué conjoint", "ru": "Совместное коммюнике"}
    text = world.alba.say(d, "table", "text", structure={"languages": languages}, words={"title": title})
    words = {"en": "The Parties reviewed their points of contact.", "fr": "Les Parties ont revu leurs contacts."}
    parts = [
        world.alba.say(
            d,
            "table",
            "paragraph",
            structure={"text": text["object"], "language": lang, "place": "c"},
            words={"wording": wording},
        )
        for lang, wording in words.items()
    ]
    world.meet(d)
    for made in (text, *parts):
        world.boria.say(d, "accept", made["kind"], object=made["object"], version=made["version"])
    world.meet(d)
    ids |= {"text_version": text["version"], "public_version": parts[0]["version"], "public_text": text["object"]}
    made = world.alba.say(
        d, "table", "release", structure={"releases": [text["version"], *(part["version"] for part in parts)]}
    )
    world.meet(d)
    world.boria.say(d, "accept", "release", object=made["object"], version=made["version"])
    world.meet(d)
    with urllib.request.urlopen(f"{world.alba.address}/log/", timeout=120) as answer:
        (found,) = [log for log in json.load(answer)["logs"] if log["dialogue"] == d]
    world.ids["public"] = found["url"].split("/")[-2]
    proof = f"{world.alba.address}/register/{world.ids['text_version']}/proof.json"
    with urllib.request.urlopen(proof, timeout=120) as answer:
        lines = json.load(answer)["proof"].split("\n")
    world.ids["public_words"] = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))["payload"]["commitment"]
