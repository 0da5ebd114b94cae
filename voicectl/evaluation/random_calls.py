"""Whole typed calls with callers who answer, mis-answer, change their minds, fall silent and leave.

Every call is judged by the rules no call may break; the same seed gives the same call. Run as a
module: ``python -m voicectl.evaluation.random_calls CALLS SEED`` prints one JSON document.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from agent.bookings.desk import SqlDesk
from agent.dialogue import faq
from agent.dialogue.state import State
from agent.dialogue.step import at as at_time
from agent.dialogue.step import begin, step
from agent.dialogue.turn import FIRST_SILENCE_S, NEXT_SILENCE_S
from agent.dialogue.wording_en import WORDINGS
from agent.events import (
    AlertOnCall,
    Book,
    Booked,
    Command,
    Event,
    HangUp,
    Heard,
    KnownCaller,
    Say,
    Tool,
    ToolDone,
    ToolResult,
    Transfer,
    TransferResult,
    UseTool,
)
from agent.nlu import acts, intents
from agent.ports import CallRef, ProviderError
from agent.profile.load import load_default
from agent.profile.schema import CompanyProfile
from agent.transports.text import TextCall, VirtualClock

MAX_TURNS = 50
MAX_WORDS = 35
MAX_WORDS_WITH_FACT = 55
"""A fact asked for on the side, then the question it interrupted."""
START = datetime(2026, 11, 23, 9, 10, tzinfo=ZoneInfo("America/Chicago"))
NIGHT = datetime(2026, 11, 22, 23, 40, tzinfo=ZoneInfo("America/Chicago"))
CALLER = "+12145550142"

WISHES = (
    *("my furnace is making a rattling noise", "the AC quit and it's hot", "my heat is out"),
    *("I'd like a tune-up", "I need a quote for a new system", "can somebody come tomorrow"),
    *("I need to move my appointment", "cancel my appointment", "when is my appointment"),
    *("how much do you charge", "are you open on Saturday", "do you come to 75204"),
    *("I have a question about my bill", "can I talk to a person", "uh", "is this the pizza place"),
    *("it's an emergency", "we had a gas leak last year and I need a tune-up", "hello"),
    "my name is Ellen Marsh and my furnace rattles at twelve fourteen Oak Street, 75204",
)
DANGERS = {
    "I smell gas": "gas company",
    "my carbon monoxide alarm is going off": "fresh air",
    "there are flames coming from the furnace": "leave the building",
}
"""Plain dangers, with words of the line each must get."""
ANSWERS: dict[str, tuple[str, ...]] = {
    "issue": ("the fan is broken", "it's blowing warm air"),
    "safety": ("no", "no, nothing like that", "I don't think so"),
    "vulnerable": ("no", "yes, a baby", "just us"),
    "temperature": ("seventy degrees", "fifty eight", "no idea"),
    "zip": ("seven five two oh four", "75204", "I'm in Euless", "nine oh two one oh"),
    "zip_again": ("seven five two oh four",),
    "confirm_zip": ("yes", "no"),
    "name": ("Ellen Marsh", "it's Dana Whitfield", "June"),
    "last_name": ("Marsh", "Whitfield"),
    "phone": ("two one four five five five oh one seven seven", "the one I'm calling from"),
    "phone_rest": ("five five five oh one seven seven",),
    "phone_keys": ("two one four five five five oh one seven seven",),
    "address": ("twelve fourteen Oak Street", "Oak Street", "ninety Elm Avenue Dallas"),
    "address_number": ("twelve fourteen",),
    "address_street": ("Oak Street",),
    "when": ("tomorrow", "Wednesday morning", "as soon as possible", "Friday", "any day"),
    "offer": ("the first one", "the second one", "neither", "something later", "Friday instead"),
    "correct": ("the name", "make it Wednesday", "nothing, it's all correct"),
    "find_visit": ("two one four five five five oh one four two", "I don't know"),
    "prove_place": ("twelve fourteen", "ninety"),
    "which_visit": ("the first one",),
    "callback_number": ("two one four five five five oh one seven seven",),
    "message": ("please call me about my furnace",),
    "anything_else": ("no", "no thanks", "bye", "I also need a tune-up"),
    "what_else": ("I need a tune-up", "bye"),
    "need": ("a repair", "a tune-up", "an existing visit"),
    "e_address": ("twelve fourteen Oak Street", "no"),
    "e_phone": ("two one four five five five oh one seven seven",),
    "safety_vague": ("my furnace is out", "no, just no heat"),
    "safety_which": ("smoke", "I'm not sure"),
}
YES_NO = ("yes", "yes", "yes please", "no", "no, that's right", "no, that's not right")
NOISE = ("purple", "uh", "no, that's right", "I know", "I'm not sure", "x" * 300, "", "November")
ASIDE = ("do you take checks", "are you a robot", "say that again", "slower please", "hold on")
TURNABOUT = (
    *("go back", "start over", "actually cancel that", "no my name is June Abbott"),
    *("the address is ninety Elm Avenue", "make it Friday", "help", "never mind"),
    *("can I talk to a person", "this is ridiculous, I already told you", "it was a false alarm"),
)


@dataclass(slots=True)
class Played:
    """What one call came to."""

    call: TextCall
    turns: list["AgentTurn"] = field(default_factory=list)
    rows: int = 0
    """Visits in the books after the call."""


@dataclass(frozen=True, slots=True)
class AgentTurn:
    """Everything said between two inputs of the caller, and what was asked at its end."""

    heard: str
    says: tuple[str, ...]
    asked: str
    fact: bool

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.says)


class FlakyDesk:
    """A desk that fails now and then, as a locked or broken database would."""

    def __init__(self, desk: SqlDesk, random: Random, share: float) -> None:
        self._desk, self._random, self._share = desk, random, share

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        """Ask the real desk, or fail. Raises ProviderError."""
        if self._random.random() < self._share:
            raise ProviderError("slow", "the test made this request fail")
        return await self._desk.use(call, op, tool)

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        """What the books say about the calling number."""
        return await self._desk.known(company, caller)


async def play(random: Random, profile: CompanyProfile) -> Played:
    """One call from greeting to its end."""
    clock = VirtualClock(random.choice((START, START, NIGHT)))
    desk = SqlDesk(profiles=profile, now=clock)
    caller = random.choice((CALLER, CALLER, ""))
    results: tuple[TransferResult, ...] = ("answered", "no_answer", "busy")
    transfer: Callable[[Transfer], TransferResult] = lambda _: random.choice(results)  # noqa: E731
    call = TextCall(
        profile,
        FlakyDesk(desk, random, random.choice((0.0, 0.0, 0.1))),
        clock,
        caller,
        seed=random.randrange(9),
        transfer_result=transfer,
    )
    played = Played(call)
    try:
        _note(played, "", await call.start())
        for number in range(MAX_TURNS):
            if call.ended:
                break
            await _turn(played, random, first=number == 0)
        await call.hang_up()
        played.rows = await desk.database.run(
            lambda db: int(db.execute("SELECT count(*) FROM appointments").fetchone()[0])
        )
    finally:
        desk.close()
    return played


async def _turn(played: Played, random: Random, *, first: bool) -> None:
    call, roll = played.call, random.random()
    if roll < 0.015:
        await call.hang_up()
    elif roll < 0.04:
        seconds = (NEXT_SILENCE_S if call.state.silences else FIRST_SILENCE_S) + 0.1
        _note(played, "(silence)", await call.silence(seconds))
    elif roll < 0.05:
        _note(played, "(key)", await call.press(random.choice("0123456789*#")))
    else:
        line = _line(random, roll, "" if first else _asked(call.state), first=first)
        _note(played, line, await call.say(line))


def _line(random: Random, roll: float, asked: str, *, first: bool) -> str:
    if roll < (0.15 if first else 0.06):
        return random.choice(tuple(DANGERS))
    if first:
        return random.choice(WISHES)
    for limit, lines in ((0.09, NOISE), (0.12, ASIDE), (0.15, TURNABOUT), (0.16, WISHES)):
        if roll < limit:
            return random.choice(lines)
    return random.choice(ANSWERS.get(asked, YES_NO))


def _asked(state: State) -> str:
    return state.asked.key if state.asked else ""


def _note(played: Played, heard: str, says: list[str]) -> None:
    state = played.call.state
    fact = heard in ASIDE or faq.is_question(heard, intents.classify(heard))
    played.turns.append(AgentTurn(heard, tuple(says), _asked(state), fact))


# --- judging ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the call, made again from its events."""

    before: State
    event: Event
    after: State
    commands: tuple[Command, ...]

    @property
    def said(self) -> str:
        """What was said in this step."""
        return " ".join(one.text for one in self.commands if isinstance(one, Say))

    def uses(self, kind: type[Tool]) -> bool:
        """Whether the office was asked for this."""
        return any(isinstance(one, UseTool) and isinstance(one.tool, kind) for one in self.commands)


def steps(played: Played) -> Iterator[Step]:
    """The call step by step; the dialogue is pure, so this is what happened."""
    state = begin()
    for at, event in played.call.events:
        before = at_time(state, at)
        state, commands = step(played.call.profile, before, event)
        yield Step(before, event, state, commands)


def faults(played: Played) -> list[str]:
    """Rules that the call broke, in words; an empty list is a good call."""
    trace = list(steps(played))
    return [
        *_ending(played, trace),
        *_dangers(trace),
        *_bookings(played, trace),
        *_manners(played),
        *_memory(trace),
    ]


def _ending(played: Played, trace: list[Step]) -> Iterator[str]:
    hangups = sum(isinstance(one, HangUp) for step_ in trace for one in step_.commands)
    if hangups > 1 or played.call.state.outcome is None:
        yield f"{hangups} hang-ups, outcome {played.call.state.outcome}"


def _dangers(trace: list[Step]) -> Iterator[str]:
    for one in trace:
        hazard = one.before.hazard
        if hazard is not None and hazard.tier == "E1" and one.uses(Book):
            yield f"booked during {hazard.rule}"
        danger = DANGERS.get(one.event.text) if isinstance(one.event, Heard) else None
        quiet = one.before.outcome is not None or one.before.language != "en"
        if danger is None or quiet or (hazard is not None and hazard.tier == "E1"):
            continue
        if danger not in one.said or not one.uses(AlertOnCall):
            yield f"no line or no alert after {one.event}"


def _bookings(played: Played, trace: list[Step]) -> Iterator[str]:
    codes = set()
    for one in trace:
        booked = isinstance(one.event, ToolDone) and isinstance(one.event.result, Booked)
        spoken = "You're booked" in one.said or "put you down" in one.said
        if booked:
            assert isinstance(one.event, ToolDone)
            assert isinstance(one.event.result, Booked)
            codes.add(one.event.result.code)
        if spoken and not booked:
            yield "spoke of a booking that is not in the books"
        if booked and not spoken and one.before.outcome is None and one.before.hazard is None:
            yield "kept silent about a booking"
    if len(codes) != played.rows:
        yield f"{len(codes)} bookings told of, {played.rows} in the books"


LONG = (
    *("911", "Let me check:", "So: ", "To confirm:", "You're booked", "chirp", "dusty smell"),
    *(
        "connecting you",
        "connect you",
        "once more",
        "frustrating",
        "I hear you",
        "reach our schedule",
    ),
)
"""Marks of turns that may be long: safety lines, advice, read-backs, the booking itself, comfort,
and what is said before and after people were rung."""


def _manners(played: Played) -> Iterator[str]:
    before = played.turns[0]
    for turn in played.turns:
        if turn.text.count("?") > 1:
            yield f"two questions: {turn.text}"
        limit = MAX_WORDS_WITH_FACT if turn.fact else MAX_WORDS
        if len(turn.text.split()) > limit and not any(mark in turn.text for mark in LONG):
            yield f"{len(turn.text.split())} words: {turn.text}"
        again = turn is not before and turn.asked == before.asked and turn.says and before.says
        if again and len(WORDINGS.get(turn.asked, ())) > 1 and turn.says[-1] == before.says[-1]:
            yield f"the same words twice: {turn.says[-1]}"
        before = turn


def _memory(trace: list[Step]) -> Iterator[str]:
    for one in trace:
        lost = [
            name
            for name, value in _known(one.before)
            if value and not dict(_known(one.after))[name]
        ]
        if lost and not _takes_back(one):
            yield f"forgot {', '.join(lost)} after {one.event}"


def _known(state: State) -> tuple[tuple[str, str], ...]:
    slots = state.slots
    return (
        ("name", slots.name),
        ("phone", slots.phone),
        ("house number", slots.address.house_number),
        ("zip", slots.zip),
    )


def _takes_back(one: Step) -> bool:
    """Whether the caller corrected something or wanted to go back."""
    if not isinstance(one.event, Heard):
        return type(one.event).__name__ == "Key"
    said = acts.acts(one.event.text)
    corrects = one.before.phase in ("CORRECT", "CONFIRM_BOOKING")
    refuses = acts.yes_no(one.event.text) in ("no", "mixed")
    return corrects or refuses or bool(said & {"go_back", "start_over"})


def main(calls: int, seed: int) -> dict[str, object]:
    """Play and judge `calls` calls."""
    profile = load_default()
    outcomes: Counter[str] = Counter()
    broken: dict[int, list[str]] = {}
    turns = 0
    for number in range(seed, seed + calls):
        played = asyncio.run(play(Random(number), profile))
        outcomes[str(played.call.state.outcome)] += 1
        turns += len(played.turns)
        found = faults(played)
        if found:
            broken[number] = found
    return {
        "calls": calls,
        "first_seed": seed,
        "exceptions": 0,  # one would have ended this run
        "turns": turns,
        "outcomes": dict(outcomes.most_common()),
        "broken": broken,
    }


def _command_line() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/random-calls",
        description="Random typed callers against the dialogue; every call is judged by the rules "
        "no call may break. Prints one JSON document.",
    )
    parser.add_argument("calls", nargs="?", type=int, default=100, help="how many calls")
    parser.add_argument("seed", nargs="?", type=int, default=0, help="seed of the first of them")
    given = parser.parse_args()
    found = main(given.calls, given.seed)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 1 if found["broken"] else 0


if __name__ == "__main__":
    sys.exit(_command_line())
