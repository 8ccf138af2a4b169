# SPDX-License-Identifier: Apache-2.0
"""Mail of the node: short, the same for everybody, and without a word of any dialogue.

By default mails are files in HOME/mail, for a node that is cut off or an operator who carries them on. The operator
names a server in node.json: ``"mail": {"from": "comity@alba.example", "host": "mail.alba.example", "port": 587}``, and
gives its password in the environment (COMITY_MAIL_PASSWORD), never in a file of the node.
"""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.core.mail import EmailMessage

from comity.node import trail
from comity.node.home import here
from comity.node.marking import require_exit
from comity.node.national.models import Officer

# What a mail may say is for everybody: a number, an hour, a link. No other words are ever put into one.
MARKED = "TLP:CLEAR"

logger = logging.getLogger("comity.mail")

# Sort of mail -> language -> subject, and its lines. The words are the same for all: what fills them says nothing.
_WORDS = {
    "clearance": {
        "fr": ("Accord demandé, n° {number}", "Votre accord est demandé sur un texte avant le {deadline}."),
        "en": ("Clearance asked for, no. {number}", "Your clearance of a text is asked for before {deadline}."),
        "ru": ("Запрос на согласование № {number}", "Просим согласовать текст до {deadline}."),
    },
    "reminder": {
        "fr": ("Comity : {number} en attente", "Ce qui vous attend : {number}. Première échéance : {deadline}."),
        "en": ("Comity: {number} waiting", "Things that wait for you: {number}. First deadline: {deadline}."),
        "ru": ("Comity: ожидает дел — {number}", "Вас ожидает дел: {number}. Ближайший срок: {deadline}."),
    },
}
_NO_DEADLINE = {"fr": "aucune", "en": "none", "ru": "нет"}


def send(
    who: Officer | str, to: str, sort: str, *, number: str, deadline: datetime | None, address: str, language: str = ""
) -> None:
    """Send a mail in one language, or in all three where it is not known which its reader reads."""
    marked = str(require_exit(MARKED, "mail"))
    languages = (language,) if language in _WORDS[sort] else tuple(_WORDS[sort])
    parts = []
    for lang in languages:
        _, line = _WORDS[sort][lang]
        parts.append(line.format(number=number, deadline=_hour(deadline, lang)))
    subject = _WORDS[sort][languages[0]][0].format(number=number)
    message = EmailMessage(subject, "\n".join([*parts, "", address, ""]), to=[to])
    try:
        message.send()
    except OSError as error:  # the server is not there: what was asked stands, and the operator is told
        logger.warning("a mail could not be sent: %s", error)
        return
    trail.left(who, "mail", to=to, thing=sort, marking=marked)


def _hour(at: datetime | None, language: str) -> str:
    if at is None:
        return _NO_DEADLINE[language]
    local = at.astimezone(ZoneInfo(here().settings().zone))
    return format_datetime(local, "d MMMM y, HH:mm (ZZZZ)", locale=language)
