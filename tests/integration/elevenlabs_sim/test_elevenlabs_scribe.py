"""Transcription in real time, by a plain client; callers speak in tones."""

import asyncio
import audioop
import base64
import math
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import WSServerHandshakeError

from simulators.elevenlabs import INSTANT, Outage, Plan, RequestFault, Scribe, SegmentFault
from simulators.listening import Listener
from simulators.speech.tones import Tones

pytestmark = pytest.mark.integration

Play = Callable[..., None]
TEXTS = ["my furnace died on Monday", "yes that works", "call 303 555 0142 please"]
PATH = "/v1/speech-to-text/realtime?model_id=scribe_v2_realtime&audio_format={}&commit_strategy={}"
ULAW = PATH.format("ulaw_8000", "vad") + "&vad_silence_threshold_secs=0.5"
MANUAL = PATH.format("ulaw_8000", "manual")
QUIET = b"\xff" * 8000
RIGHT = Scribe(mishears=0.0)


def plan(**changes: Any) -> Plan:
    return replace(Plan(profile=INSTANT, scribe=RIGHT), **changes)


def spoken(text: str, rate: int = 8000) -> bytes:
    samples = asyncio.run(Tones().speak(text, rate)).samples.astype("<i2").tobytes()
    return audioop.lin2ulaw(samples, 2) if rate == 8000 else samples


SOUNDS = {text: spoken(text) for text in TEXTS}
WIDE = spoken(TEXTS[0], 16000)


@asynccontextmanager
async def session(client: Any, path: str = ULAW) -> Any:
    """A socket after its session_started."""
    async with client.line(path) as line:
        started = await line.read()
        assert started["message_type"] == "session_started"
        yield line


async def hear(line: Any, audio: bytes, *, step: int = 800, commit: bool = False) -> None:
    """Send audio in pieces of 0.1 s (8 kHz), letting the service take its turns."""
    for at in range(0, len(audio), step):
        piece = base64.b64encode(audio[at : at + step]).decode()
        await line.send(
            message_type="input_audio_chunk",
            audio_base_64=piece,
            commit=False,
            sample_rate=None,
        )
        await asyncio.sleep(0.002)
    if commit:
        await line.send(message_type="input_audio_chunk", audio_base_64="", commit=True)


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    return [one["message_type"] for one in messages]


async def committed(line: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await line.until(
        lambda body: body["message_type"].startswith("committed_transcript")
    )
    return found


def test_a_session_tells_how_it_is_set(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(ULAW + "&keyterms=furnace&keyterms=thermostat") as line:
            started = await line.read()
        assert started["session_id"]
        config = started["config"]
        assert config["sample_rate"] == 8000
        assert config["commit_strategy"] == "vad"
        assert config["vad_silence_threshold_secs"] == 0.5
        assert config["keyterms"] == ["furnace", "thermostat"]

    play(scenario, plan())


def test_silence_commits_what_was_said_and_partials_grow_before(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client) as line:
            for text in TEXTS:
                await hear(line, QUIET + SOUNDS[text] + QUIET)
                messages = await committed(line)
                assert messages[-1]["text"] == text
                assert set(kinds(messages[:-1])) == {"partial_transcript"}
                partials = [one["text"] for one in messages[:-1]]
                assert all(text.startswith(one) for one in partials)
                assert partials == sorted(set(partials), key=len)

    often = replace(INSTANT, partial=(0.06, 0.06))
    play(scenario, plan(profile=often), listener=Listener(words=TEXTS))


def test_a_segment_is_listened_to_anew_at_its_end(play: Play) -> None:
    ears = Listener(words=TEXTS)
    asked: list[bool] = []

    class Spy:
        def hear(self, ulaw: bytes, before: Any = None) -> Any:
            asked.append(before is None)
            return ears.hear(ulaw, before)

    async def scenario(client: Any) -> None:
        async with session(client) as line:
            await hear(line, QUIET + SOUNDS[TEXTS[0]] + QUIET)
            await committed(line)
        assert (asked[0], asked[-1]) == (True, True)
        assert False in asked

    play(scenario, plan(), listener=Spy())


def test_a_commit_ends_the_segment(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client, MANUAL) as line:
            await hear(line, SOUNDS[TEXTS[0]] + QUIET * 3, commit=True)
            assert (await committed(line))[-1]["text"] == TEXTS[0]
            await hear(line, SOUNDS[TEXTS[1]], commit=True)
            assert (await committed(line))[-1]["text"] == TEXTS[1]
            await hear(line, QUIET, commit=True)
            assert (await committed(line))[-1]["text"] == ""

    play(scenario, plan(), listener=Listener(words=TEXTS))


def test_wide_band_audio_is_understood(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client, PATH.format("pcm_16000", "manual")) as line:
            await hear(line, WIDE, step=3200, commit=True)
            assert (await committed(line))[-1]["text"] == TEXTS[0]

    play(scenario, plan(), listener=Listener(words=TEXTS))


def test_words_have_times(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client, ULAW + "&include_timestamps=true") as line:
            await hear(line, QUIET + SOUNDS[TEXTS[0]] + QUIET)
            await committed(line)
            body = (await committed(line))[-1]
        words = [one for one in body["words"] if one["type"] == "word"]
        assert [one["text"] for one in words] == TEXTS[0].split()
        assert words[0]["start"] == pytest.approx(1.0, abs=0.1)
        assert words[-1]["end"] == pytest.approx(1.0 + 5 * 0.24 - 0.08, abs=0.15)

    play(scenario, plan(), listener=Listener(words=TEXTS))


def test_unknown_speech_gives_the_text_of_choice(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client) as line:
            await hear(line, QUIET + SOUNDS[TEXTS[0]] + QUIET)
            assert (await committed(line))[-1]["text"] == "something"

    play(scenario, plan(), listener=Listener(unknown="something"))


# --- what a client may do wrong -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"message_type": "other"}, "input_error"),
        ({"audio_base_64": "###"}, "input_error"),
        ({"sample_rate": 16000}, "input_error"),
        ({"previous_text": "earlier"}, "input_error"),
        ({"audio_base_64": base64.b64encode(b"\xff" * 40001).decode()}, "chunk_size_exceeded"),
        ({"commit": True}, "commit_throttled"),
    ],
)
def test_wrong_messages_are_answered_and_the_session_goes_on(
    play: Play, body: dict[str, Any], error: str
) -> None:
    async def scenario(client: Any) -> None:
        async with session(client, MANUAL) as line:
            await hear(line, QUIET[:800])
            await line.send(**({"message_type": "input_audio_chunk", "audio_base_64": ""} | body))
            assert (await line.read())["message_type"] == error
            await hear(line, SOUNDS[TEXTS[1]], commit=True)
            assert (await committed(line))[-1]["text"] == TEXTS[1]

    play(scenario, plan(), listener=Listener(words=TEXTS))


def test_previous_text_is_welcome_with_the_first_chunk(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client, MANUAL) as line:
            await line.send(
                message_type="input_audio_chunk", audio_base_64="", previous_text="earlier"
            )
            await hear(line, QUIET, commit=True)
            assert kinds(await committed(line)) == ["committed_transcript"]

    play(scenario, plan())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("scribe_v2_realtime", "scribe_v9"),
        ("ulaw_8000", "ulaw_16000"),
        ("=vad", "=maybe"),
        ("secs=0.5", "secs=9"),
    ],
)
def test_what_cannot_be_set_is_an_invalid_request(play: Play, old: str, new: str) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(ULAW.replace(old, new)) as line:
            (error,) = await line.end()
        assert (error["message_type"], line.code) == ("invalid_request", 1008)
        assert error["error"]

    play(scenario, plan())


def test_a_bad_key_is_refused_or_told(play: Play) -> None:
    async def refused(client: Any) -> None:
        for headers in ({"xi-api-key": "other"}, {"Accept": "*/*"}):
            with pytest.raises(WSServerHandshakeError):
                async with client.line(ULAW, **headers):
                    pass
        async with client.line(ULAW + "&token=once", Accept="*/*") as line:
            assert (await line.read())["message_type"] == "session_started"

    async def told(client: Any) -> None:
        async with client.line(ULAW, **{"xi-api-key": "other"}) as line:
            (error,) = await line.end()
        assert (error["message_type"], line.code) == ("auth_error", 1008)

    play(refused, plan(tokens=frozenset({"once"})))
    play(told, plan(bad_key="message"))


# --- what goes wrong ------------------------------------------------------------------------------


async def one_segment(client: Any) -> tuple[list[dict[str, Any]], Any]:
    """Everything told about one segment and, if the session goes on, about one after it."""
    async with session(client, MANUAL) as line:
        await hear(line, SOUNDS[TEXTS[0]], commit=True)
        await hear(line, SOUNDS[TEXTS[1]], commit=True)
        messages = await line.until(lambda body: body.get("text") == TEXTS[1])
    return messages[:-1], line


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (SegmentFault(twice=True), [TEXTS[0], TEXTS[0]]),
        (SegmentFault(text=""), [""]),
        (SegmentFault(text="other words"), ["other words"]),
        (SegmentFault(wrong=True), ["my furnish died on Monday"]),
        (SegmentFault(error="transcriber_error"), []),
    ],
)
def test_a_segment_comes_out_wrong_and_the_next_one_right(
    play: Play, fault: SegmentFault, expected: list[str]
) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(fault)
        messages, _ = await one_segment(client)
        found = [one["text"] for one in messages if one["message_type"] == "committed_transcript"]
        assert (found == expected) or (fault.wrong and found[0] != TEXTS[0])
        assert ("transcriber_error" in kinds(messages)) == bool(fault.error)

    play(scenario, plan(), listener=Listener(words=TEXTS))


@pytest.mark.parametrize(
    ("error", "close"),
    [("session_time_limit_exceeded", 1008), ("queue_overflow", 1011), ("", 1006)],
)
def test_a_session_ends_at_a_segment(play: Play, error: str, close: int) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SegmentFault(error=error, close=close))
        async with session(client, MANUAL) as line:
            await hear(line, SOUNDS[TEXTS[0]], commit=True)
            messages = await line.end()
        assert line.code == close
        assert not error or kinds(messages)[-1] == error

    play(scenario, plan(), listener=Listener(words=TEXTS))


def test_partials_lose_words_again(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SegmentFault(regress=True))
        async with session(client) as line:
            await hear(line, QUIET + SOUNDS[TEXTS[0]] * 2 + QUIET)
            partials = [len(one["text"]) for one in (await committed(line))[:-1]]
        assert partials != sorted(partials)

    play(scenario, plan(), listener=Listener(words=TEXTS))


def test_partials_and_the_transcript_may_stay_away(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SegmentFault(partials=False))
        client.server.faults.append(SegmentFault(stall=math.inf))
        async with session(client) as line:
            for text in TEXTS:
                await hear(line, QUIET + SOUNDS[text] + QUIET)
            messages = await committed(line)
            messages += await committed(line)
        texts = [one["text"] for one in messages if one["message_type"] == "committed_transcript"]
        assert texts == [TEXTS[0], TEXTS[2]]
        assert kinds(messages)[:2] == ["committed_transcript", "partial_transcript"]

    play(scenario, plan(), listener=Listener(words=TEXTS))


def test_a_share_of_transcripts_is_misheard_or_doubled(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client, MANUAL) as line:
            texts = []
            for _ in range(40):
                await hear(line, SOUNDS[TEXTS[1]], step=8000, commit=True)
            await hear(line, SOUNDS[TEXTS[2]], step=8000, commit=True)
            while not texts or "555" not in texts[-1]:
                body = await line.read()
                if body["message_type"] == "committed_transcript":
                    texts.append(body["text"])
        assert 45 < len(texts) < 80
        assert 3 < sum(one != TEXTS[1] for one in texts) < 40

    scribe = Scribe(mishears=0.3, twice=0.5)
    play(scenario, plan(scribe=scribe), listener=Listener(words=TEXTS))


def test_a_session_lasts_only_so_long(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with session(client) as line:
            (error,) = await line.end()
        assert (error["message_type"], line.code) == ("session_time_limit_exceeded", 1008)

    play(scenario, plan(scribe=Scribe(session_s=0.2)))


def test_an_opening_is_spoiled_and_an_outage_holds_for_all_segments(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(RequestFault(path="/speech-to-text", error="rate_limited"))
        async with client.line(ULAW) as line:
            (error,) = await line.end()
        assert (error["message_type"], line.code) == ("rate_limited", 1008)
        async with session(client, MANUAL) as line:
            for _ in range(2):
                await hear(line, SOUNDS[TEXTS[0]], commit=True)
                assert (await committed(line))[-1]["text"] == "gone"

    outage = Outage(SegmentFault(text="gone"))
    play(scenario, plan(outages=(outage,)), listener=Listener(words=TEXTS))
