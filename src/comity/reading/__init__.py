# SPDX-License-Identifier: Apache-2.0
"""Reading: a published communiqué to a draft account of a round.

    >>> draft = read(decode(open("communique.txt", "rb").read()))
    >>> [fact.value for fact in draft.of("party")]
    ['FR', 'RU']

No network, no model, no clock: rules and vocabularies, each fact with its span and the rule that found it.
See docs/spec/reading.md.
"""

from comity.reading.beside import beside
from comity.reading.decode import Unreadable, decode
from comity.reading.draft import Doubt, Draft, Fact, Kind, Span, Support, explain
from comity.reading.reader import RULES, Rule, read
from comity.reading.vocabulary import Vocabularies, using

__all__ = [
    "RULES",
    "Doubt",
    "Draft",
    "Fact",
    "Kind",
    "Rule",
    "Span",
    "Support",
    "Unreadable",
    "Vocabularies",
    "beside",
    "decode",
    "explain",
    "read",
    "using",
]
