# SPDX-License-Identifier: Apache-2.0
"""What holds of every draft: spans lie in the text, the same text gives the same draft, nothing is invented."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import names, text

from comity.reading import RULES, Kind, Support, explain, page, read, reader

OPENING = "On 3 March 2026, delegations of Alba and Boria met in Auber for the second Alba-Boria Cyber Dialogue. "
PIECES = (
    OPENING,
    "The Alban delegation was led by Hedda Valcourt, Ambassador for Digital Affairs. ",
    "Les parties ont souligné l’importance des mesures de confiance. ",
    "Стороны обсудили угрозы. ",
    "\n\n",
    "• ",
    "« ",
    "UN",
    "М.С.",
    "3. ",
    "12 ",
    "February",
    ":",
)


def within(draft, text):
    spans = [span for fact in draft.facts for span in fact.spans]
    spans += [span for doubt in draft.doubts for span in doubt.spans]
    spans += [span for fact in draft.facts for doubt in fact.doubts for span in doubt.spans]
    return all(0 <= start < stop <= len(text) for start, stop in spans)


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    assert within(read(text), text)


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14).map("".join))
def test_spans_lie_in_any_text_made_of_communique(text):
    assert within(read(OPENING + text), OPENING + text)


@pytest.mark.parametrize("name", names())
def test_spans_lie_in_the_specimen_and_every_fact_names_its_rule(name):
    draft = read(text(name))

    assert within(draft, text(name))
    assert all(fact.rule.split(".")[0] in fact.field or "." in fact.rule for fact in draft.facts)


@pytest.mark.parametrize("name", names())
def test_same_text_gives_same_draft(name):
    assert read(text(name)) == read(text(name))


@pytest.mark.parametrize("name", names())
def test_line_ends_of_windows_change_no_value(name):
    written = text(name)

    assert [fact.value for fact in read(written.replace("\n", "\r\n")).facts if "title" not in str(fact.value)] == [
        fact.value for fact in read(written).facts if "title" not in str(fact.value)
    ]


def test_rules_have_names_of_their_own():
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_text_without_a_round_gives_no_fact_and_says_why():
    draft = read("Alba opened a training centre in Auber. Ransomware and norms were spoken of.")

    assert draft.kind is Kind.NONE
    assert draft.facts == ()
    assert [doubt.code for doubt in draft.doubts] == ["no-round"]


def test_meeting_put_off_is_no_round():
    draft = read(
        "The third Alba-Boria cyber talks, planned for 4 May 2026 in Auber, were held up and will not take place."
    )

    assert draft.kind is Kind.NONE


def test_place_that_is_unsaid_is_absent_and_said_to_be_unsaid():
    draft = read("On 3 March 2026 Alba and Boria held their second Cyber Dialogue. The two sides discussed ransomware.")

    assert draft.of("round.place") == ()
    assert "round.place.unsaid" in [doubt.code for doubt in draft.doubts]


def test_year_that_nothing_tells_stays_unknown():
    draft = read("On 3 March, Alba and Boria held their second Cyber Dialogue in Auber. They discussed ransomware.")

    assert [fact.value for fact in draft.of("round.date")] == [{"start": "XXXX-03-03", "end": "XXXX-03-03"}]
    assert "round.date.year-unsaid" in [doubt.code for doubt in draft.doubts]


def test_year_is_inferred_from_the_weekday_and_shown_as_a_sum():
    draft = read(
        "On Tuesday, 3 March, Alba and Boria held their second Cyber Dialogue in Auber. "
        "Alba presented a draft resolution, first circulated on 7 October 2025."
    )
    (fact,) = draft.of("round.date")

    assert fact.value["start"] == "2026-03-03"
    assert fact.support is Support.INFERRED
    assert [doubt.code for doubt in fact.doubts] == ["round.date.year-inferred"]


def test_weekday_that_does_not_fit_the_day_is_a_doubt():
    draft = read("On Monday, 3 March 2026, Alba and Boria held their second Cyber Dialogue in Auber.")
    (fact,) = draft.of("round.date")

    assert fact.value["start"] == "2026-03-03"
    assert [doubt.code for doubt in fact.doubts] == ["round.date.weekday"]


def test_day_of_publication_given_beside_the_text_completes_the_year():
    written = "On 3 March, Alba and Boria held their second Cyber Dialogue in Auber. They discussed ransomware."
    draft = read(written, {"date": "2026-03-05"})

    assert [fact.value["start"] for fact in draft.of("round.date")] == ["2026-03-03"]
    assert draft.of("doc.date") == ()


def test_documents_of_one_side_only_are_a_doubt_where_both_are_said_to_present():
    draft = read(
        "On 3 March 2026 Alba and Boria held their second Cyber Dialogue in Auber. "
        "The two sides presented their approaches, as set out in the national cybersecurity strategy of Alba."
    )

    assert "paper.one-sided" in [doubt.code for doubt in draft.doubts]
    assert draft.of("paper") == ()


def test_what_was_not_discussed_is_no_topic():
    draft = read(
        "On 3 March 2026 Alba and Boria held their second Cyber Dialogue in Auber. Ransomware was not discussed."
    )

    assert draft.of("topic") == ()
    assert draft.of("statement") == ()


def test_third_state_that_is_condemned_is_no_party():
    draft = read(
        "On 3 March 2026 Alba and Boria held their second Cyber Dialogue in Auber. "
        "Alba and Boria condemned the cyberattacks of Cadria against their ports."
    )

    assert [fact.value for fact in draft.of("party")] == ["XA", "XB"]


def test_council_of_the_united_nations_is_no_body_of_a_party():
    draft = read(
        "On 3 March 2026 Alba and Boria held their second Cyber Dialogue in Auber. "
        "The Alban side discussed its work in the UN Security Council."
    )

    assert draft.of("agency") == ()
    assert [fact.value for fact in draft.of("forum")] == ["UNSC"]


def test_explain_gives_the_words_and_the_rule_of_each_fact():
    written = text("alba-boria-2.en")
    rows = {row["field"]: row for row in explain(read(written), written)}

    assert rows["round.ordinal"]["words"] == ("second",)
    assert rows["round.ordinal"]["rule"] == "round.ordinal.lead"


def test_json_of_a_draft_has_the_keys_that_a_score_reads():
    found = read(text("alba-boria-2.fr")).as_json()

    assert set(found) == {"kind", "lang", "facts", "doubts"}
    assert {key for fact in found["facts"] for key in fact} == {"field", "value", "spans", "rule", "support", "doubts"}


def test_throughput_is_measured(record_property):
    written = text("alba-boria-2.en") * 40
    start = time.perf_counter()
    read(written)
    record_property("characters_per_second", round(len(written) / (time.perf_counter() - start)))


@pytest.mark.parametrize("swept", [True, False])
def test_search_for_circles_is_afterwards_as_it_was_also_where_reading_fails(monkeypatch, swept):
    def fails(*_):
        assert not gc.isenabled()
        raise ValueError("a rule is broken")

    before = gc.isenabled()
    (gc.enable if swept else gc.disable)()
    try:
        read(text(names()[0]))
        assert gc.isenabled() is swept
        monkeypatch.setattr(reader, "doubts", fails)
        with pytest.raises(ValueError, match="broken"):
            read(text(names()[0]))
        assert gc.isenabled() is swept
    finally:
        (gc.enable if before else gc.disable)()


def test_page_that_was_read_is_gone_without_a_search():
    gc.collect()
    gc.disable()
    try:
        for name in names():
            read(text(name))
        found = [each for each in gc.get_objects() if isinstance(each, page.Page)]
    finally:
        gc.enable()

    assert found == []
