# SPDX-License-Identifier: Apache-2.0
"""Working copies for tests: two or three parties, a few paragraphs, in words that no state has said."""

from __future__ import annotations

from dataclasses import replace

from comity.formats.working_copy import Passage, Remark, Wording, WorkingCopy

NAMES = {"XA": "Alba", "XB": "Boria", "XC": "Cadria"}
REAFFIRM = "The Parties reaffirm their commitment to the dialogue."
RECALL = "The Parties recall their commitment to the dialogue."
UNDERLINE = "The Parties underline their long commitment to the dialogue."


def id_of(number):
    return f"{number:032x}"


def wording(owners, words, day=4, **more):
    return Wording(tuple(owners.split()), words, f"2027-03-{day:02d}T13:02:11Z", **more)


def agreed(number, words, place=""):
    joint = wording("XA XB", words, version=f"{number:064x}", place=place or "bdfhjlnprt"[number])
    return Passage(id_of(number), joint)


def tabled(number, *wordings, joint=None, remarks=()):
    place = "bdfhjlnprt"[number]
    return Passage(id_of(number), joint, tuple(replace(w, place=place) for w in wordings), tuple(remarks))


def copy_of(*passages, **more):
    facts = {
        "dialogue": "a" * 32,
        "text": "b" * 32,
        "title": "Joint communiqué",
        "language": "en",
        "status": "authentic",
        "purpose": "exercise",
        "marking": "TLP:AMBER",
        "parties": ("XA", "XB", "XC"),
        "names": NAMES,
        "dialogue_title": "Cyber dialogue",
        "as_of": "2027-03-05",
    }
    return WorkingCopy(passages=passages, **{**facts, **more})


def communique(**more):
    """A text with everything in it: agreed, in brackets thrice, to be left out, alone, in two alphabets."""
    return copy_of(
        agreed(1, "They met in Alba."),
        tabled(
            2, wording("XA", REAFFIRM), wording("XB", RECALL, 5), wording("XC", UNDERLINE, 6),
            remarks=[Remark("XB", "Too strong.\nSee the second round.", "2027-03-05T09:00:00Z")],
        ),
        tabled(3, wording("XB", "", 5, deleted=True), joint=wording("XA XB", "This sentence goes, says Boria.")),
        tabled(4, wording("XB", "Boria alone would say this.\nOn two lines.", 6)),
        agreed(5, "Стороны договорились о следующей встрече."),
        **more,
    )  # fmt: skip
