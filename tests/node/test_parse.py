# SPDX-License-Identifier: Apache-2.0
"""Files as people have them become text; hostile ones end with a sentence, within the limits, in another process."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
import zlib

import docx
import pytest

from comity.base.errors import Ours
from comity.node.parse import parse

LEAD = "Alba and Boria held their second Cyber Dialogue in Auber on 3 March 2027."
RUSSIAN = "Второй раунд диалога по вопросам безопасности состоялся в Москве. Стороны обсудили угрозы и приняли решения."
FRENCH = "Le deuxième dialogue stratégique s'est tenu à Moscou. Les deux délégations ont souligné l'intérêt d'échanges."
PAGE = f"""<!DOCTYPE html><html><head><title>Ministry</title><script>var x = "no";</script></head><body>
<nav>Home News</nav><div class="cookie-banner">We use cookies</div>
<main><h1>Joint statement</h1><p>{LEAD}</p><ul><li>norms</li><li>measures</li></ul>
<p hidden>Draft</p><table><tr><td>Level</td><td>Legal</td></tr></table></main>
<footer>Contact us</footer></body></html>"""


def pdf(lines, *, pages=1):
    """A small PDF with these lines of text on each page."""
    words = b"BT /F1 12 Tf 50 700 Td " + b" T* ".join(b"(%s) Tj 0 -14 Td" % line.encode() for line in lines) + b" ET"
    kids = b" ".join(b"%d 0 R" % (4 + 2 * page) for page in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]  # fmt: skip
    for page in range(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % (5 + 2 * page)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(words), words))
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def word(*paragraphs):
    """A DOCX with these paragraphs."""
    document, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def package(**parts):
    """A zip file with these parts in its folder `word`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(f"word/{name}.xml", data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (RUSSIAN, "utf-8", "utf-8"), (RUSSIAN, "windows-1251", "windows-1251"), (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "utf-16", "utf-16"), (FRENCH, "windows-1252", "windows-1252"),
    ],
)  # fmt: skip
def test_text_is_read_in_the_table_it_was_written_in(text, encoding, said):
    data = text.encode(encoding)

    found = parse(data)

    assert (found.text, found.encoding, found.kind) == (text, said, "text")
    assert found.sha256 == hashlib.sha256(data).hexdigest()


def test_web_page_loses_its_furniture_and_keeps_its_order():
    assert parse(PAGE.encode()).text == f"Joint statement\n\n{LEAD}\n\n- norms\n- measures\n\nLevel Legal"


def test_web_page_says_its_own_encoding():
    page = f'<html><head><meta charset="koi8-r"></head><body><p>{RUSSIAN}</p></body></html>'

    found = parse(page.encode("koi8-r"))

    assert (found.text, found.encoding, found.kind) == (RUSSIAN, "koi8-r", "html")


def test_word_document_is_read_by_paragraph():
    found = parse(word("Joint statement", LEAD))

    assert (found.text, found.kind) == (f"Joint statement\n\n{LEAD}", "docx")


def test_word_document_says_what_was_put_in_and_not_what_was_struck():
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t xml:space="preserve">Both </w:t></w:r>'
        "<w:del><w:r><w:delText>will</w:delText></w:r></w:del><w:ins><w:r><w:t>shall</w:t></w:r></w:ins></w:p>"
        "</w:body></w:document>"
    )

    assert parse(package(document=body)).text == "Both shall"


def test_pdf_is_read_without_the_line_that_stands_on_every_page():
    found = parse(pdf(["Ministry of Alba", LEAD, "Page 1 of 3"], pages=3))

    assert (found.text, found.kind) == ("\n\n".join([LEAD] * 3), "pdf")


DEEP = b"<html><body>" + b"<div>" * 200_000 + b"x"
BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10) for n in range(1, 10)
)
XXE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
FLATE = zlib.compress(b"BT (a) Tj ET " * 10_000_000)
STREAM = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj 99 0 obj<</Length" % (len(FLATE), FLATE)
PDF_BOMB = pdf(["x"]).replace(b"<</Length", STREAM)
SPACES = b"<a>" + b" " * 120_000_000 + b"</a>"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty", b""), ("blank", b" \n "), ("zeros", b"\0" * 1000), ("picture", PICTURE),
        ("pdf of nothing", b"%PDF-1.7\n"), ("truncated pdf", pdf([LEAD])[:120]), ("pdf without words", pdf([])),
        ("pdf bomb", PDF_BOMB), ("pdf of many pages", pdf(["x"], pages=500)),
        ("truncated package", word(LEAD)[:2000]), ("package of another kind", package(sheet=b"<a/>")),
        ("zip bomb", package(document=SPACES)),
        ("entities", package(document=BOMB + b"]><d>&a9;</d>")),
        ("other file", package(document=XXE)), ("deep page", DEEP),
        ("page without words", b"<html><body><script>1</script></body></html>"),
        ("too large", b"a" * 5_000_001), ("too large page", b"<html>" + b"a" * 30_000_001),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_ends_in_a_sentence(name, data):
    start = time.monotonic()
    with pytest.raises(Ours) as caught:
        parse(data)

    assert caught.value.hint, name
    assert caught.value.code, name
    assert "passwd" not in str(caught.value)
    assert time.monotonic() - start < 40


def test_page_that_names_another_file_is_read_without_it():
    page = b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body><p>Round &x;</p></body></html>"

    assert "root:" not in parse(page).text


def test_child_has_no_network_and_starts_nothing():
    import subprocess
    import sys

    code = (
        "from comity.node.parse_child import limit; limit(); import socket, resource\n"
        "print(resource.getrlimit(resource.RLIMIT_NPROC)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1); print('reached')\n"
        "except OSError as error: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=30)

    assert done.stdout.split() == ["0", "20", "refused"]
