# SPDX-License-Identifier: Apache-2.0
"""The stand-alone verifier of publications: what a real node published holds, and no changed bit of it does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pair import make_pair
from test_publication import NO_ROOM, agree, find

import comity_verify
import comity_verify_public
from comity.base import canonical
from comity.exchange.card import encode_card
from comity.log.merkle import inclusion_proof, leaf_hash, root
from comity.node import publication
from comity.node.export import export_public


@pytest.fixture
def verify(capsys):
    def run(subject: Path, *arguments: str) -> tuple[int, str]:
        code = comity_verify_public.main([str(subject), *arguments])
        return code, capsys.readouterr().out

    return run


@pytest.fixture(scope="module")
def talked(process, tmp_path_factory):
    """A finding that was released, and its version; for tests that only look."""
    with pytest.MonkeyPatch.context() as patch:
        talks = make_pair(process, tmp_path_factory.mktemp("published"), patch)
        talks.found()
        agree(talks, "finding", words={"wording": {"en": NO_ROOM}})
        version = find(talks, "alba", "finding", NO_ROOM)
        agree(talks, "release", structure={"releases": [version]})
        yield talks, version


@pytest.fixture
def published(talked, tmp_path):
    """The publication's file, the card, and a copy of the whole log."""
    talks, version = talked
    with talks.at("alba"):
        place = publication.place_of(talks.dialogue, version)
        (tmp_path / "publication.json").write_bytes(publication.proof_file(place))
        (tmp_path / "card.json").write_bytes(encode_card(place.card) + b"\n")
        export_public(talks.dialogue, tmp_path / "copy")
    return tmp_path, version


def test_publication_holds_and_names_its_version(verify, published):
    folder, version = published
    code, said = verify(folder / "publication.json", "--card", str(folder / "card.json"))
    assert (code, said.splitlines()[-1]) == (0, f"holds: XA published this finding, version {version}")


def test_copy_of_a_public_log_holds(verify, published):
    folder, _ = published
    code, said = verify(folder / "copy", "--card", str(folder / "card.json"))
    assert code == 0, said
    assert "XA: 3 entries; every entry and every tile hashes to the signed root" in said
    assert "XA: entry 1 tables the founding: these parties, purpose exercise" in said
    assert "payloads: 1 here, each opens its commitment; 0 not here" in said


def test_changed_bit_of_a_publication_is_refused(verify, published):
    folder, _ = published
    data = (folder / "publication.json").read_bytes()
    changed = folder / "changed.json"
    for bit in range(0, len(data) * 8, 211):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        changed.write_bytes(flipped)
        code, said = verify(changed, "--card", str(folder / "card.json"))
        assert (code, said.splitlines()[-1][:15]) == (3, "does not hold: "), bit


def test_changed_bit_of_a_copy_is_refused(verify, published):
    folder, _ = published
    for path in sorted(p for p in (folder / "copy").rglob("*") if p.is_file()):
        data = path.read_bytes()
        for bit in range(0, len(data) * 8, 397):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            path.write_bytes(flipped)
            assert verify(folder / "copy", "--card", str(folder / "card.json"))[0] == 3, (path, bit)
        path.write_bytes(data)


def test_proof_of_another_entry_or_card_of_another_party_is_refused(verify, published, talked):
    folder, version = published
    talks, _ = talked
    value = json.loads((folder / "publication.json").read_bytes())
    with talks.at("alba"):
        log = publication.public_log(talks.dialogue)
        value["proof"] = publication.tlog_proof(log, 1).decode()
    (folder / "changed.json").write_bytes(canonical.encode(value))
    code, said = verify(folder / "changed.json")
    assert (code, "the entry publishes nothing" in said) == (3, True)

    with talks.at("boria"):
        place = publication.place_of(talks.dialogue, version)
        (folder / "theirs.json").write_bytes(encode_card(place.card))
    code, said = verify(folder / "publication.json", "--card", str(folder / "theirs.json"))
    assert (code, "another card than" in said) == (3, True)


def test_root_from_an_inclusion_proof_is_that_of_every_tree():
    for size in range(1, 40):
        leaves = [leaf_hash(b"%d" % number) for number in range(size)]
        for index in range(size):
            proof = iter(inclusion_proof(leaves, index, size))
            assert comity_verify_public.root_above(index, size, leaves[index], proof) == root(leaves)
            assert next(proof, None) is None


def test_program_runs_beside_the_other_with_no_comity_in_reach(published):
    folder, version = published
    for program in (comity_verify, comity_verify_public):
        shutil.copy(Path(program.__file__), folder / Path(program.__file__).name)
    code = (
        f"import runpy, sys; sys.modules['comity'] = None; sys.path.insert(0, {str(folder)!r});"
        f"sys.argv = ['x', {str(folder / 'publication.json')!r}];"
        "runpy.run_module('comity_verify_public', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0, f"holds: XA published this finding, version {version}",
    )  # fmt: skip
