# SPDX-License-Identifier: Apache-2.0
"""A road to a node that a test can close: who knocks at its port is led to the node's own, or finds nobody.

The bytes go through as they come: what is encrypted and pinned between two nodes stays so.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Road:
    """A road to one port of loopback; open from the beginning."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._going: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._serve()

    def close(self) -> None:
        """Let nobody through any more, and cut off those who are under way."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for each in list(self._going):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def open(self) -> None:
        """Let them through again, at the same port."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._welcome, args=(self._door,), daemon=True).start()

    def _welcome(self, door: socket.socket) -> None:
        while True:
            try:
                guest, _ = door.accept()
            except OSError:  # the road is closed
                return
            try:
                node = socket.create_connection(("127.0.0.1", self._to))
            except OSError:  # the node is not there
                guest.close()
                continue
            for one, other in ((guest, node), (node, guest)):
                threading.Thread(target=self._lead, args=(one, other), daemon=True).start()

    def _lead(self, one: socket.socket, other: socket.socket) -> None:
        self._going.add(one)
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._going.discard(one)
        one.close()
