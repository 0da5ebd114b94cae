"""One call of the simulated world: the real call shell between an in-memory line and tones."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.call.needs import Dialogue, Node, Tuning
from agent.call.pacer import Pacer
from agent.call.segments import SpeechDetector
from agent.call.session import Call
from agent.events import CallStarted, KnownCaller, Outcome, Tool, ToolResult, VisitsFound
from agent.ports import CallRef, Model, Recognizer
from simulators.world.line import Line, PausingLine
from simulators.world.speech import LevelDetector, ToneRecognizer, ToneVoice
from simulators.world.tones import Vocabulary, read, speak

STARTED = CallStarted(call_sid="CA1", conversation_id="C1", now="2026-11-23T09:00:00-06:00")


class Office:
    """A desk that finds nothing, after a while."""

    def __init__(self, seconds: float = 0.2) -> None:
        self.used: list[tuple[int, Tool]] = []
        self.seconds = seconds
        self.answer: Callable[[int, Tool], ToolResult] = lambda op, tool: VisitsFound(visits=())

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        """Answer after `seconds`."""
        self.used.append((op, tool))
        await asyncio.sleep(self.seconds)
        return self.answer(op, tool)

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        """Nobody is known."""
        return None


@dataclass
class World:
    """Everything around one call."""

    call: Call[Any]
    line: Line
    voice: ToneVoice
    recognizer: ToneRecognizer
    office: Office
    pacer: Pacer
    words: Vocabulary
    running: asyncio.Task[Outcome]

    def say(self, text: str) -> float:
        """The caller says `text`; returns how long it takes."""
        return self.line.speak(speak(text, self.words))

    def heard(self) -> list[str]:
        """The words the caller heard so far, read from the sound."""
        return read(bytes(self.line.heard.audio), self.words)

    def state(self) -> Any:
        """The dialogue's state."""
        return self.call.state


@asynccontextmanager
async def world(
    dialogue: Dialogue[Any],
    *,
    journals: Path | None = None,
    tuning: Tuning | None = None,
    queues: dict[str, tuple[str, ...]] | None = None,
    delay: float = 0.0,
    detector: Callable[[], SpeechDetector] = LevelDetector,
    recognizer: Recognizer | None = None,
    model: Model | None = None,
    pausing: bool = False,
) -> AsyncIterator[World]:
    """A call that has just been connected. At the end it is hung up if it still lives.

    `detector` and `recognizer` take the place of those that understand tones. `model` answers at
    the levels of service 0 and 1. `pausing`: the line can stand still.
    """
    loop = asyncio.get_running_loop()
    words = Vocabulary()
    voice, tones, office = ToneVoice(words), ToneRecognizer(words), Office()
    pacer = Pacer(loop)
    node = Node(
        recognizer=recognizer or tones,
        voice=voice,
        detector=detector,
        desk=office,
        pacer=pacer,
        stamp=loop.time,
        journals=journals,
        queues=queues or {},
        models={0: model, 1: model} if model else {},
    )
    call = Call(STARTED, dialogue, node, tuning)
    line = (PausingLine if pausing else Line)(loop, delay=delay)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(call.run(line))
        yield World(call, line, voice, tones, office, pacer, words, running)
        call.hung_up("caller")
        await running
    line.cut()
