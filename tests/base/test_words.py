# SPDX-License-Identifier: Apache-2.0
"""The words in which fingerprints are read aloud: fixed lists, one word for each byte."""

import hashlib
import unicodedata
from itertools import combinations

import pytest

from comity.base.errors import Ours
from comity.base.words import LANGUAGES, fingerprint_words, wordlist

DIGEST = bytes(range(0, 256, 8)).hex()


def plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.replace("œ", "oe"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def one_slip_apart(first: str, second: str) -> bool:
    """Whether one letter changed, left out, added, or swapped with its neighbour makes one word the other."""
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) == 1:
        return any(second[:i] + second[i + 1 :] == first for i in range(len(second)))
    if len(first) != len(second):
        return False
    places = [i for i in range(len(first)) if first[i] != second[i]]
    if len(places) == 2 and places[1] == places[0] + 1:
        return first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]
    return len(places) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_256_short_sorted_words(language):
    words = wordlist(language)

    assert len(set(words)) == len(words) == 256
    assert list(words) == sorted(words)
    assert {len(word) for word in words} <= {4, 5, 6, 7, 8}
    assert all(unicodedata.is_normalized("NFC", word) and word.isalpha() and word.islower() for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_words_are_one_slip_apart_even_without_accents(language):
    words = [plain(word) if language == "fr" else word for word in wordlist(language)]

    assert [pair for pair in combinations(words, 2) if one_slip_apart(*pair)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_four_letters_tell_a_word(language):
    words = [plain(word) if language == "fr" else word for word in wordlist(language)]

    assert len({word[:4] for word in words}) == 256


def test_each_list_is_in_its_own_letters():
    assert all(word.isascii() for word in wordlist("en"))
    assert set("".join(wordlist("ru"))) <= set("абвгдежзийклмнопрстуфхцчшщъыьэюя")  # without ё, which many write as е


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_follow_the_first_twelve_bytes_and_no_others(language):
    words = fingerprint_words(DIGEST, language)

    assert words == tuple(wordlist(language)[byte] for byte in range(0, 96, 8))
    assert words == fingerprint_words(DIGEST[:24] + "f" * 40, language)
    assert words != fingerprint_words("f" + DIGEST[1:], language)


@pytest.mark.parametrize(
    ("language", "digest"),
    [("en", "6af1cd64b2f19cc2"), ("fr", "1d668462d52b12a0"), ("ru", "86d6176b005fccf4")],
)
def test_the_lists_do_not_move(language, digest):
    """Nodes of different ages must say the same words, so no word ever changes its place."""
    assert hashlib.sha256("\n".join(wordlist(language)).encode()).hexdigest()[:16] == digest


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(Ours, match="'de'") as error:
        fingerprint_words(DIGEST, "de")

    assert error.value.hint == "both sides choose one of en, fr, ru"


@pytest.mark.parametrize("value", ["", "ab", DIGEST.upper(), DIGEST + "00", "g" * 64])
def test_what_is_no_digest_is_refused(value):
    with pytest.raises(ValueError, match="64 lower-case"):
        fingerprint_words(value, "en")
