# SPDX-License-Identifier: Apache-2.0
"""The rules of the house that a machine can check: licence lines, rooms, sizes, settings, locks, links, decisions."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPDX = "SPDX-License-Identifier: Apache-2.0"
TREES = ("src", "tests", "tools", "demo", "docs", "requirements", ".ci")
MAX_LINES = 400

# Where a file may be longer, and why.
LONGER = {
    "src/comity_verify.py": 500,  # one file, to be read in one sitting by whoever does not trust its authors
}


def _files(*endings: str, trees: tuple[str, ...] = TREES) -> list[Path]:
    found = [path for tree in trees for path in sorted((ROOT / tree).rglob("*")) if path.is_file()]
    found += sorted(path for path in ROOT.glob("*") if path.is_file())
    return [
        path for path in found
        if path.suffix in endings and "__pycache__" not in path.parts and ".egg-info" not in str(path)
    ]  # fmt: skip


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_source_file_begins_with_its_licence() -> None:
    sources = [*_files(".py", ".toml"), ROOT / "Makefile", ROOT / ".ci" / "run"]

    assert len(sources) > 150
    assert [_name(path) for path in sources if SPDX not in path.read_text(encoding="utf-8")[:200]] == []


def test_every_module_says_what_it_is() -> None:
    mute = [
        _name(path)
        for path in _files(".py", trees=("src", "tests", "tools"))
        if "migrations" not in path.parts and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert mute == []


def test_no_file_of_the_program_is_longer_than_one_reads_in_a_sitting() -> None:
    lines = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _files(".py", trees=("src",))}

    assert {name: count for name, count in lines.items() if count > LONGER.get(name, MAX_LINES)} == {}


def test_rooms_import_only_downwards() -> None:
    """The contracts stand in pyproject.toml; each room of the design is in one of them."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rooms = {path.name for path in (ROOT / "src" / "comity").iterdir() if (path / "__init__.py").exists()}

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]
    assert "0 broken" in done.stdout
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert {name.removeprefix("comity.") for layer in layers for name in layer.split(" | ")} == rooms


@pytest.mark.parametrize("plain", [False, True])
def test_shipped_settings_pass_the_deployment_check(plain: bool, tmp_path: Path) -> None:
    """On plain loopback HTTP, as in the demo, the check complains: that is how we know that it looks."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("COMITY", "DJANGO"))}
    env |= {"COMITY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "comity.node.settings"}
    script = (
        "import django; from comity.node.home import Home; from pathlib import Path;"
        f"Home(Path({str(tmp_path)!r})).create(code='XA', name={{'en': 'Alba'}}, zone='UTC', domain='alba.example',"
        " web='127.0.0.1:1', road='127.0.0.1:2'); django.setup();"
        "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env=env | ({"COMITY_PLAIN_HTTP": "1"} if plain else {}),
    )  # fmt: skip

    if plain:
        assert "security.W012" in done.stderr
    else:
        assert done.returncode == 0, done.stderr
        assert "0 silenced" in done.stdout


def test_requirements_are_locked_by_digest_and_name_no_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        wanted = re.findall(r"^[A-Za-z0-9][^\s#]*==", text, re.MULTILINE)

        assert wanted, path.name
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(wanted), path.name
        assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|@ file:", text) == [], path.name
    for path in sorted((ROOT / "requirements").glob("*.in")):
        assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", path.read_text(encoding="utf-8")) == []


def test_no_path_of_a_machine_stands_in_the_tree() -> None:
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|work|mnt|opt|srv|workspace)/[\w.-]+")
    found = {}
    for path in _files(".py", ".md", ".toml", ".txt", ".yaml", ".json", ".html", ".css", ".js", ".in", ""):
        if path.suffix == "" and path.name not in {"Makefile", "run", ".gitignore"}:
            continue
        if hits := machine.findall(path.read_text(encoding="utf-8")):
            found[_name(path)] = hits[:3]

    assert found == {}


def test_every_decision_says_its_context_options_and_outcome() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [int(path.name[:4]) for path in records]

    assert numbers == list(range(1, len(records) + 1))
    for path in records:
        headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert {"Context", "Options", "Outcome"} <= set(headings), (path.name, headings)


def test_links_of_the_docs_lead_somewhere() -> None:
    broken = []
    for page in _files(".md"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file = target.split("#")[0]
            if file and not re.match(r"[a-z]+:", file) and not (page.parent / file).exists():
                broken.append((_name(page), target))
        places = re.findall(r"`((?:docs|src|tests|demo|tools|requirements)/[\w./-]+)`", text)
        broken += [(_name(page), place) for place in places if not (ROOT / place).exists()]

    assert broken == []


def test_tests_that_the_docs_name_are_there() -> None:
    tests = {
        node.name
        for path in _files(".py", trees=("tests",))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    named = {name for page in _files(".md") for name in re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))}

    assert named - tests == set()


def test_every_warning_is_an_error() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]

    assert options["filterwarnings"][0] == "error"


def test_files_of_tests_have_names_of_their_own() -> None:
    """Helpers are found by name alone: two of one name, or one named as a module of Python, would hide each other."""
    names = [path.stem for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]

    assert sorted(name for name in set(names) if names.count(name) > 1 or name in sys.stdlib_module_names) == []
