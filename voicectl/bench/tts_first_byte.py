"""How soon a service's voice gives its first sound: ElevenLabs on its simulator, and ready clips.

The simulator answers after exactly 120 ms; what is above that is the adapter, the socket and the
simulator's own work, as all of it shares one process and one loop. The first sound that counts is
the first whole word; messages hold 0.3 to 0.6 s of audio, so that the first one has it.
"""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from time import perf_counter
from typing import Any

from agent.ports import Spoken
from agent.tts.clips import Cached, Clips
from agent.tts.elevenlabs import ElevenLabs, Options
from simulators.elevenlabs import ElevenLabsServer, Plan, Profile
from voicectl.bench.traces import figures

TEXTS = 150
WARM = 5
DELAY_S = 0.12
VOICE = "JBFqnCBsd6RMkjVDRZzb"
PROFILE = Profile(
    handshake=(0.1, 0.1),
    first_byte=(DELAY_S, DELAY_S),
    speed=(8.0, 8.0),
    chunk=(0.3, 0.6),
    release=(0.0, 0.8),
)


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds; `settings` may give the number of `texts`."""
    count = int(settings.get("texts", TEXTS))
    texts = [f"Thanks for calling, this is answer {n}, how can I help you?" for n in range(count)]
    async with ElevenLabsServer(Plan(profile=PROFILE, seed=seed)) as server:
        voice = ElevenLabs(
            Options(api_key=server.plan.key, base_url=server.base_url, voices={"en": VOICE})
        )
        await voice.start()
        try:
            for n in range(WARM):
                await _first_ms(voice.speak(f"Warm {n}.", "en", slow=False))
            asked = [await _first_ms(voice.speak(text, "en", slow=False)) for text in texts]
            with tempfile.TemporaryDirectory(dir=folder) as place:
                cached = Cached(voice, Clips(Path(place)))
                await cached.warm(texts[:50])
                held = [await _first_ms(cached.speak(one, "en", slow=False)) for one in texts[:50]]
                fresh = Cached(voice, Clips(Path(place)))
                read = [await _first_ms(fresh.speak(one, "en", slow=False)) for one in texts[:50]]
        finally:
            health = voice.health()
            await voice.close()
    return {
        "texts": count,
        "first_ms": figures(asked),
        "added_ms": figures([took - DELAY_S * 1000 for took in asked]),
        "clip_in_memory_ms": figures(held),
        "clip_on_disk_ms": figures(read),
        "sockets": health["sockets"]["en"],
    }


async def _first_ms(stream: AsyncGenerator[Spoken, None]) -> float:
    """To the first audio; the rest is heard out, as it would be."""
    began, first = perf_counter(), 0.0
    async with aclosing(stream) as parts:
        async for _ in parts:
            first = first or perf_counter() - began
    return first * 1000
