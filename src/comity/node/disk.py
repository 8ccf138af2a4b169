# SPDX-License-Identifier: Apache-2.0
"""What a disk fails at: said in a sentence, and the end of the process where it was a sync.

After a failed sync the system may have dropped what it could not write, and a later sync of the same pages says that
all is well. So nothing is tried again, and nothing is signed: the process ends, and the next one reads the disk anew.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from comity.base.errors import Damaged


@contextmanager
def disk(what: str, *, hint: str) -> Iterator[None]:
    """Say in a sentence what the disk failed at; end the process where it was a sync."""
    try:
        yield
    except (DatabaseError, sqlite3.Error, OSError) as error:
        stop_on_failed_sync(error)
        raise Damaged(f"{what}: {error}", hint=hint) from error


def stop_on_failed_sync(error: Exception) -> None:
    """End the process where this error is a disk that failed. Whoever goes on after an error of a store asks first."""
    # What a peer sent may stand in the words of other errors, and must end nothing.
    of_store = isinstance(error, (DatabaseError, sqlite3.Error)) and "disk i/o error" in str(error).lower()
    if of_store or (isinstance(error, OSError) and error.errno == errno.EIO):
        os.write(2, b"comity: error: the disk failed while an act was written; the node stops\n")
        os._exit(1)
