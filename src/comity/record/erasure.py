# SPDX-License-Identifier: Apache-2.0
"""What the parties have agreed to erase: payloads, each by its commitment. The entries that name them stay for ever.

An erasure counts once it is joint, and for ever: what is erased does not come back when another version supersedes it.
"""

from __future__ import annotations

from comity.acts.permission import Standing
from comity.record.dialogue import Dialogue, Version


def erased(dialogue: Dialogue) -> dict[str, Version]:
    """Give every commitment whose payload is to be gone, with the joint version that says so."""
    return {
        commitment: version
        for thing in dialogue.of_kind("erasure")
        for version in thing.versions
        if version.standing in {Standing.JOINT, Standing.SUPERSEDED}
        for commitment in version.structure["erases"]
    }
