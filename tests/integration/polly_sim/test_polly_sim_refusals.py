"""What the simulated service refuses, as SDKs see it, and how it breaks when told to."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from botocore.exceptions import ClientError, ResponseStreamingError

from simulators.polly import Credentials, Fault, Latency, Plan, PollyServer, Quota

pytestmark = pytest.mark.integration

Talk = Callable[..., tuple[Any, PollyServer]]
SPEECH = {"OutputFormat": "pcm", "SampleRate": "8000", "VoiceId": "Joanna", "Engine": "neural"}

WORDS = {**SPEECH, "Text": "Good morning."}


def refusal(boto: Any, **more: Any) -> tuple[str, int]:
    """Code and HTTP status of the refusal of a request."""
    try:
        boto.synthesize_speech(**{**WORDS, **more})["AudioStream"].read()
    except ClientError as error:
        answer = error.response
        return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]
    return "", 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"VoiceId": "Nobody"}, "ValidationException"),
        ({"OutputFormat": "wav"}, "ValidationException"),
        ({"Engine": "steam"}, "ValidationException"),
        ({"SampleRate": "24000"}, "InvalidSampleRateException"),
        ({"OutputFormat": "mulaw", "SampleRate": "16000"}, "InvalidSampleRateException"),
        ({"VoiceId": "Matthew", "Engine": "standard"}, "EngineNotSupportedException"),
        ({"VoiceId": "Miguel"}, "EngineNotSupportedException"),
        ({"LanguageCode": "es-US"}, "LanguageNotSupportedException"),
        ({"LexiconNames": ["furnace"]}, "LexiconNotFoundException"),
        ({"Text": "x" * 3001}, "TextLengthExceededException"),
        (
            {"Text": f"<speak>{'x' * 3001}</speak>", "TextType": "ssml"},
            "TextLengthExceededException",
        ),
        ({"SpeechMarkTypes": ["word"]}, "MarksNotSupportedForFormatException"),
        ({"OutputFormat": "json"}, "MarksNotSupportedForFormatException"),
        (
            {"OutputFormat": "json", "SpeechMarkTypes": ["ssml"]},
            "SsmlMarksNotSupportedForTextTypeException",
        ),
        ({"Text": "<speak>Tom & Jerry</speak>", "TextType": "ssml"}, "InvalidSsmlException"),
        ({"Text": "Tom and Jerry", "TextType": "ssml"}, "InvalidSsmlException"),
        ({"Text": "<p>Tom</p>", "TextType": "ssml"}, "InvalidSsmlException"),
        (
            {"Text": "<speak><emphasis>Tom</emphasis></speak>", "TextType": "ssml"},
            "InvalidSsmlException",
        ),
        (
            {"Text": '<!DOCTYPE a [<!ENTITY b "c">]><speak>&b;</speak>', "TextType": "ssml"},
            "InvalidSsmlException",
        ),
    ],
)
def test_a_wrong_request_is_refused_with_its_code(
    talk: Talk, change: dict[str, Any], code: str
) -> None:
    found, _ = talk(lambda boto: refusal(boto, **change))
    assert found == (code, 404 if code.startswith("Lexicon") else 400)


def test_tags_are_not_billed_but_count_for_the_total(talk: Talk) -> None:
    def tagged(count: int) -> dict[str, str]:
        return {"Text": f"<speak>{'<s>a</s>' * count}</speak>", "TextType": "ssml"}

    fits, _ = talk(lambda boto: refusal(boto, **tagged(740)))
    too_long, _ = talk(lambda boto: refusal(boto, **tagged(760)))
    assert fits == ("", 200)
    assert too_long == ("TextLengthExceededException", 400)


def test_modelled_errors_are_the_exceptions_of_the_client(talk: Talk) -> None:
    def ask(boto: Any) -> bool:
        try:
            boto.synthesize_speech(**{**WORDS, "SampleRate": "1"})
        except boto.exceptions.InvalidSampleRateException as error:
            return "Sample rate 1" in str(error)
        return False

    assert talk(ask)[0]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (Credentials(secret="not-the-secret"), "InvalidSignatureException"),
        (Credentials(key_id="AKIAUNKNOWN000000000"), "UnrecognizedClientException"),
        (Credentials(token="uncalled-for"), "UnrecognizedClientException"),
    ],
)
def test_wrong_credentials_are_refused(talk: Talk, keys: Credentials, code: str) -> None:
    found, _ = talk(refusal, keys=keys)
    assert found == (code, 403)


def test_a_session_works_until_it_ends(talk: Talk) -> None:
    now = datetime.now(UTC)
    live = Credentials("ASIALIVE000000000000", "secret", "token", now + timedelta(hours=1))
    over = Credentials("ASIAOVER000000000000", "secret", "token", now - timedelta(seconds=1))
    plan = Plan(credentials=(live, over))
    assert talk(refusal, plan=plan, keys=live)[0] == ("", 200)
    assert talk(refusal, plan=plan, keys=over)[0] == ("ExpiredTokenException", 403)


@pytest.mark.parametrize("ahead", [310.0, -310.0])
def test_a_clock_five_minutes_off_spoils_signatures(talk: Talk, ahead: float) -> None:
    found, _ = talk(refusal, plan=Plan(clock_ahead=ahead))
    assert found == ("InvalidSignatureException", 403)
    assert talk(refusal, plan=Plan(clock_ahead=ahead * 0.9))[0] == ("", 200)


def test_an_unsigned_request_is_refused_unless_nobody_checks() -> None:
    async def ask(plan: Plan) -> tuple[int, str, Any]:
        async with (
            PollyServer(plan) as server,
            ClientSession() as session,
            session.get(f"{server.base_url}/v1/voices") as answer,
        ):
            kind = answer.headers.get("x-amzn-ErrorType", "")
            assert answer.headers["x-amzn-RequestId"]
            return answer.status, kind, await answer.json()

    status, kind, body = asyncio.run(ask(Plan()))
    assert (status, kind) == (403, "MissingAuthenticationTokenException")
    assert body == {"message": "Missing Authentication Token"}
    assert asyncio.run(ask(Plan(verify=False)))[0] == 200


def test_a_burst_beyond_the_quota_is_throttled_with_400(talk: Talk) -> None:
    plan = Plan(quotas={"neural": Quota(0.1, 3, 100), "standard": Quota(80, 100, 80)})

    def ask(boto: Any) -> list[tuple[str, int]]:
        found = [refusal(boto) for _ in range(5)]
        return [*found, refusal(boto, Engine="standard")]

    found, _ = talk(ask, plan=plan)
    throttled = ("ThrottlingException", 400)
    assert found == [("", 200)] * 3 + [throttled] * 2 + [("", 200)]


def test_requests_beyond_the_places_of_an_engine_are_throttled(talk_async: Any) -> None:
    async def ask(boto: Any) -> list[str]:
        async def one() -> str:
            try:
                answer = await boto.synthesize_speech(**WORDS)
                await answer["AudioStream"].read()
            except ClientError as error:
                return str(error.response["Error"]["Code"])
            return ""

        return await asyncio.gather(*(one() for _ in range(4)))

    plan = Plan(quotas={"neural": Quota(1000, 1000, 2)}, latency=Latency(first=0.1))
    found = talk_async(ask, plan)
    assert sorted(set(found)) == ["", "ThrottlingException"]


def test_the_sdk_repeats_a_throttled_request_and_its_attempts_are_counted(talk: Talk) -> None:
    fault = Fault(code="ThrottlingException", times=2)
    retries = {"total_max_attempts": 3, "mode": "standard"}
    found, server = talk(refusal, fault, retries=retries)
    assert found == ("", 200)
    assert [request.attempt for request in server.requests] == [1, 2, 3]
    assert server.faults == []


def test_a_connection_that_is_cut_is_an_error_while_reading(talk: Talk) -> None:
    def ask(boto: Any) -> str:
        try:
            boto.synthesize_speech(**WORDS)["AudioStream"].read()
        except ResponseStreamingError:
            return "cut"
        return ""

    assert talk(ask, Fault(cut=0.5))[0] == "cut"


def test_a_short_answer_is_no_error_but_too_short(talk: Talk) -> None:
    def ask(boto: Any) -> tuple[int, int]:
        lengths = [len(boto.synthesize_speech(**WORDS)["AudioStream"].read()) for _ in range(2)]
        return lengths[0], lengths[1]

    (short, whole), _ = talk(ask, Fault(short=0.5))
    assert short == whole / 2


def test_audio_may_come_at_a_rate_nobody_asked_for(talk: Talk) -> None:
    def ask(boto: Any) -> int:
        return len(boto.synthesize_speech(**WORDS)["AudioStream"].read())

    assert talk(ask, Fault(rate=16000))[0] == 2 * talk(ask)[0]


def test_ogg_vorbis_is_not_made_here(talk: Talk) -> None:
    found, _ = talk(lambda boto: refusal(boto, OutputFormat="ogg_vorbis", SampleRate="24000"))
    assert found == ("ServiceFailureException", 500)


def test_an_unknown_path_is_no_operation() -> None:
    async def ask() -> tuple[int, str]:
        async with (
            PollyServer(Plan(verify=False)) as server,
            ClientSession() as session,
            session.get(f"{server.base_url}/v1/lexicons") as answer,
        ):
            return answer.status, answer.headers["x-amzn-ErrorType"]

    assert asyncio.run(ask()) == (404, "UnknownOperationException")
