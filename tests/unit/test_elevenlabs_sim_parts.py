"""The simulated ElevenLabs in parts, without sockets: buffering, times, faults, segments."""

import asyncio
import audioop
import math
from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest

from simulators.elevenlabs import Limits, Outage, RequestFault, SegmentFault, SpeechFault
from simulators.elevenlabs.alignment import aligned, arrays, cut, normalised
from simulators.elevenlabs.buffering import SCHEDULE, Buffer, schedule
from simulators.elevenlabs.choosing import lasting, queued
from simulators.elevenlabs.errors import Refused
from simulators.elevenlabs.faults import Fault
from simulators.elevenlabs.formats import UnknownFormat, parse, pieces
from simulators.elevenlabs.scribe.mishearing import misheard, regressed
from simulators.elevenlabs.scribe.options import Options
from simulators.elevenlabs.scribe.segments import Part, Segments
from simulators.elevenlabs.workspace import Workspace
from simulators.speech.tones import Tones
from simulators.speech.voice import Word

# --- buffering ------------------------------------------------------------------------------------


def test_the_schedule_asks_for_more_each_time_and_its_last_number_repeats() -> None:
    buffer = Buffer([50, 60])
    assert buffer.add("x" * 49) == ""
    assert buffer.add("y") == "x" * 49 + "y"
    assert buffer.add("z" * 59) == ""
    assert buffer.add("z" * 2) == "z" * 61
    assert buffer.add("z" * 59) == ""


def test_a_trigger_needs_some_text_and_a_flush_needs_none() -> None:
    buffer = Buffer()
    assert buffer.add("x" * 49, trigger=True) == ""
    assert buffer.add("x", trigger=True) == "x" * 50
    assert buffer.add("y", flush=True) == "y"
    assert buffer.add("", flush=True) == ""


def test_spaces_alone_are_not_spoken() -> None:
    buffer = Buffer(auto=True)
    assert buffer.add("   ") == ""
    assert buffer.spoken == 0
    assert buffer.add("Hi. ") == "Hi. "


@pytest.mark.parametrize("lengths", [[], [49], [501], ["60"], 60])
def test_a_schedule_out_of_bounds_is_refused(lengths: object) -> None:
    with pytest.raises(ValueError, match="chunk_length_schedule"):
        schedule({"chunk_length_schedule": lengths})
    assert schedule(None) == SCHEDULE


# --- times of characters --------------------------------------------------------------------------

WORDS = (Word("at", 0.1, 0.3), Word("10", 0.4, 0.8))


def test_characters_share_the_time_of_their_word() -> None:
    chars = aligned(" at 10 ", WORDS, 1.0)
    assert "".join(one.char for one in chars) == " at 10 "
    assert [round(one.start, 2) for one in chars] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8]
    assert chars[-1].end == 1.0
    assert all(one.end == two.start for one, two in pairwise(chars))


def test_digits_are_spelled_out_in_their_time() -> None:
    chars = normalised(aligned("at 10", WORDS, 0.8))
    assert "".join(one.char for one in chars) == "at one zero"
    zero = [one for one in chars if one.char == "z"]
    assert zero[0].start == pytest.approx(0.6)
    assert chars[-1].end == pytest.approx(0.8)


def test_arrays_are_relative_to_their_chunk() -> None:
    chars = aligned("at 10", WORDS, 0.8)
    first, second = cut(chars, [0.4, 0.8])
    assert "".join(one.char for one in first) == "at "
    assert arrays(second, 0.4, "char") == {
        "chars": ["1", "0"],
        "charStartTimesMs": [0, 200],
        "charDurationsMs": [200, 200],
    }


# --- formats --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ulaw_16000", "pcm_11025", "mp3_8000_1", "ogg", ""])
def test_formats_that_do_not_exist_are_refused(name: str) -> None:
    with pytest.raises(UnknownFormat):
        parse(name)


def test_pieces_end_at_whole_samples_and_lose_nothing() -> None:
    data = bytes(range(200))
    found = pieces(data, parse("pcm_8000"), [0.00333, 0.0125], 0.0125, 8000)
    assert [len(one) for one in found] == [54, 146]
    assert b"".join(found) == data


# --- faults ---------------------------------------------------------------------------------------


def test_a_fault_strikes_the_first_that_fits_and_no_other() -> None:
    faults: list[Fault] = [
        SpeechFault(slow=1.0),
        RequestFault(path="/stream-input", status=500),
        RequestFault(path="/multi-stream-input", status=501),
        RequestFault(status=502),
    ]
    found = [queued(faults, RequestFault, "/v1/x/multi-stream-input") for _ in range(3)]
    assert [one and one.status for one in found] == [501, 502, None]
    assert queued(faults, SegmentFault, "/v1/x") is None
    assert len(faults) == 2


def test_a_fault_waits_for_its_turn() -> None:
    faults: list[Fault] = [RequestFault(status=500, skip=2), RequestFault(status=501, skip=1)]
    found = [queued(faults, RequestFault, "/") for _ in range(4)]
    assert [one and one.status for one in found] == [None, 501, 500, None]


def test_an_outage_has_a_beginning_an_end_and_a_share() -> None:
    outage = Outage(RequestFault(path="/a", status=503), start=1.0, end=2.0)
    half = Outage(SpeechFault(silent=True), share=0.5)

    def at(now: float, path: str = "/a") -> RequestFault | None:
        return lasting((half, outage), RequestFault, path, now, Random(1))

    assert [at(0.9), at(2.0), at(1.5, "/b")] == [None, None, None]
    assert at(1.0) == outage.fault
    random = Random(1)
    struck = [lasting((half, outage), SpeechFault, "/x", 1.0, random) for _ in range(100)]
    assert 30 < sum(one is not None for one in struck) < 70


# --- places ---------------------------------------------------------------------------------------


def test_places_are_handed_on_in_order_and_given_back() -> None:
    async def main() -> None:
        books = Workspace(lambda: Limits(concurrent=1, queue=2, characters=100))
        order: list[str] = []

        async def speak(name: str, gate: asyncio.Event) -> None:
            async with books.generation(10) as waited:
                order.append(f"{name} {waited}")
                await gate.wait()

        gate = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(speak(name, gate)) for name in "abc"]
            await asyncio.sleep(0)
            with pytest.raises(Refused, match="concurrent") as refused:
                await speak("d", gate)
            tasks[1].cancel()
            gate.set()
        assert refused.value.status == 429
        assert order == ["a False", "c True"]
        assert (books.in_flight, books.most, books.characters) == (0, 1, 20)
        await speak("e", gate)
        with pytest.raises(Refused, match="quota"):
            await books.generation(71).__aenter__()

    asyncio.run(main())


def test_a_place_handed_to_somebody_who_has_gone_is_given_back() -> None:
    async def main() -> None:
        books = Workspace(lambda: Limits(concurrent=1, queue=1))

        async def wait() -> None:
            async with books.generation(1):
                raise AssertionError("has gone before")

        async with asyncio.TaskGroup() as group:
            async with books.generation(1):
                task = group.create_task(wait())
                await asyncio.sleep(0)
            task.cancel()  # the place is handed over, but not taken yet
        assert (task.cancelled(), books.in_flight) == (True, 0)

    asyncio.run(main())


# --- segments -------------------------------------------------------------------------------------


def options(strategy: str = "vad", silence: float = 0.5) -> Options:
    return Options(
        model="scribe_v2_realtime",
        form="ulaw_8000",
        rate=8000,
        strategy=strategy,
        silence=silence,
        threshold=0.4,
        least_speech=0.1,
        timestamps=False,
        language=None,
        keyterms=(),
    )


def sound(text: str) -> bytes:
    return audioop.lin2ulaw(asyncio.run(Tones().speak(text, 8000)).samples.tobytes(), 2)


def parts(segments: Segments, audio: bytes, step: int = 333) -> Iterator[Part]:
    for at in range(0, len(audio), step):
        yield from segments.push(audio[at : at + step])


QUIET = b"\xff" * 16000
SPEECH = sound("one two three four five six")


def test_silence_ends_a_segment_and_nothing_comes_of_silence() -> None:
    segments = Segments(options(), lambda: 0.3)
    assert list(parts(segments, QUIET)) == []
    found = list(parts(segments, SPEECH + QUIET + SPEECH + QUIET))
    finals = [one for one in found if one.final]
    assert [one.segment for one in finals] == [0, 1]
    assert finals[0].start == pytest.approx(2.0 - 0.3, abs=0.35)
    assert SPEECH[:8000] in finals[0].audio
    assert [one.segment for one in found] == sorted(one.segment for one in found)
    before = [one for one in found if one.segment == 0 and not one.final]
    assert len(before) == 3  # 0.96 s of sound, one each 0.3 s
    assert [len(one.audio) for one in before] == sorted(len(one.audio) for one in before)


def test_a_short_pause_ends_nothing() -> None:
    segments = Segments(options(silence=1.0), lambda: math.inf)
    pause = b"\xff" * 6400
    finals = [one for one in parts(segments, SPEECH + pause + SPEECH + QUIET) if one.final]
    assert len(finals) == 1
    assert finals[0].audio.count(SPEECH[:8000]) == 2


def test_only_a_commit_ends_a_manual_segment() -> None:
    segments = Segments(options("manual"), lambda: math.inf)
    assert list(parts(segments, SPEECH + QUIET + SPEECH)) == []
    part = segments.commit()
    assert (part.audio, part.spoken, part.final) == (SPEECH + QUIET + SPEECH, True, True)
    assert segments.seconds == 0.0
    list(parts(segments, QUIET))
    assert not segments.commit().spoken


def test_the_noise_of_a_line_is_no_speech() -> None:
    random = Random(3)
    noise = audioop.lin2ulaw(
        b"".join(
            round(random.gauss(0, 250)).to_bytes(2, "little", signed=True) for _ in range(24000)
        ),
        2,
    )
    assert list(parts(Segments(options(), lambda: 0.3), noise)) == []


# --- mishearing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["no heat since monday", "call 555 0142", "Smith", "so so so"])
def test_one_word_is_misheard(text: str) -> None:
    for seed in range(20):
        wrong = misheard(text, Random(seed)).split()
        assert wrong != text.split()
        assert abs(len(wrong) - len(text.split())) <= 1
    assert misheard("", Random(1)) == ""


def test_a_partial_loses_its_last_words() -> None:
    assert regressed("one two three four") == "one two"
    assert regressed("one") == "one"
