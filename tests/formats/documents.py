# SPDX-License-Identifier: Apache-2.0
"""Word documents made without our writer, each with what a reader must find in it.

`raw` packs a body of WordprocessingML by hand; `generated` draws one at random, with changes inside changes, changes
upon the ends of paragraphs, moves, and runs that are split as Word splits them.
"""

from __future__ import annotations

import io
import zipfile
from itertools import count
from xml.sax.saxutils import escape

from comity.formats.revision import Mark, Piece, RevisedParagraph

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
AUTHORS = ("Ana Lis", "Mir Tan", "Boria", "Ида Соль")
WORDS = "the Parties shall réaffirment l'État, кибер-атака <&> and recall once. a\u00a0b – “dialogue”".split(" ")
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def raw(body, **parts):
    """Pack a body; further parts by name, with ``__`` for the slash and ``_`` for the dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELS)
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
        )
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), text.replace("<ROOT", f'<w:root xmlns:w="{W}"'))
    return buffer.getvalue()


def run(text, tag="t", looks=""):
    return f'<w:r>{looks}<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def by(author, id_=1, day=1):
    return f'w:id="{id_}" w:author="{escape(author)}" w:date="2027-03-{day:02d}T10:00:00Z"'


def mark(author, day=1):
    return Mark(author, f"2027-03-{day:02d}T10:00:00Z")


def generated(rng):
    """Draw a document: its bytes, and the paragraphs that are in it."""
    ids = count(1)
    made, truth = [], []
    for _ in range(rng.randint(1, 6)):
        xml, pieces = "", []
        for _ in range(rng.randint(1, 7)):
            more, piece = _segment(rng, ids)
            xml += more + rng.choice(["", "", '<w:proofErr w:type="spellStart"/>'])
            pieces.append(piece)
        end, looks = _end(rng, ids)
        made.append(f"<w:p>{looks}{xml}</w:p>")
        truth.append(RevisedParagraph(joined(pieces), end=end))
    return raw("".join(made)), tuple(truth)


def joined(pieces):
    """Make one of neighbours that do not differ in their changes."""
    out = []
    for piece in pieces:
        if out and (out[-1].inserted, out[-1].deleted, out[-1].move) == (piece.inserted, piece.deleted, piece.move):
            out[-1] = Piece(out[-1].text + piece.text, piece.inserted, piece.deleted, piece.move)
        else:
            out.append(piece)
    return tuple(out)


def _segment(rng, ids):
    text = " ".join(rng.choices(WORDS, k=rng.randint(1, 5))) + " "
    one, other = rng.sample(AUTHORS, 2)
    day = rng.randint(1, 28)
    nested = ["ins-del", "del-del", "del-ins", "move-from", "move-to"]
    kind = rng.choice(["plain"] * 4 + ["ins"] * 3 + ["del"] * 3 + nested)
    words = _runs(rng, text, "delText" if "del" in kind or kind == "move-from" else "t")
    first, second = by(one, next(ids), day), by(other, next(ids), day)
    a, b = mark(one, day), mark(other, day)
    match kind:
        case "ins":
            return f"<w:ins {first}>{words}</w:ins>", Piece(text, (a,))
        case "del":
            return f"<w:del {first}>{words}</w:del>", Piece(text, (), (a,))
        case "ins-del":
            return f"<w:ins {first}><w:del {second}>{words}</w:del></w:ins>", Piece(text, (a,), (b,))
        case "del-ins":
            return f"<w:del {first}><w:ins {second}>{words}</w:ins></w:del>", Piece(text, (b,), (a,))
        case "del-del":
            return f"<w:del {first}><w:del {second}>{words}</w:del></w:del>", Piece(text, (), (a, b))
        case "move-from" | "move-to":
            side = "From" if kind == "move-from" else "To"
            name = f"move{next(ids)}"
            start = f'<w:move{side}RangeStart {by(one, next(ids), day)} w:name="{name}"/>'
            moved = f'<w:move{side} {first}>{words}</w:move{side}><w:move{side}RangeEnd w:id="1"/>'
            piece = Piece(text, (), (a,), name) if side == "From" else Piece(text, (a,), (), name)
            return start + moved, piece
    return words, Piece(text)


def _runs(rng, text, tag):
    """Split words into runs as Word does, in the middle of a word if need be, with looks that say nothing."""
    cuts = sorted(rng.sample(range(1, len(text)), k=min(rng.randint(0, 3), len(text) - 1)))
    looks = ["", "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:lang w:val="fr-FR"/><w:vanish w:val="0"/></w:rPr>']
    return "".join(run(text[a:b], tag, rng.choice(looks)) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True))


def _end(rng, ids):
    author, day = rng.choice(AUTHORS), rng.randint(1, 28)
    kind = rng.choice(["", "", "", "ins", "del"])
    if not kind:
        return Piece("\n"), ""
    looks = f"<w:pPr><w:rPr><w:{kind} {by(author, next(ids), day)}/></w:rPr></w:pPr>"
    marks = (mark(author, day),)
    return (Piece("\n", marks) if kind == "ins" else Piece("\n", (), marks)), looks
