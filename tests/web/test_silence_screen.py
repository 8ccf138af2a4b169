# SPDX-License-Identifier: Apache-2.0
"""Silence on the desk: the rule, the procedure with its hours in both capitals, and the answers of the parties."""

from __future__ import annotations

import re

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def _decide(officers: dict[str, Visitor], path: str, form: dict[str, str]) -> str:
    """Propose by a form as one officer, and release as another; give what the page of the thing says then."""
    proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path.split("?", maxsplit=1)[0]))
    assert proposal.path.startswith("/desk/proposal/"), proposal.words
    released = officers["releaser"].post(proposal.path, {"do": "release"}, page=officers["releaser"].get(proposal.path))
    assert "Released: written to our log and signed." in released.words, released.words
    return proposal.path


def test_procedure_is_started_put_off_and_taken_back_at_the_table(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    dialogue = world.ids["dialogue"]
    _decide(officers, f"/desk/{dialogue}/?bring=silence_rule", {"kinds": "finding", "hours": "48"})
    world.meet(dialogue)
    rules = world.boria.api("GET", f"dialogues/{dialogue}", who="releaser")["record"]["objects"].values()
    (rule,) = [thing["versions"][0] for thing in rules if thing["kind"] == "silence_rule"]
    world.boria.say(dialogue, "accept", "silence_rule", object=rule["object"], version=rule["id"])
    world.meet(dialogue)
    made = world.alba.say(dialogue, "table", "finding", words={"wording": {"en": "Silence is golden."}})
    path = f"/desk/{dialogue}/{made['object']}/"
    page = officers["drafter"].get(path)
    assert "The joint rule asks for at least 48 hours." in page.words
    form = {"version": made["version"], "do": "silence_start", "within": "24", "hours": "", "until": "2031-03-05T12:00"}
    _decide(officers, path, form)
    shown = officers["drafter"].get(path)
    assert "Silence procedure by Alba: silence running until Wed 5 March 2031, 12:00" in shown.words
    assert re.search(r"14:00\s+Boria \(UTC\+2\)", shown.words)
    assert "Boria : has not seen it yet" in shown.words
    world.meet(dialogue)
    assert "has seen it and is silent" in officers["drafter"].get(path).words
    seen = theirs.get(path)
    assert "To break silence, enter a reservation with its reason before it runs out." in seen.words
    assert "Silence will count as acceptance: a procedure is running" in theirs.get("/desk/").words
    earlier = {**form, "do": "silence_extend", "until": "2031-03-04T12:00"}
    refused = officers["drafter"].post(path, earlier, page=officers["drafter"].get(path))
    assert "An extension must end later than the procedure." in refused.words
    _decide(officers, path, {**form, "do": "silence_extend", "until": "2031-03-06T12:00"})
    assert "silence running until Thu 6 March 2031" in officers["drafter"].get(path).words
    _decide(officers, path, {"version": made["version"], "do": "silence_stop"})
    assert "taken back" in officers["drafter"].get(path).words
