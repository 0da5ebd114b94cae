"""Which fault, if any, spoils the next request, speech or segment."""

from dataclasses import replace
from random import Random
from typing import TypeVar

from simulators.elevenlabs.faults import Fault, Outage, RequestFault, SegmentFault, SpeechFault

Kind = TypeVar("Kind", RequestFault, SpeechFault, SegmentFault)


def queued(faults: list[Fault], kind: type[Kind], path: str) -> Kind | None:
    """Take the first fault that fits and whose turn it is; those that must wait, wait less."""
    chosen: Kind | None = None
    for place, fault in list(enumerate(faults)):
        if not isinstance(fault, kind) or fault.path not in path:
            continue
        if fault.skip:
            faults[place] = replace(fault, skip=fault.skip - 1)
        elif chosen is None:
            chosen = fault
    if chosen is not None:
        faults.remove(chosen)
    return chosen


def lasting(
    outages: tuple[Outage, ...], kind: type[Kind], path: str, now: float, random: Random
) -> Kind | None:
    """The fault of the first outage under way that fits."""
    for outage in outages:
        fault = outage.fault
        under_way = outage.start <= now < outage.end
        fits = isinstance(fault, kind) and fault.path in path
        if fits and under_way and random.random() < outage.share:
            assert isinstance(fault, kind)
            return fault
    return None
