"""How an outgoing call ended, judged in one place: `judge` reads tables, adapters only testify.

An adapter translates what its SDK raises into `Evidence` and raises `Failure(evidence)`; it never
decides whether a provider is ill. The tables do, each row with its reason. Two mistakes matter:
blaming a provider for what we did (a barge-in, an odd text), and not blaming it for what it does
to everybody (a spent account, a dead host).

Codes and statuses are from the providers' published references (OpenAI, ElevenLabs, Amazon Polly,
Twilio); no two of them use one code for different things.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from agent.ports import Fault, ProviderError

Outcome = Literal["ok", "cancelled_by_us", "empty_by_design", "slow", "auth", "quota", "broken"]
"""The closed set of outcomes: "ok" or one of `agent.ports.Fault`."""
Kind = Literal[
    "http",
    "websocket",
    "refused",
    "reset",
    "timeout",
    "malformed",
    "truncated",
    "silent",
    "empty",
    "cancelled",
    "unexpected",
]
"""What was seen:

http: an answer with an error status, a refused WebSocket handshake included; websocket: closed by
the other side; refused: no connection (refused, name unknown, unreachable, TLS); reset: a
connection or worker process that broke; malformed: an answer that can't be read; truncated: it
ended cleanly, but too early; silent: it ended without anything where something was due; empty:
nothing, as it should be; cancelled: we lost interest; unexpected: an exception nobody translated.
"""
Which = Literal["connect", "first", "between", "total", "spoken", "hurried"]
"""The deadline that passed. spoken: how long a caller may wait for this operation; hurried: less
than that, since others had used the time up."""
Counts = Literal["no", "yes", "at_once"]
"""Whether an outcome speaks against the provider, and whether it alone opens the circuit."""

LONG_WAIT_S = 5.0
"""A provider that asks for a longer pause is not asked meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was seen of a call without a result; no judgement, and nothing a caller said."""

    kind: Kind
    status: int = 0
    """HTTP status, or the close code of a WebSocket; 0: there was none."""
    code: str = ""
    """The provider's own error code, as it spells it."""
    which: Which | None = None
    """Of a timeout."""
    begun: bool = False
    """Part of the result had come, so trying again would repeat it."""
    retry_after: float | None = None
    """Seconds the provider asks us to wait."""
    detail: str = ""
    """For logs; without keys, numbers and words of callers."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a failed call means."""

    fault: Fault
    counts: Counts
    retry: bool
    """Whether one more try at the same provider is sensible, if there is time."""
    untouched: bool
    """Surely nothing was carried out, so that even what must happen once may be tried again."""
    why: str
    retry_after: float | None = None


class Failure(ProviderError):
    """A failed call with its evidence and what it means."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.verdict = judge(evidence)
        super().__init__(self.verdict.fault, described(evidence))


_KEY = Verdict("auth", "at_once", False, True, "no request is let in until somebody acts")
_SPENT = Verdict("quota", "at_once", False, True, "the account is spent, for every request")
_THROTTLED = Verdict("quota", "yes", True, True, "too much at once; others still get through")
_OURS = Verdict("broken", "no", False, True, "about this one request; the provider is well")
_OTHER_STATE = Verdict("broken", "no", True, True, "about the state of this one thing")
_RETIRED = Verdict("broken", "at_once", False, True, "gone for every request of this operation")
_FAULTY = Verdict("broken", "yes", True, False, "the provider failed")
_UNABLE = Verdict("broken", "yes", False, False, "the provider answered what it should not")
_LATE = Verdict(
    "slow", "yes", False, False, "too slow; the caller's time is better spent elsewhere"
)
_UNREACHED = Verdict("slow", "yes", True, True, "no connection in time; nothing was sent")
_HURRIED = Verdict("slow", "no", False, False, "had less time than it may take")
_SESSION_OVER = Verdict("broken", "no", True, True, "sessions end after a while, as documented")
_IDLE = Verdict("empty_by_design", "no", True, True, "closed because nothing was asked of it")
_EMPTY = Verdict("empty_by_design", "no", False, False, "there was nothing to give")
_CANCELLED = Verdict("cancelled_by_us", "no", False, False, "we lost interest")

CODES: Mapping[str, Verdict] = {
    # OpenAI: `error.code`, else `error.type`; events of the realtime socket too
    "invalid_api_key": _KEY,
    "unsupported_country_region_territory": _KEY,
    "insufficient_quota": _SPENT,
    "billing_hard_limit_reached": _SPENT,
    "rate_limit_exceeded": _THROTTLED,
    "slow_down": _THROTTLED,
    "model_not_found": _RETIRED,
    "context_length_exceeded": _OURS,
    "invalid_prompt": _OURS,
    "content_filter": _OURS,
    "content_policy_violation": _OURS,
    "server_error": _FAULTY,
    "session_expired": _SESSION_OVER,
    "input_audio_buffer_commit_empty": _EMPTY,
    "response_cancel_not_active": _CANCELLED,
    # ElevenLabs: `detail.code` (older: `detail.status`), `error` and `message_type` on sockets
    "quota_exceeded": _SPENT,
    "concurrent_limit_exceeded": _THROTTLED,
    "too_many_concurrent_requests": _THROTTLED,
    "system_busy": _THROTTLED,
    "rate_limited": _THROTTLED,
    "queue_overflow": _THROTTLED,
    "resource_exhausted": _THROTTLED,
    "auth_error": _KEY,
    "missing_permissions": _KEY,
    "unaccepted_terms": _KEY,
    "invalid_parameters": _OURS,
    "voice_not_found": _OURS,  # one company's setting; the voices of others work
    "input_error": _OURS,
    "invalid_request": _OURS,
    "chunk_size_exceeded": _OURS,
    "commit_throttled": _OURS,
    "max_active_conversations": _OTHER_STATE,  # too many contexts of ours on one socket
    "session_time_limit_exceeded": _SESSION_OVER,
    "input_timeout_exceeded": _IDLE,
    "insufficient_audio_activity": _EMPTY,
    "transcriber_error": _FAULTY,
    # Amazon Polly: the exception's name; throttling has status 400, a full quota 402
    "ThrottlingException": _THROTTLED,
    "ServiceQuotaExceededException": _THROTTLED,
    "TextLengthExceededException": _OURS,
    "InvalidSsmlException": _OURS,
    "InvalidSampleRateException": _OURS,
    "EngineNotSupportedException": _OURS,
    "LanguageNotSupportedException": _OURS,
    "MarksNotSupportedForFormatException": _OURS,
    "SsmlMarksNotSupportedForTextTypeException": _OURS,
    "LexiconNotFoundException": _OURS,
    "ValidationException": _OURS,
    "ServiceFailureException": _FAULTY,
    "UnrecognizedClientException": _KEY,
    "InvalidSignatureException": _KEY,
    "ExpiredTokenException": _KEY,
    "AccessDeniedException": _KEY,
    "MissingAuthenticationTokenException": _KEY,
    # Twilio: the error number
    "20003": _KEY,
    "20429": _THROTTLED,
    "20500": _FAULTY,
    "20404": _OURS,
    "21220": _OURS,  # the call is over: nothing to redirect
    "21205": _OURS,
    "21211": _OURS,
    "21212": _OURS,
    "21217": _OURS,
    "21218": _OURS,
    "21608": _OURS,
    "21610": _OURS,  # the recipient wants no texts
    "21614": _OURS,
    "21617": _OURS,
}
"""Providers' own codes; they say more than the status and win over it."""

STATUSES: Mapping[int, Verdict] = {
    401: _KEY,
    402: _SPENT,
    403: _KEY,
    407: _KEY,
    408: replace(_LATE, retry=True),
    409: _OTHER_STATE,
    425: _OTHER_STATE,
    429: _THROTTLED,
    501: _UNABLE,
    505: _UNABLE,
}
"""HTTP statuses; others by their class (`_of_status`)."""

CLOSES: Mapping[int, Verdict] = {
    1003: _OURS,
    1007: _OURS,
    1009: _OURS,
    1010: _OURS,
    # Policy: mostly how we speak the protocol, which fails every text alike, so it counts.
    1008: _UNABLE,
    3000: _KEY,
    3003: _KEY,
    3008: replace(_LATE, retry=True),
}
"""Close codes (RFC 6455 and the IANA registry); others are breakdowns: 1000 and 1001 in the middle
of an answer, 1006, 1011 to 1015 and what providers invent."""

TIMEOUTS: Mapping[Which, Verdict] = {
    "connect": _UNREACHED,
    "first": _LATE,
    "between": _LATE,
    "total": _LATE,
    "spoken": _LATE,
    "hurried": _HURRIED,
}

KINDS: Mapping[Kind, Verdict] = {
    "refused": replace(_FAULTY, untouched=True, why="no connection; nothing was sent"),
    "reset": _FAULTY,
    "timeout": _LATE,
    "malformed": _FAULTY,
    "truncated": _FAULTY,
    "silent": _FAULTY,
    "empty": _EMPTY,
    "cancelled": _CANCELLED,
    "unexpected": _UNABLE,
}

FAULTS: Mapping[Fault, Verdict] = {
    "cancelled_by_us": _CANCELLED,
    "empty_by_design": _EMPTY,
    "slow": _LATE,
    "auth": _KEY,
    "quota": _THROTTLED,
    "broken": _FAULTY,
}
"""For a ProviderError that came without evidence."""


def judge(evidence: Evidence) -> Verdict:
    """What the evidence means: pure, total, by the tables above."""
    verdict = _row(evidence)
    wait = evidence.retry_after
    if wait is not None and wait > 0:
        verdict = replace(verdict, retry_after=wait)
        if verdict.counts == "yes" and wait > LONG_WAIT_S:
            verdict = replace(verdict, counts="at_once", retry=False)
    if evidence.begun:
        verdict = replace(verdict, retry=False, untouched=False)
    return verdict


def verdict_of(error: ProviderError) -> Verdict:
    """What any failed call means, with or without evidence."""
    return error.verdict if isinstance(error, Failure) else FAULTS[error.fault]


def evidence_of(error: Exception) -> Evidence:
    """Evidence for an exception of the standard library that no adapter translated."""
    name = type(error).__name__
    match error:
        case TimeoutError():
            return Evidence(kind="timeout", which="total", code=name)
        case ConnectionResetError() | ConnectionAbortedError() | BrokenPipeError() | EOFError():
            return Evidence(kind="reset", code=name)
        case OSError():
            return Evidence(kind="refused", code=name)
        case UnicodeDecodeError():
            return Evidence(kind="malformed", code=name)
        case _:
            return Evidence(kind="unexpected", code=name)


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds an HTTP answer asks us to wait (``retry-after-ms``, ``retry-after`` as a number);
    None without, or for a date. `headers` must not care about case."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None


def described(evidence: Evidence) -> str:
    """The evidence in a few words."""
    parts = [
        evidence.kind,
        str(evidence.status or ""),
        evidence.which or "",
        evidence.code,
        "after a part" if evidence.begun else "",
    ]
    seen = " ".join(filter(None, parts))
    return f"{seen}: {evidence.detail}" if evidence.detail else seen


def _row(evidence: Evidence) -> Verdict:
    if evidence.code in CODES:
        return CODES[evidence.code]
    match evidence.kind:
        case "http":
            return STATUSES.get(evidence.status) or _of_status(evidence.status)
        case "websocket":
            return CLOSES.get(evidence.status, _FAULTY)
        case "timeout":
            return TIMEOUTS[evidence.which or "total"]
        case kind:
            return KINDS[kind]


def _of_status(status: int) -> Verdict:
    if 400 <= status < 500:
        return _OURS
    return _FAULTY if status >= 500 else _UNABLE
