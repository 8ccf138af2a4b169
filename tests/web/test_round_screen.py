# SPDX-License-Identifier: Apache-2.0
"""One round on one page: what each side says of it, delegations side by side, the agenda, and the next round."""

from __future__ import annotations

import re

import pytest
from visitor import Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]


def decide(officers: dict[str, Visitor], path: str, form: dict[str, object]) -> None:
    """Propose by a form as one officer, and release as another."""
    proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path.split("?", maxsplit=1)[0]))
    assert proposal.path.startswith("/desk/proposal/"), proposal.words
    released = officers["releaser"].post(proposal.path, {"do": "release"}, page=officers["releaser"].get(proposal.path))
    assert "Released: written to our log and signed." in released.words, released.words


def part(words: str, start: str, end: str) -> str:
    """Give what stands between two headings of a page."""
    return words.partition(start)[2].partition(end)[0]


@pytest.fixture(scope="module")
def page(world: World) -> str:
    return f"/desk/{world.ids['dialogue']}/round/{world.ids['round']}/"


def test_round_shows_its_numbers_side_by_side_its_days_and_its_place(officers: dict[str, Visitor], page: str):
    words = officers["drafter"].get(page).words

    assert "Number as each party counts Alba: 2 Boria: 3" in words
    assert "4 March 2027" in words
    assert "Alba City" in words


def test_delegations_stand_side_by_side_as_each_party_notified_them(
    world: World, officers: dict[str, Visitor], page: str
):
    before = part(officers["drafter"].get(page).words, "Delegations", "Agenda")
    assert before.index("Alba") < before.index("A. Head") < before.index("Boria") < before.index("No delegation")

    world.boria.say(
        world.ids["dialogue"], "notify", "delegation", structure={"round": world.ids["round"]},
        words={
            "heads": [{"name": "B. Head", "title": {"en": "Special Representative"}}],
            "substitutes": [{"name": "B. Second", "title": {"en": "Deputy Director"}, "agency": {"en": "Ministry"}}],
            "observers": [{"en": "University of Boria"}],
        },
    )  # fmt: skip
    world.meet(world.ids["dialogue"])

    after = part(officers["drafter"].get(page).words, "Delegations", "Agenda")
    assert "B. Head, Special Representative" in after
    assert "Substitutes B. Second, Deputy Director, Ministry" in after
    assert "No delegation is notified." not in after


def test_each_side_says_for_itself_that_the_round_was_held(world: World, officers: dict[str, Visitor], page: str):
    assert "agreed as of 1 March 2027" in officers["drafter"].get(f"{page}?as_of=2027-03-01").words
    assert (
        "its date has passed, and nobody says that it was held"
        in officers["drafter"].get(f"{page}?as_of=2027-04-01").words
    )

    table = f"/desk/{world.ids['dialogue']}/{world.ids['round']}/"
    decide(officers, table, {"do": "state", "state": "suspended", "as_of": "2027-03-05"})
    assert "suspended (according to Alba)" in officers["drafter"].get(f"{page}?as_of=2027-04-01").words
    decide(officers, table, {"do": "state", "state": "held", "as_of": "2027-03-05"})
    world.boria.say(
        world.ids["dialogue"], "notify", "state_of_play", structure={"of": world.ids["round"], "state": "held"}
    )
    world.meet(world.ids["dialogue"])

    words = officers["drafter"].get(f"{page}?as_of=2027-04-01").words
    assert "held (according to Alba, Boria)" in words
    assert "suspended" not in words


def test_commitment_without_a_date_says_so_expressly(world: World, officers: dict[str, Visitor]):
    path = f"/desk/{world.ids['dialogue']}/?bring=commitment"
    form = {"wording-en": "To hold an exercise.", "owners": ["XA", "XB"], "round": world.ids["round"]}

    refused = officers["drafter"].post(path, form, page=officers["drafter"].get(path))

    assert "A commitment has a due date, or expressly none" in refused.words


def test_open_commitment_enters_the_next_agenda_by_itself_and_leaves_it_when_both_say_so(
    world: World, officers: dict[str, Visitor], page: str
):
    d = world.ids["dialogue"]
    made = world.alba.say(
        d, "table", "commitment", structure={"round": world.ids["round"], "owners": ["XA", "XB"], "due": "2027-09"},
        words={"wording": {"en": "To test the line twice a year."}},
    )  # fmt: skip
    world.meet(d)
    world.boria.say(d, "accept", "commitment", object=made["object"], version=made["version"])
    world.meet(d)
    decide(
        officers, f"/desk/{d}/?bring=round",
        {"title-en": "Round after next", "city-en": "Boria City", "previous": world.ids["round"], "due": "2028"},
    )  # fmt: skip
    here = officers["drafter"].get(page)
    assert "Round after next" in part(here.words, "Next round", "Proof")
    assert "The date is open, to be agreed." in here.words
    following = re.findall(r"/round/([0-9a-f]{32})/\">(?:<span[^>]*>)?Round after next", here.body)[0]
    then = f"/desk/{d}/round/{following}/"

    carried = officers["drafter"].get(f"{then}?as_of=2027-10-01").words
    assert "Commitments that are open still" in carried
    assert "To test the line twice a year." in carried
    assert "overdue as of 1 October 2027" in carried
    assert "nobody says that it was held" in officers["drafter"].get(f"{then}?as_of=2029-01-01").words

    decide(officers, f"/desk/{d}/{made['object']}/", {"do": "state", "state": "carried_out"})
    world.boria.say(
        d, "notify", "state_of_play", structure={"of": made["object"], "state": "carried_out", "as_of": "2027-09-30"}
    )
    world.meet(d)
    assert "To test the line twice a year." not in officers["drafter"].get(then).words
    shown = officers["drafter"].get(page).words
    assert "according to Alba carried out" in shown
    assert "according to Boria carried out, as of 30 September 2027" in shown


def test_proposal_without_an_author_shows_none_and_a_dissociation_stands_at_its_point(
    world: World, officers: dict[str, Visitor], page: str
):
    d = world.ids["dialogue"]
    made = world.alba.say(
        d, "table", "finding", structure={"round": world.ids["round"], "sort": "proposed"},
        words={"wording": {"en": "It was proposed to bring national initiatives before the group."}},
    )  # fmt: skip
    decide(
        officers, f"/desk/{d}/{made['object']}/",
        {"do": "remark", "sort": "dissociation", "version": made["version"], "remark-en": "Not all of them."},
    )  # fmt: skip

    proposals = part(officers["drafter"].get(page).words, "Proposals without a named author", "Texts")
    line, _, at_its_point = proposals.partition("dissociation, Alba:")

    assert "It was proposed to bring national initiatives" in line
    assert "Alba" not in line.partition("before the group.")[2].partition(",")[0]
    assert "Not all of them." in at_its_point


def test_strand_lives_across_rounds_with_offers_and_needs(world: World, officers: dict[str, Visitor], page: str):
    d = world.ids["dialogue"]
    made = world.alba.say(
        d, "table", "strand", structure={"place": "c", "topic": "capacity_building"},
        words={"title": {"en": "Capacity building"}},
    )  # fmt: skip
    world.meet(d)
    world.boria.say(
        d, "notify", "contribution", structure={"strand": made["object"], "sort": "need"},
        words={"wording": {"en": "Training of six analysts"}},
    )  # fmt: skip
    world.meet(d)

    words = officers["drafter"].get(page).words

    assert "need: Training of six analysts Boria" in words


def test_what_is_no_round_has_no_page_of_a_round(world: World, officers: dict[str, Visitor]):
    assert officers["drafter"].get(f"/desk/{world.ids['dialogue']}/round/{world.ids['text']}/").status == 404


def test_forms_bring_a_mandate_a_delegation_and_a_contribution(world: World, officers: dict[str, Visitor]):
    d = world.ids["dialogue"]
    for kind, form in (
        ("mandate", {
            "part": "mandate", "title-en": "Purpose", "wording-en": "To reduce the risk.",
            "given_by": "P. One; President\nP. Two; President",
        }),
        ("delegation", {
            "round": world.ids["round"], "heads": "H. One; Ambassador; Ministry", "agencies-en": "First\nSecond",
            "agencies-fr": "Première", "open": "1",
        }),
        ("round", {"title-en": "A round", "number-XA": "4", "number-XB": "5", "session": "intersessional"}),
    ):  # fmt: skip
        path = f"/desk/{d}/?bring={kind}"
        proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path))
        assert proposal.path.startswith("/desk/proposal/"), proposal.words
        number = proposal.path.strip("/").rpartition("/")[2]
        said = world.alba.api("GET", f"proposals/{number}", who="reader")
        officers["drafter"].post(proposal.path, {"do": "refuse"}, page=proposal)
        if kind == "delegation":
            assert said["words"] == {
                "heads": [{"name": "H. One", "title": {"en": "Ambassador"}, "agency": {"en": "Ministry"}}],
                "agencies": [{"en": "First", "fr": "Première"}, {"en": "Second"}],
                "open": True,
            }
        elif kind == "mandate":
            assert said["words"]["given_by"][1] == {"name": "P. Two", "title": {"en": "President"}}
            assert said["act"]["structure"]["part"] == "mandate"
        else:
            assert said["words"]["number"] == {"XA": 4, "XB": 5}
            assert said["act"]["structure"] == {"session": "intersessional"}


def test_treaty_has_its_status_as_of_a_date(world: World, officers: dict[str, Visitor]):
    made = world.alba.say(
        world.ids["dialogue"], "notify", "paper", structure={"symbol": "A/RES/79/243"},
        words={"title": {"en": "Convention"}, "form": "treaty"},
    )  # fmt: skip
    path = f"/desk/{world.ids['dialogue']}/{made['object']}/"

    decide(officers, path, {"do": "state", "state": "signed", "as_of": "2027-02", "symbol": "C.N.12"})

    assert "according to Alba signed, as of February 2027 (C.N.12)" in officers["drafter"].get(path).words


def test_strategy_says_what_it_replaces_and_which_language_is_authoritative(world: World, officers: dict[str, Visitor]):
    path = f"/desk/{world.ids['dialogue']}/?bring=paper"
    form = {
        "title-en": "Strategy of 2027", "form": "doctrine", "symbol": "XA/2027/1", "replaces": "XA/2022/9",
        "replaces_title-en": "Strategy of 2022", "authoritative": "fr", "on": "2027-01",
    }  # fmt: skip

    proposal = officers["drafter"].post(path, form, page=officers["drafter"].get(path))

    for said in (
        "Form doctrine", "Replaces Strategy of 2022", "Authoritative language French", "Date January 2027",
        "Symbol XA/2027/1", "Replaces (symbol) XA/2022/9",
    ):  # fmt: skip
        assert said in proposal.words
    officers["drafter"].post(proposal.path, {"do": "refuse"}, page=proposal)


def test_one_paper_in_two_dialogues_is_known_to_us_alone(world: World, officers: dict[str, Visitor], theirs: Visitor):
    words = {"title": {"en": "Non-paper on two tables"}, "form": "non_paper", "chain": ["L.7", "L.7/Rev.1"]}
    here = world.alba.say(world.ids["dialogue"], "notify", "paper", words=words)
    other = next(
        row for row in world.alba.api("GET", "dialogues", who="reader") if row["id"] != world.ids["dialogue"]
    )  # fmt: skip
    world.alba.say(other["id"], "notify", "paper", words=words)
    world.meet(world.ids["dialogue"])
    path = f"/desk/{world.ids['dialogue']}/{here['object']}/"

    ours, them = officers["drafter"].get(path), theirs.get(path)

    assert f"/desk/{other['id']}/" in ours.body
    assert "Chain of symbols L.7, L.7/Rev.1" in ours.words
    assert them.status == 200
    assert other["id"] not in them.body


def test_scan_of_a_note_is_attached_to_what_it_brings_and_given_as_a_file(
    world: World, officers: dict[str, Visitor], theirs: Visitor
):
    d, scan = world.ids["dialogue"], b"%PDF-1.7 scan of a note"
    finding = world.alba.say(d, "table", "finding", words={"wording": {"en": "As the note says."}})
    path = f"/desk/{d}/{finding['object']}/"
    refused = officers["drafter"].send_file(path, {"do": "attach"}, "file", b"MZ no scan")
    assert "An attached file is a PDF, PNG or JPEG" in refused.words

    proposal = officers["drafter"].send_file(path, {"do": "attach"}, "file", scan)
    officers["releaser"].post(proposal.path, {"do": "release"}, page=officers["releaser"].get(proposal.path))
    world.meet(d)

    attachment = next(
        t["id"] for t in world.boria.api("GET", f"dialogues/{d}", who="reader")["record"]["objects"].values()
        if t["kind"] == "attachment"
    )  # fmt: skip
    got = theirs.get(f"/desk/{d}/{attachment}/file")
    assert got.body == scan.decode()
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "Attachment: Alba" in theirs.get(path).words


@pytest.mark.pdf
def test_kit_is_a_zip_with_pages_pdf_record_and_verifier(world: World):
    from base64 import b64decode
    from io import BytesIO
    from zipfile import ZipFile

    made = world.alba.api("GET", f"dialogues/{world.ids['dialogue']}/kit", who="drafter")
    with ZipFile(BytesIO(b64decode(made["zip"]))) as kit:
        names = set(kit.namelist())
        page = kit.read("ru.html").decode()
        pdf = kit.read("fr.pdf")

    wanted = {f"{lang}.{ending}" for lang in ("fr", "en", "ru") for ending in ("html", "pdf")}
    assert wanted | {"index.html", "comity_verify.py", "record/introduction.json", "READ-ME.txt"} <= names
    assert "Второй раунд" in page
    assert "<script" not in page
    assert "http" not in page
    assert pdf.startswith(b"%PDF-")


def test_partners_word_is_reported_by_form_in_a_file_of_our_own(world: World, officers: dict[str, Visitor]):
    file = world.ids["fr-ru-2021-file"]
    told = {"reported-party": "RU", "reported-on": "2027-01-12", "reported-means": "note_verbale"}
    path = f"/desk/{file}/?bring=round"
    undated = officers["drafter"].post(path, {"title-en": "Reported round", **told, "reported-on": ""})
    assert "A date is written 2027" in undated.words

    decide(officers, path, {"title-en": "Reported round", **told, "reported-reference": "No. 123"})

    thing = next(
        t for t in world.alba.api("GET", f"dialogues/{file}", who="reader")["record"]["objects"].values()
        if t["kind"] == "round"
    )  # fmt: skip
    table = f"/desk/{file}/{thing['id']}/"
    assert "reported by us of Russia, note verbale No. 123, 12 January 2027" in officers["drafter"].get(table).words
    decide(officers, table, {"do": "accept", "version": thing["versions"][0]["id"]})
    decide(
        officers, table,
        {**told, "do": "report", "verb": "withdraw", "version": thing["versions"][0]["id"], "reported-means": "letter"},
    )  # fmt: skip
    (version,) = world.alba.api("GET", f"dialogues/{file}", who="reader")["record"]["objects"][thing["id"]]["versions"]
    assert {s["party"]: s["stance"] for s in version["stances"]} == {"XA": "accepts", "RU": "none"}
    assert version["standing"] != "joint"
