"""Plays one hour: nodes, carrier, callers and faults on one virtual clock."""

import asyncio
import gc
import random
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, NoReturn

import msgspec
import structlog

from agent.bookings.database import Database
from agent.profile.load import load_default
from agent.profile.schema import CompanyProfile
from agent.sessions.memory import Memory
from simulators.world.coded import Vocabulary
from simulators.world.loop import VirtualLoop
from simulators.world.providers import Carrier
from simulators.world.weather import Weather
from voicectl.simulation.house import House, Surroundings
from voicectl.simulation.phone import Phone
from voicectl.simulation.plan import LEAVING, NodeTrouble, Plan, PlannedCall
from voicectl.simulation.witness import Record, Witness

RESTART_S = 4.0
HEAL_S = 240.0
"""After the last call, for everything that still has to expire, close or be sent."""
SCARCE_DAYS = 2


@dataclass(slots=True)
class Hour:
    """What one hour came to."""

    plan: Plan
    records: dict[str, Record]
    met: Counter[str]
    logged: list[dict[str, Any]]
    houses: list[House]
    database: Database
    profile: CompanyProfile
    weather: Weather
    carrier: Carrier
    words: Vocabulary
    digest: str = ""
    tasks_left: list[str] = field(default_factory=list)
    pacing: int = 0
    stood: list[tuple[float, float]] = field(default_factory=list)
    """When no node worked (loop times)."""
    seconds: float = 0.0
    """Virtual ones."""

    def now(self, at: float) -> datetime:
        """The time of day at a loop time."""
        return self.plan.start + timedelta(seconds=at)


class Town:
    """One hour under way."""

    def __init__(self, plan: Plan) -> None:
        """Build it inside a running virtual loop."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self.words = Vocabulary()
        self.met: Counter[str] = Counter()
        self.houses: list[House] = []
        self._loop = loop
        self._plan = plan
        self._witness = Witness()
        self._weather = Weather(plan.faults)
        self._carrier = Carrier(self._weather)
        self._carrier.redirected = self._redirected
        self._carrier.hung_up = self._hung_up
        self._phones: dict[str, Phone] = {}
        self._turn = 0
        self._stood: list[tuple[float, float]] = []
        self._minted = 0
        self._database = Database()
        self._around = Surroundings(
            profile=_company(scarce=plan.scarce),
            database=self._database,
            sessions=Memory(timer=loop.time),
            weather=self._weather,
            words=self.words,
            carrier=self._carrier,
            now=lambda: plan.start + timedelta(seconds=loop.time()),
            chance=Random(f"node {plan.seed}"),
            loses=self._loses,
            mint=self._mint,
        )

    async def play(self) -> Hour:
        """All of it."""
        before = asyncio.all_tasks()
        for name in ("A", "B"):
            await self._build(name)
        troubles = self._loop.create_task(self._trouble())
        async with asyncio.TaskGroup() as group:
            for one in sorted(self._plan.calls, key=lambda call: call.at):
                group.create_task(self._phone(one))
        await troubles
        await self._loop_until(self._plan.hours * 3600.0)
        await asyncio.sleep(HEAL_S)
        hour = Hour(
            plan=self._plan,
            records=self._witness.records,
            met=self.met + self._weather.met,
            logged=[],
            houses=self.houses,
            database=self._database,
            profile=self._around.profile,
            weather=self._weather,
            carrier=self._carrier,
            words=self.words,
            stood=self._stood,
        )
        hour.pacing = sum(house.pacer.busy for house in self.houses if not house.dead)
        for house in self.houses:
            if not house.dead:
                await house.leave()
        left = asyncio.all_tasks() - before
        hour.tasks_left = sorted(str(task.get_coro()) for task in left)
        hour.digest = self._witness.digest()
        hour.seconds = self._loop.time()
        return hour

    def node(self, *, but: House | None = None) -> House:
        """A node that takes calls, each in turn."""
        alive = [house for house in self.houses if not house.dead and house.ready.is_set()]
        others = [house for house in alive if house is not but] or alive
        self._turn += 1
        return others[self._turn % len(others)]

    # --- calls -----------------------------------------------------------------------------------

    async def _phone(self, planned: PlannedCall) -> None:
        await self._loop_until(planned.at)
        record = Record(planned)
        self._witness.records[planned.sid] = record
        phone = self._phones[planned.sid] = Phone(planned, record, self)
        await phone.call()
        del self._phones[planned.sid]
        chance = Random(f"again {planned.seed}")
        broken = record.left and planned.mishap in LEAVING
        if broken and planned.number < 1000 and chance.random() < 0.6:
            self.met["calls back"] += 1
            wish = chance.choice(("yes", "yes please", "no", planned.wish))
            again = replace(
                planned,
                number=planned.number + 1000,
                seed=f"again {planned.seed}",
                at=self._loop.time() + chance.uniform(5.0, 120.0),
                mishap="none",
                wish=wish,
            )
            await self._phone(again)

    def _redirected(self, sid: str) -> None:
        if phone := self._phones.get(sid):
            phone.redirected()

    def _hung_up(self, sid: str) -> None:
        if phone := self._phones.get(sid):
            phone.hung_up_by_us()

    # --- nodes -----------------------------------------------------------------------------------

    async def _build(self, name: str) -> House:
        witness = self._witness.of_node()
        house = House(name, self._around, witness)
        witness.house = house
        house.start()
        await house.ready.wait()
        self.houses.append(house)
        return house

    async def _trouble(self) -> None:
        for number, one in enumerate(sorted(self._plan.nodes, key=lambda trouble: trouble.at)):
            await self._loop_until(one.at)
            self.met[one.kind] += 1
            await self._suffer(one, number)

    async def _suffer(self, one: NodeTrouble, number: int) -> None:
        if one.kind == "node stands still":
            began = self._loop.time()
            self._loop.block(one.seconds)
            self._stood.append((began, began + one.seconds))
            return
        house = self.node()
        for sid, phone in self._phones.items():
            if house.board.find(sid) is not None and phone.path is not None:
                self._loop.call_later(0.05, phone.path.cut)
        await house.die()
        await asyncio.sleep(RESTART_S)
        await self._build(f"{house.name[0]}{number + 2}")

    async def _loop_until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, at - self._loop.time()))

    def _loses(self, sid: str, op: int) -> bool:
        lost = self._plan.loses(sid, op)
        self.met["an answer is lost"] += lost
        return lost

    def _mint(self) -> str:
        self._minted += 1
        return f"{self._plan.seed:08x}{self._minted:024x}"


def _company(*, scarce: bool) -> CompanyProfile:
    """The shipped company with visits on Sundays too, so that windows lie on days the clocks
    change; `scarce`: one visit a window, for few days.
    """
    profile, replaced = load_default(), msgspec.structs.replace
    days = profile.hours.days | {"sun": ("08:00", "16:00")}
    slots = profile.windows.slots | {"sun": (("08:00", "12:00"), ("12:00", "16:00"))}
    windows = replaced(profile.windows, slots=slots)
    if scarce:
        crews = dict.fromkeys(windows.crews, 1)
        windows = replaced(windows, crews=crews, jobs_per_window=1, horizon_days=SCARCE_DAYS)
    return replaced(profile, hours=replaced(profile.hours, days=days), windows=windows)


@contextmanager
def listening() -> Iterator[list[dict[str, Any]]]:
    """Collects what is logged instead of writing it."""
    logged: list[dict[str, Any]] = []

    def keep(_: Any, level: str, entry: MutableMapping[str, Any]) -> NoReturn:
        if level in ("error", "critical", "exception"):
            logged.append({**entry, "time": asyncio.get_running_loop().time()})
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[keep], cache_logger_on_first_use=False)
    try:
        yield logged
    finally:
        structlog.configure(**before)


def play(plan: Plan) -> Hour:
    """Play an hour from its beginning to its end; the same plan gives the same hour."""
    random.seed(plan.seed)

    async def main() -> Hour:
        return await Town(plan).play()

    with listening() as logged, _no_collector(), _runner() as runner:
        hour = runner.run(main())
    hour.logged = logged
    return hour


def _runner() -> asyncio.Runner:
    """Whatever happens in an hour is scheduled there: the system has nothing but an interrupt."""
    return asyncio.Runner(loop_factory=partial(VirtualLoop, asks_every=64))


@contextmanager
def _no_collector() -> Iterator[None]:
    """An hour is short: what it leaves is collected once, behind it."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
