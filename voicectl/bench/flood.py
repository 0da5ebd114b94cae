"""Whether one number that calls without end delays anybody else, and its own emergency.

A real daemon, simulated speech services. Others call, each from a number of its own, and ask
questions; in every second block of calls one number calls twice a second on top. So calm and flood
are compared in one run, on one machine in one state. In a flood one call of the flooding number
says by a key that it is an emergency: how soon are the on-call people alerted and rung?
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from os import getloadavg
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from agent.http.twiml import SAFETY_WORDS
from simulators.caller.line import Line
from simulators.elevenlabs import ElevenLabsServer, Plan
from simulators.listening import Clip, Listener
from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier
from simulators.twilio.party import Tape
from voicectl.bench import impatience
from voicectl.bench.rig import COMPANY, HISS, rig
from voicectl.bench.scripted import Made, Script, Scripted, Sound, Stage
from voicectl.bench.traces import RATE, figures, first_sound, last_sound

FLOODING = "+19725559999"
BLOCKS = 4
"""Calm and flood take turns."""
OTHERS, AT_ONCE, QUESTIONS = 5, 2, 3
"""Calls of others in a block, and what each of them asks."""
EVERY_S, STAYS_S = 0.5, 10.0
"""The flooding number calls so often, and stays so long."""
LONGEST = 120.0
NUMBERS = count(1000)
PATIENCE_S = 120.0
POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Other:
    """A call of somebody else, and what was said in it."""

    call: Call
    made: tuple[Made, ...]


@dataclass(slots=True)
class Flood:
    """What became of the flooding number's calls."""

    calls: list[Call] = field(default_factory=list)
    emergency: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, int]:
        """How many there were, and how many of them a voice or the recorded line served."""
        recorded = sum(SAFETY_WORDS in call.texts for call in self.calls)
        streamed = sum(bool(call.streams) for call in self.calls)
        return {"calls": len(self.calls), "voice": streamed, "recorded_line": recorded}


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Run the blocks and return the figures. Raises CommandError, VoiceError."""
    random, flood = Random(seed), Flood()
    questions = await impatience.sounds(folder.parent / "voices", impatience.QUESTIONS)
    calm: list[Other] = []
    flooded: list[Other] = []
    async with (
        _services(questions) as services,
        rig(folder, {}, services | settings) as ready,
    ):
        for block in range(BLOCKS):
            scripts = [_asking(Random(random.random()), questions) for _ in range(OTHERS)]
            if block % 2 == 0:
                calm += await _others(ready.carrier, scripts)
                continue
            async with asyncio.TaskGroup() as group:
                pouring = group.create_task(_pour(ready.carrier, flood))
                crying = group.create_task(_emergency(ready.carrier, flood))
                flooded += await _others(ready.carrier, scripts)
                await crying
                pouring.cancel()
    return {
        "answer_ms": {"calm": figures(_answers(calm)), "flood": figures(_answers(flooded))},
        "flooding": flood.told(),
        "emergency": flood.emergency,
        "conditions": {"calls": len(calm + flooded), "load": [round(n, 1) for n in getloadavg()]},
    }


async def _others(carrier: Carrier, scripts: list[Script]) -> list[Other]:
    """Run calls, `AT_ONCE` at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(script: Script) -> Other:
        async with places:
            number = next(NUMBERS)
            party = Scripted(script, Line(HISS, seed=number).carry)
            call = await carrier.dial(f"+1972555{number}", COMPANY, party)
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST):
                    await party.over.wait()
            await call.hang_up()
            await call.wait_end()
            return Other(call, tuple(party.stage.made))

    return list(await asyncio.gather(*map(one, scripts)))


def _asking(random: Random, questions: list[Sound]) -> Script:
    def script(stage: Stage) -> Iterator[bytes]:
        yield from stage.after_agent(1.2)
        for question in random.sample(questions, QUESTIONS):
            yield from stage.pause(random.uniform(0.0, 0.5))
            yield from stage.say(question)
            yield from stage.after_agent(1.2)

    return script


async def _pour(carrier: Carrier, flood: Flood) -> None:
    """Call and call until cancelled."""
    loop = asyncio.get_running_loop()
    try:
        while True:
            call = await carrier.dial(FLOODING, COMPANY, Tape())
            flood.calls.append(call)
            loop.call_later(STAYS_S, call.drop)
            await asyncio.sleep(EVERY_S)
    finally:
        for call in flood.calls:
            call.drop()


async def _emergency(carrier: Carrier, flood: Flood) -> None:
    """One more call of the flooding number, once its calls are routed: press the key there."""
    if flood.emergency:
        return
    async with asyncio.timeout(PATIENCE_S):
        await until(lambda: any(SAFETY_WORDS in call.texts for call in flood.calls))
        call = await carrier.dial(FLOODING, COMPANY, Tape())
        await until(lambda: listens_for_keys(call))
        asked, before = monotonic(), len(carrier.texts)
        await call.press("1")
        await until(lambda: len(carrier.texts) > before)
        alerted = monotonic()
        await until(lambda: any(leg.parent_sid == call.sid for leg in carrier.calls.values()))
        rung = monotonic()
    flood.emergency = {
        "to_menu_s": round(asked - call.dialed_at, 2),
        "key_to_alert_s": round(alerted - asked, 2),
        "key_to_ringing_s": round(rung - asked, 2),
        "said": call.texts[:2],
    }
    call.drop()


def listens_for_keys(call: Call) -> bool:
    """Whether the carrier has asked the caller for keys."""
    return any(one.kind == "connect" and one.detail == "_Keypad" for one in call.recording.stamps)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that tells nobody."""
    while not true():  # noqa: ASYNC110  # looks from outside
        await asyncio.sleep(POLL_S)


def _answers(calls: list[Other]) -> list[float]:
    """Milliseconds from the end of each question to the first word of its answer."""
    found = []
    for call in calls:
        left, right = bytes(call.call.recording.left), bytes(call.call.recording.right)
        ends = [(made.start, made.end) for made in call.made] + [(len(right), len(right))]
        for (start, end), (until, _) in pairwise(ends):
            spoken = last_sound(left, start, end) or end
            first = first_sound(right, spoken, until)
            if first is not None:
                found.append(1000.0 * (first - spoken) / RATE)
    return found


@asynccontextmanager
async def _services(questions: list[Sound]) -> AsyncIterator[dict[str, Any]]:
    """A simulated service that hears these questions and speaks; yields a daemon's settings."""
    plan = Plan(scribe=replace(Plan().scribe, mishears=0.0))
    known = [Clip(one.name.partition(": ")[2], one.ulaw) for one in questions]
    async with ElevenLabsServer(plan, listener=Listener(known)) as server:
        yield {
            "elevenlabs.api_key": plan.key,
            "elevenlabs.base_url": server.base_url,
            "speech.stt_order": ["elevenlabs", "local"],
            "speech.tts_order": ["elevenlabs", "tones"],
            "flags.speak_ahead": 0,
            "flags.limits": 100,
        }
