# SPDX-License-Identifier: Apache-2.0
"""Officers, and the two secrets by which they come in: one-time links for a browser, tokens for the command line.

A secret is shown once, when it is made; the national file keeps only its digest. A link is used up by signing in with
it, not by looking at it, so that a mail program's preview does not spend it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import HttpRequest

from comity.base.errors import NotPermitted, Ours
from comity.node.clock import now
from comity.node.national.models import Credential, Officer
from comity.node.policy import ROLES

LINK_LASTS = timedelta(hours=12)


def add(*, name: str, post: str, roles: str, ministry: str = "", language: str = "en") -> Officer:
    """Enter an officer with a post and roles (words separated by spaces)."""
    if unknown := sorted(set(roles.split()) - set(ROLES)):
        raise Ours(f"unknown role {unknown[0]!r}; known: {', '.join(ROLES)}")
    if Officer.objects.filter(name=name).exists():
        raise Ours(f"there is an officer {name!r} already", hint="nothing was changed")
    officer = Officer(name=name, post=post, roles=roles, ministry=ministry, language=language)
    officer.set_unusable_password()
    officer.save()
    return officer


def give_link(officer: Officer) -> str:
    """Make a one-time sign-in secret; it stands in the address /sign-in/SECRET/."""
    return _give(officer, Credential.LINK, lasts=LINK_LASTS)


def give_token(officer: Officer) -> str:
    """Make a token for the command line."""
    return _give(officer, Credential.TOKEN, lasts=None)


def officer_of_link(secret: str) -> Officer | None:
    """Say whose unused, unexpired link this is, without using it up."""
    row = _find(secret, Credential.LINK)
    return row.officer if row is not None else None


def officer_of_token(secret: str) -> Officer | None:
    """Say whose token this is."""
    row = _find(secret, Credential.TOKEN)
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


class LinkBackend(BaseBackend):
    """Django's way in by one-time link."""

    def authenticate(self, request: HttpRequest | None, link: str = "", **_: object) -> Officer | None:  # noqa: ARG002
        """Use up a link."""
        with transaction.atomic():
            row = _find(link, Credential.LINK)
            if row is None:
                return None
            # Two browsers may come with one link at once: only the update that finds it unused wins.
            used = Credential.objects.filter(pk=row.pk, used_at=None).update(used_at=now())
        return row.officer if used else None

    def get_user(self, user_id: int) -> Officer | None:
        """Find the officer of a session."""
        return Officer.objects.filter(pk=user_id, is_active=True).first()


def _give(officer: Officer, sort: str, lasts: timedelta | None) -> str:
    secret = secrets.token_urlsafe(32)
    Credential.objects.create(
        officer=officer, sort=sort, digest=_digest(secret), expires_at=now() + lasts if lasts is not None else None
    )
    return secret


def _find(secret: str, sort: str) -> Credential | None:
    row = Credential.objects.select_related("officer").filter(digest=_digest(secret), sort=sort).first()
    if row is None or not row.officer.is_active or (row.expires_at is not None and row.expires_at < now()):
        return None
    return None if sort == Credential.LINK and row.used_at is not None else row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
