# SPDX-License-Identifier: Apache-2.0
"""One RSS 2.0 feed of what is published, in the page's language or the one that ``?lang=`` asks for.

Rules:
  1. An item's guid is the name of the version, so it never changes; a correction is another version and another item.
  2. Titles and purposes are in the feed's language where the words have it; the purpose stands before the title.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from comity.node.dialogues import Published, published
from comity.node.marking import LABELS, leaves
from comity.web.page import own_view
from comity.web.perspective import Perspective
from comity.web.tags import pick
from comity.web.wording import language, say


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Write the feed."""
    name = own_view().name(own_view().us)
    rss = Rss201rev2Feed(
        title=str(say("register.feed-title", name=name)),
        link=request.build_absolute_uri(reverse("register")),
        description=str(say("register.feed-text", name=name)),
        language=language(),
        feed_url=request.build_absolute_uri(f"{request.path}?lang={language()}"),
    )
    for item in published():
        # What a joint release names is for everybody, unless its own words say otherwise.
        if item.object.kind != "paragraph" and leaves(str(item.words.get("marking") or LABELS[0]), "feed"):
            _add(rss, request, item)
    response = HttpResponse(rss.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _add(rss: Rss201rev2Feed, request: HttpRequest, item: Published) -> None:
    titles = item.words.get("title") or item.words.get("wording") or {}
    view = Perspective.public(item.room)
    parties = ", ".join(view.name(code) for code in view.order(item.room.dialogue.parties))
    purpose = say(f"purpose.{item.room.purpose}")
    title = titles[pick(titles, language())] if isinstance(titles, dict) and titles else say(f"kind.{item.object.kind}")
    rss.add_item(
        title=f"[{purpose}] {title}",
        link=request.build_absolute_uri(f"{reverse('account', args=[item.id])}?lang={language()}"),
        description=f"{say(f'kind.{item.object.kind}')}; {say('register.published-by', names=parties)}",
        unique_id=f"urn:sha256:{item.id}",
        unique_id_is_permalink=False,
        pubdate=item.released_at,
        categories=(purpose,),
    )
