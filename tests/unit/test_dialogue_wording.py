"""The wordings as data: variants of every question, one question, last, short, complete."""

import itertools
import re
from string import Formatter
from typing import Any

import pytest

from agent.dialogue import numbers_es, phrases, spoken_en, spoken_es, wording_en, wording_es
from agent.profile.load import load_default

EN, ES = wording_en.WORDINGS, wording_es.WORDINGS
QUESTIONS = {key: texts for key, texts in EN.items() if any("?" in text for text in texts)}
ONE_VARIANT = {"e_phone", "out_of_area_note", "resume_hazard", "safety_vague", "safety_which"}
"""Questions asked at most once or twice in an emergency or at an end."""
TWO_VARIANTS = {"what_else"}
LONG = re.compile(r"line_|advice_|confirm_booking|booked")
MOST_WORDS = 35
STIFF = re.compile(
    r"\b(I am|do not|does not|cannot|can not|will not|is not|are not|did not)\b", re.IGNORECASE
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_question_has_three_variants(key: str) -> None:
    least = 1 if key in ONE_VARIANT else 2 if key in TWO_VARIANTS else 3
    assert len(QUESTIONS[key]) >= least
    assert len(set(QUESTIONS[key])) == len(QUESTIONS[key])


@pytest.mark.parametrize("key", QUESTIONS)
def test_one_question_and_it_comes_last(key: str) -> None:
    for text in QUESTIONS[key]:
        assert text.count("?") <= 1
        assert "?" not in text or text.endswith("?")


@pytest.mark.parametrize("key", [key for key in EN if not LONG.match(key)])
def test_a_wording_is_short(key: str) -> None:
    for text in EN[key]:
        assert len(text.split()) <= MOST_WORDS
        assert len(re.findall(r"[.?!](?:\s|$)", text)) <= 3


@pytest.mark.parametrize("key", EN)
def test_people_speak_in_contractions(key: str) -> None:
    for text in EN[key]:
        assert not STIFF.search(text), text


@pytest.mark.parametrize("key", EN)
def test_variants_are_filled_with_fields_of_one_set(key: str) -> None:
    known = set().union(*(fields(text) for text in EN[key]))
    assert set().union(*(fields(text) for text in ES.get(key, ()))) <= known


def test_no_spanish_wording_is_orphaned() -> None:
    assert set(ES) <= set(EN)


def test_variants_take_turns() -> None:
    said = [phrases.render("zip", "en", turn, {}) for turn in range(4)]
    assert all(one != other for one, other in itertools.pairwise(said))


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrases.render("no such key", "en", 0, {})


def test_wordings_that_never_change_are_known_in_advance() -> None:
    profile = load_default()
    texts = phrases.fixed(profile)
    assert "How can I help you?" in texts
    assert any(profile.company.name in text for text in texts)
    assert not any("{" in text for text in texts)


def test_no_wording_is_left_unused() -> None:
    """Every key is asked for somewhere in the dialogue."""
    from importlib.resources import files

    source = "".join(
        path.read_text("utf-8")
        for path in files("agent.dialogue").iterdir()
        if path.name.endswith(".py") and not path.name.startswith("wording")
    )
    built = re.compile(r"line_|advice_|faq_(fee|repair_price)")
    unused: list[Any] = [key for key in EN if f'"{key}"' not in source and not built.match(key)]
    assert unused == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (7, "seven"),
        (20, "twenty"),
        (89, "eighty-nine"),
        (100, "one hundred"),
        (129, "one hundred twenty-nine"),
        (1000, "one thousand"),
        (1250, "one thousand two hundred fifty"),
    ],
)
def test_numbers_are_said_in_words(value: int, words: str) -> None:
    assert spoken_en.number(value) == words


def test_alternatives_are_joined_in_both_languages() -> None:
    assert spoken_en.either(["a", "b"]) == "a or b"
    assert spoken_es.either(["a", "b"]) == "a o b"


def test_spanish_numbers_and_places(demo_profile: Any) -> None:
    assert numbers_es.cardinal(100) == "cien"
    assert numbers_es.cardinal(81) == "ochenta y uno"
    assert numbers_es.counting(21) == "veintiún"
    assert spoken_es.office(demo_profile)
