# SPDX-License-Identifier: Apache-2.0
"""Every error that Comity raises on purpose, sorted by whose fault it is.

    ComityError
      Ours       the caller asked for something the rules do not allow, or our own file is broken
      Theirs     bytes that came from another party are not what they must be; kept as evidence
      Carrier    the road failed and nobody is to blame

Blame is a finding, not a guess: an older checkpoint is `Carrier`, since an old copy is the usual cause.
A message says what was expected, what stood there, and what happened to the user's data; `hint` says the next step.
Messages begin in lower case and have no final full stop. The exit codes are those of the command line.
"""

from __future__ import annotations


class ComityError(Exception):
    """An error with a stable `code`, a sentence, a `hint`, and the exit code of the command line."""

    code = "error"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", code: str = "", **facts: object) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code or type(self).code
        self.facts = facts


class Ours(ComityError):
    """The caller asked for something the rules do not allow."""

    code = "ours"
    exit_code = 1


class NotPermitted(Ours):
    """This verb, on this kind, by this party, in this standing, is not in the table."""

    code = "act.not-permitted"


class Damaged(Ours):
    """Our own file, database or setting is not what we wrote."""

    code = "ours.damaged"


class Theirs(ComityError):
    """Bytes that came from another party are not what they must be."""

    code = "theirs"
    exit_code = 3


class Malformed(Theirs):
    """Bytes are not in the format: says where, what was expected and what stood there."""

    code = "theirs.malformed"


class BadSignature(Theirs):
    """A signature by a known key does not verify."""

    code = "theirs.bad-signature"


class BadProof(Theirs):
    """Entries, tiles or payloads do not hash to what was signed."""

    code = "theirs.bad-proof"


class Equivocation(Theirs):
    """Two signed notes of one log that cannot both be true; carries both, and the hashes that show it."""

    code = "theirs.equivocation"

    def __init__(
        self, message: str, *, first: bytes, second: bytes, proof: tuple[bytes, ...] = (), hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.first = first
        self.second = second
        self.proof = proof


class Carrier(ComityError):
    """The road failed: a time-out, a cut, an old copy. Nobody is to blame."""

    code = "carrier"
    exit_code = 4
