# SPDX-License-Identifier: Apache-2.0
"""Which post may do what, in one readable table. What is not there is a no; every check goes through `require`.

reader      reads the dialogues
drafter     proposes acts, reads a communiqué into a draft
releaser    as a drafter, and releases or refuses what another officer proposed; gives and confirms mandates
duty        answers checks and consultations, alone under a mandate
"""

from __future__ import annotations

from comity.base.errors import NotPermitted
from comity.node.national.models import Officer

RIGHTS: dict[str, frozenset[str]] = {
    "reader": frozenset({"read"}),
    "drafter": frozenset({"read", "propose", "withdraw", "box"}),
    "releaser": frozenset({"read", "propose", "withdraw", "box", "release", "mandate", "introduce", "pull"}),
    "duty": frozenset({"read", "propose", "withdraw", "duty", "pull"}),
}
ROLES = tuple(RIGHTS)


def may(officer: Officer | None, right: str) -> bool:
    """Say whether the officer's post has a right."""
    return (
        officer is not None
        and officer.is_active
        and any(right in RIGHTS.get(role, frozenset()) for role in officer.roles.split())
    )


def require(officer: Officer | None, right: str) -> Officer:
    """Give the officer back if the post has the right, or raise NotPermitted."""
    if officer is None or not may(officer, right):
        who = officer.name if officer is not None else "nobody signed in"
        raise NotPermitted(
            f"{who} may not {right}: the post has the roles {officer.roles if officer else 'none'!r}",
            hint="ask an officer whose post has this right; nothing was changed",
            code="post.not-permitted",
        )
    return officer
