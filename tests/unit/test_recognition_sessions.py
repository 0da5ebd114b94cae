"""Sessions are opened, replaced and opened again while nobody waits, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from agent.background import Background
from agent.ports import ProviderError
from agent.resilience.outcomes import Evidence, Failure
from agent.stt.sessions import MARGIN_S, Rules, Sessions
from simulators.world.loop import run

GONE = Failure(Evidence(kind="websocket", status=1011))
REFUSED = Failure(Evidence(kind="http", status=503))
KEY = Failure(Evidence(kind="http", status=401))


class Fake:
    """A session that ends when told to."""

    def __init__(self, expires_in: float | None = None) -> None:
        self.load = 0
        self.room = True
        self.hung = False
        self.expires_in = expires_in
        self.closed = False
        self.finished = asyncio.Event()
        self.finished.set()
        self.ending: asyncio.Future[Failure] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        raise await self.ending

    async def finish(self) -> None:
        await self.finished.wait()

    async def close(self) -> None:
        self.closed = True
        if not self.ending.done():
            self.ending.set_result(GONE)


class Rig:
    """Sessions of a service that may refuse."""

    def __init__(self, *, expires_in: float | None = None, **rules: float | int) -> None:
        self.background = Background()
        self.made: list[Fake] = []
        self.tried_at: list[float] = []
        self.refusal: Failure | None = None
        self.expires_in = expires_in
        chosen = Rules(**{"size": 1, "age": 100.0, **rules})  # type: ignore[arg-type]
        self.sessions: Sessions[Fake] = Sessions(self.background, self._open, chosen)

    async def _open(self) -> Fake:
        self.tried_at.append(asyncio.get_running_loop().time())
        if self.refusal:
            raise self.refusal
        self.made.append(Fake(self.expires_in))
        return self.made[-1]


def played(part: Callable[[Rig], Awaitable[None]], rig: Callable[[], Rig] = Rig) -> None:
    async def main() -> None:
        one = rig()
        one.sessions.start()
        await asyncio.sleep(0.01)
        try:
            await part(one)
        finally:
            await one.sessions.close()
        assert len(one.background) == 0
        assert all(session.closed for session in one.made)

    run(main())


def test_the_least_busy_session_is_picked_and_equals_take_turns() -> None:
    async def part(rig: Rig) -> None:
        first, second = await rig.sessions.pick(), await rig.sessions.pick()
        assert first is not second
        first.load = 1
        assert [await rig.sessions.pick() for _ in range(2)] == [second, second]

    played(part, lambda: Rig(size=2))


def test_whoever_finds_no_room_waits_until_there_is() -> None:
    async def part(rig: Rig) -> None:
        rig.made[0].room = False
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(rig.sessions.pick())
            await asyncio.sleep(1.0)
            assert not waiting.done()
            rig.made[0].room = True
            rig.sessions.tell()
        assert waiting.result() is rig.made[0]

    played(part)


def test_a_session_that_ends_after_a_while_is_opened_again_at_once() -> None:
    async def part(rig: Rig) -> None:
        await asyncio.sleep(20.0)
        rig.made[0].ending.set_result(GONE)
        await asyncio.sleep(0.01)
        assert await rig.sessions.pick() is rig.made[1]
        assert rig.sessions.health()["ended"] == 1

    played(part)


def test_a_service_that_ends_every_session_is_asked_ever_less_often() -> None:
    async def part(rig: Rig) -> None:
        for _ in range(600):
            await asyncio.sleep(0.1)
            if not rig.made[-1].ending.done():
                rig.made[-1].ending.set_result(GONE)
        assert 5 <= len(rig.made) <= 15
        with pytest.raises(ProviderError, match="1011"):
            await rig.sessions.pick()

    played(part)


def test_a_refusal_is_told_at_once_and_tried_again_ever_later() -> None:
    async def part(rig: Rig) -> None:
        rig.refusal = KEY
        rig.made[0].ending.set_result(GONE)
        await asyncio.sleep(0.01)
        with pytest.raises(ProviderError) as caught:
            await rig.sessions.pick()
        assert caught.value.fault == "auth"
        await asyncio.sleep(300.0)
        gaps = [b - a for a, b in zip(rig.tried_at, rig.tried_at[1:], strict=False)]
        assert max(gaps) <= 30.0
        assert len(gaps) < 30

    played(part)


def test_asking_again_by_hand_cuts_the_pause_short() -> None:
    async def part(rig: Rig) -> None:
        rig.refusal = REFUSED
        rig.made[0].ending.set_result(GONE)
        await asyncio.sleep(200.0)
        rig.refusal = None
        rig.sessions.retry()
        began = asyncio.get_running_loop().time()
        assert await rig.sessions.pick() is rig.made[1]
        assert asyncio.get_running_loop().time() == began

    played(part)


def test_an_old_session_is_replaced_first_and_closed_when_nothing_is_owed() -> None:
    async def part(rig: Rig) -> None:
        old = rig.made[0]
        old.finished.clear()
        await asyncio.sleep(100.0)
        assert await rig.sessions.pick() is rig.made[1]
        assert not old.closed
        old.finished.set()
        await asyncio.sleep(0.01)
        assert old.closed
        assert rig.sessions.health()["ended"] == 0

    played(part)


def test_a_session_is_replaced_before_the_service_ends_it() -> None:
    async def part(rig: Rig) -> None:
        await asyncio.sleep(21.0)
        assert len(rig.made) == 2

    played(part, lambda: Rig(expires_in=MARGIN_S + 20.0))


def test_a_session_that_owes_for_too_long_is_closed_and_replaced() -> None:
    async def part(rig: Rig) -> None:
        await asyncio.sleep(20.0)
        rig.made[0].hung = True
        assert await rig.sessions.pick() is rig.made[1]
        assert rig.made[0].closed

    played(part)


def test_a_handshake_that_hangs_is_given_up() -> None:
    async def hang() -> Fake:
        await asyncio.sleep(1e6)
        raise AssertionError

    async def main() -> None:
        background = Background()
        sessions: Sessions[Fake] = Sessions(background, hang, Rules(size=1, connect=1.0))
        sessions.start()
        with pytest.raises(ProviderError) as caught:
            await sessions.pick()
        assert caught.value.fault == "slow"
        await sessions.close()

    run(main())
