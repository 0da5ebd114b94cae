"""The official OpenAI SDK behind the proxy: what each fault is to its users."""

import asyncio
import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from simulators.faults import (
    Bandwidth,
    Cut,
    Delay,
    Duplicate,
    Entry,
    Fault,
    HalfClose,
    Jitter,
    Refuse,
    Repeat,
    Silence,
    SlowLoris,
    Stall,
    Truncate,
    WrongRate,
)

pytestmark = pytest.mark.integration

Through = Callable[..., Any]
Talk = Callable[[AsyncOpenAI], Any]
SENTENCE = "Good morning, how can I help?"


def sdk(line: Any, **how: Any) -> AsyncOpenAI:
    base = f"{line.proxy.base_url}/v1"
    return AsyncOpenAI(api_key="sk-simulated", base_url=base, **{"max_retries": 0, **how})


async def chat(line: Any, **how: Any) -> str:
    """The streamed words; raises what the SDK raises."""
    async with sdk(line, **how) as client:
        stream = await client.chat.completions.create(
            model="some-model", messages=[{"role": "user", "content": "hi"}], stream=True
        )
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])


def error_of(through: Through, fault: Fault | Entry, **how: Any) -> Exception:
    async def talk(line: Any) -> Exception:
        with pytest.raises(openai.OpenAIError) as caught:
            await chat(line, **how)
        return caught.value

    found: Exception = through(talk, fault)
    return found


def test_without_a_fault_the_sentence_arrives(through: Through) -> None:
    assert through(chat) == SENTENCE


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (401, openai.AuthenticationError, "invalid_api_key"),
        (402, openai.RateLimitError, "insufficient_quota"),
        (403, openai.PermissionDeniedError, "unsupported_country_region_territory"),
        (404, openai.NotFoundError, "model_not_found"),
        (429, openai.RateLimitError, "rate_limit_exceeded"),
        (500, openai.InternalServerError, None),
        (503, openai.InternalServerError, None),
    ],
)
def test_refusals_are_the_errors_of_the_sdk(
    through: Through, status: int, kind: type[openai.APIStatusError], code: str | None
) -> None:
    error = error_of(through, Refuse(status))
    assert type(error) is kind
    assert isinstance(error, openai.APIStatusError)
    assert error.code == code
    assert error.request_id
    assert error.status_code == (429 if status == 402 else status)


def test_a_page_of_html_is_an_error_without_a_code(through: Through) -> None:
    error = error_of(through, Refuse(503, html=True))
    assert isinstance(error, openai.InternalServerError)
    assert str(error.body).startswith("<html>")


def test_the_sdk_comes_back_when_it_is_told_to(through: Through) -> None:
    async def talk(line: Any) -> tuple[str, list[int | None]]:
        words = await chat(line, max_retries=2)
        return words, [record.status for record in line.proxy.log]

    busy = Entry(Refuse(429, retry_after_s=0.05), times=2)
    assert through(talk, busy) == (SENTENCE, [429, 429, 200])


def test_an_exhausted_quota_is_not_tried_again(through: Through) -> None:
    async def talk(line: Any) -> int:
        with pytest.raises(openai.RateLimitError):
            await chat(line, max_retries=2)
        return len(line.proxy.log)

    assert through(talk, Refuse(429, code="insufficient_quota")) == 1


@pytest.mark.parametrize("fault", [Delay(5), Stall()])
def test_a_late_answer_is_a_timeout(through: Through, fault: Fault) -> None:
    assert isinstance(error_of(through, fault, timeout=0.2), openai.APITimeoutError)


@pytest.mark.parametrize("fault", [Cut(), Cut(after_bytes=300), HalfClose(), HalfClose(300)])
def test_a_broken_connection_is_a_connection_error(through: Through, fault: Fault) -> None:
    assert type(error_of(through, fault)) is openai.APIConnectionError


@pytest.mark.parametrize("fault", [Jitter(0.02), Bandwidth(20_000), Delay(0.05)])
def test_a_slow_answer_is_whole(through: Through, fault: Fault) -> None:
    assert through(lambda line: chat(line, timeout=5.0), fault) == SENTENCE


def test_a_timeout_between_reads_does_not_notice_drops(through: Through) -> None:
    async def talk(line: Any) -> tuple[str, float]:
        began = monotonic()
        return await chat(line, timeout=0.4), monotonic() - began

    words, took = through(talk, SlowLoris(0.0005))
    assert words == SENTENCE
    assert took > 0.4


def test_a_silent_success_is_an_empty_stream_and_no_error(through: Through) -> None:
    assert through(chat, Silence()) == ""


def test_a_truncated_stream_is_a_broken_event_or_a_silent_end(through: Through) -> None:
    async def talk(line: Any) -> str:
        try:
            return await chat(line)
        except json.JSONDecodeError as error:
            return f"broken: {error.doc[:5]}"

    assert through(talk, Truncate(after_bytes=220)) in ('broken: {"id"', "Good")


def test_doubled_events_are_doubled_words(through: Through) -> None:
    assert through(chat, Duplicate()).startswith("GoodGood morning morning")


def test_a_repeated_request_is_paid_twice_and_heard_once(through: Through) -> None:
    async def talk(line: Any) -> tuple[str, int]:
        return await chat(line), len(line.service.seen)

    assert through(talk, Repeat()) == (SENTENCE, 2)


def test_speech_at_the_wrong_rate_is_too_short(through: Through) -> None:
    async def talk(line: Any) -> int:
        async with (
            sdk(line) as client,
            client.audio.speech.with_streaming_response.create(
                model="m", voice="alloy", input="hi", response_format="pcm"
            ) as answer,
        ):
            return len(b"".join([piece async for piece in answer.iter_bytes()]))

    assert through(talk) == 48000
    assert abs(through(talk, WrongRate(24000, 16000)) - 32000) <= 4


def test_leaving_a_stream_early_is_seen_by_the_service(through: Through) -> None:
    async def talk(line: Any) -> str:
        async with sdk(line) as client:
            stream = await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "hi"}], stream=True
            )
            await anext(aiter(stream))
            await stream.close()
        await asyncio.sleep(0.05)
        return line.proxy.log[0].end

    assert through(talk, Stall(after_bytes=400)) == "client left"
