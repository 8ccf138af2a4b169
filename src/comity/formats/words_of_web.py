# SPDX-License-Identifier: Apache-2.0
"""The words of a web page, without the furniture of the site.

    <nav>Menu</nav><main><h1>Dialogue</h1><p>The <b>second</b> round</p></main>     →     Dialogue\n\nThe second round

Four rules:
  1. Where the page says which part is its matter (main, one article), that part is read; else all of its body.
  2. What is drawn but not said (scripts, styles, forms), what is not shown, and what every page of the site has
     (menus, paths, share buttons, cookie notices) is left out.
  3. A block is a paragraph, a row of a table a line, an item of a list a line with a dash. Blanks are levelled.
  4. Nothing is fetched, no document type or entity of the page's own is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from comity.base.errors import Ours

_UNSAID = frozenset(
    "script style noscript template iframe object embed svg math canvas form button select input textarea video audio"
    " map dialog head link meta".split()
)
_FURNITURE = frozenset("nav aside footer menu".split())
_ROLES = frozenset("navigation banner contentinfo search complementary dialog menu menubar toolbar".split())
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|cookies?|share|sharing|social|related|newsletter"
    r"|skip-link|site-header|site-footer|footer|pagination|print-button|toolbar|comments|advert)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    "address article blockquote body caption dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header"
    " hr main ol p pre section summary table tbody tfoot thead ul".split()
)
_LINES = frozenset({"br", "tr", "li"})
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"[ \t\r\n\f\u200b]+")
_ENOUGH = 200
_LINE, _PARAGRAPH, _ITEM = "\x01", "\x02", "\x03"
_BREAKS = re.compile(f" ?[{_LINE}{_PARAGRAPH}][{_LINE}{_PARAGRAPH} ]*")


def words_of_web(source: str) -> str:
    """Give the words of a page, or raise Ours where it has none."""
    try:
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Ours(
            f"the web page cannot be read ({error})", hint="save the page again as HTML", code="parse.broken"
        ) from error
    matter = _matter(root)
    text = _level("".join(_pieces(matter)))
    if not text and matter is not root:
        text = _level("".join(_pieces(root)))
    if not text:
        raise Ours(
            "the web page has no words", hint="it may be filled in by a script: copy its text", code="parse.no-words"
        )
    return text


def _matter(root: html.HtmlElement) -> html.HtmlElement:
    """The part that is the page's own matter, where the page says so and something stands there."""
    for path in ("//*[@itemprop='articleBody']/ancestor::article[1]", "//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) > _ENOUGH:
            part: html.HtmlElement = found[0]
            return part
    return root


def _pieces(root: html.HtmlElement) -> Iterator[str]:
    """Walk the page without recursion: its depth is somebody else's choice."""
    skipped = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None:
            if event == "end" and node is skipped:
                skipped = None
                yield node.tail or "" if node is not root else ""
            continue
        if event == "start":
            if node is not root and _left_out(node):
                skipped = node
                continue
            yield _before(node)
            yield _BLANKS.sub(" ", node.text or "")
        else:
            yield _after(node)
            if node is not root:
                yield _BLANKS.sub(" ", node.tail or "")


def _left_out(node: html.HtmlElement) -> bool:
    if not isinstance(node.tag, str) or node.tag in _UNSAID or node.tag in _FURNITURE:
        return True
    if node.get("hidden") is not None or node.get("aria-hidden") == "true" or node.get("role") in _ROLES:
        return True
    if "display:none" in (node.get("style") or "").replace(" ", "").lower():
        return True
    if node.tag in {"body", "main", "article", "html"}:
        return False
    named = f"{node.get('class') or ''} {node.get('id') or ''}"
    return len(named) > 1 and _NAMES.search(named[:500]) is not None


def _before(node: html.HtmlElement) -> str:
    if node.tag in _BLOCKS:
        return _PARAGRAPH
    if node.tag == "li":
        return _LINE + _ITEM
    return _LINE if node.tag in _LINES else ""


def _after(node: html.HtmlElement) -> str:
    if node.tag in _BLOCKS:
        return _PARAGRAPH
    return _LINE if node.tag in {"tr", "li"} else " " if node.tag in _CELLS else ""


def _level(text: str) -> str:
    """Turn each run of marks into line ends: two for a paragraph, one for a line. An item gets its dash."""
    text = _BREAKS.sub(lambda found: "\n\n" if _PARAGRAPH in found.group() else "\n", _BLANKS.sub(" ", text))
    text = re.sub(f" ?{_ITEM}\\s*{_ITEM}?\\s*", "- ", text)
    return re.sub(r"(?m)^- *$\n?", "", text).strip()
