"""A node for benches of several nodes: everything real but hearing and speaking, which are tones.

`python -m voicectl.bench.loss_node FILE`: FILE holds settings as JSON, and the callers' sentences
under "heard". Prints one line when it answers, then runs until SIGTERM.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from agent.engines import Speech, guards_of
from agent.events import Expecting
from agent.node import running
from agent.ports import Transcript
from agent.settings import Settings
from agent.telemetry.logs import configure
from agent.tongue import Tongue
from agent.tts.tones import Tones
from simulators.listening.words import Vocabulary
from simulators.world.speech import LevelDetector


class ToneEars:
    """`agent.ports.Recognizer` that reads sentences from their sounds."""

    def __init__(self, sentences: list[str]) -> None:
        self._known = Vocabulary(sentences)

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """The words."""
        words = " ".join(text for _, _, text in self._known.read(ulaw))
        return Transcript(words, 0.9 if words else 0.0, engine="tones")


async def serve(chosen: dict[str, Any], heard: list[str]) -> None:
    """Answer calls until SIGTERM, then let go of them."""
    settings = Settings(**chosen)
    speech = Speech(
        recognizer=ToneEars(heard),
        voice=Tones(),
        detector=LevelDetector,
        guards=guards_of(settings),
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(settings, speech=speech) as node:
        sys.stdout.write(f"{node.port}\n")
        sys.stdout.flush()
        await stop.wait()
        await node.drain(settings.server.drain_s)


def main() -> None:
    """Read the file and serve."""
    given = json.loads(Path(sys.argv[1]).read_text())
    configure("info", "json")
    asyncio.run(serve(given["settings"], given["heard"]))


if __name__ == "__main__":
    main()
