"""A node and the fleet's screen at a real Mosquitto: told, gone without a word, broker killed."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent.settings import Settings
from agent.telemetry.broker import broker_of
from voicectl import checks
from voicectl.monitor.fleet.app import FleetMonitor
from voicectl.monitor.fleet.link import BrokerSource
from voicectl.monitor.fleet.model import Fleet

pytestmark = pytest.mark.integration

LIMIT_S = 240


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110  # looks from outside
        await asyncio.sleep(0.02)


async def hurried(_: float) -> None:
    """A pause between two tries that costs no time."""
    await asyncio.sleep(0.05)


class Mosquitto:
    """A broker on a port of its own, which forgets everything when it dies."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = int(free.getsockname()[1])
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._config = folder / "mosquitto.conf"
        self._config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        self._process: Process | None = None

    async def start(self) -> None:
        program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "run scripts/bootstrap dev: it installs mosquitto"
        self._process = await asyncio.create_subprocess_exec(
            *(program, "-c", str(self._config)), stdout=DEVNULL, stderr=DEVNULL
        )
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does; its sockets stay open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def mosquitto(folder: Path) -> AsyncIterator[Mosquitto]:
    broker = Mosquitto(folder)
    try:
        await broker.start()
        yield broker
    finally:
        await broker.kill()


@asynccontextmanager
async def watching(broker: Mosquitto) -> AsyncIterator[FleetMonitor]:
    app = FleetMonitor(BrokerSource(broker_of(broker.url), "test", pause=hurried), hz=10)
    async with app.run_test(size=(120, 30)):
        yield app


def played(play: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S):
            await play()

    asyncio.run(main())


def utc() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def texts(fleet: Fleet) -> list[str]:
    return [line.text for line in fleet.lines]


async def fleet_health(made: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{made.node.port}/health") as answer,
    ):
        found: dict[str, Any] = (await answer.json())["parts"]["fleet"]
        return found


def test_a_broker_that_hangs_and_dies_disturbs_no_call(rig: Any, tmp_path: Path) -> None:
    async def play() -> None:
        async with mosquitto(tmp_path) as broker, watching(broker) as app:
            told = {"mqtt_url": broker.url, "topic": "test", "every_s": 1.0}
            lines = ("my furnace is broken", "no", "no")
            async with rig(fleet=told, sessions={"node": "dal-1"}) as made:
                await until(lambda: "dal-1" in app.fleet.nodes)
                talk, caller = await made.dial(*lines)
                await until(lambda: any("began" in text for text in texts(app.fleet)))
                await until(lambda: app.fleet.nodes["dal-1"].state.live == 1)

                broker.freeze()
                left = len(caller.lines)
                await until(lambda: len(caller.lines) < left)
                await broker.kill()
                await until(lambda: app.fleet.link.state == "lost")
                assert "dal-1" in app.fleet.nodes, "what was known stays on the screen"
                left = len(caller.lines)
                await until(lambda: len(caller.lines) < left)
                assert not talk.over, "it was answered, line by line"
                await talk.hang_up()
                await until(lambda: not len(made.node.switchboard))

                await broker.start()
                await until(lambda: any("ended" in text for text in texts(app.fleet)))
                await until(lambda: app.fleet.nodes["dal-1"].state.live == 0)
                assert len(texts(app.fleet)) == len(set(texts(app.fleet))), "nothing is told twice"
                health = await fleet_health(made)
                assert (health["connected"], health["gaps"]) == (True, 0)
                assert health["losses"] >= 1
            await until(lambda: "dal-1" not in app.fleet.nodes)
            assert "stopped in order" in texts(app.fleet)

    played(play)


NODE = """
import asyncio, sys
from agent.telemetry.broker import broker_of
from agent.telemetry.bus import Bus
from agent.telemetry.feed import Feed
from agent.telemetry.news import Pulse

async def main():
    pulse = Pulse(live=3, limit=9, draining=False, level=1, why="slow", best=1, by_hand_s=None,
                  loop_lag_ms=1.0)
    await Bus(broker_of(sys.argv[1]), "test", "hou-1", Feed(), lambda: pulse, 1.0).run()

asyncio.run(main())
"""


def test_of_a_node_that_is_killed_the_broker_says_that_it_is_gone(tmp_path: Path) -> None:
    async def play() -> None:
        async with mosquitto(tmp_path) as broker, watching(broker) as app:

            async def condition(wanted: str) -> None:
                await until(lambda: "hou-1" in app.fleet.nodes)
                await until(lambda: app.fleet.nodes["hou-1"].condition(utc()) == wanted)

            for _ in range(2):
                node = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-c", NODE, broker.url),
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                )
                await condition("up")
                assert app.fleet.nodes["hou-1"].state.live == 3
                node.kill()
                await node.wait()
                await condition("gone")
            gone = "is GONE without a word"
            assert texts(app.fleet) == [gone, "is back", gone]
            async with watching(broker) as late:
                await until(lambda: "hou-1" in late.fleet.nodes)
                assert not late.fleet.nodes["hou-1"].state.up, "it is told who comes later"

    played(play)


def test_doctor_tells_whether_the_broker_serves(tmp_path: Path) -> None:
    assert checks.fleet(Settings()).ok

    async def main() -> checks.Check:
        async with mosquitto(tmp_path) as broker:
            settings = Settings(fleet={"mqtt_url": broker.url})
            return await asyncio.to_thread(checks.fleet, settings)

    found = asyncio.run(main())
    assert found.ok, found
    lost = checks.fleet(Settings(fleet={"mqtt_url": "mqtt://me:secret@127.0.0.1:1"}))
    assert (lost.ok, lost.needed) == (False, False)
    assert "MQTT_URL" in lost.fix
    assert "secret" not in lost.detail + lost.fix
