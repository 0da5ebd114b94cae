"""What a caller hears when a speech service fails in a live call: a table of service and fault.

Each cell is a call to a real daemon over the simulated carrier. The daemon speaks by the service
under test, by another one after it, and by tones of this machine at the last; a fault proxy stands
in front of the first. The caller asks questions: one in peace, three while the fault lasts, one
after it. All services sing the same tones, so the recording tells every word, whoever spoke.

Added silence is an answer's silence (before its first word, and in gaps) beyond what the same
answer of the same service needs without a fault.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from simulators.elevenlabs import ElevenLabsServer
from simulators.faults import (
    Bandwidth,
    Close,
    Cut,
    Delay,
    Entry,
    Fault,
    FaultProxy,
    HalfClose,
    Jitter,
    Refuse,
    Schedule,
    Silence,
    SlowLoris,
    Stall,
    Truncate,
    WrongRate,
)
from simulators.openai import USUAL, OpenAiServer
from simulators.openai import Plan as OpenAiPlan
from simulators.polly import PollyServer
from voicectl.bench import impatience
from voicectl.bench.rig import Finished, conditions, rig
from voicectl.bench.scripted import Sound, Stage
from voicectl.bench.toneproof import proof
from voicectl.bench.traces import RATE, figures, first_sound

NEXT = {"elevenlabs": "openai", "openai": "polly", "polly": "elevenlabs"}
FAULTS: Mapping[str, Fault] = {
    "refused 401": Refuse(401),
    "refused 429": Refuse(429),
    "refused 500": Refuse(500),
    "refused 503": Refuse(503),
    "late by 2 s": Delay(2.0),
    "jitter": Jitter(0.4),
    "narrow": Bandwidth(2000),
    "drips": SlowLoris(0.01),
    "stalls": Stall(2000),
    "reset": Cut(2000),
    "half closed": HalfClose(2000),
    "closed 1011": Close(1011),
    "closed 1008": Close(1008),
    "cut JSON": Truncate(1500),
    "silent success": Silence(),
    "wrong rate": WrongRate(8000, 16000, "ulaw"),
}
PCM = {"openai": WrongRate(24000, 16000)}
"""The wrong rate of services that send no mu-law."""
AT_ONCE = 2
LONGEST = 90.0
ASKED = 5
TROUBLE = range(1, 4)
"""Questions asked while the fault lasts."""
SPOKEN_LIMIT = 12.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller heard after one question, in milliseconds."""

    silence: float
    """Before the first word, and in gaps."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One call."""

    answers: tuple[Answer, ...]
    words: int
    lost: int
    extra: int
    clicks: int
    returned: bool
    """The service was asked again once the fault was over."""
    finished: Finished


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """The table; `settings` may name `services` and `faults`. Raises CommandError, VoiceError."""
    services = settings.pop("services", list(NEXT))
    faults = settings.pop("faults", list(FAULTS))
    questions = (await impatience.sounds(folder.parent / "voices", impatience.QUESTIONS))[::4]
    places = asyncio.Semaphore(AT_ONCE)
    cells: dict[tuple[str, str], Heard] = {}

    async def one(service: str, name: str) -> None:
        async with places:
            where = folder / f"{service}-{name.replace(' ', '-')}"
            where.mkdir()
            fault = FAULTS.get(name)
            if isinstance(fault, WrongRate):
                fault = PCM.get(service, fault)
            cells[service, name] = await _call(where, service, fault, questions)

    async with asyncio.TaskGroup() as group:
        for service in services:
            for name in ("none", *faults):
                group.create_task(one(service, name))
    return report(cells, services, faults)


def report(
    cells: Mapping[tuple[str, str], Heard], services: list[str], faults: list[str]
) -> dict[str, Any]:
    """Rows by service and fault, and all together."""
    rows: dict[str, dict[str, Any]] = {}
    every: list[float] = []
    for service in services:
        calm = cells[service, "none"]
        for name in faults:
            heard = cells[service, name]
            added = [
                max(0.0, heard.answers[n].silence - calm.answers[n].silence)
                for n in TROUBLE
                if n < min(len(heard.answers), len(calm.answers))
            ]
            every += added
            rows[f"{service}, {name}"] = {
                "added_ms": " ".join(f"{ms:.0f}" for ms in added),
                "words": heard.words,
                "lost": heard.lost,
                "extra": heard.extra,
                "clicks": heard.clicks,
                "answers": len(heard.answers),
                "returned": heard.returned,
            }
    return {
        "cells": rows,
        "calm_silence_ms": {
            service: figures([one.silence for one in cells[service, "none"].answers])
            for service in services
        },
        "added_ms": figures(every),
        "words_lost": sum(one.lost for one in cells.values()),
        "words_extra": sum(one.extra for one in cells.values()),
        "calls_that_went_on": sum(len(one.answers) == ASKED for one in cells.values()),
        "calls": len(cells),
        "conditions": conditions([one.finished for one in cells.values()]),
    }


async def _call(folder: Path, service: str, fault: Fault | None, questions: list[Sound]) -> Heard:
    async with _services(service) as (settings, proxy):
        asked = [0, 0]

        def script(stage: Stage) -> Iterator[bytes]:
            yield from stage.after_agent()
            for n, question in enumerate(questions[:ASKED]):
                if n == TROUBLE.start and fault is not None:
                    proxy.schedule.add(Entry(fault))
                if n == TROUBLE.stop:
                    proxy.schedule.clear()
                    yield from stage.pause(SPOKEN_LIMIT)
                    asked[0] = len(proxy.log)
                yield from stage.say(question)
                yield from stage.after_agent(1.2)
            asked[1] = len(proxy.log)

        async with rig(folder, impatience.ANSWERS, settings) as ready:
            finished = await ready.phone(script, LONGEST, folder)
        return _judged(finished, returned=asked[1] > asked[0])


def _judged(call: Finished, *, returned: bool) -> Heard:
    from agent.events import Say

    texts = [
        command.text
        for entry in call.journal.entries
        for command in entry.commands
        if isinstance(command, Say)
    ]
    right = bytes(call.audio.right)
    found = proof(right, texts)
    answers = []
    ends = [made.end for made in call.made] + [len(right)]
    for end, until in pairwise(ends):
        first = first_sound(right, end, until)
        if first is None:
            continue
        gaps = sum(gap.seconds for gap in found.gaps if end <= gap.at * RATE < until)
        answers.append(Answer(1000.0 * ((first - end) / RATE + gaps)))
    lost, extra = len(found.lost), found.extra
    return Heard(tuple(answers), found.words, lost, extra, len(found.clicks), returned, call)


@asynccontextmanager
async def _services(first: str) -> AsyncIterator[tuple[dict[str, Any], FaultProxy]]:
    """Simulated services, a proxy before the first, and a daemon's settings for them."""
    async with AsyncExitStack() as stack:
        plan = OpenAiPlan(profile=USUAL)
        eleven = await stack.enter_async_context(ElevenLabsServer())
        openai = await stack.enter_async_context(OpenAiServer(plan))
        polly = await stack.enter_async_context(PollyServer())
        origins = {
            "elevenlabs": eleven.base_url,
            "openai": openai.base_url.removesuffix("/v1"),
            "polly": polly.base_url,
        }
        proxy = await stack.enter_async_context(
            FaultProxy(origins[first], Schedule([]), service=first)
        )
        origins[first] = proxy.base_url
        keys = polly.plan.credentials[0]
        yield (
            {
                "speech.tts_order": [first, NEXT[first], "tones"],
                "elevenlabs.api_key": eleven.plan.key,
                "elevenlabs.base_url": origins["elevenlabs"],
                "llm.openai_api_key": plan.key,
                "llm.openai_base_url": f"{origins['openai']}/v1",
                "polly.access_key_id": keys.key_id,
                "polly.secret_access_key": keys.secret,
                "polly.base_url": origins["polly"],
                "flags.speak_ahead": 0,
            },
            proxy,
        )
