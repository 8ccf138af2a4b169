# SPDX-License-Identifier: Apache-2.0
"""Alternat: one canonical text, and for each party a rendering that names it first; both are the same text.

    canonical       Alba and Boria reaffirm; the nodes of Alba and of Boria
    for Boria       Boria and Alba reaffirm; the nodes of Boria and of Alba

Rules:
  1. What may change its place is declared: for each party the forms of its name (with article or case, as the language
     wants), the same number for each, so that a form of one stands where the same form of another stood.
  2. Only a full list of all parties, each once, in one form, with nothing but a joint between two, is turned. A joint
     is a comma, a dash, or a short word such as *and*; it keeps its place.
  3. Two renderings are equivalent when their lists, put into the order of the codes, leave the same text to the letter.
     `canonical` does that and nothing else, so whatever is added, dropped or changed beside a list shows.
  4. The first is the party for which it is rendered, then the others in the order of their codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

Forms = Mapping[str, Sequence[str]]
_BEGIN, _END = r"(?<![\w'’])", r"(?!['’]?\w)"
_JOINT = r"(?:\s*[,–—-]\s*|\s+(?:and|et|ainsi que|и|а также|y|und)\s+)"


def canonical(wording: str, forms: Forms) -> str:
    """Put every full list of parties into the order of their codes."""
    return _ordered(wording, forms, sorted(forms))


def rendered(wording: str, forms: Forms, first: str) -> str:
    """Render a text for a party: every full list of parties begins with it."""
    return _ordered(wording, forms, [first, *sorted(forms.keys() - {first})])


def equivalent(one: str, other: str, forms: Forms) -> bool:
    """Whether two renderings differ in nothing but the order of the parties within their lists."""
    return canonical(one, forms) == canonical(other, forms)


def sound(forms: Forms) -> bool:
    """Whether forms are declared for two parties or more, as many for each, none empty and none for two parties."""
    lengths = {len(mine) for mine in forms.values()}
    every = [form for mine in forms.values() for form in set(mine)]
    return len(forms) > 1 and len(lengths) == 1 and all(every) and len(every) == len(set(every)) and bool(every)


def _ordered(wording: str, forms: Forms, order: Sequence[str]) -> str:
    for number in sorted(range(len(forms[order[0]])), key=lambda n: -max(len(forms[code][n]) for code in order)):
        of = {forms[code][number]: code for code in order}
        name = "|".join(re.escape(form) for form in sorted(of, key=len, reverse=True))
        lists = re.compile(rf"{_BEGIN}(?:{name})(?:{_JOINT}(?:{name})){{{len(of) - 1}}}{_END}")
        part = re.compile(rf"{_BEGIN}(?:{name}){_END}")
        names = [forms[code][number] for code in order]
        wording = lists.sub(partial(_turned, names=names, part=part, of=of), wording)
    return wording


def _turned(match: re.Match[str], names: Sequence[str], part: re.Pattern[str], of: Mapping[str, str]) -> str:
    """Put the names into a list in this order, if each party stands in it once."""
    found = match[0]
    if len({of[name] for name in part.findall(found)}) != len(names):
        return found
    left = iter(names)
    return part.sub(lambda _: next(left), found)
