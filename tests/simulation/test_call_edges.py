"""Rarer moments of a call: lost frames, key tones, endless noise, broken voices, late paths."""

import asyncio
import wave
from dataclasses import replace
from pathlib import Path

from agent.call.hearing import EarRules
from agent.call.latency import Timing
from agent.call.needs import Tuning
from agent.call.session import Call
from agent.call.transfer import Finish
from agent.events import CallStarted, Command, Event, Note
from agent.ports import Frame, ProviderError
from simulators.world.call import STARTED, World, world
from simulators.world.line import Line
from simulators.world.loop import run
from simulators.world.parrot import Parrot
from simulators.world.tones import tone

LONG = " ".join(f"word{number}" for number in range(40))


def node_of(here: World) -> object:
    return here.call._node


def test_voice_that_breaks_off_is_asked_for_the_rest() -> None:
    async def scene() -> None:
        async with world(Parrot("one two three four five six seven eight")) as here:
            whole = here.voice.synthesize

            async def breaking(text: str, language: object, *, slow: bool):  # type: ignore[no-untyped-def]
                count = 0
                async for chunk in whole(text, "en", slow=slow):
                    yield chunk
                    count += 1
                    if text.startswith("one") and count == 12:
                        raise ProviderError("broken", "engine died")

            here.voice.synthesize = breaking  # type: ignore[method-assign]
            await asyncio.sleep(6.0)
            assert here.heard()[-1] == "eight"
            assert len(here.heard()) >= 7
            assert here.state().said[0].heard.split()[-1] == "eight"

    run(scene())


def test_lost_frames_count_as_silence() -> None:
    async def scene() -> None:
        async with world(Parrot("hi")) as here:
            await asyncio.sleep(2.0)
            here.say("red")
            await asyncio.sleep(0.3)
            await asyncio.sleep(0.02)
            here.line._put(Frame(b"\xff" * 160, here.line._ticks * 20 + 900))
            await asyncio.sleep(0.6)
            assert here.state().heard == ("red",)

    run(scene())


def test_tone_of_a_key_is_no_speech() -> None:
    async def scene() -> None:
        async with world(Parrot("hi")) as here:
            await asyncio.sleep(2.0)
            here.line.speak(tone(941.0, 0.25, -15.0))
            here.line.press("5")
            await asyncio.sleep(3.0)
            assert here.state().heard == ()
            assert here.state().failures == ()
            assert "Key" in here.state().events

    run(scene())


def test_click_is_ignored_without_asking_the_recogniser() -> None:
    async def scene() -> None:
        async with world(Parrot("hi")) as here:
            await asyncio.sleep(2.0)
            here.line.speak(tone(941.0, 0.05, -15.0))
            await asyncio.sleep(2.0)
            assert here.recognizer.asked == 0

    run(scene())


def test_endless_noise_is_cut_into_pieces_and_we_speak_over_it() -> None:
    async def scene() -> None:
        tuning = Tuning(ears=EarRules(longest=6.0), hold_limit=4.0)
        async with world(Parrot("hi"), tuning=tuning) as here:
            await asyncio.sleep(2.0)
            here.line.speak(tone(3700.0, 30.0, -15.0))
            await asyncio.sleep(30.0)
            assert here.state().failures
            assert here.heard().count("sorry") >= 1

    run(scene())


def test_carrier_that_stops_playing_proves_nothing() -> None:
    async def scene() -> None:
        async with world(Parrot(LONG)) as here:
            here.line.mute_marks = True
            await asyncio.sleep(1.0)
            here.say("hold on wait please no")
            await asyncio.sleep(3.0)
            heard = here.state().said[0].heard.split()
            assert heard == LONG.split()[: len(heard)]

    run(scene())


def test_new_path_replaces_the_old_one() -> None:
    async def scene() -> None:
        async with world(Parrot("hi")) as here:
            await asyncio.sleep(2.0)
            old, here.line = here.line, Line(asyncio.get_running_loop())
            attending = asyncio.get_running_loop().create_task(here.call.attend(here.line))
            await asyncio.sleep(0.1)
            assert old.closed
            here.say("bye")
            await here.running
            await attending
            late = Line(asyncio.get_running_loop())
            await here.call.attend(late)
            assert late.closed
            assert here.call.next_step() == Finish()
        assert here.call.outcome == "booked"

    run(scene())


def test_cancelled_call_still_ends_in_one_outcome() -> None:
    async def scene() -> None:
        async with world(Parrot("hi")) as here:
            loop = asyncio.get_running_loop()
            call = Call(STARTED, Parrot(LONG), node_of(here))  # type: ignore[arg-type]
            running = loop.create_task(call.run(Line(loop)))
            await asyncio.sleep(2.0)
            running.cancel()
            await asyncio.wait([running])
            assert running.cancelled()
            assert call.outcome == "abandoned_early"
            assert call.leftovers() == ()

    run(scene())


class Watcher:
    """Remembers what telemetry is told."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.timings: list[Timing] = []

    def applied(self, call: CallStarted, at: float, event: Event, _: tuple[Command, ...]) -> None:
        self.events.append(type(event).__name__)

    def noted(self, call: CallStarted, note: Note) -> None: ...

    def timed(self, call: CallStarted, timing: Timing) -> None:
        self.timings.append(timing)

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None: ...


class Carrier:
    """The carrier's REST side."""

    def __init__(self, fault: ProviderError | None = None) -> None:
        self.ended: list[str] = []
        self.fault = fault

    async def hang_up(self, call_sid: str) -> None:
        self.ended.append(call_sid)
        if self.fault is not None:
            raise self.fault

    async def redirect(self, call_sid: str, url: str) -> None: ...

    async def send_text(self, to: str, sender: str, body: str) -> str:
        return ""


def test_watched_recorded_call_is_ended_at_the_carrier(tmp_path: Path) -> None:
    async def scene(fault: ProviderError | None) -> None:
        async with world(Parrot("hi")) as here:
            watcher, carrier = Watcher(), Carrier(fault)
            node = replace(node_of(here), observer=watcher, telephony=carrier)  # type: ignore[type-var]
            tuning = Tuning(record=tmp_path / "call.wav")
            loop = asyncio.get_running_loop()
            call = Call(STARTED, Parrot("hi"), node, tuning)
            line = Line(loop)
            running = loop.create_task(call.run(line))
            await asyncio.sleep(2.0)
            here.line = line
            here.say("bye")
            assert await running == "booked"
            assert carrier.ended == ["CA1"]
            assert watcher.events[0] == "CallStarted"
            assert watcher.events[-1] == "HungUp"
            assert len(watcher.timings) == 1
            assert call.leftovers() == ()

    run(scene(None))
    run(scene(ProviderError("broken", "no REST today")))
    with wave.open(str(tmp_path / "call.wav")) as file:
        assert file.getnchannels() == 2
        assert file.getnframes() > 8000 * 3


def test_on_call_news_reaches_the_dialogue() -> None:
    async def scene() -> None:
        async with world(Parrot("hi")) as here:
            await asyncio.sleep(1.0)
            here.call.acknowledged("Ann")
            assert here.state().events[-1] == "OnCallAcked"
            here.call.dial_ended("busy")

    run(scene())
