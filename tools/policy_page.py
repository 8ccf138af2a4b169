# SPDX-License-Identifier: Apache-2.0
"""Print the policy of a node, role by right, from node/policy.py into docs/policy.md."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django

from comity.node.home import Home

PAGE = Path(__file__).resolve().parent.parent / "docs" / "policy.md"
HEAD = """# Who may do what inside one government

Printed from `src/comity/node/policy.py` by `tools/policy_page.py`; a test compares the two. A post has roles, a person
holds posts or stands in while a holder is away. What is not marked is refused. Which dialogues an officer may know of
is asked besides: a dialogue that names ministries is for the posts of those ministries alone.

"""


def page() -> str:
    """Make the page."""
    from comity.node.policy import MEANING, RIGHTS  # noqa: PLC0415  # a model, which needs Django set up

    rows = [f"| right | what it is | {' | '.join(RIGHTS)} |", f"|---|---|{':-:|' * len(RIGHTS)}"]
    for right, meaning in MEANING.items():
        marks = " | ".join("x" if right in rights else "" for rights in RIGHTS.values())
        rows.append(f"| `{right}` | {meaning} | {marks} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        Home(folder).create(
            code="XA", name={"en": "Alba"}, zone="UTC", domain="alba.example", web="127.0.0.1:1", road="127.0.0.1:2"
        )
        os.environ |= {"COMITY_HOME": folder, "DJANGO_SETTINGS_MODULE": "comity.node.settings"}
        django.setup()
        PAGE.write_text(page(), encoding="utf-8")
