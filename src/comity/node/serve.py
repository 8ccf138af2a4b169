# SPDX-License-Identifier: Apache-2.0
"""Running a node: three children of one parent, each with one task, all ended with it.

web      what people touch, HTTP
road     what peers touch, HTTPS with our pinned certificate
keeper   looks at peers, writes receipts, rings bells
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from comity.base.errors import Ours
from comity.node import desk, keys, ledger
from comity.node.home import Home
from comity.node.keeper import Keeper, ask_before_signing

_PR_SET_PDEATHSIG = 1


class _Server(BaseApplication):
    """Gunicorn on one address, set up from here and not from a file."""

    def __init__(self, load: Callable[[], Any], options: dict[str, Any]) -> None:
        self._load, self._options = load, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options."""
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """Give the application."""
        return self._load()


def serve(home: Home, *, ready: Callable[[str], None]) -> None:
    """Run the node until SIGTERM or SIGINT; `ready` is told the address once all listens.

    The caller holds the instance lock and has prepared the node.
    """
    node = home.settings()
    for host, port in ((node.web_host, node.web_port), (node.road_host, node.road_port)):
        _require_free(host, port)
    keys.certificate(home)
    home.folder("run", "static")
    ask_before_signing()
    ledger.recover()
    desk.settle()
    for connection in connections.all(initialized_only=True):
        connection.close()  # a connection does not survive a fork
    children = [_child(_web), _child(_road), _child(_keeper)]
    _wait_until_open(node.web_host, node.web_port)
    _wait_until_open(node.road_host, node.road_port)
    ready(node.web_address)
    _wait(children)


def _web() -> None:
    node = settings.NODE
    _Server(get_wsgi_application, {**_options(), "bind": f"{node.web_host}:{node.web_port}"}).run()


def _road() -> None:
    settings.ROOT_URLCONF = "comity.node.road"
    settings.MIDDLEWARE = []
    node = settings.NODE
    cert, key, _ = keys.certificate(settings.HOME)
    options = {"bind": f"{node.road_host}:{node.road_port}", "certfile": str(cert), "keyfile": str(key)}
    _Server(get_wsgi_application, {**_options(), **options}).run()


def _keeper() -> None:
    signal.signal(signal.SIGTERM, _exit)
    signal.signal(signal.SIGINT, _exit)
    Keeper().forever()


def _options() -> dict[str, Any]:
    return {
        "workers": 1, "threads": 8, "worker_class": "gthread", "loglevel": "warning", "preload_app": True,
        "graceful_timeout": 3, "timeout": 60, "worker_tmp_dir": str(settings.HOME.folder("run")),
        "limit_request_line": 4094, "control_socket_disable": True,
    }  # fmt: skip


def _child(work: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        # Where the parent is killed, nothing of the node is left running.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)
        sys.argv = sys.argv[:1]
        work()
    except KeyboardInterrupt:
        pass
    finally:
        os._exit(0)


def _wait(children: list[int]) -> None:
    """Wait for a signal, or for the first child that ends; then end the others."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    fallen = False
    try:
        os.wait()
        fallen = True
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for pid in children:
            _end(pid)
    if fallen:
        raise Ours("a part of the node ended by itself, so the node stopped", hint="see what it said before")


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def _require_free(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise Ours(
            f"the node cannot listen on {host}:{port}: {error.strerror}",
            hint="another program uses the port; change it in node.json", code="node.port-in-use",
        ) from error  # fmt: skip


def _wait_until_open(host: str, port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Ours(f"the node did not begin to listen on {host}:{port} within 15 seconds")


def _exit(_signal: int, _frame: FrameType | None) -> None:
    os._exit(0)
