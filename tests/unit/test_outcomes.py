"""What each thing that can go wrong on the wire means: who is to blame, and is a retry sensible."""

import itertools
from typing import Any, get_args

import pytest

from agent.ports import Fault, ProviderError
from agent.resilience import outcomes
from agent.resilience.outcomes import (
    Evidence,
    Failure,
    Kind,
    Which,
    described,
    evidence_of,
    judge,
    retry_after_of,
    verdict_of,
)


def http(status: int, code: str = "", **more: Any) -> Evidence:
    return Evidence(kind="http", status=status, code=code, **more)


def closed(status: int, code: str = "", **more: Any) -> Evidence:
    return Evidence(kind="websocket", status=status, code=code, **more)


def late(which: Which) -> Evidence:
    return Evidence(kind="timeout", which=which)


def row(evidence: Evidence) -> str:
    verdict = judge(evidence)
    return f"{verdict.fault} {verdict.counts} {'retry' if verdict.retry else '-'}"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        # OpenAI
        (http(401, "invalid_api_key"), "auth at_once -"),
        (http(403, "unsupported_country_region_territory"), "auth at_once -"),
        (http(404, "model_not_found"), "broken at_once -"),
        (http(400, "context_length_exceeded"), "broken no -"),
        (http(429, "rate_limit_exceeded"), "quota yes retry"),
        (http(429, "rate_limit_exceeded", retry_after=0.2), "quota yes retry"),
        (http(429, "rate_limit_exceeded", retry_after=20.0), "quota at_once -"),
        (http(429, "insufficient_quota"), "quota at_once -"),
        (http(500, "server_error"), "broken yes retry"),
        (http(503), "broken yes retry"),
        (http(503, retry_after=30.0), "broken at_once -"),
        (http(413), "broken no -"),
        (http(422), "broken no -"),
        (http(409), "broken no retry"),
        (http(408), "slow yes retry"),
        (Evidence(kind="truncated", begun=True), "broken yes -"),
        (closed(1011), "broken yes retry"),
        (closed(1012), "broken yes retry"),
        (
            Evidence(kind="websocket", code="input_audio_buffer_commit_empty"),
            "empty_by_design no -",
        ),
        (Evidence(kind="websocket", code="response_cancel_not_active"), "cancelled_by_us no -"),
        # ElevenLabs
        (http(401, "quota_exceeded"), "quota at_once -"),
        (http(404, "voice_not_found"), "broken no -"),
        (http(429, "concurrent_limit_exceeded"), "quota yes retry"),
        (http(429, "system_busy"), "quota yes retry"),
        (http(400, "invalid_parameters"), "broken no -"),
        (closed(1008, "quota_exceeded"), "quota at_once -"),
        (closed(1008, "max_active_conversations"), "broken no retry"),
        (closed(1008, "input_timeout_exceeded"), "empty_by_design no retry"),
        (closed(1008), "broken yes -"),
        (closed(1009), "broken no -"),
        (closed(1006, begun=True), "broken yes -"),
        (closed(1000), "broken yes retry"),
        (closed(1008, "transcriber_error"), "broken yes retry"),
        (closed(1000, "session_time_limit_exceeded"), "broken no retry"),
        (closed(1000, "insufficient_audio_activity"), "empty_by_design no -"),
        (closed(1000, "commit_throttled"), "broken no -"),
        # Amazon Polly
        (http(400, "ThrottlingException"), "quota yes retry"),
        (http(402, "ServiceQuotaExceededException"), "quota yes retry"),
        (http(400, "InvalidSsmlException"), "broken no -"),
        (http(400, "TextLengthExceededException"), "broken no -"),
        (http(404, "LexiconNotFoundException"), "broken no -"),
        (http(500, "ServiceFailureException"), "broken yes retry"),
        (http(403, "ExpiredTokenException"), "auth at_once -"),
        (http(403, "UnrecognizedClientException"), "auth at_once -"),
        # Twilio
        (http(401, "20003"), "auth at_once -"),
        (http(429, "20429"), "quota yes retry"),
        (http(400, "21220"), "broken no -"),
        (http(404, "20404"), "broken no -"),
        (http(400, "21610"), "broken no -"),
        (http(500, "20500"), "broken yes retry"),
        # whatever a code we do not know accompanies
        (http(400, "new_in_2027"), "broken no -"),
        (http(402), "quota at_once -"),
        (http(403), "auth at_once -"),
        (http(429), "quota yes retry"),
        (http(302), "broken yes -"),
        (http(529), "broken yes retry"),
        (closed(4999), "broken yes retry"),
        (closed(3000), "auth at_once -"),
        # without an answer
        (Evidence(kind="refused"), "broken yes retry"),
        (Evidence(kind="reset"), "broken yes retry"),
        (Evidence(kind="malformed"), "broken yes retry"),
        (Evidence(kind="silent"), "broken yes retry"),
        (Evidence(kind="unexpected"), "broken yes -"),
        (Evidence(kind="empty"), "empty_by_design no -"),
        (Evidence(kind="cancelled"), "cancelled_by_us no -"),
        (late("connect"), "slow yes retry"),
        (late("first"), "slow yes -"),
        (late("between"), "slow yes -"),
        (late("total"), "slow yes -"),
        (late("spoken"), "slow yes -"),
        (late("hurried"), "slow no -"),
    ],
)
def test_the_table_of_outcomes(evidence: Evidence, expected: str) -> None:
    assert row(evidence) == expected


ALL = [
    Evidence(kind=kind, status=status, code=code, which=which, begun=begun, retry_after=wait)
    for kind, status, code, which, begun, wait in itertools.product(
        get_args(Kind),
        (0, 101, 200, 400, 429, 500, 1006, 9999),
        ("", "no such code", *outcomes.CODES),
        (None, *get_args(Which)),
        (False, True),
        (None, 0.1, 60.0),
    )
]


def test_every_evidence_has_a_verdict_of_the_closed_set() -> None:
    faults, counts = set(get_args(Fault)), set(get_args(outcomes.Counts))
    for evidence in ALL:
        verdict = judge(evidence)
        assert verdict.fault in faults
        assert verdict.counts in counts
        assert verdict.why


def test_what_we_gave_up_and_what_is_empty_never_speak_against_a_provider() -> None:
    for evidence in ALL:
        verdict = judge(evidence)
        if verdict.fault in ("cancelled_by_us", "empty_by_design"):
            assert verdict.counts == "no"


def test_a_refused_key_and_a_spent_account_always_count() -> None:
    for evidence in ALL:
        verdict = judge(evidence)
        if verdict.fault == "auth":
            assert verdict.counts == "at_once"
        if verdict.fault == "quota":
            assert verdict.counts != "no"


def test_after_a_part_has_come_nothing_is_tried_again() -> None:
    for evidence in ALL:
        if evidence.begun:
            assert not judge(evidence).retry
            assert not judge(evidence).untouched


def test_only_what_was_surely_not_carried_out_is_called_untouched() -> None:
    """Texts and calls must not be sent twice: after a 500 nobody knows."""
    assert judge(http(429, "20429")).untouched
    assert judge(Evidence(kind="refused")).untouched
    assert judge(late("connect")).untouched
    for unsure in (http(500, "20500"), http(503), Evidence(kind="reset"), late("total")):
        assert not judge(unsure).untouched


@pytest.mark.parametrize("fault", get_args(Fault))
def test_a_fault_without_evidence_is_judged_too(fault: Fault) -> None:
    verdict = verdict_of(ProviderError(fault, "as planned"))
    assert verdict.fault == fault
    harmless = fault in ("cancelled_by_us", "empty_by_design")
    assert (verdict.counts == "no") is harmless


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), "timeout"),
        (ConnectionRefusedError(), "refused"),
        (ConnectionResetError(), "reset"),
        (BrokenPipeError(), "reset"),
        (EOFError(), "reset"),
        (OSError("no such name"), "refused"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "malformed"),
        (KeyError("choices"), "unexpected"),
    ],
)
def test_exceptions_nobody_translated_are_evidence(error: Exception, kind: str) -> None:
    assert evidence_of(error).kind == kind


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "20"}, 20.0),
        ({"retry-after-ms": "200", "retry-after": "1"}, 0.2),
        ({"retry-after-ms": "soon", "retry-after": "1"}, 1.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
    ],
)
def test_how_long_an_answer_asks_us_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_of(headers) == seconds


def test_a_failure_tells_what_was_seen() -> None:
    failure = Failure(http(429, "rate_limit_exceeded", detail="tokens", begun=True))
    assert failure.fault == "quota"
    assert str(failure) == "quota: http 429 rate_limit_exceeded after a part: tokens"
    assert described(late("first")) == "timeout first"
