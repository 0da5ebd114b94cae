"""Simulated speech and recognition in a process of their own, so that nothing they compute is late
for the simulated carrier: `python -m voicectl.bench.providers CLIPS`.

They sing one tone pair a word and hear the clips of a folder (`simulators.listening`).
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulators import elevenlabs, openai
from simulators.listening import Listener, load
from voicectl.errors import UNREACHABLE, CommandError

START_SECONDS = 60.0


@asynccontextmanager
async def providers(clips: Path, log: Path) -> AsyncIterator[dict[str, Any]]:
    """Run them; yields the daemon's settings for them. Raises CommandError."""
    command = [sys.executable, "-m", "voicectl.bench.providers", str(clips)]
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=sink
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        try:
            async with asyncio.timeout(START_SECONDS):
                line = await process.stdout.readline()
            settings: dict[str, Any] = json.loads(line)
        except (TimeoutError, ValueError):
            raise CommandError(f"the simulators did not start; see {log}", UNREACHABLE) from None
        yield settings
    finally:
        process.stdin.close()
        await process.wait()


async def main(clips: Path) -> None:
    """Serve until standard input ends."""
    known = list(load(clips))
    eleven = elevenlabs.Plan(scribe=replace(elevenlabs.Plan().scribe, mishears=0.0))
    chat = openai.Plan(profile=openai.USUAL, mishears=0.0)
    async with (
        elevenlabs.ElevenLabsServer(eleven, listener=Listener(known)) as first,
        openai.OpenAiServer(chat, listener=Listener(known)) as second,
    ):
        settings = {
            "elevenlabs.api_key": eleven.key,
            "elevenlabs.base_url": first.base_url,
            "llm.openai_api_key": chat.key,
            "llm.openai_base_url": second.base_url,
        }
        sys.stdout.write(json.dumps(settings) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
