# SPDX-License-Identifier: Apache-2.0
"""Speaking to the running node, as an officer, by its HTTP interface; what it refuses comes back as the same error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import urllib3

from comity.base.errors import Carrier, ComityError, Ours, Theirs
from comity.node.home import Home


class NodeClient:
    """The HTTP interface of the node in a home, or at an address, for the officer whose token it is."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=60), retries=False)

    @classmethod
    def of(cls, home: Path, token: str) -> NodeClient:
        """Speak to the node of a home."""
        return cls(Home(home).settings().web_address, token)

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self._ask("GET", path, None)

    def post(self, path: str, value: Any = None) -> Any:
        """Say something: a JSON value, or bytes as they are."""
        body = value if isinstance(value, bytes) else json.dumps(value if value is not None else {}).encode()
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        try:
            response = self._pool.request(method, f"{self._address}/api/{path}", body=body, headers=self._headers)
        except urllib3.exceptions.HTTPError as error:
            raise Carrier(
                f"no node answers at {self._address}", hint="start it with `comity serve`; nothing was changed"
            ) from error
        try:
            value = json.loads(response.data or b"null")
        except ValueError as error:
            raise Carrier(
                f"what answers at {self._address} is no node of this version: HTTP {response.status}"
            ) from error
        if response.status >= 400:
            raise _error(value, response.status)
        return value


def _error(value: Any, status: int) -> ComityError:
    if not isinstance(value, dict) or "message" not in value:
        return Carrier(f"the node answered HTTP {status}")
    sort = {3: Theirs, 4: Carrier}.get(value.get("exit_code", 1), Ours)
    return sort(value["message"], hint=value.get("hint", ""), code=value.get("code", ""))
