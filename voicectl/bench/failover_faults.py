"""The rows of the failover matrix: what goes wrong, service by service, or why it can't there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from simulators.faults import (
    Bandwidth,
    Close,
    Cut,
    Delay,
    Duplicate,
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
from simulators.faults.exchange import Way

Kind = Literal["tts", "stt", "llm"]


@dataclass(frozen=True, slots=True)
class Column:
    """One operation of one provider."""

    kind: Kind
    service: str
    circuit: str
    """As /health names it."""
    path: str
    """Pattern of the requests that are spoiled."""
    socket: bool
    """It runs over a lasting WebSocket."""
    some: int
    """Bytes of an answer that come before what happens in its midst."""
    rate: WrongRate | None = None
    messages: int = 2
    """Messages after which a socket is closed."""
    way: Way = "down"
    """Of these messages."""

    @property
    def name(self) -> str:
        """As it is asked for: KIND:SERVICE."""
        return f"{self.kind}:{self.service}"


COLUMNS = (
    Column(
        *("tts", "elevenlabs", "elevenlabs/speech", "/v1/text-to-speech/*", True, 6000),
        WrongRate(8000, 16000, "ulaw"),
    ),
    Column(
        *("tts", "openai", "openai/speech", "/v1/audio/speech", False, 12000),
        WrongRate(24000, 16000),
    ),
    Column(
        *("tts", "polly", "polly/speech", "/v1/speech", False, 4000),
        WrongRate(8000, 16000, "ulaw"),
    ),
    Column("stt", "openai", "openai/hearing", "/v1/realtime*", True, 400),
    # It owes an answer from the first audio on; the first message down may be the answer itself.
    Column(
        *("stt", "elevenlabs", "elevenlabs/hearing", "/v1/speech-to-text/*", True, 100),
        messages=1,
        way="up",
    ),
    Column("llm", "openai", "openai/answer:some-model", "/v1/chat/*", False, 900),
)

Faults = tuple[Fault, ...]
Row = Callable[[Column], Faults | str]
"""The faults in force together, or why there are none."""

CODES = (1000, 1001, 1006, 1008, 1011, 1012, 1013)


def _everywhere(fault: Fault) -> Row:
    return lambda _: (fault,)


def _after_some(make: Callable[[int], Fault]) -> Row:
    return lambda column: (make(column.some),)


def _closed(code: int) -> Row:
    def row(column: Column) -> Faults | str:
        if not column.socket:
            return "plain HTTP has no close code"
        return (Close(code, after_messages=column.messages, way=column.way),)

    return row


def _refused(refusal: Refuse) -> Row:
    """Open sockets are reset, or nobody would notice that no new ones are let in."""
    return lambda column: (Cut(0), refusal) if column.socket else (refusal,)


def _rate(column: Column) -> Faults | str:
    return (column.rate,) if column.rate else "no audio comes back"


def _twice(column: Column) -> Faults:
    """A body of audio has no messages: there the request is made twice."""
    return (Repeat(),) if column.kind == "tts" and not column.socket else (Duplicate(),)


def _drips(column: Column) -> Faults | str:
    return "a WebSocket does not drip" if column.socket else (SlowLoris(0.01),)


ROWS: Mapping[str, Row] = {
    "delay": _everywhere(Delay(2.0)),
    "jitter": _everywhere(Jitter(0.4)),
    "bandwidth": _everywhere(Bandwidth(2000)),
    "stall": _everywhere(Stall(0)),
    "stall-midway": _after_some(Stall),
    "half-close": _everywhere(HalfClose(0)),
    "half-close-midway": _after_some(HalfClose),
    "reset": _everywhere(Cut(0)),
    "reset-midway": _after_some(Cut),
    **{f"close-{code}": _closed(code) for code in CODES},
    **{f"refused-{status}": _refused(Refuse(status)) for status in (401, 402, 429, 500)},
    "refused-502-html": _refused(Refuse(502, html=True)),
    "refused-503": _refused(Refuse(503)),
    "truncated": lambda column: (Truncate(60 if column.socket else column.some),),
    "wrong-rate": _rate,
    "silent": _everywhere(Silence()),
    "duplicate": _twice,
    "slow-loris": _drips,
}
CONTROLS = ("none", "barge-in", "hang-up")
"""Nothing is wrong with the service, and so it must not be blamed."""
