# SPDX-License-Identifier: Apache-2.0
"""What docs/spec prints of the kinds is what the program knows of them."""

from pathlib import Path

from comity.acts.table import kinds_as_markdown

SPEC = Path(__file__).parents[2] / "docs" / "spec" / "act.md"


def test_specification_of_acts_prints_the_kinds_that_there_are():
    printed = SPEC.read_text(encoding="utf-8").split("<!-- table:kinds -->\n")[1].split("<!-- /table -->")[0]

    assert printed == kinds_as_markdown()
