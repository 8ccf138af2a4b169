# SPDX-License-Identifier: Apache-2.0
"""Evidence of two histories: the stand-alone verifier convicts where the notes do, and only there."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from two_logs import NOW, Story, key, told

import comity_verify
from comity.base import canonical
from comity.base.errors import Equivocation
from comity.exchange.evidence import encode_equivocation
from comity.log.checkpoint import Checkpoint
from comity.log.equivocation import judge
from comity.log.merkle import leaf_hash, node_hash, prefix_proof, root
from comity.log.signature import LogKey, sign_checkpoint

FORKS = int(os.environ.get("COMITY_FORKS", "60"))


@pytest.fixture
def verify(capsys, tmp_path):
    def run(data: bytes, *arguments: str) -> tuple[int, str]:
        file = tmp_path / "two-histories.json"
        file.write_bytes(data)
        code = comity_verify.main(["--evidence", str(file), *arguments])
        return code, capsys.readouterr().out.splitlines()[-1]

    return run


def note(story: Story, leaves: list[bytes], size: int) -> bytes:
    side = story.sides["XA"]
    return sign_checkpoint(Checkpoint(side.origin, size, root(leaves[:size])), side.log, NOW)


def evidence(story: Story, first: bytes, second: bytes, proof: list[bytes]) -> bytes:
    """Let our own judge convict, and write down what it found."""
    side = story.sides["XA"]
    with pytest.raises(Equivocation) as caught:
        judge(first, second, origin=side.origin, vkeys=side.log.vkeys, proof=proof)
    keyset = canonical.decode(side.entries[0])["structure"]
    return encode_equivocation(caught.value, story.introduction, "XA", [keyset])


def fork(chance: random.Random) -> tuple[list[bytes], list[bytes], int, int, str]:
    """Make two histories of one log, and the sizes that were signed of each; and say of which kind they are."""
    common = chance.randrange(1, 40)
    first = [leaf_hash(chance.randbytes(8)) for _ in range(common + chance.randrange(1, 20))]
    second = first[:common] + [leaf_hash(chance.randbytes(8)) for _ in range(chance.randrange(1, 20))]
    kind = chance.choice(("same size", "a later one", "an earlier one", "entry 0"))
    if kind == "entry 0":
        second[0] = leaf_hash(chance.randbytes(8))
    if kind in {"same size", "entry 0"}:
        size = min(len(first), len(second))
        return first, second, size, size, kind
    small = chance.randrange(common + 1, len(first) + 1)
    large = chance.randrange(small + 1, small + 20)
    second += [leaf_hash(chance.randbytes(8)) for _ in range(large - len(second))]
    return (first, second, small, large, kind) if kind == "a later one" else (second, first, large, small, kind)


def test_every_fork_gives_a_file_that_the_verifier_confirms(verify):
    chance = random.Random(20270304)
    story, kinds = told(), set()
    for _ in range(FORKS):
        one, two, first, second, kind = fork(chance)
        small, large = sorted((first, second))
        longer = one if first > second else two
        proof = prefix_proof(longer, small, large) if small != large else []

        data = evidence(story, note(story, one, first), note(story, two, second), proof)

        assert verify(data) == (
            0, f"holds: XA signed two histories: one with {small} entries, another with {large}",
        )  # fmt: skip
        kinds.add(kind)
    assert len(kinds) == 4


def sound() -> tuple[Story, bytes]:
    story = told()
    one = story.sides["XA"].leaves
    two = [*one[:-1], leaf_hash(b"another"), leaf_hash(b"and more")]
    proof = prefix_proof(two, len(one), len(two))
    return story, evidence(story, note(story, one, len(one)), note(story, two, len(two)), proof)


def test_the_file_names_the_introduction_that_it_rests_on(verify, tmp_path):
    story, data = sound()
    trusted = story.export(tmp_path / "export") / "introduction.json"
    assert verify(data, "--introduction", str(trusted))[0] == 0

    trusted.write_bytes(trusted.read_bytes().replace(b"A dialogue", b"B dialogue"))
    assert verify(data, "--introduction", str(trusted)) == (3, f"does not hold: another introduction than {trusted}")


def changed(data: bytes, **changes: object) -> bytes:
    return canonical.encode({**canonical.decode(data), **changes})


def test_two_notes_of_one_history_convict_nobody(verify):
    story, data = sound()
    leaves = [*story.sides["XA"].leaves, leaf_hash(b"more")]
    size = len(leaves)
    value = {
        "first": note(story, leaves, size - 1).decode(), "second": note(story, leaves, size).decode(),
        "proof": [node.hex() for node in prefix_proof(leaves, size - 1, size)],
    }  # fmt: skip

    code, said = verify(changed(data, **value))

    assert (code, said.rsplit("; ", 1)[1]) == (3, "both can be true")
    same = note(story, leaves, size).decode()
    assert verify(changed(data, first=same, second=same, proof=[]))[0] == 3


def test_hashes_parted_elsewhere_convict_nobody(verify):
    """A parent's hash covers its children end to end; only their length keeps one from moving the seam."""
    story, data = sound()
    leaves = [leaf_hash(bytes([n])) for n in range(4)]
    left, right = node_hash(*leaves[:2]), node_hash(*leaves[2:])
    moved = [(left + right[:1]).hex(), right[1:].hex()]

    code, said = verify(changed(
        data, first=note(story, leaves, 2).decode(), second=note(story, leaves, 4).decode(), proof=moved
    ))  # fmt: skip

    assert (code, said.rsplit(": ", 1)[1]) == (3, "a hash of the proof has not its length")


@pytest.mark.parametrize("signer", ["XB log", "XA mirror", "nobody"])
def test_a_note_by_another_key_convicts_nobody(verify, signer):
    story, data = sound()
    side = story.sides["XA"]
    forged = sign_checkpoint(Checkpoint(side.origin, 4, leaf_hash(b"x")), LogKey(side.origin, key(signer)), NOW)

    code, said = verify(changed(data, first=forged.decode(), proof=[]))

    assert code == 3, said


def test_a_keyset_that_the_root_did_not_sign_convicts_nobody(verify):
    _, data = sound()
    keyset = canonical.decode(data)["keysets"][0]

    for change in ({"serial": 1}, {"origin": "alba.example/other"}, {"road": "AAAA"}):
        code, said = verify(changed(data, keysets=[{**keyset, **change}]))
        assert code == 3, said


@pytest.mark.parametrize("missing", ["comity", "first", "second", "introduction", "keysets", "log", "proof", "format"])
def test_a_file_that_lacks_a_part_is_no_evidence(verify, missing):
    value = json.loads(sound()[1])
    del value[missing]

    assert verify(canonical.encode(value))[0] == 3


def test_every_flipped_bit_ends_in_a_verdict(verify):
    _, data = sound()
    chance = random.Random(1)
    for _ in range(300):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        code, said = verify(bytes(flipped))
        # What may change without harm is said about the parties in words, and the fingerprint tells of it.
        assert (code == 3) is said.startswith("does not hold: "), said


def test_either_an_export_or_evidence_is_named(capsys, tmp_path: Path):
    for arguments in ([], [str(tmp_path), "--evidence", str(tmp_path)], ["--evidence", str(tmp_path / "none")]):
        with pytest.raises(SystemExit) as ended:
            comity_verify.main(arguments)
        assert ended.value.code == 2
    capsys.readouterr()
