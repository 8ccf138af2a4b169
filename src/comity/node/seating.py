# SPDX-License-Identifier: Apache-2.0
"""Sitting down to a dialogue: the introduction from its first line to the first entries of our log.

offer      a new introduction with our entry, for the officers of the other side
join       add our entry to one that invites us
bring_in   an officer lays the complete introduction before the node
confirm    a second officer, having compared the fingerprint, confirms; keyset and founding are written
open_file  a file of our own, with one party: founded at once, served to nobody
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from comity.acts.act import Act, Verb
from comity.acts.kinds import PURPOSES
from comity.base.errors import Malformed, NotPermitted, Ours
from comity.base.names import is_name
from comity.exchange.introduction import Introduction, PartyEntry, RootKey, decode, encode
from comity.node import keys, ledger, policy, publication, trail
from comity.node.clock import now_instant
from comity.node.dialogues import NotHere
from comity.node.home import here, write_private
from comity.node.joint.models import Dialogue, Log
from comity.node.means import means
from comity.node.national.models import Officer, PendingIntroduction


@dataclass(frozen=True, slots=True)
class Offer:
    """What a new dialogue is to be: with whom, for what purpose, under what title."""

    purpose: str
    title: dict[str, str]
    invited: tuple[str, ...] = ()
    counterparts: tuple[str, ...] = ()
    continues: str = ""
    options: dict[str, object] = field(default_factory=dict)


def offer(what: Offer) -> Introduction:
    """Make an introduction with our own entry, and the keys that it names."""
    dialogue = means().random(16).hex()
    empty = Introduction(
        dialogue=dialogue, proposer=here().settings().code, invited=what.invited, purpose=what.purpose,
        title=what.title, parties=(), options=what.options, counterparts=what.counterparts, continues=what.continues,
    )  # fmt: skip
    _require_sound(empty)
    made = empty.with_party(_our_entry(dialogue))
    _remember(made)
    return made


def join(introduction: Introduction) -> Introduction:
    """Add our entry to an introduction that invites us."""
    code = here().settings().code
    if code not in introduction.missing:
        raise Ours(
            f"this introduction does not await {code}; it awaits {', '.join(introduction.missing) or 'nobody'}",
            hint="nothing was changed; ask its proposer",
        )
    made = introduction.with_party(_our_entry(introduction.dialogue))
    _remember(made)
    return made


def bring_in(officer: Officer | None, data: bytes) -> PendingIntroduction:
    """Lay a complete introduction before the node, to be confirmed by another officer."""
    actor = policy.require(officer, "introduce")
    introduction = decode(data)
    if introduction.missing:
        raise Ours(
            f"the introduction is not complete: {', '.join(introduction.missing)} did not add its entry",
            hint="send it to them first; nothing was kept",
        )
    _require_as_it_left_us(introduction)
    if Dialogue.objects.filter(pk=introduction.dialogue).exists():
        raise Ours(f"the dialogue {introduction.dialogue} is open here already", hint="nothing was changed")
    row, _ = PendingIntroduction.objects.update_or_create(
        dialogue=introduction.dialogue, defaults={"introduction": encode(introduction), "brought_by": actor}
    )
    trail.did(actor, "bring introduction", dialogue=introduction.dialogue)
    return row


def confirm(officer: Officer | None, dialogue: str) -> Introduction:
    """Confirm an introduction that another officer brought in, and write the first entries of our log."""
    second = policy.require(officer, "introduce")
    row = PendingIntroduction.objects.filter(pk=dialogue).first()
    if row is None:
        raise NotHere(f"introduction of {dialogue[:40]}")
    if row.brought_by_id == second.pk:
        raise NotPermitted(
            f"{second.name} brought this introduction in, and another officer must confirm it",
            hint="ask a colleague to compare the fingerprint and confirm",
            code="release.own-proposal",
        )
    introduction = decode(bytes(row.introduction))
    _open(introduction)
    with transaction.atomic():
        row.delete()
        trail.did(second, "confirm introduction", dialogue=introduction.dialogue)
    return introduction


def _open(introduction: Introduction) -> None:
    us = here().settings().code
    with transaction.atomic(using="joint"):
        dialogue, _ = Dialogue.objects.get_or_create(
            pk=introduction.dialogue, defaults={"introduction": encode(introduction)}
        )
        for party in introduction.parties:
            Log.objects.get_or_create(
                dialogue=dialogue, party=party.code, channel="joint",
                defaults={"origin": party.origin, "ours": party.code == us},
            )  # fmt: skip
    publication.prepare(introduction, us)
    ledger.found(introduction.dialogue, first_acts(introduction, us))


def first_acts(introduction: Introduction, us: str) -> tuple[Act, Act]:
    """Make entries 0 and 1 of our log: the keyset, and the founding tabled (by the proposer) or accepted."""
    at, dialogue = now_instant(), introduction.dialogue
    keyset = keys.keyset(here(), introduction, us, at)
    if introduction.proposer == us:
        founding = Act(Verb.TABLE, "founding", us, dialogue, at, object=dialogue, structure=introduction.founding())
    else:
        version = introduction.founding_version()
        founding = Act(Verb.ACCEPT, "founding", us, dialogue, at, object=dialogue, version=version)
    return keyset, founding


def _require_sound(offered: Introduction) -> None:
    """Raise Ours for an offer that nobody could read, before keys are made for it."""
    us = offered.proposer
    if offered.purpose not in PURPOSES:
        raise Ours(f"unknown purpose {offered.purpose!r}; known: {', '.join(PURPOSES)}", hint="nothing was made")
    for code in (*offered.invited, *offered.counterparts):
        if not is_name("party", code) or code == us:
            raise Ours(
                f"{code!r} is not another party's code", hint="use ISO 3166-1 letters such as FR; nothing was made"
            )
    nobody = PartyEntry(
        us, {"en": us}, "UTC", "a/0", RootKey(bytes(32), bytes(1312)), "https://a", "0" * 64, bytes(32), "age1"
    )
    try:
        decode(encode(offered.with_party(nobody)))
    except Malformed as error:
        raise Ours(str(error), hint="nothing was made") from error


def _our_entry(dialogue: str) -> PartyEntry:
    home = here()
    settings = home.settings()
    origin = f"{settings.domain}/{means().random(8).hex()}"
    keys.create(home, dialogue)
    ours = keys.load(home, dialogue, origin)
    return PartyEntry(
        code=settings.code, name=settings.name, zone=settings.zone, origin=origin,
        root=keys.root_public(home, dialogue), address=settings.road_address,
        certificate=keys.certificate(home)[2], road=ours.road_public, age=ours.age_recipient,
    )  # fmt: skip


def _file(dialogue: str) -> Path:
    return here().folder("introductions") / f"{dialogue}.json"


def _remember(introduction: Introduction) -> None:
    """Keep the introduction as it left us, against which the complete one is held when it is brought in."""
    write_private(_file(introduction.dialogue), encode(introduction))


def _require_as_it_left_us(introduction: Introduction) -> None:
    """Raise Ours unless the file is the one that left us, but for the entries of those who were still awaited.

    Where our entry was the last, the file must be the same to the byte. Somebody in between could otherwise send each
    side a file of their own making, and try pairs until the twelve words of both agree.
    """
    try:
        left = decode(_file(introduction.dialogue).read_bytes())
    except FileNotFoundError:
        raise Ours(
            f"this node made no entry for the dialogue {introduction.dialogue}",
            hint="make one with `comity introduce offer` or `comity introduce join`; nothing was kept",
        ) from None
    others = {p.code for p in introduction.parties} - {p.code for p in left.parties}
    kept = replace(introduction, parties=tuple(p for p in introduction.parties if p.code not in others))
    if encode(kept) != encode(left) or others != set(left.missing):
        raise Ours(
            "this introduction is not the one that left this node: something in it was changed on the way",
            hint="nothing was kept; ask the other side for the file again, by another way",
            code="introduction.changed",
        )
