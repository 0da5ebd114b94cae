"""What the carrier knows of a stream: when audio came, and whether it ran out of it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulators.twilio.clock import PERIOD
from simulators.twilio.playout import Gap, Playout
from simulators.twilio.stream import Arrival
from simulators.twilio.ulaw import FRAME

FLOW = 0.1
"""Seconds within which the next message of the same flow comes."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """All that was received of one stream; times are monotonic seconds."""

    arrivals: Sequence[Arrival]
    marks: Sequence[tuple[float, str]]
    clears: Sequence[float]
    ticks: Sequence[float]
    """When the carrier took the next frame to play."""


def underruns(traffic: Traffic) -> list[Gap]:
    """Play it all again by the carrier's own rules: silences inside an utterance."""
    playout = Playout()
    happened: list[tuple[float, int, int | str]] = [
        *((one.at, 0, one.samples) for one in traffic.arrivals),
        *((at, 1, name) for at, name in traffic.marks),
        *((at, 2, "") for at in traffic.clears),
        *((at, 3, "") for at in traffic.ticks),
    ]
    for _, kind, what in sorted(happened, key=lambda one: one[:2]):
        match kind, what:
            case 0, int(samples):
                playout.push(bytes(samples))
            case 1, str(name):
                playout.mark(name)
            case 2, _:
                playout.clear()
            case _:
                playout.pull()
    return playout.underruns


def jitter(arrivals: Sequence[Arrival]) -> list[float]:
    """By how many milliseconds the time between two messages of a flow is not what the audio of
    one lasts. The burst that begins a flow is left out."""
    return [
        1000.0 * abs(after.at - before.at - before.samples / FRAME * PERIOD)
        for before, after in pairwise(arrivals)
        if PERIOD / 4 < after.at - before.at < FLOW
    ]


def buffered(arrivals: Iterable[Arrival]) -> list[float]:
    """Milliseconds of audio that were left to play when more of the same flow came."""
    return [
        one.buffered / FRAME * PERIOD * 1000.0
        for before, one in pairwise(arrivals)
        if one.at - before.at < FLOW
    ]


def stalled(traffic: Traffic, place: int, seconds: float) -> Traffic:
    """The same if the node had been stuck for a while from message `place` on."""
    begins = traffic.arrivals[place].at
    ends = begins + seconds

    def late(at: float) -> float:
        return ends if begins <= at < ends else at

    return Traffic(
        [Arrival(late(one.at), one.samples, one.buffered) for one in traffic.arrivals],
        [(late(at), name) for at, name in traffic.marks],
        [late(at) for at in traffic.clears],
        traffic.ticks,
    )


def steady(traffic: Traffic, seconds: float) -> list[int]:
    """Messages after which the flow goes on for so long, without a mark, a clear or a silence.
    None is of the burst that begins a flow: a late beginning is no underrun."""
    ends = [at for at, _ in traffic.marks] + list(traffic.clears)
    times = [one.at for one in traffic.arrivals]
    count = round(seconds / PERIOD)
    return [
        place
        for place in range(1, len(times) - count)
        if times[place] - times[place - 1] > PERIOD / 4
        and all(one.buffered for one in traffic.arrivals[place : place + count])
        and all(after - before < FLOW for before, after in pairwise(times[place : place + count]))
        and not any(times[place - 1] <= at <= times[place + count] for at in ends)
    ]
