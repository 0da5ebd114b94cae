"""An utterance is heard by whoever can, once, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from agent.background import Background
from agent.events import Expecting
from agent.ports import ProviderError, Transcript
from agent.resilience.circuit import Rules
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guard, Guards
from agent.resilience.outcomes import Evidence, Failure
from agent.stt.failover import Ear, Failover
from agent.tongue import Tongue
from simulators.world.loop import run

DEADLINES = Deadlines(connect=1.0, first=2.5, between=2.0, total=15.0, spoken=3.0)
HEDGE = 0.7

CUT = Failure(Evidence(kind="websocket", status=1011))
WRONG_KEY = Failure(Evidence(kind="websocket", code="invalid_api_key"))
NEVER = 1e6


class Script:
    """A recogniser that needs `seconds` and then has words, or an error."""

    def __init__(self, name: str, said: str | ProviderError, seconds: float = 0.0) -> None:
        self.name = name
        self.said = said
        self.seconds = seconds
        self.asked: list[tuple[bytes, Expecting, str, Tongue | None]] = []
        self.cancelled = 0

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        self.asked.append((ulaw, expecting, have, tongue))
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if isinstance(self.said, ProviderError):
            raise self.said
        return Transcript(self.said, 0.9, engine=self.name, tongue=tongue)


async def well() -> None:
    """A probe that finds everything in order."""


class Rig:
    """Recognisers by name, in order; "local" has no guard."""

    def __init__(self, *scripts: Script, numbers_here: bool = True, **rules: Any) -> None:
        self.guards = Guards(rules=Rules(**rules))
        ears = [
            Ear(one.name, one, None if one.name == "local" else self._guard(one.name))
            for one in scripts
        ]
        self.failover = Failover(ears, hedge=HEDGE, numbers_here=numbers_here)

    def _guard(self, name: str) -> Guard:
        return self.guards.add(name, "hearing", deadlines=DEADLINES, probe=well)

    def guard(self, name: str) -> Guard:
        found = self.guards.find(name, "hearing")
        assert found is not None
        return found

    def outcomes(self, name: str) -> dict[str, int]:
        return {key: n for key, n in self.guard(name).figures.outcomes.items() if n}

    async def hear(self, expecting: Expecting = "free") -> str:
        return (await self.failover.transcribe(b"\xff" * 800, expecting)).text

    async def engine(self, expecting: Expecting = "free") -> str:
        return (await self.failover.transcribe(b"\xff" * 800, expecting)).engine


def timed(work: Callable[[], Awaitable[str]]) -> tuple[str, float]:
    """What it gives, and virtual seconds until then."""

    async def main() -> tuple[str, float]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        found = await work()
        return found, loop.time() - began

    return run(main())


def test_a_service_that_is_well_hears_alone() -> None:
    cloud, local = Script("cloud", "no heat", 0.3), Script("local", "no eat", 0.1)
    rig = Rig(cloud, local)
    assert timed(rig.engine) == ("cloud", pytest.approx(0.3))
    assert not local.asked
    assert rig.failover.health()["heard"] == {"cloud": 1}


@pytest.mark.parametrize("error", [CUT, ProviderError("broken", "no connection")])
def test_a_service_that_fails_costs_no_more_than_its_failure(error: ProviderError) -> None:
    cloud, local = Script("cloud", error, 0.2), Script("local", "no heat", 0.4)
    assert timed(Rig(cloud, local).engine) == ("local", pytest.approx(0.6))
    assert len(cloud.asked) == len(local.asked) == 1


def test_everything_known_of_the_utterance_reaches_whoever_hears_it() -> None:
    cloud, local = Script("cloud", CUT), Script("local", "two")
    rig, tongue = Rig(cloud, local), Tongue("es", 4.0)

    async def main() -> Transcript:
        return await rig.failover.transcribe(b"abc", "name", have="21", tongue=tongue)

    assert run(main()).tongue == tongue
    assert cloud.asked == local.asked == [(b"abc", "name", "21", tongue)]


def test_the_next_service_is_asked_before_this_machine_when_one_fails() -> None:
    first, second, local = Script("a", CUT), Script("b", "yes", 0.3), Script("local", "yet")
    assert timed(Rig(first, second, local).engine) == ("b", pytest.approx(0.3))
    assert not local.asked


def test_a_late_service_is_raced_by_this_machine_and_loses_to_it() -> None:
    cloud, local = Script("cloud", "no heat", 2.0), Script("local", "no heat", 0.5)
    rig = Rig(cloud, local)
    assert timed(rig.engine) == ("local", pytest.approx(HEDGE + 0.5))
    assert rig.failover.health()["hedged"] == 1
    assert rig.guard("cloud").figures.failovers == 1


def test_once_the_budget_is_spent_this_machine_hears_first() -> None:
    cloud, local = Script("cloud", "no heat", 0.3), Script("local", "no heat", 0.5)
    rig = Rig(cloud, local)
    rig.failover._spent = lambda: 1.0
    assert timed(rig.engine) == ("local", pytest.approx(0.5))
    assert not cloud.asked


def test_lateness_brings_in_this_machine_even_if_other_services_wait() -> None:
    first, second = Script("a", "yes", NEVER), Script("b", "yes", NEVER)
    local = Script("local", "yes", 0.5)
    assert timed(Rig(first, second, local).engine) == ("local", pytest.approx(HEDGE + 0.5))
    assert not second.asked


def test_a_late_service_may_still_win_the_race_and_the_engine_here_is_freed() -> None:
    cloud, local = Script("cloud", "no heat", 0.9), Script("local", "no eat", 2.0)

    async def main() -> str:
        found = await rig.engine()
        await asyncio.sleep(0)
        assert local.cancelled == 1
        return found

    rig = Rig(cloud, local)
    assert timed(main) == ("cloud", pytest.approx(0.9))


def test_a_service_that_lost_the_race_is_judged_by_its_own_deadline() -> None:
    cloud, local = Script("cloud", "late", NEVER), Script("local", "no heat", 0.1)
    rig = Rig(cloud, local, in_a_row=1)

    async def main() -> None:
        assert await rig.hear() == "no heat"
        assert rig.outcomes("cloud") == {}
        await asyncio.sleep(DEADLINES.spoken)
        assert rig.outcomes("cloud") == {"slow": 1}
        assert not rig.guard("cloud").circuit.closed
        assert rig.failover.health()["running"] == 0

    run(main())


def test_a_service_that_was_merely_overtaken_is_no_fault() -> None:
    cloud, local = Script("cloud", "late", 1.5), Script("local", "no heat", 0.1)
    rig = Rig(cloud, local)

    async def main() -> None:
        assert await rig.hear() == "no heat"
        await asyncio.sleep(2.0)
        assert rig.outcomes("cloud") == {"ok": 1}
        assert rig.failover.health()["heard"] == {"local": 1}

    run(main())


def test_a_caller_who_goes_on_speaking_leaves_nothing_running_and_blames_nobody() -> None:
    cloud, local = Script("cloud", "no", NEVER), Script("local", "no", NEVER)
    rig = Rig(cloud, local)

    async def main() -> None:
        task = Background().start(rig.hear())
        await asyncio.sleep(1.0)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(0)
        assert (cloud.cancelled, local.cancelled) == (1, 1)
        assert rig.outcomes("cloud") == {"cancelled_by_us": 1}
        assert rig.failover.health()["running"] == 0

    run(main())


def test_a_resting_service_is_not_asked() -> None:
    cloud, local = Script("cloud", WRONG_KEY), Script("local", "no heat")
    rig = Rig(cloud, local)

    async def main() -> None:
        for _ in range(3):
            assert await rig.hear() == "no heat"
        assert len(cloud.asked) == 1

    run(main())


def test_a_resting_service_is_the_last_resort_when_this_machine_fails() -> None:
    cloud, local = Script("cloud", WRONG_KEY), Script("local", "no heat")
    rig = Rig(cloud, local)

    async def main() -> str:
        await rig.hear()
        cloud.said, local.said = "no heat", ProviderError("broken", "worker died")
        return await rig.engine()

    assert run(main()) == "cloud"


def test_a_service_switched_off_by_hand_is_not_even_a_last_resort() -> None:
    cloud, local = Script("cloud", "no heat"), Script("local", ProviderError("broken", "died"))
    rig = Rig(cloud, local)

    async def main() -> None:
        rig.guard("cloud").circuit.hold(0.0)
        with pytest.raises(ProviderError, match="died"):
            await rig.hear()
        assert not cloud.asked

    run(main())


def test_silence_of_a_service_is_believed_when_this_machine_agrees() -> None:
    cloud, local = Script("cloud", "", 0.2), Script("local", " ", 0.3)
    rig = Rig(cloud, local)
    assert timed(rig.hear) == ("", pytest.approx(0.5))
    assert rig.failover.health()["doubted"] == 1


def test_words_that_a_service_missed_are_heard_here() -> None:
    cloud, local = Script("cloud", "", 0.2), Script("local", "no heat", 0.3)
    assert timed(Rig(cloud, local).engine) == ("local", pytest.approx(0.5))


def test_silence_of_a_service_stands_when_this_machine_fails() -> None:
    cloud, local = Script("cloud", ""), Script("local", ProviderError("broken", "died"))
    assert timed(Rig(cloud, local).engine)[0] == "cloud"


def test_silence_here_does_not_end_the_race_while_a_service_may_have_words() -> None:
    cloud, local = Script("cloud", "no heat", 1.5), Script("local", "", 0.1)
    assert timed(Rig(cloud, local).engine) == ("cloud", pytest.approx(1.5))


def test_silence_here_is_not_sent_to_a_service() -> None:
    cloud, local = Script("cloud", "thank you"), Script("local", "")
    assert timed(Rig(local, cloud).hear)[0] == ""
    assert not cloud.asked


def test_when_all_fail_the_last_fault_is_told() -> None:
    cloud, local = Script("cloud", WRONG_KEY), Script("local", ProviderError("slow", "busy"))
    with pytest.raises(ProviderError) as caught:
        run(Rig(cloud, local).hear())
    assert caught.value.fault == "slow"


@pytest.mark.parametrize("asked_for", ["phone", "zip", "code"])
def test_digits_are_heard_here_first_and_by_services_if_that_fails(asked_for: Expecting) -> None:
    cloud, local = Script("cloud", "75204", 0.1), Script("local", "75204", 1.5)
    assert timed(lambda: Rig(cloud, local).engine(asked_for)) == ("local", pytest.approx(1.5))
    assert not cloud.asked
    local.said = ProviderError("broken", "died")
    assert run(Rig(cloud, local).engine(asked_for)) == "cloud"


def test_digits_go_the_usual_way_where_the_setting_says_so() -> None:
    cloud, local = Script("cloud", "75204"), Script("local", "75204")
    assert run(Rig(cloud, local, numbers_here=False).engine("zip")) == "cloud"


def test_a_bug_in_a_recogniser_is_counted_and_the_utterance_still_heard() -> None:
    cloud, local = Script("cloud", ""), Script("local", "no heat")
    cloud.said = KeyError("transcript")  # type: ignore[assignment]

    async def broken(*_: Any, **__: Any) -> Transcript:
        raise KeyError("transcript")

    cloud.transcribe = broken  # type: ignore[method-assign]
    rig = Rig(cloud, local)
    assert run(rig.engine()) == "local"
    assert rig.outcomes("cloud") == {"broken": 1}


def test_without_recognisers_there_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Failover((), hedge=1.0)
