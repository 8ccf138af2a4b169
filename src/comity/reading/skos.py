# SPDX-License-Identifier: Apache-2.0
"""The vocabularies as SKOS, in Turtle, for whoever keeps vocabularies elsewhere.

    <urn:comity:bodies:FR-ANSSI> a skos:Concept ; skos:inScheme <urn:comity:bodies> ;
      skos:notation "FR-ANSSI" ; skos:prefLabel "Agence nationale ..."@fr ; comity:party "FR" .

Four rules:
  1. A scheme is a concept scheme, a concept a concept; its id is its notation.
  2. SKOS allows one preferred label per language: ours is the first, any other is an alternative one.
  3. An adjective is `comity:adjective`; the time of a thing `comity:validFrom` and `comity:validUntil`; any other
     property keeps its name. What has no plain value is written as JSON.
  4. The same vocabularies give the same bytes.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from comity.reading.vocabulary import Concept

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix comity: <urn:comity:property:> .
"""
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def turtle(schemes: Mapping[str, tuple[Concept, ...]]) -> str:
    """Give the schemes as a Turtle document."""
    return "\n".join([HEAD, *(part for name, concepts in schemes.items() for part in _scheme(name, concepts))])


def _scheme(name: str, concepts: tuple[Concept, ...]) -> Iterator[str]:
    yield f"<{_iri(name)}> a skos:ConceptScheme ; skos:notation {_text(name)} .\n"
    for concept in concepts:
        said = [f"<{_iri(name, concept.id)}> a skos:Concept", f"skos:inScheme <{_iri(name)}>"]
        said += [f"skos:notation {_text(concept.id)}", *_labels(concept), *_times(concept)]
        said += [f"comity:{_key(key)} {_value(value)}" for key, value in sorted(concept.properties.items())]
        yield " ;\n  ".join(said) + " .\n"


def _labels(concept: Concept) -> Iterator[str]:
    preferred: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for label in concept.labels:
        if (label.text, label.lang) in seen and label.kind != "adjective":
            continue
        kind = "comity:adjective" if label.kind == "adjective" else "skos:altLabel"
        if label.kind == "prefLabel" and label.lang not in preferred:
            preferred.add(label.lang)
            kind = "skos:prefLabel"
        if kind != "comity:adjective":
            seen.add((label.text, label.lang))
        yield f"{kind} {_text(label.text)}@{label.lang}"


def _times(concept: Concept) -> Iterator[str]:
    for name, value in (("validFrom", concept.begins), ("validUntil", concept.ends)):
        if value is not None:
            yield f"comity:{name} {_text(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _text(
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=_day)
    )


def _day(value: object) -> str:
    assert isinstance(value, datetime.date)
    return value.isoformat()


def _text(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in value) + '"'


def _iri(*names: str) -> str:
    return ":".join(("urn:comity", *(quote(name, safe="") for name in names)))


def _key(name: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in name)
