# SPDX-License-Identifier: Apache-2.0
"""Any act of any kind, made from the data that says what an act may hold."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import datetime

from hypothesis import strategies as st

from comity.acts.act import Act, PayloadRef, Reported, Seen, Verb
from comity.acts.field import Field
from comity.acts.kinds import AGREED, KINDS, OWN, Payload
from comity.base import canonical

_HEX = "0123456789abcdef"
_B64 = string.ascii_letters + string.digits


def _spelled(alphabet: str, least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), min_size=least, max_size=most)


IDS = _spelled(_HEX, 32, 32)
DIGESTS = _spelled(_HEX, 64, 64)
PARTIES = st.sampled_from(["XA", "XB", "XC", "OSCE", "X-9"])
INSTANTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001 - spelled as UTC
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
)
_NAMES = {
    "party": PARTIES,
    "id": IDS,
    "digest": DIGESTS,
    "instant": INSTANTS,
    "language": st.sampled_from(["fr", "en", "ru"]),
    "origin": st.sampled_from(["alba.example/1", "boria.example/2f"]),
    "place": _spelled("0123abz", 1, 6),
    "word": st.sampled_from(["paragraph", "note_verbale", "x1"]),
    "int": st.integers(0, 2**53 - 1),
    "true": st.just(True),
    "date": st.sampled_from(["2027", "2027-03", "2027-03-04"]),
    "mark": _spelled(string.ascii_letters + "/.-", 1, 12),
    "vkey": _spelled(_B64, 40, 44).map(lambda key: f"alba.example/1+1a2b3c4d+{key}"),
    "base64": _spelled(_B64, 4, 8),
    "wording": st.dictionaries(
        st.sampled_from(["fr", "en", "ru"]), st.sampled_from(["Dialogue", "Диалог"]), min_size=1
    ),
    "options": st.dictionaries(
        st.sampled_from(["a", "b_1"]), st.integers(0, 9) | st.booleans() | st.just("x"), max_size=2
    ),
    "sizes": st.dictionaries(PARTIES, st.integers(0, 1000), max_size=2),
}


def values(place: Field) -> st.SearchStrategy:
    """Give values that may stand in a place."""
    match place.sort:
        case "list":
            return st.lists(
                values(place.inner),
                min_size=max(1, place.at_least),
                max_size=place.at_least + 2,
                unique_by=canonical.encode,
            )
        case "record":
            return st.fixed_dictionaries({key: values(inner) for key, inner in place.keys})
        case "enum":
            return st.sampled_from(place.values)
    return _NAMES[place.sort]


def structures(kind: str) -> st.SearchStrategy[dict]:
    """Give structures of a kind."""
    fields = KINDS[kind].fields
    return st.fixed_dictionaries(
        {key: values(place) for key, place in fields.items() if place.required},
        optional={key: values(place) for key, place in fields.items() if not place.required},
    )


PAYLOADS = st.builds(PayloadRef, DIGESTS, st.integers(0, 10**9), st.sampled_from(["text/plain", "application/pdf"]))
SEEN = st.dictionaries(PARTIES, st.builds(Seen, st.integers(1, 10**6), DIGESTS), max_size=2)
REPORTED = st.none() | st.builds(Reported, PARTIES, _NAMES["date"], _NAMES["word"], st.just("") | _NAMES["mark"])
_MAYBE_DIGEST = st.just("") | DIGESTS


@st.composite
def acts(draw, kind: str = "") -> Act:
    """Draw an act that its kind and verb allow; `version` is left to `decode` where the act brings one."""
    kind = kind or draw(st.sampled_from(sorted(KINDS)))
    act = Act(
        verb=draw(st.sampled_from(_verbs(kind))),
        kind=kind,
        by=draw(PARTIES),
        dialogue=draw(IDS),
        at=draw(INSTANTS),
        seen=draw(SEEN),
    )
    if kind == "receipt":
        return replace(act, structure=draw(structures(kind)))
    act = replace(act, object=draw(IDS))
    if kind == "keyset":
        return replace(act, structure=draw(structures(kind)))
    act = replace(act, reported=draw(REPORTED), adopts=draw(_MAYBE_DIGEST))
    if not act.brings:
        return replace(act, version=draw(DIGESTS), ad_referendum=act.verb is Verb.ACCEPT and draw(st.booleans()))
    rule = KINDS[kind].payload
    wanted = rule is Payload.REQUIRED or (rule is Payload.OPTIONAL and draw(st.booleans()))
    payload = draw(PAYLOADS) if wanted else None
    return replace(act, structure=draw(structures(kind)), payload=payload, supersedes=draw(_MAYBE_DIGEST))


def _verbs(kind: str) -> list[Verb]:
    if kind in OWN:
        return [Verb.ACKNOWLEDGE if kind == "receipt" else Verb.NOTIFY]
    if kind in AGREED:
        return [Verb.TABLE, Verb.ACCEPT, Verb.RESERVE, Verb.WITHDRAW]
    return [Verb.NOTIFY, Verb.ACKNOWLEDGE, Verb.WITHDRAW]
