# SPDX-License-Identifier: Apache-2.0
"""The public logs, for anybody: tiles and checkpoint as c2sp.org/tlog-tiles serves them, card, words, and proof files.

    /log/                                 the public logs of this node, with their cards
    /log/TOKEN/checkpoint                 Cache-Control: no-cache
    /log/TOKEN/tile/0/000.p/12            immutable: a tile of this width never changes
    /log/TOKEN/payload/COMMITMENT         salt and words of something published
    /log/TOKEN/card.json
    /register/VERSION/proof.json          everything to check one publication, in one file
    /register/VERSION/proof.tlog-proof    the proof alone (c2sp.org/tlog-proof)

TOKEN is the last part of a public log's origin. What is not published has no address here.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.base.errors import Malformed
from comity.exchange.card import encode_card
from comity.log.tile import parse_tile_path
from comity.node import publication, store
from comity.node.dialogues import open_published
from comity.node.joint.models import Log
from comity.node.witnesses import note_of

IMMUTABLE = "public, max-age=31536000, immutable"
FRESH = "public, max-age=60"


@require_safe
def logs(request: HttpRequest) -> HttpResponse:
    """List the public logs of this node."""
    found = [
        {
            "origin": log.origin, "dialogue": log.dialogue_id, "size": log.size,
            "url": request.build_absolute_uri(reverse("public_log", args=[_token(log)])),
        }
        for log in publication.public_logs()
    ]  # fmt: skip
    response = JsonResponse({"logs": found})
    response["Cache-Control"] = FRESH
    return response


@require_safe
def log(request: HttpRequest, token: str) -> HttpResponse:
    """Say of one public log where its parts are: what `comity monitor` is given."""
    found = _log(token)
    parts = {name: request.build_absolute_uri(f"{request.path}{name}") for name in ("card.json", "checkpoint")}
    response = JsonResponse({
        "origin": found.origin, "size": found.size, "vkeys": publication.vkeys_of(found), **parts,
    })  # fmt: skip
    response["Cache-Control"] = FRESH
    return response


@require_safe
def checkpoint(_request: HttpRequest, token: str) -> HttpResponse:
    """Serve the newest checkpoint."""
    return _answer(note_of(_log(token)), "text/plain; charset=utf-8", "no-cache")


@require_safe
def tile(_request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Serve a tile or bundle."""
    found = _log(token)
    try:
        wanted = parse_tile_path(name)
    except Malformed:
        raise Http404 from None
    data = store.tile(found, wanted.level, wanted.index, wanted.width)
    if data is None:
        raise Http404
    return _answer(data, "application/octet-stream", IMMUTABLE)


@require_safe
def card(_request: HttpRequest, token: str) -> HttpResponse:
    """Serve the card of a public log."""
    return _answer(encode_card(publication.card_for(_log(token))), "application/json", FRESH)


@require_safe
def payload(_request: HttpRequest, token: str, commitment: str) -> HttpResponse:
    """Serve salt and words of a version that this log publishes."""
    salted = publication.published_words(_log(token), commitment)
    if salted is None:
        raise Http404
    return _answer(salted, "application/octet-stream", FRESH)


@require_safe
def proof(_request: HttpRequest, version: str, sort: str) -> HttpResponse:
    """Give the proof of one publication as a file."""
    item = open_published(version)
    place = publication.place_of(item.room.id, version)
    if place is None:
        raise Http404
    if sort == "json":
        return _file(publication.proof_file(place), "application/json", f"{version[:16]}.json")
    return _file(publication.tlog_proof(place.log, place.index), "text/plain", f"{version[:16]}.tlog-proof")


def _token(found: Log) -> str:
    return found.origin.rsplit("/", 1)[1]


def _log(token: str) -> Log:
    for found in publication.public_logs():
        if _token(found) == token:
            return found
    raise Http404


def _answer(data: bytes, sort: str, cache: str) -> HttpResponse:
    response = HttpResponse(data, content_type=sort)
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _file(data: bytes, sort: str, name: str) -> HttpResponse:
    response = _answer(data, sort, FRESH)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
