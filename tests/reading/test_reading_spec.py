# SPDX-License-Identifier: Apache-2.0
"""The specification and the program say the same."""

from __future__ import annotations

import inspect
import json
import re

from specimens import ROOT

from comity.reading import doubt, head, mandate, paper, publication, read, reader, sitting, year
from comity.reading import forum as forum_file
from comity.reading.reader import RULES

SPEC = (ROOT / "docs" / "spec" / "reading.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^ {4}(On Tuesday.*)$", re.MULTILINE)
ROW = re.compile(r"^ {4}(\S+)\s{2,}(\S.*?)\s+\[(\d+), (\d+)\]\s+(\S+)\s+(explicit|inferred)$", re.MULTILINE)


def test_example_of_the_specification_is_read_as_it_says():
    draft = read(EXAMPLE.search(SPEC)[1])
    told = [
        (field, json.loads(value), ((int(start), int(stop)),), rule, support)
        for field, value, start, stop, rule, support in ROW.findall(SPEC)
    ]

    assert len(told) == 5
    assert told == [
        (fact.field, fact.value, fact.spans, fact.rule, str(fact.support))
        for fact in draft.facts
        if fact.field != "dialogue.name"
    ]
    assert [each.code for each in draft.doubts] == ["round.date.year-unsaid"]


def test_every_doubt_is_in_the_specification():
    files = (doubt, head, mandate, paper, publication, reader, sitting, year, forum_file)
    codes = {code for file in files for code in re.findall(r'Doubt\(\s*"([a-z.-]+)"', inspect.getsource(file))}

    assert len(codes) > 8
    assert sorted(code for code in codes if f"`{code}`" not in SPEC) == []


def test_every_rule_is_in_the_table_of_fields():
    assert [rule.name for rule in RULES if f"`{rule.name}`" not in SPEC] == []
