"""Every way of getting less than full service, heard in recorded calls.

Real daemons with simulated speech and language services; one call a step: the levels of service set
by hand, what limits do to a number that calls again and again, and heat-wave mode. What was heard
is what the carrier reported as played, and what it said itself; the recordings are for people. Bad
(`ok` false) where words of a step were not heard, or the wrong language model answered.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from agent.call.journal import read
from agent.events import ModelDone, Said
from agent.http import recorded
from agent.http.twiml import SAFETY_WORDS
from agent.profile.load import load_default
from simulators import elevenlabs, openai
from simulators.caller.line import Line
from simulators.caller.voice import Voice
from simulators.listening import Clip, Listener
from simulators.twilio.call import Call
from simulators.twilio.numbers import Phone
from voicectl.bench.flood import listens_for_keys, until
from voicectl.bench.rig import COMPANY, HISS, Rig, rig
from voicectl.bench.scripted import Script, Scripted, Sound, Stage

QUESTION = "Do you have a warranty?"
UNKNOWN = {"warranty": ""}
"""The profile has no answer to it."""
FACT = "Estimates for new equipment are free."
"""What the language model answers."""
FULL, SMALL = "full-model", "small-model"
OFTEN = "+19725559999"
LONGEST = 150.0
LINGERS_S = 8.0
"""So long a caller with no more to say listens on; who has said nothing stays until the end."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call, and what must be heard in it."""

    name: str
    number: str
    hears: tuple[str, ...]
    says: tuple[str, ...] = ()
    key: str = ""
    """Pressed where the carrier listens for keys."""
    level: int = 0
    """Set by hand before the call."""
    model: str = ""
    """The language model that must answer; empty: none is asked."""
    never: tuple[str, ...] = ()
    """Words that must not be heard."""


STEPS = (
    Step("level 0, full model", "+19725550100", (FACT,), (QUESTION,), model=FULL),
    Step("level 1, small model", "+19725550101", (FACT,), (QUESTION,), level=1, model=SMALL),
    Step("level 2, rules", "+19725550102", ("the office",), (QUESTION,), level=2, never=(FACT,)),
    Step("level 3, people", "+19725550103", ("911",), level=3),
    Step("limits, within", OFTEN, (FACT,), (QUESTION,), model=FULL),
    Step("limits, rules", OFTEN, ("the office",), (QUESTION,), never=(FACT,)),
    Step(
        "limits, recorded line, call back",
        OFTEN,
        (SAFETY_WORDS, recorded.OFTEN_WORDS, recorded.MENU_WORDS, "We'll call you back"),
        key=recorded.CALL_BACK_KEY,
    ),
    Step(
        "limits, recorded line, emergency",
        OFTEN,
        (SAFETY_WORDS, recorded.DANGER_WORDS, recorded.ALERTED_WORDS),
        key=recorded.EMERGENCY_KEY,
    ),
)
BOOKING = (
    "My air conditioner is not cooling.",
    "No, nothing like that.",
    "No, nobody.",
    "Seven five two zero one.",
    "Robert Hill.",
    "The number I am calling from.",
    "Twelve fourteen Maple Street.",
    "Yes.",
    "Tomorrow.",
)
HEAT = (
    Step(
        "heat wave",
        "+19725550104",
        ("the AI assistant", "keep the first days for homes with babies"),
        BOOKING,
        never=("Thanks for calling",),
    ),
)
RUNS: tuple[tuple[str, tuple[Step, ...], dict[str, Any]], ...] = (
    ("usual", STEPS, {"limits.caller.burst": 1, "limits.caller.per_hour": 0.1}),
    ("heat", HEAT, {"heat_wave.mode": "on"}),
)
"""Daemons: name, what is heard of each, and its settings."""


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Call once a step; recordings go to `folder`. Raises CommandError, VoiceError."""
    voice = Voice(folder.parent / "voices")
    sounds = {text: Sound(await voice.speak(text), text) for text in (QUESTION, *BOOKING)}
    told: dict[str, Any] = {}
    async with _services(sounds, seed) as services:
        for name, steps, more in RUNS:
            below = folder / name
            below.mkdir()
            told |= await _take(below, steps, sounds, services | more | settings)
    return {"steps": told, "ok": all(one["ok"] for one in told.values())}


async def _take(
    folder: Path, steps: tuple[Step, ...], sounds: Mapping[str, Sound], settings: dict[str, Any]
) -> dict[str, Any]:
    """One daemon's steps, in order: name -> what was heard."""
    voice = Voice(folder.parent.parent / "voices", "slt")

    async def says(text: str, language: str) -> bytes:
        return await voice.speak(text)

    numbers = load_default().numbers
    people = (*numbers.oncall, numbers.supervisor, numbers.office)
    plan = dict.fromkeys(people, Phone(outcome="busy", ring=0.5))
    calls = []
    async with rig(folder, UNKNOWN, settings, plan=plan, voice=says) as ready:
        for step in steps:
            await _set_level(ready.url, step.level)
            calls.append((step, await _call(ready, step, sounds)))
    for step, call in calls:
        call.recording.save(folder / f"{step.name}.wav")
    return {step.name: _judged(step, call, folder / "journal") for step, call in calls}


async def _set_level(url: str, level: int) -> None:
    wish = {"level": level, "seconds": 600.0, "why": "bench"}
    async with (
        aiohttp.ClientSession(raise_for_status=True) as client,
        client.put(f"{url}/v1/level", json=wish),
    ):
        pass


async def _call(ready: Rig, step: Step, sounds: Mapping[str, Sound]) -> Call:
    party = Scripted(_script(step, sounds), Line(HISS, seed=1).carry)
    call = await ready.carrier.dial(step.number, COMPANY, party)
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST):
            if step.key:
                await until(lambda: listens_for_keys(call))
                await call.press(step.key)
            await party.over.wait()
    await call.hang_up()
    await call.wait_end()
    return call


def _script(step: Step, sounds: Mapping[str, Sound]) -> Script:
    def script(stage: Stage) -> Iterator[bytes]:
        yield from stage.after_agent(1.2)
        for text in step.says:
            yield from stage.say(sounds[text])
            yield from stage.after_agent(1.2)
        yield from stage.pause(LINGERS_S if step.says else LONGEST)

    return script


def _judged(step: Step, call: Call, journals: Path) -> dict[str, Any]:
    """What was heard, whatever of it is missing, and which models spoke."""
    events = [
        entry.event for path in journals.glob(f"*/{call.sid}.jsonl") for entry in read(path).entries
    ]
    heard = " ".join([*call.texts, *(one.heard for one in events if isinstance(one, Said))])
    models = {one.model.partition("@")[0] for one in events if isinstance(one, ModelDone)}
    missing = [words for words in step.hears if words not in heard]
    too_much = [words for words in step.never if words in heard]
    good = not missing and not too_much and models == {step.model} - {""}
    return {
        "ok": good,
        "missing": missing,
        "too_much": too_much,
        "models": sorted(models),
        "heard": heard,
    }


@asynccontextmanager
async def _services(sounds: Mapping[str, Sound], seed: int) -> AsyncIterator[dict[str, Any]]:
    """Services that know the caller's sounds and the answer; yields a daemon's settings."""
    hears = replace(elevenlabs.Plan().scribe, mishears=0.0)
    listener = Listener([Clip(text, one.ulaw) for text, one in sounds.items()])
    script = openai.Script(otherwise=openai.Answer(FACT), wrong=0.0)
    async with (
        elevenlabs.ElevenLabsServer(
            elevenlabs.Plan(scribe=hears, seed=seed), listener=listener
        ) as eleven,
        openai.OpenAiServer(openai.Plan(script=script, seed=seed)) as chat,
    ):
        yield {
            "elevenlabs.api_key": eleven.plan.key,
            "elevenlabs.base_url": eleven.base_url,
            "speech.stt_order": ["elevenlabs", "local"],
            "llm.openai_api_key": chat.plan.key,
            "llm.openai_base_url": chat.base_url,
            "llm.answer_model": FULL,
            "llm.fast_model": SMALL,
            "flags.limits": 100,
        }
