# SPDX-License-Identifier: Apache-2.0
"""What joint releases have made public: a view as of an instant, since a release may say not before when.

releases   the versions that it names, each by its digest
not_before the instant from which on they are public, where it gives one
"""

from __future__ import annotations

from comity.record.dialogue import Dialogue


def in_effect(dialogue: Dialogue, as_of: str) -> dict[str, str]:
    """Give every version that is public at this instant, with the instant since when, the earliest first.

    A version that two releases name is public since the first of them. Instants are spelled as in acts.
    """
    since: dict[str, str] = {}
    for release in dialogue.of_kind("release"):
        joint = release.joint
        if joint is None:
            continue
        begins = max(joint.joint_at, str(joint.structure.get("not_before", "")))
        if begins <= as_of:
            for version in joint.structure["releases"]:
                since[version] = min(begins, since.get(version, begins))
    return dict(sorted(since.items(), key=lambda pair: pair[1]))
