"""Thirty facts, ten of them corrected, are asked for after 50, 200 and 500 turns."""

import random
from typing import Any

import pytest

from agent.dialogue.state import encode

MAX_STATE_BYTES = 32 * 1024
PLANTED = (
    # what is said, what is asked, what the answer must hold, the correction, what it must hold then
    ("the gate code is 4410", "what gate code did you write down?", "4410",
     "the gate code is 4411 now, not 4410", "4411"),
    ("the garage code is 90 12", "did you note the garage code?", "90 12", "", ""),
    ("our dog is in the kitchen", "did you note the dog?", "in the kitchen",
     "actually the dog is out back", "out back"),
    ("we have two cats", "did you write down the cats?", "two cats", "", ""),
    ("please park in the alley", "where did I tell you to park?", "alley",
     "actually he should park on the street", "on the street"),
    ("please use the side door", "which door did you note?", "side door",
     "no wait, use the back door", "back door"),
    ("my wife will be home", "who did I say will be home?", "my wife",
     "actually my husband will be home", "my husband"),
    ("the best time to call is after five", "what time to call did you write down?", "after five",
     "sorry, the best time to call is before noon", "before noon"),
    ("please text me before you come", "did you note to text me before?", "text me before", "", ""),
    ("my wife's number is 303 555 0144", "what number did I give you for my wife?",
     "303 555 0144", "", ""),
    ("I'm hard of hearing", "did you note that about my hearing?", "hard of hearing", "", ""),
    ("the furnace is a Trane", "do you remember the brand of the furnace, the Trane or what?",
     "Trane", "I was wrong, the furnace is a Lennox", "Lennox"),
    ("the furnace is about fifteen years old", "did you write down how old the furnace is?",
     "fifteen", "", ""),
    ("the model number is TUD 2080", "which model did you note?", "2080", "", ""),
    ("the furnace is in the attic", "did you note that the furnace is in the attic?", "attic",
     "", ""),
    ("the breaker box is in the laundry room", "where did I say the breaker box is?",
     "laundry room", "correction, the breaker box is in the hall closet", "hall closet"),
    ("we replaced the capacitor last summer", "did you note the capacitor?", "capacitor", "", ""),
    ("the furnace is still under warranty", "what did you note about the warranty?",
     "under warranty", "", ""),
    ("we are members of your comfort club", "did you note our membership?", "members", "", ""),
    ("my landlord has to approve the repair", "did you note my landlord?", "approve", "", ""),
    ("my son is allergic to perfume", "did you write down the allergy, the perfume?", "perfume",
     "", ""),
    ("he'll need a tall ladder", "did you note the ladder?", "ladder", "", ""),
    ("we're on the third floor", "which floor did you write down?", "third",
     "sorry, we're on the fourth floor", "fourth"),
    ("the filter is 16 by 25 by 1", "what filter size did I give you?", "16 by 25 by 1",
     "the filter is 20 by 25 by 1, not 16 by 25 by 1", "20 by 25 by 1"),
    ("we have a nest thermostat", "did you note the thermostat?", "nest", "", ""),
    ("I'll be paying by check", "did you note that I'm paying by check?", "check", "", ""),
    ("I found you on google", "do you remember that I found you on google?", "google", "", ""),
    ("it has to be done by Friday", "did you note that it has to be done by then?", "Friday",
     "", ""),
    ("please send Mike again", "did you note that I want Mike?", "Mike", "", ""),
    ("please note that the basement light is broken", "did you note the basement light?",
     "basement light", "", ""),
)  # fmt: skip
FILLERS = (
    "what are your hours", "do you take checks", "how much is a visit",
    "do you charge extra at night",
    "are you licensed and insured", "say that again", "where is your office",
    "is this call recorded",
    "do you have a membership plan", "are you a robot", "do you call before you come",
    "what brands do you work on", "slower please", "what does a tune-up cost",
)  # fmt: skip


def chat(call: Any, turns: int, dice: random.Random) -> None:
    """Talk about other things until so many caller turns are over."""
    while call.state.turn < turns:
        call.say(dice.choice(FILLERS))
        if call.state.transfer_queue:
            call.transfer_ends("no_answer")


@pytest.mark.parametrize("seed", range(3))
def test_no_fact_fades(call_in: Any, seed: int) -> None:
    """Every planted fact is recalled with its latest value, and the state stays small."""
    dice = random.Random(seed)
    call = call_in(seed=seed)
    facts = list(PLANTED)
    dice.shuffle(facts)
    for said, *_ in facts:
        call.say(said)
        call.say(dice.choice(FILLERS))
    for _, _, _, correction, _ in facts:
        if correction:
            call.say(correction)
    assert sum(bool(one[3]) for one in facts) == 10
    for turns in (50, 200, 500):
        chat(call, turns, dice)
        before = call.state
        for said, asked, first, correction, then in facts:
            call.set(**{name: getattr(before, name) for name in before.__struct_fields__})
            told = call.say(asked)
            assert (then if correction else first) in told, (turns, said, asked, told)
            if correction:
                assert first not in told, (turns, said, told)
        call.set(**{name: getattr(before, name) for name in before.__struct_fields__})
        assert len(encode(call.state)) <= MAX_STATE_BYTES
    assert call.state.outcome is None
    assert len(call.state.facts) == len(PLANTED)
    assert not call.notes("summary_rejected")
