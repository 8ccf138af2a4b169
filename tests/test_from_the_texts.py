# SPDX-License-Identifier: Apache-2.0
"""docs/from-the-texts.md says where Comity has what the two source texts name; here the page is held to the program."""

import ast
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from comity.base import canonical

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "from-the-texts.md"
SOURCES = ROOT.parent / "shared" / "communiques" / "real"
SENTENCES = {"M": 20, "F": 20}
FILES = {"M": ("fr-ru-2021-09-28.txt", "fr-ru-2021.json"), "F": ("us-fr-2018-02-07.txt", "us-fr-2018.json")}
OPEN = "*open*"


@dataclass(frozen=True)
class Row:
    number: str
    cells: tuple[str, ...]

    @property
    def screen(self) -> str:
        return self.cells[2]

    @property
    def command(self) -> str:
        return self.cells[3]

    @property
    def test(self) -> str:
        return self.cells[4]


def rows() -> list[Row]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| [MF][0-9]+ \|", line):
            number, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            found.append(Row(number, tuple(cells)))
    return found


def named(column: str) -> set[str]:
    """Everything in back quotes in one column."""
    return {name for row in rows() for name in re.findall(r"`([^`]+)`", getattr(row, column))}


def sentences(text: str) -> list[tuple[int, int]]:
    """Divide a text as the page says it is counted; sentence 1 stands at 0."""
    ends = re.compile(r"(?<!\b[A-Z]\.)(?<=[.!?])\s+(?=[\"«“]?[^\W\d_a-z])")
    found, start = [], 0
    for line in text.split("\n"):
        stops = [start + end.start() for end in ends.finditer(line)] + [start + len(line)]
        begins = [start] + [start + end.end() for end in ends.finditer(line)]
        found += [(a, b) for a, b in zip(begins, stops, strict=True) if text[a:b].strip()]
        start += len(line) + 1
    return found


def account(text: str) -> dict:
    return json.loads((ROOT / "demo" / "accounts" / FILES[text][1]).read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", SENTENCES)
def test_every_sentence_has_a_row_and_no_row_a_sentence_that_is_not_there(text):
    numbers = {int(row.number[1:]) for row in rows() if row.number[0] == text}

    assert numbers == set(range(1, SENTENCES[text] + 1))


@pytest.mark.parametrize("text", SENTENCES)
def test_the_count_is_that_of_the_source(text):
    source = SOURCES / FILES[text][0]
    if not source.exists():
        pytest.skip(f"the source text {source.name} is not beside this checkout; its sentences are not counted")

    assert len(sentences(source.read_text(encoding="utf-8"))) == SENTENCES[text]


def test_no_row_repeats_words_of_the_source():
    """The page paraphrases: no run of seven words of a source stands in it."""
    if not SOURCES.exists():
        pytest.skip("the source texts are not beside this checkout; the page is not compared with them")
    page = words(PAGE.read_text(encoding="utf-8"))
    source = [words((SOURCES / name).read_text(encoding="utf-8")) for name, _ in FILES.values()]

    assert runs(page, 7) & (runs(source[0], 7) | runs(source[1], 7)) == set()


def words(text: str) -> list[str]:
    text = re.sub(r"\(https?:[^)]*\)", " ", text)
    return re.findall(r"\w+", text.lower())


def runs(text: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(text[i : i + length]) for i in range(len(text) - length + 1)}


def test_every_row_is_whole():
    broken = [row.number for row in rows() if len(row.cells) != 5 or not all(row.cells)]

    assert broken == []


def test_a_cell_names_something_or_is_open():
    for row in rows():
        for cell in (row.screen, row.command, row.test):
            assert re.fullmatch(r"\*open\*(: .+)?|`[^`]+`(, `[^`]+`)*", cell), (row.number, cell)


def test_an_open_screen_names_the_subject_that_will_close_it():
    """Where nothing is there yet, the row says what will bring it; then neither command nor test is claimed."""
    for row in rows():
        if row.screen.startswith(OPEN):
            assert row.screen.startswith(f"{OPEN}: "), row.number
            assert (row.command, row.test) == (OPEN, OPEN), row.number


def test_every_command_is_there():
    from typer.main import get_command

    from comity.cli.main import app

    commands = {f"comity {name}" for name in get_command(app).commands}

    assert named("command") - commands == set()


def test_every_screen_is_there(tmp_path):
    from comity.node.home import Home

    Home(tmp_path).create(
        code="XA", name={"en": "Alba"}, zone="Europe/Paris", domain="alba.example",
        web="127.0.0.1:8101", road="127.0.0.1:8102",
    )  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", LIST_URL_NAMES],
        env={**os.environ, "COMITY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "comity.node.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert told.returncode == 0, told.stderr
    assert named("screen") - set(told.stdout.split()) == set()


LIST_URL_NAMES = """
import django
django.setup()
from django.urls import get_resolver
def names(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern)
        elif pattern.name:
            yield pattern.name
print("\\n".join(names(get_resolver())))
"""


def test_every_test_is_there():
    missing = set()
    for name in named("test"):
        file, _, function = name.partition("::")
        path = ROOT / file
        tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
        if function not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
            missing.add(name)

    assert missing == set()


def agencies(*bodies: str) -> list[tuple[str, dict[str, str]]]:
    return [("agency", {"body": body, "party": body.split("-")[0]}) for body in bodies]


# What the reader finds in which sentence (or in one of two): its field, and what stands in its value at least.
READ = {
    ("M", 2, 4): [
        ("dialogue.name", "Dialogue stratégique interministériel en matière de cybersécurité"),
        ("round.ordinal", 2),
    ],
    ("M", 3): [("doc.kind", "press-release")],
    ("M", 4): [
        ("round.date", {"start": "2021-09-28", "end": "2021-09-28"}),
        ("round.place", {"city": "Moscow", "country": "RU"}),
        ("mandate.by", {"person": "Vladimir Poutine"}),
        ("mandate.by", {"person": "Emmanuel Macron"}),
    ],
    ("M", 5): [
        ("agenda.level", "bilateral"), ("agenda.level", "regional"), ("agenda.level", "global"),
        ("statement", {"class": "agenda"}),
    ],
    ("M", 6): [
        ("head", {"name": "Andreï Kroutskikh", "party": "RU"}),
        ("head", {"name": "Henri Verdier", "party": "FR"}),
    ],
    ("M", 7): agencies(
        "RU-SECURITY-COUNCIL", "RU-MFA", "RU-INTERIOR", "RU-DEFENCE", "RU-DIGITAL", "RU-JUSTICE", "RU-PROSECUTOR",
        "RU-INVESTIGATIVE-COMMITTEE", "RU-FSB", "RU-FSO",
    ),
    ("M", 6, 8): agencies("FR-MFA", "FR-ANSSI", "FR-DEFENCE", "FR-INTERIOR", "FR-EMBASSY-RU"),
    ("M", 9): [("statement", {"class": "note"}), ("topic", "conflict-prevention"), ("topic", "peaceful-use")],
    ("M", 10): [("forum", "UN-OEWG-2021-2025")],
    ("M", 11): [("statement", {"class": "propose", "speaker": None})],
    ("M", 12): [("paper", {"instrument": "UNGA-DRAFT-RESOLUTION", "by": "RU"}), ("forum", "UNGA-1C")],
    ("M", 13): [
        ("paper", {"instrument": "UN-DRAFT-CYBERCRIME-CONVENTION", "by": "RU"}),
        ("forum", "UN-AHC-CYBERCRIME"),
    ],
    ("M", 14): [("topic", "practical-cooperation"), ("statement", {"class": "discuss"})],
    ("M", 15): [("instrument", "NATIONAL-STRATEGY"), ("statement", {"class": "present", "speaker": ["FR", "RU"]})],
    ("M", 16): [("forum", "OECD"), ("forum", "ITU")],
    ("M", 17): [("instrument", "OSCE-PC-DEC-1039"), ("forum", "OSCE-IWG-CYBER")],
    ("M", 20): [("next_round", {"city": "Paris", "country": "FR", "date": None})],
    ("F", 5): [("issuer", {"party": "US", "body": "US-MFA"})],
    ("F", 7): [("doc.date", "2018-02-09")],
    ("F", 8): [("doc.kind", "press-release")],
    ("F", 9): [
        ("round.date", {"start": "2018-02-07", "end": "2018-02-08"}),
        ("dialogue.scope", "whole_of_government"),
        ("statement", {"class": "commit"}),
    ],
    ("F", 10): [("topic", "national-approaches"), ("topic", "international-stability"), ("topic", "capacity-building")],
    ("F", 11): [("topic", "malicious-activity"), ("topic", "terrorist-use"), ("topic", "cybercrime")],
    ("F", 12): [
        ("topic", "responsible-behaviour"), ("topic", "international-law"), ("topic", "norms"), ("topic", "cbm"),
    ],
    ("F", 13): [("prev_round", {"date": "2016-09", "city": "Paris"})],
    ("F", 14): [("head", {"name": "Robert Strayer", "party": "US"}), *agencies("US-MFA")],
    ("F", 15): agencies(
        "US-NSC", "US-DEFENCE", "US-JUSTICE", "US-COMMERCE", "US-DHS", "US-FBI", "US-NIST", "US-ODNI",
    ),
    ("F", 16): [
        ("head", {"name": "David Martinon", "party": "FR"}),
        *agencies("FR-MFA", "FR-ANSSI", "FR-INTERIOR", "FR-DEFENCE", "FR-JUSTICE"),
    ],
    ("F", 17): [("doc.translation_status", "courtesy")],
    ("F", 18): [("doc.authoritative_lang", "en")],
}  # fmt: skip


@pytest.mark.parametrize("text", SENTENCES)
def test_what_a_row_says_is_read_is_found_in_its_sentence(text):
    from comity.reading import read

    path = SOURCES / FILES[text][0]
    if not path.exists():
        pytest.skip(f"the source text {path.name} is not beside this checkout; it is not read")
    source = path.read_text(encoding="utf-8")
    where, facts = sentences(source), read(source).facts
    missing = []
    for (of, *numbers), wanted in READ.items():
        if of == text:
            spans = [where[number - 1] for number in numbers]
            found = [f for f in facts if any(a <= start and end <= b + 1 for start, end in f.spans for a, b in spans)]
            missing += [
                (numbers, field, value)
                for field, value in wanted
                if not any(f.field == field and holds(f.value, value) for f in found)
            ]

    assert missing == []


def holds(value, wanted) -> bool:
    return value == wanted if not isinstance(wanted, dict) else wanted.items() <= dict(value).items()


def test_every_row_that_says_read_has_something_that_is_read():
    read_in = {f"{text}{number}" for text, *numbers in READ for number in numbers}

    assert {row.number for row in rows() if "`comity read`" in row.command} - read_in == set()


@pytest.mark.parametrize("text", SENTENCES)
def test_an_account_is_canonical_once_spelled_so_and_its_facts_have_sentence_or_source(text):
    facts = account(text)["facts"]

    assert canonical.decode(canonical.encode(account(text))) == account(text)
    for fact in facts:
        assert set(fact["text"]) == {"fr", "en", "ru"}, fact
        assert set(fact.get("sentence", ())) <= set(range(1, SENTENCES[text] + 1)), fact
        match fact["support"]:
            case "stated":
                assert fact["sentence"], fact
            case "inferred":
                assert fact["sentence"], fact
                assert set(fact["why"]) == {"fr", "en", "ru"}, fact
            case "elsewhere":
                assert fact["source"]["url"].startswith("https://"), fact
            case support:
                assert support == "not_stated", fact


@pytest.mark.parametrize(("text", "expected"), [("M", {"RU": 10, "FR": 5}), ("F", {"US": 9, "FR": 5})])
def test_an_account_has_every_agency_under_its_party(text, expected):
    named_there = [f for f in account(text)["facts"] if f["section"] == "delegation" and "id" in f]

    assert Counter(f["party"] for f in named_there) == expected
    assert all(f["id"].startswith(f["party"] + "-") for f in named_there)
    assert len({f["id"] for f in named_there}) == len(named_there)


@pytest.mark.parametrize("text", SENTENCES)
def test_an_account_has_no_sentence_of_its_source(text):
    source = SOURCES / FILES[text][0]
    if not source.exists():
        pytest.skip(f"the source text {source.name} is not beside this checkout; the account is not compared with it")
    theirs = runs(words(plain(source.read_text(encoding="utf-8"))), 14)

    copied = [f["text"]["fr"] for f in account(text)["facts"] if runs(words(plain(f["text"]["fr"])), 14) & theirs]

    # A head of delegation's title is a proper name.
    assert [f for f in copied if not f.startswith(("Andreï Kroutskikh", "Robert Strayer"))] == []


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("’", "'")
