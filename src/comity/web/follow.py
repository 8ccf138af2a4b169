# SPDX-License-Identifier: Apache-2.0
"""What is said of a thing after it was brought: what became of it, and remarks, dissociations and files at its point.

Rules:
  1. Each party says for itself what has become of a thing; its new word replaces its former one, and nobody else's.
  2. A remark is about one version, and stays with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from comity.acts.act import Verb
from comity.acts.kinds import STATES_OF_PLAY
from comity.base.errors import Ours
from comity.node import desk
from comity.node.desk import Intent
from comity.node.dialogues import NotHere, Room
from comity.record.dialogue import Object
from comity.record.rounds import Rounds
from comity.web.bring import EDTF, by_language, read_reported
from comity.web.dialogue import Item, item
from comity.web.standing import gather

FILES = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MOST_FILE = 4_000_000
REPORTABLE = (Verb.ACCEPT, Verb.RESERVE, Verb.WITHDRAW, Verb.ACKNOWLEDGE)
REMARKS = ("remark", "characterisation", "interpretation", "dissociation")


@dataclass(frozen=True, slots=True)
class Follow:
    """What a page shows below a thing: claims, what stands at its point, what takes part in it, and the forms."""

    claims: Any
    about: list[Item]
    parts: list[Item]
    states: tuple[str, ...]
    remarks: tuple[str, ...]
    attaches: bool
    reports: tuple[Verb, ...]


def follow_view(room: Room, thing: Object) -> Follow:
    """Gather what follows a thing."""
    rounds = Rounds(room.dialogue)
    given = room.dialogue.of_kind("contribution") if thing.kind == "strand" else ()
    parts = [each for each in given if each.chief.structure.get("strand") == thing.id]
    about = [*rounds.about(thing)]
    gather(room, [each.chief for each in (*parts, *about)])
    standing = thing.joint or thing.told or rounds.agreed(thing)
    states = STATES_OF_PLAY.get(thing.kind, ()) if standing is not None else ()
    return Follow(
        claims=rounds.claims(thing.id),
        about=[item(room, each) for each in about],
        parts=[item(room, each) for each in parts],
        states=states if desk.may_bring(room, "state_of_play") else (),
        attaches=desk.may_bring(room, "attachment") and thing.kind != "attachment",
        reports=REPORTABLE if room.ours_alone and room.dialogue.counterparts and thing.kind != "founding" else (),
        remarks=REMARKS if thing.kind not in {"remark", "dissociation", "attachment", "state_of_play"} else (),
    )


def state_intent(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Say what has become of a thing; it replaces what our party said of it before."""
    state, day, symbol = (form.get(key, "").strip() for key in ("state", "as_of", "symbol"))
    if state not in STATES_OF_PLAY.get(thing.kind, ()):
        raise Ours("no state of play was chosen", hint="nothing was proposed", code="form.empty")
    if day and EDTF.fullmatch(day) is None:
        raise Ours(f"{day[:40]!r} is no date", hint="nothing was proposed", code="form.date")
    told = {"of": thing.id, "state": state, "as_of": day, "symbol": symbol}
    structure = {key: value for key, value in told.items() if value}
    wording = by_language(form, "state-wording")
    reported = read_reported(room, form)
    teller = reported.party if reported is not None else room.us
    ours = next((c.version for c in Rounds(room.dialogue).claims(thing.id) if c.party == teller), None)
    return Intent(
        Verb.NOTIFY, "state_of_play", object=ours.object if ours is not None else "", structure=structure,
        words={"wording": wording} if wording else None, supersedes=ours.id if ours is not None else "",
        reported=reported, note=form.get("note", ""),
    )  # fmt: skip


def remark_intent(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Say something at the point of a version: a remark, a characterisation, an interpretation, a dissociation."""
    sort, wording = form.get("sort", ""), by_language(form, "remark")
    if not wording or sort not in REMARKS:
        raise Ours("the remark has no words", hint="nothing was proposed", code="form.empty")
    version = room.dialogue.version(form.get("version", "") or thing.chief.id)
    if version is None or version.object != thing.id:
        raise NotHere("such version")
    structure: Mapping[str, Any] = {"about": version.id}
    if sort in {"characterisation", "interpretation"}:
        structure = {**structure, "sort": sort}
    kind = "dissociation" if sort == "dissociation" else "remark"
    return Intent(
        Verb.NOTIFY, kind, structure=structure, words={"wording": wording}, reported=read_reported(room, form),
        note=form.get("note", ""),
    )  # fmt: skip


def reported_intent(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Report, in a file of our own, what a counterpart said of a version."""
    version, verb = room.dialogue.version(form.get("version", "")), form.get("verb", "")
    if version is None or version.object != thing.id:
        raise NotHere("such version")
    reported, reason = read_reported(room, form), by_language(form, "reported-reason")
    if reported is None or verb not in REPORTABLE:
        raise Ours("the form asks for something unknown", hint="nothing was proposed", code="form.unknown")
    key = "answer" if verb == Verb.ACKNOWLEDGE else "reason"
    return Intent(
        Verb(verb), thing.kind, thing.id, version.id, words={key: reason} if reason else None, reported=reported,
        note=form.get("note", ""),
    )  # fmt: skip


def attachment_intent(room: Room, thing: Object, form: QueryDict, data: bytes) -> Intent:
    """Attach a file, such as the scan of a note, to a version."""
    version = room.dialogue.version(form.get("version", "") or thing.chief.id)
    if version is None or version.object != thing.id:
        raise NotHere("such version")
    type_ = next((name for name, magic in FILES.items() if data.startswith(magic)), "")
    if not type_ or len(data) > MOST_FILE:
        raise Ours(
            f"a file is a PDF, PNG or JPEG of at most {MOST_FILE} bytes", hint="nothing was proposed", code="form.file"
        )
    return Intent(
        Verb.NOTIFY, "attachment", structure={"about": version.id}, file=(type_, data),
        reported=read_reported(room, form), note=form.get("note", ""),
    )  # fmt: skip
