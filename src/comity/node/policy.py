# SPDX-License-Identifier: Apache-2.0
"""Which post may do what, in one readable table. What is not there is a no; every check goes through `require`.

`tools/policy_page.py` prints the table into docs/policy.md; tests/node/test_policy.py goes through all of it.
Which dialogues an officer may know of is another question, answered by node/dialogues.py.
"""

from __future__ import annotations

from comity.base.errors import NotPermitted
from comity.node.national.models import Officer

# What can be done, in words.
MEANING: dict[str, str] = {
    "read": "read the dialogues that the ministry needs to know",
    "box": "have a published text read into a draft",
    "contribute": "comment on a position",
    "clear": "answer for a ministry when a position is to be cleared",
    "lead": "open a position, change it, ask ministries to clear it",
    "propose": "put an act before a second officer",
    "withdraw": "withdraw what one proposed oneself",
    "release": "release or refuse what another proposed; approve the outcome of a position",
    "export": "take something out of the node: print, file, calendar, kit",
    "mandate": "give, confirm, revoke and review duty mandates",
    "duty": "act alone under a duty mandate",
    "introduce": "bring in and confirm the introduction of a party",
    "pull": "look at a party's log now",
    "admit": "say which ministries need to know a dialogue",
    "appoint": "enter officers, hand over posts, confirm devices, always with a second officer",
    "audit": "read the trail and the list of what left the node",
}

_DRAFTER = frozenset({"read", "box", "contribute", "lead", "propose", "withdraw", "export"})
_RELEASER = _DRAFTER | {"release", "mandate", "introduce", "pull", "admit", "appoint"}

# What each role of a post may do.
RIGHTS: dict[str, frozenset[str]] = {
    "reader": frozenset({"read"}),
    "contributor": frozenset({"read", "contribute"}),
    "drafter": _DRAFTER,
    "clearer": frozenset({"read", "contribute", "clear"}),
    "releaser": _RELEASER,
    "head": _RELEASER | {"clear"},
    "duty": frozenset({"read", "propose", "withdraw", "duty", "pull"}),
    "auditor": frozenset({"audit"}),
    "operator": frozenset({"appoint"}),
}
ROLES = tuple(RIGHTS)


def may(officer: Officer | None, right: str) -> bool:
    """Say whether one of the officer's posts has a right."""
    return officer is not None and officer.is_active and right in rights_of(officer.roles)


def rights_of(roles: str) -> frozenset[str]:
    """Give the rights of roles, words separated by spaces."""
    return frozenset().union(*(RIGHTS.get(role, frozenset()) for role in roles.split()))


def require(officer: Officer | None, right: str) -> Officer:
    """Give the officer back if a post of theirs has the right, or raise NotPermitted."""
    if officer is None or not may(officer, right):
        who = officer.name if officer is not None else "nobody signed in"
        raise NotPermitted(
            f"{who} may not {right}: the post has the roles {officer.roles if officer else 'none'!r}",
            hint="ask an officer whose post has this right; nothing was changed",
            code="post.not-permitted",
        )
    return officer
