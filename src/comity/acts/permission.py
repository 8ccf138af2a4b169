# SPDX-License-Identifier: Apache-2.0
"""Which verb is permitted on which kind, by whom, in which standing: one table of data.

The table is all there is. `docs/spec/standing.md` prints it, the desk asks it before an act is proposed, the ledger
before it is written, and the fold when it judges what another party has written. A row that is not there is a no.

`standing` is that of the version in the view of the act's writer: own log so far, and what it had seen of the others'.
`stance` is what the writer's own party holds of the version in that view.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from comity.acts.act import Verb
from comity.acts.kinds import AGREED, TOLD


class Standing(StrEnum):
    """How far the parties are with one version."""

    ABSENT = "absent"  # not brought, as far as the writer knows
    BLOCKED = "blocked"  # not brought, and its place is taken: the predecessor it names is not the joint version
    TABLED = "tabled"  # brought; bracketed until it is joint
    WITHDRAWN = "withdrawn"  # every party that brought it has withdrawn it
    SET_ASIDE = "set_aside"  # a rival is joint
    JOINT = "joint"
    SUPERSEDED = "superseded"  # a later joint version took its place
    TOLD = "told"  # one party's own word, standing


class Stance(StrEnum):
    """What one party holds of one version."""

    NONE = "none"
    ACCEPTS = "accepts"
    AD_REFERENDUM = "ad_referendum"  # accepted, subject to the capital's confirmation: does not count
    RESERVES = "reserves"
    ACKNOWLEDGED = "acknowledged"


class Who(StrEnum):
    """Whose act it may be, seen from the thing."""

    ANY = "any party"
    OWNER = "the party that brought it"
    OTHERS = "a party that did not bring it"


@dataclass(frozen=True, slots=True)
class Row:
    """One permission: these kinds, this verb, by whom, while the version stands so and the writer holds so of it."""

    kinds: frozenset[str]
    verb: Verb
    who: Who
    standings: frozenset[Standing]
    stances: frozenset[Stance]
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """What the table is asked: the act's verb and kind, and how things stood in its writer's view.

    `owner`: the writer's party brought the version, or the object; None while nobody has.
    `founded`: the founding is joint in the writer's view.
    """

    verb: Verb
    kind: str
    standing: Standing
    stance: Stance
    owner: bool | None
    founded: bool


_OPEN = frozenset({Standing.TABLED})
_NEW = frozenset({Standing.ABSENT})
_ALL_STANCES = frozenset(Stance)
_BUT_ACCEPTS = _ALL_STANCES - {Stance.ACCEPTS}

TABLE: tuple[Row, ...] = (
    Row(AGREED, Verb.TABLE, Who.ANY, _NEW | {Standing.WITHDRAWN}, _ALL_STANCES, "brings a version and accepts it"),
    Row(AGREED, Verb.TABLE, Who.ANY, _OPEN, _BUT_ACCEPTS, "tabling the same version is accepting it"),
    Row(AGREED, Verb.ACCEPT, Who.ANY, _OPEN, _BUT_ACCEPTS, "takes back one's acceptance of its rivals"),
    Row(AGREED, Verb.RESERVE, Who.ANY, _OPEN, _ALL_STANCES - {Stance.RESERVES}, "puts the version in one's brackets"),
    Row(
        AGREED, Verb.WITHDRAW, Who.ANY, _OPEN | {Standing.WITHDRAWN},
        frozenset({Stance.ACCEPTS, Stance.AD_REFERENDUM, Stance.RESERVES}), "takes back one's own word on the version",
    ),
    Row(
        AGREED, Verb.WITHDRAW, Who.OWNER, _OPEN,
        frozenset({Stance.NONE}), "takes one's version off the table after accepting a rival",
    ),
    Row(TOLD, Verb.NOTIFY, Who.ANY, _NEW, _ALL_STANCES, "says it, or says it anew of one's own"),
    Row(
        TOLD, Verb.ACKNOWLEDGE, Who.OTHERS, frozenset({Standing.TOLD}),
        frozenset({Stance.NONE}), "says that it was read by a person",
    ),
    Row(TOLD, Verb.WITHDRAW, Who.OWNER, frozenset({Standing.TOLD}), _ALL_STANCES, "takes one's word back, visibly"),
)  # fmt: skip

# Outside the table, since no version is spoken of:
#   keyset   entry 0 of every log, and later ones signed by the root
#   receipt  the node's own, at any time
# Before the founding is joint, besides these two, only acts on the founding are permitted.


def judge(case: Case, table: Iterable[Row] = TABLE) -> str:
    """Say why the act is not permitted, as the stable end of an error code, or the empty string where it is.

    The reasons, in the order in which they are looked for: ``not-founded``, ``no-such-verb``, the standing's own name,
    ``not-yours``, ``own``, ``already``.
    """
    if not case.founded and case.kind != "founding":
        return "not-founded"
    rows = [row for row in table if case.kind in row.kinds and row.verb is case.verb]
    if not rows:
        return "no-such-verb"
    rows = [row for row in rows if case.standing in row.standings]
    if not rows:
        return case.standing.value.replace("_", "-")
    rows = [row for row in rows if _fits(row.who, case.owner)]
    if not rows:
        return "own" if case.owner else "not-yours"
    if not any(case.stance in row.stances for row in rows):
        return "already"
    return ""


def _fits(who: Who, owner: bool | None) -> bool:  # the answer to one question
    match who:
        case Who.ANY:
            return True
        case Who.OWNER:
            return owner is True
        case Who.OTHERS:
            return owner is not True
