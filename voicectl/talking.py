"""One spoken call on this machine: its two ends, the call between them, what was said."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from agent.call.latency import Timing
from agent.call.transfer import Ring
from agent.events import CallStarted, Command, Event, Heard, Key, Note, Said
from agent.exchange import Exchange, exchange
from agent.switchboard import Line, Ringing
from agent.transports import soundcard
from agent.transports.files import Kept, Recorded
from agent.transports.microphone import MicrophoneTransport, Sink, Source
from voicectl.errors import UNREACHABLE, CommandError
from voicectl.keyboard import keys
from voicectl.talkscreen import Screen

if TYPE_CHECKING:
    from agent.audio.echo import EchoCanceller
    from agent.settings import Settings

NOWHERE = "http://127.0.0.1"
"""No carrier reaches us."""
QUIET_S = 4.0
"""A recording that is over is followed by so much of the agent's silence before we hang up."""
QUIET_DB = -55.0
END_S = 5.0
LOOK_S = 0.1
HELP = "Speak. Keys 0-9, * and # are the telephone's, q hangs up."
PUSH_HELP = "Press space, speak, press space again. Keys 0-9, * and # are the telephone's, q ends."


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to talk."""

    microphone: str = ""
    speaker: str = ""
    heard: Path | None = None
    """A sound file instead of the microphone."""
    said: Path | None = None
    """A WAV file instead of the speaker."""
    echo: bool = True
    """Cancel what the microphone hears of the speaker."""
    push: bool = False
    """Push-to-talk."""
    caller: str = ""


@dataclass(slots=True)
class Talked:
    """What came of it."""

    call_sid: str
    outcome: str = ""
    lines: list[tuple[str, str, float]] = field(default_factory=list)
    """(you | agent, words, seconds into the call)."""
    timings: list[Timing] = field(default_factory=list)
    interrupted: bool = False
    """By Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """An `agent.call.needs.Observer` that shows and keeps what is said."""

    talked: Talked
    screen: Screen

    def applied(
        self, call: CallStarted, at: float, event: Event, commands: tuple[Command, ...]
    ) -> None:
        """Somebody spoke or pressed a key."""
        match event:
            case Heard(text=words):
                self._said("you", words, at)
            case Key(key=key):
                self._said("you", f"[key {key}]", at)
            case Said(heard=words, cut=cut) if words:
                self._said("agent", f"{words} --" if cut else words, at)

    def timed(self, call: CallStarted, timing: Timing) -> None:
        """The agent has answered."""
        self.talked.timings.append(timing)
        self.screen.note(f"       answered after {timing.total_ms / 1000:.2f} s")

    def noted(self, call: CallStarted, note: Note) -> None:
        """Nothing that a person here wants to know."""

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """Nothing that a person here wants to know."""

    def _said(self, role: str, words: str, at: float) -> None:
        self.talked.lines.append((role, words, at))
        self.screen.line(role, words, at)


async def talk(settings: "Settings", wish: Wish, screen: Screen) -> Talked:
    """Talk until somebody hangs up. Raises CommandError, SoundCardError and StartupError."""
    if wish.push and not sys.stdin.isatty():
        raise CommandError("push-to-talk needs keys: run it in a terminal, or leave it out")
    source, sink = _ends(wish)
    transport = MicrophoneTransport(source, sink, canceller=_canceller(wish))
    transport.listening = not wish.push
    screen.note("starting the speech engines...")
    talked = Talked(f"CA{uuid4().hex}")
    async with exchange(settings, NOWHERE, observer=Minutes(talked, screen)) as behind:
        called = behind.companies.profiles[0].numbers
        ringing = Ringing(talked.call_sid, wish.caller, called.sms_from or called.office)
        line = await behind.board.ring(ringing)
        if not isinstance(line, Line):
            raise CommandError(f"the agent takes no call: {line}")
        transport.start()
        with _hang_up(behind, transport, talked):
            screen.note(PUSH_HELP if wish.push else HELP)
            with screen.levels():
                await _converse(behind, line, transport, source, talked, screen, push=wish.push)
        if transport.ended == "lost":
            raise CommandError(f"the call ended: {transport.fault}", UNREACHABLE)
        talked.outcome = str(line.call.outcome)
    if isinstance(sink, Kept) and wish.said is not None:
        _write(wish.said, bytes(sink.pcm))
    return talked


def _ends(wish: Wish) -> tuple[Source, Sink]:
    """Raises CommandError and SoundCardError."""
    source: Source = (
        soundcard.Microphone(wish.microphone) if wish.heard is None else _recorded(wish.heard)
    )
    return source, Kept() if wish.said is not None else soundcard.Speaker(wish.speaker)


def _recorded(path: Path) -> Recorded:
    from agent.audio import mulaw
    from voicectl import wav

    try:
        return Recorded(mulaw.decode(wav.read(path)))
    except wav.BadAudio as error:
        raise CommandError(str(error)) from error


def _write(path: Path, pcm: bytes) -> None:
    from agent.audio import mulaw
    from voicectl import wav

    wav.write(path, mulaw.encode(pcm))


def _canceller(wish: Wish) -> "EchoCanceller | None":
    """Echo goes from a speaker to a microphone. Raises CommandError."""
    if not wish.echo or wish.heard is not None or wish.said is not None:
        return None
    from agent.audio.echo import EchoCanceller

    try:
        return EchoCanceller(soundcard.HEARD_S)
    except ImportError as error:
        raise CommandError(
            f"the echo canceller is not installed ({error}): pip install 'voicectl[talk]', or use "
            "a headset and --no-echo-cancellation"
        ) from error


async def _converse(
    behind: Exchange,
    line: Line,
    transport: MicrophoneTransport,
    source: Source,
    talked: Talked,
    screen: Screen,
    *,
    push: bool,
) -> None:
    async with asyncio.TaskGroup() as group:
        recorded = isinstance(source, Recorded)
        watching = screen.watch(transport, push=push, microphone=not recorded)
        aside = [group.create_task(watching)]
        if isinstance(source, Recorded):
            aside.append(group.create_task(_hang_up_after(source, behind, transport, talked)))
        await behind.board.attend(line, transport)
        step = line.call.next_step()
        if isinstance(step, Ring):
            screen.note(f"(the agent would connect you with {step.number} now)")
            line.call.dial_ended("answered")
        elif transport.ended == "lost":
            behind.board.hung_up(talked.call_sid, "carrier")
        with suppress(TimeoutError):
            async with asyncio.timeout(END_S):
                await line.over.wait()
        behind.board.hung_up(talked.call_sid, "carrier")  # nothing to do when it is over
        await line.over.wait()
        await transport.close()
        for task in aside:
            task.cancel()


async def _hang_up_after(
    recording: Recorded, behind: Exchange, transport: MicrophoneTransport, talked: Talked
) -> None:
    """The recording was played and the agent has answered it."""
    quiet = 0.0
    while quiet < QUIET_S:
        await asyncio.sleep(LOOK_S)
        silent = recording.over and transport.said_db < QUIET_DB
        quiet = quiet + LOOK_S if silent else 0.0
    behind.board.hung_up(talked.call_sid, "caller")


@contextmanager
def _hang_up(behind: Exchange, transport: MicrophoneTransport, talked: Talked) -> Iterator[None]:
    """Keys and signals by which the person acts."""
    loop = asyncio.get_running_loop()

    def leave() -> None:
        behind.board.hung_up(talked.call_sid, "caller")

    def interrupted() -> None:
        talked.interrupted = True
        leave()

    def pressed(key: str) -> None:
        if key in "0123456789*#":
            transport.press(key)
        elif key == " ":
            transport.listening = not transport.listening
        elif key in "qQ\x04":
            leave()

    loop.add_signal_handler(signal.SIGINT, interrupted)
    loop.add_signal_handler(signal.SIGTERM, leave)
    try:
        with keys(pressed):
            yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        loop.remove_signal_handler(signal.SIGTERM)


def as_json(talked: Talked, wish: Wish) -> dict[str, Any]:
    """For scripts."""
    from simulators.caller.measure import summary

    spoken = wish.heard is None and wish.said is None
    return {
        "call_sid": talked.call_sid,
        "outcome": talked.outcome,
        "transcript": [
            {"role": "caller" if role == "you" else role, "text": words, "at_ms": round(1000 * at)}
            for role, words, at in talked.lines
        ],
        "response_ms": summary([one.total_ms for one in talked.timings]),
        "turns": talked.timings,
        "sound_card_ms": round(1000 * soundcard.ROUND_TRIP_S) if spoken else 0,
        "echo_cancelled": wish.echo and spoken,
    }
