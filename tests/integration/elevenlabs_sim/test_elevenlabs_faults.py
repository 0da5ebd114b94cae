"""Everything that can be made to go wrong, as a client meets it."""

import asyncio
import base64
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from simulators.elevenlabs import INSTANT, Outage, Plan, RequestFault, SpeechFault
from simulators.speech import tones

pytestmark = pytest.mark.integration

Play = Callable[..., None]
Heard = Callable[..., bytes]
TEXT = "one two three four five six seven eight nine ten "
CHUNKED = replace(INSTANT, chunk=(0.3, 0.3))


async def turn(line: Any, name: str = "a") -> list[dict[str, Any]]:
    """Say the text in a context of its own; all messages up to its end or the socket's."""
    await line.say(TEXT, name, flush=True)
    await line.send(context_id=name, close_context=True)
    found: list[dict[str, Any]] = await line.final(name)
    return found


def spoken(ulaw: bytes) -> list[int]:
    return [one.number for one in tones.heard(ulaw)]


async def status_of(client: Any, path: str = "/v1/models") -> int:
    known = {"xi-api-key": client.server.plan.key}
    async with client.session.get(client.server.base_url + path, headers=known) as answer:
        return int(answer.status)


# --- requests and handshakes ----------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_handshake_is_refused_once(play: Play, status: int) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(RequestFault(path="/multi-stream-input", status=status))
        assert await status_of(client) == 200
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with client.line():
                pass
        assert refused.value.status == status
        async with client.line() as line:
            assert (await turn(line))[-1]["isFinal"]

    play(scenario)


def test_the_nth_request_of_a_path_is_spoiled(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(RequestFault(path="/v1/models", status=503, skip=2))
        client.server.faults.append(RequestFault(path="/v2/voices", status=500))
        found = [await status_of(client) for _ in range(4)]
        assert found == [200, 200, 503, 200]
        assert await status_of(client, "/v2/voices") == 500

    play(scenario)


def test_a_request_is_cut_or_answered_with_a_page(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults += [RequestFault(cut=True), RequestFault(html="<h1>Bad gateway</h1>")]
        with pytest.raises(aiohttp.ClientError):
            await client.session.post(client.server.base_url + "/v1/models")  # is not tried again
        async with client.session.get(client.server.base_url + "/v1/models") as answer:
            assert (answer.status, answer.content_type) == (503, "text/html")

    play(scenario)


def test_a_code_of_choice_is_told(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(RequestFault(status=429, code="system_busy"))
        async with client.session.get(client.server.base_url + "/v1/models") as answer:
            assert (await answer.json())["detail"]["code"] == "system_busy"

    play(scenario)


@pytest.mark.parametrize(
    ("fault", "code", "error"),
    [
        (RequestFault(error="quota_exceeded"), 1008, "quota_exceeded"),
        (RequestFault(close=1011, life=0.1), 1011, None),
        (RequestFault(error="system_busy", close=1013), 1013, "system_busy"),
        (RequestFault(close=1006, life=0.1), 1006, None),
    ],
)
def test_a_socket_ends_after_its_opening(
    play: Play, fault: RequestFault, code: int, error: str | None
) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(fault)
        async with client.line() as line:
            messages = await line.end()
        assert line.code == code
        assert [one["error"] for one in messages] == ([error] if error else [])

    play(scenario)


# --- speech ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [1006, 1009, 1011])
def test_a_socket_drops_in_the_middle_of_a_context(play: Play, heard: Heard, code: int) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(after=1.0, close=code))
        async with client.line() as line:
            messages = await turn(line)
        assert len(heard(messages, "a")) == 8000
        assert line.code == code

    play(scenario, Plan(profile=CHUNKED))


def test_an_error_is_told_before_the_socket_closes(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(after=0.5, error="quota_exceeded"))
        async with client.line() as line:
            messages = await turn(line)
        assert (messages[-1]["error"], messages[-1]["code"], line.code) == (
            "quota_exceeded",
            1008,
            1008,
        )

    play(scenario)


def test_a_fault_beyond_the_end_strikes_before_the_last_message(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(after=60.0, close=1011))
        async with client.line() as line:
            messages = await turn(line)
        assert not any(one.get("isFinal") for one in messages)
        assert line.code == 1011

    play(scenario)


def test_speech_stalls_in_the_middle_and_goes_on(play: Play, heard: Heard) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(after=0.7, stall=0.4))
        loop = asyncio.get_running_loop()
        async with client.line() as line:
            await line.say(TEXT, "a", flush=True)
            await line.send(context_id="a", close_context=True)
            gaps, before = [], loop.time()
            while not (await line.read()).get("isFinal"):
                gaps.append((loop.time() - before, len(heard(line.messages, "a"))))
                before = loop.time()
        waited = max(gaps)
        assert waited[0] >= 0.35
        assert waited[1] == 5600 + 2400
        assert spoken(heard(line.messages, "a")) == tones.numbers(TEXT)

    play(scenario, Plan(profile=CHUNKED))


def test_speech_and_handshakes_may_never_be_answered(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(after=0.3, stall=math.inf))
        async with client.line() as line:
            await line.say(TEXT, "a", flush=True)
            await line.read()
            rest = await turn(line, "b")
            assert not any(one.get("contextId", one.get("context_id")) == "a" for one in rest)
        client.server.faults.append(RequestFault(stall=math.inf))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3), client.line():
                pass

    play(scenario, Plan(profile=CHUNKED))


def test_the_first_audio_is_late(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(slow=0.4))
        loop = asyncio.get_running_loop()
        async with client.line() as line:
            for least in (0.4, 0.0):
                before = loop.time()
                await line.say("Hi. ", f"turn {least}", flush=True)
                await line.read()
                assert loop.time() - before >= least

    play(scenario)


def test_a_context_never_ends(play: Play) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(final=False))
        async with client.line() as line:
            await line.say(TEXT, "a", flush=True)
            await line.send(context_id="a", close_context=True)
            messages = await turn(line, "b")
            rest = await turn(line, "c")
        finals = [one for one in messages + rest if one.get("isFinal")]
        assert len(finals) == 2
        assert "a" not in [one.get("contextId", one.get("context_id")) for one in finals]

    play(scenario)


def test_alignment_is_null_and_empty_audio_lies_between(play: Play, heard: Heard) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(alignment=False, empty=True))
        async with client.line() as line:
            messages = await turn(line)
        assert {one.get("alignment") for one in messages} == {None}
        assert "" in [one.get("audio") for one in messages]
        assert spoken(heard(messages, "a")) == tones.numbers(TEXT)

    play(scenario, Plan(profile=CHUNKED))


def test_one_message_is_torn(play: Play, heard: Heard) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(after=0.6, torn=True))
        async with client.line() as line:
            messages = await turn(line)
        (torn,) = line.broken
        assert torn.startswith('{"audio"')
        assert len(heard(messages, "a")) == 8 * 2400 - 2400

    play(scenario, Plan(profile=CHUNKED))


def test_audio_has_another_rate_than_asked_for(play: Play, heard: Heard) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(rate=16000))
        async with client.line() as line:
            messages = await turn(line)
        assert len(heard(messages, "a")) == 2 * 19200

    play(scenario)


def test_a_success_is_silent(play: Play, heard: Heard) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(silent=True))
        async with client.line() as line:
            messages = await turn(line)
        assert heard(messages, "a") == b""
        assert messages[-1]["isFinal"]

    play(scenario)


@pytest.mark.parametrize("wait", [0.0, 0.3])
def test_audio_still_comes_after_a_context_was_closed(
    play: Play, heard: Heard, wait: float
) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(late=0.3))
        loop = asyncio.get_running_loop()
        async with client.line() as line:
            await line.say(TEXT, "a", flush=True)
            await asyncio.sleep(wait)
            await line.send(context_id="a", close_context=True)
            closed, last = loop.time(), 0.0
            while not (body := await line.read()).get("isFinal"):
                last = loop.time() if body["audio"] else last
        assert last - closed >= 0.25

    play(scenario)


# --- speech over HTTP -----------------------------------------------------------------------------


async def body_of(client: Any, paths: dict[str, str]) -> bytes:
    url = f"{client.server.base_url}/v1/text-to-speech/{paths['voice']}/stream"
    known = {"xi-api-key": client.server.plan.key}
    query = {"output_format": "ulaw_8000"}
    request = client.session.post(url, params=query, json={"text": TEXT}, headers=known)
    async with request as answer:
        assert answer.status == 200
        return bytes(await answer.read())


def test_an_http_answer_breaks_off_stalls_or_is_empty(play: Play, paths: dict[str, str]) -> None:
    async def scenario(client: Any) -> None:
        client.server.faults.append(SpeechFault(path="/stream", after=0.6, close=1006))
        with pytest.raises(aiohttp.ClientError):
            await body_of(client, paths)
        client.server.faults.append(SpeechFault(path="/stream", silent=True))
        assert await body_of(client, paths) == b""
        client.server.faults.append(SpeechFault(path="/stream", after=0.6, stall=0.3))
        loop = asyncio.get_running_loop()
        before = loop.time()
        assert len(await body_of(client, paths)) == 19200
        assert loop.time() - before >= 0.3

    play(scenario, Plan(profile=CHUNKED))


# --- outages --------------------------------------------------------------------------------------


def test_an_outage_spoils_everything_that_fits_until_it_ends(play: Play) -> None:
    async def scenario(client: Any) -> None:
        fault = RequestFault(path="/v1/models", status=503)
        client.server.plan = replace(client.server.plan, outages=(Outage(fault, end=0.5),))
        assert [await status_of(client) for _ in range(2)] == [503, 503]
        assert await status_of(client, "/v2/voices") == 200
        await asyncio.sleep(0.6)
        assert await status_of(client) == 200

    play(scenario)


def test_an_outage_resets_open_sockets_when_it_begins(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.end()
        assert line.code == 1006
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with client.line():
                pass

    fault = RequestFault(path="text-to-speech", status=503)
    play(scenario, Plan(profile=INSTANT, outages=(Outage(fault, start=0.4, closes=True),)))


def test_an_outage_may_spoil_a_share(play: Play) -> None:
    async def scenario(client: Any) -> None:
        found = [await status_of(client) for _ in range(60)]
        assert 15 <= found.count(500) <= 45

    outage = Outage(RequestFault(status=500), share=0.5)
    play(scenario, Plan(profile=INSTANT, outages=(outage,)))


def test_an_outage_of_speech_silences_all_contexts(play: Play, heard: Heard) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            for name in ("a", "b"):
                assert heard(await turn(line, name), name) == b""

    play(scenario, Plan(profile=INSTANT, outages=(Outage(SpeechFault(silent=True)),)))


def test_audio_is_base64(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            messages = await turn(line)
        assert all(base64.b64decode(one["audio"], validate=True) for one in messages[:-1])

    play(scenario)
