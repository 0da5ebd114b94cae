"""Where we come: what happens when the ZIP is not at hand."""

from typing import Any

import pytest

from agent.events import Heard


@pytest.mark.parametrize("words", ["I don't know", "no"])
def test_a_zip_that_is_not_at_hand_waits_until_the_address_is_known(
    call_in: Any, words: str
) -> None:
    """The call goes on; the ZIP is asked again later."""
    call = call_in()
    call.go_to("zip")
    call.say(words)
    assert call.asked == "name"
    call.go_to("zip_again")
    assert call.state.slots.address_ok


def misheard(call_in: Any, opening: str = "my furnace is making a rattling noise") -> Any:
    """A call in which 75204 was understood as 55204, the right reading second."""
    call = call_in()
    call.go_to("zip", how_can_i_help=opening)
    call.event(Heard(text="5 5 2 0 4", alternatives=("8 5 2 0 4", "7 5 2 0 4")))
    return call


def test_a_zip_one_reading_away_from_our_area_is_asked_about(call_in: Any) -> None:
    """Nobody is turned away for a misheard digit; the caller decides."""
    call = misheard(call_in)
    assert call.asked == "confirm_zip"
    call.say("yes, that's right")
    assert (call.state.slots.zip, call.asked) == ("75204", "name")


def test_a_wrong_guess_of_the_zip_is_asked_anew(call_in: Any) -> None:
    """No asks for the ZIP again."""
    call = misheard(call_in)
    call.say("no")
    assert (call.state.slots.zip, call.asked) == ("", "zip")


def test_a_zip_said_instead_of_yes_counts(call_in: Any) -> None:
    """Digits win over the guess, also when we do not come there."""
    call = misheard(call_in)
    call.say("no, nine oh two one oh")
    assert (call.state.slots.zip, call.asked) == ("90210", "out_of_area_note")


def test_words_beside_the_question_ask_it_again(call_in: Any) -> None:
    """What is neither yes nor no nor digits is no answer."""
    call = misheard(call_in)
    call.say("well you know")
    assert call.asked == "confirm_zip"


def test_who_only_asked_about_the_area_is_told_after_the_guess(call_in: Any) -> None:
    """The question about the area is answered, nothing is booked."""
    call = misheard(call_in, opening="do you serve my area")
    assert call.asked == "confirm_zip"
    call.say("yes")
    assert call.asked == "offer_booking"
