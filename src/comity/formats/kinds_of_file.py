# SPDX-License-Identifier: Apache-2.0
"""The files that a text can become."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What kind of file."""

    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"


class View(StrEnum):
    """Which PDF: what is agreed, everything with its brackets, or two languages side by side."""

    FAIR = "fair"
    BRACKETED = "bracketed"
    BILINGUAL = "bilingual"
