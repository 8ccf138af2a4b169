# SPDX-License-Identifier: Apache-2.0
"""The cover sheet of a pouch: what a courier may read, on one printed page, in three languages of equal rank.

It says what stands outside and nothing more: the names of two logs, the number, the purpose, sizes, and the digest, as
digits, as words to be read out, and as a QR code whose text is `mark`. Who hands over the medium and who receives it
compare the digest, or scan it; `comity pouch check` computes it again.
"""

from __future__ import annotations

from html import escape

from comity.base.words import LANGUAGES
from comity.exchange.pouch import Header

_ROWS = (
    ("from", {"fr": "De", "en": "From", "ru": "От"}),
    ("to", {"fr": "À", "en": "To", "ru": "Кому"}),
    ("number", {"fr": "Valise nº", "en": "Pouch no.", "ru": "Вализа №"}),
    ("purpose", {"fr": "Objet", "en": "Purpose", "ru": "Назначение"}),
    ("size", {"fr": "Octets du fichier", "en": "Bytes in the file", "ru": "Байт в файле"}),
    ("sha256", {"fr": "Empreinte SHA-256", "en": "SHA-256 digest", "ru": "Отпечаток SHA-256"}),
)
_PURPOSES = {
    "live": {"fr": "dialogue réel", "en": "live", "ru": "действующий диалог"},
    "exercise": {"fr": "exercice", "en": "exercise", "ru": "учение"},
    "reconstruction": {"fr": "reconstruction", "en": "reconstruction", "ru": "реконструкция"},
}
_TITLE = {"fr": "Valise", "en": "Pouch", "ru": "Вализа"}
_WORDS = {"fr": "Mots de reconnaissance", "en": "Fingerprint words", "ru": "Слова для сверки"}
_NAMES = {"fr": "Français", "en": "English", "ru": "Русский"}


def mark(header: Header) -> str:
    """Give the text of the QR code."""
    return f"comity-pouch:{header.number}:{header.sender}:{header.to}:{header.sha256}"


def cover_text(header: Header, length: int) -> str:
    """Lay the sheet out as plain text."""
    parts = []
    for language in sorted(LANGUAGES):
        rows = [f"{label}: {value}" for label, value in _rows(header, length, language)]
        words = f"{_WORDS[language]}: {' '.join(header.words(language))}"
        parts.append("\n".join((_TITLE[language].upper(), *rows, words)))
    return "\n\n".join((*parts, mark(header))) + "\n"


def cover_html(header: Header, length: int, qr: str) -> str:
    """Lay the sheet out as one HTML page for printing; `qr` is the QR code as SVG."""
    sections = []
    for language in sorted(LANGUAGES):
        rows = "".join(
            f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in _rows(header, length, language)
        )
        words = escape(" ".join(header.words(language)))
        sections.append(
            f'<section lang="{language}"><h2>{_TITLE[language]}</h2><dl>{rows}'
            f"<dt>{_WORDS[language]}</dt><dd>{words}</dd></dl></section>"
        )
    title = " · ".join(f"{_TITLE[language]} {header.number}" for language in sorted(LANGUAGES))
    return _PAGE.format(title=escape(title), qr=qr, mark=escape(mark(header)), sections="\n".join(sections))


def _rows(header: Header, length: int, language: str) -> list[tuple[str, str]]:
    values = {
        "from": header.sender, "to": header.to, "number": str(header.number), "size": str(length),
        "purpose": _PURPOSES[header.purpose][language], "sha256": _grouped(header.sha256),
    }  # fmt: skip
    return [(labels[language], values[key]) for key, labels in _ROWS]


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 11pt/1.4 serif; margin: 2cm auto; max-width: 17cm; padding: 0 1rem; color: #000; background: #fff }}
h1, h2 {{ font-size: 1.1rem; margin: 0 0 .4rem }}
section {{ border-top: 1px solid #000; padding: .6rem 0; break-inside: avoid }}
dl {{ display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; margin: 0 }}
dd {{ margin: 0; overflow-wrap: anywhere }}
figure {{ margin: 0 0 .8rem }}
figure svg {{ width: 4.5cm; height: 4.5cm }}
figcaption {{ font-size: .75rem; overflow-wrap: anywhere }}
@media (max-width: 30rem) {{ dl {{ display: block }} dt {{ font-weight: bold }} }}
@page {{ margin: 1.5cm }}
@media print {{ body {{ margin: 0 }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<figure role="img" aria-label="{mark}">{qr}<figcaption>{mark}</figcaption></figure>
{sections}
</main>
</body>
</html>
"""
