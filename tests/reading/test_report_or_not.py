# SPDX-License-Identifier: Apache-2.0
"""What is a report of a round, and what only sounds like one."""
# ruff: noqa: E501  # one sentence is one case

from __future__ import annotations

import pytest

from comity.reading import Kind, read

ROUNDS = {
    "took place": "Cyber consultations between Alba and Boria took place in Auber on 4 May 2026. Both sides discussed norms.",
    "met to discuss": "Officials of Alba and Boria met in Auber on 4 May 2026 to discuss cyber issues.",
    "hosted": "Alba hosted Boria for the third Alba-Boria Cyber Dialogue in Auber on 4 May 2026.",
    "gathered": "On 4 May 2026 officials from Alba, Boria and Cadria gathered in Auber for a trilateral cyber dialogue.",
    "a réuni": "Le troisième dialogue cyber albo-borien a réuni à Auber, le 4 mai 2026, des représentants des deux pays.",
    "s'est rendue": "Une délégation albaine s'est rendue à Borovo le 4 mai 2026 pour le deuxième dialogue cyber albo-borien.",
    "without a verb of meeting": "Le 4 mai 2026, lors d'un dialogue sur le cyberespace, l'Alba et la Boria ont approfondi leurs liens.",
    "завершился": "В Борово завершился третий раунд борийско-альбанских консультаций по информационной безопасности.",
    "провели": "Делегации Бории и Кадрии провели 4 мая 2026 года в Борово консультации по информационной безопасности.",
    "работала": "4 мая 2026 года в Борово работала борийско-альбанская рабочая группа по информационной безопасности.",
    "trafen sich": "Am 4. Mai 2026 trafen sich Alba und Boria in Auber zum dritten Cyberdialog.",
    "celebraron": "Alba y Boria celebraron el 4 de mayo de 2026 en Auber su segundo diálogo de ciberseguridad.",
}
NO_ROUNDS = {
    "announced": "Alba and Boria will hold the third Alba-Boria Cyber Dialogue in Auber on 14 March 2027.",
    "a memorandum signed": "Alba and Boria today signed a memorandum of understanding on cyber security in Auber.",
    "leaders": "The Presidents of Alba and Boria met in Auber on 4 May 2026. They welcomed the Alba-Boria Cyber Dialogue.",
    "a call": "On 4 May 2026 the ministers of Alba and Boria held a telephone conversation and discussed cyber threats.",
    "an exercise": "Alba and Boria held a joint cyber exercise in Auber on 4 May 2026 and trained incident response.",
    "track two": "Think tanks from Alba and Boria held the fourth Track 2 Cyber Dialogue in Auber on 4 May 2026.",
    "another series": "The 12th Alba-Boria Human Rights Dialogue took place in Auber. They discussed the cyber security law.",
    "annoncé": "Le troisième dialogue cyber albo-borien se tiendra à Auber le 20 juin 2027.",
    "un exercice": "L'Alba et la Boria ont organisé à Auber, les 3 et 4 juin 2026, un exercice conjoint de cyberdéfense.",
    "dialogue de stratégie": "Le 8e dialogue stratégique albo-borien s'est tenu à Auber le 13 mai 2026. La défense a été évoquée.",
    "состоятся": "20 мая в Борово состоятся борийско-альбанские консультации по информационной безопасности.",
    "соглашение": "17 мая 2026 года в Борово Бория и Альба подписали соглашение в области информационной безопасности.",
    "форум": "12 мая 2026 года прошел форум по информационной безопасности. В нем участвовали Бория и Альба.",
    "вопрос": "Вопрос: состоялись ли консультации Бории и Альбы по кибербезопасности в Борово 4 мая?\n\nОтвет: Да.",
}


@pytest.mark.parametrize("written", ROUNDS.values(), ids=ROUNDS.keys())
def test_report_of_a_round_is_recognised(written):
    draft = read(written)

    assert draft.kind is Kind.DIALOGUE
    assert len(draft.of("party")) >= 2


@pytest.mark.parametrize("written", NO_ROUNDS.values(), ids=NO_ROUNDS.keys())
def test_what_only_sounds_like_a_round_gives_no_draft(written):
    draft = read(written)

    assert draft.kind is not Kind.DIALOGUE
    assert draft.facts == ()
