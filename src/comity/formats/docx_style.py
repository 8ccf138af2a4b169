# SPDX-License-Identifier: Apache-2.0
"""Which runs of a Word document are hidden: by themselves, or by a style that they follow.

Hidden text is words that one side does not see, so it is refused wherever it stands. (ECMA-376 part 1, 17.3.2.41)
"""

from __future__ import annotations

from lxml import etree

from comity.formats.ooxml import w

_HIDING = (w("vanish"), w("specVanish"), w("webHidden"))
_OFF = frozenset({"0", "false", "off"})


def hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    """Name the styles that hide what follows them, themselves or by the style on which they are based."""
    based: dict[str, str] = {}
    hidden: set[str] = set()
    for style in [] if styles is None else styles.iter(w("style")):
        id_ = style.get(w("styleId"), "")
        parent, looks = style.find(w("basedOn")), style.find(w("rPr"))
        based[id_] = parent.get(w("val"), "") if parent is not None else ""
        if looks is not None and _hides(looks):
            hidden.add(id_)
    for _ in based:
        hidden |= {id_ for id_, parent in based.items() if parent in hidden}
    return frozenset(hidden)


def is_hidden(looks: etree._Element, styles: frozenset[str]) -> bool:
    """Say whether a run with these looks is hidden."""
    style = looks.find(w("rStyle"))
    return _hides(looks) or (style is not None and style.get(w("val"), "") in styles)


def _hides(looks: etree._Element) -> bool:
    return any(found.get(w("val"), "1") not in _OFF for name in _HIDING for found in looks.findall(name))
