# SPDX-License-Identifier: Apache-2.0
"""Measure the negotiated text: brackets, rendering, paper. Prints a line per figure, `NAME VALUE UNIT`.

    make bench-text

Three rules:
  1. Time is the processor's, on one core; each figure is the median of several passes, the first left out.
  2. Rendering begins with the folded record and the words looked up, as a page does; the fold has a line of its own.
     `text_render` is the first time, with nothing kept; `text_render_again` is the same text once more.
  3. The words are drawn from a fixed seed: the same text each time.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "record"))

from logs import STRUCTURES, Pair, object_id

from comity.formats.docx import docx_of
from comity.formats.docx_reader import read_docx
from comity.formats.working_copy import Passage, Wording, WorkingCopy
from comity.record.document import Document, document
from comity.text.brackets import Alternative, brackets, forget

PARAGRAPHS, LANGUAGES, PROPOSALS, PASSES = 200, ("en", "fr", "ru"), 2000, 7
WORDS = {
    "en": "the parties reaffirm that confidence measures reduce risk of misperception and will test line".split(),
    "fr": "les parties réaffirment que les mesures de confiance réduisent le risque de méprise et".split(),
    "ru": "стороны подтверждают что меры доверия снижают риск неверного восприятия и проводят проверку".split(),
}


def wording(rng: random.Random, language: str, length: int = 60) -> str:
    """Draw a sentence."""
    return " ".join(rng.choices(WORDS[language], k=length)) + "."


def changed(rng: random.Random, words: str, language: str, share: float = 0.05) -> str:
    """Change some words of a wording, as delegations do."""
    return " ".join(rng.choice(WORDS[language]) if rng.random() < share else word for word in words.split(" "))


def negotiated() -> tuple[Pair, dict[str, str]]:
    """Make logs with a text of 200 paragraphs in three languages and 2,000 proposals; most of them open."""
    rng, pair, words = random.Random(7), Pair(), dict[str, str]()  # noqa: S311  # no secret
    languages = [{"language": language, "status": "authentic"} for language in LANGUAGES]
    pair.table("XA", "communique", "a text", "text", structure={"languages": languages})
    slots = [(n, language) for n in range(PARAGRAPHS) for language in LANGUAGES]
    first: dict[tuple[int, str], str] = {}
    for count in range(PROPOSALS):
        n, language = slots[count % len(slots)]
        place = f"{n:04d}"
        structure = {**STRUCTURES["paragraph"], "language": language, "place": place}
        if language != LANGUAGES[0]:
            structure["renders"] = object_id(f"{n} {LANGUAGES[0]}")
        said = changed(rng, first[n, language], language) if (n, language) in first else wording(rng, language)
        said = said.replace(".", f" {count}.")  # no two are the same
        first.setdefault((n, language), said)
        act = pair.table("XAXB"[2 * (count // len(slots) % 2) :][:2], f"{n} {language}", said, structure=structure)
        assert act.payload is not None
        words[act.payload.commitment] = said
    pair.exchange()
    return pair, words


def measure(action: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Give the milliseconds of an action: the median of several passes, each with something done `before` it."""
    took = []
    for _ in range(PASSES + 1):
        before()
        began = time.process_time()
        action()
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took[1:])


def figures() -> Iterator[tuple[str, float, str]]:
    """Measure everything."""
    pair, words = negotiated()
    dialogue = pair.dialogue()
    text = object_id("communique")
    shown = document(dialogue, text, words)
    assert isinstance(shown, Document)
    passages = [p for reading in shown.readings for p in reading.passages]
    proposals = sum(len(p.open) + (p.joint is not None) for p in passages)
    yield "text_paragraphs", len(passages) / len(LANGUAGES), "paragraphs"
    yield "text_languages", len(shown.readings), "languages"
    yield "text_proposals", proposals, "proposals"
    yield "text_render", measure(lambda: document(dialogue, text, words), forget), "ms"
    yield "text_render_again", measure(lambda: document(dialogue, text, words)), "ms"
    yield "text_fold", measure(pair.dialogue), "ms"
    rng = random.Random(11)  # noqa: S311  # no secret
    long = wording(rng, "en", 2000)
    three = [Alternative((code,), changed(rng, long, "en")) for code in ("XA", "XB", "XC")]
    yield "brackets_words", len(long.split()), "words"
    yield "brackets_three_alternatives", measure(lambda: brackets(three), forget), "ms"
    copy = _copy(rng)
    data = docx_of(copy)
    yield "docx_write", measure(lambda: docx_of(copy)), "ms"
    yield "docx_read", measure(lambda: read_docx(data)), "ms"


def _copy(rng: random.Random) -> WorkingCopy:
    """Make a working copy of 200 paragraphs, each with a rival."""
    passages = []
    for n in range(PARAGRAPHS):
        base = wording(rng, "en")
        rival = Wording(("XB",), changed(rng, base, "en"), "2027-03-04T13:02:11Z")
        passages.append(Passage(f"{n:032x}", Wording(("XA", "XB"), base, "2027-03-04T13:02:11Z"), (rival,)))
    return WorkingCopy(
        dialogue="a" * 32, text="b" * 32, title="Communiqué", language="en", status="authentic", purpose="exercise",
        marking="TLP:AMBER", parties=("XA", "XB"), passages=tuple(passages), names={"XA": "Alba", "XB": "Boria"},
    )  # fmt: skip


if __name__ == "__main__":
    for name, value, unit in figures():
        print(f"{name} {value:.0f} {unit}" if value >= 10 or value == int(value) else f"{name} {value:.1f} {unit}")
