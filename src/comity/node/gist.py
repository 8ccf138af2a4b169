# SPDX-License-Identifier: Apache-2.0
"""The gist of a log: what a glance at the bytes of its entries tells, without reading what they mean.

    which verbs were said on which kinds, and at which indexes a keyset may stand

In canonical JSON a kind and a verb have one spelling and one place. A glance may find what no sound act says, and never
misses what one does: so whoever needs the meaning first asks here whether there can be any. A log only grows, so what
was glanced at stays, and it is little, however long the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from comity.acts.act import Verb
from comity.exchange.gate import names_keyset
from comity.node import store
from comity.node.home import here
from comity.node.joint.models import Log

AT_ONCE = 4096
_KIND, _VERB, _END = b'"kind":"', b'"verb":"', b'"'


@dataclass(slots=True)
class Gist:
    """What was found in the first `size` entries: verbs and kinds, and the indexes at which a keyset may stand."""

    size: int = 0
    said: frozenset[tuple[str, str]] = frozenset()  # a new one each time: another thread may be looking through the old
    keysets: list[int] = field(default_factory=list)


_gists: dict[tuple[str, str], Gist] = {}  # by home and origin
_lock = Lock()


def gist_of(log: Log) -> Gist:
    """Give the gist of the signed entries of a log."""
    key = (str(here().path), log.origin)
    with _lock:
        found = _gists.get(key)
        if found is None or found.size > log.size:  # the second: another, older copy of the store
            found = _gists[key] = Gist()
        for start in range(found.size, log.size, AT_ONCE):
            _glance(found, store.entries(log, start, min(start + AT_ONCE, log.size)))
        return found


def speaks_of(dialogue: str, kind: str) -> bool:
    """Say no where no entry of a dialogue is of this kind."""
    return any(kind == of for log in store.logs(dialogue) for _, of in gist_of(log).said)


def may_be_joint(dialogue: str, kind: str) -> bool:
    """Say no where nothing of this kind can be joint in a dialogue: nobody accepted any, or can have by silence."""
    logs = store.logs(dialogue)
    said = {pair for log in logs for pair in gist_of(log).said}
    if len(logs) > 1 and (Verb.ACCEPT, kind) not in said and all(of != "silence" for _, of in said):
        return False
    return any(kind == of for _, of in said)


def forget() -> None:
    """Let go of everything that was found."""
    with _lock:
        _gists.clear()


def _glance(gist: Gist, entries: list[bytes]) -> None:
    said = set()
    for index, data in enumerate(entries, start=gist.size):
        if not index or names_keyset(data):
            gist.keysets.append(index)
        kind, verb = data.find(_KIND) + len(_KIND), data.rfind(_VERB) + len(_VERB)
        said.add((data[verb : data.find(_END, verb)], data[kind : data.find(_END, kind)]))
    gist.said = gist.said | {(verb.decode(errors="replace"), kind.decode(errors="replace")) for verb, kind in said}
    gist.size += len(entries)
