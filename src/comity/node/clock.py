# SPDX-License-Identifier: Apache-2.0
"""The node's clock. What it says is a claim: it stands in acts and decides no standing."""

from __future__ import annotations

from datetime import UTC, datetime

from comity.base.names import instant


def now() -> datetime:
    """Say the present moment in UTC."""
    return datetime.now(UTC)


def now_instant() -> str:
    """Spell the present moment as it stands in an act."""
    return instant(now())


def timestamp() -> int:
    """Say the present moment in POSIX seconds, as it stands in cosignatures."""
    return int(now().timestamp())
