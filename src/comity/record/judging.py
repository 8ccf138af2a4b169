# SPDX-License-Identifier: Apache-2.0
"""Why an act is without effect: the table of permissions, asked of what the act's writer had seen.

Before the table come the questions that it cannot answer, since they are not about a standing:

    unreadable, unknown-kind    the entry is no act known here
    another-dialogue            the act names another dialogue
    another-party               the act is not by the party whose log this is
    reported-elsewhere          a reported act outside a file of our own, or of a party that the founding does not name
    not-seen                    a receipt for more than its writer had seen
    another-object              the founding's object is the dialogue itself
    other-parties               the founding does not name just the parties that keep logs here
    founding-stands             the founding is never superseded
    another-kind                the object is known as a thing of another kind
    not-yours                   a told object is its first teller's
    no-rule, not-open, too-short    a silence procedure, see silence.py

What comes after it, `too-late`, is for the fold to say: it depends on what the writer could not know.
"""

from __future__ import annotations

from comity.acts.act import BRINGING, Act, Verb
from comity.acts.kinds import AGREED, TOLD
from comity.acts.permission import Case, Stance, Standing, judge
from comity.record.causality import Vector, counts_here
from comity.record.entry import Entry, Unreadable
from comity.record.ledger import Ledger
from comity.record.matter import Candidate, Matter, Said
from comity.record.silence import reason_against as reason_against_silence

# For one who reports another's act, what is joint in a file of our own is only what we said ourselves.
_REPORTED_STANDING = {
    Standing.JOINT: Standing.TABLED,
    Standing.SET_ASIDE: Standing.TABLED,
    Standing.BLOCKED: Standing.ABSENT,
}


def reason_against(ledger: Ledger, entry: Entry, said: Said, known: Vector) -> str:
    """Say why the entry is without effect, or the empty string; `known` is what its writer knew when writing it."""
    if isinstance(entry, Unreadable):
        return entry.reason
    if entry.dialogue != ledger.dialogue:
        return "another-dialogue"
    if not counts_here(entry, ledger.parties[said.party], ledger.dialogue):
        return "another-party"
    if entry.reported is not None and not _may_report(ledger, entry, known):
        return "reported-elsewhere"
    match entry.kind:
        case "keyset":
            return "" if entry.verb in BRINGING else "no-such-verb"
        case "receipt":
            return _against_receipt(ledger, entry, said, known)
        case "founding":
            return _against_founding(ledger, entry) or _against(ledger, entry, said, known)
        case "silence" if entry.brings and entry.reported is None:
            return _against(ledger, entry, said, known) or reason_against_silence(ledger, entry, known)
        case _:
            return _against(ledger, entry, said, known)


def actor_of(entry: Entry, party: str) -> str:
    """Say whose word an entry is: the party's whose log it is, or the one's it reports of."""
    return entry.reported.party if isinstance(entry, Act) and entry.reported is not None else party


def _may_report(ledger: Ledger, act: Act, known: Vector) -> bool:
    founding = ledger.founding()
    if len(ledger.parties) > 1 or founding is None or act.reported is None or act.kind not in AGREED | TOLD:
        return False
    ours = founding.versions.get(founding.current(known))
    if act.kind == "founding" or ours is None or ours.act is None:
        return False
    return act.reported.party in ours.act.structure.get("counterparts", ())


def _against_receipt(ledger: Ledger, act: Act, said: Said, known: Vector) -> str:
    held = act.structure["held"]
    sizes = {party: known[number] for number, party in enumerate(ledger.parties) if number != said.party}
    return "" if all(size <= sizes.get(party, 0) for party, size in held.items()) else "not-seen"


def _against_founding(ledger: Ledger, act: Act) -> str:
    if act.object != ledger.dialogue:
        return "another-object"
    if not act.brings:
        return ""
    if {entry["code"] for entry in act.structure["parties"]} != set(ledger.parties):
        return "other-parties"
    return "founding-stands" if act.supersedes else ""


def _against(ledger: Ledger, act: Act, said: Said, known: Vector) -> str:
    """Ask the table, and what belongs to it: that an object is of one kind, and a told one of one party."""
    matter = ledger.find(act.object, act.kind)
    version = None if matter is None else matter.versions.get(act.version)
    founded = ledger.founded(known)
    case = Case(
        verb=act.verb,
        kind=act.kind,
        standing=_standing(matter, version, act, said, known),
        stance=Stance.NONE if version is None else version.stance(said.actor, known),
        owner=_owner(matter, version, act, said, known),
        founded=founded,
    )
    if act.brings and (founded or act.kind == "founding"):
        if (matter is None or not matter.within(known)) and any(m.within(known) for m in ledger.of_id(act.object)):
            return "another-kind"
        if act.verb is Verb.NOTIFY and act.kind in TOLD and case.owner is False:
            return "not-yours"
    return judge(case)


def _standing(
    matter: Matter | None, version: Candidate | None, act: Act, said: Said, known: Vector
) -> Standing:  # how it stood for the writer
    standing = Standing.ABSENT
    if matter is not None and version is not None:
        standing = matter.standing(version, known)
    if standing is Standing.ABSENT:
        if act.kind == "founding" and act.verb is Verb.ACCEPT and said.index == 1:
            return Standing.TABLED  # both sides hold the introduction, from which the version follows
        if act.brings and act.supersedes != _predecessor(matter, said.actor, known):
            standing = Standing.BLOCKED
    if act.reported is not None and act.kind in AGREED:
        return Standing.TABLED if standing is Standing.SUPERSEDED else _REPORTED_STANDING.get(standing, standing)
    return standing


def _predecessor(matter: Matter | None, actor: str, known: Vector) -> str:
    """Name what a new version must supersede: the joint version, or of a told object one's own that stands."""
    if matter is None:
        return ""
    return matter.telling.get(actor, "") if matter.told else matter.current(known)


def _owner(matter: Matter | None, version: Candidate | None, act: Act, said: Said, known: Vector) -> bool | None:
    """Say whether the actor brought the version, or for one that tells, the object; None where nobody has."""
    if act.verb is Verb.NOTIFY:
        owners = frozenset() if matter is None else matter.owners(known)
    else:
        owners = frozenset() if version is None else version.bringers(known)
    return said.actor in owners if owners else None
