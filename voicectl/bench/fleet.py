"""Two and more nodes as processes behind one address, with the Redis and the books they share."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from simulators.twilio.front import front
from voicectl.errors import CommandError

START_S = 120.0
STOP_S = 5.0
ANSWER_S = 1.0
"""Whoever does not answer by then is another program that took the port."""
HERE = str(Path(__file__).resolve().parents[2])
ORIGIN = "https://agent.example"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def books_file(folder: Path) -> str:
    """The database of a fleet."""
    return str(folder / "voicectl.db")


def tree(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of several as one tree, by sections or dotted names; what comes later wins."""
    found: dict[str, Any] = {}
    for name, value in (item for part in parts for item in part.items()):
        first, _, rest = name.partition(".")
        given = {rest: value} if rest else value
        if isinstance(given, Mapping):
            given = tree(found.get(first, {}), given)
        found[first] = given
    return found


def redis_url(port: int) -> str:
    """Of a Redis on this machine."""
    return f"redis://127.0.0.1:{port}/0"


@dataclass
class RedisServer:
    """A redis-server of our own; stopped, frozen and started again by its process id."""

    folder: Path
    port: int
    options: Sequence[str] = ()
    process: Process | None = None

    @property
    def url(self) -> str:
        """For REDIS_URL."""
        return redis_url(self.port)

    async def start(self) -> None:
        """Start it empty. Raises CommandError when the program is missing."""
        if shutil.which("redis-server") is None:
            raise CommandError("redis-server is not installed; run: apt-get install redis-server")
        self.process = await asyncio.create_subprocess_exec(
            *("redis-server", "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--dir", str(self.folder), "--save", "", "--appendonly", "no", *self.options),
            stdout=DEVNULL,
        )
        async with asyncio.timeout(START_S):
            while not await self._answers():
                if self.process.returncode is not None:
                    raise CommandError(f"redis-server on port {self.port} ended at once")
                await asyncio.sleep(0.02)

    def freeze(self, frozen: bool) -> None:
        """Stop it in the middle of whatever it does, or let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    async def stop(self) -> None:
        """Kill it."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(b"PING\r\n")
                answer = await reader.readline()
                writer.close()
        except OSError:  # a timeout is one
            return False
        return answer.startswith(b"+PONG")


@asynccontextmanager
async def redis_server(*options: str) -> AsyncIterator[RedisServer]:
    """A running redis-server with a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(Path(folder), free_port(), options)
        try:
            await server.start()
            yield server
        finally:
            await server.stop()


@dataclass
class NodeProcess:
    """One node; `name` is its name among the others."""

    name: str
    port: int
    config: Path
    log: Path
    module: str
    process: Process | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and wait until it answers. Raises CommandError."""
        path = os.pathsep.join(one for one in (HERE, os.environ.get("PYTHONPATH")) if one)
        with self.log.open("ab") as sink:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-W", "ignore", "-m", self.module, str(self.config)),
                env={**os.environ, "PYTHONPATH": path},
                stdout=PIPE,
                stderr=sink,
            )
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(START_S):
                line = await self.process.stdout.readline()
        except TimeoutError:
            line = b""
        if not line.strip().isdigit():
            raise CommandError(f"node {self.name} did not start; see {self.log}")

    async def figures(self) -> dict[str, float]:
        """Its metrics that have no labels."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        pairs = (one.rsplit(" ", 1) for one in lines if one[:1] not in ("", "#") and "{" not in one)
        return {name: float(value) for name, value in pairs}

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    async def kill(self) -> None:
        """Kill it without a chance to tidy up."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def stop(self, patience: float = STOP_S) -> None:
        """Let it end in order, for a while."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            async with asyncio.timeout(patience):
                await self.process.wait()
        except TimeoutError:
            await self.kill()


class Balanced(Protocol):
    """What stands before the nodes."""

    @property
    def url(self) -> str:
        """Where the carrier comes."""
        ...

    async def down(self) -> set[str]:
        """Nodes that get nothing now."""
        ...


Balancing = Callable[[Mapping[str, str]], AbstractAsyncContextManager[Balanced]]
"""Runs a balancer before nodes (name: origin)."""


@dataclass
class Fleet:
    """Nodes and their front."""

    front: Balanced
    nodes: dict[str, NodeProcess] = field(default_factory=dict)


def direct(_: str, port: int) -> str:
    """A node's stream URL that leads to it, past the balancer."""
    return f"ws://127.0.0.1:{port}/twilio/stream"


@asynccontextmanager
async def fleet(
    folder: Path,
    settings: Mapping[str, Any],
    heard: Sequence[str],
    *,
    names: Sequence[str] = ("a", "b"),
    module: str = "voicectl.bench.loss_node",
    balancing: Balancing = front,
    stream_url: Callable[[str, int], str] = direct,
    redis_urls: Mapping[str, str] | None = None,
) -> AsyncIterator[Fleet]:
    """Run nodes that share books and journals below `folder`, if the settings do not name other
    books. `redis_urls`: where those named reach Redis. Raises CommandError.
    """
    async with AsyncExitStack() as stack:
        nodes: dict[str, NodeProcess] = {}
        for name in names:
            port = free_port()
            own: dict[str, Any] = {
                "data_dir": str(folder / name),
                "journal_dir": str(folder / "journal"),
                "server.port": port,
                "server.public_url": ORIGIN,
                "server.stream_url": stream_url(name, port),
                "sessions.node": name,
            }
            if url := (redis_urls or {}).get(name):
                own["sessions.redis_url"] = url
            chosen = tree({"database.url": books_file(folder)}, settings, own)
            config = folder / f"{name}.json"
            config.write_text(json.dumps({"settings": chosen, "heard": list(heard)}))
            nodes[name] = NodeProcess(name, port, config, folder / f"{name}.log", module)
            stack.push_async_callback(nodes[name].kill)
            stack.push_async_callback(nodes[name].stop)
            await nodes[name].start()
        urls = {name: node.url for name, node in nodes.items()}
        yield Fleet(await stack.enter_async_context(balancing(urls)), nodes)
