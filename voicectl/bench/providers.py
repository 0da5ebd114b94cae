"""Simulated speech and recognition in a process of their own, so that nothing they compute is late
for the simulated carrier: `python -m voicectl.bench.providers CLIPS [steady] [faulty]`.

They sing one tone pair a word and hear the clips of a folder (`simulators.listening`).
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulators import elevenlabs, openai, polly
from simulators.faults import Control, FaultProxy
from simulators.listening import Listener, load
from voicectl.errors import UNREACHABLE, CommandError

START_SECONDS = 60.0
STEADY_S = 0.1
"""From a text to its first sound, and from the end of an utterance to its words."""
SPEED = 10.0
"""Speech is made at so many times real time."""
_STEADY_ELEVENLABS: dict[str, Any] = {
    "profile": replace(
        elevenlabs.INSTANT,
        first_byte=(STEADY_S, STEADY_S),
        speed=(SPEED, SPEED),
        transcript=(STEADY_S, STEADY_S),
    ),
    "limits": elevenlabs.Limits(concurrent=10_000, queue=10_000),
}
_STEADY_OPENAI = openai.Profile(first_audio=STEADY_S, audio_speed=SPEED, hearing=STEADY_S)


@dataclass(frozen=True, slots=True)
class Services:
    """What runs."""

    settings: dict[str, Any]
    """The daemon's, for these services."""
    control: str
    """Where faults are switched (`simulators.faults.control`); empty: nowhere."""
    pid: int


@asynccontextmanager
async def providers(
    clips: Path, log: Path, *, steady: bool = False, faulty: bool = False
) -> AsyncIterator[Services]:
    """Run them. `steady`: every answer takes STEADY_S, and accounts have no limits. `faulty`: each
    is behind a fault proxy. Raises CommandError.
    """
    command = [sys.executable, "-m", "voicectl.bench.providers", str(clips)]
    options = [name for name, on in (("steady", steady), ("faulty", faulty)) if on]
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            *command,
            *options,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=sink,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        try:
            async with asyncio.timeout(START_SECONDS):
                line = await process.stdout.readline()
            told: dict[str, Any] = json.loads(line)
        except (TimeoutError, ValueError):
            raise CommandError(f"the simulators did not start; see {log}", UNREACHABLE) from None
        yield Services(told["settings"], told["control"], process.pid)
    finally:
        process.stdin.close()
        await process.wait()


async def main(clips: Path, *, steady: bool, faulty: bool) -> None:
    """Serve until standard input ends."""
    known = list(load(clips))
    hears = replace(elevenlabs.Plan().scribe, mishears=0.0)
    eleven = elevenlabs.Plan(scribe=hears, **(_STEADY_ELEVENLABS if steady else {}))
    chat = openai.Plan(profile=_STEADY_OPENAI if steady else openai.USUAL, mishears=0.0)
    amazon = polly.Plan(latency=polly.Latency(STEADY_S if steady else 0.12, speed=SPEED))
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        first = await enter(elevenlabs.ElevenLabsServer(eleven, listener=Listener(known)))
        second = await enter(openai.OpenAiServer(chat, listener=Listener(known)))
        third = await enter(polly.PollyServer(amazon))
        origins = {
            "elevenlabs": first.base_url,
            "openai": second.base_url.removesuffix("/v1"),
            "polly": third.base_url,
        }
        control = ""
        if faulty:
            proxies = {
                name: await enter(FaultProxy(origin, service=name))
                for name, origin in origins.items()
            }
            origins = {name: proxy.base_url for name, proxy in proxies.items()}
            control = (await enter(Control(proxies))).base_url
        keys = amazon.credentials[0]
        settings = {
            "elevenlabs.api_key": eleven.key,
            "elevenlabs.base_url": origins["elevenlabs"],
            "llm.openai_api_key": chat.key,
            "llm.openai_base_url": f"{origins['openai']}/v1",
            "polly.access_key_id": keys.key_id,
            "polly.secret_access_key": keys.secret,
            "polly.base_url": origins["polly"],
        }
        sys.stdout.write(json.dumps({"settings": settings, "control": control}) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(
        main(Path(sys.argv[1]), steady="steady" in sys.argv[2:], faulty="faulty" in sys.argv[2:])
    )
