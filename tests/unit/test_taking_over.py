"""A call at the node that took it over: what binds it there is what bound it before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from agent import switchboard
from agent.bookings.calls import CallLog
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.desk import SqlDesk
from agent.call import needs
from agent.call.journal import keep_profile
from agent.call.pacer import Pacer
from agent.call.service import Held, Service
from agent.call.session import Call
from agent.call.transfer import Reconnect
from agent.chronicle import Chronicle
from agent.dialogue.state import State
from agent.events import Event, Heard, Level, LevelChanged
from agent.http.webhooks import Webhooks
from agent.profile.load import Directory, hash_of, key_of, load_default
from agent.profile.schema import CompanyProfile
from agent.reception import Reception
from agent.recovery import Recovery
from agent.sessions import session as sessions
from agent.sessions.custody import Custody
from agent.sessions.keeper import Keeper
from agent.sessions.memory import Memory
from agent.settings import Recordings, Settings
from agent.settings_flags import Flags
from agent.switchboard import Ringing
from simulators.world.line import Line
from simulators.world.loop import run
from simulators.world.providers import Carrier
from simulators.world.speech import LevelDetector, ToneRecognizer, ToneVoice
from simulators.world.tones import Vocabulary
from simulators.world.weather import Weather

PROFILE = load_default()
OPEN = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
BOUND = Ringing("CA1", "+12145550155", "+12145550100", best=2)


class World:
    """What the nodes share: books, sessions, time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = SqlDesk(":memory:", PROFILE)
        self.sessions = Memory()
        self.words = Vocabulary()
        self.loop = asyncio.get_running_loop()

    def now(self) -> datetime:
        return OPEN + timedelta(seconds=self.loop.time())

    def settings(self, **sections: Any) -> Settings:
        return Settings(_env_file=None, data_dir=self.folder, **sections)  # type: ignore[call-arg]


class Node:
    """The parts of a node that open calls and remember them."""

    def __init__(
        self,
        world: World,
        name: str,
        *,
        profile: CompanyProfile = PROFILE,
        held: sessions.Held | None = None,
        level: Level = 0,
        **sections: Any,
    ) -> None:
        self.held = held
        self._world = world
        self._settings = world.settings(**sections)
        database, companies = world.desk.database, Directory((profile,))
        self.recovery = Recovery(
            node=name,
            store=world.sessions,
            database=database,
            calls=CallLog(database, world.now),
            telephony=Carrier(Weather(())),
            companies=companies.by_key,
            next_url="",
            now=world.now,
            alive=lambda _: False,
            others=lambda: True,
        )
        self.keeper = Keeper(world.sessions, lambda: world.now().timestamp(), lambda: self.held)
        checkpoints = Checkpoints(database, world.now)
        self.chronicle = Chronicle(CallLog(database, world.now), checkpoints)
        self.reception = Reception(
            settings=self._settings,
            companies=companies,
            ports=self._ports,
            desk=world.desk,
            database=database,
            checkpoints=checkpoints,
            chronicle=self.chronicle,
            recovery=self.recovery,
            custody=Custody(self.recovery.epochs),
            keeper=self.keeper,
            now=world.now,
            level=lambda: level,
            heat_wave_days=lambda: 0,
            code="",
        )

    def _ports(self, profile: CompanyProfile, _: str) -> needs.Node:
        world = self._world
        return needs.Node(
            recognizer=ToneRecognizer(world.words),
            voice=ToneVoice(world.words),
            detector=LevelDetector,
            desk=world.desk,
            pacer=Pacer(world.loop),
            keeper=self.keeper,
            observer=self.chronicle,
            company=key_of(profile),
        )


class Served:
    """One call at a node, while the block lasts."""

    def __init__(self, call: Call[State], profile: CompanyProfile) -> None:
        self.call = call
        self.profile = profile

    def level(self) -> Level:
        return self.call.state.level


@asynccontextmanager
async def served(node: Node, ringing: Ringing, *, seconds: float = 3.0) -> AsyncIterator[Served]:
    """A call at a node, after some seconds; afterwards the node is dead, and nobody told."""
    call, profile = await node.reception.open(ringing)
    async with asyncio.TaskGroup() as group:
        work = [group.create_task(one.run()) for one in (node.keeper, node.chronicle)]
        running = group.create_task(call.run(Line(asyncio.get_running_loop())))
        await asyncio.sleep(seconds)
        yield Served(call, profile)
        await node.keeper.flush(1.0)
        await node.chronicle.flush(1.0)
        call.superseded()
        await running
        for task in work:
            task.cancel()


ORPHANED = Ringing("CA1", "+12145550155", "+12145550100", orphaned=True)


def test_limits_bind_the_call_wherever_it_goes(tmp_path: Path) -> None:
    async def scene() -> None:
        world = World(tmp_path)
        async with served(Node(world, "a"), BOUND) as first:
            assert first.level() == 2
            first.call.set_level(0, "all is well")
            assert first.level() == 2
        async with served(Node(world, "b"), ORPHANED) as second:
            assert second.call.went_on
            second.call.set_level(0, "all is well")
            assert second.level() == 2
            second.call.set_level(3, "nothing hears")
            assert second.level() == 3
        async with served(Node(world, "c"), ORPHANED) as third:
            assert third.level() == 2
        free = Ringing("CA2", "+12145550156", "+12145550100")
        async with served(Node(world, "a"), free) as other:
            assert other.level() == 0

    run(scene())


def test_before_the_first_word_and_from_the_books_alone_too(tmp_path: Path) -> None:
    async def scene() -> None:
        world = World(tmp_path)
        first = Node(world, "a")
        await first.reception.open(BOUND)
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(first.keeper.run())
            await first.keeper.flush(1.0)
            keeping.cancel()
        async with served(Node(world, "b"), ORPHANED) as second:
            assert not second.call.went_on
            assert second.level() == 2
        await world.sessions.drop({"CA1": 99})
        async with served(Node(world, "c"), ORPHANED) as third:
            assert third.call.went_on
            assert third.level() == 2

    run(scene())


def test_a_level_set_by_hand_goes_along_for_as_long_as_it_was_meant(tmp_path: Path) -> None:
    async def scene() -> None:
        world = World(tmp_path)
        held = sessions.Held(level=2, until=OPEN.timestamp() + 30.0, why="by hand: drill")
        free = replace(BOUND, best=0)
        async with served(Node(world, "a", held=held), free):
            pass
        async with served(Node(world, "b"), ORPHANED) as second:
            assert second.level() == 2
            second.call.set_level(0, "all is well")
            assert second.level() == 2
        async with served(Node(world, "c"), ORPHANED) as third:
            assert third.level() == 2
            await asyncio.sleep(30.0)
            assert third.level() == 0
        async with served(Node(world, "d"), ORPHANED) as fourth:
            assert fourth.level() == 0

    run(scene())


def test_language_and_company_stay_and_facts_are_those_of_the_beginning(tmp_path: Path) -> None:
    async def scene() -> None:
        world = World(tmp_path)
        journals = world.settings().journal_path
        keep_profile(journals, hash_of(PROFILE), msgspec.json.encode(PROFILE))
        fees = msgspec.structs.replace(PROFILE.fees, service=12_300)
        dearer = msgspec.structs.replace(PROFILE, fees=fees)
        async with served(Node(world, "a"), BOUND) as first:
            first.call.apply(Heard(text="hablo español", confidence=0.9, language="es"))
            assert first.call.state.language == "es"
        async with served(Node(world, "b", profile=dearer), ORPHANED) as second:
            assert second.call.state.language == "es"
            assert second.call.start == first.call.start
            assert second.profile == PROFILE
        keep_profile(journals, "gone", b"")
        (journals / "profiles" / hash_of(PROFILE)).unlink()
        async with served(Node(world, "c", profile=dearer), ORPHANED) as third:
            assert third.profile == dearer

    run(scene())


@pytest.mark.parametrize("before", [False, True])
def test_a_call_that_began_unrecorded_is_never_recorded(tmp_path: Path, before: bool) -> None:
    async def scene() -> None:
        world = World(tmp_path)
        async with served(Node(world, "a", recordings=Recordings(enabled=before)), BOUND) as first:
            pass
        node = Node(world, "b", recordings=Recordings(enabled=True))
        async with served(node, ORPHANED) as second:
            assert second.call.start.recorded is before
        assert bool(node.reception.recording(first.call.start, 2)) is before
        assert (tmp_path / "recordings" / "CA1.2.wav").exists() is before

    run(scene())


def test_a_flag_in_percent_is_the_same_at_every_node() -> None:
    flags = [Flags(limits=30) for _ in range(2)]
    sids = [f"CA{n}" for n in range(200)]
    drawn = [[one.on("limits", sid) for sid in sids] for one in flags]
    assert drawn[0] == drawn[1]
    assert 30 <= sum(drawn[0]) <= 90


def test_a_level_is_the_worst_of_all_that_bind_it() -> None:
    async def scene() -> None:
        told: list[tuple[Level, str]] = []

        def apply(event: Event) -> None:
            assert isinstance(event, LevelChanged)
            told.append((event.level, event.why))

        held = Held(3, 10.0, "by hand: drill")
        service = Service(0, ("answer",), apply, best=1, held=held)
        service.set(0, "all is well")
        service.begin(asyncio.get_running_loop())
        service.set(2, "slow")
        await asyncio.sleep(11.0)
        service.set(0, "all is well")
        service.close()
        assert told == [(3, "by hand: drill"), (2, "slow"), (1, "limits on calls")]

    run(scene())


class Gathered:
    """By turns, for all."""

    def wanted(self, _: str) -> bool:
        return True

    async def again(self, _: switchboard.Line) -> str:
        return ""

    async def begin(self, _: switchboard.Line, before: str) -> str:
        return f"{before}by turns"


class Board:
    """Knows nothing of a call but that another node had it."""

    def find(self, _: str) -> None:
        return None

    def outcome(self, _: str) -> None:
        return None

    async def ring(self, ringing: Ringing) -> switchboard.Line:
        call: Any = SimpleNamespace(went_on=True, next_step=Reconnect)
        return switchboard.Line(ringing, call, PROFILE)


def test_a_call_by_turns_stays_so_whatever_the_carrier_was_told_to_ask() -> None:
    nothing: Any = None
    board: Any = Board()
    gathers: Any = Gathered()
    hooks = Webhooks(
        board,
        Directory((PROFILE,)),
        nothing,
        nothing,
        nothing,
        nothing,
        gathers,
        nothing,
        nothing,
    )
    form = {"CallSid": "CA1", "From": "+12145550155", "To": "+12145550100"}
    assert asyncio.run(hooks.next(form, nothing)).endswith("by turns")
