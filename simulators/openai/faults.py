"""What goes wrong, as plain data: with one request, or with all of them for a while."""

import math
from dataclasses import dataclass
from typing import Literal

from simulators.openai.script import ToolCall

Middle = Literal["", "pause", "stall", "end", "error", "failed", "reset"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Spoils one request; what is not set stays as it is. Times are seconds.

    Queued in `OpenAiServer.faults`, it spoils the next request whose path contains `path`. The
    paths are those of HTTP and two more: "/v1/realtime" is the opening of a socket,
    "/v1/realtime/commit" a commit in it.
    """

    path: str = ""
    skip: int = 0
    """So many requests of this path pass unharmed before."""

    # --- instead of an answer ---
    status: int = 200
    """HTTP status: 400, 401, 403, 404, 429, 500, 503, ... A commit with 400 and more fails with
    `conversation.item.input_audio_transcription.failed`."""
    code: str | None = None
    """The error's code, where the status's usual one is not meant, e.g. "insufficient_quota"."""
    limit: Literal["requests", "tokens"] = "requests"
    """Which limit a 429 speaks of."""
    retry_after: float = 0.2
    """In both headers of a 429. Over 120 the SDK does not try again."""
    body: str | None = None
    """A whole HTML page instead of the documented body."""
    stall: float = 0.0
    """Before anything is answered; in a commit, before the first words."""
    cut: bool = False
    """The connection closes without an answer (a socket: without a close frame)."""

    # --- within an answer that streams ---
    first: float = 0.0
    """Between the headers and the first chunk; of a socket, before session.created."""
    middle: Middle = ""
    """What happens after `after` chunks: pause (of `gap`, then on), stall (for ever), end (an
    orderly one, the rest is missing), error (an error object, of `status` and `code`), failed (the
    event response.failed of the responses API), reset (TCP, inside a chunk). In a commit pause
    delays `completed`; any other means that it never comes."""
    after: int = 3
    gap: float = 0.3
    torn: bool = False
    """Every chunk comes in two pieces, cut anywhere, even inside a character."""
    chunk: int = 0
    """Bytes of speech in a write instead of the profile's; odd numbers tear samples."""

    # --- what the model says ---
    content: str | None = None
    """These words (of the model, or of a transcript); "" is an empty answer."""
    calls: tuple[ToolCall, ...] = ()
    """These calls, with whatever arguments."""
    finish: str = ""
    """Why it stopped: stop, length, content_filter, tool_calls. After length and content_filter the
    last third of words and arguments is missing."""

    # --- realtime ---
    close: int = 0
    """The socket closes with this code (1006 is a reset): of an opening, `gap` seconds later; of a
    commit, after `after` deltas and before `completed`; of an outage, all sockets at its start."""
    swap: bool = False
    """`completed` comes after that of a later commit (at most `gap` seconds later than due)."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Every request that fits `fault.path` is spoiled from `start` to `end`."""

    fault: Fault
    start: float = 0.0
    """Seconds since the server started to listen."""
    end: float = math.inf
    share: float = 1.0
    """Share of the requests that is spoiled, drawn with the plan's seed."""
