"""Nodes of a bench: processes that answer one line of JSON to every line they are sent."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def node(module: str, *words: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of `voicectl.bench` that answers lines, ready for the first one."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"voicectl.bench.{module}", *map(str, words)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        ready = await process.stdout.readline()
        if ready.strip() != b"ready":
            raise RuntimeError(f"a node of {module} did not start")
        yield process
    finally:
        process.stdin.close()
        await process.wait()


async def ask(process: asyncio.subprocess.Process, line: str) -> Any:
    """Send one line; the answer. Raises RuntimeError when the node is gone."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n".encode())
    answer = await process.stdout.readline()
    if not answer:
        raise RuntimeError(f"a node ended during {line!r}")
    return json.loads(answer)
