# SPDX-License-Identifier: Apache-2.0
"""Run mypy over the program. Its Django plugin reads the settings of a node, so it gets a node of its own."""

import os
import subprocess
import sys
import tempfile

from comity.node.home import Home

with tempfile.TemporaryDirectory() as folder:
    home = Home(folder)
    home.create(
        code="XA", name={"en": "Alba"}, zone="UTC", domain="alba.example", web="127.0.0.1:1", road="127.0.0.1:2"
    )
    command = [sys.executable, "-m", "mypy", *sys.argv[1:]]
    sys.exit(subprocess.run(command, env={**os.environ, "COMITY_HOME": folder}, check=False).returncode)
