# SPDX-License-Identifier: Apache-2.0
"""The reading box: a text in, doubts first, every fact linked with its place; what is chosen is proposed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from visitor import Visitor
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
    assert page.words.index("Doubts") < page.words.index("The text")
    assert len(re.findall(r'id="', page.body)) == len(set(re.findall(r'id="([^"]+)"', page.body)))


def test_marked_text_is_the_text(officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})
    sheet = re.search(r'(?s)<div class="sheet prose"[^>]*>(.*?)</div>', page.body)

    assert sheet is not None
    without_links = re.sub(r'(?s)<a class="mark-link".*?</a>', "", sheet[1])
    shown = re.sub(r"<[^>]+>", "", without_links)
    assert " ".join(shown.split()) == " ".join(TEXT.split())


def test_chosen_facts_become_a_proposal_of_an_account(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})
    form = {
        "fact": ["0", "1", "2"],
        "dialogue": world.ids["fr-ru-2021-file"],
        "issuer": "RU",
        "title": "A round as read",
        "publisher": "Somebody",
        "url": "https://source.example/1",
        "published": "2027-03-05",
    }
    proposal = officers["drafter"].post(page.path, form, page=page)

    assert proposal.path.startswith("/desk/proposal/")
    assert "A round as read" in proposal.words
    assert "reported by us of Russia" in proposal.words


def test_choosing_nothing_proposes_nothing(world: World, officers: dict[str, Visitor]):
    page = officers["drafter"].post("/reading/", {"text": TEXT})
    form = {"dialogue": world.ids["fr-ru-2021-file"], "issuer": "RU", "title": "T"}

    assert "The rules do not allow this. Nothing was changed." in officers["drafter"].post(page.path, form).words


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
