"""Where a run takes place: a node of its own with simulated services, or one that runs already."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.dialogue.wording_en import WORDINGS
from simulators.twilio.carrier import Carrier
from simulators.twilio.numbers import Account, DialPlan, Number
from voicectl.bench import tone_caller
from voicectl.bench.processes import on_core
from voicectl.bench.providers import Services, providers
from voicectl.bench.rig import COMPANY, Rig, rig
from voicectl.chaos.callers import People, bookers, readers
from voicectl.phoning import connect

CREWS = 400
"""In each area, so that nobody is told that all visits are taken."""
MOST_CALLS = 1000
SETTINGS: Mapping[str, Any] = {
    "speech.tts_order": ["elevenlabs", "openai", "polly", "tones"],
    "speech.stt_order": ["elevenlabs", "openai", "local"],
    "speech.stt_digits_here": False,
    "server.max_calls": MOST_CALLS,
}
"""Services hear and speak, all of it: engines of this machine would be measured instead."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that runs but the callers."""

    carrier: Carrier
    number: str
    people: People
    url: str
    folder: Path
    rig: Rig | None = None
    """The node, if it is our own."""
    services: Services | None = None
    reader: tone_caller.ToneReader | None = None
    """Understands what is said to a caller, if that is in tones."""
    pids: Mapping[str, int] = field(default_factory=lambda: {"callers": os.getpid()})


@asynccontextmanager
async def own(
    folder: Path,
    settings: Mapping[str, Any],
    *,
    faulty: bool = False,
    core: int | None = None,
    plan: DialPlan | None = None,
) -> AsyncIterator[Ground]:
    """A fresh node. `settings`: more of it, by dotted names. `faulty`: its services are behind
    fault proxies. `core`: the only one it may use. `plan`: other people's phones. Raises
    CommandError, VoiceError.
    """
    reader = tone_caller.ToneReader(text for texts in WORDINGS.values() for text in texts)
    people = await bookers(folder.parent / "voices", folder / "clips", reader)
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(
            providers(folder / "clips", folder / "services.log", steady=True, faulty=faulty)
        )
        with nullcontext() if core is None else on_core(core):
            chosen = {**SETTINGS, **services.settings, **settings}
            ready = await stack.enter_async_context(rig(folder, {}, chosen, crews=CREWS, plan=plan))
        yield Ground(
            carrier=ready.carrier,
            number=COMPANY,
            people=people,
            url=ready.url,
            folder=folder,
            rig=ready,
            services=services,
            reader=reader,
            pids={"node": ready.pid, "services": services.pid, "callers": os.getpid()},
        )
        ready.carrier.log.save(folder / "carrier.jsonl")


@asynccontextmanager
async def running(folder: Path, url: str, number: str, seed: int) -> AsyncIterator[Ground]:
    """A node that runs elsewhere on this machine, phoned by callers who follow a script: it may
    speak by any voice. Webhooks are signed with TWILIO_AUTH_TOKEN. Raises VoiceError.
    """
    token = os.environ.get("TWILIO_AUTH_TOKEN", "")
    account = Account(token=token) if token else Account()
    people = await readers(folder.parent / "voices", seed)
    async with Carrier([Number(number)], account=account) as carrier:
        connect(carrier, number, url)
        yield Ground(carrier, number, people, url, folder)
        carrier.log.save(folder / "carrier.jsonl")
