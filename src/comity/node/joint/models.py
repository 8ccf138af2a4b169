# SPDX-License-Identifier: Apache-2.0
"""The tables of the joint store. Everything in it was sent to us, or sent by us; nothing in it is private to us.

Entries are written and read in bulk by SQL on Django's connection (node/store.py); these classes declare the tables.
"""

from __future__ import annotations

from django.db import models


class Dialogue(models.Model):
    """A dialogue that this node takes part in, with the complete introduction it rests on."""

    id = models.CharField(primary_key=True, max_length=32)
    introduction = models.BinaryField()
    confirmed_at = models.DateTimeField(auto_now_add=True)


class Log(models.Model):
    """One party's log in one dialogue and channel, as we hold it.

    `checkpoint` is the newest signed note that was verified (our own: that we signed). `cosigned` is a peer's
    checkpoint with our cosignatures; what peers have cosigned of ours stands in `Countersignature`. `seen` is how much
    of each other log this log says it saw, by party; `receipted` how many of a peer's entries our receipts
    say we hold with every payload. `frozen` is why no receipt is written any more. `looked` says in words how the last
    look went.
    """

    dialogue = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="logs")
    party = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, default="joint")
    origin = models.CharField(max_length=180, unique=True)
    ours = models.BooleanField()
    size = models.BigIntegerField(default=0)
    checkpoint = models.BinaryField(default=b"")
    cosigned = models.BinaryField(default=b"")
    receipted = models.BigIntegerField(default=0)
    seen = models.JSONField(default=dict)
    frozen = models.CharField(max_length=200, default="")
    looked_at = models.DateTimeField(null=True)
    looked = models.CharField(max_length=400, default="")

    class Meta:
        """One log for each party, dialogue and channel."""

        constraints = (models.UniqueConstraint(fields=["dialogue", "party", "channel"], name="one_log"),)


class Entry(models.Model):
    """The bytes of one entry."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    index = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        """Entries are found by log and index."""

        constraints = (models.UniqueConstraint(fields=["log", "index"], name="one_entry"),)


class Tile(models.Model):
    """A tile of the Merkle tree at its present width; a narrower one is its beginning."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="tiles")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        """Tiles are found by log, level and index."""

        constraints = (models.UniqueConstraint(fields=["log", "level", "index"], name="one_tile"),)


class SignedRoot(models.Model):
    """A root of our own log that we signed, by size: what a peer may say that it has seen."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="signed_roots")
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)

    class Meta:
        """One root for each size; the database refuses a second one."""

        constraints = (models.UniqueConstraint(fields=["log", "size"], name="one_root"),)


class Countersignature(models.Model):
    """The newest checkpoint of our log that a peer has cosigned, with its cosignatures."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="countersignatures")
    party = models.CharField(max_length=20)
    size = models.BigIntegerField()
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """One for each peer."""

        constraints = (models.UniqueConstraint(fields=["log", "party"], name="one_countersignature"),)


class Payload(models.Model):
    """Salt and payload behind a commitment; `salted` is null while it is missing or after it was erased."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="payloads")
    commitment = models.CharField(max_length=64)
    salted = models.BinaryField(null=True)
    erased = models.BooleanField(default=False)

    class Meta:
        """A payload belongs to one dialogue, so that nobody fetches by commitment what was said in another."""

        constraints = (models.UniqueConstraint(fields=["dialogue", "commitment"], name="one_payload"),)


class Evidence(models.Model):
    """Bytes of another party that were not what they must be, kept with the sentence that says so."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="evidence")
    party = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)
    code = models.CharField(max_length=60)
    sentence = models.TextField()
    data = models.BinaryField()


class Pouch(models.Model):
    """A pouch that we packed for a peer (`out`) or that came from one (`in`), known again by number and digest.

    `age` is, of one that came, the one-time recipients it offered; of one that we packed, the recipient that we used.
    `state` is ``packed``, ``opened``, or ``pending``: it is sound, and the entries before its own are not here yet;
    only then `data` holds it. Nothing of a pouch but that is kept.
    """

    OUT, IN = "out", "in"
    PACKED, OPENED, PENDING = "packed", "opened", "pending"

    dialogue = models.ForeignKey(Dialogue, on_delete=models.PROTECT, related_name="pouches")
    party = models.CharField(max_length=20)
    way = models.CharField(max_length=3)
    number = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    age = models.JSONField(default=list)
    state = models.CharField(max_length=7)
    data = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        """One for each digest."""

        constraints = (models.UniqueConstraint(fields=["dialogue", "way", "sha256"], name="one_pouch"),)


from comity.node.joint.register import RegisterEntry, RegisterState, RegisterTerm  # noqa: E402  # Django looks here

__all__ = [
    "Countersignature", "Dialogue", "Entry", "Evidence", "Log", "Payload", "RegisterEntry", "RegisterState",
    "RegisterTerm", "SignedRoot", "Tile",
]  # fmt: skip
