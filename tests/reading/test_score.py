# SPDX-License-Identifier: Apache-2.0
"""The reader against labelled communiqués, where they are at hand: floors of what it has reached."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from specimens import ROOT, SHARED

READER = """# SPDX-License-Identifier: Apache-2.0
import json, pathlib, sys
from comity.reading import decode, read
for name in sys.argv[1:]:
    print(json.dumps(read(decode(pathlib.Path(name).read_bytes())).as_json(), ensure_ascii=False))
"""


@pytest.fixture
def score(tmp_path):
    if not (SHARED / "score.py").is_file():
        pytest.skip(f"labelled communiqués are not at hand: {SHARED} is missing")
    reader, out = tmp_path / "reader.py", tmp_path / "score.json"
    reader.write_text(READER, encoding="utf-8")

    def run(folder):
        command = [sys.executable, str(SHARED / "score.py"), "--read", f"{sys.executable} {reader}", "--json", str(out)]
        subprocess.run([*command, str(SHARED / folder)], cwd=ROOT, check=True, capture_output=True, text=True)
        return json.loads(out.read_text(encoding="utf-8"))

    return run


def test_two_source_texts_are_read_above_the_floor(score):
    found = score("real")
    precision, recall, _ = found["micro"]

    assert precision >= 0.98
    assert recall >= 0.98
    assert found["emitted_though_absent"] == 0
    assert found["gate_recall"] == [2, 2]


def test_labelled_texts_are_read_above_the_floor(score):
    found = score("labelled")

    assert {lang: min(found["languages"][lang][:2]) >= 0.97 for lang in ("en", "fr", "ru")} == {
        "en": True,
        "fr": True,
        "ru": True,
    }
    assert min(found["languages"][lang][1] for lang in ("de", "es")) >= 0.9
    assert found["false_drafts"][0] == 0
    assert found["emitted_though_absent"] == 0
