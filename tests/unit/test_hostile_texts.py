"""Words said over and over, as no caller would: no reader goes deep, none follows too much."""

from collections.abc import Callable

import pytest

from agent.dialogue.step import MOST_CHARS, begin, step
from agent.events import CallStarted, Guess, Heard
from agent.nlu import addresses, names, phones, spelling
from agent.nlu.dates import parse
from agent.nlu.numbers import readings
from agent.nlu.phone_candidates import candidates
from agent.nlu.phone_words import pieces
from agent.profile.load import load_default
from voicectl.evaluation.random_utterances import NOW

LONGEST = 4096


def stuck(words: str) -> str:
    """`words` again and again."""
    return (f"{words} " * LONGEST)[:LONGEST]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("last name", names.parse),
        ("first name", names.parse),
        ("it's", names.parse),
        ("st", addresses.parse),
        ("12 way", addresses.parse),
        ("unit", addresses.parse),
        ("one", addresses.parse),
        ("ll", spelling.spelled),
        ("fortnight from", lambda text: parse(text, NOW)),
        ("a week from", lambda text: parse(text, NOW)),
        ("week of the", lambda text: parse(text, NOW)),
        ("de ocho a doce", lambda text: parse(text, NOW)),
        ("so", lambda text: parse(text, NOW)),
        ("to", lambda text: phones.capture([text])),
        ("hundred thousand", lambda text: phones.capture([text])),
    ],
)
def test_no_reader_goes_deep(words: str, read: Callable[[str], object]) -> None:
    read(stuck(words))


def test_of_endless_groups_few_candidates_are_followed() -> None:
    assert len(candidates(pieces([stuck("no forty five not sixty two")]))) <= 8


def test_a_run_longer_than_any_number_has_few_readings() -> None:
    assert len(readings(("forty", "five") * 300)) <= 2
    assert len(readings(("forty", "five") * 5)) == 32


def test_what_is_said_beyond_a_length_is_not_read() -> None:
    profile = load_default()
    started = CallStarted(call_sid="CA" + "0" * 32, conversation_id="long", now=NOW.isoformat())
    greeted = step(profile, begin(), started)[0]
    guess = Guess(ranked=(("no_heat", 0.9),), model="m")
    told = "my furnace is dead ".ljust(MOST_CHARS)
    short = step(profile, greeted, Heard(text=told, guess=guess))
    long = step(profile, greeted, Heard(text=told + "and I smell gas " * 9999, guess=guess))
    assert short == long
