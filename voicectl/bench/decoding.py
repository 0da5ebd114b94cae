"""What turning MP3 into the line's mu-law costs: in process, by one program a call, by one a chunk.

All ways get the same bytes at the same moments, as a provider sends them: 1024 bytes every 20 ms
(a 128 kbit/s stream at 3.2 times real time). The delay of a way is the time from the arrival of
the chunk that made its first audio possible; a program for each chunk can't even join frames that
chunks cut in two, so its audio is short of the truth.
"""

import asyncio
import io
import shutil
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent.audio.decoder import Mp3
from voicectl.bench.traces import figures
from voicectl.errors import CommandError

RATE = 44100
SECONDS = 12.0
CHUNK = 1024
EVERY = 0.02
ROUNDS = 5
LINE = ("-f", "mulaw", "-ar", "8000", "-ac", "1", "pipe:1")
QUICK = ("-probesize", "32", "-analyzeduration", "0", "-fflags", "nobuffer", "-flags", "low_delay")

Heard = list[tuple[float, int]]
"""(seconds since the first chunk, bytes of mu-law) in order."""


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds to first audio, CPU and what was lost, per way. Raises CommandError."""
    if shutil.which("ffmpeg") is None:
        raise CommandError("ffmpeg is not installed: apt-get install ffmpeg")
    clip = _clip()
    chunks = [clip[at : at + CHUNK] for at in range(0, len(clip), CHUNK)]
    ways: dict[str, Callable[[list[bytes]], Awaitable[Heard]]] = {
        "in process": _in_process,
        "one ffmpeg a call": _one_program,
        "one ffmpeg a chunk": _program_a_chunk,
    }
    return {
        "clip_s": SECONDS,
        "chunks": len(chunks),
        "ways": {name: await _judged(way, chunks) for name, way in ways.items()},
    }


async def _judged(
    way: Callable[[list[bytes]], Awaitable[Heard]], chunks: list[bytes]
) -> dict[str, Any]:
    firsts, missing, took = [], [], []
    for _ in range(ROUNDS):
        began = time.monotonic()
        heard = await way(chunks)
        took.append(time.monotonic() - began)
        firsts.append(1000 * heard[0][0] if heard else float("inf"))
        missing.append(SECONDS - sum(size for _, size in heard) / 8000)
    return {
        "first_audio_ms": figures(firsts),
        "missing_s": round(sum(missing) / ROUNDS, 3),
        "whole_s": round(sum(took) / ROUNDS, 2),
    }


async def _in_process(chunks: list[bytes]) -> Heard:
    decoder, heard, began = Mp3(), [], time.monotonic()
    for number, chunk in enumerate(chunks):
        await _arrival(began, number)
        if audio := decoder.push(chunk):
            heard.append((time.monotonic() - began, len(audio)))
    heard.append((time.monotonic() - began, len(decoder.flush())))
    return heard


async def _one_program(chunks: list[bytes]) -> Heard:
    """Started when the first chunk comes, as for a call's first words."""
    began = time.monotonic()
    program = await _ffmpeg(*QUICK, "-f", "mp3", "-i", "pipe:0", "-flush_packets", "1", *LINE)
    assert program.stdin is not None
    assert program.stdout is not None
    heard: Heard = []

    async def read(out: asyncio.StreamReader) -> None:
        while audio := await out.read(65536):
            heard.append((time.monotonic() - began, len(audio)))

    async with asyncio.TaskGroup() as group:
        group.create_task(read(program.stdout))
        for number, chunk in enumerate(chunks):
            await _arrival(began, number)
            program.stdin.write(chunk)
            await program.stdin.drain()
        program.stdin.close()
    await program.wait()
    return heard


async def _program_a_chunk(chunks: list[bytes]) -> Heard:
    heard, began = [], time.monotonic()
    for number, chunk in enumerate(chunks[:40]):
        await _arrival(began, number)
        program = await _ffmpeg("-f", "mp3", "-i", "pipe:0", *LINE)
        with suppress(BrokenPipeError):
            audio, _ = await program.communicate(chunk)
            if audio:
                heard.append((time.monotonic() - began, len(audio)))
    share = len(chunks) / min(40, len(chunks))
    return [(at, round(size * share)) for at, size in heard]


async def _ffmpeg(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        "ffmpeg",
        "-hide_banner",
        "-loglevel",
        "quiet",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def _arrival(began: float, number: int) -> None:
    await asyncio.sleep(max(0.0, began + number * EVERY - time.monotonic()))


def _clip() -> bytes:
    """A tone that rises, as MP3."""
    import av
    import numpy as np

    at = np.arange(int(SECONDS * RATE)) / RATE
    samples = np.rint(8000 * np.sin(2 * np.pi * (300 + 40 * at) * at)).astype(np.int16)
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as file:
        stream = file.add_stream("mp3", rate=RATE)
        stream.bit_rate, stream.layout = 128_000, "mono"
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()
