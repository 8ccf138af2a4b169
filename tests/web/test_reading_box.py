# SPDX-License-Identifier: Apache-2.0
"""The reading box: a text in, doubts first, every fact linked with its place; what is chosen is proposed."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from visitor import Page, Visitor
from world import World

pytestmark = [pytest.mark.nodes, pytest.mark.xdist_group("web")]

TEXT = """Press release

Second round of the Alba-Boria cyber dialogue

On 4 March 2027, the second meeting of the France-Germany cyber dialogue took place in Paris.
The French delegation was headed by Jean Exemple, Ambassador for Digital Affairs. The German delegation was led by Erika
Muster, Cyber Ambassador. Both sides discussed confidence-building measures within the OSCE.
The next meeting will be held in Berlin in 2028.
"""


def test_facts_and_places_are_linked_both_ways(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})

    assert re.fullmatch(r"/reading/\d+/", page.path)
    assert re.search(r"\d+ facts read", page.words)
    to_text = set(re.findall(r'href="#(span-\d+)"', page.body))
    to_facts = set(re.findall(r'href="#(fact-\d+)"', page.body))
    assert to_text
    assert to_text <= set(re.findall(r'id="(span-\d+)"', page.body))
    assert to_facts <= set(re.findall(r'id="(fact-\d+)"', page.body))
    assert len(re.findall(r'id="', page.body)) == len(set(re.findall(r'id="([^"]+)"', page.body)))


def test_marked_text_is_the_text(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})
    sheet = re.search(r'(?s)<div class="sheet prose"[^>]*>(.*?)</div>', page.body)

    assert sheet is not None
    without_links = re.sub(r'(?s)<a class="mark-link".*?</a>', "", sheet[1])
    shown = re.sub(r"<[^>]+>", "", without_links)
    assert " ".join(shown.split()) == " ".join(TEXT.split())


def numbers(page: Page) -> dict[int, str]:
    """The facts of a page: what is decided on each."""
    return {int(n): verdict for verdict, n in re.findall(r'review-(\w+)" id="fact-(\d+)"', page.body)}


def test_each_decision_is_kept_at_once_and_can_be_taken_back(officers: dict[str, Visitor]):
    drafter = officers["drafter"]
    page = drafter.post("/reading/", {"text": TEXT})
    drafter.post(page.path, {"accept": "0"}, page=page)
    drafter.post(page.path, {"reject": "1"}, page=page)
    left = drafter.get(page.path)
    assert (numbers(left)[0], numbers(left)[1], numbers(left)[2]) == ("accepted", "rejected", "open")
    assert f"2 of {len(numbers(left))} facts decided; 1 kept." in left.words
    again = drafter.post(page.path, {"undo": "1"}, page=page)

    assert numbers(again)[1] == "open"


def test_accepting_a_field_leaves_its_doubts_open(officers: dict[str, Visitor]):
    drafter = officers["drafter"]
    text = TEXT.replace("in Berlin in 2028", "in Berlin before the end of 2028")
    page = drafter.post("/reading/", {"text": text})
    doubted = {
        int(n)
        for n in re.findall(r'id="fact-(\d+)"', page.body.split('id="section-doubts"')[1].split("</fieldset>")[0])
    }
    assert doubted
    assert page.words.index("To check first") < page.words.index("undoubted fact")
    done = drafter.post(page.path, {"accept_section": ""}, page=page)

    assert {n for n, verdict in numbers(done).items() if verdict == "open"} == doubted
    assert set(numbers(done).values()) == {"open", "accepted"}


def test_confirmed_facts_become_a_proposal_of_an_account(world: World, officers: dict[str, Visitor]):
    drafter = officers["drafter"]
    page = drafter.post("/reading/", {"text": TEXT})
    for number in (0, 1, 2):
        drafter.post(page.path, {"accept": str(number)}, page=page)
    form = {
        "dialogue": world.ids["fr-ru-2021-file"],
        "issuer": "RU",
        "title": "A round as read",
        "publisher": "Somebody",
        "url": "https://source.example/1",
        "published": "2027-03-05",
    }
    proposal = drafter.post(page.path, form, page=page)

    assert proposal.path.startswith("/desk/proposal/")
    assert "A round as read" in proposal.words
    assert "reported by us of Russia" in proposal.words
    assert len(world.alba.api("GET", f"proposals/{proposal.path.split('/')[3]}", who="drafter")["words"]["facts"]) == 3
    assert "An account has already been proposed" in drafter.post(page.path, form, page=page).words


def test_proposing_before_anything_is_confirmed_proposes_nothing(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})
    form = {"dialogue": world.ids["fr-ru-2021-file"], "issuer": "RU", "title": "T"}

    assert "Accept at least one fact. Nothing was proposed" in officers["drafter"].post(page.path, form).words


def test_changed_fact_stands_as_the_person_has_it(officers: dict[str, Visitor]):
    drafter = officers["drafter"]
    page = drafter.post("/reading/", {"text": TEXT})
    number = re.search(r'id="fact-(\d+)"(?:(?!</li>)[\s\S])*Jean Exemple', page.body)
    assert number is not None
    form = drafter.get(f"{page.path}fact/{number[1]}/")
    assert 'value="Jean Exemple"' in form.body
    done = drafter.post(form.path, {"name": "Jean Témoin", "title": "Ambassador", "party": "fr"}, page=form)

    assert done.path == page.path
    assert numbers(done)[int(number[1])] == "changed"
    assert "Jean Témoin , Ambassador , France changed" in done.words


UNKNOWN = TEXT.replace("Both sides discussed", "The Cyber Harbour Office of Germany attended. Both sides discussed")


def test_unknown_body_is_marked_once_and_read_by_name_ever_after(world: World, officers: dict[str, Visitor]):
    drafter = officers["drafter"]
    page = drafter.post("/reading/", {"text": UNKNOWN})
    assert "Harbour Office," not in page.words
    form = drafter.get(f"{page.path}fact/new/?field=agency")
    sentence = re.search(r'value="(\d+)">Muster, Cyber', form.body)
    assert sentence is not None
    missed = {"field": "agency", "sentence": sentence[1], "party": "DE", "body": "DE-HARBOUR"}
    refused = drafter.post(form.path, {**missed, "words": "Cyber Harbour Bureau"}, page=form)
    assert "These words do not stand there." in refused.words
    assert 'value="Cyber Harbour Bureau"' in refused.body
    assert 'value="DE-HARBOUR"' in refused.body
    done = drafter.post(form.path, {**missed, "words": "Cyber Harbour Office"}, page=form)
    assert "marked by hand" in done.words
    again = drafter.post("/reading/", {"text": UNKNOWN})

    facts = re.findall(r'<li class="fact[\s\S]*?</li>', again.body)
    assert sum("Cyber Harbour Office" in fact and "marked by hand" not in fact for fact in facts) == 1
    file = (world.alba.home / "vocabulary" / "bodies.yaml").read_text("utf-8")
    assert "DE-HARBOUR" in file
    assert "source: sha256:" in file


def test_words_chosen_in_a_browser_are_found_whatever_its_blanks(officers: dict[str, Visitor]):
    drafter = officers["drafter"]
    page = drafter.post("/reading/", {"text": TEXT})
    solid = "".join(TEXT.split())
    first = solid.index("thesecondmeeting")
    form = drafter.get(f"{page.path}fact/new/?from={first}&to={first + len('thesecondmeeting')}&field=round.format")

    assert 'value="the second meeting"' in form.body


def test_original_is_kept_under_its_digest(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})
    original = officers["drafter"].get(f"{page.path}original")

    assert original.body.split() == TEXT.split()
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(original.body.encode()).hexdigest()[:16] in page.body


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is nothing to read."),
        ("   \n", "There is nothing to read."),
        ("\x00\x01\x02" * 50, "This is no text"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(officers: dict[str, Visitor], text: str, sentence: str):
    assert sentence in officers["drafter"].post("/reading/", {"text": text}).words


def test_file_is_read_as_its_text_is(officers: dict[str, Visitor]):
    token = officers["drafter"].get("/reading/").token
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n',
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n',
        f"{TEXT}\r\n--x--\r\n",
    ]
    body = "".join(parts).encode()
    page = officers["drafter"].raw("POST", "/reading/", body, Content_Type="multipart/form-data; boundary=x")

    assert page.status == 302
    assert "facts read" in officers["drafter"].get(page.headers["Location"]).words


def test_text_over_five_megabytes_is_refused_with_a_sentence(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": "The weather was fine. " * 240_000})

    assert page.status in {200, 400}
    assert "over 5 MB" in page.words or "The request was not understood" in page.words


def test_text_that_is_no_report_has_no_facts(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": "The weather was fine. Nobody met anybody."})

    assert "This text is no report of a dialogue; no facts are drawn from it." in page.words


def test_reading_of_a_colleague_is_not_there(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})

    assert officers["releaser"].get(page.path).status == 404


def test_markup_in_a_text_is_shown_as_text(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT + "<img src=x onerror=alert(1)>"})

    assert "<img" not in page.body


def test_states_of_a_text_have_the_names_that_we_know_them_by(officers: dict[str, Visitor]):
    text = (Path(__file__).resolve().parents[2] / "demo" / "specimens" / "alba-boria-2.ru.txt").read_text("utf-8")
    page = officers["drafter"].post("/reading/", {"text": text})
    russian = officers["drafter"].get(f"{page.path}?lang=ru")
    officers["drafter"].get("/?lang=en")

    assert "Сторона: Альба" in russian.words
    assert "Сторона: Бория" in russian.words
    assert "псевдо" not in russian.words
