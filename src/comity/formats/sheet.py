# SPDX-License-Identifier: Apache-2.0
"""The few words that paper needs besides the text itself, in the languages of texts.

TLP labels are never translated. A language that is not here is served in English, since a copy must say what it is.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "live": {"en": "", "fr": "", "ru": "", "de": "", "es": ""},
    "exercise": {"en": "EXERCISE", "fr": "EXERCICE", "ru": "УЧЕНИЕ", "de": "ÜBUNG", "es": "EJERCICIO"},
    "reconstruction": {
        "en": "RECONSTRUCTION", "fr": "RECONSTITUTION", "ru": "РЕКОНСТРУКЦИЯ", "de": "REKONSTRUKTION",
        "es": "RECONSTRUCCIÓN",
    },
    "fair": {
        "en": "Fair copy", "fr": "Copie au net", "ru": "Чистовой экземпляр", "de": "Reinschrift",
        "es": "Copia en limpio",
    },
    "bracketed": {
        "en": "Working copy: what stands in brackets is not agreed",
        "fr": "Copie de travail : ce qui est entre crochets n'est pas agréé",
        "ru": "Рабочий экземпляр: текст в квадратных скобках не согласован",
        "de": "Arbeitsexemplar: Text in Klammern ist nicht vereinbart",
        "es": "Copia de trabajo: lo que figura entre corchetes no está acordado",
    },
    "bilingual": {
        "en": "Languages side by side", "fr": "Langues en regard", "ru": "Тексты на двух языках параллельно",
        "de": "Sprachen nebeneinander", "es": "Idiomas en paralelo",
    },
    "copy-of": {
        "en": "Copy of {}", "fr": "Exemplaire : {}", "ru": "Экземпляр стороны: {}", "de": "Exemplar: {}",
        "es": "Ejemplar: {}",
    },
    "as-of": {
        "en": "As of {}", "fr": "État au {}", "ru": "По состоянию на {}", "de": "Stand: {}", "es": "A fecha de {}",
    },
    "authentic": {
        "en": "Authentic text", "fr": "Texte faisant foi", "ru": "Аутентичный текст", "de": "Authentischer Text",
        "es": "Texto auténtico",
    },
    "prevailing": {
        "en": "Authentic text, prevailing", "fr": "Texte faisant foi, qui prévaut",
        "ru": "Аутентичный текст, имеющий преимущественную силу", "de": "Authentischer, maßgebender Text",
        "es": "Texto auténtico que prevalece",
    },
    "official": {
        "en": "Official translation; not authentic", "fr": "Traduction officielle ; ne fait pas foi",
        "ru": "Официальный перевод; не является аутентичным текстом", "de": "Amtliche Übersetzung; nicht authentisch",
        "es": "Traducción oficial; no auténtica",
    },
    "courtesy": {
        "en": "Courtesy translation; not authentic", "fr": "Traduction de courtoisie ; ne fait pas foi",
        "ru": "Перевод для удобства; не является аутентичным текстом",
        "de": "Höflichkeitsübersetzung; nicht authentisch",
        "es": "Traducción de cortesía; no auténtica",
    },
    "machine": {
        "en": "Machine translation; not authentic", "fr": "Traduction automatique ; ne fait pas foi",
        "ru": "Машинный перевод; не является аутентичным текстом", "de": "Maschinelle Übersetzung; nicht authentisch",
        "es": "Traducción automática; no auténtica",
    },
    "not-agreed": {
        "en": "Not agreed: {} paragraph(s) in brackets", "fr": "Non agréés : {} paragraphe(s) entre crochets",
        "ru": "Не согласовано абзацев (в скобках): {}", "de": "Nicht vereinbart: {} Absätze in Klammern",
        "es": "No acordados: {} párrafos entre corchetes",
    },
    "missing": {
        "en": "no text in this language", "fr": "pas de texte dans cette langue", "ru": "на этом языке текста нет",
        "de": "kein Text in dieser Sprache", "es": "sin texto en este idioma",
    },
    "stale": {
        "en": "to be checked: what it renders has changed since", "fr": "à revoir : le texte rendu a changé depuis",
        "ru": "требует проверки: переводимый текст с тех пор изменился",
        "de": "zu prüfen: der übertragene Text hat sich seither geändert",
        "es": "por revisar: el texto que traduce ha cambiado desde entonces",
    },
    "alternat": {
        "en": "Alternat: in this copy that party is named first; every party's copy is the same text, {}",
        "fr": "Alternat : cet exemplaire nomme cette partie en premier ; c'est le même texte que celui des autres, {}",
        "ru": "Альтернат: в этом экземпляре первой названа эта сторона; текст у всех сторон один и тот же, {}",
        "de": "Alternat: dieses Exemplar nennt diese Seite zuerst; es ist derselbe Text wie bei den anderen, {}",
        "es": "Alternat: este ejemplar nombra primero a esa parte; es el mismo texto que el de las demás, {}",
    },
    "unread": {
        "en": "Left out, since its words cannot be read here: {} paragraph(s)",
        "fr": "Omis, car leurs mots ne peuvent être lus ici : {} paragraphe(s)",
        "ru": "Опущено абзацев, слова которых здесь не прочесть: {}",
        "de": "Ausgelassen, da hier nicht lesbar: {} Absätze",
        "es": "Omitidos, pues aquí no se pueden leer: {} párrafos",
    },
    "package": {
        "en": "Nothing is agreed until everything is agreed: this text is not adopted",
        "fr": "Rien n'est acquis tant que tout ne l'est pas : ce texte n'est pas adopté",
        "ru": "Ничего не согласовано, пока не согласовано всё: этот текст не принят",
        "de": "Nichts ist vereinbart, bevor alles vereinbart ist: dieser Text ist nicht angenommen",
        "es": "Nada está acordado hasta que todo lo esté: este texto no está adoptado",
    },
    "page": {"en": "Page", "fr": "Page", "ru": "Стр.", "de": "Seite", "es": "Página"},
}  # fmt: skip


def say(key: str, language: str, value: object = "") -> str:
    """Give the words for a key in a language, English where it has none."""
    entry = WORDS.get(key, {})
    return entry.get(language, entry.get("en", "")).format(value)


def purpose_words(purpose: str, language: str) -> str:
    """Say the purpose as every page must: nothing for what is live."""
    return say(purpose, language)
