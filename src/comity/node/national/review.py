# SPDX-License-Identifier: Apache-2.0
"""The tables of the reading desk: what was read, and what an officer decided on each fact of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

OFFICER = "national.Officer"


class Reading(models.Model):
    """A communiqué in the reading box, with the draft that the reader made of it.

    It is its officer's own, unless it was `imported` in bulk: then it lies on the desk for everybody who reviews.
    `name` is the file's name, `sha256` the digest of the original, `about` what an import said of the source.
    `proposal` is the account that was proposed from it.
    """

    officer = models.ForeignKey(OFFICER, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    draft = models.JSONField()
    name = models.CharField(max_length=200, default="", blank=True)
    sha256 = models.CharField(max_length=64, default="", db_index=True)
    imported = models.BooleanField(default=False, db_index=True)
    about = models.JSONField(default=dict)
    proposal = models.ForeignKey("national.Proposal", on_delete=models.PROTECT, null=True, related_name="readings")


class FactDecision(models.Model):
    """What an officer decided on one fact of a reading.

    `number` is the fact's place in the draft; a fact that the officer marked has a number from the draft's length on.
    `fact` is the whole fact where it was changed or marked by hand, in the shape of the draft's.
    """

    ACCEPTED, CHANGED, REJECTED, ADDED = "accepted", "changed", "rejected", "added"

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="decisions")
    number = models.IntegerField()
    verdict = models.CharField(max_length=8)
    fact = models.JSONField(null=True)
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="fact_decisions")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """One decision on a fact; a later one takes its place."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["reading", "number"], name="one_decision")]
