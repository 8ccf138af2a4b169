# SPDX-License-Identifier: Apache-2.0
"""A position: what a government will say, put together from its ministries, and in the end released by two officers.

    open ──change──> open, a new version: every approval so far is void, and clearances are asked for anew
         ──approve, by one, then by another, of one and the same version──> issued

Rules:
  1. A position belongs to a dialogue, and whoever may not know of the dialogue does not know of it.
  2. The lead ministry's drafters change it; everybody who contributes comments. Each change is a version of its own.
  3. An approval binds the exact version. It counts only once every contributing ministry has cleared that version.
  4. Two different officers approve. Instructions are then issued inside; of a paper the outcome, its words and nothing
     else, is proposed by the first and released by the second (node/desk.py). Versions, red lines and comments stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from comity.acts.act import Verb
from comity.base.digest import digest
from comity.base.errors import NotPermitted, Ours
from comity.node import desk, policy, trail
from comity.node.clearance import standing_of
from comity.node.dialogues import NotHere, Room, known_to, knows, open_dialogue
from comity.node.marking import require_exit, require_held
from comity.node.national.models import (
    Approval,
    ClearanceRequest,
    Contribution,
    Officer,
    Position,
    PositionComment,
    PositionVersion,
)

SORTS = (Position.INSTRUCTIONS, Position.PAPER)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a position is to be: about what, in which language, under which marking, with which ministries."""

    title: str
    sort: str
    wording: str
    lead: str
    ministries: tuple[str, ...]
    language: str = "en"
    marking: str = ""
    red_lines: str = ""
    subject: str = ""


def begin(officer: Officer | None, dialogue: str, draft: Draft) -> Position:
    """Open a position in a dialogue with its first version."""
    author = policy.require(officer, "lead")
    room = open_dialogue(author, dialogue)
    if not draft.title.strip() or not draft.wording.strip() or draft.sort not in SORTS:
        raise Ours("a position has a title, a sort and words", hint="nothing was kept", code="form.empty")
    marked = str(require_held(draft.marking))
    with transaction.atomic():
        row = Position.objects.create(
            dialogue=room.id, subject=draft.subject, sort=draft.sort, title=draft.title, language=draft.language,
            lead=draft.lead, marking=marked, opened_by=author,
        )  # fmt: skip
        for ministry in dict.fromkeys(filter(None, (name.strip() for name in draft.ministries))):
            Contribution.objects.create(position=row, ministry=ministry)
        _add(row, author, draft.wording, draft.red_lines)
    return row


def change(
    officer: Officer | None, position: int, *, wording: str, red_lines: str = "", based_on: str = ""
) -> PositionVersion:
    """Put another version in the place of the current one; `based_on` is the digest that the writer had before them."""
    author = policy.require(officer, "lead")
    with transaction.atomic():
        row = _locked(author, position)
        if based_on and based_on != current(row).digest:
            raise NotPermitted(
                "somebody changed the position meanwhile",
                hint="your words were not kept; look at the new version and change that one", code="position.changed",
            )  # fmt: skip
        if not wording.strip():
            raise Ours("a position has words", hint="nothing was changed", code="form.empty")
        return _add(row, author, wording, red_lines)


def comment(officer: Officer | None, position: int, words: str) -> PositionComment:
    """Say something of the current version."""
    author = policy.require(officer, "contribute")
    row = find(author, position)
    if not words.strip():
        raise Ours("a comment has words", hint="nothing was kept", code="form.empty")
    with transaction.atomic():
        trail.did(author, "comment on position", dialogue=row.dialogue, thing=row.pk)
        ministry = min(author.ministries, default="")
        return PositionComment.objects.create(version=current(row), by=author.name, ministry=ministry, words=words)


def approve(officer: Officer | None, position: int, version: str) -> Position:
    """Approve one exact version, by its digest; the second approval, by another officer, issues it."""
    approver = policy.require(officer, "release")
    with transaction.atomic():
        row = _locked(approver, position)
        now_current = current(row)
        if now_current.digest != version:
            raise NotPermitted(
                "the position was changed, and what you approve is not its current version",
                hint="read the current version; nothing was approved", code="position.changed",
            )  # fmt: skip
        _require_cleared(row, now_current)
        others = [one.officer for one in approvals(now_current) if one.officer_id != approver.pk]
        if not others and approvals(now_current):
            raise NotPermitted(
                f"{approver.name} approved this version already, and another officer must be the second",
                hint="ask a colleague whose post releases", code="release.own-proposal",
            )  # fmt: skip
        Approval.objects.create(version=now_current, officer=approver)
        trail.did(approver, "approve position", dialogue=row.dialogue, thing=f"{row.pk} {version}")
        if others:  # from here on nobody changes it, nor approves it a third time
            row.state = Position.ISSUED
            row.save(update_fields=["state"])
            trail.did(approver, f"issue {row.sort}", dialogue=row.dialogue, thing=row.pk)
    if others and row.sort == Position.PAPER:
        _release(row, now_current, others[0], approver)
    return row


def close(officer: Officer | None, position: int) -> Position:
    """Close a position that comes to nothing."""
    actor = policy.require(officer, "lead")
    with transaction.atomic():
        row = _locked(actor, position)
        row.state = Position.CLOSED
        row.save(update_fields=["state"])
        ClearanceRequest.objects.filter(version__position=row, answer="").update(
            answer=ClearanceRequest.WITHDRAWN, link=None
        )
        trail.did(actor, "close position", dialogue=row.dialogue, thing=row.pk)
    return row


def positions(officer: Officer | None, dialogue: str = "") -> list[Position]:
    """Give the positions of the dialogues that the officer may know of, the newest first."""
    rows = Position.objects.order_by("-opened_at", "-pk")
    return known_to(officer, rows.filter(dialogue=dialogue) if dialogue else rows)


def find(officer: Officer | None, position: int) -> Position:
    """Give one position, or raise NotHere."""
    row = Position.objects.filter(pk=position).first()
    if row is None or not knows(officer, row.dialogue):
        raise NotHere(f"position {position}")
    return row


def current(position: Position) -> PositionVersion:
    """Give the current version."""
    return position.versions.select_related("by").latest("number")


def approvals(version: PositionVersion) -> Sequence[Approval]:
    """Give the approvals that count, the first first."""
    return list(version.approvals.select_related("officer").filter(void=False).order_by("pk"))


def _add(row: Position, author: Officer, wording: str, red_lines: str) -> PositionVersion:
    number = row.versions.count() + 1
    Approval.objects.filter(version__position=row).update(void=True)
    ClearanceRequest.objects.filter(version__position=row, answer="").update(
        answer=ClearanceRequest.WITHDRAWN, link=None
    )
    parts = (str(row.pk), str(number), row.title, row.marking, wording, red_lines)
    named = digest("position/v1", *(digest("part/v1", part.encode()).encode() for part in parts))
    trail.did(author, "change position" if number > 1 else "open position", dialogue=row.dialogue, thing=row.pk)
    return PositionVersion.objects.create(
        position=row, number=number, wording=wording, red_lines=red_lines, digest=named, by=author
    )


def _require_cleared(row: Position, version: PositionVersion) -> None:
    waiting = [one.ministry for one in standing_of(row, version) if not one.clears]
    if waiting:
        raise NotPermitted(
            f"{', '.join(waiting)} did not clear this version",
            hint="ask for clearance, or settle the objection; nothing was approved", code="position.not-cleared",
        )  # fmt: skip


def _release(row: Position, version: PositionVersion, first: Officer, second: Officer) -> None:
    """Let the outcome of a paper out: proposed in the first approver's name, released by the second."""
    try:
        room = open_dialogue(second, row.dialogue)
        marked = require_exit(row.marking, "act", to=set(room.introduction.codes) - {room.us})
        words = {
            "title": {row.language: row.title}, "form": "non_paper", "text": {row.language: version.wording},
            "marking": marked.tlp,
        }  # fmt: skip
        structure = {"round": row.subject} if _is_round(room, row.subject) else {}
        intent = desk.Intent(Verb.NOTIFY, "paper", structure=structure, words=words)
        row.proposal = desk.propose(first, row.dialogue, intent)
        row.save(update_fields=["proposal"])
        row.proposal = desk.release(second, row.proposal.pk)
    except BaseException:
        if row.proposal is not None:
            desk.refuse(first, row.proposal.pk, "the position was not released")
        row.state, row.proposal = Position.OPEN, None
        row.save(update_fields=["state", "proposal"])
        Approval.objects.filter(version=version, officer=second).update(void=True)
        raise


def _is_round(room: Room, subject: str) -> bool:
    thing = room.dialogue.objects.get(subject) if subject else None
    return thing is not None and thing.kind == "round"


def _locked(officer: Officer, position: int) -> Position:
    """Hold a position for a change: of two who change or approve it at once, one after the other."""
    row = Position.objects.select_for_update().filter(pk=position).first()
    if row is None or not knows(officer, row.dialogue):
        raise NotHere(f"position {position}")
    if row.state != Position.OPEN:
        raise NotPermitted(f"the position is {row.state} already", hint="nothing was changed", code="release.not-open")
    return row
