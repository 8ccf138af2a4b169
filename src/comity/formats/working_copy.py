# SPDX-License-Identifier: Apache-2.0
"""A negotiated text as it goes onto paper: one language, its paragraphs in order, and in each who would read what.

    Passage(id="77ab…", joint=None, open=(Wording(("XA",), "… reaffirm …"), Wording(("XB",), "… recall …")))

Rules:
  1. This is what every writer of paper is given, and all that it is given: it looks nothing up and knows no record.
  2. The *base* of a passage is its joint wording; while there is none, the first that was tabled. Being the base says
     nothing of being agreed: `agreed` does.
  3. Parties stand in the order of the copy, whose copy it is first (alternat), and are named in its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comity.base.digest import digest
from comity.base.errors import Ours
from comity.text.alternat import Forms, canonical, equivalent, rendered
from comity.text.brackets import Alternative, Span, brackets


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a paragraph: the codes of those who stand by it, its words, since when, and its name.

    `deleted` says that it leaves the paragraph out; it then has no words. `place` is where it would stand.
    `concept` says that it is a concept note, before wording; `unread` that its own words cannot be printed, and that
    those here only say so.
    """

    owners: tuple[str, ...]
    words: str
    at: str = ""
    version: str = ""
    deleted: bool = False
    place: str = ""
    concept: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a party says of a version, a reason of its reservation or a remark: whose, when, in which words."""

    by: str
    words: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph: its joint wording, if any, the open ones, and what was said of them."""

    id: str
    joint: Wording | None = None
    open: tuple[Wording, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def base(self) -> Wording:
        """The wording against which changes are shown."""
        return self.joint or self.open[0]

    @property
    def rivals(self) -> tuple[Wording, ...]:
        """The wordings that are shown as changes of the base."""
        return self.open if self.joint is not None else self.open[1:]

    @property
    def agreed(self) -> bool:
        """Whether every party has accepted it as wording, and nothing else is on the table."""
        return self.joint is not None and not self.open and not self.joint.concept

    def spans(self, order: Sequence[str] = ()) -> tuple[Span, ...]:
        """Set the wordings side by side, in brackets; `order` is that of the parties on the page."""
        given = [*([self.joint] if self.joint is not None else []), *self.open]
        given.sort(key=lambda w: [order.index(o) if o in order else len(order) for o in w.owners[:1]])
        alternatives = [Alternative(w.owners, w.words) for w in given]
        return brackets(alternatives, reserved=not self.agreed)


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A text in one language, for paper.

    `parties` are the codes in the order of the copy, `names` what they are called in its language; `as_of` is the date
    of the last act that it knows; `stale` are the passages that render words which have changed since; `conditional`
    says that nothing of it is agreed until everything is. `forms` are those of the parties' names, by which a copy for
    each is turned (text/alternat.py); where there are none, every copy reads the same.
    """

    dialogue: str
    text: str
    title: str
    language: str
    status: str
    purpose: str
    marking: str
    parties: tuple[str, ...]
    passages: tuple[Passage, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    dialogue_title: str = ""
    as_of: str = ""
    stale: frozenset[str] = frozenset()
    conditional: bool = False
    forms: Forms = field(default_factory=dict)

    def for_party(self, code: str) -> WorkingCopy:
        """Give the copy that is a party's own: it is named first, and so are the parties in what is agreed."""
        if code not in self.parties:
            raise Ours(f"{code!r} is no party; there are {', '.join(self.parties)}", code="text.no-party")
        turned = tuple(self._turned(passage, code) for passage in self.passages)
        return replace(self, parties=(code, *(c for c in self.parties if c != code)), passages=turned)

    def canonical_digest(self) -> str:
        """Name the agreed words of every party's copy by one digest, that of the one text behind them."""
        agreed = [
            canonical(p.base.words, self.forms) if self.forms else p.base.words for p in self.passages if p.agreed
        ]
        return digest("alternat/v1", "\n".join(agreed).encode())

    def _turned(self, passage: Passage, code: str) -> Passage:
        if not self.forms or passage.joint is None or not passage.agreed:
            return passage
        words = rendered(passage.joint.words, self.forms, code)
        assert equivalent(words, passage.joint.words, self.forms)
        return replace(passage, joint=replace(passage.joint, words=words))

    def name(self, code: str) -> str:
        """Say what a party is called."""
        return self.names.get(code, code)

    def called(self, owners: Iterable[str]) -> str:
        """Name those who stand by a wording, in the order of the copy: ``Alba, Boria``."""
        known = {code: number for number, code in enumerate(self.parties)}
        return ", ".join(self.name(code) for code in sorted(owners, key=lambda code: (known.get(code, 99), code)))
