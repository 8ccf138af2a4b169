# SPDX-License-Identifier: Apache-2.0
"""Tiles and bundles: one spelling of paths and contents, and what a growing log brings into being."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import Malformed, Ours
from comity.log import tile
from comity.log.merkle import leaf_hash, root
from comity.log.tile import ENTRIES, MAX_ENTRY, Tile


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067, 112), "tile/0/x001/x234/067.p/112"),
        (Tile(63, 999, 1), "tile/63/999.p/1"),
        (Tile(1, 1000), "tile/1/x001/000"),
        (Tile(ENTRIES, 1234067, 255), "tile/entries/x001/x234/067.p/255"),
    ],
)
def test_tile_path_has_the_spelling_of_the_specification(given, path):
    assert given.path == path
    assert tile.parse_tile_path(path) == given
    if given.level == ENTRIES:
        assert tile.entries_path(given.index, given.width) == path


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/+0/000", "tile/0/0",
        "tile/0/0000", "tile/0/x000/000", "tile/0/001/000", "tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p/300", "/tile/0/000", "tile/0/000/", "tile/0/000\n",
        "tile/data/000", "tile/0/٠٠٠", "tile/0/../000", "tile/0/x001/x1/000", "tile/entries/000.P/1", "tile/0/X001/000",
        "tile/0/" + "x001/" * 7 + "000",
    ],
)  # fmt: skip
def test_tile_path_in_another_spelling_is_refused(path):
    with pytest.raises(Malformed, match="not the path of a tile"):
        tile.parse_tile_path(path)


@given(st.integers(-1, 63), st.integers(0, 1000**7 - 1), st.integers(1, 256))
def test_tile_path_reads_back(level, index, width):
    assert tile.parse_tile_path(Tile(level, index, width).path) == Tile(level, index, width)


@given(st.from_regex(tile._PATH, fullmatch=True) | st.text(max_size=30))
def test_tile_path_that_reads_is_the_path_that_is_written(path):
    try:
        found = tile.parse_tile_path(path)
    except Malformed:
        return
    assert found.path == path


@pytest.mark.parametrize(("level", "index", "width"), [(-2, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_tile_that_cannot_be_has_no_path(level, index, width):
    with pytest.raises(ValueError, match="no tile"):
        tile.tile_path(level, index, width)


def test_tree_of_seventy_thousand_has_the_tiles_of_the_specification():
    tiles = tile.tiles_for(0, 70_000)

    assert tiles == [
        *[Tile(0, i) for i in range(273)],
        Tile(0, 273, 112),
        Tile(1, 0),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert all(tile.tile_at(t.level, t.index, 70_000) == t for t in tiles)


def test_tree_of_256_has_a_full_tile_and_one_hash_above():
    assert tile.tiles_for(0, 256) == [Tile(0, 0), Tile(1, 0, 1)]


@pytest.mark.parametrize(("level", "index", "size"), [(0, 0, 0), (0, 1, 256), (1, 0, 255), (0, -1, 5)])
def test_tile_outside_the_tree_has_no_name(level, index, size):
    with pytest.raises(ValueError, match="has no tile"):
        tile.tile_at(level, index, size)


def test_log_does_not_shrink():
    with pytest.raises(ValueError, match="does not go"):
        tile.tiles_for(3, 2)


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % i) for i in range(count)]


SOME = hashes(2000)


@given(st.lists(st.integers(0, 700), max_size=5))
def test_growing_makes_the_tiles_that_are_named_and_the_same_ones_however_it_grew(steps):
    store: dict[Tile, bytes] = {}
    size = 0
    for step in steps:
        new = SOME[size : size + step]
        made = tile.grow(size, new, lambda *at: store[Tile(*at)])
        assert [name for name, _ in made] == tile.tiles_for(size, size + len(new))
        store.update(made)
        size += len(new)

    at_once = dict(tile.grow(0, SOME[:size], lambda *_: b""))
    assert at_once.items() <= store.items()
    for name, data in at_once.items():
        span = 256**name.level
        first = name.index * 256 * span
        assert tile.tile_hashes(data) == [
            root(SOME[first + i * span : first + (i + 1) * span]) for i in range(name.width)
        ]


def test_growing_onto_a_tile_of_another_width_is_refused():
    with pytest.raises(Malformed, match=r"tile/0/000\.p/2 must have 2 hashes, and has 1"):
        tile.grow(2, SOME[2:3], lambda *_: SOME[0])


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_bundle_reads_back(entries):
    assert tile.decode_bundle(tile.encode_bundle(entries), count=len(entries)) == entries


@given(st.binary(max_size=60), st.integers(1, 12))
def test_bundle_that_reads_is_the_bundle_that_is_written(data, count):
    try:
        entries = tile.decode_bundle(data, count=count)
    except Malformed:
        return
    assert tile.encode_bundle(entries) == data


def test_bundle_shows_its_bytes():
    assert tile.encode_bundle([b"hello", b""]) == b"\x00\x05hello\x00\x00"


@pytest.mark.parametrize(
    ("data", "count", "reason"),
    [
        (b"", 1, "ends within entry 0 of 1"),
        (b"\x00", 1, "ends within entry 0 of 1"),
        (b"\x00\x02a", 1, "ends within entry 0 of 1"),
        (b"\x00\x01a\x00", 2, "ends within entry 1 of 2"),
        (b"\x00\x01a\x00\x00", 1, "goes on for 2 bytes after its 1 entries"),
        (b"\x00\x01a", 2, "ends within entry 1 of 2"),
        (b"\xea\x61" + b"a" * 60_001, 1, "60001 bytes, and 60000 is the most"),
    ],
)
def test_bundle_with_wrong_lengths_is_refused(data, count, reason):
    with pytest.raises(Malformed, match=reason):
        tile.decode_bundle(data, count=count)


def test_entry_of_the_greatest_length_is_carried_and_a_longer_one_is_ours_to_refuse():
    longest = b"a" * MAX_ENTRY
    assert tile.decode_bundle(tile.encode_bundle([longest]), count=1) == [longest]
    with pytest.raises(Ours, match="at most 60000"):
        tile.encode_bundle([longest + b"a"])


@pytest.mark.parametrize("count", [0, 257])
def test_bundle_of_none_or_too_many_is_our_own_mistake(count):
    with pytest.raises(ValueError, match="1 to 256"):
        tile.encode_bundle([b""] * count)
    with pytest.raises(ValueError, match="1 to 256"):
        tile.decode_bundle(b"", count=count)


@pytest.mark.parametrize("length", [0, 31, 33, 257 * 32])
def test_tile_with_a_wrong_length_is_refused(length):
    with pytest.raises(Malformed, match="1 to 256 hashes"):
        tile.tile_hashes(b"\0" * length)


def test_any_flipped_bit_of_a_bundle_or_tile_changes_the_root():
    entries = [b'{"n":%d}' % i for i in range(5)]
    bundle = tile.encode_bundle(entries)
    leaves = b"".join(leaf_hash(e) for e in entries)
    true_root = root(tile.tile_hashes(leaves))

    for bit in range(len(bundle) * 8):
        flipped = (int.from_bytes(bundle, "big") ^ 1 << bit).to_bytes(len(bundle), "big")
        try:
            found = root([leaf_hash(e) for e in tile.decode_bundle(flipped, count=5)])
        except Malformed:
            continue
        assert found != true_root
    for bit in range(len(leaves) * 8):
        flipped = (int.from_bytes(leaves, "big") ^ 1 << bit).to_bytes(len(leaves), "big")
        assert root(tile.tile_hashes(flipped)) != true_root
