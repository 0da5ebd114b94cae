"""Pipecat, unchanged, and the simulators in a process of their own: `voicectl sim up`."""

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import aiohttp
import pytest
from loguru import logger
from pipecat.frames.frames import ErrorFrame, Frame
from pipecat.pipeline.worker import PipelineParams
from pipecat.tests.utils import run_test

from tests.clients.pipecat.frames import Environment, Make, Run

ROOT = Path(__file__).parents[3]
LIMIT_S = 60.0
logger.remove()


@pytest.fixture(scope="session")
def env() -> Iterator[Environment]:
    """The variables that lead to all simulators; VOICECTL names the program to start them with."""
    program = os.environ.get("VOICECTL", str(ROOT / ".venv/bin/voicectl")).split()
    with subprocess.Popen(
        [*program, "sim", "up", "--exact", "--json"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        text = b""
        while not text.rstrip().endswith(b"\n}") and (line := process.stdout.readline()):
            text += line
        try:
            yield json.loads(text)["env"]
        finally:
            process.terminate()


@pytest.fixture
def run() -> Run:
    """Sends frames through one of Pipecat's services; what comes out below. Errors fail the test.

    The service is made with an HTTP session, on the loop that it lives on.
    """

    async def main(make: Make, frames: Sequence[Frame]) -> Sequence[Frame]:
        async with asyncio.timeout(LIMIT_S), aiohttp.ClientSession() as session:
            down, up = await run_test(
                make(session),
                frames_to_send=frames,
                pipeline_params=PipelineParams(audio_in_sample_rate=8000),
                start_timeout=LIMIT_S,
            )
        assert [one.error for one in up if isinstance(one, ErrorFrame)] == []
        return down

    return lambda make, frames: asyncio.run(main(make, frames))
