# SPDX-License-Identifier: Apache-2.0
"""LibreOffice without a screen, with a profile of its own; one process for many files."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

AT_ONCE = 50


def convert(folder, files, to):
    """Have LibreOffice read files and write them anew; gives the bytes by name."""
    soffice = shutil.which("soffice")
    if soffice is None:
        assert os.environ.get("CI") != "true", "install the package libreoffice-writer-nogui"
        pytest.skip("needs the package libreoffice-writer-nogui")
    source, target = folder / "in", folder / "out"
    source.mkdir()
    for name, data in files.items():
        (source / name).write_bytes(data)
    names = sorted(files)
    for first in range(0, len(names), AT_ONCE):
        command = [
            soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--outdir",
            str(target), *(str(source / name) for name in names[first : first + AT_ONCE]),
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=110, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, done.stderr[-2000:]
    made = {path.name: path.read_bytes() for path in target.iterdir()}
    stems = {name.rpartition(".")[0] for name in made}
    assert [name for name in names if name.rpartition(".")[0] not in stems] == [], "LibreOffice did not convert these"
    return made
