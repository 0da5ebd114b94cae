"""Several engines as one voice, in virtual time: every word once, and little silence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.events import Language
from agent.ports import ProviderError, Spoken
from agent.resilience.budget import RetryRules
from agent.resilience.circuit import Rules
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.resilience.outcomes import Evidence, Failure
from agent.tts.attempt import Engine
from agent.tts.clips import Cached, Clips
from agent.tts.guarded import GuardedVoice
from agent.tts.hybrid import Hybrid
from agent.tts.pronouncing import Manner
from agent.tts.tones import number, sound
from simulators.speech.tones import heard
from simulators.world.loop import run

DEADLINES = Deadlines(connect=1.0, first=1.2, between=1.0, total=15.0, spoken=2.5)
TEXT = "We can send Mike out tomorrow between eight and ten in the morning, is that fine for you?"
WORDS = [number(word) for word in TEXT.split()]
NEVER = float("inf")


@dataclass
class Script:
    """A voice that sings words; `breaks` after some of them."""

    name: str
    timed: bool = True
    first: float = 0.12
    """Seconds to the first word."""
    pace: float = 0.03
    """Seconds from word to word: 8 times as fast as they are played."""
    breaks: int = 1000
    """So many words come, then `fault`."""
    fault: ProviderError | float | None = None
    """Raised; or so many seconds of silence; None: the stream just ends."""
    silent: bool = False
    stretched: int = 1
    healthy_after: float = NEVER
    asked: list[str] = field(default_factory=list)
    open: int = 0

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        self.asked.append(text)
        well = asyncio.get_running_loop().time() >= self.healthy_after
        self.open += 1
        try:
            for place, word in enumerate(text.split()):
                if place == self.breaks and not well:
                    if isinstance(self.fault, ProviderError):
                        raise self.fault
                    if self.fault is None:
                        return
                    await asyncio.sleep(min(self.fault, 1e6))
                await asyncio.sleep(self.pace if place else self.first)
                audio = b"\xff" * 1920 if self.silent else sound(number(word))
                yield audio * (1 if well else self.stretched)
        finally:
            self.open -= 1


class Timed(Script):
    """The same, and it tells how far it is; its chunks end inside words."""

    async def speak(self, text: str, language: Language, *, slow: bool) -> AsyncIterator[Spoken]:
        place = 0
        async with aclosing(self.synthesize(text, language, slow=slow)) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                while place < len(text) and text[place] == " ":
                    place += 1
                end = text.find(" ", place)
                place = len(text) if end < 0 else end
                half = len(chunk) // 2
                yield Spoken(chunk[:half])
                yield Spoken(chunk[half:], place)


@dataclass
class Heard:
    """What a listener got who plays everything at once when it comes."""

    words: list[int]
    first: float
    """Seconds of silence before the first audio."""
    gaps: float
    """Seconds of silence inside."""
    fault: ProviderError | None = None


async def listened(voice: Hybrid, text: str = TEXT) -> Heard:
    loop = asyncio.get_running_loop()
    began = plays_until = loop.time()
    first, gaps, audio, fault = NEVER, 0.0, b"", None
    try:
        async for chunk in voice.synthesize(text, "en", slow=False):
            if not audio:
                first = loop.time() - began
            else:
                gaps += max(0.0, loop.time() - plays_until)
            plays_until = max(plays_until, loop.time()) + len(chunk) / 8000
            audio += chunk
    except ProviderError as error:
        fault = error
    return Heard([word.number for word in heard(audio)], first, gaps, fault)


class World:
    """Engines of a test, joined as the composition root joins them."""

    def __init__(self, folder: Path, **rules: float) -> None:
        self._clips = Clips(folder)
        self.guards = Guards(
            rules=Rules(**{"in_a_row": 3, **rules}),  # type: ignore[arg-type]
            retries=RetryRules(share=0.0, floor_per_s=0.0, burst=0.0),
            draw=lambda: 0.0,
        )

    def engine(self, script: Script, *, local: bool = False, cents: float = 0.0) -> Engine:
        async def probe() -> None:
            async for _ in script.synthesize("yes", "en", slow=False):
                pass

        guard = self.guards.add(script.name, "speech", deadlines=DEADLINES, probe=probe)
        voice = GuardedVoice(script, guard)
        timed = isinstance(script, Timed)
        return Engine(
            script.name,
            Cached(voice, self._clips),
            Cached(voice.last_resort(), self._clips),
            guard,
            manner=Manner() if timed else Manner(words=6, ahead=1 if local else 2),
            languages=frozenset({"en"}),
            local=local,
            usual_first_s=0.12 if timed else 0.25,
            cents=cents,
        )

    def voice(self, *scripts: Script, hedge_doubt: bool = False) -> Hybrid:
        """The last script runs on this machine."""
        *cloud, local = scripts
        engines = [*map(self.engine, cloud), self.engine(local, local=True)]
        return Hybrid(engines, hedge_doubt=hedge_doubt)


def near() -> Script:
    return Script("near", first=0.03, pace=0.005)


BROKEN = Failure(Evidence(kind="reset"))
ENDS = None
"""The stream ends as if that were all."""


@pytest.mark.parametrize("kind", [Timed, Script])
def test_one_healthy_engine_says_everything_alone(kind: type[Script], tmp_path: Path) -> None:
    first, second = kind("a"), near()
    got = run(listened(World(tmp_path).voice(first, second)))
    assert got.words == WORDS
    assert got.gaps == 0.0
    assert not second.asked


@pytest.mark.parametrize(
    ("kind", "fault"),
    [(kind, fault) for kind in (Timed, Script) for fault in (BROKEN, 25.0, 0.6)] + [(Timed, ENDS)],
)
@pytest.mark.parametrize("breaks", range(0, 17, 2))
def test_wherever_an_engine_fails_every_word_is_heard_once(
    kind: type[Script], breaks: int, fault: ProviderError | float | None, tmp_path: Path
) -> None:
    first = kind("a", breaks=breaks, fault=fault)
    got = run(listened(World(tmp_path).voice(first, Timed("b"), near())))
    assert got.words == WORDS
    assert got.first + got.gaps < 0.7


@pytest.mark.parametrize("fault", [BROKEN, 25.0])
def test_two_dead_services_cost_the_local_voice_little_time(
    fault: ProviderError | float, tmp_path: Path
) -> None:
    dead = [Timed("a", breaks=0, fault=fault), Script("b", timed=False, breaks=0, fault=fault)]
    got = run(listened(World(tmp_path).voice(*dead, near())))
    assert got.words == WORDS
    assert got.first + got.gaps < 1.2


def silences(doubt: bool, folder: Path) -> tuple[list[float], Script]:
    """Of three sentences by a service that hangs and one that is well, and the latter."""
    second = Timed("b", first=0.2)

    async def main() -> list[float]:
        stuck = Timed("a", breaks=0, fault=25.0)
        voice = World(folder).voice(stuck, second, near(), hedge_doubt=doubt)
        found = []
        for n in range(3):
            got = await listened(voice, f"{TEXT} Number {n}.")
            found.append(got.first + got.gaps)
        await voice.close()
        return found

    return run(main()), second


def test_an_engine_in_doubt_is_not_waited_for(tmp_path: Path) -> None:
    patient, _ = silences(False, tmp_path / "patient")
    hasty, second = silences(True, tmp_path / "hasty")
    assert min(patient) > 0.4
    assert hasty[0] == patient[0]
    assert max(hasty[1:]) < 0.25
    assert len(second.asked) == 3


def test_an_engine_in_doubt_is_left_alone_in_the_end(tmp_path: Path) -> None:
    async def main() -> bool:
        stuck = Script("a", breaks=0, fault=25.0)
        world = World(tmp_path)
        voice = world.voice(stuck, Timed("b"), near(), hedge_doubt=True)
        for n in range(3):
            await listened(voice, f"{TEXT} Number {n}.")
            await asyncio.sleep(5.0)
        await voice.close()
        guard = world.guards.find("a", "speech")
        return guard is not None and guard.circuit.closed

    assert not run(main())


@pytest.mark.parametrize("quick", [0.05, 0.3])
def test_an_engine_that_speaks_well_again_is_out_of_doubt(quick: float, tmp_path: Path) -> None:
    async def main() -> list[str]:
        first = Timed("a", breaks=0, fault=BROKEN, healthy_after=1.0)
        second = Timed("b", first=quick)
        voice = World(tmp_path).voice(first, second, near(), hedge_doubt=True)
        for n in range(3):
            await listened(voice, f"{TEXT} Number {n}.")
            await asyncio.sleep(2.0)
        await voice.close()
        return second.asked

    asked = run(main())
    assert [one[-9:] for one in asked] == ["Number 0.", "Number 1."]


def test_a_failure_in_the_middle_is_not_heard_where_there_is_slack(tmp_path: Path) -> None:
    got = run(
        listened(World(tmp_path).voice(Timed("a", breaks=9, fault=BROKEN), Timed("b"), near()))
    )
    assert got.words == WORDS
    assert got.gaps == 0.0


def test_with_little_slack_the_quickest_takes_over_not_the_next_in_order(tmp_path: Path) -> None:
    world = World(tmp_path)
    slow = world.engine(Script("slow", first=0.9))
    slow.usual_first_s = 1.0
    broken = world.engine(Timed("a", breaks=1, fault=BROKEN))
    voice = Hybrid([broken, slow, world.engine(near(), local=True)])
    got = run(listened(voice))
    assert got.words == WORDS
    assert got.gaps < 0.1
    assert set(voice.characters) == {"a", "near"}


def test_with_much_slack_the_next_in_order_takes_over(tmp_path: Path) -> None:
    world = World(tmp_path)
    slow = world.engine(Script("slow", first=0.9))
    slow.usual_first_s = 1.0
    broken = world.engine(Timed("a", breaks=9, fault=BROKEN))
    voice = Hybrid([broken, slow, world.engine(near(), local=True)])
    got = run(listened(voice))
    assert got.words == WORDS
    assert got.gaps == 0.0
    assert set(voice.characters) == {"a", "slow"}


@pytest.mark.parametrize(
    "wrong", [Timed("a", silent=True), Script("a", silent=True), Script("a", stretched=8)]
)
def test_wrong_audio_is_not_let_out_and_counts_against_its_provider(
    wrong: Script, tmp_path: Path
) -> None:
    world = World(tmp_path)
    voice = world.voice(wrong, near())
    got = run(listened(voice))
    guard = world.guards.find("a", "speech")
    assert guard is not None
    assert got.words == WORDS
    assert guard.figures.outcomes["broken"] >= 1


def test_a_phrase_cut_to_a_third_is_noticed_once_the_voice_is_known(tmp_path: Path) -> None:
    async def play() -> Heard:
        for n in range(4):
            await listened(voice, f"{n} {TEXT} {TEXT} {n}")
        first.breaks = 2
        return await listened(voice, new)

    new = (
        "Certainly, our technician Robert will arrive tomorrow, probably some minutes after twelve."
    )
    first = Script("a")
    world = World(tmp_path)
    voice = world.voice(first, near())
    assert run(play()).words == [number(word) for word in new.split()]
    guard = world.guards.find("a", "speech")
    assert guard is not None
    assert guard.figures.outcomes["broken"]


def test_a_loser_that_is_merely_a_little_late_is_no_fault(tmp_path: Path) -> None:
    async def play() -> None:
        await listened(voice)
        await asyncio.sleep(5)

    world = World(tmp_path)
    voice = world.voice(Timed("a", first=0.9), near())
    run(play())
    guard = world.guards.find("a", "speech")
    assert guard is not None
    assert guard.figures.outcomes == {"cancelled_by_us": 1}
    assert voice.failovers == {("a", "near", "late"): 1}


def test_a_loser_past_its_own_deadline_counts_as_slow_and_rests_in_the_end(tmp_path: Path) -> None:
    async def play() -> list[Heard]:
        found = []
        for n in range(5):
            found.append(await listened(voice, f"number {n}, {TEXT}"))
            await asyncio.sleep(4)
        return found

    world = World(tmp_path)
    stalling = Timed("a", breaks=0, fault=25.0)
    voice = world.voice(stalling, Timed("b"), near())
    found = run(play())
    guard = world.guards.find("a", "speech")
    assert guard is not None
    assert guard.figures.outcomes == {"slow": 3}
    assert not guard.circuit.closed
    assert len(stalling.asked) == 3
    assert found[0].first < 0.5
    assert found[-1].first < 0.15


def test_an_interrupted_text_leaves_nothing_at_work_and_blames_nobody(tmp_path: Path) -> None:
    async def play() -> None:
        async with aclosing(voice.synthesize(TEXT, "en", slow=False)) as chunks:
            async for _ in chunks:
                break
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        assert first.open == 0
        assert len(asyncio.all_tasks()) == 1

    world = World(tmp_path)
    first = Script("a")
    voice = world.voice(first, near())
    run(play())
    guard = world.guards.find("a", "speech")
    assert guard is not None
    assert guard.figures.outcomes["broken"] == 0


def test_an_open_circuit_is_passed_over_and_a_clip_of_it_still_played(tmp_path: Path) -> None:
    async def play() -> tuple[Heard, Heard]:
        await listened(voice)
        assert guard is not None
        guard.circuit.hold(asyncio.get_running_loop().time())
        return await listened(voice), await listened(voice, f"Well, {TEXT}")

    world = World(tmp_path)
    first = Timed("a")
    voice = world.voice(first, near())
    guard = world.guards.find("a", "speech")
    again, other = run(play())
    assert again.words == WORDS
    assert again.first == 0.0
    assert other.words == [number("well"), *WORDS]
    assert len(first.asked) == 1


async def with_its_circuit_open(world: World, voice: Hybrid) -> Heard:
    """What is heard while the service "a" rests."""
    guard = world.guards.find("a", "speech")
    assert guard is not None
    ticket = guard.circuit.admit(0.0)
    assert ticket is not None
    guard.circuit.settle(ticket, Failure(Evidence(kind="http", status=401)).verdict, 0.0)
    return await listened(voice)


def test_when_everything_failed_the_open_ones_and_the_local_voice_are_tried_again(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    first = Timed("a")
    voice = world.voice(first, Script("near", breaks=0, fault=BROKEN))
    got = run(with_its_circuit_open(world, voice))
    assert got.words == WORDS
    assert first.asked


@pytest.mark.parametrize("kind", [Timed, Script])
def test_silence_is_no_speech_even_when_everything_else_failed(
    kind: type[Script], tmp_path: Path
) -> None:
    world = World(tmp_path)
    mute = kind("a", silent=True)
    voice = world.voice(mute, Script("near", breaks=0, fault=BROKEN))
    got = run(with_its_circuit_open(world, voice))
    assert mute.asked
    assert got.fault is not None
    assert voice.characters["a"] == 0


def test_all_engines_dead_raises_and_is_counted(tmp_path: Path) -> None:
    dead = Script("near", breaks=0, fault=BROKEN)
    voice = World(tmp_path).voice(Timed("a", breaks=0, fault=BROKEN), dead)
    got = run(listened(voice))
    assert got.fault is not None
    assert voice.silent == 1
    assert dead.asked == ["We can send Mike"] * 2


def test_preference_orders_services_and_keeps_what_runs_here_last(tmp_path: Path) -> None:
    world = World(tmp_path)
    engines = [
        world.engine(near(), local=True),
        world.engine(Script("cheap"), cents=0.4),
        world.engine(Timed("dear"), cents=5.0),
    ]

    def order(preference: str) -> list[str]:
        voice = Hybrid(engines, preference=preference)  # type: ignore[arg-type]
        return [engine.name for engine in voice.preferred("en", 0.0)]

    assert order("quality") == ["cheap", "dear", "near"]
    assert order("cost") == ["cheap", "dear", "near"]
    assert order("latency") == ["dear", "cheap", "near"]


def test_a_budget_brings_the_cheapest_voice_and_then_what_runs_here(tmp_path: Path) -> None:
    world = World(tmp_path)
    engines = [
        world.engine(Timed("dear"), cents=5.0),
        world.engine(Script("cheap"), cents=0.4),
        world.engine(near(), local=True),
    ]
    spent = [0.0]
    voice = Hybrid(engines, spent=lambda: spent[0])

    def order(share: float) -> list[str]:
        spent[0] = share
        return [engine.name for engine in voice.preferred("en", 0.0)]

    assert order(0.79) == ["dear", "cheap", "near"]
    assert order(0.8) == ["cheap", "dear", "near"]
    assert order(1.0) == ["near", "dear", "cheap"]
    assert order(0.5) == ["dear", "cheap", "near"]


def test_no_words_need_no_engine(tmp_path: Path) -> None:
    first = Timed("a")
    for text in ("", "  ", "..."):
        assert run(listened(World(tmp_path).voice(first, near()), text)).words == []
    assert not first.asked


def test_a_language_nobody_speaks_is_an_error(tmp_path: Path) -> None:
    async def play() -> None:
        async for _ in World(tmp_path).voice(near()).synthesize("hola", "es", slow=False):
            pass

    with pytest.raises(ProviderError):
        run(play())


def test_a_healed_engine_leads_again_after_its_probes(tmp_path: Path) -> None:
    from agent.resilience.probing import keep_probing

    async def play() -> list[str]:
        probing = asyncio.get_running_loop().create_task(keep_probing(world.guards, deadline=4.0))
        for n in range(14):
            before = len(voice.failovers)
            await listened(voice, f"{n} {TEXT}")
            await asyncio.sleep(3)
            leads.append(max(voice.led, key=lambda name: voice.led[name] - seen.get(name, 0)))
            seen.update(voice.led)
            assert before <= len(voice.failovers)
        probing.cancel()
        with suppress(asyncio.CancelledError):
            await probing
        return leads

    leads: list[str] = []
    seen: dict[str, int] = {}
    world = World(tmp_path, probe_s=5.0)
    voice = world.voice(Timed("a", breaks=0, fault=BROKEN, healthy_after=20.0), near())
    run(play())
    assert leads[3] == "near"
    assert leads[-1] == "a"


def test_a_probe_is_looked_at_as_speech_is(tmp_path: Path) -> None:
    async def main() -> None:
        script = Script("a")
        guard = World(tmp_path).guards.add(
            "a", "speech", deadlines=DEADLINES, probe=asyncio.Event().wait
        )
        voice = GuardedVoice(script, guard)
        for n in range(12):
            async with aclosing(voice.synthesize(f"{TEXT} {n}", "en", slow=False)) as audio:
                assert [chunk async for chunk in audio]
        await voice.probe("en")
        script.breaks = 3
        with pytest.raises(ProviderError):
            await voice.probe("en")

    run(main())
