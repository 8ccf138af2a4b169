# SPDX-License-Identifier: Apache-2.0
"""Two stores: what was said between the parties, and the national file. No table is in both; none refers across.

While a store is copied (node/copying.py), its copy has a name of its own: `joint_copy`, `default_copy`.
"""

from __future__ import annotations

from typing import Any

COPY = "_copy"


class TwoStores:
    """Send the models of node/joint to the joint store and all others to the national one."""

    def db_for_read(self, model: Any, **_hints: Any) -> str:
        """Name the store of a model, or of a row of it."""
        return "joint" if model._meta.app_label == "joint" else "default"  # noqa: SLF001  # Django's way

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **_hints: Any) -> bool:
        """Allow a relation only within one store."""
        return self.db_for_read(first) == self.db_for_read(second)

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Create each table in its own store only."""
        return (app_label == "joint") == (db.removesuffix(COPY) == "joint")
