# SPDX-License-Identifier: Apache-2.0
"""Words of the other side that are nothing like what the specification says: the page still opens, and runs nothing."""

from __future__ import annotations

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

SCRIPT = "<script>alert(1)</script>{{ 7 }}{% csrf_token %}"
HOSTILE = {
    "lists for texts": {"title": ["a", 1], "wording": [1, 2], "subject": [], "question": [[]], "answer": [None]},
    "numbers for texts": {"title": 1, "wording": 2, "subject": 0, "number": 3, "level": 99, "city": 5, "form": 6},
    "objects of objects": {
        "title": {"en": {"en": "x"}},
        "wording": {"x y": "z"},
        "heads": {"name": 1},
        "number": {"": {}},
    },
    "empty things": {"title": {}, "wording": "", "heads": [], "agencies": [], "from": "", "facts": []},
    "no dates": {"from": "2027-02-31", "to": "9999-99-99", "published": "0000-00-00", "due": "XXXX/2027"},
    "dates of another sort": {"from": 2027, "to": ["2027"], "published": {"en": "x"}, "due": True},
    "strange people": {
        "heads": ["x", 1, None],
        "agencies": "abc",
        "observers": [{"en": 1}],
        "lead": ["XA"],
        "country": {},
    },
    "markup": {"title": {"en": SCRIPT, "fr": SCRIPT}, "wording": SCRIPT, SCRIPT: SCRIPT},
    "keys of our own": {"__class__": "x", "items": [1], "get": 2, "keys": {"en": "x"}, "values": "y"},
}
ACCOUNTS = {
    "facts that are none": {"facts": [1, "x", None, [], {}], "issuer": ["XA"], "round": [], "source": 1, "title": 2},
    "facts of strange sorts": {
        "facts": [
            {"section": "head", "party": ["XA"], "text": 1, "support": [], "sentence": 5},
            {"section": ["x"], "party": {"a": 1}, "field": 1, "value": [{}], "sentence": [[], {}], "source": "x"},
            {"section": "finding", "field": "statement", "value": {"class": [], "topics": 3, "speaker": "XA"}},
            {"section": "paper", "field": "paper", "value": {"instrument": ["x"], "by": {}}, "id": ["p"]},
            {"section": "round", "field": "round.date", "value": {"start": 5, "end": [], "city": {}, "body": []}},
            {"section": "agenda", "id": {"a": 1}, "attributed_to": [1], "quote": 5, "support": "elsewhere"},
        ],
        "issuer": {"a": 1}, "round": {"from": 1, "to": {}, "number": {}, "city": 3}, "title": {"en": [1]},
        "source": {"publisher": 1, "title": [], "published": [], "url": "javascript:alert(1)", "language": {}},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def said(world: World) -> dict[str, str]:
    """What Boria said, by name: the object."""
    d, found = world.ids["dialogue"], {}
    for name, words in HOSTILE.items():
        for kind in ("paper", "consultation", "delegation"):
            found[f"{name}, {kind}"] = world.boria.say(d, "notify", kind, words=words)["object"]
        found[f"{name}, round"] = world.boria.say(d, "table", "round", words=words)["object"]
    text = world.boria.say(
        d, "table", "text", structure={"languages": [{"language": "en", "status": "authentic"}]},
        words={"title": {"en": "A text of its own"}},
    )["object"]  # fmt: skip
    found["text"] = text
    structure = {"text": text, "language": "en", "place": "z"}
    for number, words in enumerate(({"wording": {"en": "x"}}, {"wording": ["x"]}, {}, {"wording": ""})):
        made = world.boria.say(d, "table", "paragraph", structure={**structure, "place": f"z{number}"}, words=words)
        found[f"paragraph {number}"] = made["object"]
    for name, words in ACCOUNTS.items():
        found[name] = world.boria.say(d, "notify", "account", words=words)["object"]
    world.meet(d)
    return found


def test_page_of_each_opens(world: World, officers: dict[str, Visitor], said: dict[str, str]):
    d = world.ids["dialogue"]
    for path in ("/desk/", "/duty/", f"/desk/{d}/", f"/desk/{d}/{world.ids['text']}/"):
        page = officers["releaser"].get(path)
        assert (path, page.status) == (path, 200)
        assert "<script>alert" not in page.body
    for name, thing in said.items():
        page = officers["releaser"].get(f"/desk/{d}/{thing}/")
        assert (name, page.status) == (name, 200)
        assert "<script>alert" not in page.body
        assert 'href="javascript:' not in page.body


def test_published_account_of_strange_words_opens(world: World, officers: dict[str, Visitor], stranger: Visitor):
    file = world.ids["fr-ru-2021-file"]
    for name, words in ACCOUNTS.items():
        reported = {"party": "RU", "on": "2021", "means": "published"}
        made = world.alba.say(file, "notify", "account", words=words, reported=reported)
        release = world.alba.say(file, "table", "release", structure={"releases": [made["version"]]})
        page = stranger.get(f"/register/{made['version']}/")
        assert (name, page.status) == (name, 200)
        assert 'href="javascript:' not in page.body
        for path in (
            "/register/",
            "/register/feed.rss",
            "/register/?q=draft",
            "/framework/",
            "/framework/terms/",
            "/fora/",
        ):
            assert (path, stranger.get(path).status) == (path, 200)
        assert officers["releaser"].get(f"/desk/{file}/{release['object']}/").status == 200
