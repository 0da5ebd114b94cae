"""Where we come: what happens when the ZIP is not at hand."""

from typing import Any

import pytest


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
