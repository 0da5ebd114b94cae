"""The audio path of a call on this machine, with files for ends and in virtual time."""

import asyncio
import audioop
from collections.abc import Callable

import numpy as np

from agent.audio import mulaw
from agent.audio.echo import RATE, EchoCanceller
from agent.ports import SILENCE, Frame, Inbound, KeyPress, Mark
from agent.transports.files import Kept, Recorded
from agent.transports.microphone import MicrophoneTransport
from agent.transports.playout import Playout
from simulators.world.loop import run

LOUD = np.random.default_rng(1).normal(0, 3000, 8000).astype("<i2").tobytes()
FRAMES = [mulaw.encode(LOUD[at : at + 320]) for at in range(0, len(LOUD), 320)]


class Tone:
    """A `Source` with a sine of 1 kHz at any rate, in odd pieces; nothing before `play`."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.stopped = False
        self._heard: Callable[[bytes], None] = lambda pcm: None
        self.ended: Callable[[str], None] = lambda why: None

    def start(
        self,
        heard: Callable[[bytes], None],
        ended: Callable[[str], None],
        slipped: Callable[[], None],
    ) -> None:
        """Remember whom to tell."""
        self._heard, self.ended = heard, ended

    def play(self, seconds: float) -> None:
        """Give it all at once."""
        times = np.arange(int(seconds * self.rate)) / self.rate
        pcm = np.rint(10_000 * np.sin(2000 * np.pi * times)).astype("<i2").tobytes()
        for at in range(0, len(pcm), 2 * 211):
            self._heard(pcm[at : at + 2 * 211])

    def stop(self) -> None:
        """Remember."""
        self.stopped = True


async def take(transport: MicrophoneTransport, enough: Callable[[Inbound], bool]) -> list[Inbound]:
    """What comes in until `enough`."""
    found: list[Inbound] = []
    async for item in transport.inbound():
        found.append(item)
        if enough(item):
            break
    return found


def speaking() -> tuple[MicrophoneTransport, Kept]:
    """A path that was just given a second of sound and a mark."""
    sink = Kept()
    transport = MicrophoneTransport(Recorded(b""), sink)
    transport.start()
    for frame in FRAMES:
        transport.send(frame)
    transport.mark("said")
    return transport, sink


def test_marks_are_passed_when_all_before_them_was_taken() -> None:
    playout = Playout()
    playout.mark("at once")
    playout.add(b"ab" * 10)
    playout.mark("after it")
    assert playout.take(19) == ((b"ab" * 10)[:19], ["at once"])
    assert playout.take(4) == (b"b\0\0\0", ["after it"])
    playout.add(b"cd")
    playout.mark("dropped")
    assert playout.clear() == ["dropped"]
    assert playout.take(2) == (b"\0\0", [])


def test_what_waits_is_played_after_a_pause() -> None:
    playout = Playout()
    playout.add(b"abcd")
    playout.mark("after it")
    assert playout.take(2) == (b"ab", [])
    playout.pause(True)
    assert playout.take(4) == (b"\0" * 4, [])
    playout.pause(False)
    assert playout.take(4) == (b"cd\0\0", ["after it"])


def test_what_is_sent_is_played_whole_and_its_mark_follows() -> None:
    async def main() -> None:
        transport, sink = speaking()
        await take(transport, lambda item: item == Mark("said"))
        assert mulaw.decode(b"".join(FRAMES)) in bytes(sink.pcm)
        await transport.close()

    run(main())


def test_after_a_clear_nothing_sounds_and_the_marks_are_back() -> None:
    async def main() -> None:
        transport, sink = speaking()
        await asyncio.sleep(0.1)
        transport.clear()
        before = len(sink.pcm)
        came = await take(transport, lambda item: item == Mark("said"))
        assert sum(isinstance(item, Frame) for item in came) < 10
        await asyncio.sleep(0.5)
        assert any(sink.pcm[:before])
        assert not any(sink.pcm[before:])
        await transport.close()

    run(main())


def test_a_card_that_has_played_all_is_not_started_anew() -> None:
    """The echo would take another time afterwards."""

    async def main(pause: float) -> int:
        transport, sink = speaking()
        drops: list[Callable[[], None]] = []
        sink.drop = drops.append  # type: ignore[method-assign, assignment]
        await take(transport, lambda item: item == Mark("said"))
        await asyncio.sleep(pause)
        transport.clear()
        await transport.close()
        return len(drops)

    assert run(main(0.1)) == 1
    assert run(main(0.5)) == 0


def test_only_while_listening_is_the_caller_heard() -> None:
    async def main() -> None:
        transport = MicrophoneTransport(Recorded(LOUD), Kept())
        transport.listening = False
        transport.start()
        (silent,) = await take(transport, lambda item: True)
        assert silent == Frame(SILENCE, 0)
        assert transport.heard_db > -40.0
        transport.listening = True
        (_, heard) = await take(transport, lambda item: item.at_ms >= 40)  # type: ignore[union-attr]
        assert audioop.rms(mulaw.decode(heard.ulaw), 2) > 1000  # type: ignore[union-attr]
        transport.press("5")
        assert KeyPress("5") in await take(transport, lambda item: item == KeyPress("5"))
        await transport.close()

    run(main())


def test_every_rate_reaches_the_call_without_clicks() -> None:
    async def main(rate: int) -> float:
        source = Tone(rate)
        transport = MicrophoneTransport(source, Kept())
        transport.start()
        source.play(1.0)
        came = await take(transport, lambda item: isinstance(item, Frame) and item.at_ms >= 900)
        heard = b"".join(mulaw.decode(item.ulaw) for item in came if isinstance(item, Frame))
        samples = np.frombuffer(heard, "<i2").astype(float)[800:]
        times = np.arange(len(samples)) / 8000
        waves = np.stack([np.sin(2000 * np.pi * times), np.cos(2000 * np.pi * times)], axis=1)
        rest = samples - waves @ np.linalg.lstsq(waves, samples, rcond=None)[0]
        await transport.close()
        return float(np.abs(rest).max())

    for rate in (8000, 16_000, 44_100, 48_000):
        assert run(main(rate)) < 500, rate  # a step of mu-law at this level is 512


def test_a_lost_end_is_told_in_its_own_words() -> None:
    async def main(lose: Callable[[Tone], None]) -> tuple[str, str, bool]:
        source = Tone(16_000)
        transport = MicrophoneTransport(source, Kept())
        transport.start()
        lose(source)
        assert await take(transport, lambda item: False) == []
        return transport.ended, transport.fault, source.stopped

    assert run(main(lambda source: source.ended("unplugged"))) == ("lost", "unplugged", True)
    silent = ("lost", "the microphone gives no sound any more", True)
    assert run(main(lambda source: None)) == silent


def test_the_canceller_takes_us_out_and_leaves_the_caller() -> None:
    """Also after a stop, by which the card forgot what was given to it."""
    random = np.random.default_rng(2)
    block, ahead, way = RATE // 100, 5, 640
    ours = random.normal(0, 3000, 8 * RATE) * (1 + np.sin(np.arange(8 * RATE) / 2000))
    theirs = random.normal(0, 1500, 8 * RATE)
    theirs[: 6 * RATE] = 0
    theirs[7 * RATE :] = 0
    ours[6 * RATE : 7 * RATE] = 0
    near = theirs + 0.3 * np.concatenate([np.zeros(way), ours[:-way]])
    canceller, clean = EchoCanceller(0.03), bytearray()

    def pcm(samples: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> bytes:
        return np.clip(samples, -32768, 32767).astype("<i2").tobytes()

    given = 0
    for at in range(0, len(near), block):
        if at == 3 * RATE:  # a stop: five blocks were given and not played, and come again
            canceller.dropped()
            given = at
        while given < at + ahead * block:
            canceller.played(pcm(ours[given : given + block]))
            given += block
        clean += canceller.clean(pcm(near[at : at + block]))
    left = np.frombuffer(bytes(clean), "<i2").astype(float)

    def level(samples: "np.ndarray[tuple[int], np.dtype[np.float64]]", first: float) -> float:
        part = samples[int(first * RATE) : int((first + 0.9) * RATE)]
        return float(20 * np.log10(np.sqrt((part**2).mean()) + 1e-9))

    assert level(near, 2.0) - level(left, 2.0) > 20
    assert level(near, 5.0) - level(left, 5.0) > 20
    assert abs(level(near, 6.05) - level(left, 6.05)) < 6
