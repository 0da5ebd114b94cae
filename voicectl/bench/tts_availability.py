"""How often callers hear the right words in time while speech services fail.

Adapters, guards, clips and the hybrid voice as a node has them, on simulated services by sockets of
this machine. Time is virtual: the loop's clock jumps to the next timer when no socket has anything,
so hours pass in minutes and nothing of this machine's load is measured. A listener plays what comes
at once and in real time.

The reference mix, drawn anew for every utterance and each of the three services alike:
0.4 % refuse (500 or 503), 0.4 % keep silent for 1 to 25 s before the first audio, 0.3 % stall for
1 to 25 s in the middle, 0.2 % break off in the middle, 0.1 % say less than they should or
nothing. Each service is down once for about 60 s, the first two of them overlapping for most of it.
The voice of this machine is played by tones, ready at once: simulated services sing the same tones,
so every word can be told, whoever spoke.

Available: all words, once and in order; first audio within 1.5 s; no gap over 0.3 s.
"""

import asyncio
import logging
import random
import tempfile
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from agent import models, voices
from agent.engines import guards_of
from agent.ports import ProviderError
from agent.resilience.probing import keep_probing
from agent.resilience.spending import Spending
from agent.tts.clips import Clips
from agent.tts.hybrid import Hybrid
from simulators.elevenlabs import ElevenLabsServer
from simulators.openai import USUAL, OpenAiServer
from simulators.openai import Plan as OpenAiPlan
from simulators.polly import Latency, PollyServer
from simulators.polly import Plan as PollyPlan
from simulators.speech.tones import heard, numbers
from simulators.world.loop import VirtualLoop
from voicectl.bench.traces import figures
from voicectl.bench.tts_faults import SERVICES, Mix, Services

UTTERANCES = 1000
PAUSE_S = 1.0
FIRST_S = 1.5
GAP_S = 0.3
SENTENCES = (
    "Thanks for calling, this is ticket {n}, how can I help you today?",
    "I have an opening tomorrow between eight and ten in the morning, number {n}.",
    "Let me read that back: 214 555 0{n}, is that right?",
    "A technician will call you about half an hour before he comes to unit {n}.",
    "The visit costs 89 dollars, and we take {n} dollars off the repair if you go ahead.",
    "Okay, {n}.",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance at the listener's ear, times in seconds."""

    text: str
    right: bool
    first: float
    longest_gap: float
    silence: float
    """Before the first audio and in gaps."""
    engines: frozenset[str]
    struck: bool
    """The preferred service had a fault of the mix, or was down."""
    outage: bool

    @property
    def available(self) -> bool:
        return self.right and self.first <= FIRST_S and self.longest_gap <= GAP_S


class _Loop(VirtualLoop):
    """Small jobs that clients would give to threads are done at once: they take no virtual time."""

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """The result, ready."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # whoever asked gets it
            done.set_exception(error)
        return done


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Everything by share; `settings` may give the number of `utterances`."""
    count = int(settings.get("utterances", UTTERANCES))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    work = partial(_both, folder, seed, count)
    return await asyncio.to_thread(work)


def _both(folder: Path, seed: int, count: int) -> dict[str, Any]:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        calm, _ = runner.run(_played(folder, seed, count, Mix.none()))
    with asyncio.Runner(loop_factory=_Loop) as runner:
        rough, voice = runner.run(_played(folder, seed, count, Mix.reference(seed, count)))
    added = [max(0.0, b.silence - a.silence) * 1000 for a, b in zip(calm, rough, strict=True)]
    hit = [(one, ms) for one, ms in zip(rough, added, strict=True) if one.struck]
    outside = [one for one in rough if not one.outage]
    preferred = sum(one.engines == {SERVICES[0]} for one in outside)
    return {
        "utterances": count,
        "available_percent": 100 * sum(one.available for one in rough) / count,
        "calm_available_percent": 100 * sum(one.available for one in calm) / count,
        "not_available": [one.text for one in rough if not one.available][:5],
        "wrong_words": sum(not one.right for one in rough),
        "first_too_late": sum(one.first > FIRST_S for one in rough),
        "gap_too_long": sum(one.longest_gap > GAP_S for one in rough),
        "gave_up": voice["silent"],
        "first_ms": figures([one.first * 1000 for one in rough]),
        "calm_first_ms": figures([one.first * 1000 for one in calm]),
        "longest_gap_ms": figures([one.longest_gap * 1000 for one in rough]),
        "added_ms_where_the_preferred_one_failed": figures([ms for _, ms in hit]),
        "added_ms_service_to_service": _figures(
            [ms for one, ms in hit if len(one.engines) > 1 and "tones" not in one.engines]
        ),
        "added_ms_to_local": _figures([ms for one, ms in hit if "tones" in one.engines]),
        "preferred_alone_outside_outages_percent": 100 * preferred / len(outside),
        "characters_percent": {name: 100 * share for name, share in voice["share"].items()},
        "failovers": voice["failovers"],
    }


def _figures(values: list[float]) -> dict[str, Any]:
    return figures(values) if values else {"n": 0}


async def _played(
    folder: Path, seed: int, count: int, mix: Mix
) -> tuple[list[Heard], dict[str, Any]]:
    """All utterances one after the other, and what the voice says about itself."""
    async with AsyncExitStack() as stack:
        services = Services(
            await stack.enter_async_context(ElevenLabsServer()),
            await stack.enter_async_context(OpenAiServer(OpenAiPlan(profile=USUAL))),
            await stack.enter_async_context(
                PollyServer(PollyPlan(latency=Latency(first=0.12, spread=0.08, speed=10.0)))
            ),
        )
        place = stack.enter_context(tempfile.TemporaryDirectory(dir=folder))
        settings = services.settings(Path(place))
        guards = guards_of(settings)
        shelf = models.Shelf(settings.data_dir, None)
        made = voices.build(settings, shelf, Clips(Path(place)), guards, Spending())
        assert isinstance(made.voice, Hybrid)
        for process in made.processes.values():
            await process.start()
            stack.push_async_callback(process.close)
        probing = asyncio.get_running_loop().create_task(keep_probing(guards, deadline=4.0))
        stack.callback(probing.cancel)
        await asyncio.sleep(1.0)
        chance = random.Random(seed)
        found = []
        for n in range(count):
            text = chance.choice(SENTENCES).format(n=n)
            struck = mix.prepare(services, n)
            outage = mix.outage(n)
            found.append(await _listened(made.voice, text, struck, outage))
            await asyncio.sleep(PAUSE_S)
        return found, made.voice.health()


async def _listened(voice: Hybrid, text: str, struck: bool, outage: bool) -> Heard:
    loop = asyncio.get_running_loop()
    before = Counter(voice.characters)
    began = plays_until = loop.time()
    first, gaps, audio = float("inf"), [0.0], b""
    with suppress(ProviderError):  # a silent failure and a loud one are the same to a caller
        async for chunk in voice.synthesize(text, "en", slow=False):
            now = loop.time()
            if not audio:
                first = now - began
            else:
                gaps.append(max(0.0, now - plays_until))
            plays_until = max(plays_until, now) + len(chunk) / 8000
            audio += chunk
    await asyncio.sleep(max(0.0, plays_until - loop.time()))
    right = [word.number for word in heard(audio)] == numbers(text)
    engines = frozenset(name for name, n in voice.characters.items() if n > before[name])
    return Heard(
        text, right, first, max(gaps), min(first, 60.0) + sum(gaps), engines, struck, outage
    )
