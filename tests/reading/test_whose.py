# SPDX-License-Identifier: Apache-2.0
"""Whose head, whose body, whose paper: one short text for each way in which texts say it."""

from __future__ import annotations

import pytest

from comity.reading import read

OPENING = {
    "en": "On 3 March 2026, Alba and Boria held their second cyber dialogue in Auber. ",
    "fr": "Le 3 mars 2026, l’Alba et la Boria ont tenu à Auber leur deuxième dialogue sur le cyberespace. ",
    "de": "Am 3. März 2026 fand in Auber der zweite Cyberdialog zwischen Alba und Boria statt. ",
    "es": "El 3 de marzo de 2026, Alba y Boria celebraron en Auber su segundo diálogo sobre ciberseguridad. ",
    "ru": "3 марта 2026 года в Обере Альба и Бория провели второй диалог по кибербезопасности. ",
}


def heads(text):
    return {fact.value["name"]: fact.value["party"] for fact in read(text).of("head")}


@pytest.mark.parametrize(
    ("lang", "sentence", "found"),
    [
        ("de", ("Die Leitung hatten der Beauftragte für Cyberfragen der albischen Regierung, Jonas Velde, und die "
         "stellvertretende Abteilungsleiterin im borischen Außenministerium, Mira Tanne, inne."),
         {"Jonas Velde": "XA", "Mira Tanne": "XB"}),
        ("de", "Für Alba nahm Jonas Velde (Referatsleiter, Außenministerium) teil; für Boria Gesandter Pavel Drozd.",
         {"Jonas Velde": "XA", "Pavel Drozd": "XB"}),
        ("de", ("Sonderbotschafter für Digitalpolitik Jonas Velde und Staatssekretärin Mira Tanne vom borischen "
         "Außenministerium saßen den Delegationen vor."), {"Jonas Velde": "XA", "Mira Tanne": "XB"}),
        ("de", ("Die Gespräche leiteten für Alba die Leiterin des Stabs Cyber im Außenministerium, Rena von Velde, und "
         "für Boria Pavel Drozd, Direktor im Außenministerium."), {"Rena von Velde": "XA", "Pavel Drozd": "XB"}),
        ("es", ("La embajadora para el ciberespacio de Alba, Marta Olid, y su homólogo de Boria, Pavel Drozd, "
         "presidieron las consultas."), {"Marta Olid": "XA", "Pavel Drozd": "XB"}),
        (
            "es",
            "Encabezaron las delegaciones la Viceministra Lydia Velde, por Alba, y el Director Pavel Drozd, por Boria.",
            {"Lydia Velde": "XA", "Pavel Drozd": "XB"},
        ),
        ("es", "Por Alba, encabezó la delegación el Director de Seguridad Internacional, Julio Andrés Velde.",
         {"Julio Andrés Velde": "XA"}),
    ],
)  # fmt: skip
def test_head_is_found_on_the_side_that_the_text_puts_them_on(lang, sentence, found):
    assert heads(OPENING[lang] + sentence) == found


@pytest.mark.parametrize(
    "lead",
    [
        "Alba und Boria werden am 14. Mai 2026 in Borovo ihren zweiten Cyberdialog führen.",
        "Alba and Boria will hold their second cyber dialogue in Borovo on 14 May 2026.",
        "L’Alba et la Boria tiendront le 14 mai 2026 à Borovo leur deuxième dialogue sur la cybersécurité.",
        "Alba y Boria celebrarán el 14 de mayo de 2026 en Borovo su segundo diálogo sobre ciberseguridad.",
        "14 мая 2026 года в Борово Альба и Бория проведут второй диалог по кибербезопасности.",
    ],
)
def test_round_that_is_only_announced_is_no_round(lead):
    assert read(lead + "\n\nThe sides will discuss norms.").facts == ()


def test_heads_of_whom_the_text_says_nothing_stand_in_the_order_of_the_house_and_under_a_doubt():
    page = "Ministry of Foreign Affairs of Boria\n\nCyber dialogue with Alba\n\n" + OPENING["en"]
    page += "It was co-chaired by Ambassador Mira Tanne and Director Jonas Velde."
    found = read(page).of("head")

    assert {fact.value["name"]: fact.value["party"] for fact in found} == {"Mira Tanne": "XB", "Jonas Velde": "XA"}
    assert {doubt.code for fact in found for doubt in fact.doubts} == {"head.side-by-order"}


def test_national_delegation_is_that_of_the_house_that_publishes():
    page = "Ministerio de Relaciones Exteriores de Alba\n\n" + OPENING["es"]
    page += "La delegación nacional estuvo integrada por representantes del Ministerio de Defensa y de la Fiscalía."

    assert [fact.value["body"] for fact in read(page).of("agency")] == ["XA-DEFENCE", "XA-PROSECUTOR"]


@pytest.mark.parametrize(
    ("top", "issuer", "rule"),
    [
        ("Ministry of Foreign Affairs of Boria\n\n", {"party": "XB", "body": "XB-MFA"}, "issuer.heading"),
        ("Republic of Alba\nMinistry of Foreign Affairs\n\n", {"party": "XA", "body": "XA-MFA"}, "issuer.beside"),
        ("Foreign Ministry\n\nBorovo, 4 March 2026\n\n", {"party": "XB", "body": "XB-MFA"}, "issuer.dateline"),
    ],
)  # fmt: skip
def test_issuer_is_who_stands_in_the_heading_beside_it_or_in_the_dateline(top, issuer, rule):
    (found,) = read(top + OPENING["en"] + "They discussed norms of responsible behaviour.").of("issuer")

    assert (found.value, found.rule) == (issuer, rule)
    assert bool(found.doubts) == (rule == "issuer.dateline")


def test_two_dates_with_a_dash_between_are_a_dateline_and_a_day_not_a_range():
    page = (
        "Auber, 18. Oktober 2026 – Am 17. Oktober fand in Borovo der zweite Cyberdialog zwischen Alba und Boria statt."
    )
    draft = read(page)

    assert [fact.value for fact in draft.of("doc.date")] == ["2026-10-18"]
    assert [fact.value for fact in draft.of("round.date")] == [{"start": "2026-10-17", "end": "2026-10-17"}]
