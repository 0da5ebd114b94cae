"""Numbers that could tell who called are taken out of words that leave the machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.nlu.masking import mask_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call me at 214-555-0142 please", "call me at # please"),
        ("it's (214) 555 0142.", "it's (#."),
        ("+1 214 555 0142", "+#"),
        ("two one four five five five oh one four two", "#"),
        ("five five uh oh one four", "#"),
        ("double five oh", "#"),
        ("i live at twelve fourteen oak street", "i live at # oak street"),
        ("1214 Oak, seven five two oh four", "# Oak, #"),
        ("vivo en el dieciséis veintidós", "vivo en el #"),
        ("doscientos cuatro de la calle", "# de la calle"),
        ("one two three and then some", "# and then some"),
    ],
)
def test_long_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "it is 58 degrees in here",
        "it's sixty five inside and I have a 2 month old",
        "a hundred and five in here",
        "the one upstairs",
        "no, uno no",
        "",
    ],
)
def test_short_numbers_stay_because_they_say_what_is_wanted(text: str) -> None:
    assert mask_numbers(text) == text


@given(st.text(max_size=300))
def test_any_text_can_be_masked_and_keeps_no_long_number(text: str) -> None:
    masked = mask_numbers(text)
    assert not any(
        masked[at : at + 3].isdecimal() for at in range(len(masked)) if len(masked[at:]) >= 3
    )
    assert mask_numbers(masked) == masked
