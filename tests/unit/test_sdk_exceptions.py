"""What every exception of an SDK testifies; a service's own words are never repeated."""

import importlib
from typing import Any

import pytest

from agent.resilience.exceptions import TABLE, failure_of
from agent.resilience.outcomes import Evidence, Failure

aiohttp = pytest.importorskip("aiohttp")
aws = pytest.importorskip("botocore.exceptions")
http = pytest.importorskip("httpx2")
openai = pytest.importorskip("openai")
websockets = pytest.importorskip("websockets.exceptions")

HOMES = {
    "botocore": "botocore.exceptions",
    "elevenlabs": "elevenlabs.core.api_error",
    "websockets": "websockets.exceptions",
}
REQUEST = http.Request("POST", "http://localhost/v1/chat/completions")
URL = {"endpoint_url": "http://localhost"}


def refused(kind: Any, status: int, **body: str | None) -> Exception:
    answer = http.Response(status, request=REQUEST, headers={"Retry-After-Ms": "200"})
    made: Exception = kind("sk-secret", response=answer, body={"message": "sk-secret", **body})
    return made


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def answered(status: int, code: str) -> Exception:
    told = {"Error": {"Code": code, "Message": "sk-secret"}}
    made: Exception = aws.ClientError(
        {**told, "ResponseMetadata": {"HTTPStatusCode": status}}, "SynthesizeSpeech"
    )
    return made


def unreached(cause: Exception) -> Exception:
    return caused(openai.APIConnectionError(request=REQUEST), cause)


@pytest.mark.parametrize(
    ("error", "seen", "fault"),
    [
        (refused(openai.AuthenticationError, 401, code="invalid_api_key"), "http 401", "auth"),
        (refused(openai.PermissionDeniedError, 403), "http 403", "auth"),
        (refused(openai.NotFoundError, 404, code="model_not_found"), "http 404", "broken"),
        (refused(openai.RateLimitError, 429, code="insufficient_quota"), "http 429", "quota"),
        (refused(openai.InternalServerError, 500), "http 500", "broken"),
        (openai.APITimeoutError(request=REQUEST), "timeout between", "slow"),
        (
            caused(openai.APITimeoutError(request=REQUEST), http.ConnectTimeout("x")),
            "timeout connect",
            "slow",
        ),
        (openai.APIConnectionError(request=REQUEST), "refused", "broken"),
        (unreached(http.ConnectError("x")), "refused", "broken"),
        (unreached(RuntimeError()), "refused", "broken"),
        (unreached(http.ReadError("x")), "reset", "broken"),
        (http.ReadTimeout("x"), "timeout between", "slow"),
        (http.ReadError("x"), "reset", "broken"),
        (http.RemoteProtocolError("x"), "truncated", "broken"),
        (openai.OpenAIError(), "malformed", "broken"),
        (answered(400, "ThrottlingException"), "http 400 ThrottlingException", "quota"),
        (answered(403, "InvalidSignatureException"), "http 403", "auth"),
        (aws.ConnectTimeoutError(**URL), "timeout connect", "slow"),
        (aws.ReadTimeoutError(**URL), "timeout between", "slow"),
        (aws.EndpointConnectionError(**URL), "refused", "broken"),
        (aws.SSLError(error="x", **URL), "refused", "broken"),
        (aws.ResponseStreamingError(error="x"), "truncated", "broken"),
        (aws.ConnectionClosedError(**URL), "reset", "broken"),
        (aws.NoCredentialsError(), "http 403", "auth"),
        (aws.UnknownServiceError(service_name="x", known_service_names=""), "malformed", "broken"),
        (aiohttp.ClientPayloadError(), "truncated", "broken"),
        (aiohttp.ServerDisconnectedError(), "reset", "broken"),
        (websockets.InvalidUpgrade("x"), "refused", "broken"),
        (websockets.ConnectionClosedError(None, None), "websocket 1006", "broken"),
        (AttributeError("'str' object has no attribute 'choices'"), "malformed", "broken"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "x"), "malformed", "broken"),
        (TimeoutError(), "timeout total", "slow"),
        (ConnectionResetError(), "reset", "broken"),
        (ConnectionRefusedError(), "refused", "broken"),
        (RuntimeError("sk-secret"), "unexpected", "broken"),
    ],
)
def test_an_exception_tells_what_was_seen(error: Exception, seen: str, fault: str) -> None:
    found = failure_of(error)
    assert found.detail.startswith(seen)
    assert found.fault == fault
    assert "sk-secret" not in found.detail


@pytest.mark.parametrize("name", TABLE)
def test_the_table_names_classes_that_are_there(name: str) -> None:
    package, kind = name.split(".")
    found = getattr(importlib.import_module(HOMES.get(package, package)), kind)
    assert issubclass(found, Exception)
    assert found.__module__.partition(".")[0] == package


def test_the_sdk_of_openai_uses_the_http_client_of_the_table() -> None:
    with openai.OpenAI(api_key="sk", base_url="http://127.0.0.1:9/v1", max_retries=0) as client:
        with pytest.raises(openai.APIConnectionError) as caught:
            client.models.list()
        assert isinstance(caught.value.__cause__, http.ConnectError)


def test_a_failure_stays_what_it_is() -> None:
    ours = Failure(Evidence(kind="malformed", detail="two answers that can't be read"))
    assert failure_of(ours, begun=True) is ours


def test_a_failure_after_a_part_must_not_be_repeated() -> None:
    found = failure_of(http.ReadError("x"), begun=True)
    assert found.evidence.begun
    assert not found.verdict.retry


def test_what_the_service_said_before_tells_more_than_its_end() -> None:
    error = websockets.ConnectionClosedError(None, None)
    assert failure_of(error, code="session_expired").verdict.counts == "no"


def test_a_refusal_tells_how_long_to_wait_and_without_a_code_its_type() -> None:
    found = failure_of(refused(openai.RateLimitError, 429, code=None, type="tokens"))
    assert found.verdict.retry_after == 0.2
    assert found.evidence.code == "tokens"
    spent = failure_of(refused(openai.RateLimitError, 429, code=None, type="insufficient_quota"))
    assert spent.verdict.counts == "at_once"
