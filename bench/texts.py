# SPDX-License-Identifier: Apache-2.0
"""The texts that the reader is measured on: labelled and bulk ones where they are at hand, hostile ones made here.

Three rules:
  1. Nothing is fetched. What is not at hand is left out, and its line says so.
  2. A hostile text has one million characters, and is the same on every machine.
  3. A sample of the bulk is every n-th text, so that it holds all years and kinds.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "communiques"
SPECIMENS = ROOT / "demo" / "specimens"
BULK = SHARED / "bulk-en-cc0.jsonl.gz"
MILLION = 1_000_000

_LEAD = "France and Russia held their second cyber dialogue in Moscow on 3 May 2021"
_HEAD = "The delegation of France was led by Mr. John Smith, director of the Ministry of Defence. "
_UNITS = {
    "letter": "a", "bracket": "(", "blank": " ", "stop": ". ", "quote": "«", "unclosed": "« aaaaaaaa ", "line": "\n",
    "capitals": "Aa ", "parties": "France and Russia ", "dash": "- ", "honorific": "Mr. ", "digit": "1",
    "number": "12 ", "day": "3 May ", "wrapped": "a" * 60 + "\n", "accent": "é\u0301", "astral": "\U0001f600",
    "meeting": "the second cyber dialogue in Moscow ", "ministry": "Ministry of Defence, ", "stopped": "U.N. ",
}  # fmt: skip


def communiques() -> dict[str, str]:
    """Give the labelled texts and the two sources by name; our own specimens where these are missing."""
    folders = [SHARED / "labelled", SHARED / "real"] if SHARED.is_dir() else [SPECIMENS]
    return {path.stem: path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.glob("*.txt"))}


def bulk(every: int = 1) -> dict[str, str]:
    """Give every n-th text of the bulk file by its id; none where the file is missing."""
    if not BULK.is_file():
        return {}
    with gzip.open(BULK, "rt", encoding="utf-8") as file:
        entries = [json.loads(line) for number, line in enumerate(file) if number % every == 0]
    return {entry["id"]: entry["text"] for entry in entries}


def hostile() -> Mapping[str, str]:
    """Give texts of a million characters that a careless reader would choke on."""
    found = {name: filled(unit) for name, unit in _UNITS.items()}
    whole = max(communiques().values(), key=len)
    found["communique-again"] = filled(whole + "\n\n")
    found["one-sentence"] = filled(" ".join(whole.split()).replace(".", ",") + " ")
    found["lead-and-names"] = f"{_LEAD}, led by " + filled("Mr. John Smith, director, ")
    found["lead-and-heads"] = f"{_LEAD}. " + filled(_HEAD)
    found["lead-and-parties"] = f"{_LEAD}. " + filled("The French side and the Russian side noted that ")
    found["lead-and-sides"] = f"{_LEAD}, led by " + filled("Mr. John Smith for the French side, ")
    found["lead-and-leads"] = f"{_LEAD}, " + filled(
        "the Russian side was led by Mr. John Smith of the Ministry of Defence, "
    )
    found["lead-and-ministries"] = f"{_LEAD}. The French delegation included " + filled("the Ministry of Defence, ")
    found["lead-and-agencies"] = f"{_LEAD}. The delegations included " + filled(
        "the Russian FSB and the French ANSSI, "
    )
    found["lead-and-mandates"] = f"{_LEAD}, as agreed by " + filled("President John Smith of France, as agreed by ")
    found["lead-and-rounds"] = f"{_LEAD}. " + filled("The 3rd dialogue will be held in Paris on 4 June 2023, ")
    found["lead-and-reports"] = f"{_LEAD}. They noted " + filled("the 2015 report of the GGE of the United Nations, ")
    found["lead-and-papers"] = f"{_LEAD}. " + filled('France presented its draft "Code of Conduct", ')
    found["lead-and-items"] = f"{_LEAD}. The sides agreed:\n" + filled("- France notes cyber norms;\n")
    return found


def filled(unit: str, size: int = MILLION) -> str:
    """Give a text of this many characters, made of one unit."""
    return (unit * (size // len(unit) + 1))[:size]
