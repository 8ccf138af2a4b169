# SPDX-License-Identifier: Apache-2.0
"""What a publication is found by: the identifiers that it names, and the roots of its words and of their synonyms.

    terms_of({"title": {"fr": "Mesures de confiance"}, ...})   ->   {("topic", "cbm"), ("word", "mesur"), ...}

Three rules:
  1. A word is found by its root, without case and accents, as the reader folds text and vocabulary alike.
  2. Whoever names a thing of the vocabulary is found by each of its names in every language: a search for
     *mesures de confiance* finds a Russian account of the same topic.
  3. What is asked for is cut in the same way; all of it must be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from comity.base.canonical import items
from comity.reading.fold import fold
from comity.reading.vocabulary import concept
from comity.reading.word import stem, words

Term = tuple[str, str]

SORTS = ("party", "body", "forum", "instrument", "topic")
_SCHEMES = {"party": "parties", "body": "bodies", "forum": "fora", "instrument": "instruments", "topic": "topics"}
_LONGEST = 80
_SHOWN = frozenset({"title", "text", "quote", "why", "wording", "publisher", "name", "subject"})


def roots(text: str) -> set[str]:
    """Give the roots of the words of a text; marks and single letters are no words."""
    found = (stem(word.form)[:_LONGEST] for word in words(fold(text), text) if not word.mark)
    return {root for root in found if len(root) > 1 or root.isdigit()}


def terms_of(said: Mapping[str, Any], more: Iterable[str] = ()) -> set[Term]:
    """Give the terms of an account or of any other words; `more` is text that belongs to it."""
    facts = facts_in(said)
    named = {term for fact in facts for term in _named(fact)}
    if isinstance(said.get("issuer"), str):
        named.add(("party", said["issuer"]))
    named = {(sort, name[:_LONGEST]) for sort, name in named if name}
    found = {("word", root) for text in (*_texts(said), *more) for root in roots(text)}
    return named | found | {("word", root) for sort, name in named for root in _synonyms(sort, name)}


def _named(fact: Mapping[str, Any]) -> Iterator[Term]:
    """The identifiers that a fact names, whether the reader found it or a person wrote it."""
    value = fact.get("value")
    for key in ("party", "attributed_to"):
        if isinstance(fact.get(key), str):
            yield "party", fact[key]
    if isinstance(fact.get("id"), str):
        yield from ((sort, fact["id"]) for sort in SORTS if concept(_SCHEMES[sort], fact["id"]) is not None)
        if fact.get("section") == "delegation":
            yield "body", fact["id"]
    field = str(fact.get("field", ""))
    if isinstance(value, str) and field in {*SORTS, "observer"}:
        yield ("party" if field == "observer" else field), value
    if isinstance(value, Mapping):
        for key, sort in (("body", "body"), ("instrument", "instrument"), ("by", "party")):
            if isinstance(value.get(key), str):
                yield sort, value[key]
        for topic in items(value.get("topics")):
            yield "topic", str(topic)


def facts_in(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the facts of an account. Its words are another's: what is no fact is passed over."""
    return [fact for fact in items(said.get("facts")) if isinstance(fact, Mapping)]


@lru_cache(maxsize=4096)
def _synonyms(sort: str, name: str) -> frozenset[str]:
    """The roots of every name of a thing, in every language."""
    known = concept(_SCHEMES[sort], name)
    if known is None and sort == "body":  # FR-JUSTICE: a state, and what the ministry is for
        known = concept("portfolios", name.partition("-")[2]) or concept("bodies", name.partition("-")[2])
    return frozenset(root for label in (known.labels if known else ()) for root in roots(label.text.replace("*", "")))


def _texts(value: Any, key: str = "") -> Iterator[str]:
    """Every text of the words that a person reads."""
    if isinstance(value, str):
        if key in _SHOWN:
            yield value
    elif isinstance(value, Mapping):
        for inner, each in value.items():
            yield from _texts(each, key if key in _SHOWN else str(inner))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)
