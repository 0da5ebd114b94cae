"""Who may act for a call: epochs in the books, a node that stood still, peers that are dead."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager

import pytest

from agent.bookings import owners
from agent.bookings.calls import CallLog, TurnRow
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.desk import SqlDesk
from agent.bookings.owners import Superseded
from agent.events import AlertOnCall, FindVisits, HoldSeat, ReleaseSeat, VisitsFound
from agent.ports import CallRef, ProviderError
from agent.profile.load import key_of, load_default
from agent.sessions.custody import Custody
from agent.sessions.peers import BEAT_S, BOOKED_S, UNHEARD_S, Peers
from agent.settings import Sessions
from simulators.world.loop import VirtualLoop, run

PROFILE = load_default()
COMPANY = key_of(PROFILE)


def ref(epoch: int) -> CallRef:
    return CallRef("CA1", "conv", COMPANY, "+12145550155", epoch)


def claimed(desk: SqlDesk, node: str, beyond: int = 0) -> int:
    return desk.database.run_now(lambda db: owners.claim(db, "CA1", node, beyond))


def test_every_claim_is_greater_than_all_before() -> None:
    desk = SqlDesk(":memory:", PROFILE)
    assert [claimed(desk, node) for node in "aba"] == [1, 2, 3]
    assert claimed(desk, "b", beyond=10) == 11
    assert claimed(desk, "a", beyond=4) == 12
    found = desk.database.run_now(lambda db: owners.epochs(db, ["CA1", "CA2"]))
    assert found == {"CA1": 12}


@pytest.mark.parametrize(
    "tool",
    [
        HoldSeat(window_id=1, tier="E4"),
        ReleaseSeat(token="x"),
        AlertOnCall(rule="GAS", tier="E1", summary="gas", phone="+12145550155"),
    ],
    ids=lambda tool: type(tool).__name__,
)
def test_a_stale_node_can_do_nothing_in_the_books(tool: object) -> None:
    async def main() -> None:
        desk = SqlDesk(":memory:", PROFILE)
        claimed(desk, "a")
        claimed(desk, "b")
        with pytest.raises(Superseded):
            await desk.use(ref(1), 1, tool)  # type: ignore[arg-type]
        assert isinstance(await desk.use(ref(1), 2, FindVisits(code="AAAA")), VisitsFound)
        await desk.use(ref(2), 1, tool)  # type: ignore[arg-type]
        count = desk.database.run_now(lambda db: db.execute("SELECT 1 FROM emergencies").fetchall())
        assert len(count) == isinstance(tool, AlertOnCall)

    asyncio.run(main())


def test_a_stale_node_writes_no_rows_of_the_call() -> None:
    async def main() -> None:
        desk = SqlDesk(":memory:", PROFILE)
        log, checkpoints = CallLog(desk.database), Checkpoints(desk.database)
        claimed(desk, "a")
        await log.record_call_start(ref(1))
        claimed(desk, "b")
        with pytest.raises(Superseded):
            await log.record_turn("CA1", TurnRow(n=1, role="agent", text="old"), epoch=1)
        with pytest.raises(Superseded):
            await checkpoints.save_checkpoint(ref(1), "M0", b"old")
        with pytest.raises(Superseded):
            await log.record_call_end("CA1", "booked", "caller", epoch=1)
        await log.record_turn("CA1", TurnRow(n=1, role="agent", text="new"), epoch=2)
        await log.record_call_end("CA1", "booked", "caller", epoch=2)

    asyncio.run(main())


def test_a_node_that_stood_still_is_unsure_until_it_has_asked() -> None:
    newest = {"CA1": 1, "CA2": 1}
    fails = [False]
    lost: list[str] = []

    async def epochs(ours: Mapping[str, int]) -> Mapping[str, int]:
        if fails[0]:
            raise ProviderError("slow", "no answer")
        return {sid: newest[sid] for sid in ours}

    async def scene() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        custody = Custody(epochs)
        for sid in newest:
            custody.take(sid, 1, lambda sid=sid: lost.append(sid))  # type: ignore[misc]
        async with asyncio.TaskGroup() as group:
            running = group.create_task(custody.run())
            await asyncio.sleep(3.0)
            assert custody.sure
            assert not lost
            newest["CA1"], fails[0] = 2, True
            loop._jumping.now += 10.0  # the system stopped us
            assert not custody.sure
            await asyncio.sleep(1.0)
            assert not custody.sure
            fails[0] = False
            await asyncio.sleep(0.5)
            assert custody.sure
            assert lost == ["CA1"]
            assert (custody.epoch("CA1"), custody.epoch("CA2")) == (0, 1)
            running.cancel()

    run(scene())


def test_a_lost_call_is_noticed_without_a_standstill_too() -> None:
    lost: list[str] = []

    async def epochs(ours: Mapping[str, int]) -> Mapping[str, int]:
        return dict.fromkeys(ours, 7)

    async def scene() -> None:
        custody = Custody(epochs)
        custody.take("CA1", 6, lambda: lost.append("CA1"))
        async with asyncio.TaskGroup() as group:
            running = group.create_task(custody.run())
            await asyncio.sleep(2.0)
            running.cancel()
        assert lost == ["CA1"]

    run(scene())


class Roll:
    """Beats of nodes by hand."""

    def __init__(self) -> None:
        self.beats = {"a": 0, "b": 0}
        self.away = False
        self.leaving = set[str]()
        self.struck: list[str] = []

    async def beat(self, node: str, *, leaving: bool) -> tuple[dict[str, int], set[str]]:
        if self.away:
            raise ProviderError("broken", "away")
        self.beats[node] += 1
        return dict(self.beats), self.leaving | ({node} if leaving else set())

    async def calls_of(self, node: str) -> list[str]:
        return [f"CA-{node}"]

    async def adopt(self, node: str, by: str, seconds: float) -> bool:
        return True

    async def strike_off(self, node: str) -> None:
        self.struck.append(node)
        self.beats.pop(node, None)


class Books:
    """Beats in the books by hand."""

    def __init__(self) -> None:
        self.count: dict[str, int] = {}
        self.away = False

    async def beat(self, node: str) -> None:
        self.count[node] = self.count.get(node, 0) + 1

    async def beats(self, nodes: Collection[str]) -> Mapping[str, int]:
        if self.away:
            raise ProviderError("broken", "away")
        return {node: count for node, count in self.count.items() if node in nodes}

    async def forget(self, node: str) -> None:
        self.count.pop(node, None)


@asynccontextmanager
async def watching(
    roll: Roll, rescued: list[str], books: Books | None = None
) -> AsyncIterator[Peers]:
    """Node a beats and looks after the others."""

    async def rescue(sid: str) -> None:
        rescued.append(sid)

    peers = Peers("a", roll, books or Books(), rescue, Sessions().dead_after_s)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(peers.run())
        yield peers
        running.cancel()


def test_a_peer_that_no_longer_beats_is_buried_once_and_its_calls_rescued() -> None:
    async def scene() -> None:
        roll, rescued = Roll(), list[str]()
        async with watching(roll, rescued) as peers:
            for _ in range(20):
                roll.beats["b"] += 1
                await asyncio.sleep(0.25)
            assert peers.alive == ["b"]
            assert not rescued
            await asyncio.sleep(5.0)
            assert rescued == ["CA-b"]
            assert roll.struck == ["b"]
        assert roll.struck == ["b", "a"]

    run(scene())


def test_a_peer_whose_loop_is_a_second_late_is_not_buried() -> None:
    async def scene() -> None:
        roll, rescued = Roll(), list[str]()
        async with watching(roll, rescued):
            for _ in range(20):
                roll.beats["b"] += 1
                await asyncio.sleep(BEAT_S + 1.0)
            assert not rescued

    run(scene())


def test_nobody_is_judged_by_an_outage_of_the_roll() -> None:
    async def scene() -> None:
        roll, rescued = Roll(), list[str]()
        async with watching(roll, rescued):
            await asyncio.sleep(1.0)
            roll.away = True
            await asyncio.sleep(10.0)
            roll.away = False
            for _ in range(8):
                await asyncio.sleep(0.25)
                roll.beats["b"] += 1
            assert not rescued

    run(scene())


def test_a_peer_without_the_roll_lives_as_long_as_it_beats_in_the_books() -> None:
    async def scene() -> None:
        roll, books, rescued = Roll(), Books(), list[str]()
        async with watching(roll, rescued, books) as peers:
            for _ in range(4):
                roll.beats["b"] += 1
                await asyncio.sleep(BEAT_S)
            books.count["b"] = 7  # of an earlier time
            await asyncio.sleep(UNHEARD_S)
            for _ in range(50):
                await books.beat("b")
                await asyncio.sleep(BOOKED_S)
            assert peers.alive == ["b"]
            assert not rescued
            await asyncio.sleep(1.2)
            assert not rescued
            await asyncio.sleep(0.6)
            assert rescued == ["CA-b"]
            assert books.count == {}

    run(scene())


def test_nobody_is_judged_while_the_books_do_not_answer() -> None:
    async def scene() -> None:
        roll, books, rescued = Roll(), Books(), list[str]()
        books.away = True
        async with watching(roll, rescued, books):
            await asyncio.sleep(10.0)
            assert not rescued
            books.away = False
            await asyncio.sleep(1.0)
            assert rescued == ["CA-b"]

    run(scene())


def test_a_node_without_the_roll_beats_in_the_books_and_may_not_judge() -> None:
    async def scene() -> None:
        roll, books = Roll(), Books()
        async with watching(roll, [], books) as peers:
            await asyncio.sleep(5.0)
            assert not books.count
            assert not peers.may_live("c")
            roll.away = True
            await asyncio.sleep(1.5)
            assert books.count["a"] >= 3
            assert peers.may_live("b")
            assert peers.may_live("c")
        assert not books.count

    run(scene())


def test_nodes_that_leave_are_told_from_those_that_take_calls() -> None:
    async def scene() -> None:
        roll = Roll()
        async with watching(roll, []) as peers:
            assert not peers.open
            roll.beats["b"] += 1
            await asyncio.sleep(0.5)
            assert peers.open
            roll.leaving = {"b"}
            await asyncio.sleep(0.5)
            assert not peers.open
            assert peers.status()["peers_leaving"] == ["b"]

    run(scene())
