# SPDX-License-Identifier: Apache-2.0
"""Officers, and the secrets by which they come in: one-time links, recovery codes, and tokens for the command line.

Rules:
  1. A secret is shown once, when it is made; the national file keeps only its digest. A link is used up by signing in
     with it, not by looking at it, so that a mail program's preview does not spend it.
  2. Until the node holds its first dialogue, whoever has the shell enters officers alone: nothing is there to guard.
     From then on an officer, and a link or token for an officer who has a passkey, wait for a second officer.
  3. A recovery code has 100 bits: it cannot be guessed, so nobody needs to be locked out for guessing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import HttpRequest

from comity.base.errors import NotPermitted, Ours
from comity.node import appointments, posts, trail
from comity.node.clock import now
from comity.node.national.models import Credential, Officer

LINK_LASTS = timedelta(hours=12)
CODES = 10


def add(
    *, name: str, post: str, roles: str, ministry: str = "", language: str = "en", by: Officer | None = None
) -> Officer:
    """Enter an officer at a new post with roles (words separated by spaces); by nobody means at the shell."""
    posts.require_roles(roles)
    if Officer.objects.filter(name=name).exists():
        raise Ours(f"there is an officer {name!r} already", hint="nothing was changed")
    officer = Officer(name=name, language=language, is_active=not appointments.needed())
    officer.set_unusable_password()
    with transaction.atomic():
        officer.save()
        posts.create(post, ministry=ministry, roles=roles, holder=officer)
        trail.did(by or trail.SHELL, "enter officer", thing=name)
        if not officer.is_active:
            appointments.ask(appointments.OFFICER, officer.pk, officer, by=by)
    return officer


def give_link(officer: Officer, by: Officer | None = None) -> str:
    """Make a one-time sign-in secret; it stands in the address /sign-in/SECRET/."""
    return _give(officer, Credential.LINK, lasts=LINK_LASTS, by=by)


def give_token(officer: Officer, by: Officer | None = None) -> str:
    """Make a token for the command line."""
    return _give(officer, Credential.TOKEN, lasts=None, by=by)


def give_calendar(officer: Officer) -> str:
    """Make the secret of a calendar's address for an officer who is signed in; the one given before opens nothing."""
    with transaction.atomic():
        Credential.objects.filter(officer=officer, sort=Credential.DATES).delete()
        secret = secrets.token_urlsafe(32)
        Credential.objects.create(officer=officer, sort=Credential.DATES, digest=_digest(secret))
        trail.did(officer, "make calendar address")
    return secret


def give_codes(officer: Officer) -> tuple[str, ...]:
    """Make recovery codes for an officer who is signed in; those given before open nothing any more."""
    codes = tuple("-".join(secrets.token_hex(13)[i : i + 5] for i in range(0, 25, 5)) for _ in range(CODES))
    with transaction.atomic():
        Credential.objects.filter(officer=officer, sort=Credential.CODE).delete()
        for code in codes:
            Credential.objects.create(officer=officer, sort=Credential.CODE, digest=_digest(code))
        trail.did(officer, "make recovery codes")
    return codes


def end_sessions(officer: Officer) -> None:
    """End every session of an officer in every browser."""
    officer.set_unusable_password()
    officer.save(update_fields=["password"])


def dismiss(officer: Officer, by: Officer | None = None) -> None:
    """Let an officer go: no way in remains, their sessions end, their posts are vacant. One person is enough."""
    officer.is_active = False
    with transaction.atomic():
        officer.save(update_fields=["is_active"])
        end_sessions(officer)
        Credential.objects.filter(officer=officer).delete()
        officer.passkeys.all().delete()
        officer.held.update(holder=None)
        officer.stood_in_for.update(deputy=None)
        trail.did(by or trail.SHELL, "dismiss officer", thing=officer.name)


def officer_of_link(secret: str) -> Officer | None:
    """Say whose unused, unexpired link this is, without using it up."""
    row = _find(secret, Credential.LINK)
    return row.officer if row is not None else None


def officer_of_token(secret: str) -> Officer | None:
    """Say whose token this is."""
    row = _find(secret, Credential.TOKEN)
    return row.officer if row is not None else None


def officer_of_calendar(secret: str) -> Officer | None:
    """Say whose calendar address this is."""
    row = _find(secret, Credential.DATES)
    return row.officer if row is not None else None


def require_token(secret: str) -> Officer:
    """Give the officer of a token, or raise NotPermitted."""
    officer = officer_of_token(secret)
    if officer is None:
        raise NotPermitted(
            "the token is not one of this node", hint="ask the operator for one: `comity officer token NAME`",
            code="post.unknown-token",
        )  # fmt: skip
    return officer


class SecretBackend(BaseBackend):
    """Django's way in by one-time link or recovery code."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        link: str = "",
        code: str = "",
        **_: object,
    ) -> Officer | None:
        """Use up a link or a code."""
        sort = Credential.LINK if link else Credential.CODE
        with transaction.atomic():
            row = _find(link or code.strip().lower(), sort)
            if row is None:
                return None
            # Two browsers may come with one secret at once: only the update that finds it unused wins.
            used = Credential.objects.filter(pk=row.pk, used_at=None).update(used_at=now())
            if used:
                trail.did(row.officer, f"sign in by {'link' if link else 'recovery code'}")
        return row.officer if used else None

    def get_user(self, user_id: int) -> Officer | None:
        """Find the officer of a session."""
        return Officer.objects.filter(pk=user_id, is_active=True).first()


def _give(officer: Officer, sort: str, lasts: timedelta | None, by: Officer | None) -> str:
    secret = secrets.token_urlsafe(32)
    waits = appointments.needed() and officer.passkeys.filter(waits=False).exists()
    with transaction.atomic():
        row = Credential.objects.create(
            officer=officer, sort=sort, digest=_digest(secret), waits=waits,
            expires_at=now() + lasts if lasts is not None else None,
        )  # fmt: skip
        trail.did(by or trail.SHELL, f"give {sort}", thing=officer.name)
        if waits:
            appointments.ask(appointments.WAY_IN, row.pk, officer, by=by)
    return secret


def _find(secret: str, sort: str) -> Credential | None:
    row = Credential.objects.select_related("officer").filter(digest=_digest(secret), sort=sort).first()
    if row is None or row.waits or not row.officer.is_active or (row.expires_at is not None and row.expires_at < now()):
        return None
    return None if sort != Credential.TOKEN and row.used_at is not None else row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
