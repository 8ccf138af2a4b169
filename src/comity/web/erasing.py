# SPDX-License-Identifier: Apache-2.0
"""Erasing words by agreement, from the page of the thing that they are in: the form's intent, and what it shows.

    Alba: "Erase these words by agreement" -> another officer releases -> Boria accepts, by two officers -> gone on both

What is asked for names the words by their commitment alone; the erasure's page shows which they are while they stand.
"""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from comity.acts.act import Verb
from comity.base.errors import Ours
from comity.node.desk import Intent
from comity.node.dialogues import NotHere, Room
from comity.record.dialogue import Object
from comity.web.wording import LANGUAGES, language


def erase_intent(room: Room, thing: Object, form: QueryDict) -> Intent:
    """Table the erasure of one version's words, with a reason or without."""
    version = room.dialogue.version(form.get("version", ""))
    if version is None or version.object != thing.id:
        raise NotHere("such version")
    if version.payload is None or version.payload.commitment in room.erased:
        raise Ours(
            "this version has no words, or they are erased already", hint="nothing was proposed", code="erasing.none"
        )
    said = form.get("said", "").strip().replace("\r\n", "\n")
    chosen = form.get("language", "")
    words: dict[str, Any] | None = {"reason": {chosen if chosen in LANGUAGES else language(): said}} if said else None
    structure = {"erases": [version.payload.commitment]}
    return Intent(Verb.TABLE, "erasure", structure=structure, words=words, note=form.get("note", ""))
