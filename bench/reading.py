# SPDX-License-Identifier: Apache-2.0
"""Measure the reader: how fast, how large, how right. Prints a line per figure, `NAME VALUE UNIT`.

    make setup-bench && make bench-reading            (QUICK=1 fits in 50 seconds)

Four rules:
  1. Each part runs in a process of its own, one after another, so that no part pays for another's memory.
  2. Time is the processor's, on one core, so that a busy machine changes little. Speed is the best of several passes,
     without start-up; start-up has a line of its own.
  3. The other program reads the very texts that its line compares, in the same run, on one core too.
  4. What could not be measured is said on standard error, and has no line.
"""

from __future__ import annotations

import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from texts import MILLION, ROOT, SHARED, bulk, communiques, filled, hostile

QUICK = os.environ.get("QUICK", "") not in {"", "0"}
OTHER = ROOT / ".venv-bench" / "bin" / "python"
ONE_CORE = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"}
READER = """import json, pathlib, sys
from comity.reading import decode, read
for name in sys.argv[1:]:
    print(json.dumps(read(decode(pathlib.Path(name).read_bytes())).as_json(), ensure_ascii=False))
"""
SLOWEST = {"bracket", "line", "lead-and-agencies", "lead-and-heads"}
Line = tuple[str, float, str]


def speed() -> Iterator[Line]:
    """Characters a second on the bulk texts and on communiqués, start-up, memory."""
    start = time.process_time()
    from comity.reading import read  # its import is measured

    read("x")
    yield "reading_start_s", time.process_time() - start, "s"
    rows = list(communiques().values())
    texts = list(bulk(60 if QUICK else 6).values()) or rows
    yield "reading_chars_per_s", _rate(read, texts), "chars/s"
    yield "reading_communiques_chars_per_s", _rate(read, rows), "chars/s"
    read(filled("\n\n".join(rows)))
    yield "reading_peak_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"


def compared() -> Iterator[Line]:
    """The reader beside spaCy's small French pipeline: on the bulk texts, and on the French communiqués."""
    if not OTHER.is_file():
        _say("no comparison: `make setup-bench` was not run")
        return
    from comity.reading import read

    read("x")
    french = [text for name, text in communiques().items() if read(text).lang == "fr"]
    texts = [text[:20_000] for text in bulk(300 if QUICK else 40).values()] or french
    for name, chosen in (("", texts), ("_french_communiques", french)):
        done = subprocess.run(
            [str(OTHER), str(ROOT / "bench" / "spacy_speed.py")],
            input=json.dumps(chosen), capture_output=True, text=True, check=True, env=ONE_CORE,
        )  # fmt: skip
        yield f"spacy{name}_chars_per_s", float(done.stdout), "chars/s"
        yield f"reading_over_spacy{name}", _rate(read, chosen) / float(done.stdout), "times"


def bad() -> Iterator[Line]:
    """One million characters of hostile text: each over a tenth of it, the slowest, and the memory of all.

    `reading_linear_NAME` is the cost of a character in a million over that in a hundred thousand.
    """
    from comity.reading import read

    read("x")
    worst, which = (0.0, ""), (0.0, "")
    for name, text in hostile().items():
        if QUICK and name not in SLOWEST:
            continue
        took, short = _time(lambda text=text: read(text)), text[: MILLION // 10]
        ratio = took / 10 / max(1e-4, min(_time(lambda short=short: read(short)) for _ in range(2)))
        _say(f"hostile {name}: {took:.2f} s")
        yield f"reading_linear_{name}", ratio, "ratio"
        worst, which = max(worst, (took, name)), max(which, (ratio, name))
    _say(f"the slowest hostile text is {worst[1]}; the least linear is {which[1]}")
    yield "reading_hostile_1mb_s", worst[0], "s"
    yield "reading_linear_worst", which[0], "ratio"
    yield "reading_hostile_peak_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"


def linear() -> Iterator[Line]:
    """The cost of a character in a text of a million over that in one of a tenth: 1.0 is linear."""
    from comity.reading import read

    for name, unit in (("bulk", "\n\n".join(bulk(300).values())), ("communiques", "\n\n".join(communiques().values()))):
        if unit:
            short, long = filled(unit, MILLION // 10), filled(filled(unit, MILLION // 10), MILLION)
            read(short)
            small = min(_time(lambda short=short: read(short)) for _ in range(3))
            yield f"reading_linearity_{name}", _time(lambda long=long: read(long)) / small / 10, "ratio"


def right() -> Iterator[Line]:
    """Precision and recall on the labelled texts and the two sources, by field and language."""
    if not (SHARED / "score.py").is_file():
        _say(f"no scores: {SHARED} is not at hand")
        return
    for folder in ("labelled", "real"):
        with tempfile.TemporaryDirectory() as place:
            out = Path(place) / "score.json"
            command = [sys.executable, str(SHARED / "score.py"), "--json", str(out), str(SHARED / folder)]
            command += ["--read", shlex.join([sys.executable, "-c", READER])]
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            found = json.loads(out.read_text(encoding="utf-8"))
        groups = {"micro": found["micro"], "macro": found["macro"]}
        groups |= {f"lang_{name}": value for name, value in sorted(found["languages"].items())}
        groups |= {f"field_{name}": value for name, value in sorted(found["fields"].items())}
        for name, (precision, recall, _) in groups.items():
            yield f"reading_{folder}_{name}_precision", precision, "of_1"
            yield f"reading_{folder}_{name}_recall", recall, "of_1"
        yield f"reading_{folder}_spans_right", found["spans_right"], "of_1"
        yield f"reading_{folder}_emitted_though_absent", found["emitted_though_absent"], "facts"
        yield f"reading_{folder}_false_drafts", found["false_drafts"][0], f"of_{found['false_drafts'][1]}"
        yield f"reading_{folder}_recognised", found["gate_recall"][0], f"of_{found['gate_recall'][1]}"


def false() -> Iterator[Line]:
    """Drafts from the bulk texts, of which two or three do report a cyber meeting."""
    from comity.reading import Kind, read

    texts = bulk(20 if QUICK else 1)
    if not texts:
        _say("no false drafts: the bulk file is not at hand")
        return
    drafts = [name for name, text in texts.items() if read(text).kind is Kind.DIALOGUE]
    for name in drafts:
        _say(f"a draft from the bulk: {name}")
    yield "reading_bulk_texts", len(texts), "texts"
    yield "reading_bulk_drafts", len(drafts), "texts"
    yield "reading_bulk_drafts_per_mille", 1000 * len(drafts) / len(texts), "per_mille"


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    part.__name__: part for part in (speed, compared, bad, linear, right, false)
}


def _rate(read: Callable[[str], object], texts: list[str]) -> float:
    def once() -> None:
        for text in texts:
            read(text)

    return sum(map(len, texts)) / min(_time(once) for _ in range(3))


def _time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    """Run one part here, or every part in a process of its own."""
    if sys.argv[1:]:
        for name, value, unit in PARTS[sys.argv[1]]():
            print(f"{name} {value:.4g} {unit}" if abs(value) < 1000 else f"{name} {value:.0f} {unit}", flush=True)
        return 0
    return max(subprocess.run([sys.executable, __file__, name], check=False, env=ONE_CORE).returncode for name in PARTS)


if __name__ == "__main__":
    sys.exit(main())
