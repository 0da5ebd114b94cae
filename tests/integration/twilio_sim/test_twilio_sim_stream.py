"""A streamed call on real sockets in real time: what the carrier sends, plays and reports."""

import asyncio
import base64
import random
import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from simulators.twilio import Faults, Stall, Tape

pytestmark = pytest.mark.integration

PUBLIC, OFFICE, CALLER = "https://agent.example", "+13035550100", "+13035550142"
TONE = bytes(range(160))
STREAM = (
    '<Stream url="wss://agent.example/stream?lost=1" statusCallback="/stream-status">'
    '<Parameter name="token" value="a&amp;b 1"/></Stream>'
)
ONLY_STREAM = f"<Response><Connect>{STREAM}</Connect></Response>"
RESCUED = f"<Response><Connect>{STREAM}</Connect><Redirect>/next</Redirect></Response>"


def tone_frames(heard: bytes) -> list[int]:
    """Numbers of the 20 ms frames in which the whole tone sounds."""
    return [n for n in range(len(heard) // 160) if heard[160 * n : 160 * n + 160] == TONE]


def test_a_streamed_call_from_dial_to_recording(open_world: Any, tmp_path: Path) -> None:
    """Dial, webhook, stream, marks, clear, a key, hang-up, callbacks, WAV."""

    async def talk(socket: Any) -> None:
        await socket.until("media", 3)
        await socket.media(TONE * 10)
        await socket.mark("one")
        await socket.until("mark")
        await socket.media(TONE * 500)
        await socket.mark("two")
        await socket.mark("three")
        await socket.until("media", 5)
        await socket.send("clear")
        await socket.until("mark", 2)
        await socket.until("closed")

    async def play() -> None:
        async with open_world({"/voice": ONLY_STREAM}, talk) as (carrier, customer):
            party = Tape(TONE * 20)
            call = await carrier.dial(CALLER, OFFICE, party)
            await call.wait_answer()
            await asyncio.sleep(0.7)
            await call.press("5")
            await call.hang_up()
            assert await call.wait_end() == "completed"
            await carrier.settle()
        check_webhook(customer, carrier)
        check_messages(customer.sockets[0])
        check_heard(bytes(call.recording.right))
        assert bytes(call.recording.left[: 160 * 20]) == TONE * 20
        assert bytes(party.heard) == bytes(call.recording.right)
        assert [name for _, name in call.stream.marks_out] == ["one", "two", "three"]
        assert carrier.log.alerts() == []
        (status,) = customer.posts_to("/status")
        assert (status["CallStatus"], status["CallDuration"], status["Duration"]) == (
            "completed",
            "1",
            "1",
        )
        events = [form["StreamEvent"] for form in customer.posts_to("/stream-status")]
        assert sorted(events) == ["stream-started", "stream-stopped"]
        check_wav(call, tmp_path / "call.wav")

    asyncio.run(play())


def check_webhook(customer: Any, carrier: Any) -> None:
    path, form, headers = customer.posts[0]
    assert (path, form["From"], form["CallStatus"]) == ("/voice", CALLER, "ringing")
    assert (form["FromCity"], form["CallerState"]) == ("DENVER", "CO")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert len(headers["I-Twilio-Idempotency-Token"]) == 32
    validator = RequestValidator(carrier.account.token)
    assert validator.validate(f"{PUBLIC}/voice", form, headers["X-Twilio-Signature"])
    socket = customer.sockets[0]
    assert socket.path == "/stream"
    signature = socket.headers["X-Twilio-Signature"]
    assert validator.validate("wss://agent.example/stream", {}, signature)


def check_messages(socket: Any) -> None:
    connected, start = socket.messages[:2]
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["sequenceNumber"] == "1"
    assert start["start"]["customParameters"] == {"token": "a&b 1"}
    numbers = [int(message["sequenceNumber"]) for message in socket.messages[1:]]
    assert numbers == list(range(1, len(numbers) + 1))
    media = [message["media"] for message in socket.of("media")]
    assert [int(m["chunk"]) for m in media] == list(range(1, len(media) + 1))
    stamps = [int(m["timestamp"]) for m in media]
    assert {b - a for a, b in pairwise(stamps)} == {20}
    assert {len(base64.b64decode(m["payload"])) for m in media} == {160}
    assert socket.of("dtmf")[0]["dtmf"] == {"track": "inbound_track", "digit": "5"}
    assert socket.messages[-1]["event"] == "stop"


def check_heard(heard: bytes) -> None:
    """Ten frames, a pause, then only the few frames of the long audio played before `clear`."""
    said = tone_frames(heard)
    assert said[:10] == list(range(said[0], said[0] + 10))
    assert 14 <= len(said) <= 30


def check_wav(call: Any, path: Path) -> None:
    call.recording.save(path)
    with wave.open(str(path)) as wav:
        assert (wav.getnchannels(), wav.getframerate(), wav.getsampwidth()) == (2, 8000, 2)
        assert wav.getnframes() == len(call.recording.right)


def test_a_mark_comes_back_only_when_its_audio_was_played(open_world: Any) -> None:
    """Real time by the recording's clock: not before the last sample, one frame after at most."""

    async def talk(socket: Any) -> None:
        await socket.until("start")
        await socket.mark("nothing before it")
        await socket.until("mark")
        await socket.media(TONE * 7 + TONE[:80])
        await socket.mark("after 150 ms")
        await socket.until("mark")

    async def play() -> Any:
        async with open_world({"/voice": ONLY_STREAM}, talk) as (carrier, _):
            call = await carrier.dial(CALLER, OFFICE, Tape())
            await call.wait_end()
            return call

    call = asyncio.run(play())
    (first_out, _), (out, _) = call.stream.marks_out
    (first_in, _), (sent, _) = call.stream.marks_in
    assert first_out - first_in < 0.005
    first = tone_frames(bytes(call.recording.right))[0]
    end = call.recording.time_of(160 * first + 7 * 160 + 80)
    assert end <= out < end + 0.020 + call.line.pacing.percentile(1.0)
    assert out - sent > 0.145


def test_pieces_of_any_size_are_joined_without_a_gap(open_world: Any) -> None:
    """Sample accuracy: what was sent in odd pieces sounds as one."""
    audio = bytes(n % 251 for n in range(2000))

    async def talk(socket: Any) -> None:
        await socket.until("media")
        for start, end in ((0, 1), (1, 160), (160, 777), (777, 2000)):
            await socket.media(audio[start:end])
        await socket.mark("end")
        await socket.until("mark")

    async def play() -> Any:
        async with open_world({"/voice": ONLY_STREAM}, talk) as (carrier, _):
            call = await carrier.dial(CALLER, OFFICE, Tape())
            await call.wait_end()
            return call

    call = asyncio.run(play())
    assert audio in bytes(call.recording.right)
    assert call.stream.playout.underruns == []


def test_the_next_verb_runs_when_the_server_closes(open_world: Any) -> None:
    """Redirect after Connect; the redirect's Hangup ends the call."""

    async def talk(socket: Any) -> None:
        await socket.until("media")
        await socket.ws.close(code=1011)

    async def play() -> None:
        pages = {"/voice": RESCUED, "/next": "<Response><Hangup/></Response>"}
        async with open_world(pages, talk) as (carrier, customer):
            call = await carrier.dial(CALLER, OFFICE, Tape())
            assert await call.wait_end() == "completed"
            assert call.stream.close_code == 1011
            assert customer.posts_to("/next")[0]["CallStatus"] == "in-progress"
            assert not customer.sockets[0].of("stop")

    asyncio.run(play())


def test_bad_messages_are_dropped_counted_and_reported_once(open_world: Any) -> None:
    """Binary, no JSON, unknown event, extra field, wrong sid, bad base64: the stream goes on."""

    async def talk(socket: Any) -> None:
        await socket.until("start")
        await socket.ws.send_bytes(b"\x00")
        await socket.ws.send_bytes(b"\x01")
        await socket.ws.send_str("{nonsense")
        await socket.send("speak")
        await socket.send("mark", mark={"name": "x"}, extra=1)
        await socket.ws.send_json({"event": "clear", "streamSid": "MZ0"})
        await socket.send("media", media={"payload": "%%%"})
        await socket.mark("good")
        assert (await socket.until("mark"))["mark"]["name"] == "good"

    async def play() -> None:
        async with open_world({"/voice": ONLY_STREAM}, talk) as (carrier, _):
            call = await carrier.dial(CALLER, OFFICE, Tape())
            await call.wait_end()
            assert call.stream.bad_messages == 7
            assert carrier.log.alerts() == [31950, 31951]

    asyncio.run(play())


def test_a_refused_upgrade_is_reported_and_the_call_goes_on(open_world: Any) -> None:
    """A handshake answered 404: stream-error, then the next verb."""
    pages = {
        "/voice": RESCUED.replace("/stream?lost=1", "/nowhere"),
        "/nowhere": 404,
        "/next": "<Response><Hangup/></Response>",
    }

    async def play() -> None:
        async with open_world(pages) as (carrier, customer):
            call = await carrier.dial(CALLER, OFFICE, Tape())
            await call.wait_end()
            await carrier.settle()
            assert carrier.log.alerts() == [31920]
            assert customer.posts_to("/stream-status")[0]["StreamEvent"] == "stream-error"
            assert len(customer.posts_to("/next")) == 1

    asyncio.run(play())


def run_faulty(open_world: Any, talk: Any, faults: Faults, seconds: float = 0.6) -> Any:
    """Run a call with a fault, hang up after a while; return (carrier, customer, call)."""

    async def play() -> Any:
        pages = {"/voice": RESCUED, "/next": "<Response><Hangup/></Response>"}
        async with open_world(pages, talk) as (carrier, customer):
            call = await carrier.dial(CALLER, OFFICE, Tape(), faults=faults)
            await call.wait_answer()
            await asyncio.sleep(seconds)
            await call.hang_up()
            await call.wait_end()
            await carrier.settle()
            return carrier, customer, call

    return asyncio.run(play())


async def listen(socket: Any) -> None:
    """Read to the end."""
    while not socket.closed:
        await socket.read()


def test_lost_frames_jump_in_chunk_and_timestamp(open_world: Any) -> None:
    """What arrives keeps consecutive sequence numbers; chunk and timestamp show the holes."""
    _, customer, _ = run_faulty(open_world, listen, Faults(seed=3, frame_loss=0.4))
    media = customer.sockets[0].of("media")
    chunks = [int(message["media"]["chunk"]) for message in media]
    stamps = [int(message["media"]["timestamp"]) for message in media]
    assert len(chunks) < 0.9 * chunks[-1]
    assert [stamp - stamps[0] for stamp in stamps] == [20 * (c - chunks[0]) for c in chunks]
    numbers = [int(message["sequenceNumber"]) for message in media]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_stall_ends_in_a_burst(open_world: Any) -> None:
    """No media for 300 ms, then all of it at once, in order."""
    arrived: list[float] = []

    async def talk(socket: Any) -> None:
        while not socket.closed:
            if (await socket.read())["event"] == "media":
                arrived.append(asyncio.get_running_loop().time())

    _, customer, _ = run_faulty(open_world, talk, Faults(stalls=(Stall(0.1, 0.3),)))
    gaps = [b - a for a, b in pairwise(arrived)]
    stall = gaps.index(max(gaps))
    assert gaps[stall] > 0.25
    assert sum(gaps[stall + 1 : stall + 11]) < 0.1  # 200 ms of audio
    chunks = [int(m["media"]["chunk"]) for m in customer.sockets[0].of("media")]
    assert chunks == list(range(1, len(chunks) + 1))


def test_a_reset_connection_leads_to_the_rescue_page(open_world: Any) -> None:
    """The server sees an abnormal close without `stop`; the carrier asks the next URL."""
    codes: list[Any] = []

    async def talk(socket: Any) -> None:
        await listen(socket)
        codes.append(socket.ws.close_code)

    carrier, customer, call = run_faulty(open_world, talk, Faults(reset_at=0.2))
    assert codes == [1006]
    assert not customer.sockets[0].of("stop")
    assert call.stream.close_code == 1006
    assert len(customer.posts_to("/next")) == 1
    assert 31921 in carrier.log.alerts()


def test_a_half_open_stream_goes_silent_without_closing(open_world: Any) -> None:
    """Nothing arrives after the fault until the socket is closed at the caller's hang-up."""
    _, customer, call = run_faulty(open_world, listen, Faults(half_open_at=0.2), seconds=0.6)
    assert 1 <= len(customer.sockets[0].of("media")) <= 11
    assert call.duration == 1


def test_a_half_open_stream_does_not_hear_of_a_close(open_world: Any) -> None:
    """The server closes, and the carrier asks nobody what comes next."""

    async def leave(socket: Any) -> None:
        await asyncio.sleep(0.4)
        await socket.ws.close()

    _, customer, _ = run_faulty(open_world, leave, Faults(half_open_at=0.2), seconds=0.8)
    assert not customer.posts_to("/next")


def test_marks_can_come_late_and_twice(open_world: Any) -> None:
    """After a clear the echoes of dropped audio trickle in."""

    async def talk(socket: Any) -> None:
        await socket.until("media")
        await socket.media(TONE * 100)
        await socket.mark("cut")
        await socket.send("clear")
        await socket.until("mark", 2)
        await listen(socket)

    faults = Faults(late_marks=0.1, duplicate_marks=True)
    _, customer, call = run_faulty(open_world, talk, faults)
    assert [m["mark"]["name"] for m in customer.sockets[0].of("mark")] == ["cut", "cut"]
    assert call.stream.marks_out[0][0] - call.stream.clears[0] >= 0.1


def test_a_caller_can_be_gone_before_the_stream_opens(open_world: Any) -> None:
    """Upgrade race: no media flows, the call ends completed with its callback."""

    async def talk(socket: Any) -> None:
        await listen(socket)

    _, customer, call = run_faulty(open_world, talk, Faults(hang_up_before_stream=True), 0.1)
    assert call.status == "completed"
    assert all(len(socket.of("media")) <= 1 for socket in customer.sockets)
    assert len(customer.posts_to("/status")) == 1
    assert customer.posts_to("/next") == []


def test_callbacks_can_come_twice(open_world: Any) -> None:
    """Same SequenceNumber, delivered two times."""
    faults = Faults(callback_twice=True, callback_shuffle=True)
    _, customer, _ = run_faulty(open_world, listen, faults, 0.1)
    assert [form["SequenceNumber"] for form in customer.posts_to("/status")] == ["0", "0"]


def test_a_swallowed_message_leaves_no_trace(open_world: Any) -> None:
    """No echo and no audio, as if the server had never sent it."""

    async def talk(socket: Any) -> None:
        await socket.until("media")
        await socket.media(TONE)
        await socket.mark("lost")
        await listen(socket)

    carrier, customer, call = run_faulty(open_world, talk, Faults(swallow=1.0), 0.3)
    assert not customer.sockets[0].of("mark")
    assert TONE not in bytes(call.recording.right)
    assert carrier.log.alerts() == []


def test_jitter_keeps_the_order(open_world: Any) -> None:
    """Held messages leave late but in order."""
    _, customer, _ = run_faulty(open_world, listen, Faults(jitter=0.08), 0.5)
    chunks = [int(m["media"]["chunk"]) for m in customer.sockets[0].of("media")]
    assert chunks == list(range(1, len(chunks) + 1))


def test_callers_may_leave_at_any_moment(open_world: Any) -> None:
    """Thirty calls at once, each hung up at a random moment: all end, nothing is left."""

    async def talk(socket: Any) -> None:
        while not socket.closed:
            if (await socket.read())["event"] == "start":
                await socket.media(TONE * 20)
                await socket.mark("end")

    pages = {"/voice": RESCUED, "/next": "<Response><Pause/></Response>"}
    rng = random.Random(7)

    async def one(carrier: Any) -> str:
        call = await carrier.dial(CALLER, OFFICE, Tape())
        await asyncio.sleep(rng.uniform(0.0, 0.5))
        await call.hang_up()
        return str(await call.wait_end())

    async def play() -> None:
        async with open_world(pages, talk) as (carrier, customer):
            async with asyncio.timeout(4):
                ends = await asyncio.gather(*(one(carrier) for _ in range(30)))
                await carrier.settle()
            assert set(ends) <= {"completed", "canceled"}
            assert len(customer.posts_to("/status")) == 30
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(play())
