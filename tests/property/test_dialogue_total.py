"""`step` over random conversations: total, deterministic, one outcome, silence after the end."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.dialogue.state import State, decode, encode
from agent.dialogue.step import at, begin, step
from agent.events import (
    Address,
    Booked,
    BookingConflict,
    CallStarted,
    Cancelled,
    Command,
    Done,
    Event,
    HandingOver,
    HangUp,
    Heard,
    HungUp,
    Interim,
    Key,
    KnownCaller,
    NotUnderstood,
    OnCallAcked,
    OperatorSays,
    OperatorTransfers,
    Reconnected,
    Refused,
    Rescheduled,
    Resume,
    Said,
    Say,
    SeatHeld,
    SeatTaken,
    SpeechStarted,
    Summarised,
    TakenOver,
    TimerFired,
    ToolDone,
    ToolFailed,
    ToolResult,
    TransferEnded,
    UseTool,
    Visit,
    VisitsFound,
    Window,
    WindowsFound,
)
from agent.profile.load import load_default

PROFILE = load_default()
MAX_STATE_BYTES = 32 * 1024

PHRASES = (
    "my ac is blowing warm air",
    "no heat and we have a baby",
    "I smell gas",
    "no, I don't smell gas",
    "there's smoke coming from the unit",
    "my name is Ellen Marsh",
    "two one four five five five oh one four two",
    "five five five",
    "twelve fourteen oak street dallas seven five two oh four",
    "seven five two oh four",
    "tomorrow afternoon",
    "the second one",
    "not that one",
    "yes",
    "no",
    "no, that's right",
    "I'm not sure",
    "can I talk to a person",
    "move my appointment to friday",
    "cancel my appointment",
    "when is my visit",
    "how much is it",
    "do you take checks",
    "are you a robot",
    "start over",
    "go back",
    "say that again",
    "slower please",
    "hold on a minute",
    "I already told you, this is ridiculous",
    "tune up please",
    "no the number is wrong",
    "thanks bye",
    "never mind",
    "buenas tardes habla español",
    "the gate code is 4410 and please park in the alley",
    "actually the gate code is 4411, not 4410",
    "what gate code did you write down?",
    "not 4410 but 4412",
    "our dog is friendly",
    "no, the dog is out back",
    "we can get you to the top of the search results",
    "",
    "uh",
    "x" * 4096,
)

WINDOWS = tuple(
    Window(id=number, date=f"2026-11-{23 + number:02d}", start="08:00", end="12:00")
    for number in range(1, 4)
)
VISIT = Visit(
    code="K7M2QX",
    name="Dana Whitfield",
    phone="+12145550142",
    window=WINDOWS[0],
    job_type="maintenance_tuneup",
    house_number="1214",
    zip="75204",
    version=1,
)

texts = st.one_of(st.sampled_from(PHRASES), st.text(max_size=60))
windows = st.sampled_from(WINDOWS)
results: st.SearchStrategy[ToolResult] = st.one_of(
    st.builds(WindowsFound, windows=st.lists(windows, max_size=3).map(tuple), exact=st.booleans()),
    st.builds(SeatHeld, token=st.just("t"), window=windows, seconds=st.just(180.0)),
    st.just(SeatTaken()),
    st.builds(Booked, code=st.just("K7M2QX"), window=windows, replayed=st.booleans()),
    st.builds(BookingConflict, code=st.just("K7M2QX"), window=windows, natural=st.booleans()),
    st.builds(VisitsFound, visits=st.lists(st.just(VISIT), max_size=2).map(tuple)),
    st.builds(Rescheduled, code=st.just("K7M2QX"), window=windows),
    st.just(Cancelled(code="K7M2QX")),
    st.just(Refused(reason="too late")),
    st.just(Done(id=1)),
)
numbers = st.integers(min_value=1, max_value=40)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Heard, text=texts),
    st.builds(Heard, text=st.sampled_from(PHRASES)),
    st.builds(Interim, text=texts),
    st.builds(NotUnderstood, reason=st.just("noise")),
    st.builds(Key, key=st.sampled_from("0123456789*#")),
    st.just(SpeechStarted()),
    st.builds(Said, say=numbers, heard=texts, cut=st.booleans()),
    st.builds(
        TimerFired, timer=st.sampled_from(("silence", "wait", "tool", "dispatch")), number=numbers
    ),
    st.builds(ToolDone, op=numbers, result=results),
    st.builds(ToolFailed, op=numbers, reason=st.just("slow")),
    st.just(OnCallAcked(who="Alex")),
    st.builds(
        TransferEnded,
        result=st.sampled_from(("answered", "busy", "no_answer", "failed", "declined")),
    ),
    st.just(Reconnected()),
    st.just(HandingOver()),
    st.just(TakenOver()),
    st.just(OperatorSays(text="A technician will call you.")),
    st.just(OperatorTransfers(queue="sales")),
    st.just(OperatorTransfers(number="+12145550190")),
    st.builds(Summarised, text=texts, model=st.just("m"), turn=numbers),
    st.builds(HungUp, by=st.sampled_from(("caller", "agent", "carrier"))),
)
answers = st.builds(lambda result: ToolDone(op=0, result=result), results)
"""Op 0 stands for "the oldest open one"."""

starts = st.builds(
    CallStarted,
    call_sid=st.just("CA1"),
    conversation_id=st.just("C1"),
    now=st.sampled_from(
        ("2026-11-23T09:10:00-06:00", "2026-11-22T02:00:00-06:00", "2026-07-04T15:00:00-05:00")
    ),
    caller=st.sampled_from(("", "+12145550142")),
    seed=st.integers(min_value=0, max_value=9),
    known=st.sampled_from(
        (
            None,
            KnownCaller(name="Dana Whitfield", address=Address(house_number="1214")),
            KnownCaller(
                name="Dana Whitfield",
                address=Address(house_number="1214"),
                access_notes="the gate code is 4410; third bell",
            ),
            KnownCaller(name="Dana Whitfield", visits=(VISIT,)),
            KnownCaller(name="Dana Whitfield", visits=(VISIT, VISIT)),
        )
    ),
    resume=st.sampled_from(
        (
            None,
            Resume(conversation_id="C0", issue="no heat", hazard=False, state=encode(State())),
            Resume(conversation_id="C0", issue="gas", hazard=True, state=b"broken"),
        )
    ),
)


def run(first: CallStarted, rest: list[Event]) -> list[tuple[State, tuple[Command, ...]]]:
    """Step through a call; op 0 answers the oldest open tool."""
    state, trace = begin(), []
    for number, event in enumerate((first, *rest)):
        if isinstance(event, ToolDone) and event.op == 0:
            op = state.open[0].op if state.open else 1
            event = msgspec.structs.replace(event, op=op)
        state, commands = step(PROFILE, at(state, float(number)), event)
        trace.append((state, commands))
    return trace


CHECKS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CHECKS
@given(starts, st.lists(st.one_of(events, answers), max_size=40))
def test_every_state_and_event_gives_a_valid_result(first: CallStarted, rest: list[Event]) -> None:
    """No exception, bounded state, codec round trip, determinism, one outcome, silence after it.

    A node that takes a call over at its last words says them again and ends it anew.
    """
    trace = run(first, rest)
    assert trace == run(first, rest)
    ended = False
    hangups = 0
    for event, (state, commands) in zip((first, *rest), trace, strict=True):
        if isinstance(event, TakenOver):
            hangups = 0
        elif ended:
            assert not any(isinstance(command, Say | UseTool | HangUp) for command in commands)
        hangups += sum(isinstance(command, HangUp) for command in commands)
        ended = state.outcome is not None
        assert decode(encode(state)) == state
        assert len(encode(state)) <= MAX_STATE_BYTES
        numbers = [command.say for command in commands if isinstance(command, Say)]
        assert numbers == sorted(set(numbers))
    assert hangups <= 1


@CHECKS
@given(starts, st.lists(st.one_of(events, answers), max_size=40))
def test_a_hang_up_always_gives_an_outcome(first: CallStarted, rest: list[Event]) -> None:
    """Whatever happened before, the call ends in exactly one outcome."""
    state, _ = run(first, [*rest, HungUp(by="caller")])[-1]
    assert state.outcome is not None


@CHECKS
@given(starts, st.lists(events, max_size=30))
def test_results_nobody_waits_for_change_nothing_said(
    first: CallStarted, rest: list[Event]
) -> None:
    """A stale or invented tool result never speaks."""
    state, _ = run(first, rest)[-1]
    stale = ToolDone(op=10_000, result=Booked(code="X", window=WINDOWS[0]))
    after, commands = step(PROFILE, state, stale)
    assert after == msgspec.structs.replace(state, handed_over=False)
    assert commands == ()


@CHECKS
@given(starts, st.lists(st.one_of(events, answers), max_size=40))
def test_never_two_bookings_of_one_job_open_at_once(first: CallStarted, rest: list[Event]) -> None:
    """A visit is asked for again only after the answer to the first request."""
    for state, _ in run(first, rest):
        jobs = [op.tool.job_no for op in state.open if type(op.tool).__name__ == "Book"]
        assert len(jobs) == len(set(jobs))
