# SPDX-License-Identifier: Apache-2.0
"""The tables of a position that a government assembles: its versions, who contributes, who is asked, who approved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

OFFICER = "national.Officer"


class Position(models.Model):
    """A government's position on a round or a text: instructions that stay inside, or a paper that goes out.

    `subject` is the object it is about, or empty. `marking` is a marking of node/marking.py.
    """

    INSTRUCTIONS, PAPER = "instructions", "paper"
    OPEN, ISSUED, CLOSED = "open", "issued", "closed"

    dialogue = models.CharField(max_length=32, db_index=True)
    subject = models.CharField(max_length=32, default="", blank=True)
    sort = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=3)
    lead = models.CharField(max_length=200)
    marking = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default=OPEN)
    opened_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="positions")
    opened_at = models.DateTimeField(auto_now_add=True)
    proposal = models.ForeignKey("national.Proposal", on_delete=models.PROTECT, null=True, related_name="positions")


class Contribution(models.Model):
    """A ministry that contributes to a position, and must clear it."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="contributions")
    ministry = models.CharField(max_length=200)

    class Meta:
        """Each ministry once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["position", "ministry"], name="one_contribution")]


class PositionVersion(models.Model):
    """One exact wording of a position with its red lines; `digest` names it, and the highest number is current."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    wording = models.TextField()
    red_lines = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="position_versions")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Numbers count on without gaps; of two who change a position at once, one is told."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["position", "number"], name="one_version")]


class PositionComment(models.Model):
    """What somebody said of a version, or would have said instead (`wording`, as it came back from Word)."""

    version = models.ForeignKey(PositionVersion, on_delete=models.CASCADE, related_name="comments")
    by = models.CharField(max_length=320)
    ministry = models.CharField(max_length=200)
    words = models.TextField(default="", blank=True)
    wording = models.TextField(default="", blank=True)
    at = models.DateTimeField(auto_now_add=True)


class ClearanceRequest(models.Model):
    """A ministry is asked to clear one exact version by a deadline; what its silence then means is said beforehand.

    `link` is the digest of the one-time secret that was sent to `mail`, for somebody who never signs in.
    """

    CLEARED, OBJECTED, WITHDRAWN = "cleared", "objected", "withdrawn"
    CLEARS, STOPS = "clears", "stops"

    version = models.ForeignKey(PositionVersion, on_delete=models.CASCADE, related_name="requests")
    ministry = models.CharField(max_length=200)
    mail = models.CharField(max_length=200, default="", blank=True)
    link = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # none and none are not the same link
    asked_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="clearances_asked")
    asked_at = models.DateTimeField(auto_now_add=True)
    deadline = models.DateTimeField()
    silence = models.CharField(max_length=6)
    answer = models.CharField(max_length=9, default="", blank=True)
    said = models.TextField(default="", blank=True)
    answered_by = models.CharField(max_length=320, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        """One question to each ministry on each version."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "ministry"], name="one_clearance")]


class Approval(models.Model):
    """An officer's approval of one exact version; a change of the position before the second one voids it."""

    version = models.ForeignKey(PositionVersion, on_delete=models.CASCADE, related_name="approvals")
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="approvals")
    at = models.DateTimeField(auto_now_add=True)
    void = models.BooleanField(default=False)
