"""The control API at work on a real node: roles, the record of acts, calls, books, the stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import structlog

from agent.bookings.connection import connect
from agent.telemetry.news import LogLine
from simulators.twilio import Phone, Tape

pytestmark = pytest.mark.integration

LIMIT_S = 90
OPERATOR = "+12145550190"
TOKENS = {"token": "act", "view_token": "look"}


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110  # looks from outside
        await asyncio.sleep(0.01)


class Presser(Tape):
    """A person who presses 1 on the whisper, and hangs up a moment later."""

    def hear(self, ulaw: bytes) -> None:
        super().hear(ulaw)
        acts = {25: lambda phone: phone.press("1"), 100: lambda phone: phone.hang_up()}
        act = acts.get(len(self.heard) // len(ulaw))
        if self.phone is not None and act is not None:
            self.act = asyncio.get_running_loop().create_task(act(self.phone))


class Api:
    """A client of the node."""

    def __init__(self, client: aiohttp.ClientSession, made: Any) -> None:
        self.client = client
        self.made = made

    async def ask(
        self, method: str, path: str, body: Any = None, token: str = "act"
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}", "X-Operator": "dana"}
        async with self.client.request(method, path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    @asynccontextmanager
    async def stream(self, last: str = "") -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
        """(id, news) of the event stream."""
        headers = {"Authorization": "Bearer look", "Last-Event-ID": last}
        async with self.client.get("/v1/events", headers=headers) as answer:
            assert answer.headers["Content-Type"] == "text/event-stream"
            yield self._news(answer)

    async def _news(self, answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, Any]]:
        place = ""
        async for line in answer.content:
            if line.startswith(b"id: "):
                place = line[4:].decode().strip()
            elif line.startswith(b"data: "):
                yield place, json.loads(line[6:])["news"]
                place = ""


def at_a_node(
    rig: Any, play: Callable[[Api], Awaitable[None]], admin: Any = None, **more: Any
) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig(admin=admin or TOKENS, **more) as made:
            url = f"http://127.0.0.1:{made.node.port}"
            async with aiohttp.ClientSession(url) as client:
                await play(Api(client, made))

    asyncio.run(main())


async def live_call(api: Api) -> tuple[Any, Any]:
    """A call that is connected, at the carrier and here."""
    talk, _ = await api.made.dial("hello")
    await until(lambda: [line for line in api.made.node.switchboard if line.call._started])
    (line,) = api.made.node.switchboard
    return talk, line


ACTS = (
    ("POST", "/v1/calls/CA1/say", {"text": "hi"}),
    ("POST", "/v1/calls/CA1/transfer", {}),
    ("POST", "/v1/calls/CA1/take-over", {"number": OPERATOR}),
    ("POST", "/v1/calls/CA1/hang-up", None),
    ("PUT", "/v1/level", {"level": 3}),
    ("DELETE", "/v1/level", None),
    ("PUT", "/v1/drain", None),
    ("DELETE", "/v1/drain", None),
    ("POST", "/v1/tasks/1/done", {"by": "x"}),
)


def test_who_may_only_look_changes_nothing_and_every_try_is_recorded(rig: Any) -> None:
    async def play(api: Api) -> None:
        with structlog.testing.capture_logs() as logs:
            for method, path, body in ACTS:
                assert (await api.ask(method, path, body, "wrong"))[0] == 401
                status, problem = await api.ask(method, path, body, "look")
                assert (status, problem["error"]) == (403, "this token may only look")
            assert (await api.ask("PUT", "/v1/drain"))[0] == 200
        acts = [one for one in logs if one["event"] == "control_request"]
        assert [(one["role"], one["status"]) for one in acts] == [
            *[("none", 401), ("view", 403)] * len(ACTS),
            ("operate", 200),
        ]
        last = acts[-1]
        assert (last["method"], last["path"], last["operator"]) == ("PUT", "/v1/drain", "dana")
        assert (await api.ask("GET", "/v1/level", token="look"))[1]["level"] == 2
        assert (await api.ask("GET", "/v1/calls", token="wrong"))[0] == 401

    at_a_node(rig, play)


def test_draining_by_hand_is_taken_back(rig: Any) -> None:
    async def play(api: Api) -> None:
        assert (await api.ask("PUT", "/v1/drain"))[1] == {"draining": True, "live": 0}
        async with api.client.get("/health/ready") as answer:
            assert answer.status == 503
        talk, _ = await api.made.dial("hello")
        await until(lambda: talk.over)
        assert "lines are busy" in api.made.said
        assert (await api.ask("DELETE", "/v1/drain"))[1]["draining"] is False
        await live_call(api)

    at_a_node(rig, play, quick=True)


def test_an_operators_words_are_spoken(rig: Any) -> None:
    async def play(api: Api) -> None:
        _, line = await live_call(api)
        sid = line.ringing.call_sid
        words = "A technician is ten minutes away."
        async with api.stream() as news:
            assert (await api.ask("POST", f"/v1/calls/{sid}/say", {"text": words}))[0] == 202
            async for _, item in news:
                if item["type"] == "AgentSaid" and item["heard"].startswith("A technician"):
                    assert "unheard" not in item
                    return

    at_a_node(rig, play)


def test_a_call_is_taken_over_by_the_operators_number(rig: Any) -> None:
    async def play(api: Api) -> None:
        _, line = await live_call(api)
        sid = line.ringing.call_sid
        path = f"/v1/calls/{sid}/take-over"
        assert (await api.ask("POST", path, {"number": "5550190"}))[0] == 400
        assert (await api.ask("POST", path, {"number": OPERATOR}))[0] == 202
        await until(lambda: not len(api.made.node.switchboard))
        (transfer,) = await api.made.rows("transfers")
        assert (transfer["target"], transfer["result"]) == (OPERATOR, "answered")
        (row,) = await api.made.rows("calls")
        assert row["outcome"] == "transferred_planned"

    at_a_node(rig, play, plan={OPERATOR: Phone(ring=0.2, party=Presser)})


def test_an_ended_or_unknown_call_takes_no_acts(rig: Any) -> None:
    async def play(api: Api) -> None:
        _, line = await live_call(api)
        sid = line.ringing.call_sid
        assert (await api.ask("POST", f"/v1/calls/{sid}/hang-up"))[0] == 202
        await until(lambda: not len(api.made.node.switchboard))
        assert (await api.ask("POST", f"/v1/calls/{sid}/hang-up"))[0] == 404
        status, shown = await api.ask("GET", f"/v1/calls/{sid}")
        assert (status, shown["live"]) == (200, False)
        (row,) = await api.made.rows("calls")
        assert row["ended_by"] == "agent"

    at_a_node(rig, play)


def test_books_are_read_and_tasks_done(rig: Any) -> None:
    async def play(api: Api) -> None:
        message = "call me about 4417 Willow Lane"
        db = connect(api.made.settings.database_url)
        db.execute(
            "INSERT INTO tasks (company, kind, due, phone, message, best_time, call_sid, created)"
            " VALUES ('test-air', 'callback', '2026-11-24T17:00:00Z', '+12145550155', ?, '', '',"
            " '2026-11-24T16:00:00Z')",
            (message,),
        )
        db.close()
        _, found = await api.ask("GET", "/v1/tasks")
        (task,) = found["tasks"]
        assert (task["phone"], task["message"]) == ("+12145550155", message)
        _, masked = await api.ask("GET", "/v1/tasks", token="look")
        assert (masked["tasks"][0]["phone"], masked["tasks"][0]["message"]) == ("***0155", "***")
        assert (await api.ask("POST", f"/v1/tasks/{task['id']}/done", {"by": "Dana"}))[0] == 200
        assert (await api.ask("POST", f"/v1/tasks/{task['id']}/done", {"by": "Dana"}))[0] == 404
        assert (await api.ask("GET", "/v1/bookings?from=2026-11-01"))[1] == {"bookings": []}
        assert (await api.ask("GET", "/v1/bookings?from=soon"))[0] == 400
        assert (await api.ask("GET", "/v1/bookings/NOPE"))[0] == 404

    at_a_node(rig, play)


def test_a_stream_goes_on_where_its_reader_left_off(rig: Any) -> None:
    async def play(api: Api) -> None:
        talk, _ = await live_call(api)
        last = ""
        async with api.stream() as news:
            async for place, item in news:
                last = place or last
                if item["type"] == "AgentSays":
                    break
        await talk.hang_up()
        await until(lambda: not len(api.made.node.switchboard))
        found = []
        async with api.stream(last) as news:
            async for place, item in news:
                found.append((place, item["type"]))
                if item["type"] == "CallEnded":
                    break
        assert found[0] == ("", "Hello")
        numbers = [int(place.rpartition("-")[2]) for place, kind in found if place]
        first = int(last.rpartition("-")[2]) + 1
        assert numbers == list(range(first, first + len(numbers))), "nothing is missing or repeated"

    at_a_node(rig, play)


def test_a_reader_that_takes_nothing_does_not_hold_up_calls(rig: Any) -> None:
    async def play(api: Api) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", api.made.node.port)
        writer.write(b"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer look\r\n\r\n")
        await writer.drain()
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        for n in range(20_000):  # far more than sockets and memory of the stream hold
            line = LogLine(level="info", event=f"line {n}", detail="x" * 200)
            api.made.node.feed.publish(line)
        talk, _ = await live_call(api)
        await until(lambda: talk.stream and talk.stream.marks_out)
        writer.close()

    at_a_node(rig, play)
