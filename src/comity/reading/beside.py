# SPDX-License-Identifier: Apache-2.0
"""An operator's own vocabulary, read beside ours.

    scheme: bodies
    concepts:
      - id: XA-PORTS
        party: XA
        prefLabel: {en: Port Authority}
        evidence: [{source: "https://ministry.example/notice", seen: 2027-03-04}]

Five rules:
  1. It adds: a concept of a new id, or more labels for one of ours. It never takes ours away.
  2. Its schemes are ours: a rule reads a scheme by its name, and nothing would read another.
  3. A label that belongs to another concept of the scheme is a clash, and is refused with both names.
  4. What ours says of a concept (its party, its dates) stands, whatever is said beside it.
  5. A language is no more than words: its name and commonest words in `tongues`, its months in `calendar`, its small
     words in `small`, and labels in the other schemes. Small words are joined to ours; a kind of them that no rule
     asks for is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from comity.base.errors import Damaged
from comity.reading.fold import fold
from comity.reading.vocabulary import Concept, Label, Vocabularies, parse, shipped
from comity.reading.word import words

_MANY_PURPOSES = frozenset({"cues"})  # one word may be a cue for two rules
_SMALL = "small"


def beside(files: Mapping[str, str]) -> Vocabularies:
    """Join an operator's files, by name, to what is shipped; raises Damaged naming file and label.

    The same files give the same object, so that they are compiled once.
    """
    return _joined(tuple(sorted(files.items()))) if files else shipped()


@lru_cache(maxsize=4)
def _joined(files: tuple[tuple[str, str], ...]) -> Vocabularies:
    found = dict(shipped().schemes)
    for where, text in files:
        name, added = parse(text, where=where)
        if name not in found:
            known = ", ".join(sorted(found))
            raise Damaged(f"vocabulary {where} names the scheme {name}", hint=f"these can be added to: {known}")
        proper = any(each.names for each in found[name])
        for each in added:
            _check(each, found[name], where)
            found[name] = _added(found[name], replace(each, names=proper, labels=tuple(_proper(each, proper=proper))))
        for clash in clashes({name: found[name]}):
            raise Damaged(f"vocabulary {where} clashes: {clash}", hint="take the label away, or use the other's id")
    return Vocabularies(found)


def _check(each: Concept, ours: tuple[Concept, ...], where: str) -> None:
    """Refuse what could not be read: small words of no known kind, a language without its commonest words."""
    if each.scheme == _SMALL:
        kinds = {other.id for other in ours}
        words = each.get("words")
        if each.id not in kinds or not isinstance(words, dict) or not all(isinstance(w, str) for w in words.values()):
            raise Damaged(
                f"vocabulary {where} has the small words {each.id!r}, which no rule asks for, or no `words` for them",
                hint="write `words: {LANGUAGE: one two}` under one of: " + ", ".join(sorted(kinds)),
            )
    new = each.id not in {other.id for other in ours}
    if each.scheme == "tongues" and new and not str(each.get("common") or "").split():
        raise Damaged(
            f"vocabulary {where} has the language {each.id!r} without its commonest words",
            hint="write `common: the of and ...`: a text is known to be in a language by them",
        )
    if each.scheme == "calendar" and new:
        raise Damaged(
            f"vocabulary {where} has {each.id!r} in the calendar, which no rule asks for",
            hint="give labels to the months (01 to 12), the days of the week and the rest of ours",
        )


def _proper(each: Concept, *, proper: bool) -> Iterator[Label]:
    """A scheme of names is one for the operator's entries too: a name of one word wants a capital in the text."""
    for label in each.labels:
        yield replace(label, proper=proper and label.text[:1].isupper() and " " not in label.text)


def _added(concepts: tuple[Concept, ...], each: Concept) -> tuple[Concept, ...]:
    ours = next((other for other in concepts if other.id == each.id), None)
    if ours is None:
        return (*concepts, each)
    more = tuple(label for label in each.labels if label not in ours.labels)
    joined = replace(ours, labels=ours.labels + more)
    if each.scheme == _SMALL:
        words = dict(ours.get("words"))
        for lang, written in each.get("words").items():
            words[lang] = f"{words[lang]} {written}" if lang in words else written
        joined = replace(joined, properties={**ours.properties, "words": words})
    return tuple(joined if other is ours else other for other in concepts)


def clashes(schemes: Mapping[str, tuple[Concept, ...]]) -> Iterator[str]:
    """Name every label that belongs to two concepts of one scheme, of one party, at one time."""
    for scheme, concepts in schemes.items():
        owners: dict[tuple[object, ...], Concept] = {}
        for each in concepts if scheme not in _MANY_PURPOSES else ():
            for label in each.labels:
                form = tuple(word.form for word in words(fold(label.text), label.text))
                key = (label.lang, form, label.text.count("*"), each.get("party"))
                owner = owners.setdefault(key, each)
                if owner.id != each.id:
                    yield f"{label.text!r} ({label.lang}) in {scheme} belongs to {owner.id} and to {each.id}"
