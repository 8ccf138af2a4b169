# SPDX-License-Identifier: Apache-2.0
"""The tables around a publication: what our spokesperson will say, and what a side really published, as kept by us."""

from __future__ import annotations

from django.db import models

OFFICER = "national.Officer"


class SpokespersonLine(models.Model):
    """A line for our spokesperson on a joint text, in one language; `asked` is the question that it answers, if any.

    It is ours alone: a new wording is a new row, and `dropped_at` says since when one is not to be used any more.
    """

    dialogue = models.CharField(max_length=32, db_index=True)
    text = models.CharField(max_length=32)
    language = models.CharField(max_length=20)
    asked = models.TextField(default="", blank=True)
    words = models.TextField()
    marking = models.CharField(max_length=100)
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="spokesperson_lines")
    at = models.DateTimeField(auto_now_add=True)
    dropped_at = models.DateTimeField(null=True)


class PublishedCopy(models.Model):
    """What a side published of a joint text in one language, as we found it: `source` says where or in which file.

    `sha256` is the digest of the bytes that were given or read; `words` is the text that was read out of them.
    """

    dialogue = models.CharField(max_length=32, db_index=True)
    text = models.CharField(max_length=32)
    language = models.CharField(max_length=20)
    party = models.CharField(max_length=8)
    words = models.TextField()
    source = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="published_copies")
    at = models.DateTimeField(auto_now_add=True)
