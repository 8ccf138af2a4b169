# SPDX-License-Identifier: Apache-2.0
"""Shards of Parquet become facts of Parquet, the same on one core, on two, and on a cluster of two workers."""

from __future__ import annotations

import json

import pytest
from specimens import names, text

from comity.base.errors import Ours
from comity.node import scale
from comity.reading import read

LACKING = "the package {} is not installed: it comes with the extra comity[scale]"


@pytest.fixture
def parquet():
    return pytest.importorskip("pyarrow.parquet", reason=LACKING.format("pyarrow"))


@pytest.fixture
def shards(tmp_path, parquet):
    import pyarrow

    paths = []
    for number, chosen in enumerate((names()[:3], names()[3:], [])):
        rows = {"id": chosen, "text": [text(name) for name in chosen], "date": [None] * len(chosen)}
        paths.append(str(tmp_path / f"texts-{number}.parquet"))
        fields = [(name, pyarrow.string()) for name in rows]
        parquet.write_table(pyarrow.table(rows, schema=pyarrow.schema(fields)), paths[-1])
    return paths


def rows(parquet, folder, kind):
    found = [row for path in sorted(folder.glob(f"*.{kind}.parquet")) for row in parquet.read_table(path).to_pylist()]
    return sorted(found, key=lambda row: (row["digest"], row.get("number", 0)))


def test_facts_of_a_shard_are_the_facts_of_the_reader(shards, tmp_path, parquet):
    done = list(scale.read_shards(shards, tmp_path / "out", {}))

    assert [each.texts for each in done] == [3, len(names()) - 3, 0]
    found = rows(parquet, tmp_path / "out", "facts")
    want = [fact for name in names() for fact in read(text(name)).as_json()["facts"]]
    assert sorted((row["field"], row["value"]) for row in found) == sorted(
        (fact["field"], json.dumps(fact["value"], ensure_ascii=False, sort_keys=True)) for fact in want
    )
    assert {row["vocabulary"] for row in found} == {scale.version({})}
    assert {row["id"] for row in rows(parquet, tmp_path / "out", "documents")} == set(names())


def test_shard_that_was_read_is_not_read_again_unless_the_words_are_others(shards, tmp_path):
    own = {"b.yaml": "scheme: bodies\nconcepts: [{id: XA-HARBOUR, party: XA, prefLabel: {en: Harbour Bureau}}]"}
    list(scale.read_shards(shards, tmp_path / "out", {}))

    assert [each.texts for each in scale.read_shards(shards, tmp_path / "out", {})] == [0, 0, 0]
    assert sum(each.texts for each in scale.read_shards(shards, tmp_path / "out", own)) == len(names())


@pytest.mark.filterwarnings("ignore")  # the cluster's own
def test_cluster_of_two_workers_says_the_same(shards, tmp_path, parquet):
    pytest.importorskip("ray", reason=LACKING.format("ray"))
    list(scale.read_shards(shards, tmp_path / "alone", {}))

    done = list(scale.read_on_cluster(shards, tmp_path / "cluster", {}, address="local:2"))

    assert sorted(each.texts for each in done) == sorted([3, len(names()) - 3, 0])
    for kind in ("facts", "documents"):
        assert rows(parquet, tmp_path / "cluster", kind) == rows(parquet, tmp_path / "alone", kind)


def test_missing_package_is_named_with_the_extra_that_brings_it():
    with pytest.raises(Ours) as caught:
        scale._load("no_such_package")

    assert "no_such_package" in str(caught.value)
    assert "comity[scale]" in caught.value.hint
