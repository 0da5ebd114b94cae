"""What a failed request to a language model means; the service's own words are never repeated."""

from types import SimpleNamespace
from typing import Any

import pytest

from agent.llm.faults import fault_of
from agent.llm.openai_embedder import OpenAiEmbedder
from agent.ports import ProviderError
from agent.resilience.outcomes import Failure

openai = pytest.importorskip("openai")
http = pytest.importorskip("httpx2")

REQUEST = http.Request("POST", "http://localhost/v1/chat/completions")


def refused(status: int, code: str | None = None) -> Exception:
    body = {"message": "Incorrect API key provided: sk-secret", "code": code}
    kinds: dict[int, Any] = {
        401: openai.AuthenticationError,
        403: openai.PermissionDeniedError,
        404: openai.NotFoundError,
        429: openai.RateLimitError,
        500: openai.InternalServerError,
    }
    made: Exception = kinds[status](
        "sk-secret", response=http.Response(status, request=REQUEST), body=body
    )
    return made


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (refused(401, "invalid_api_key"), "auth"),
        (refused(403), "auth"),
        (refused(404, "model_not_found"), "broken"),
        (refused(429, "insufficient_quota"), "quota"),
        (refused(500), "broken"),
        (openai.APITimeoutError(request=REQUEST), "slow"),
        (refused(429, "rate_limit_exceeded"), "quota"),
        (TimeoutError(), "slow"),
        (openai.APIConnectionError(request=REQUEST), "broken"),
        (AttributeError("'str' object has no attribute 'choices'"), "broken"),
    ],
)
def test_every_exception_is_one_of_the_closed_set(error: Exception, fault: str) -> None:
    found = fault_of(error)
    assert found.fault == fault
    assert "sk-secret" not in found.detail


def test_a_fault_of_ours_stays_what_it_is() -> None:
    ours = ProviderError("broken", "two answers that can't be read")
    assert fault_of(ours) is ours


@pytest.mark.parametrize("numbers", [[0.0, 0.0], [float("nan"), 1.0], None])
def test_a_vector_without_a_direction_is_no_vector(numbers: Any) -> None:
    embedder = OpenAiEmbedder("openai:m", api_key="sk-1", base_url="http://localhost", timeout=1.0)
    answer = SimpleNamespace(data=[SimpleNamespace(embedding=numbers)])
    service: Any = embedder._client
    service.embeddings = SimpleNamespace(create=lambda **_: answer)
    with pytest.raises(ProviderError, match="broken"):
        embedder.embed("no heat")
    embedder.close()


def test_a_refusal_tells_status_and_code() -> None:
    assert fault_of(refused(404, "model_not_found")).detail == "http 404 model_not_found"


def test_a_refusal_tells_how_long_to_wait() -> None:
    error = openai.RateLimitError(
        "wait",
        response=http.Response(429, request=REQUEST, headers={"Retry-After-Ms": "200"}),
        body={"code": None, "type": "tokens"},
    )
    found = fault_of(error)
    assert isinstance(found, Failure)
    assert found.verdict.retry_after == 0.2
    assert found.evidence.code == "tokens"


def test_without_a_code_the_type_says_what_it_is() -> None:
    error = openai.RateLimitError(
        "spent",
        response=http.Response(429, request=REQUEST),
        body={"code": None, "type": "insufficient_quota"},
    )
    found = fault_of(error)
    assert isinstance(found, Failure)
    assert found.verdict.counts == "at_once"
