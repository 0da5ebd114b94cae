"""One recogniser process for all callers of a run: audio in, words out, one at a time."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from simulators.caller.whisper import LENGTH, REQUEST, weights

START_SECONDS = 60.0
"""How long loading the model may take on a busy machine (it needs about 1 s)."""


class RecogniserError(Exception):
    """The recogniser process can't be used; says why."""


class Recogniser:
    """The near end of the worker's pipe. Made by `recogniser()`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._sink, self._source = process.stdin, process.stdout
        self._turn = asyncio.Lock()
        self._owed = 1  # the empty answer that says "loaded"
        self._size: int | None = None

    async def read(self, ulaw: bytes, language: str = "en", *, spelled: bool = False) -> str:
        """Return the words in 8 kHz mu-law audio; `spelled` writes digits one by one.

        A cancelled call costs at most the decode already under way. Raises RecogniserError.
        """
        async with self._turn:
            await self.settle()
            self._sink.write(REQUEST.pack(len(ulaw), language == "es", spelled) + ulaw)
            self._owed += 1
            return await self._answer()

    async def settle(self) -> None:
        """Take in the answers nobody waits for any more. Raises RecogniserError."""
        while self._owed:
            await self._answer()

    async def _answer(self) -> str:
        # Each await leaves the stream where it can be read on, should we be cancelled here.
        try:
            if self._size is None:
                (self._size,) = LENGTH.unpack(await self._source.readexactly(LENGTH.size))
            body = await self._source.readexactly(self._size)
        except asyncio.IncompleteReadError as fault:
            raise RecogniserError("the caller's recogniser ended; see its output") from fault
        self._size = None
        self._owed -= 1
        return body.decode(errors="replace")


@asynccontextmanager
async def recogniser(multilingual: Path | None = None) -> AsyncIterator[Recogniser]:
    """Start the worker, wait until its model is loaded, and end it afterwards.

    `multilingual`: directory of a model for callers who speak Spanish; loaded when one does.
    Raises ModelMissing or RecogniserError.
    """
    weights()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulators.caller.whisper",
        *([str(multilingual)] if multilingual else []),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        ready = Recogniser(process)
        async with asyncio.timeout(START_SECONDS):
            await ready.settle()
        yield ready
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
