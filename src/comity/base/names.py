# SPDX-License-Identifier: Apache-2.0
"""The names that stand in acts, each in its only spelling.

party      XA                                   upper-case letters, digits, hyphen; ISO 3166-1 or an organisation
id         0f5c8a61d2b34e7f9a10b2c3d4e5f607     16 random bytes in lower-case hexadecimal
digest     64 lower-case hexadecimal digits     a version, a commitment, the hash of an entry
instant    2027-03-04T13:02:11Z                 UTC, to the second
language   fr                                   a two- or three-letter code
origin     alba.example/4c1d0a7be2f94c55        the first line of a log's checkpoints
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from comity.base.errors import Malformed

_PATTERNS = {
    "party": re.compile(r"[A-Z][A-Z0-9-]{1,19}", re.ASCII),
    "id": re.compile(r"[0-9a-f]{32}", re.ASCII),
    "digest": re.compile(r"[0-9a-f]{64}", re.ASCII),
    "instant": re.compile(r"[1-9][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z", re.ASCII),
    "language": re.compile(r"[a-z]{2,3}", re.ASCII),
    "origin": re.compile(r"[a-z0-9][a-z0-9.-]{0,99}/[0-9a-z-]{1,64}", re.ASCII),
    "place": re.compile(r"[0-9a-z]{1,40}", re.ASCII),
    "word": re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII),
}


def is_name(sort: str, value: object) -> bool:
    """Say whether `value` is spelled as a name of this sort: party, id, digest, instant, language, origin, ..."""
    if not isinstance(value, str) or _PATTERNS[sort].fullmatch(value) is None:
        return False
    return sort != "instant" or _is_instant(value)


def spelled(sort: str) -> Callable[[object], bool]:
    """Give the question `is_name` asks of this sort, for one who asks it very often."""
    match = _PATTERNS[sort].fullmatch
    if sort == "instant":
        return lambda value: isinstance(value, str) and match(value) is not None and _is_instant(value)
    return lambda value: isinstance(value, str) and match(value) is not None


def require(sort: str, value: object, path: str) -> str:
    """Give `value` back if it is a name of this sort, or raise Malformed."""
    if not is_name(sort, value):
        raise Malformed(f"{path}: expected a name of the sort {sort!r}, found {str(value)[:60]!r}")
    assert isinstance(value, str)
    return value


def instant(moment: datetime) -> str:
    """Spell an aware datetime as an instant; fractions of a second are dropped."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(value: str) -> datetime:
    """Read an instant as an aware datetime in UTC."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _is_instant(value: str) -> bool:
    try:
        # The pattern has left one spelling; this only asks whether there is such a day, and such an hour.
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return value[11:13] < "24"  # later Pythons read 24:00 as the next day's midnight
