# SPDX-License-Identifier: Apache-2.0
"""Playing the story of the demo: introductions, acts, mandates, the register, each by the officers whom it names."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from comity.base.errors import Ours
from comity.base.names import instant
from comity.cli.client import NodeClient
from comity.cli.stage import Player, Stage
from comity.cli.talk import say

ARRIVE_SECONDS = 20.0
VERBS = ("table", "accept", "reserve", "withdraw", "notify", "acknowledge")


class Play:
    """The story on a stage. `ids` are the dialogues by their names in the story."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.ids: dict[str, str] = {}
        self._objects: dict[str, str] = {}
        self._versions: dict[str, str] = {}

    def everything(self) -> None:
        """Play all of it."""
        self._register(self._stage.story["register"])
        for dialogue in self._stage.story["dialogues"]:
            say(f"playing {dialogue['name']}")
            self._found(dialogue)
            for act in dialogue["acts"]:
                self.act(dialogue["name"], act)
            for mandate in dialogue.get("mandates", []):
                self._mandate(dialogue["name"], mandate)
            for act in dialogue.get("duty", []):
                self.act(dialogue["name"], act, alone=True)
        self._settle()

    def object_of(self, name: str) -> str:
        """Give the object that the story calls so."""
        return self._objects[name]

    def version_of(self, name: str) -> str:
        """Give the version that the story calls so."""
        return self._versions[name]

    def act(self, dialogue: str, line: dict[str, Any], *, alone: bool = False) -> dict[str, Any]:
        """Play one act: proposed by the officer named, released by the first other who may; or alone, on duty."""
        verb = next((v for v in VERBS if v in line), None)
        if verb is None:
            raise Ours(f"the story has an act without a verb: {line}")
        player = self._stage.player_of(line["by"])
        node = player.client(line["by"])
        body: dict[str, Any] = {"dialogue": self.ids[dialogue], "verb": verb, "kind": line[verb]}
        if "of" in line:
            body["version"] = self._versions[line["of"]]
            self.wait_for(node, dialogue, body["version"])
        if "object" in line:
            body["object"] = self._objects[line["object"]]
            self.wait_for(node, dialogue, self._versions[line["object"]])
        if "structure" in line:
            body["structure"] = self._resolve(line["structure"])
            for name in _names_in(line["structure"]):
                self.wait_for(node, dialogue, self._versions[name])
        for key in ("words", "ad_referendum", "reported"):
            if key in line:
                body[key] = line[key]
        answer = node.post("duty", body) if alone else self._through_two(player, line["by"], body)
        if "as" in line:
            self._objects[line["as"]], self._versions[line["as"]] = answer["object"], answer["version"]
        return answer

    def wait_for(self, node: NodeClient, dialogue: str, version: str) -> dict[str, Any]:
        """Look at the peers until a version is here, and give it."""
        end = time.monotonic() + ARRIVE_SECONDS
        while time.monotonic() < end:
            room = node.get(f"dialogues/{self.ids[dialogue]}")
            found = _version_in(room, version)
            if found is not None:
                return found
            time.sleep(0.1)
        raise Ours(f"a version of {dialogue} did not arrive within {ARRIVE_SECONDS:.0f} seconds")

    def _through_two(self, player: Player, author: str, body: dict[str, Any]) -> dict[str, Any]:
        proposal = player.client(author).post("proposals", body)
        second = next(o["name"] for o in player.officers if "releaser" in o["roles"] and o["name"] != author)
        released: dict[str, Any] = player.client(second).post(f"proposals/{proposal['id']}/release")
        return released

    def _found(self, dialogue: dict[str, Any]) -> None:
        stage = self._stage
        first, *others = (stage.players[key] for key in dialogue["between"])
        file = stage.home / "introductions" / f"{dialogue['name']}.intro"
        titles = [part for language, text in dialogue["title"].items() for part in ("--title", f"{language}={text}")]
        invited = [part for player in others for part in ("--with", player.code)]
        self.ids[dialogue["name"]] = stage.comity(
            first, "introduce", "offer", "--purpose", dialogue["purpose"], *titles, *invited, "--out", str(file)
        )
        for player in others:
            stage.comity(player, "introduce", "join", str(file), "--out", str(file))
        for player in (first, *others):
            self._confirm(player, file.read_bytes())
        for player in (first, *others):
            self._wait_founded(player, dialogue["name"])

    def _confirm(self, player: Player, introduction: bytes) -> None:
        one, other = [o["name"] for o in player.officers if "releaser" in o["roles"]][:2]
        brought = player.client(one).post("introductions", introduction)
        player.client(other).post(f"introductions/{brought['dialogue']}/confirm")

    def _wait_founded(self, player: Player, name: str) -> None:
        node, end = player.client(player.officers[0]["name"]), time.monotonic() + ARRIVE_SECONDS
        while time.monotonic() < end:
            if any(row["id"] == self.ids[name] and row["founded"] for row in node.get("dialogues")):
                return
            time.sleep(0.1)
        raise Ours(f"the founding of {name} did not become joint within {ARRIVE_SECONDS:.0f} seconds")

    def _mandate(self, dialogue: str, line: dict[str, Any]) -> None:
        player = self._stage.players[line["node"]]
        until = instant(datetime.now(UTC) + timedelta(hours=line["hours"]))
        body = {
            "to": line["officer"], "dialogue": self.ids[dialogue], "kinds": line["kinds"].split(), "until": until,
            "at_most": line["at_most"],
        }  # fmt: skip
        given = player.client(line["by"]).post("mandates", body)
        player.client(line["confirm"]).post(f"mandates/{given['id']}/confirm")

    def _register(self, register: dict[str, Any]) -> None:
        """Open the file of our own, enter the accounts as reported acts, and release them to the public."""
        say("entering two published rounds into the register")
        stage, player = self._stage, self._stage.players[register["node"]]
        file = stage.home / "introductions" / f"{register['name']}.intro"
        titles = [part for language, text in register["title"].items() for part in ("--title", f"{language}={text}")]
        counterparts = [part for code in register["counterparts"] for part in ("--counterpart", code)]
        self.ids[register["name"]] = stage.comity(
            player, "introduce", "offer", "--purpose", register["purpose"], *titles, *counterparts, "--out", str(file)
        )
        self._confirm(player, file.read_bytes())
        versions = []
        for name in register["accounts"]:
            words = json.loads((stage.story_folder / "accounts" / name).read_text(encoding="utf-8"))
            on = words["source"].get("published") or words["round"]["to"]
            reported = {"party": words["issuer"], "on": on, "means": "published"}
            line = {"by": register["by"], "notify": "account", "words": words, "reported": reported}
            versions.append(self.act(register["name"], line)["version"])
        self.act(register["name"], {"by": register["by"], "table": "release", "structure": {"releases": versions}})

    def _settle(self) -> None:
        """Wait until every party holds by receipt what the others have written."""
        end = time.monotonic() + ARRIVE_SECONDS
        while time.monotonic() < end:
            if all(self._settled(player) for player in self._stage.players.values()):
                return
            time.sleep(0.2)
        raise Ours(f"the nodes did not hold each other's logs within {ARRIVE_SECONDS:.0f} seconds")

    def _settled(self, player: Player) -> bool:
        rows = player.client(player.officers[0]["name"]).get("dialogues")
        return all(peer["countersigned_size"] == row["our_size"] for row in rows for peer in row["peers"])

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("$"):
            return self._objects[value[1:]]
        if isinstance(value, dict):
            return {key: self._resolve(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolve(item) for item in value]
        return value


def _names_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value[1:]] if value.startswith("$") else []
    if isinstance(value, dict):
        return [name for item in value.values() for name in _names_in(item)]
    if isinstance(value, list):
        return [name for item in value for name in _names_in(item)]
    return []


def _version_in(room: dict[str, Any], version: str) -> dict[str, Any] | None:
    """Find a version in the JSON of a dialogue; only once its words are here too."""
    for thing in room["record"]["objects"].values():
        for found in thing["versions"]:
            if found["id"] == version:
                payload = found["payload"]
                here = payload is None or room["words"].get(payload["commitment"]) is not None
                return dict(found) if here else None
    return None
