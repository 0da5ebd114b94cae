"""The monitor at a real node with a simulated carrier: calls appear, keys act, links heal."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from voicectl.monitor.app import Monitor
from voicectl.monitor.link import NodeSource
from voicectl.monitor.model import Link
from voicectl.monitor.rows import Rows
from voicectl.remote import RunningNode

pytestmark = pytest.mark.integration

LIMIT_S = 240


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110  # looks from outside
        await asyncio.sleep(0.02)


async def hurried(_: float) -> None:
    """A pause between two tries that costs no time."""
    await asyncio.sleep(0.01)


class Relay:
    """A way to the node that can be cut."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.way = 0
        self.ups = 0
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """End all connections."""
        for writer in self._writers:
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            node_reader, node_writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.close()
            return
        self.ups += 1
        pair = {writer, node_writer}
        self._writers |= pair
        async with asyncio.TaskGroup() as group:
            group.create_task(self._pump(reader, node_writer))
            group.create_task(self._pump(node_reader, writer))
        self._writers -= pair

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def watching(relay: Relay) -> AsyncIterator[tuple[Monitor, Any, list[Link]]]:
    """A monitor behind a relay."""
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    relay.way = server.sockets[0].getsockname()[1]
    source = NodeSource(RunningNode(f"http://127.0.0.1:{relay.way}", "act"), pause=hurried)
    app = Monitor(source, hz=10, number="+12145550190")
    links: list[Link] = []
    linked = app.linked

    def note(link: Link) -> None:
        links.append(link)
        linked(link)

    app.linked = note  # type: ignore[method-assign]
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            yield app, pilot, links
    finally:
        server.close()
        relay.cut()


def played(play: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S):
            await play()

    asyncio.run(main())


ADMIN = {"token": "act", "view_token": "look"}


def test_a_call_appears_streams_and_is_ended_by_key(rig: Any) -> None:
    async def play() -> None:
        async with rig(admin=ADMIN) as made, watching(Relay(made.node.port)) as (app, pilot, _):
            await until(lambda: app.board.link.state == "live")
            talk, _caller = await made.dial("my furnace is broken")
            await until(lambda: app.board.live)
            (sid,) = app.board.calls
            assert sid == talk.sid
            await until(lambda: any(one.who == "caller" for one in app.board.calls[sid].lines))
            lines = app.board.calls[sid].lines
            assert any(one.who == "agent" and not one.pending and one.text for one in lines)
            assert "my furnace is broken" in [one.text for one in lines]
            await until(lambda: app.query_one("#calls", Rows).keys == (sid,))
            await pilot.press("home", "x")
            await until(lambda: len(app.screen_stack) == 2)
            assert made.node.switchboard.find(sid), "nothing happens before the yes"
            await pilot.press("y")
            await until(lambda: talk.over)
            await until(lambda: app.board.calls[sid].outcome)
            await until(lambda: not len(made.node.switchboard))

    played(play)


def test_a_lost_link_comes_back_and_misses_nothing(rig: Any) -> None:
    async def play() -> None:
        async with rig(admin=ADMIN) as made:
            relay = Relay(made.node.port)
            async with watching(relay) as (app, _, links):
                await until(lambda: app.board.link.state == "live")
                talk, _caller = await made.dial("hello")
                await until(lambda: app.board.live)
                port, relay.port = relay.port, 1
                relay.cut()
                await until(lambda: app.board.link.state != "live")
                assert app.board.live, "what was known stays on the screen"
                await talk.hang_up()
                await until(lambda: not len(made.node.switchboard))
                relay.port = port
                await until(lambda: [one.outcome for one in app.board.calls.values()] != [""])
                assert app.board.link.state == "live"
                said = [line.say for line in app.board.calls[talk.sid].lines if line.say]
                assert said == list(dict.fromkeys(said)), "nothing is told twice"
                assert "lost" in [link.state for link in links]

    played(play)


def test_a_node_that_was_ended_and_started_again_is_found_again(rig: Any) -> None:
    async def play() -> None:
        relay = Relay()
        async with watching(relay) as (app, _, __):
            await until(lambda: app.board.link.state == "lost")
            seen: set[str] = set()
            for round_ in range(2):
                async with rig(admin=ADMIN) as made:
                    relay.port = made.node.port
                    await until(lambda: app.board.link.state == "live" and app.board.pulse)
                    assert not app.board.live, f"round {round_}: the old node's calls are gone"
                    talk, _caller = await made.dial("hello")
                    await until(lambda: app.board.live)
                    seen |= set(app.board.calls)
                    assert talk.sid in seen
                relay.cut()
                await until(lambda: app.board.link.state != "live")
            assert len(seen) == 2

    played(play)
