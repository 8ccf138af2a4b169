# SPDX-License-Identifier: Apache-2.0
"""Clearance: each contributing ministry is asked whether one exact version may stand, by a deadline, and answers.

Who answers may be an officer of that ministry whose post clears, or somebody who never signs in: they get a mail with a
link that shows that version and nothing else, and works until it is answered or the deadline has passed.

Rules:
  1. What silence means is said with the question: it clears, or it stops. Time decides nothing that was not said.
  2. The mail holds no word of the position, no title and no name of a partner: a number, an hour, a link.
  3. Looking at a link does not use it up; an answer does. Of the secret only the digest is kept.
  4. Another version needs another question: an answer given to one does not stand for the next.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from comity.base.errors import NotPermitted, Ours
from comity.node import mail, policy, trail
from comity.node.clock import now
from comity.node.dialogues import NotHere, known_to, knows
from comity.node.home import here
from comity.node.national.models import ClearanceRequest, Officer, Position, PositionComment, PositionVersion

KEPT = timedelta(days=60)
ANSWERS = (ClearanceRequest.CLEARED, ClearanceRequest.OBJECTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ministry stands on a version: not asked, waits, cleared, objected, silent and so cleared or stopped."""

    ministry: str
    state: str
    request: ClearanceRequest | None = None

    @property
    def clears(self) -> bool:
        """Whether the version may go on as far as this ministry is concerned."""
        return self.state in {"cleared", "silent-clears"}


def ask(
    officer: Officer | None, version: PositionVersion, ministry: str, *, deadline: datetime, silence: str, to: str = ""
) -> str:
    """Ask a contributing ministry; with an address `to`, by mail. Gives the one-time secret, or nothing."""
    author = policy.require(officer, "lead")
    position = version.position
    if not knows(author, position.dialogue):
        raise NotHere(f"position {position.pk}")
    if position.state != Position.OPEN or position.versions.latest("number").pk != version.pk:
        raise NotPermitted("this is not the current version", hint="nothing was asked", code="position.changed")
    if not position.contributions.filter(ministry=ministry).exists():
        raise Ours(f"{ministry!r} does not contribute to it", hint="nothing was asked", code="form.unknown")
    if deadline <= now() or silence not in {ClearanceRequest.CLEARS, ClearanceRequest.STOPS}:
        raise Ours("a question has a deadline to come and says what silence means", code="form.empty")
    secret = secrets.token_urlsafe(32) if to else ""
    with transaction.atomic():
        if ClearanceRequest.objects.filter(version=version, ministry=ministry).exists():
            raise NotPermitted(f"{ministry} was asked already", hint="nothing was asked", code="release.not-open")
        row = ClearanceRequest.objects.create(
            version=version, ministry=ministry, mail=to, link=_digest(secret) if secret else None, asked_by=author,
            deadline=deadline, silence=silence,
        )  # fmt: skip
        trail.did(author, "ask for clearance", dialogue=position.dialogue, thing=row.pk, to=to or ministry)
    if to:
        address = f"{here().settings().public_address}/clear/{secret}/"
        mail.send(author, to, "clearance", number=str(row.pk), deadline=deadline, address=address)
    return secret


def answer(officer: Officer | None, request: int, said: str, words: str = "") -> ClearanceRequest:
    """Answer for one's ministry as an officer whose post clears."""
    clearer = policy.require(officer, "clear")
    row = ClearanceRequest.objects.select_related("version__position").filter(pk=request).first()
    if row is None or not knows(clearer, row.version.position.dialogue):
        raise NotHere(f"question {request}")
    if row.ministry not in clearer.ministries:
        raise NotPermitted(
            f"{clearer.name} holds no post in {row.ministry}", hint="nothing was answered", code="post.not-permitted"
        )
    return _answer(row.pk, said, words, by=clearer.name, who=clearer)


def of_link(secret: str) -> ClearanceRequest | None:
    """Give the open question behind a link; None for what is answered, late, withdrawn, or never was."""
    row = (
        ClearanceRequest.objects.select_related("version__position")
        .filter(link=_digest(secret), answer="", deadline__gt=now())
        .first()
    )
    return row if row is not None and row.version.position.state == Position.OPEN else None


def answer_by_link(secret: str, said: str, words: str = "") -> ClearanceRequest:
    """Answer by link; it is used up."""
    row = of_link(secret)
    if row is None:
        raise NotHere("question")
    return _answer(row.pk, said, words, by=row.mail, who=row.mail)


def bring_wording(secret: str, wording: str) -> PositionComment:
    """Keep what came back from Word by a link as a comment with a wording; the question stays open."""
    row = of_link(secret)
    if row is None:
        raise NotHere("question")
    with transaction.atomic():
        trail.did(row.mail, "bring wording", dialogue=row.version.position.dialogue, thing=row.version.position_id)
        return PositionComment.objects.create(
            version=row.version, by=row.mail, ministry=row.ministry, wording=wording[:200_000]
        )


def asked_of(officer: Officer) -> list[ClearanceRequest]:
    """Give the open questions to the officer's ministries, the nearest deadline first."""
    if not policy.may(officer, "clear"):
        return []
    rows = ClearanceRequest.objects.select_related("version__position").filter(
        answer="", ministry__in=officer.ministries, version__position__state=Position.OPEN
    )
    found = {row.version.position_id: row.version.position for row in rows}
    known = {position.pk for position in known_to(officer, found.values())}
    return [row for row in rows.order_by("deadline") if row.version.position_id in known]


def deadlines_of(officer: Officer) -> list[ClearanceRequest]:
    """Give the questions for an officer's calendar: to their ministries, and those that they asked; none long past."""
    mine = Q(asked_by=officer) if policy.may(officer, "lead") else Q(pk__in=[])
    if policy.may(officer, "clear"):
        mine |= Q(ministry__in=officer.ministries)
    rows = ClearanceRequest.objects.select_related("version__position").filter(mine, deadline__gt=now() - KEPT)
    found = {row.version.position_id: row.version.position for row in rows}
    known = {position.pk for position in known_to(officer, found.values())} if found else set()
    return [row for row in rows.order_by("pk") if row.version.position_id in known]


def is_closed(row: ClearanceRequest) -> bool:
    """Say whether a question was answered, or needs no answer any more."""
    return bool(row.answer) or row.version.position.state != Position.OPEN


def standing_of(position: Position, version: PositionVersion) -> Sequence[Standing]:
    """Say how every contributing ministry stands on a version at this moment."""
    at = now()
    asked = {row.ministry: row for row in version.requests.all()}
    return [
        Standing(one.ministry, _state(asked.get(one.ministry), at), asked.get(one.ministry))
        for one in position.contributions.order_by("ministry")
    ]


def _state(row: ClearanceRequest | None, at: datetime) -> str:
    if row is None or row.answer == ClearanceRequest.WITHDRAWN:
        return "not-asked"
    if row.answer:
        return row.answer
    return "waits" if at < row.deadline else f"silent-{row.silence}"


def _answer(request: int, said: str, words: str, *, by: str, who: Officer | str) -> ClearanceRequest:
    if said not in ANSWERS:
        raise Ours("an answer clears or objects", hint="nothing was answered", code="form.unknown")
    if said == ClearanceRequest.OBJECTED and not words.strip():
        raise Ours("an objection says why", hint="nothing was answered", code="clearance.reason")
    with transaction.atomic():
        row = ClearanceRequest.objects.select_for_update().select_related("version__position").get(pk=request)
        if row.answer or row.deadline <= now() or row.version.position.state != Position.OPEN:
            raise NotPermitted("this question is closed", hint="nothing was answered", code="clearance.closed")
        row.answer, row.said, row.answered_by, row.answered_at, row.link = said, words, by, now(), None
        row.save()
        trail.did(who, f"{said} position", dialogue=row.version.position.dialogue, thing=row.version.position_id)
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
