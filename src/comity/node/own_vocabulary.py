# SPDX-License-Identifier: Apache-2.0
"""The operator's own words: a body that a person accepted once is read by name ever after.

Three rules:
  1. They stand in `vocabulary/bodies.yaml` of the node's home: a file for people, which they may edit.
  2. An entry says how we know: where the name stood, and on which day it was accepted.
  3. What would clash with another name, or with ours, is refused before anything is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from comity.base.errors import Ours
from comity.node.clock import now
from comity.node.home import write_private
from comity.node.pile import own_vocabulary
from comity.reading import Vocabularies, beside

FILE = "bodies.yaml"
HEAD = "# Bodies of state that an officer accepted; read beside the shipped vocabulary.\n"
_ID = re.compile(r"[A-Z][A-Z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Naming:
    """A body, whose it is, and a name of it in a language; `source` says where it stood."""

    concept: str
    party: str
    language: str
    name: str
    source: str = ""


def add_body(home: Path, naming: Naming) -> Path:
    """Add a body, or another name of one, to the operator's vocabulary; raises Ours where it clashes."""
    _check(naming)
    path = home / "vocabulary" / FILE
    files = own_vocabulary(home)
    held = yaml.safe_load(files.get(FILE, "")) or {"scheme": "bodies", "concepts": []}
    _put(held["concepts"], naming)
    text = HEAD + yaml.safe_dump(held, allow_unicode=True, sort_keys=False)
    beside({**files, FILE: text})
    write_private(path, text.encode())
    return path


def vocabularies(home: Path) -> Vocabularies:
    """Give ours with the operator's beside them."""
    return beside(own_vocabulary(home))


def _check(naming: Naming) -> None:
    if not _ID.fullmatch(naming.concept) or not naming.concept.startswith(f"{naming.party}-"):
        raise Ours(
            f"{naming.concept} is no id of a body of {naming.party}",
            hint=f"capitals, figures and hyphens, such as {naming.party}-PORTS; nothing was written",
        )
    if naming.language not in {"en", "fr", "ru", "de", "es"} or len(naming.name.strip()) < 2:
        raise Ours("a name wants two letters and one of the languages en, fr, ru, de, es", hint="nothing was written")


def _put(concepts: list[dict[str, Any]], naming: Naming) -> None:
    evidence = {"seen": now().strftime("%Y-%m-%d")} | ({"source": naming.source} if naming.source else {})
    entry = next((each for each in concepts if each.get("id") == naming.concept), None)
    if entry is None:
        entry = {"id": naming.concept, "party": naming.party, "prefLabel": {}}
        concepts.append(entry)
    name = " ".join(naming.name.split())
    if naming.language not in entry.setdefault("prefLabel", {}):
        entry["prefLabel"][naming.language] = name
    elif entry["prefLabel"][naming.language] != name:
        others = entry.setdefault("altLabel", {}).setdefault(naming.language, [])
        others += [] if name in others else [name]
    entry.setdefault("evidence", []).append(evidence)
