# SPDX-License-Identifier: Apache-2.0
"""What holds of every page: its policy, its languages, who can read it, its purpose, its hours, its order of states."""

from __future__ import annotations

import re

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

PUBLIC = (
    "/",
    "/register/",
    "/register/{fr-ru-2021}/",
    "/register/{us-fr-2018}/",
    "/register/{text_version}/",
    "/sign-in/",
)
PRIVATE = (
    "/desk/",
    "/desk/{dialogue}/",
    "/desk/{dialogue}/{rival}/",
    "/desk/{dialogue}/{text}/",
    "/desk/{dialogue}/{round}/",
    "/desk/{fr-ru-2021-file}/",
    "/duty/",
    "/duty/mandates/",
    "/reading/",
    "/desk/proposal/1/",
)
LANGUAGES = {"fr": "Qui peut lire cette page", "en": "Who can read this page", "ru": "Кто может читать эту страницу"}
PURPOSE = {
    "fr": ("exercice", "reconstruction"),
    "en": ("exercise", "reconstruction"),
    "ru": ("учение", "реконструкция"),
}


@pytest.mark.parametrize("path", PUBLIC + PRIVATE)
def test_page_says_in_each_language_who_reads_it_and_its_purpose(world: World, officers: dict[str, Visitor], path: str):
    for language, sentence in LANGUAGES.items():
        page = officers["drafter"].get(f"{path.format(**world.ids)}?lang={language}")
        assert page.status == 200
        assert f'<html lang="{language}">' in page.body
        assert page.headers["Content-Language"] == language
        strip = re.search(r'(?s)<div class="strip">(.*?)</div>', page.body)
        assert strip is not None
        assert sentence in strip[1]
        assert any(word in strip[1] for word in PURPOSE[language])
    officers["drafter"].get("/?lang=en")


@pytest.mark.parametrize("path", [*PUBLIC, *PRIVATE, "/nowhere/", "/register/feed.rss", "/static/comity/comity.css"])
def test_page_carries_the_policy_and_asks_nothing_of_others(world: World, officers: dict[str, Visitor], path: str):
    page = officers["drafter"].get(path.format(**world.ids))
    if "static" not in path:
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert re.findall(r"""(?:src|action)=["']https?:""", page.body) == []
    assert re.findall(r"<(?:link|script|img)[^>]+https?://", page.body) == []
    assert re.findall(r"""\son\w+=|style=["']|<style|<script(?![^>]*\ssrc=)""", page.body) == []


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_may_be_kept_by_a_stranger_but_not_by_an_officer(
    world: World, stranger: Visitor, officers: dict[str, Visitor], path: str
):
    page = stranger.get(path.format(**world.ids))

    assert page.headers["Cache-Control"].startswith("public")
    assert page.headers["Set-Cookie"] is None
    assert officers["drafter"].get(path.format(**world.ids)).headers["Cache-Control"] == "no-store"


def test_languages_are_offered_in_their_own_names_on_every_page(world: World, stranger: Visitor):
    for path in PUBLIC:
        page = stranger.get(path.format(**world.ids))
        assert re.findall(r'hreflang="(\w+)"', page.body) == ["fr", "en", "ru"]


def test_language_of_the_browser_is_taken_and_a_choice_is_remembered(stranger: Visitor):
    stranger.language = "ru, en;q=0.5"
    assert '<html lang="ru">' in stranger.get("/").body
    stranger.language = "de, fr;q=0.4"
    assert '<html lang="fr">' in stranger.get("/").body
    stranger.get("/?lang=en")
    assert '<html lang="en">' in stranger.get("/").body
    assert '<html lang="en">' in stranger.get("/?lang=xx").body


def test_language_of_a_document_is_a_switch_of_its_own(world: World, stranger: Visitor):
    page = stranger.get(f"/register/{world.ids['fr-ru-2021']}/?lang=en&words=ru")

    assert '<html lang="en">' in page.body
    assert '<span lang="ru">Второе заседание, Москва, 28 сентября 2021 года</span>' in page.body
    assert "Who can read this page" in page.words


def test_own_state_is_first_on_our_pages_and_alphabet_rules_the_public_ones(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    ours = officers["drafter"].get(f"/desk/{world.ids['dialogue']}/?lang=en")
    assert "Alba, Boria" in ours.words
    assert "Our own state is named first" in ours.words
    page = theirs.get(f"/desk/{world.ids['dialogue']}/")
    assert "Boria, Alba" in page.words
    round_ = theirs.get(f"/desk/{world.ids['dialogue']}/round/{world.ids['round']}/")
    assert "Number as each party counts Boria: 3 Alba: 2" in round_.words
    public = Visitor(world.alba.address)
    for language, order in (
        ("en", "France – United States"),
        ("fr", "États-Unis – France"),
        ("ru", "Соединенные Штаты – Франция"),
    ):
        page = public.get(f"/register/{world.ids['us-fr-2018']}/?lang={language}")
        assert order in page.words


def test_every_hour_names_its_zone_and_both_capitals(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].get(f"/desk/{world.ids['dialogue']}/?lang=en")
    hours = re.findall(r'<time datetime="([^"]+)">([^<]+)</time>', page.body)

    assert len(hours) > 5
    for machine, people in hours:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", machine)
        assert re.search(
            r"\w{3} \d+ \w+ \d{4}, \d\d:\d\d\sAlba \(UTC(\+\d)?\) · .*\d\d:\d\d\sBoria \(UTC\+\d\)", people
        )
    bare = re.sub(r"(?s)<time.*?</time>", "", page.body)
    assert re.findall(r"\b\d\d:\d\d\b", bare) == []


def test_states_and_labels_are_in_the_language_of_the_page(officers: dict[str, Visitor]):
    page = officers["drafter"].get("/duty/?lang=ru")
    officers["drafter"].get("/?lang=en")

    assert "Бория" in page.words
    assert "TLP:AMBER+STRICT" in page.words


def test_page_is_light(world: World, stranger: Visitor):
    css = stranger.get("/static/comity/comity.css")
    for path in PUBLIC:
        assert len(stranger.get(path.format(**world.ids)).body.encode()) + len(css.body.encode()) < 250_000


def test_style_uses_logical_properties_only(stranger: Visitor):
    css = re.sub(r"(?s)/\*.*?\*/", "", stranger.get("/static/comity/comity.css").body)

    physical = r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right|width|height):"
    assert re.findall(physical, css) == []
    assert re.findall(r"url\(|@import", css) == []


def test_page_of_a_fault_is_in_three_languages(stranger: Visitor):
    titles = {lang: stranger.get(f"/nowhere/?lang={lang}").words for lang in ("fr", "en", "ru")}

    assert "Il n’y a rien à cette adresse" in titles["fr"]
    assert "There is nothing at this address" in titles["en"]
    assert "По этому адресу ничего нет" in titles["ru"]


def test_front_page_shows_the_doors_of_its_operator_and_follows_no_script(world: World, stranger: Visitor):
    file = world.alba.home / "front.json"
    try:
        file.write_text(
            '{"doors":[{"title":{"fr":"Lire","en":"Read <b>","ru":"Читать"},"text":{"en":"Two rounds"},'
            '"links":[{"label":{"en":"Open"},"href":"/register/"},{"label":{"en":"Bad"},"href":"javascript:alert(1)"}]}],'
            '"note":{"en":"A note"}}',
            encoding="utf-8",
        )
        page = stranger.get("/")
        assert "Read &lt;b&gt;" in page.body
        assert "A note" in page.words
        assert "javascript" not in page.body
        file.write_text("{not json", encoding="utf-8")
        assert stranger.get("/").status == 200
    finally:
        file.unlink(missing_ok=True)
