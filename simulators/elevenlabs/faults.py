"""What goes wrong, as plain data: with one request, one speech or one segment, or for a while.

A fault in `ElevenLabsServer.faults` spoils the next thing of its kind whose path contains `path`;
one in `Plan.outages` spoils all of them between two moments. What is not set stays as it is. Times
are seconds.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestFault:
    """Spoils an HTTP request or the opening of a socket."""

    path: str = ""
    """Part of the path: "/multi-stream-input", "/stream-input" (the single socket only), "/stream"
    (all of these and the HTTP stream), "/v2/voices", "/v1/models", "/speech-to-text", ..."""
    skip: int = 0
    """So many that fit pass unharmed before: the n-th is spoiled with n - 1."""
    stall: float = 0.0
    """Before anything is answered; infinite never answers."""
    status: int = 0
    """HTTP status instead of an answer or of 101: 401, 403, 404, 429, 500, 503, ..."""
    code: str = ""
    """`detail.code` where the status's usual one is not meant."""
    html: str = ""
    """A whole page instead of the documented error body."""
    cut: bool = False
    """The connection is reset without an answer."""
    error: str = ""
    """Sockets: opened, then this error as JSON, then closed, e.g. "quota_exceeded"."""
    close: int = 0
    """Sockets: closed with this code at the end of `life`; after `error` 1008 unless set. 1006 is a
    reset without a close frame."""
    life: float = 0.0
    """Sockets: seconds between the opening and `error` or `close`."""


@dataclass(frozen=True, slots=True)
class SpeechFault:
    """Spoils one speech: a context of a socket (the single socket has one), or an HTTP answer."""

    path: str = ""
    skip: int = 0
    slow: float = 0.0
    """Added before the first audio."""
    after: float = 0.0
    """Seconds of audio that are delivered before `stall`, `error`, `close` or `torn` happen."""
    stall: float = 0.0
    """A gap; infinite leaves the speech unfinished for ever."""
    error: str = ""
    """This error as JSON, then closed with 1008 (or `close`)."""
    close: int = 0
    """The socket closes, an HTTP body ends; 1006 is a reset."""
    torn: bool = False
    """One message ends in the middle of its JSON; the speech goes on with the next."""
    final: bool = True
    """False: `isFinal` never comes."""
    alignment: bool = True
    """False: `alignment` and `normalizedAlignment` are null."""
    empty: bool = False
    """Messages with `"audio":""` lie between the others."""
    rate: int = 0
    """Samples a second of the audio, though another rate was asked for."""
    silent: bool = False
    """A success without audio: only `isFinal`, or an empty body with 200."""
    late: float = 0.0
    """Audio of the context still comes so long after `close_context`."""


@dataclass(frozen=True, slots=True)
class SegmentFault:
    """Spoils one committed segment of a transcription."""

    path: str = ""
    skip: int = 0
    stall: float = 0.0
    """Added before the committed transcript, and so before what follows; infinite means that this
    one never comes."""
    partials: bool = True
    """False: no partial transcripts."""
    regress: bool = False
    """Every second partial has lost words again."""
    wrong: bool = False
    """One word is misheard."""
    text: str | None = None
    """These words instead; "" is an empty committed transcript."""
    twice: bool = False
    """The committed transcript comes twice."""
    error: str = ""
    """This message type instead of the committed transcript: "transcriber_error",
    "session_time_limit_exceeded", "queue_overflow", "rate_limited", ..."""
    close: int = 0
    """The socket closes after the segment (or after `error`); 1006 is a reset."""


Fault = RequestFault | SpeechFault | SegmentFault


@dataclass(frozen=True, slots=True)
class Outage:
    """`fault` spoils everything that fits it for a while; its `skip` does not count."""

    fault: Fault
    start: float = 0.0
    """Seconds since the server started to listen."""
    end: float = math.inf
    share: float = 1.0
    """Share of what fits that is spoiled, drawn with the plan's seed."""
    closes: bool = False
    """Sockets that are open at the start and whose path fits are reset."""
