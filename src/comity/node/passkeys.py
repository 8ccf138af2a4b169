# SPDX-License-Identifier: Apache-2.0
"""Passkeys: an officer's device answers a challenge with a key that never leaves it (W3C Web Authentication, level 2).

    add      the officer, signed in, has the device make a key pair; a second officer confirms; then it opens the door
    sign in  the device signs a challenge of ours for this very origin; nobody types a name

Rules:
  1. The device must verify its user (a PIN, a finger): what is possessed and what is known or is, in one step.
  2. A key is bound to the host name by which the node was reached, and an address in digits has none.
  3. A counter that did not go up, where the device has one, means a copied key: it is refused and the officer told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from comity.base.digest import digest
from comity.base.errors import NotPermitted, Ours
from comity.node import appointments, trail
from comity.node.clock import now
from comity.node.national.models import Officer, Passkey

State = Mapping[str, Any]


def begin_adding(officer: Officer, origin: str) -> tuple[dict[str, Any], State]:
    """Give what the browser asks the device, as JSON, and what to keep until the answer."""
    user = PublicKeyCredentialUserEntity(id=_handle(officer), name=officer.name, display_name=officer.name)
    options, state = _server(origin).register_begin(
        user,
        [AttestedCredentialData(bytes(row.public)) for row in officer.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options.public_key), state


def add(officer: Officer, origin: str, state: State, answer: Mapping[str, Any], *, name: str) -> Passkey:
    """Keep the key that a device has made; it opens nothing until a second officer has confirmed it."""
    try:
        made = _server(origin).register_complete(state, answer)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise _refused(error) from error
    known = made.credential_data
    if known is None or Passkey.objects.filter(handle=known.credential_id.hex()).exists():
        raise Ours("this device is known already", hint="nothing was changed", code="passkey.known")
    waits = appointments.needed()
    with transaction.atomic():
        row = Passkey.objects.create(
            officer=officer, name=name[:100] or "1", handle=known.credential_id.hex(), public=bytes(known),
            counter=made.counter, waits=waits,
        )  # fmt: skip
        trail.did(officer, "add passkey", thing=row.pk)
        if waits:
            appointments.ask(appointments.DEVICE, row.pk, officer, by=officer)
    return row


def begin_entering(origin: str) -> tuple[dict[str, Any], State]:
    """Give the challenge for somebody who has not said who they are, and what to keep until the answer."""
    options, state = _server(origin).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options.public_key), state


def enter(origin: str, state: State, answer: Mapping[str, Any]) -> Officer:
    """Give the officer whose device signed the challenge, or raise NotPermitted."""
    try:
        response = AuthenticationResponse.from_dict(answer)
        with transaction.atomic():
            row = (
                Passkey.objects.select_for_update(of=("self",))
                .select_related("officer")
                .filter(handle=response.raw_id.hex(), waits=False, officer__is_active=True)
                .first()
            )
            if row is None:
                raise _refused("no such key")
            _server(origin).authenticate_complete(state, [AttestedCredentialData(bytes(row.public))], answer)
            counter = response.response.authenticator_data.counter
            if counter <= row.counter and (counter or row.counter):
                raise _refused("its counter did not go up")
            row.counter, row.used_at = counter, now()
            row.save(update_fields=["counter", "used_at"])
            trail.did(row.officer, "sign in by passkey", thing=row.pk)
    except (ValueError, KeyError, TypeError) as error:
        raise _refused(error) from error
    return row.officer


def remove(officer: Officer, passkey: int) -> None:
    """Take a device away from oneself; its sessions end with all others of the officer."""
    with transaction.atomic():
        gone, _ = officer.passkeys.filter(pk=passkey).delete()
        if gone:
            trail.did(officer, "remove passkey", thing=passkey)


def possible(origin: str) -> bool:
    """Say whether passkeys work at this origin: by name, and over TLS or on this machine."""
    scheme, _, host = origin.partition("://")
    name = host.partition(":")[0]
    return name == "localhost" or (scheme == "https" and not name.replace(".", "").isdigit() and "[" not in host)


def _server(origin: str) -> Fido2Server:
    host = origin.partition("://")[2].partition(":")[0]
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=host), verify_origin=lambda found: found == origin)


def _handle(officer: Officer) -> bytes:
    """Name an officer to their device by something that says nothing about them."""
    return bytes.fromhex(digest("officer/v1", str(officer.pk).encode(), officer.name.encode()))[:32]


def _refused(error: object) -> NotPermitted:
    return NotPermitted(
        f"the device's answer does not open the door: {error}",
        hint="try again, or ask the operator for a one-time link; nothing was changed", code="passkey.refused",
    )  # fmt: skip
