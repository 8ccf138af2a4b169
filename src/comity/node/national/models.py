# SPDX-License-Identifier: Apache-2.0
"""The tables of the national file: who we are inside, and what we prepare. No outgoing byte depends on them (law 7)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property

from comity.node.clock import now


class Officer(AbstractBaseUser):
    """A person. What they may do comes from the posts they hold, or stand in for while the holder is away.

    Signs in by passkey, one-time link or recovery code; the command line speaks with a token. The password is never
    usable; making it anew ends every session of the officer.
    """

    name = models.CharField(max_length=120, unique=True)
    language = models.CharField(max_length=3, default="en")
    mail = models.CharField(max_length=200, default="", blank=True)
    is_active = models.BooleanField(default=True)
    reminded_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Officer"]()

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts that the officer fills at this moment: held first, then those stood in for."""
        at = now()
        stands_in = models.Q(deputy=self, away_from__lte=at, away_until__gt=at)
        rows = Post.objects.filter(models.Q(holder=self) | stands_in).order_by("pk")
        return tuple(sorted(rows, key=lambda post: post.holder_id != self.pk))

    @property
    def roles(self) -> str:
        """The roles of all posts, words of node/policy.py separated by spaces."""
        return " ".join(dict.fromkeys(role for post in self.posts for role in post.roles.split()))

    @property
    def post(self) -> str:
        """The title of the first post; empty where the officer has none."""
        return self.posts[0].title if self.posts else ""

    @property
    def ministries(self) -> frozenset[str]:
        """The ministries of the posts."""
        return frozenset(post.ministry for post in self.posts)

    @cached_property
    def closed_dialogues(self) -> frozenset[str]:
        """The dialogues that name ministries, none of which is the officer's; asked once by each instance."""
        named: dict[str, set[str]] = {}
        for dialogue, ministry in Admission.objects.values_list("dialogue", "ministry"):
            named.setdefault(dialogue, set()).add(ministry)
        return frozenset(dialogue for dialogue, ministries in named.items() if not ministries & self.ministries)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post: its rights stay when people change. `roles` are words of node/policy.py, separated by spaces.

    While the holder is away the deputy fills the post too. A post without a holder is vacant.
    """

    title = models.CharField(max_length=200)
    ministry = models.CharField(max_length=200, default="", blank=True)
    roles = models.CharField(max_length=200)
    holder = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="held")
    deputy = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="stood_in_for")
    away_from = models.DateTimeField(null=True)
    away_until = models.DateTimeField(null=True)


class Credential(models.Model):
    """A secret that opens the door for an officer: one-time link, token, recovery code, or address of a calendar.

    Only its digest is kept.
    Where `waits`, a second officer has yet to confirm it (node/appointments.py), and it opens nothing.
    """

    LINK, TOKEN, CODE, DATES = "link", "token", "code", "dates"

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="credentials")
    sort = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    waits = models.BooleanField(default=False)


class Passkey(models.Model):
    """A device of an officer's, known by its public key (WebAuthn). Where `waits`, it opens nothing yet.

    `public` is the attested credential data as the device gave it; `handle` is its credential id in hexadecimal.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=100)
    handle = models.CharField(max_length=2048, unique=True)
    public = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    waits = models.BooleanField(default=True)


class Appointment(models.Model):
    """Something about officers that one asked for and a second has yet to confirm (node/appointments.py).

    `sort` says what: a new officer, a post's new holder, a device, a way in. `subject` is its row; `officer` is whom it
    is about. Asked by nobody means at the operator's shell.
    """

    OPEN, CONFIRMED, REFUSED = "open", "confirmed", "refused"

    sort = models.CharField(max_length=10)
    subject = models.BigIntegerField()
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="appointments")
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="appointments_asked")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default=OPEN)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="appointments_decided")
    decided_at = models.DateTimeField(null=True)


class Admission(models.Model):
    """A ministry that needs to know a dialogue. A dialogue that names none is open to every post that reads."""

    dialogue = models.CharField(max_length=32, db_index=True)
    ministry = models.CharField(max_length=200)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="admissions")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Each ministry once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["dialogue", "ministry"], name="one_admission")]


class LastLook(models.Model):
    """What an officer saw of a dialogue when they last opened it: how much of each log, and when."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="looks")
    dialogue = models.CharField(max_length=32)
    sizes = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        """One for each officer and dialogue."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "dialogue"], name="one_look")]


class TrailLine(models.Model):
    """A line of the internal audit trail: who saw, did, or let leave what. Each holds the digest of the one before.

    Names are written out, since people and posts change. Lines are added by node/trail.py and never altered.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=30)
    who = models.CharField(max_length=120)
    post = models.CharField(max_length=200)
    sort = models.CharField(max_length=4)
    what = models.CharField(max_length=60)
    dialogue = models.CharField(max_length=32, db_index=True)
    thing = models.CharField(max_length=200)
    to = models.CharField(max_length=200)
    marking = models.CharField(max_length=100)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)


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


from comity.node.national.clearance import (  # noqa: E402  # Django looks for tables here
    Approval,
    ClearanceRequest,
    Contribution,
    Position,
    PositionComment,
    PositionVersion,
)
from comity.node.national.press import PublishedCopy, SpokespersonLine  # noqa: E402  # the same
from comity.node.national.review import FactDecision, Reading  # noqa: E402  # the same

__all__ = [
    "Admission", "Appointment", "Approval", "ClearanceRequest", "Contribution", "Credential", "FactDecision",
    "LastLook", "Mandate", "Officer", "Passkey", "PendingIntroduction", "Position", "PositionComment",
    "PositionVersion", "Post", "Proposal", "PublishedCopy", "Reading", "SpokespersonLine", "TrailLine",
]  # fmt: skip


class MinutesPoint(models.Model):
    """A point of the minutes of a round, under the Chatham House Rule: no field of it says who spoke.

    `words` are what was left when names were taken out (text/unattributed.py). Neither the names are kept, nor who
    wrote it down; of the time only the `day` (YYYY-MM-DD).
    """

    dialogue = models.CharField(max_length=32, db_index=True)
    round = models.CharField(max_length=32)
    language = models.CharField(max_length=20)
    marking = models.CharField(max_length=100)
    words = models.TextField()
    day = models.CharField(max_length=10)
