"""Recorded calls as if they were live: the node's own feed, without a node.

The recorded events go through today's dialogue for what is known at each milestone; everything else
is as recorded. Calls come one after the other and begin anew when they are over; beside them a made
up provider fails now and then, so that every part of the screen has something to show.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from math import sin
from pathlib import Path
from typing import cast

from msgspec.structs import replace

from agent.call.journal import BadJournal, Entry, Recording, TimingLine, read
from agent.dialogue.state import State, decode, encode
from agent.dialogue.step import at, step
from agent.events import CallStarted, Milestone, Note, Outcome
from agent.profile.schema import CompanyProfile
from agent.telemetry.feed import Feed
from agent.telemetry.news import (
    Alert,
    CircuitState,
    CircuitTurned,
    LevelTurned,
    LogLine,
    Pulse,
)
from voicectl.errors import CommandError
from voicectl.monitor.acts import Act
from voicectl.monitor.link import Linked, Tell
from voicectl.monitor.model import Link
from voicectl.replaying import ProfileMissing, profile_of

CALLS = Path(__file__).resolve().parents[2] / "fixtures" / "calls"
APART_S = 4.0
"""Between the first begins of two calls."""
PAUSE_S = 12.0
"""Between a call's end and its next begin."""
CYCLE_S, FAILS_S, HEALS_S = 60, 15, 35
"""The made up provider fails and heals at these seconds of each cycle."""
FAULT = "3 calls in a row failed"
VOICE, MODEL = "elevenlabs/speech", "openai/chat"


@dataclass(frozen=True, slots=True)
class Tape:
    """A recorded call with the company it phoned."""

    recording: Recording
    profile: CompanyProfile


def tapes(folder: Path = CALLS) -> tuple[Tape, ...]:
    """The recorded calls of a folder. Raises CommandError."""
    found = []
    try:
        for path in sorted(folder.glob("*.jsonl")):
            recording = read(path)
            found.append(Tape(recording, profile_of(path, recording.segments[0].header.profile)))
    except (BadJournal, ProfileMissing, OSError) as error:
        raise CommandError(f"a recorded call can't be played: {error}") from error
    if not found:
        raise CommandError(f"there are no recorded calls in {folder}; run from a source tree")
    return tuple(found)


class Demo:
    """Plays tapes; nothing can be done to them."""

    name = "demo"

    def __init__(self, tapes: Sequence[Tape], speed: float = 1.0) -> None:
        self._tapes = tapes
        self._speed = speed
        self._feed = Feed(self._company_of)
        self._live = 0
        self._ill = False

    async def run(self, tell: Tell, linked: Linked) -> None:
        """Play until cancelled."""
        linked(Link("recorded"))
        async with asyncio.TaskGroup() as group:
            for place, tape in enumerate(self._tapes):
                group.create_task(self._again_and_again(place, tape))
            group.create_task(self._trouble())
            group.create_task(self._beat(tell))
            async for batch in self._feed.follow():
                for entry in batch:
                    tell(self._feed.told(entry.item))

    async def act(self, act: Act) -> str:
        """Refuse. Raises CommandError."""
        raise CommandError("these calls are recorded; to act, watch a node: --url")

    # --- calls -----------------------------------------------------------------------------------

    async def _again_and_again(self, place: int, tape: Tape) -> None:
        await self._sleep(place * APART_S)
        for turn in count():
            sid = f"CA{turn % 256:02x}{place:02x}" + tape.recording.segments[0].header.call[6:]
            self._live += 1
            await self._play(sid, tape)
            self._live -= 1
            await self._sleep(PAUSE_S)

    async def _play(self, sid: str, tape: Tape) -> None:
        now = 0.0
        for due, tell in moments(tape, sid):
            await self._sleep(max(0.0, due - now))
            now = max(now, due)
            tell(self._feed)

    # --- the node --------------------------------------------------------------------------------

    async def _beat(self, tell: Tell) -> None:
        for n in count():
            tell(self._feed.told(self._pulse(n)))
            await self._sleep(1.0)

    def _pulse(self, n: int) -> Pulse:
        ill = CircuitState(state="open", held=False, why=FAULT, calls=9, faults=3)
        well = CircuitState(state="closed", held=False, why="", calls=24, faults=0)
        return Pulse(
            live=self._live,
            limit=25,
            draining=False,
            level=1 if self._ill else 0,
            why="the full model is slow" if self._ill else "all is well",
            best=0,
            by_hand_s=None,
            loop_lag_ms=round(3 + 2 * sin(n / 7), 1),
            circuits={MODEL: well, VOICE: ill if self._ill else well, "twilio/calls": well},
        )

    async def _trouble(self) -> None:
        publish = self._feed.publish
        publish(LogLine(level="info", event="demo_began", detail=f"recordings={len(self._tapes)}"))
        while True:
            await self._sleep(FAILS_S)
            self._ill = True
            publish(CircuitTurned(circuit=VOICE, state="open", why=FAULT))
            publish(Alert(severity="warning", what=f"circuit {VOICE} is open: {FAULT}"))
            publish(LevelTurned(level=1, why="the full model is slow"))
            await self._sleep(HEALS_S - FAILS_S)
            self._ill = False
            publish(CircuitTurned(circuit=VOICE, state="closed"))
            publish(LevelTurned(level=0, why="all is well"))
            await self._sleep(CYCLE_S - HEALS_S)

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)

    def _company_of(self, called: str) -> str:
        return self._tapes[0].profile.company.name


Moment = tuple[float, Callable[[Feed], None]]
"""Seconds from a call's begin, and what tells a feed of it."""


def moments(tape: Tape, sid: str) -> Iterator[Moment]:
    """All that a feed is told of a recorded call as the call `sid`."""
    segment = tape.recording.segments[0]
    state = decode(segment.header.state)
    call: CallStarted | None = None
    for line in _in_order(tape.recording):
        if isinstance(line, TimingLine):
            if call is not None:
                yield line.at, partial(Feed.timed, call=call, timing=line.timing)
            continue
        event = line.event
        if isinstance(event, CallStarted):
            event = call = replace(event, call_sid=sid)
        if call is not None:
            state, _ = step(tape.profile, at(state, line.at), event)
            for tell in _applied(call, replace(line, event=event), state):
                yield line.at, tell
    ends = [one.about for one in tape.recording.remarks if one.what == "outcome"]
    outcome = cast(Outcome, ends[-1] if ends else "system_error")
    yield state.at, partial(Feed.ended, call_sid=sid, outcome=outcome)


def _applied(call: CallStarted, entry: Entry, state: State) -> Iterator[Callable[[Feed], None]]:
    yield partial(Feed.applied, call=call, at=entry.at, event=entry.event, commands=entry.commands)
    for command in entry.commands:
        if isinstance(command, Note):
            yield partial(Feed.noted, call=call, note=command)
        elif isinstance(command, Milestone):
            snapshot = encode(state)
            yield partial(Feed.milestone, call=call, name=command.name, snapshot=snapshot)


def _in_order(recording: Recording) -> Iterator[Entry | TimingLine]:
    """Entries of the first segment and figures by their time; an entry comes first."""
    lines: list[Entry | TimingLine] = [*recording.segments[0].entries, *recording.timings]
    yield from sorted(lines, key=lambda line: line.at)
