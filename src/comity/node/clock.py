# SPDX-License-Identifier: Apache-2.0
"""The node's clock. What it says is a claim: it stands in acts and decides no standing."""

from __future__ import annotations

from datetime import datetime

from comity.base.names import instant
from comity.node.means import means


def now() -> datetime:
    """Say the present moment in UTC."""
    return means().now()


def now_instant() -> str:
    """Spell the present moment as it stands in an act."""
    return instant(now())


def timestamp() -> int:
    """Say the present moment in POSIX seconds, as it stands in cosignatures."""
    return int(now().timestamp())
