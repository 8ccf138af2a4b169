# SPDX-License-Identifier: Apache-2.0
"""The tables of the national file: who we are inside, and what we prepare. No outgoing byte depends on them (law 7)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Officer(AbstractBaseUser):
    """A person at a post. Signs in by a one-time link; the command line speaks with a token.

    `roles` are words of node/policy.py, separated by spaces.
    """

    name = models.CharField(max_length=120, unique=True)
    post = models.CharField(max_length=200)
    ministry = models.CharField(max_length=200, default="")
    roles = models.CharField(max_length=200)
    language = models.CharField(max_length=3, default="en")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Officer"]()

    def has_role(self, role: str) -> bool:
        """Say whether the officer's post has this role."""
        return role in self.roles.split()

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """A secret that opens the door for an officer: a one-time link or a token. Only its digest is kept."""

    LINK, TOKEN = "link", "token"

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="credentials")
    sort = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class Proposal(models.Model):
    """An act that an officer proposes; another officer releases it. `digest` binds the exact act.

    `salted` is salt and payload, which go to the joint store on release. `note` is for colleagues only.
    `expected_index` is where in our log the act will stand, written down before it is appended, so that after a crash
    we can tell whether it was.
    """

    OPEN, RELEASING, RELEASED, REFUSED, WITHDRAWN = "open", "releasing", "released", "refused", "withdrawn"

    dialogue = models.CharField(max_length=32)
    verb = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    object = models.CharField(max_length=32, default="")
    act = models.JSONField()
    salted = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    note = models.TextField(default="", blank=True)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default=OPEN)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="decisions")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    mandate = models.ForeignKey("Mandate", on_delete=models.PROTECT, null=True, related_name="proposals")
    expected_index = models.BigIntegerField(null=True)


class Mandate(models.Model):
    """A duty mandate: two officers let a third act alone, on told kinds, in one dialogue, for a time, so many times."""

    dialogue = models.CharField(max_length=32)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="mandates")
    kinds = models.CharField(max_length=200)
    until = models.DateTimeField()
    at_most = models.IntegerField()
    given_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="mandates_given")
    given_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="mandates_confirmed")
    confirmed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="mandates_revoked")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="mandates_reviewed")


class PendingIntroduction(models.Model):
    """An introduction that an officer has brought in and a second officer has yet to confirm."""

    dialogue = models.CharField(max_length=32, primary_key=True)
    introduction = models.BinaryField()
    brought_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="introductions")
    brought_at = models.DateTimeField(auto_now_add=True)


class Reading(models.Model):
    """A communiqué that an officer dropped into the reading box, with the draft that the reader made of it."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    draft = models.JSONField()
