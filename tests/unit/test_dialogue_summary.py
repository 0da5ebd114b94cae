"""The rolling summary, the check that nothing of the facts got lost, and a context's budget."""

from typing import Any

import msgspec
import pytest

from agent.dialogue import fidelity, summary
from agent.dialogue.context import context, tokens
from agent.dialogue.state import HISTORY_LINES, KeyFact, Line, Slots, State, Summary
from agent.events import Address, Summarised, Window

GATE = KeyFact(topic="access_code", about="gate", text="the gate code is 4411", turn=1)
GARAGE = KeyFact(topic="access_code", about="garage", text="the garage code is 9012", turn=1)
DOG = KeyFact(topic="pets", about="dog", text="the dog is not friendly", turn=2)
MIKE = KeyFact(topic="technician", text="please send Mike again", turn=3)
FACTS = (GATE, GARAGE, DOG, MIKE)
SLOTS = (("name", "Ellen Marsh"), ("phone", "+12145550177"), ("address", "1214 Oak St, Dallas"))
GOOD = (
    "Ellen Marsh called from 214-555-0177 about 1214 Oak Street. Gate code four four one one. "
    "The code of the garage is 9012. Her dog is not friendly. She asked for Mike again."
)


# --- the check ----------------------------------------------------------------------------------


def test_a_faithful_summary_in_other_words_passes() -> None:
    assert fidelity.faults(FACTS, SLOTS, GOOD) == ()


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("four four one one", "4410", "lost access_code: the gate code is 4411"),
        ("four four one one", "four four one oh", "contradicts access_code"),
        ("Gate code four four one one. ", "", "lost access_code: the gate code is 4411"),
        ("is not friendly", "is friendly", "contradicts pets: the dog is not friendly"),
        ("Her dog is not friendly. ", "", "lost pets"),
        ("for Mike again", "for Steve again", "lost technician"),
        ("Ellen Marsh", "Ellen", "lost name: Ellen Marsh"),
        ("214-555-0177", "214-555-0178", "lost phone"),
        ("214-555-0177", "214-555-0178", "contradicts phone: 2145550178"),
        ("1214 Oak", "1215 Oak", "lost address"),
        ("again.", "again. The gate code is 4410.", "contradicts access_code"),
    ],
)
def test_what_got_lost_or_turned_round_is_named(was: str, now: str, fault: str) -> None:
    """Each of these differs from a faithful summary in one place."""
    assert was in GOOD
    found = fidelity.faults(FACTS, SLOTS, GOOD.replace(was, now))
    assert any(one.startswith(fault) for one in found), found


def test_the_window_may_be_said_in_any_words() -> None:
    assert fidelity.faults((), (("window", "2026-11-24 08:00 to 12:00"),), "tomorrow") == ()


def test_known_slots_are_those_that_hold() -> None:
    state = State(
        slots=Slots(
            first="Ellen",
            phone="+12145550177",
            phone_ok=True,
            address=Address(house_number="1214", street_name="Oak"),
            zip="75204",
            job_type="no_heat",
            vulnerable="infant",
        ),
        window=Window(id=1, date="2026-11-24", start="08:00", end="12:00"),
    )
    assert dict(fidelity.known(state)) == {
        "name": "Ellen",
        "phone": "+12145550177",
        "zip": "75204",
        "job": "no heat",
        "window": "2026-11-24 08:00 to 12:00",
        "at risk": "infant",
    }


# --- our own summary ----------------------------------------------------------------------------


def lines(count: int, who: Any = "caller", text: str = "do you take checks") -> list[Line]:
    return [Line(who=who, text=f"{text} {number}", asked="zip") for number in range(count)]


def roll(state: State, more: list[Line], **how: Any) -> tuple[State, list[str]]:
    """`state` after these lines, and what was wrong with refused summaries."""
    wrong: list[str] = []
    for line in more:
        state, faults = summary.append(state, line, **how)
        wrong += faults
    return state, wrong


def test_lines_that_leave_the_window_are_condensed() -> None:
    """Asked, told and answered stand in it; facts and slots by name and once by value."""
    story = [
        Line(who="agent", text="What's the ZIP code of the home?"),
        Line(who="caller", text="75204", asked="zip", learned=("zip",)),
        Line(who="caller", text="what are your hours", asked="zip_again"),
        Line(who="agent", text="We're open all day."),
        Line(who="agent", text="We're glad to help."),
        Line(who="caller", text="the gate code is 4410", learned=("access_code",)),
        Line(who="caller", text="my number is 214 555 0178"),
        *[Line(who="caller", text="uh")] * summary.WINDOW_LINES,
    ]
    state, wrong = roll(State(facts=FACTS, slots=Slots(zip="75204")), story)
    text = state.summary.text
    assert wrong == []
    assert text.splitlines()[:2] == [
        "Known: zip 75204",
        "Noted: " + "; ".join(fact.text for fact in FACTS),
    ]
    for part in (
        "- asked zip: told zip",
        '- asked zip again: "what are your hours"',
        '- we said "We\'re open all day."',
        "- told access code",
    ):
        assert part in text
    assert "glad" not in text
    assert "What's" not in text
    assert "4410" not in text
    assert "0178" not in text
    assert len(state.history) >= HISTORY_LINES


def test_the_summary_is_bounded_and_counts_what_it_left_out() -> None:
    state, wrong = roll(State(facts=FACTS), lines(900))
    assert wrong == []
    assert len(state.summary.text.encode()) <= summary.SUMMARY_BYTES
    left = summary.story(state.summary.text)[0]
    assert left.startswith("Earlier: ")
    assert int(left.split()[1]) > 700


def test_the_window_is_bounded_in_bytes() -> None:
    state, _ = roll(State(), [Line(who="caller", text="é" * 400) for _ in range(120)])
    assert sum(len(line.text.encode()) for line in state.history) <= summary.WINDOW_BYTES


def test_a_story_line_that_a_correction_made_untrue_goes() -> None:
    old = "Known: \nNoted: \nEarlier: many more\n- the gate code is 4410\n- asked zip: told zip"
    text = summary.condense(old, (), State(facts=(GATE,)))
    assert "4410" not in text
    assert "- asked zip: told zip" in text


def test_a_summariser_that_drops_facts_is_caught_and_the_old_summary_stays() -> None:
    """The deliberately bad one says something nice instead."""
    good, _ = roll(State(facts=FACTS), lines(120))
    bad, wrong = roll(good, lines(120), summarise=lambda old, lines, state: "All is well.")
    assert "lost access_code: the gate code is 4411" in wrong
    assert bad.summary == good.summary


def test_a_bad_summary_leaves_a_note(call_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    call = call_in()
    call.say("the gate code is 4411")
    good = summary.append
    monkeypatch.setattr(
        summary, "append", lambda state, line: good(state, line, lambda *_: "All is well.")
    )
    while len(call.state.history) < summary.WINDOW_LINES - 1:
        call.say("what are your hours")
    call.say("what are your hours")
    assert call.notes("summary_rejected")
    assert call.state.summary == Summary()


# --- a language model's summary -----------------------------------------------------------------


def test_a_models_summary_is_taken_when_it_keeps_everything(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4411", "what are your hours")
    text = "The caller told us that the gate code is 4411. Hours were asked for."
    call.event(Summarised(text=text, model="m1", turn=2))
    assert call.state.summary == Summary(text=text, turn=2, model="m1")
    assert call.notes("summary_accepted") == ["m1"]


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("Hours were asked for.", 2),
        ("The gate code is 4410.", 2),
        ("The gate code is 4411.", 3),
        ("The gate code is 4411. " + "x" * 10_000, 2),
    ],
)
def test_a_models_summary_that_loses_something_is_refused(
    call_in: Any, text: str, turn: int
) -> None:
    call = call_in()
    call.say("the gate code is 4411", "what are your hours")
    call.event(Summarised(text=text, model="m1", turn=turn))
    assert call.state.summary == Summary()
    assert call.notes("summary_rejected") == ["m1"]


def test_our_own_summary_goes_on_from_a_models() -> None:
    """What it told stays as story as far as it still holds."""
    old = Summary(text="The gate code is 4410. He asked for a discount.", turn=2, model="m1")
    state, wrong = roll(State(facts=(GATE,), summary=old), [Line(who="caller", text="uh")] * 120)
    assert wrong == []
    assert "discount" in state.summary.text
    assert "4410" not in state.summary.text
    assert state.summary.model == ""


# --- the budget ---------------------------------------------------------------------------------


def test_facts_win_over_slots_slots_over_story_and_story_over_turns() -> None:
    state, _ = roll(State(facts=FACTS, slots=Slots(zip="75204")), lines(120))
    names = [block.name for block in context(state, 10_000)]
    assert names == ["facts", "slots", "summary", "turns"]
    facts, slots = context(state, 10_000)[:2]
    assert facts.text.splitlines() == [fact.text for fact in FACTS]
    assert context(state, tokens(facts.text) + tokens(slots.text))[:2] == (facts, slots)


def test_of_the_turns_the_last_ones_stay() -> None:
    state = State(history=tuple(lines(10)))
    (turns,) = context(state, 25)
    assert turns.text.splitlines()[-1] == "Caller: do you take checks 9"
    assert tokens(turns.text) <= 25


def test_nothing_fits_nothing() -> None:
    assert context(State(facts=FACTS), 0) == ()


def test_we_are_told_from_the_caller() -> None:
    (turns,) = context(State(history=(Line(who="agent", text="Hello"),)), 50)
    assert turns.text == "We: Hello"


def test_states_of_today_can_be_read_with_yesterdays_lines() -> None:
    """A line or a state without the new fields still decodes."""
    assert msgspec.convert({"who": "caller", "text": "hi"}, Line) == Line(who="caller", text="hi")
