# SPDX-License-Identifier: Apache-2.0
"""A whole text on a page: how far each language is, what a release of it would lack, and when one is due.

Rules:
  1. What the record says is shown; only a joint act makes a step, and only a joint release makes anything public.
  2. An initialling that a change has voided is not hidden: the page says which paragraphs changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from comity.acts.kinds import MILESTONES
from comity.base.errors import Ours
from comity.base.names import instant
from comity.node import whole
from comity.node.clock import now_instant
from comity.node.desk import Intent
from comity.node.dialogues import Room
from comity.record import release
from comity.record.dialogue import Object, Version
from comity.record.ladder import Ladder, ladders
from comity.record.release import Hindrance
from comity.web.silence import utc


@dataclass(frozen=True, slots=True)
class WholeView:
    """What a page shows of a whole text: its ladders, what stands in the way of a release, those to come."""

    ladders: Sequence[Ladder]
    may_step: Sequence[str]
    hindrances: Sequence[Hindrance]
    pending: Sequence[tuple[Version, str, Sequence[Hindrance]]]
    corrigenda: Sequence[tuple[Version, Mapping[str, Any]]]
    correctable: Sequence[tuple[str, str]]

    @property
    def frozen(self) -> bool:
        """Whether a change would void an initialling or an adoption."""
        return any(ladder.frozen for ladder in self.ladders)


def whole_view(room: Room, thing: Object) -> WholeView | None:
    """Make the view of a text; None for anything else."""
    if thing.kind != "text":
        return None
    named = release.whole(room.dialogue, thing.id)
    due = [
        (joint, release.hour(room.dialogue, joint), release.hindrances(room.dialogue, joint))
        for joint in release.pending(room.dialogue, now_instant())
        if set(named) & set(joint.structure["releases"])
    ]
    return WholeView(
        ladders=ladders(room.dialogue, thing.id),
        may_step=MILESTONES,
        hindrances=release.hindrances_to(room.dialogue, named),
        pending=due,
        corrigenda=[(v, room.words(v.payload) or {}) for v in whole.corrigenda(room, thing)],
        correctable=whole.correctable(room, thing),
    )


def whole_intent(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Make what a form says about a whole text, or about publishing any thing, into an intent."""
    note = form.get("note", "")
    makers: Mapping[str, Callable[[], Intent]] = {
        "milestone": lambda: whole.milestone_intent(
            room, thing, form.get("language", ""), form.get("reached", ""), note
        ),
        "publish": lambda: whole.release_intent(room, thing, _hour(form), note),
        "corrigendum": lambda: whole.corrigendum_intent(
            room, thing, form.get("corrects", ""), (form.get("for", ""), form.get("read", "")), _window(form), note
        ),
    }
    return makers[form.get("do", "")]()


def _window(form: QueryDict) -> str:
    said = form.get("objections_until", "").strip()
    if not said:
        raise Ours(
            "a corrigendum says until when there may be objections", hint="nothing was proposed", code="form.empty"
        )
    return instant(utc(said))


def _hour(form: QueryDict) -> str:
    said = form.get("not_before", "").strip()
    return instant(utc(said)) if said else ""
