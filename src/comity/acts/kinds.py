# SPDX-License-Identifier: Apache-2.0
"""The kinds of things that parties speak about, and what stands in an entry about each: data, not code.

A kind belongs to one of three classes:
  AGREED   needs every party: tabled, accepted, reserved, withdrawn; joint when all have accepted (law 4)
  TOLD     one party's own word: notified, acknowledged, withdrawn
  OWN      the node's or the root's: receipt, keyset

`fields` are the structure: what decides identity, order, split and merge, deadlines. They stand in the entry in clear.
`payload` says whether words and personal data go with it, behind a commitment (never in the entry itself).
An operator's wording of a kind for people is in web/wording; here are only the terms of docs/glossary.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from comity.acts.field import Field, enum, ids, list_of, name, record


class KindClass(StrEnum):
    """Who must speak before a thing of this kind stands."""

    AGREED = "agreed"
    TOLD = "told"
    OWN = "own"


class Payload(StrEnum):
    """Whether an act that tables or notifies a thing of this kind carries a payload."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its class, its structure, its payload."""

    name: str
    cls: KindClass
    payload: Payload = Payload.REQUIRED
    fields: dict[str, Field] = field(default_factory=dict)


PURPOSES = ("live", "exercise", "reconstruction")
MILESTONES = ("stabilised", "initialled", "adopted")
LANGUAGE_STATUS = ("authentic", "prevailing", "official", "courtesy", "machine")

# What may be said to have become of a thing, by the kind of the thing; each party says it for itself.
STATES_OF_PLAY = {
    "round": ("held", "postponed", "cancelled", "suspended", "resumed"),
    "commitment": ("open", "under_way", "carried_out", "not_pursued"),
    "paper": ("submitted", "circulated", "adopted", "rejected", "withdrawn", "superseded", "signed", "in_force"),
    "strand": ("open", "suspended", "closed"),
}

# What stands of an act that is reported of a party without a node in the file.
REPORTED = {
    "party": name("party"),
    "on": name("date"),
    "means": name("word"),
    "reference": name("mark").optional(),
}

# What a position is on: a forum before a session, what came of it after, or how international law applies.
POSITIONS = ("before", "outcome", "international_law")

_PARTY_ENTRY = record(code=name("party"), origin=name("origin"), root=name("digest"))
_LANGUAGE = record(language=name("language"), status=enum(*LANGUAGE_STATUS))

_ROUND = {"round": name("id").optional()}
_TO = {"to": list_of(name("party")).optional(), "answer_by": name("instant").optional()}
_ABOUT = {"about": name("digest")}
_CHAIRS = {"chairs": name("true").optional()}
_STRAND = {"strand": name("id").optional()}
_STATE = enum(*sorted({state for states in STATES_OF_PLAY.values() for state in states}))


def _agreed(kind: str, payload: Payload = Payload.REQUIRED, /, **fields: Field) -> Kind:
    return Kind(kind, KindClass.AGREED, payload, fields)


def _told(kind: str, payload: Payload = Payload.REQUIRED, /, **fields: Field) -> Kind:
    return Kind(kind, KindClass.TOLD, payload, fields)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _agreed(
            "founding",
            Payload.NONE,
            parties=list_of(_PARTY_ENTRY, at_least=1),
            purpose=enum(*PURPOSES),
            spec=name("int"),
            title=name("wording"),
            options=name("options"),
            counterparts=list_of(name("party")).optional(),
            continues=name("id").optional(),
        ),
        _agreed("mandate", part=enum("mandate", "terms_of_reference"), place=name("place")),
        _agreed(
            "round",
            previous=name("id").optional(),
            session=enum("plenary", "intersessional").optional(),
            due=name("date").optional(),
        ),
        _agreed("agenda_item", **_ROUND, **_STRAND, place=name("place"), carries=ids().optional()),
        _agreed("strand", topic=name("word").optional(), place=name("place")),
        _agreed(
            "finding",
            **_ROUND,
            relates=ids().optional(),
            sort=enum("noted", "proposed").optional(),
            statements=list_of(record(account=name("id"), fact=name("int")), at_least=1).optional(),
        ),
        _agreed("text", **_ROUND, languages=list_of(_LANGUAGE, at_least=1), package=name("true").optional(), **_CHAIRS),
        _agreed(
            "paragraph",
            text=name("id"),
            language=name("language"),
            place=name("place"),
            renders=name("id").optional(),
            split_from=ids().optional(),
            deleted=name("true").optional(),
            concept=name("true").optional(),
            **_CHAIRS,
        ),
        _agreed(
            "milestone",
            Payload.OPTIONAL,
            text=name("id"),
            language=name("language"),
            reached=enum(*MILESTONES),
            versions=list_of(name("digest"), at_least=2),
        ),
        _agreed(
            "commitment",
            **_ROUND,
            **_STRAND,
            owners=list_of(name("party"), at_least=1),
            due=name("date").optional(),
            no_due=name("true").optional(),
            forum=name("mark").optional(),
        ),
        _agreed("measure", catalogue=name("mark").optional()),
        _agreed(
            "release",
            Payload.OPTIONAL,
            releases=list_of(name("digest"), at_least=1),
            not_before=name("instant").optional(),
        ),
        _agreed("erasure", Payload.OPTIONAL, erases=list_of(name("digest"), at_least=1)),
        _agreed(
            "corrigendum",
            text=name("id"),
            objections_until=name("instant"),
            corrects=name("digest").optional(),
        ),
        _agreed("silence_rule", Payload.OPTIONAL, kinds=list_of(name("word"), at_least=1), hours=name("int")),
        _told("delegation", **_ROUND),
        _told("paper", **_ROUND, symbol=name("mark").optional(), replaces=name("mark").optional()),
        _told("contribution", **_ROUND, strand=name("id"), sort=enum("offer", "need", "report")),
        _told(
            "state_of_play",
            Payload.OPTIONAL,
            of=name("id"),
            state=_STATE,
            as_of=name("date").optional(),
            symbol=name("mark").optional(),
        ),
        _told("attachment", **_ABOUT),
        _told("position", **_ROUND, sort=enum(*POSITIONS), forum=name("mark").optional()),
        _told("definition", term=name("mark").optional()),
        _told("contact"),
        _told("check", **_TO),
        _told("consultation", **_TO),
        _told("incident", **_TO),
        _told("request", **_TO),
        _told("translation", text=name("id"), language=name("language"), status=enum(*LANGUAGE_STATUS)),
        _told("remark", **_ABOUT, sort=enum("characterisation", "interpretation").optional()),
        _told("dissociation", **_ABOUT),
        _told("silence", Payload.OPTIONAL, **_ABOUT, first_instant=name("instant"), expiry=name("instant")),
        _told("account", **_ROUND),
        Kind("receipt", KindClass.OWN, Payload.NONE, {"held": name("sizes")}),
        Kind(
            "keyset",
            KindClass.OWN,
            Payload.NONE,
            {
                "origin": name("origin"),
                "serial": name("int"),
                "log": list_of(name("vkey"), at_least=2),
                "mirror": list_of(name("vkey"), at_least=2),
                "road": name("base64"),
                "age": list_of(name("mark")),
                "revoked_from": name("int").optional(),
                "signature": record(ed25519=name("base64"), mldsa44=name("base64")),
            },
        ),
    )
}
AGREED = frozenset(k.name for k in KINDS.values() if k.cls is KindClass.AGREED)
TOLD = frozenset(k.name for k in KINDS.values() if k.cls is KindClass.TOLD)
OWN = frozenset(k.name for k in KINDS.values() if k.cls is KindClass.OWN)
