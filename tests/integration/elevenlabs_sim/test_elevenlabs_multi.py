"""Many contexts on one socket, by a plain client."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import WSServerHandshakeError

from simulators.elevenlabs import INSTANT, Limits, Plan
from simulators.speech import tones

pytestmark = pytest.mark.integration

Play = Callable[..., None]
TEXT = "Our next opening is Tuesday, between 8 and noon. "
SLOW = replace(INSTANT, speed=(4.0, 4.0), chunk=(0.2, 0.2))


def context_of(body: dict[str, Any]) -> Any:
    return body.get("contextId", body.get("context_id"))


def test_a_turn_sounds_as_its_words_and_says_when_each_character_does(
    play: Play, heard: Callable[..., bytes]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say(" ", "turn-1")
            await line.say(TEXT, "turn-1", flush=True)
            await line.send(context_id="turn-1", close_context=True)
            messages = await line.final("turn-1")
        assert [one.number for one in tones.heard(heard(messages, "turn-1"))] == tones.numbers(TEXT)
        assert set(messages[-1]) - {"contextId", "context_id"} == {"isFinal"}
        chars = ""
        for body in messages[:-1]:
            arrays = body["alignment"]
            chars += "".join(arrays["chars"])
            assert len({len(one) for one in arrays.values()}) == 1
            length = len(heard([body], "turn-1")) / 8
            assert all(0 <= at <= length for at in arrays["charStartTimesMs"])
        assert chars == TEXT
        read_out = "".join("".join(body["normalizedAlignment"]["chars"]) for body in messages[:-1])
        assert read_out == TEXT.replace("8", "eight")

    play(scenario)


@pytest.mark.parametrize(
    ("plan", "keys"),
    [
        (Plan(profile=INSTANT), {"contextId"}),
        (Plan(profile=INSTANT, context_spelling="alternating"), {"contextId", "context_id"}),
    ],
    ids=["documented", "alternating"],
)
def test_the_contexts_name_is_spelled_as_documented_or_both_ways(
    play: Play, plan: Plan, keys: set[str]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say(TEXT * 4, "a", flush=True)
            await line.send(contextId="a", close_context=True)
            messages = await line.final("a")
        assert keys == {key for body in messages for key in body if key.startswith("context")}

    play(scenario, plan)


def test_text_waits_for_a_flush_and_a_flush_alone_ends_nothing(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say("Hello there. ", "a")
            await line.say("Other words. ", "b", flush=True)
            await line.send(context_id="b", close_context=True)
            assert {context_of(one) for one in await line.final("b")} == {"b"}
            await line.send(context_id="a", flush=True)
            body = await line.read()
            assert (context_of(body), bool(body["audio"])) == ("a", True)
            await line.say("Last words. ", "c", flush=True)
            await line.send(context_id="c", close_context=True)
            messages = await line.final("c")
            assert not any(one.get("isFinal") and context_of(one) == "a" for one in messages)

    play(scenario)


def test_closing_drops_what_was_not_flushed_and_speaks_what_was(
    play: Play, heard: Callable[..., bytes]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say("One two three four five. ", "a", flush=True)
            await line.say("Never spoken. ", "a")
            await line.send(context_id="a", close_context=True)
            spoken = tones.heard(heard(await line.final("a"), "a"))
            assert [one.number for one in spoken] == tones.numbers("One two three four five.")

    play(scenario, Plan(profile=SLOW))


def test_a_closed_context_may_fall_silent_at_once(play: Play, heard: Callable[..., bytes]) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say("One two three four five six seven eight. ", "a", flush=True)
            await line.read()
            await line.send(context_id="a", close_context=True)
            await line.final("a")
            assert 0 < len(heard(line.messages, "a")) < 8000

    play(scenario, Plan(profile=SLOW, speaks_on=False))


def test_contexts_are_spoken_side_by_side_and_names_may_be_used_again(
    play: Play, heard: Callable[..., bytes]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            for name in ("a", "b"):
                await line.say(TEXT, name, flush=True)
                await line.send(context_id=name, close_context=True)
            await line.say("Again. ", "a", flush=True)
            await line.send(context_id="a", close_context=True)
            finals = 0
            while finals < 3:
                body = await line.read()
                finals += bool(body.get("isFinal"))
        order = [context_of(one) for one in line.messages]
        assert order != sorted(order)
        spoken = tones.heard(heard(line.messages, "b"))
        assert [one.number for one in spoken] == tones.numbers(TEXT)

    play(scenario, Plan(profile=SLOW))


def test_a_sixth_context_ends_the_socket(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            for number in range(6):
                await line.say(" ", f"turn-{number}")
            (error,) = await line.end()
        assert (error["error"], error["code"]) == ("max_active_conversations", 1008)
        assert "(5)" in error["message"]
        assert line.code == 1008

    play(scenario)


def test_a_closed_context_counts_until_it_is_released(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            for number in range(5):
                await line.say(" ", f"turn-{number}")
            await line.send(context_id="turn-0", close_context=True)
            await line.final("turn-0")
            await line.say(" ", "turn-5")
            assert (await line.end())[-1]["error"] == "max_active_conversations"
        async with client.line() as line:
            for number in range(5):
                await line.say(" ", f"turn-{number}")
            await line.send(context_id="turn-0", close_context=True)
            await line.final("turn-0")
            await asyncio.sleep(0.4)
            await line.say("Fine. ", "turn-5", flush=True)
            assert (await line.read())["audio"]

    play(scenario, Plan(profile=replace(INSTANT, release=(0.3, 0.3))))


def test_a_flush_for_an_unknown_context_opens_it(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.send(context_id="a", flush=True)
            await line.say(" ", "a", voice_settings={"speed": 1.1})
            (error,) = await line.end()
        assert "voice_settings can only be set in the first message" in error["message"]
        assert line.code == 1008

    play(scenario)


def test_settings_may_be_repeated_but_not_changed(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            for _ in range(2):
                await line.say(" ", "a", voice_settings={"speed": 1.1}, generation_config=None)
            await line.say("Fine. ", "a", flush=True)
            assert (await line.read())["audio"]
            await line.say("No. ", "a", voice_settings={"speed": 1.0})
            await line.end()
        assert line.code == 1008

    play(scenario)


def test_an_idle_socket_is_closed_and_a_keep_alive_is_no_idleness(
    play: Play, paths: dict[str, str]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(paths["multi"] + "&inactivity_timeout=0.7") as line:
            for _ in range(4):
                await asyncio.sleep(0.25)
                await line.say("", "a")
            (error,) = await line.end()
        assert "timeout of 0.7 seconds" in error["message"]
        assert "timeout" in line.reason
        assert line.code == 1008

    play(scenario)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("eleven_flash_v2_5", "eleven_v3_conversational", "unsupported_model"),
        ("eleven_flash_v2_5", "eleven_v4_turbo", "unsupported_model"),
        ("JBFqnCBsd6RMkjVDRZzb", "nobody", "voice_not_found"),
        ("ulaw_8000", "ulaw_16000", "invalid_output_format"),
    ],
)
def test_what_the_socket_cannot_do_is_refused(
    play: Play, paths: dict[str, str], old: str, new: str, error: str
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(paths["multi"].replace(old, new)) as line:
            (body,) = await line.end()
        assert (body["error"], line.code) == (error, 1008)

    play(scenario)


@pytest.mark.parametrize(
    "body",
    [
        "no json",
        "[]",
        '{"text": 3}',
        '{"text":" ","generation_config":{"chunk_length_schedule":[10]}}',
    ],
)
def test_messages_that_make_no_sense_end_the_socket(play: Play, body: str) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.ws.send_str(body)
            await line.end()
        assert line.code == 1008

    play(scenario)


def test_close_socket_speaks_what_was_flushed_and_closes(
    play: Play, heard: Callable[..., bytes]
) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say(TEXT, "a", flush=True)
            await line.send(close_socket=True)
            messages = await line.end()
        spoken = tones.heard(heard(messages, "a"))
        assert [one.number for one in spoken] == tones.numbers(TEXT)
        assert line.code == 1000

    play(scenario, Plan(profile=SLOW))


# --- keys and limits ------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["xi-api-key", "xi_api_key", "authorization"])
def test_the_first_message_may_bring_the_key(play: Play, key: str) -> None:
    async def scenario(client: Any) -> None:
        value = client.server.plan.key
        async with client.line(Accept="*/*") as line:
            await line.send(text="Hi. ", flush=True, **{key: value})
            assert (await line.read())["audio"]
        async with client.line(Accept="*/*") as line:
            await line.send(text="Hi. ", flush=True, **{key: "other"})
            (error,) = await line.end()
        assert (error["error"], line.code) == ("invalid_api_key", 1008)

    play(scenario)


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_bad_key_is_refused_before_the_upgrade(play: Play, status: str) -> None:
    async def scenario(client: Any) -> None:
        with pytest.raises(WSServerHandshakeError) as refused:
            async with client.line(**{"xi-api-key": "other"}):
                pass
        assert refused.value.status == int(status)

    play(scenario, Plan(profile=INSTANT, bad_key=status))


def test_a_bad_key_may_be_refused_by_a_message(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line(**{"xi-api-key": "other"}) as line:
            (error,) = await line.end()
        assert (error["error"], line.code) == ("invalid_api_key", 1008)

    play(scenario, Plan(profile=INSTANT, bad_key="message"))


def test_generations_wait_for_a_place_and_too_many_are_refused(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line, client.line() as other:
            for name in ("a", "b"):
                await line.say(TEXT, name, flush=True)
            await line.read()
            await other.say(TEXT, "c", flush=True)
            (error,) = await other.end()
            for name in ("a", "b"):
                await line.send(context_id=name, close_context=True)
            while {context_of(one) for one in line.messages if one.get("isFinal")} != {"a", "b"}:
                await line.read()
        assert (error["error"], other.code) == ("concurrent_limit_exceeded", 1008)
        assert client.server.workspace.most == 1
        assert client.server.workspace.in_flight == 0

    play(scenario, Plan(profile=SLOW, limits=Limits(concurrent=1, queue=1)))


def test_a_spent_quota_ends_the_socket(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say("Fine. ", "a", flush=True)
            await line.say("Too much of it. ", "a", flush=True)
            messages = await line.end()
        assert messages[0]["audio"]
        assert (messages[-1]["error"], line.code) == ("quota_exceeded", 1008)

    play(scenario, Plan(profile=INSTANT, limits=Limits(characters=10)))


def test_a_client_that_leaves_gives_its_place_back(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say(TEXT * 5, "a", flush=True)
            await line.read()
            assert client.server.workspace.in_flight == 1
        for _ in range(300):
            if not (client.server.workspace.in_flight or client.server.sockets):
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the place is still taken")

    play(scenario, Plan(profile=SLOW))


def test_what_came_is_kept(play: Play) -> None:
    async def scenario(client: Any) -> None:
        async with client.line() as line:
            await line.say("Hi. ", "a", flush=True)
            await line.read()
        (request,) = client.server.requests
        assert request.path.endswith("/multi-stream-input")
        assert request.query["output_format"] == "ulaw_8000"
        (message,) = client.server.messages
        assert message.body == {"text": "Hi. ", "context_id": "a", "flush": True}

    play(scenario)
