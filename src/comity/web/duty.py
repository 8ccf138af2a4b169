# SPDX-License-Identifier: Apache-2.0
"""Three in the morning: what waits for an answer, one large button, a narrow screen.

Under a duty mandate an answer goes out at once; without one it is proposed, and another officer releases it. The page
says beforehand which of the two it will be, under what mandate, how many acts are left and until when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.acts.act import Verb
from comity.acts.permission import Stance, Standing
from comity.base.names import moment
from comity.node import desk as node_desk
from comity.node import duty as node_duty
from comity.node import policy
from comity.node.desk import Intent
from comity.node.dialogues import Room, list_dialogues
from comity.node.kept import per_record
from comity.node.national.models import Mandate, Officer, Proposal
from comity.record.dialogue import Version
from comity.web import live
from comity.web.access import attempt, signed_in
from comity.web.bring import by_language
from comity.web.page import Readers, officer_of, show
from comity.web.perspective import Perspective
from comity.web.standing import VersionView, gather_across, version_view
from comity.web.wording import LANGUAGES, language, say

ASKS = ("check", "consultation", "request", "incident")


@dataclass(frozen=True, slots=True)
class Power:
    """A mandate that the officer holds now, and how many acts are left under it."""

    mandate: Mandate
    left: int
    room: Room
    view: Perspective
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class Call:
    """A check or a question: what it says, from whom, and how long the answer took, if there is one."""

    room: Room
    view: Perspective
    version: Version
    shown: VersionView
    power: Power | None
    answers: Sequence[Any]
    ours: bool
    anchor: str = ""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """Show the duty screen, or say something from it."""
    officer = officer_of(request)
    if request.method == "POST":
        return attempt(request, lambda: _act(request, officer), back=request.path)
    rooms = list_dialogues(officer)
    powers = node_duty.active_by_dialogue(officer)
    asked = sorted(((room, version) for room in rooms for version in _asked(room)), key=lambda pair: pair[1].at)
    open_ = [pair for pair in asked if _waits(*pair)]
    named = {(room.id, version.id) for room, version in open_}
    over = [(room, version) for room, version in reversed(asked) if (room.id, version.id) not in named][:20]
    gather_across([*open_, *over])
    waiting, done = ([_call(*pair, powers) for pair in pairs] for pairs in (open_, over))
    mine = [_power(powers[room.id], room) for room in rooms if room.id in powers]
    things: dict[str, Any] = {
        "waiting": waiting, "done": done, "powers": mine,
        "live_paused": live.is_paused(request),
        "record_mark": live.mark([sorted(room.dialogue.sizes.items()) for room in rooms]),
    }  # fmt: skip
    if live.asked_part(request) == "record":
        return live.part(request, "_duty.html", things["record_mark"], things)
    return show(
        request,
        "duty.html",
        readers=Readers.GOVERNMENT,
        dialogue_purposes=[room.purpose for room in rooms],
        rooms=[(r, Perspective.of(r)) for r in rooms if not r.ours_alone and node_desk.may_bring(r, "check")],
        levels=(1, 2, 3, 4),
        interface_languages=LANGUAGES,
        **things,
    )


@per_record
def _asked(room: Room) -> list[Version]:
    """Give what was asked in a dialogue, of whomever."""
    things = room.dialogue.of_kind(*ASKS)
    return [v for t in things for v in t.versions if v.standing is Standing.TOLD and not v.reported_of]


def _call(room: Room, version: Version, powers: Mapping[str, Mandate]) -> Call:
    shown = version_view(room, version)
    mandate = powers.get(room.id)
    power = _power(mandate, room) if mandate is not None and version.kind in mandate.kinds.split() else None
    answers = [_answer(s, version) for s in shown.stances if s.stance is Stance.ACKNOWLEDGED]
    anchor = f"call-{version.id[:12]}"
    return Call(room, Perspective.of(room), version, shown, power, answers, room.us in version.owners, anchor)


def _answer(stance: Any, version: Version) -> dict[str, Any]:
    minutes, seconds = divmod(int((moment(stance.at) - moment(version.at)).total_seconds()), 60)
    return {"line": stance, "minutes": minutes, "seconds": seconds, "told_time": minutes >= 0}


def _waits(room: Room, version: Version) -> bool:
    to_us = room.us in version.structure.get("to", [room.us])
    return to_us and Verb.ACKNOWLEDGE in node_desk.permitted(room, version)


def _power(mandate: Mandate, room: Room) -> Power:
    return Power(mandate, node_duty.left(mandate), room, Perspective.of(room), mandate.kinds.split())


def _act(request: HttpRequest, officer: Officer) -> str:
    form = request.POST
    dialogue = form.get("dialogue", "")
    if form.get("do") == "check":
        level = form.get("level", "1")
        words: dict[str, Any] = {"level": int(level) if level in {"1", "2", "3", "4"} else 1}
        if question := by_language(form, "question"):
            words["question"] = question
        intent = Intent(Verb.NOTIFY, "check", words=words)
    else:
        answer = form.get("answer", "").strip()
        words = {"function": {language(): officer.post}}
        if answer:
            words["answer"] = {language(): answer}
        intent = Intent(Verb.ACKNOWLEDGE, form.get("kind", ""), version=form.get("version", ""), words=words)
    if policy.may(officer, "duty") and node_duty.active(officer, dialogue, intent.kind) is not None:
        node_duty.act_under(officer, dialogue, intent)
        messages.success(request, say("duty.went-out"))
        return reverse("duty")
    row: Proposal = node_desk.propose(officer, dialogue, intent)
    messages.success(request, say("duty.was-proposed", number=row.pk))
    return reverse("duty")
