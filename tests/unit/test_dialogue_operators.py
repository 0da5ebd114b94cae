"""A person at the controls: their words are spoken, their transfer happens at once, once."""

from typing import Any

import pytest

from agent.events import AlertOnCall, OperatorSays, OperatorTransfers, StopSpeaking

MINE = "+12145550190"


def test_words_are_spoken_and_the_question_stays_open(call_in: Any) -> None:
    call = call_in()
    before = call.asked
    assert call.event(OperatorSays(text="A technician is near.")) == "A technician is near."
    assert call.asked == before
    assert call.say("my air conditioner is broken")


def test_the_caller_is_connected_with_the_operators_number(call_in: Any) -> None:
    call = call_in()
    call.event(OperatorTransfers(number=MINE, reason="taken over"))
    (transfer,) = call.transfers
    assert (transfer.number, transfer.reason) == (MINE, "taken over")
    assert any(isinstance(one, StopSpeaking) for one in call.commands)
    call.event(OperatorTransfers(queue="sales"))
    assert len(call.transfers) == 1, "people are being rung already"
    call.transfer_ends("answered")
    assert call.outcome == "transferred_planned"


@pytest.mark.parametrize("result", ["no_answer", "declined"])
def test_who_is_not_reached_leaves_the_caller_with_us(call_in: Any, result: str) -> None:
    call = call_in()
    call.event(OperatorTransfers(queue="billing"))
    assert "message" in call.transfer_ends(result)
    assert call.outcome is None


def test_an_emergency_taken_over_in_vain_alerts_again(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas in the kitchen")
    rung = len(call.transfers)
    if call.state.transfer_queue:
        call.transfer_ends("no_answer")
    else:
        call.event(OperatorTransfers(number=MINE))
        assert call.transfers[rung].queue == "oncall"
        call.transfer_ends("no_answer")
    alerts = [one.tool for one in call.commands if isinstance(getattr(one, "tool", 0), AlertOnCall)]
    assert alerts[-1].escalate
