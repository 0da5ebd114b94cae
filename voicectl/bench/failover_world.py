"""The services around a daemon in one cell of the failover matrix, and what /health shows of it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from simulators import elevenlabs, openai, polly
from simulators.faults import Entry, FaultProxy, Schedule
from simulators.listening import Clip, Listener
from voicectl.bench.failover_faults import Column, Faults, Kind
from voicectl.bench.scripted import Sound

NEXT = {"elevenlabs": "openai", "openai": "polly", "polly": "elevenlabs"}
EARS = {"elevenlabs": "openai", "openai": "elevenlabs"}
PROBE_S = 3.0
"""Probe period of the cells: the default's proportions, in less time."""
PROBE_DEADLINE_S = 2.4
LOOK_S = 0.1
MODEL = "some-model"
FACTS = (
    "Estimates for new equipment are free.",
    "We work on furnaces, air conditioners, heat pumps and boilers.",
)
"""What the simulated model answers: sentences of the company's own facts."""


@dataclass(frozen=True, slots=True)
class World:
    """One provider behind a fault proxy, and the daemon's settings for all of them."""

    column: Column
    proxy: FaultProxy
    settings: dict[str, Any]

    def strike(self, faults: Faults) -> None:
        """From now on every request of the operation is spoiled."""
        for fault in faults:
            self.proxy.schedule.add(Entry(fault, path=self.column.path))

    def heal(self) -> None:
        """The service is well again; what was struck stays as it is."""
        self.proxy.schedule.clear()

    @property
    def struck(self) -> int:
        """Requests and sockets that a fault has really changed, held back or ended."""
        return sum(record.spoilt for record in self.proxy.log)


@asynccontextmanager
async def world(
    column: Column, questions: Sequence[Sound], seed: int, *, alone: bool
) -> AsyncIterator[World]:
    """Start the services. `alone`: none of them takes over from the one under test."""
    listener = Listener([Clip(one.name, one.ulaw) for one in questions])
    usual = replace(openai.USUAL, seed=seed)
    script = openai.Script(
        tuple(
            openai.Rule((openai.Answer(FACTS[n % len(FACTS)]),), said=one.name.rstrip("?"))
            for n, one in enumerate(questions)
        ),
        otherwise=openai.Answer(FACTS[0]),
        wrong=0.0,
    )
    hears = replace(elevenlabs.Plan().scribe, mishears=0.0)
    async with AsyncExitStack() as stack:
        eleven = await stack.enter_async_context(
            elevenlabs.ElevenLabsServer(elevenlabs.Plan(scribe=hears, seed=seed), listener=listener)
        )
        chat = await stack.enter_async_context(
            openai.OpenAiServer(
                openai.Plan(profile=usual, script=script, mishears=0.0, seed=seed),
                listener=listener,
            )
        )
        amazon = await stack.enter_async_context(
            polly.PollyServer(
                polly.Plan(latency=polly.Latency(first=0.12, spread=0.08, speed=10.0), seed=seed)
            )
        )
        origins = {
            "elevenlabs": eleven.base_url,
            "openai": chat.base_url.removesuffix("/v1"),
            "polly": amazon.base_url,
        }
        proxy = await stack.enter_async_context(
            FaultProxy(origins[column.service], Schedule([], seed), service=column.service)
        )
        origins[column.service] = proxy.base_url
        keys = amazon.plan.credentials[0]
        settings = {
            "elevenlabs.api_key": eleven.plan.key,
            "elevenlabs.base_url": origins["elevenlabs"],
            "llm.openai_api_key": chat.plan.key,
            "llm.openai_base_url": f"{origins['openai']}/v1",
            "polly.access_key_id": keys.key_id,
            "polly.secret_access_key": keys.secret,
            "polly.base_url": origins["polly"],
            "flags.speak_ahead": 0,
            "speech.intent_model": "none",
            "resilience.probe_s": PROBE_S,
            "resilience.account_probe_s": PROBE_S,
            "resilience.probe_deadline_s": PROBE_DEADLINE_S,
        }
        yield World(column, proxy, settings | _order(column, alone))


def _order(column: Column, alone: bool) -> dict[str, Any]:
    """Who speaks, who hears, who answers; what is not under test is well."""
    order: dict[str, Any] = {"speech.tts_order": ["tones"], "speech.stt_order": ["openai", "local"]}
    match column.kind:
        case "tts":
            others = [] if alone else [NEXT[column.service]]
            order["speech.tts_order"] = [column.service, *others, "tones"]
        case "stt":
            others = [] if alone else [EARS[column.service]]
            order["speech.stt_order"] = [column.service, *others, "local"]
        case "llm":
            order["llm.answer_model"] = MODEL
    return order


@dataclass(slots=True)
class Watch:
    """What /health showed last, and what it showed of circuits."""

    url: str
    kind: Kind
    did: Counter[str] = field(default_factory=Counter)
    """Texts that voices began or took over, or utterances that recognisers heard, by name."""
    opened: dict[str, str] = field(default_factory=dict)
    """Circuits that were not closed, and why."""
    unwell: set[str] = field(default_factory=set)
    """Those that are not closed now."""
    closed_at: dict[str, float] = field(default_factory=dict)
    """Loop time at which each was closed again, as far as it was seen."""

    async def run(self) -> None:
        """Look for ever."""
        async with aiohttp.ClientSession(self.url) as session:
            while True:
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get("/health") as answer:
                        self._take((await answer.json())["parts"])
                await asyncio.sleep(LOOK_S)

    def _take(self, parts: dict[str, Any]) -> None:
        did: Counter[str] = Counter()
        if self.kind == "stt":
            did.update(parts["hearing"]["heard"])
        elif self.kind == "tts":
            did.update(parts["voice"]["texts"])
            for change, n in parts["voice"]["failovers"].items():
                did[change.partition(">")[2].partition(" ")[0]] += n
        self.did = did
        now = asyncio.get_running_loop().time()
        for name, circuit in parts["circuits"].items():
            if circuit["state"] != "closed":
                self.opened.setdefault(name, circuit["why"])
                self.unwell.add(name)
            elif name in self.unwell:
                self.unwell.discard(name)
                self.closed_at[name] = now
