"""Somebody talks to `voicectl talk` in a room with an echo: one call, seen from both ends."""

import asyncio
import audioop
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulators.caller.audio import Span, spans
from simulators.room.card import Card
from simulators.room.room import Echo, in_room
from simulators.twilio.party import Party
from simulators.twilio.recording import Recording
from simulators.twilio.ulaw import RATE
from voicectl.bench.barge_in import decisions
from voicectl.bench.rig import began_at
from voicectl.errors import UNREACHABLE, CommandError
from voicectl.nodeprocess import START_SECONDS, environment, toml

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from agent.call.journal import Recording as Journal

ECHO_DB = -10.0
"""Of the agent's voice at the microphone against the person's, who speaks from near."""
ONSET_RMS = 400
"""16-bit RMS of the person's own channel: above the line's hiss."""
LOOK_BACK_S = 1.5
"""So long before its end a sound that was no turn may have begun."""
SLACK_S = 0.3
"""Between what the person said and what the agent makes of it, beside the way to it."""
STOP_S = 20.0


@dataclass(frozen=True, slots=True)
class Talk:
    """A call that is over."""

    document: Mapping[str, Any]
    """What `voicectl talk --json` printed."""
    audio: Recording
    """Left: what the person said. Right: what came out of the speaker."""
    journal: "Journal"
    folder: Path
    """Where the call's books are."""
    wire: Recording
    """Left: what has reached the microphone."""

    @property
    def said(self) -> list[Span]:
        """When the person spoke."""
        return spans(bytes(self.audio.left), ONSET_RMS)

    def lag(self, start: int, end: int) -> int:
        """Samples from saying this part of the recording to its reaching the microphone, found by
        comparison; at most a second.
        """
        said = _samples(self.audio.left[start:end])
        first = self.wire.sample_at(self.audio.time_of(start))
        wire = _samples(self.wire.left[first : first + len(said) + RATE])
        return int(np.correlate(wire, said, "valid").argmax())

    def spoke(self, since: int, until: int) -> bool:
        """The person spoke between these samples."""
        slack = int(SLACK_S * RATE)
        return any(one.start <= until + slack and one.end >= since - slack for one in self.said)

    @property
    def decided(self) -> list[int]:
        """Samples at which the agent decided that the person interrupts."""
        return [self.audio.sample_at(at) for at in decisions(self.journal)]

    @property
    def self_interruptions(self) -> int:
        """Of them, those in which nobody but the agent spoke."""
        return sum(not self.spoke(sample, sample) for sample in self.decided)

    @property
    def heard_itself(self) -> list[str]:
        """Words that nobody but the agent said, taken for the person's."""
        from agent.events import Heard

        began = began_at(self.journal)
        heard = [one.event for one in self.journal.entries if isinstance(one.event, Heard)]
        return [
            one.text
            for one in heard
            if not self.spoke(
                *(self.audio.sample_at(began + at) for at in (one.started, one.ended))
            )
        ]

    @property
    def hesitations(self) -> int:
        """Sounds over the agent's voice that it wondered about, with nobody but itself speaking."""
        began = began_at(self.journal)
        wondered = [
            one for one in self.journal.remarks if one.what == "ignored: noise while we spoke"
        ]
        return sum(
            not self.spoke(
                self.audio.sample_at(began + one.at - LOOK_BACK_S),
                self.audio.sample_at(began + one.at),
            )
            for one in wondered
        )

    @property
    def agent_turns(self) -> int:
        """Utterances of the agent."""
        return sum(one["role"] == "agent" for one in self.document["transcript"])


@dataclass(frozen=True, slots=True)
class Hand:
    """A `simulators.twilio.party.Handset`: the terminal that the call runs in."""

    process: asyncio.subprocess.Process

    async def press(self, digits: str, *, gap: float = 0.1) -> None:
        """Nothing: there is no terminal."""

    async def say(self, text: str, *, confidence: float = 0.92, seconds: float = 0.0) -> None:
        """Nothing: there is no carrier that recognises."""

    def aloud(self, text: str, seconds: float) -> None:
        """Nothing: what is said is heard."""

    async def hang_up(self) -> None:
        """End the call."""
        self.process.terminate()


async def call(
    card: Card,
    party: Party,
    folder: Path,
    settings: Mapping[str, object],
    *,
    over: asyncio.Event | None = None,
    arguments: Sequence[str] = (),
    longest: float = 240.0,
) -> Talk:
    """Let a person talk until the agent hangs up, or `over` says that the person does.

    Raises CommandError when it does not start or does not end well.
    """
    from agent.call.journal import read

    config, log = _prepared(folder, settings), folder / "talk.log"
    command = [sys.executable, "-W", "ignore", "-m", "voicectl", "--config", str(config), "talk"]
    async with in_room(card, party, Echo(ECHO_DB)) as room:
        with log.open("wb") as sink:
            process = await asyncio.create_subprocess_exec(
                *command,
                *("--json", "--keep", str(folder), *arguments),
                cwd=folder,
                env=environment() | card.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=sink,
            )
        try:
            await _ready(process, log)
            party.joined(Hand(process))
            room.enter()
            await _until_over(process, over, longest)
            document = await _ended(process, log)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
        party.left()
        room.recording.save(folder / "room.wav")
    journal = next((folder / "journal").glob(f"*/{document['call_sid']}.jsonl"))
    heard = await asyncio.to_thread(read, journal)
    return Talk(document, room.recording, heard, folder, room.wire)


def _samples(ulaw: bytearray) -> "NDArray[np.float64]":
    return np.frombuffer(audioop.ulaw2lin(bytes(ulaw), 2), "<i2").astype(np.float64)


def _prepared(folder: Path, settings: Mapping[str, object]) -> Path:
    """The folder and its configuration; finished clips are shared between calls."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "voicectl.toml"
    config.write_text(toml({"data_dir": str(folder.parent), **settings}), encoding="utf-8")
    return config


def _said(log: Path) -> str:
    return log.read_text(errors="replace")


async def _ready(process: asyncio.subprocess.Process, log: Path) -> None:
    """Wait until it asks the person to speak."""
    try:
        async with asyncio.timeout(START_SECONDS):
            while "Speak." not in _said(log):
                if process.returncode is not None:
                    raise _failure(log)
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise _failure(log) from None


async def _until_over(
    process: asyncio.subprocess.Process, over: asyncio.Event | None, longest: float
) -> None:
    """Hang up when the person does, or after `longest` seconds."""
    try:
        async with asyncio.timeout(longest), asyncio.TaskGroup() as tasks:
            ends = [tasks.create_task(process.wait())]
            if over is not None:
                ends.append(tasks.create_task(_once(over)))
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for task in ends:
                task.cancel()
    except TimeoutError:
        pass
    if process.returncode is None:
        process.terminate()


async def _once(over: asyncio.Event) -> int:
    await over.wait()
    return 0


async def _ended(process: asyncio.subprocess.Process, log: Path) -> dict[str, Any]:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(STOP_S):
            printed = await process.stdout.read()
            await process.wait()
    except TimeoutError:
        raise _failure(log) from None
    if process.returncode:
        raise _failure(log)
    document: dict[str, Any] = json.loads(printed)
    return document


def _failure(log: Path) -> CommandError:
    said = "\n  ".join(_said(log).splitlines()[-8:]) or "nothing"
    return CommandError(
        f"`voicectl talk` failed; it said:\n  {said}\nAll of it: {log}", UNREACHABLE
    )
