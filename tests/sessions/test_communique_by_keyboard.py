# SPDX-License-Identifier: Apache-2.0
"""A communiqué in French and Russian, from its first bracket to both portals, by keyboard in browsers on both nodes.

Alba tables it, and Boria has another word for one verb. The line between them fails, so that Boria's answer and Alba's
go by pouch. It is initialled in both languages and released for an hour of the next day. The line fails again, and at
the hour each node publishes by itself, its own party first.

Before the hour every path that we know of is tried to publish early, alone, or something else. What was tried and what
came of it is a table of docs/spec/release.md, and this test holds the one to the other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from desks import Desk, tell
from keyboard import Keys
from nodes import Node, Nodes, Template
from paths import Paths
from visitor import Visitor

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.nodes, pytest.mark.timeout(900)]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spec" / "release.md"
MET = {"fr": "À Portalba, l’Alba et la Boria se sont réunies.", "ru": "Альба и Бория провели встречу в Порталбе."}
VERB = {
    "fr": "Les Parties réaffirment leur attachement au dialogue.",
    "ru": "Стороны напоминают о своей приверженности диалогу.",
}
ANSWER = "Les Parties rappellent leur attachement au dialogue."
AGREED = {"fr": (MET["fr"], ANSWER), "ru": (MET["ru"], VERB["ru"])}
TURNED = {"fr": "À Portalba, la Boria et l’Alba se sont réunies.", "ru": "Бория и Альба провели встречу в Порталбе."}
HOUR = (datetime.now(UTC) + timedelta(days=1)).replace(hour=15, minute=0, second=0, microsecond=0)


@dataclass(slots=True)
class Talks:
    """Who sits where, and the text with its paragraphs by place and language."""

    nodes: Nodes
    browser: Any
    ana: Desk
    leo: Desk
    mir: Desk
    eva: Desk
    paths: Paths
    text: str = ""
    met: dict[str, str] = field(default_factory=dict)
    verb: dict[str, str] = field(default_factory=dict)


def test_communique_is_negotiated_initialled_and_released_by_keyboard(
    template: Template, tmp_path: Path, browser: Any
) -> None:
    with template.copy(tmp_path) as nodes:
        nodes.build_roads()
        for node in nodes.both:
            node.set_clock(0)
        nodes.start()
        nodes.found("fr=Dialogue entre l’Alba et la Boria", "ru=Диалог Альбы и Бории")
        keys = Keys()
        ana, leo = (Desk(nodes, nodes.alba, who, "fr", browser, keys) for who in ("ana", "leo"))
        mir, eva = (Desk(nodes, nodes.boria, who, "ru", browser, keys) for who in ("mir", "eva"))
        talks = Talks(nodes, browser, ana, leo, mir, eva, Paths(nodes))

        alba_tables_it(talks)
        boria_answers_by_pouch(talks)
        alba_takes_up_borias_verb(talks)
        both_initial_it(talks)
        something_else_is_tried(talks)
        release = alba_releases_it(talks)
        boria_accepts_by_pouch(talks, release)
        before_the_hour_is_tried(talks)
        tell("communiqué", keys, ana, leo, mir, eva)
        the_hour_comes(talks)
        talks.paths.agree_with(PAGE, "Paths tried in a session")


def alba_tables_it(talks: Talks) -> None:
    """Ana tables the communiqué and two paragraphs in both languages; Leo releases each."""
    ana, leo = talks.ana, talks.leo
    talks.text = leo.releases(ana.brings("text", {
        "#f-title-fr": "Communiqué conjoint", "#f-title-ru": "Совместное коммюнике", "#f-form": "communique",
        "details:has(#f-alternat-fr-XA) > summary": None,
        "#f-alternat-fr-XA": "l’Alba", "#f-alternat-fr-XB": "la Boria",
        "#f-alternat-ru-XA": "Альба", "#f-alternat-ru-XB": "Бория",
        "#f-language-fr": "authentic", "#f-language-ru": "authentic",
    }))  # fmt: skip
    for things, words in ((talks.met, MET), (talks.verb, VERB)):
        for lang, wording in words.items():
            fields = {"#new-paragraph > summary": None, "#p-language": lang, "#p-wording": wording}
            things[lang] = leo.releases(ana.says(talks.text, "paragraph", fields))
    tabled = talks.paths.versions(talks.nodes.alba, talks.text)
    path = "releasing the text before the other side has accepted it"
    talks.paths.refused_release(path, talks.nodes.alba, "leo", "release.not-joint", tabled)


def boria_answers_by_pouch(talks: Talks) -> None:
    """The line fails. Boria accepts all but one verb; Mir types another at the table; a courier carries the answer."""
    nodes, mir, eva = talks.nodes, talks.mir, talks.eva
    mir.looks_at(talks.verb["ru"], 'button[value="accept"]')
    nodes.cut_off()
    for thing in (talks.text, *talks.met.values(), talks.verb["ru"]):
        eva.releases(mir.accepts(thing))
    mir.open(f"/desk/{nodes.dialogue}/{talks.text}/at-table/?language=fr&n=2")
    mir.fill({"#wording": ANSWER})
    mir.press('button[value="alternative"]')
    eva.releases()
    carry(nodes.boria, nodes.alba)


def alba_takes_up_borias_verb(talks: Talks) -> None:
    """On the wall Alba sees whose the bracket is. It can live with Boria's verb, and says so by the same bag."""
    nodes, ana, leo, paths = talks.nodes, talks.ana, talks.leo, talks.paths
    ana.open(f"/desk/{nodes.dialogue}/{talks.text}/at-table/?language=fr&n=2")
    assert "[Alba : réaffirment] [Boria : rappellent]" in ana.words(".wall"), ana.words(".wall")
    clean = [
        v for thing in (talks.text, *talks.met.values(), talks.verb["ru"]) for v in paths.versions(nodes.alba, thing)
    ]
    paths.refused_release("releasing all but the sentence in brackets", nodes.alba, "leo", "release.in-brackets", clean)
    ana.press('button[value="accept"]')
    leo.releases()
    carry(nodes.alba, nodes.boria)
    nodes.reconnect()
    for desk in (talks.mir, ana):
        desk.looks_at(talks.verb["fr"], ".standing-joint")


def both_initial_it(talks: Talks) -> None:
    """Ne varietur, in each language."""
    for language in ("fr", "ru"):
        fields = {"#milestone > summary": None, "#s-language": language, "#s-reached": "initialled"}
        step = talks.leo.releases(talks.ana.says(talks.text, "milestone", fields))
        talks.eva.releases(talks.mir.accepts(step))
    talks.ana.looks_at(talks.text, ".ladder .item:nth-child(2) .item-standing")
    assert talks.ana.words(".ladder").count("paraphé ne varietur") == 4, talks.ana.words(".ladder")


def something_else_is_tried(talks: Talks) -> None:
    """A part, other words, words of nobody, an hour that is past, one officer, and words changed between two."""
    paths, alba = talks.paths, talks.nodes.alba
    whole = whole_of(talks)
    aside = next(v for v in paths.versions(alba, talks.verb["fr"], "set_aside"))
    for path, releases, code in (
        ("releasing one sentence alone", [whole[1]], "release.incomplete"),
        ("releasing the French without the Russian", [whole[0], whole[1], whole[3]], "release.incomplete"),
        ("releasing the verb that was set aside with the rest", [*whole, aside], "release.not-joint"),
        ("releasing words that nobody tabled", [*whole, "ab" * 32], "release.unknown"),
    ):
        paths.refused_release(path, alba, "leo", code, releases)
    body = {"verb": "table", "kind": "release", "dialogue": talks.nodes.dialogue, "structure": {"releases": whole}}
    paths.refused("releasing it as the duty officer alone", alba, "noa", "mandate.none", "duty", body)
    done = alba.comity("mandate", "Noa Rin", "--kinds", "release", "--until", "2099-01-01T00:00:00Z", officer="leo")
    paths.refused_command("giving the duty officer a mandate to release", done, "a mandate is for told kinds")
    where = (talks.nodes.dialogue, talks.text, "--not-before", "2020-01-01T00:00:00Z")
    done = alba.comity("text", "publish", *where, officer="ana")
    paths.refused_command("naming an hour that is past, by command", done, "2020-01-01T00:00:00Z is past")
    form = {"do": "publish", "not_before": "2020-01-01T00:00"}
    page = signed_in(talks.leo).post(f"/desk/{talks.nodes.dialogue}/{talks.text}/", form)
    paths.refused_form("naming an hour that is past, by the form", page, "release.past")
    another_text_changes(talks)


def another_text_changes(talks: Talks) -> None:
    """A second text, on which words are changed each time between one approval and the next."""
    nodes, paths = talks.nodes, talks.paths
    alba, boria, by, there = nodes.alba, nodes.boria, ("ana", "leo"), ("mir", "eva")
    languages = [{"language": "fr", "status": "authentic"}]
    text = paths.say(alba, by, "table", "text", structure={"languages": languages}, words={"title": {"fr": "Annexe"}})
    place = {"text": text["object"], "language": "fr", "place": "c"}
    made = paths.say(alba, by, "table", "paragraph", structure=place, words={"wording": "Rien."})

    def agree(thing: dict[str, Any]) -> None:
        kind, version, about = thing["kind"], thing["version"], thing["object"]
        nodes.wait(lambda: version in paths.versions(boria, about, "tabled"), "it is on the table at Boria")
        paths.say(boria, there, "accept", kind, version=version)
        nodes.wait(lambda: version in paths.versions(alba, about, "joint"), "it is joint at Alba")

    def change(words: str) -> None:
        (joint,) = paths.versions(alba, made["object"], "joint")
        more = {"object": made["object"], "supersedes": joint, "words": {"wording": words}}
        agree(paths.say(alba, by, "table", "paragraph", structure=place, **more))

    def release() -> dict[str, Any]:
        both = [v for thing in (text, made) for v in paths.versions(alba, thing["object"], "joint")]
        return {"releases": both, "not_before": f"{HOUR:%Y-%m-%dT%H:%M:%SZ}"}

    agree(text)
    agree(made)
    number = paths.propose(alba, "ana", "table", "release", structure=release())
    change("Rien de plus.")
    address = f"proposals/{number}/release"
    paths.refused("changing a sentence between two officers", alba, "leo", "release.superseded", address)
    tabled = paths.say(alba, by, "table", "release", structure=release())
    version = tabled["version"]
    nodes.wait(lambda: version in paths.versions(boria, tabled["object"], "tabled"), "Boria has the release")
    change("Rien d’autre.")
    body = {"dialogue": nodes.dialogue, "verb": "accept", "kind": "release", "version": version}
    nodes.wait(lambda: len(paths.versions(boria, made["object"], "joint", "superseded")) == 3, "Boria has the change")
    paths.refused("changing a sentence between two governments", boria, "mir", "release.superseded", "proposals", body)
    agree(paths.say(alba, by, "table", "release", structure=release()))
    change("Rien du tout.")
    paths.nothing_public("changing a sentence after all have approved, before the hour")


def alba_releases_it(talks: Talks) -> str:
    """Leo proposes the release; whatever he tries, it is Ida who releases it."""
    nodes, leo, paths = talks.nodes, talks.leo, talks.paths
    number = leo.says(talks.text, "publish", {"#publish > summary": None, "#not-before": HOUR})
    address = f"proposals/{number}/release"
    there = leo.page.locator('button[value="release"]').count()
    paths.tried("releasing what one proposed, on the screen", "there is no such button", holds=there == 0)
    page = signed_in(leo).post(f"/desk/proposal/{number}/", {"do": "release"})
    paths.refused_form("sending what that button would send", page, "release.own-proposal")
    paths.refused("releasing what one proposed, by command", nodes.alba, "leo", "release.own-proposal", address)
    paths.refused("releasing it as the officer who drafts", nodes.alba, "ana", "post.not-permitted", address)
    paths.refused("releasing it with no token, or a false one", nodes.alba, "nobody", "post.unknown-token", address)
    stranger = Visitor(nodes.alba.address).raw("POST", f"/desk/proposal/{number}/", b"do=release")
    paths.tried("sending the form from another page", "refused, status 403", holds=stranger.status == 403)
    with altered(nodes.alba, number):
        paths.refused("taking the hour out of the proposal on the disk", nodes.alba, "ida", "release.changed", address)
    ida = Desk(nodes, nodes.alba, "ida", "fr", talks.browser, leo.keys)
    release = ida.releases(number)
    paths.refused("releasing it twice", nodes.alba, "ida", "release.not-open", address)
    paths.nothing_public("tabling it by one side alone")
    (version,) = paths.versions(nodes.alba, release)
    done = nodes.alba.comity("silence", "start", nodes.dialogue, version, "--working-hours", "72", officer="ana")
    paths.refused_command("letting the other side's silence release it", done, "no joint silence rule")
    return release


def boria_accepts_by_pouch(talks: Talks, release: str) -> None:
    """The line fails again before Boria accepts: its word goes by pouch, and not by one that was altered."""
    nodes, mir, paths = talks.nodes, talks.mir, talks.paths
    mir.looks_at(release, 'button[value="accept"]')
    nodes.cut_off()
    (version,) = paths.versions(nodes.boria, release)
    paths.say(nodes.boria, ("mir", "eva"), "accept", "release", version=version, ad_referendum=True)
    carry(nodes.boria, nodes.alba)
    paths.nothing_public("accepting it subject to one's capital")
    talks.eva.releases(mir.says(release, "accept", {}))
    file = carry(nodes.boria, None)
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    changed = file.with_name("changed.pouch")
    changed.write_bytes(data)
    done = nodes.alba.comity("pouch", "open", str(changed))
    paths.refused_command("altering the pouch with the acceptance", done, "is not what XB signed")
    nodes.alba.done("pouch", "open", str(file))
    carry(nodes.alba, nodes.boria)
    for desk in (talks.ana, mir):
        desk.looks_at(release, ".standing-joint")


def before_the_hour_is_tried(talks: Talks) -> None:
    """All have agreed on the words and on the hour, and the hour is not there."""
    nodes, paths = talks.nodes, talks.paths
    version = paths.versions(nodes.alba, talks.text)[0]
    for path, address in (
        ("asking for the page of the text by its address", f"/register/{version}/"),
        ("asking for its proof", f"/register/{version}/proof.json"),
    ):
        answers = [Visitor(node.address).get(address) for node in nodes.both]
        paths.tried(path, "not there, status 404", holds=[a.status for a in answers] == [404, 404])
    copies = f"/desk/{nodes.dialogue}/{talks.text}/copy.pdf?language=fr&view=fair"
    answers = [Visitor(node.address).get(copies, stay=True) for node in nodes.both]
    paths.tried("asking for its PDF as nobody", "asked to sign in", holds=[a.status for a in answers] == [302, 302])
    whole = whole_of(talks)
    paths.say(nodes.alba, ("ana", "leo"), "table", "release", structure={"releases": whole})
    paths.nothing_public("tabling another release of the same words, for at once")
    out = nodes.folder / "public"
    done = nodes.alba.comity("export", "--public", str(out), nodes.dialogue)
    paths.refused_command("exporting the public log at the node itself", done, "nothing was published in this dialogue")


def the_hour_comes(talks: Talks) -> None:
    """The nodes cannot reach each other. Alba's clock is first at the hour; then Boria's is, and it publishes too."""
    nodes, paths = talks.nodes, talks.paths
    for node in nodes.both:
        node.set_clock((HOUR - datetime.now(UTC)).total_seconds() + 1)
        nodes.wait(lambda node=node: feed_of(node, "fr"), f"{node.key} publishes at the hour")
        if node is nodes.alba:
            path = "setting the clock of one node ahead"
            paths.tried(path, "shown by that node alone", holds=bool(feed_of(node, "fr")), where=(nodes.boria,))
    for node, lang, title, words in (
        (nodes.alba, "fr", "[exercice] Communiqué conjoint", AGREED),
        (nodes.boria, "ru", "[учение] Совместное коммюнике", {k: (TURNED[k], AGREED[k][1]) for k in AGREED}),
    ):
        (entry,) = feed_of(node, lang)
        assert (entry.title, datetime(*entry.published_parsed[:6], tzinfo=UTC)) == (title, HOUR)
        page = talks.browser.new_context(locale={"fr": "fr-FR", "ru": "ru-RU"}[lang]).new_page()
        page.goto(entry.link)
        shown = {k: tuple(page.locator(f"ol[lang={k}] li").all_inner_texts()) for k in ("fr", "ru")}
        assert shown == words
        page.goto(f"{node.address}/register/")
        assert page.locator(f"main a[href*='{entry.link.split('/')[4]}']").count() == 1
        compare_from(node, nodes, talks.text, shown)


def compare_from(node: Node, nodes: Nodes, text: str, shown: dict[str, tuple[str, ...]]) -> None:
    """The other side compares what this one has published with what was agreed; who is named first is no difference."""
    other = next(each for each in nodes.both if each is not node)
    code = node.settings["code"]
    for language, words in shown.items():
        file = nodes.folder / f"{node.key}-{language}.txt"
        file.write_text("\n\n".join(words), encoding="utf-8")
        done = other.done("text", "compare", nodes.dialogue, text, str(file), "--language", language, "--by", code)
        assert done.out.endswith(f"compared with the copy of {code}\nthe same, word for word\n"), done


def whole_of(talks: Talks) -> list[str]:
    """Name the versions that a release of the whole text names: the text, its French, its Russian."""
    things = (talks.text, talks.met["fr"], talks.verb["fr"], talks.met["ru"], talks.verb["ru"])
    return [v for thing in things for v in talks.paths.versions(talks.nodes.alba, thing, "joint")]


def carry(one: Node, other: Node | None) -> Path:
    """Pack a pouch at one node, and open it at the other."""
    number = len(list(one.home.parent.glob("*.pouch")))
    file = one.home.parent / f"{one.key}-{number}.pouch"
    one.done("pouch", "pack", {"alba": "XB", "boria": "XA"}[one.key], "--out", str(file))
    if other is not None:
        other.done("pouch", "open", str(file))
    return file


def signed_in(desk: Desk) -> Visitor:
    """Let an officer in once more, with a program that sends whatever it likes; it reads English."""
    visitor = Visitor(desk.node.address)
    assert visitor.enter(desk.link().rstrip("/").rsplit("/", 1)[1]).status == 200
    return visitor


@contextmanager
def altered(node: Node, number: int) -> Iterator[None]:
    """Take the hour out of a proposal, in the store itself, for a while."""
    with closing(sqlite3.connect(node.home / "national.sqlite3", timeout=30)) as store:
        (kept,) = store.execute("SELECT act FROM national_proposal WHERE id = ?", (number,)).fetchone()
        act = json.loads(kept)
        del act["structure"]["not_before"]
        for value in (json.dumps(act), kept):
            with store:
                store.execute("UPDATE national_proposal SET act = ? WHERE id = ?", (value, number))
            if value is not kept:
                yield


def feed_of(node: Node, language: str) -> list[Any]:
    """Read the feed as a program that follows it does."""
    return list(feedparser.parse(Visitor(node.address).get(f"/register/feed.rss?lang={language}").data).entries)
