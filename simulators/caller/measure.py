"""What a recording says about the agent: how soon it answered, how soon it fell silent. Pure.

Both channels share one sample clock (sample 0 is the answer), and the caller's speech is known to
the frame, so nothing here depends on the daemon's own stamps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulators.caller.audio import RATE, Span, spans

ONSET_RMS = 150
"""The agent's channel is clean: anything louder is its voice."""
JOIN_MS = 180
"""Pauses between words; a longer one ends a stretch of speech."""
LATEST_MS = 12_000
"""An answer later than this belongs to something else."""
STOPPED_WITHIN_MS = 1500
"""A stop later than this after a sound of the caller has another cause."""
SETTLE_MS = 100
"""What was handed to the ear already sounds on for a frame or two after a stop."""


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of the caller's voice (or another sound of theirs), in ms."""

    start_ms: int
    end_ms: int
    speech: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """The agent's answer to one utterance."""

    after_ms: int
    """End of the caller's speech."""
    latency_ms: int
    """From there to the first sound of the answer."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The caller made a sound while the agent spoke."""

    at_ms: int
    speech: bool
    silent_after_ms: int | None
    """From the caller's onset to the agent's silence; None when it spoke on."""


def agent_spans(ulaw: bytes) -> list[Span]:
    """Stretches of the agent's speech in its channel (mu-law)."""
    return spans(ulaw, ONSET_RMS, join_ms=JOIN_MS)


def responses(said: Sequence[Said], agent: Sequence[Span]) -> list[Response]:
    """Match every utterance of the caller with the agent's next words.

    Utterances made while the agent spoke on, or followed by more of the caller's own words before
    any answer, have none.
    """
    found = []
    speech = [one for one in said if one.speech]
    nexts = [*(one.start_ms for one in speech[1:]), 10**9][: len(speech)]
    for one, following in zip(speech, nexts, strict=True):
        if any(_ms(span.start) < one.end_ms < _ms(span.end) for span in agent):
            continue
        start = next((_ms(s.start) for s in agent if _ms(s.start) >= one.end_ms), None)
        if start is not None and start <= following and start - one.end_ms <= LATEST_MS:
            found.append(Response(one.end_ms, start - one.end_ms))
    return found


def interruptions(
    said: Sequence[Said], agent: Sequence[Span], clears: Sequence[int]
) -> list[Interrupted]:
    """Tell for every sound of the caller within the agent's speech when the agent fell silent.

    `clears`: when the carrier was told to drop what it had not played (ms of the recording). Only
    that tells a stop from a pause between two sentences.
    """
    found = []
    for one in said:
        if not any(_ms(span.start) < one.start_ms < _ms(span.end) for span in agent):
            continue
        clear = next((at for at in clears if 0 <= at - one.start_ms <= STOPPED_WITHIN_MS), None)
        silent = None
        if clear is not None:
            # The agent may fall silent first and drop the rest when it is sure.
            last = max(_ms(span.end) for span in agent if _ms(span.start) < clear)
            silent = max(0, min(last, clear + SETTLE_MS) - one.start_ms)
        found.append(Interrupted(one.start_ms, one.speech, silent))
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest-rank percentile; 0 for no values."""
    ranked = sorted(values)
    return ranked[min(int(share * len(ranked)), len(ranked) - 1)] if ranked else 0.0


def summary(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and max, as reports show them."""
    return {
        "p50": percentile(values, 0.5),
        "p95": percentile(values, 0.95),
        "max": max(values, default=0.0),
    }


def _ms(sample: int) -> int:
    return sample * 1000 // RATE
