# SPDX-License-Identifier: Apache-2.0
"""Tagged PDF that declares PDF/UA-1: a fair copy, a bracketed working copy, two languages side by side, a brief.

Rules:
  1. WeasyPrint is imported when a PDF is asked for, and not before; where Pango is missing, the error names its
     packages.
  2. Nothing is fetched: every address is refused. What the page shows is in the bytes that it is made of.
  3. The same pages give the same bytes: no clock, and an identifier that is the digest of the page.

The pages are made in paper_page.py.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Mapping
from typing import Any

from comity.base.digest import digest
from comity.base.errors import Ours
from comity.formats.brief import Brief
from comity.formats.brief_page import brief_page
from comity.formats.paper_page import bilingual_page, bracketed_page, fair_page
from comity.formats.working_copy import WorkingCopy

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def fair_pdf(copy: WorkingCopy, attached: Mapping[str, bytes] | None = None) -> bytes:
    """Print the agreed paragraphs, with files attached (the proof) by name."""
    return _pdf(fair_page(copy), attached or {})


def bracketed_pdf(copy: WorkingCopy) -> bytes:
    """Print the working copy for the table, with brackets and their owners."""
    return _pdf(bracketed_page(copy), {})


def bilingual_pdf(left: WorkingCopy, right: WorkingCopy, pairs: list[tuple[str, str]]) -> bytes:
    """Print two languages side by side; `pairs` are ids of passages that render each other, empty where none does."""
    return _pdf(bilingual_page(left, right, pairs), {})


def brief_pdf(brief: Brief, attached: Mapping[str, bytes] | None = None) -> bytes:
    """Print a brief: a briefing book, a note verbale, minutes."""
    return _pdf(brief_page(brief), attached or {})


def _pdf(page: str, attached: Mapping[str, bytes]) -> bytes:
    weasyprint = _weasyprint()
    files = [
        weasyprint.Attachment(file_obj=io.BytesIO(data), name=name, description=name, relationship="Supplement")
        for name, data in attached.items()
    ]
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
    html = weasyprint.HTML(string=page, url_fetcher=nothing)
    identifier = bytes.fromhex(digest("paper/v1", page.encode()))[:16]
    try:
        made = html.write_pdf(pdf_variant="pdf/ua-1", attachments=files, pdf_identifier=identifier)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise Ours(f"paper fetches nothing, and something was asked for: {error}", code="formats.fetch") from error
    assert isinstance(made, bytes)
    return made


def _weasyprint() -> Any:
    """Import WeasyPrint, which talks on standard output where Pango is missing."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import weasyprint  # noqa: PLC0415  # only when a PDF is asked for
    except OSError as error:
        raise Ours(
            f"a PDF cannot be made: {str(error)[:120]}",
            hint=f"install Debian's packages {PACKAGES}; DOCX and ODT need none of them",
            code="formats.no-pango",
        ) from error
    return weasyprint
