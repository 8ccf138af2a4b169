# SPDX-License-Identifier: Apache-2.0
"""The tables of the register's index: made from what joint releases made public, and made again whenever it is lost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RegisterEntry(models.Model):
    """One publication: what its line in a list shows, and what it is sorted and compared by.

    `parties` are the states it is about, sorted, between spaces; `held` the first day of its round as EDTF, or empty;
    `next` what it announces of a next round. `line` is what a list shows, so that no list opens a dialogue.
    """

    version = models.CharField(primary_key=True, max_length=64)
    dialogue = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20)
    released_at = models.DateTimeField(db_index=True)
    parties = models.CharField(max_length=400, db_index=True)
    held = models.CharField(max_length=20, default="", db_index=True)
    next = models.JSONField(null=True)
    line = models.JSONField()


class RegisterTerm(models.Model):
    """What a publication is found by: a state, body, forum, instrument or topic by its id, or the root of a word."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="terms")
    sort = models.CharField(max_length=10)
    term = models.CharField(max_length=80)

    class Meta:
        """Terms are found by sort and term, and each stands once in an entry."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "sort", "term"], name="one_term")]
        indexes: ClassVar = [models.Index(fields=["sort", "term"], name="by_term")]


class RegisterState(models.Model):
    """How far the index is: what the logs were like when it was made, and when a release comes into effect next."""

    stamp = models.CharField(max_length=60)
    due = models.CharField(max_length=30, default="")
