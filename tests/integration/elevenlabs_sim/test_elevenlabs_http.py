"""Speech, voices and models over plain HTTP."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulators.elevenlabs import INSTANT, Limits, Plan
from simulators.speech import tones

pytestmark = pytest.mark.integration

Play = Callable[..., None]
TEXT = "One two three four."


async def post(
    client: Any, query: str = "output_format=ulaw_8000", **body: Any
) -> tuple[int, Any, Any]:
    """Status, headers and body of a request for speech."""
    voice = body.pop("voice", "JBFqnCBsd6RMkjVDRZzb")
    key = body.pop("key", client.server.plan.key)
    url = f"{client.server.base_url}/v1/text-to-speech/{voice}/stream?{query}"
    async with client.session.post(url, json=body, headers={"xi-api-key": key}) as answer:
        plain = answer.content_type == "application/json"
        return answer.status, answer.headers, await (answer.json() if plain else answer.read())


def test_the_body_is_the_speech(play: Play) -> None:
    async def scenario(client: Any) -> None:
        status, headers, body = await post(client, text=TEXT)
        assert status == 200
        assert [one.number for one in tones.heard(body)] == tones.numbers(TEXT)
        assert headers["Transfer-Encoding"] == "chunked"
        assert headers["character-cost"] == str(len(TEXT))
        assert headers["current-concurrent-requests"] == "1"
        assert headers["maximum-concurrent-requests"] == "10"
        assert headers["request-id"]

    play(scenario)


@pytest.mark.parametrize(
    ("name", "rate", "width"),
    [
        ("ulaw_8000", 8000, 1),
        ("alaw_8000", 8000, 1),
        ("pcm_8000", 8000, 2),
        ("pcm_16000", 16000, 2),
        ("pcm_22050", 22050, 2),
        ("pcm_24000", 24000, 2),
    ],
)
def test_plain_formats_have_the_length_of_the_speech(
    play: Play, name: str, rate: int, width: int
) -> None:
    async def scenario(client: Any) -> None:
        _, _, body = await post(client, f"output_format={name}", text=TEXT)
        assert len(body) == pytest.approx(0.96 * rate * width, abs=8)

    play(scenario)


@pytest.mark.parametrize(("name", "rate"), [("mp3_44100_128", 44100), ("mp3_22050_32", 22050)])
def test_mp3_can_be_decoded(play: Play, name: str, rate: int) -> None:
    av = pytest.importorskip("av", reason="PyAV makes the MP3")

    async def scenario(client: Any) -> None:
        _, headers, body = await post(client, f"output_format={name}", text=TEXT)
        assert headers["Content-Type"] == "audio/mpeg"
        with av.open(io.BytesIO(body)) as file:
            frames = list(file.decode(audio=0))
        assert frames[0].sample_rate == rate
        assert sum(one.samples for one in frames) / rate == pytest.approx(0.96, abs=0.1)

    play(scenario)


@pytest.mark.parametrize(
    ("query", "change", "status", "code"),
    [
        ("output_format=ulaw_16000", {}, 400, "invalid_output_format"),
        ("", {"voice": "nobody"}, 404, "voice_not_found"),
        ("", {"model_id": "eleven_none"}, 400, "model_not_found"),
        ("", {"key": "other"}, 401, "invalid_api_key"),
        ("", {"text": " "}, 400, "invalid_text_length"),
    ],
)
def test_errors_come_in_the_documented_form(
    play: Play, query: str, change: dict[str, str], status: int, code: str
) -> None:
    async def scenario(client: Any) -> None:
        found, headers, body = await post(client, query, **({"text": TEXT} | change))
        assert found == status
        detail = body["detail"]
        assert (detail["code"], detail["status"]) == (code, code)
        assert detail["message"]
        assert detail["request_id"] == headers["request-id"]

    play(scenario)


def test_a_missing_field_is_a_422_with_a_list(play: Play) -> None:
    async def scenario(client: Any) -> None:
        status, _, body = await post(client)
        assert status == 422
        assert body["detail"][0]["loc"] == ["body", "text"]

    play(scenario)


def test_too_many_at_once_are_refused_with_their_numbers(play: Play) -> None:
    async def scenario(client: Any) -> None:
        answers = await asyncio.gather(*(post(client, text=TEXT) for _ in range(4)))
        refused = [one for one in answers if one[0] == 429]
        assert sorted(one[0] for one in answers) == [200, 200, 200, 429]
        assert refused[0][2]["detail"]["code"] == "concurrent_limit_exceeded"
        assert refused[0][1]["current-concurrent-requests"] == "2"
        assert refused[0][1]["maximum-concurrent-requests"] == "2"

    slow = replace(INSTANT, first_byte=(0.3, 0.3))
    play(scenario, Plan(profile=slow, limits=Limits(concurrent=2, queue=1)))


def test_a_spent_quota_is_told(play: Play) -> None:
    async def scenario(client: Any) -> None:
        status, _, body = await post(client, text=TEXT)
        assert (status, body["detail"]["code"]) == (401, "quota_exceeded")

    play(scenario, Plan(profile=INSTANT, limits=Limits(characters=3)))


def test_workspaces_do_not_share_their_limits(play: Play) -> None:
    async def scenario(client: Any) -> None:
        assert (await post(client, text=TEXT))[0] == 401
        assert (await post(client, text=TEXT, key="rich"))[0] == 200

    accounts = {"rich": Limits()}
    play(scenario, Plan(profile=INSTANT, limits=Limits(characters=3), accounts=accounts))


def test_voices_come_in_pages(play: Play) -> None:
    async def scenario(client: Any) -> None:
        found, token = [], ""
        while token is not None:
            url = f"{client.server.base_url}/v2/voices?page_size=2&next_page_token={token}"
            known = {"xi-api-key": client.server.plan.key}
            async with client.session.get(url, headers=known) as answer:
                page = await answer.json()
            found += [one["name"] for one in page["voices"]]
            token = page["next_page_token"]
            assert page["has_more"] == (token is not None)
            assert page["total_count"] == 5
        assert found == ["A", "B", "C", "D", "E"]

    play(scenario, Plan(profile=INSTANT, voices={one.lower(): one for one in "ABCDE"}))


def test_what_does_not_exist_is_not_found(play: Play) -> None:
    async def scenario(client: Any) -> None:
        known = {"xi-api-key": client.server.plan.key}
        url = f"{client.server.base_url}/v1/nothing"
        async with client.session.get(url, headers=known) as answer:
            assert (answer.status, await answer.json()) == (404, {"detail": "Not Found"})

    play(scenario)
