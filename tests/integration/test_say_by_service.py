"""`voicectl say --voice NAME` speaks by a service that the settings point at a simulator."""

import asyncio
import audioop
import json
import os
import sys
import wave
from pathlib import Path

import pytest

from simulators.elevenlabs import INSTANT, ElevenLabsServer, Plan
from simulators.speech.tones import heard, numbers

pytestmark = pytest.mark.integration

TEXT = "Thanks for calling, how can I help you today?"


async def say(folder: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voicectl", "say", TEXT, "--out", str(folder / "said.wav"), *words),
        env={**os.environ, "VOICECTL_DATA_DIR": str(folder), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, error = await process.communicate()
    return process.returncode or 0, out.decode(), error.decode()


def test_a_service_speaks_by_the_settings_alone(tmp_path: Path) -> None:
    async def main() -> tuple[int, str, str]:
        async with ElevenLabsServer(Plan(profile=INSTANT)) as server:
            return await say(
                tmp_path,
                *("--voice", "elevenlabs", "--json"),
                ELEVENLABS_API_KEY=server.plan.key,
                VOICECTL_ELEVENLABS__BASE_URL=server.base_url,
            )

    code, out, error = asyncio.run(main())
    assert code == 0, error
    assert json.loads(out)["voice"].startswith("elevenlabs/")
    with wave.open(str(tmp_path / "said.wav")) as file:
        pcm = file.readframes(file.getnframes())
    assert [word.number for word in heard(audioop.lin2ulaw(pcm, 2))] == numbers(TEXT)


def test_without_a_key_it_says_which_one_is_missing(tmp_path: Path) -> None:
    code, _, error = asyncio.run(say(tmp_path, "--voice", "elevenlabs"))
    assert code != 0
    assert "ELEVENLABS_API_KEY" in error
    assert "Traceback" not in error
