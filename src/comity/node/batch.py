# SPDX-License-Identifier: Apache-2.0
"""Imported drafts, confirmed and released in bulk: two officers, and each looks at a sample of their own.

    imported, unreviewed
      ──review of a sample, by hand──> confirm: every fact without a doubt, one account each, proposed
      ──another sample, by a second officer──> release: the accounts, and one proposal to publish them

Four rules:
  1. An imported draft is nobody's word until it is confirmed: it is labelled unreviewed and nothing of it is public.
  2. Only drafts without any doubt are confirmed in bulk; the others wait for a review of their own.
  3. The samples are drawn from the digests of the originals and the officer's name, so that nobody chooses them, and
     they do not change while the pile stays as it is.
  4. Who confirmed does not release: each account is a proposal like any other (law 8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from comity.acts.act import Verb
from comity.base.errors import Ours
from comity.node import box, desk, policy, review
from comity.node.desk import Intent
from comity.node.dialogues import open_dialogue
from comity.node.national.models import Officer, Proposal, Reading

AT_LEAST = 3
AT_ONCE = 400  # one act names what it publishes, and an act has a bound


@dataclass(frozen=True, slots=True)
class Pile:
    """The imported drafts that can be confirmed together, the sample to look at first, and what of it is still open."""

    readings: tuple[Reading, ...]
    sample: tuple[Reading, ...]
    open: tuple[Reading, ...]


def pile(officer: Officer | None) -> Pile:
    """Give the imported drafts without doubts that nobody has proposed yet, with this officer's sample."""
    author = policy.require(officer, "box")
    waiting = Reading.objects.filter(imported=True, proposal=None).order_by("pk").prefetch_related("decisions")
    plain = [row for row in waiting if _is_plain(row)][:AT_ONCE]
    sample = _sample(author, plain)
    unseen = tuple(row for row in sample if any(not each.verdict for each in review.reviewed(row)))
    return Pile(tuple(plain), sample, unseen)


def confirm(officer: Officer | None, dialogue: str, titles: Sequence[dict[str, str]]) -> list[Proposal]:
    """Accept every open fact of the pile and propose an account of each; `titles` in the order of the pile."""
    author = policy.require(officer, "box")
    here = pile(author)
    if here.open or not here.readings:
        raise Ours(
            f"{len(here.open)} drafts of the sample are not reviewed yet",
            hint="decide on each of their facts; nothing was proposed",
            code="batch.sample",
        )
    made = []
    for row, title in zip(here.readings, titles, strict=True):
        review.accept_section(author, row.pk)
        if not any(each.kept for each in review.reviewed(review.reading_of(author, row.pk))):
            continue  # a person looked and rejected all of it
        source: dict[str, Any] = {key: row.about[key] for key in ("url", "published") if row.about.get(key)}
        issuer = str(row.about.get("issuer") or _issuer(row))
        made.append(box.propose_account(author, dialogue, row.pk, issuer=issuer, title=title, source=source))
    return made


def to_release(officer: Officer | None) -> tuple[list[Reading], tuple[Reading, ...]]:
    """Give the imported accounts that wait for this officer's release, and the sample to look at first."""
    second = policy.require(officer, "release")
    waiting = Reading.objects.select_related("proposal").filter(imported=True, proposal__state=Proposal.OPEN)
    rows = list(waiting.exclude(proposal__proposed_by=second).order_by("pk")[:AT_ONCE])
    return rows, _sample(second, rows)


def release(officer: Officer | None, seen: Sequence[int]) -> list[Proposal]:
    """Release the accounts that wait, if the officer has looked at the sample; then propose to publish them.

    Gives the proposals to publish, one for each dialogue; they wait for another officer in their turn.
    """
    second = policy.require(officer, "release")
    rows, sample = to_release(second)
    if not rows or not {row.pk for row in sample} <= set(seen):
        raise Ours(
            "the sample has not been looked at", hint="tick each of its accounts; nothing was released",
            code="batch.sample",
        )  # fmt: skip
    by_dialogue: dict[str, list[str]] = {}
    for row in rows:
        assert row.proposal is not None
        desk.release(second, row.proposal.pk)
        by_dialogue.setdefault(row.proposal.dialogue, []).append(row.proposal.object)
    return [_publish(second, dialogue, objects) for dialogue, objects in by_dialogue.items()]


def _publish(second: Officer, dialogue: str, objects: Sequence[str]) -> Proposal:
    room = open_dialogue(second, dialogue)
    versions = [room.dialogue.objects[each].versions[-1].id for each in objects]
    return desk.propose(second, dialogue, Intent(Verb.TABLE, "release", structure={"releases": versions}))


def _is_plain(row: Reading) -> bool:
    draft = row.draft
    facts = draft.get("facts") or []
    return bool(facts) and not draft.get("doubts") and not any(fact.get("doubts") for fact in facts)


def _issuer(row: Reading) -> str:
    facts = row.draft.get("facts") or []
    named = [fact["value"]["party"] for fact in facts if fact["field"] == "issuer" and fact["value"].get("party")]
    return str(next(iter(named), next((fact["value"] for fact in facts if fact["field"] == "party"), "")))


def _sample(officer: Officer, rows: Sequence[Reading]) -> tuple[Reading, ...]:
    number = min(len(rows), max(AT_LEAST, isqrt(len(rows))))
    drawn = sorted(rows, key=lambda row: hashlib.sha256(f"{officer.name}\n{row.sha256}".encode()).digest())
    return tuple(sorted(drawn[:number], key=lambda row: row.pk))
