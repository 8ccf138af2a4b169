# SPDX-License-Identifier: Apache-2.0
"""The desk: one officer proposes, another releases, and only then is an act written (law 8).

    proposed ──release by another──> releasing ──written to our log──> released
        └── refused, or withdrawn by its author

A proposal binds the exact act: what is released is what was proposed, or nothing. Its salt is drawn when it is made, so
the version that the second officer reads is the version that goes out. What a crash or a fault left *releasing* is
settled by looking whether the act stands in our log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from comity.acts.act import Act, PayloadRef, Reported, Verb, decode, encode
from comity.acts.kinds import AGREED, KINDS, TOLD
from comity.acts.permission import Case, Stance, Standing, judge
from comity.base import canonical
from comity.base.digest import SALT_BYTES, commitment, digest
from comity.base.errors import ComityError, NotPermitted, Ours
from comity.node import erasure, ledger, policy, publication, store, trail
from comity.node.clock import now, now_instant
from comity.node.dialogues import NotHere, Room, known_to, knows, list_dialogues, open_dialogue, room_of
from comity.node.home import here
from comity.node.kept import per_record
from comity.node.locks import append_lock
from comity.node.marking import require_all, require_exit, require_held
from comity.node.means import means
from comity.node.national.models import Mandate, Officer, Proposal
from comity.record.dialogue import Version
from comity.record.release import hindrances_to

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Intent:
    """What an officer wants said. `words`, or a `file` (media type, bytes), become the payload; `object` may be new."""

    verb: Verb
    kind: str
    object: str = ""
    version: str = ""
    structure: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] | None = None
    file: tuple[str, bytes] | None = None
    supersedes: str = ""
    ad_referendum: bool = False
    reported: Reported | None = None
    adopts: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that is asked of an officer.

    ``release`` a proposal, ``answer`` a bracket, ``acknowledge`` a word; ``silence``: a bracket that is accepted by
    silence `until`; ``overdue``: one whose time has run out, and our node has written no closing entry.
    """

    what: str
    dialogue: str
    object: str = ""
    version: str = ""
    proposal: int | None = None
    since: str = ""
    until: str = ""


def propose(officer: Officer | None, dialogue: str, intent: Intent) -> Proposal:
    """Put an act before a second officer; raises NotPermitted or Malformed where it could not be written as it is."""
    author = policy.require(officer, "propose")
    room = open_dialogue(author, dialogue)
    return _propose(author, room, intent)


def release(officer: Officer | None, proposal: int) -> Proposal:
    """Release what another officer proposed: the act is written to our log, signed, and on its way."""
    second = policy.require(officer, "release")
    with append_lock(here()):
        row = _find(proposal, second)
        if row.proposed_by_id == second.pk:
            raise NotPermitted(
                f"{second.name} proposed this act, and another officer must release it",
                hint="ask a colleague whose post releases", code="release.own-proposal",
            )  # fmt: skip
        if row.state == Proposal.RELEASING:  # nobody else writes while we hold the lock: a fault left it so
            ledger.recover_locked(row.dialogue)
            if _settle(row).state == Proposal.RELEASED:
                return row
        _require_open(row)
        if row.kind == "release":  # what it names may have changed since it was proposed
            _require_publishable(room_of(row.dialogue), act_of(row))
        written = _write(row, second)
        with suppress(ComityError):  # the act is out; the keeper tries again, and says what is in the way
            if written.kind == "release":
                publication.publish_locked(written.dialogue)
            elif written.kind == "erasure":
                erasure.erase_locked(written.dialogue)
        return written


def refuse(officer: Officer | None, proposal: int, reason: str = "") -> Proposal:
    """Refuse a proposal (another officer's), or withdraw it (one's own); nothing goes out."""
    actor = policy.require(officer, "withdraw")
    with append_lock(here()):  # so that nobody refuses what is just being released
        row = _find(proposal, actor)
        own = row.proposed_by_id == actor.pk
        if not own:
            policy.require(actor, "release")
        _require_open(row)
        row.state = Proposal.WITHDRAWN if own else Proposal.REFUSED
        row.decided_by, row.decided_at, row.reason = actor, now(), reason
        with transaction.atomic():
            row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
            trail.did(actor, f"{'withdraw' if own else 'refuse'} proposal", dialogue=row.dialogue, thing=row.pk)
        return row


def open_proposals(officer: Officer | None) -> list[Proposal]:
    """Give the proposals that wait for a second officer, oldest first."""
    policy.require(officer, "read")
    rows = Proposal.objects.select_related("proposed_by").filter(state=Proposal.OPEN).order_by("proposed_at")
    return known_to(officer, rows)


def proposal_of(officer: Officer | None, proposal: int) -> Proposal:
    """Give one proposal, decided or not, or raise NotHere."""
    row = Proposal.objects.select_related("proposed_by", "decided_by").filter(pk=proposal).first()
    if row is None or not knows(officer, row.dialogue):
        raise NotHere(f"proposal {proposal}")
    return row


def act_of(proposal: Proposal) -> Act:
    """Give the act that a proposal holds, as it was proposed (its date and what it had seen are set when written)."""
    return decode(canonical.encode(proposal.act))


def words_of(proposal: Proposal) -> dict[str, Any] | None:
    """Give the words that go with a proposal."""
    if proposal.salted is None or proposal.act["payload"]["type"] != JSON_TYPE:
        return None
    value = canonical.decode(bytes(proposal.salted)[SALT_BYTES:])
    return value if isinstance(value, dict) else None


def asked_of(officer: Officer | None, rooms: Iterable[Room] | None = None) -> tuple[Ask, ...]:
    """Say what is asked of an officer, all dialogues together, oldest first; `rooms` if they are open already."""
    reader, at = policy.require(officer, "read"), now_instant()
    asks = []
    if policy.may(reader, "release"):
        asks += [
            Ask("release", p.dialogue, p.object, proposal=p.pk, since=p.proposed_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
            for p in open_proposals(reader)
            if p.proposed_by_id != reader.pk
        ]
    for room in list_dialogues(reader) if rooms is None else rooms:
        asks += _asks_of(room, at)
    return tuple(sorted(asks, key=lambda a: a.since))


def permitted(room: Room, version: Version) -> frozenset[Verb]:
    """Say what our party may now do with a version."""
    return frozenset(
        verb
        for verb in (Verb.ACCEPT, Verb.RESERVE, Verb.WITHDRAW, Verb.ACKNOWLEDGE)
        if not judge(_case(room, version, verb))
    )


def may_bring(room: Room, kind: str) -> bool:
    """Say whether our party may now bring something new of this kind."""
    verb = Verb.TABLE if kind in AGREED else Verb.NOTIFY
    return not judge(Case(verb, kind, Standing.ABSENT, Stance.NONE, None, room.dialogue.founded))


def write_alone(officer: Officer, room: Room, intent: Intent, mandate: Mandate) -> Proposal:
    """Write a told act at once, under a duty mandate; kept as a released proposal.

    For node/duty.py, which has checked the mandate and holds the append lock.
    """
    row = _propose(officer, room, intent)
    row.mandate = mandate
    row.save(update_fields=["mandate"])
    return _write(row, officer)


def settle() -> None:
    """After a crash, find out for each act that was being written whether it stands in our log."""
    with append_lock(here()):
        for row in Proposal.objects.filter(state=Proposal.RELEASING):
            _settle(row)


def _propose(author: Officer, room: Room, intent: Intent) -> Proposal:
    if intent.kind not in KINDS:
        raise Ours(f"unknown kind {intent.kind!r}; known: {', '.join(sorted(AGREED | TOLD))}")
    payload, salted = payload_of(intent.words, intent.file)
    brings = intent.verb in {Verb.TABLE, Verb.NOTIFY}
    act = Act(
        verb=intent.verb, kind=intent.kind, by=room.us, dialogue=room.id, at=now_instant(),
        object=intent.object or (means().random(16).hex() if brings else _object_of(room, intent.version)),
        version=intent.version, supersedes=intent.supersedes, structure=dict(intent.structure), payload=payload,
        ad_referendum=intent.ad_referendum, reported=intent.reported, adopts=intent.adopts,
    )  # fmt: skip
    data = encode(act)
    act = decode(data)
    ledger.require_effect(act)
    _require_marked(room, act, intent.words)
    _require_readable(room, act)
    _require_publishable(room, act)
    with transaction.atomic():
        row = Proposal.objects.create(
            dialogue=room.id, verb=act.verb.value, kind=act.kind, object=act.object, act=canonical.decode(data),
            salted=salted, digest=digest("proposal/v1", data, salted or b""), note=intent.note, proposed_by=author,
        )  # fmt: skip
        trail.did(author, f"propose {act.verb} {act.kind}", dialogue=room.id, thing=row.pk)
    return row


def _write(row: Proposal, second: Officer) -> Proposal:
    """Write the act of a proposal, for a caller that holds the append lock."""
    act = act_of(row)
    salted = bytes(row.salted) if row.salted is not None else None
    if row.digest != digest("proposal/v1", canonical.encode(row.act), salted or b""):
        raise Ours("the proposal is not what was proposed", hint="refuse it and propose again", code="release.changed")
    if act.kind == "release" or "marking" in (words_of(row) or {}):  # the operator may have set other bounds meanwhile
        _require_marked(room_of(row.dialogue), act, words_of(row))
    draft = ledger.Draft(
        verb=act.verb, kind=act.kind, object=act.object, version="" if act.brings else act.version,
        supersedes=act.supersedes, structure=dict(act.structure), payload=act.payload, salted=salted,
        ad_referendum=act.ad_referendum, reported=act.reported, adopts=act.adopts,
    )  # fmt: skip
    # Written down before the act is, by what lies in the store, signed or not: after a crash it says where to look.
    row.state, row.expected_index = Proposal.RELEASING, store.count(ledger.our_log(row.dialogue))
    row.decided_by, row.decided_at = second, now()
    row.save(update_fields=_DECISION)
    try:
        ledger.append_locked(row.dialogue, draft)
    except Ours:
        _settle(row)
        raise
    _released(row)
    return row


def _released(row: Proposal) -> None:
    """Write down that the act stands in our log, and thereby who released it and to whom it is gone."""
    room, words = room_of(row.dialogue), words_of(row)
    marking = str(words.get("marking", "")) if words is not None else ""
    row.state = Proposal.RELEASED
    what = f"{row.verb} {row.kind} {row.object}"
    with transaction.atomic():
        row.save(update_fields=_DECISION)
        second = row.decided_by or trail.NODE
        under = f" under mandate {row.mandate_id}" if row.mandate_id is not None else ""
        trail.did(second, f"release proposal{under}", dialogue=row.dialogue, thing=row.pk)
        for code in room.introduction.codes:
            if code != room.us:
                trail.left(second, "act", to=code, dialogue=row.dialogue, thing=what, marking=marking)
        if row.kind == "release":
            trail.left(second, "publication", to=trail.PUBLIC, dialogue=row.dialogue, thing=what, marking=marking)


_DECISION = ("state", "expected_index", "decided_by", "decided_at")


def _settle(row: Proposal) -> Proposal:
    """Find out whether the act that was being written stands in our log: signed, written only, or not at all."""
    log, at = ledger.our_log(row.dialogue), row.expected_index
    if at is None or at >= store.count(log) or not _same(decode(store.entries(log, at, at + 1)[0]), act_of(row)):
        row.state, row.expected_index, row.decided_by, row.decided_at = Proposal.OPEN, None, None, None
    elif at < log.size:
        _released(row)
        return row
    row.save(update_fields=_DECISION)
    return row


def _find(proposal: int, officer: Officer) -> Proposal:
    row = Proposal.objects.select_related("proposed_by").filter(pk=proposal).first()
    if row is None or not knows(officer, row.dialogue):
        raise NotHere(f"proposal {proposal}")
    return row


def _require_open(row: Proposal) -> None:
    if row.state != Proposal.OPEN:
        raise NotPermitted(
            f"proposal {row.pk} is {row.state} already", hint="nothing was changed", code="release.not-open"
        )


def payload_of(
    words: Mapping[str, Any] | None, file: tuple[str, bytes] | None = None
) -> tuple[PayloadRef | None, bytes | None]:
    """Draw the salt of some words, or of a file, and give the reference to them and what is kept of them."""
    type_, data = file or (JSON_TYPE, canonical.encode(dict(words)) if words is not None else b"")
    if not data:
        return None, None
    salt = means().random(SALT_BYTES)
    return PayloadRef(commitment(salt, data), len(data), type_), salt + data


def _require_marked(room: Room, act: Act, words: Mapping[str, Any] | None) -> None:
    """Ask the exit whether what is said may go to the other parties, and what is published to everybody."""
    if words is not None and isinstance(words.get("marking"), str):
        require_held(words["marking"])
        require_exit(words["marking"], "act", to=set(room.introduction.codes) - {room.us})
    if act.kind == "release":
        released = act.structure if act.brings else getattr(room.dialogue.version(act.version), "structure", {})
        for digest_ in released.get("releases", ()):
            version = room.dialogue.version(digest_)
            marked = room.marking(version.payload) if version is not None else ""
            if marked:
                require_all([marked], "publication")


def _require_readable(room: Room, act: Act) -> None:
    found = room.dialogue.version(act.version)
    if (
        act.verb is Verb.ACCEPT
        and found is not None
        and found.payload is not None
        and room.words(found.payload) is None
    ):
        raise NotPermitted(
            "the words of this version are not here, and nobody accepts what they cannot read",
            hint="wait for the other side's payload, or ask for it", code="act.not-permitted.no-payload",
        )  # fmt: skip


def _require_publishable(room: Room, act: Act) -> None:
    """Raise NotPermitted, naming it, where something stands in the way of a release that we would table or accept."""
    if act.kind != "release" or act.verb not in {Verb.TABLE, Verb.ACCEPT}:
        return
    version = room.dialogue.version(act.version)
    structure = act.structure if act.brings else version.structure if version is not None else {}
    for first in hindrances_to(room.dialogue, tuple(structure.get("releases", ()))):
        where = f" ({first.language})" if first.language else ""
        raise NotPermitted(
            f"this cannot be made public: {first.code.replace('-', ' ')}: {first.about[:12]}{where}",
            hint="nothing was written; a text is released whole, in every language, with nothing in brackets",
            code=f"release.{first.code}",
        )


def _object_of(room: Room, version: str) -> str:
    found = room.dialogue.version(version)
    if found is None:
        raise NotHere(f"version {version[:16]}")
    return found.object


def _case(room: Room, version: Version, verb: Verb) -> Case:
    return Case(
        verb, version.kind, version.standing, version.stance_of(room.us), room.us in version.owners,
        room.dialogue.founded,
    )  # fmt: skip


def _asks_of(room: Room, at: str) -> list[Ask]:
    """Say what others ask of us in a dialogue; a bracket that silence runs on is overdue once its time has run out."""
    return [replace(a, what="overdue") if a.what == "silence" and a.until <= at else a for a in _unanswered(room)]


@per_record
def _unanswered(room: Room) -> list[Ask]:
    asks, us, silent = [], room.us, {p.about: p.expiry for p in room.dialogue.silences if p.runs(room.us)}
    for version in (v for thing in room.dialogue.objects.unanswered(us) for v in thing.versions if v.asks(us)):
        about = (room.id, version.object, version.id)
        if version.bracketed and version.kind != "founding":
            until = silent.get(version.id, "")
            asks.append(Ask("silence" if until else "answer", *about, since=version.at, until=until))
        elif _wants_acknowledgement(room, version):
            asks.append(Ask("acknowledge", *about, since=version.at))
    return asks


def _wants_acknowledgement(room: Room, version: Version) -> bool:
    to = version.structure.get("to")
    return (
        version.kind in {"check", "consultation", "request", "incident"}
        and not version.reported_of
        and (to is None or room.us in to)
    )


def _same(written: Act, proposed: Act) -> bool:
    return (written.verb, written.kind, written.object, written.version, written.payload) == (
        proposed.verb, proposed.kind, proposed.object, proposed.version, proposed.payload,
    )  # fmt: skip
