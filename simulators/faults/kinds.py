"""The faults by the names that schedules use."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

import msgspec

from simulators.faults.broken import Close, Cut, HalfClose, Refuse
from simulators.faults.exchange import Fault
from simulators.faults.slow import Bandwidth, Delay, Jitter, SlowLoris, Stall
from simulators.faults.wrong import Duplicate, Repeat, Silence, Truncate, WrongRate

KINDS: Mapping[str, type[Fault]] = {
    "bandwidth": Bandwidth,
    "close": Close,
    "cut": Cut,
    "delay": Delay,
    "duplicate": Duplicate,
    "half-close": HalfClose,
    "jitter": Jitter,
    "refuse": Refuse,
    "repeat": Repeat,
    "silence": Silence,
    "slow-loris": SlowLoris,
    "stall": Stall,
    "truncate": Truncate,
    "wrong-rate": WrongRate,
}
_NAMES = {fault: name for name, fault in KINDS.items()}


class BadFault(Exception):
    """A fault that can't be made of what was written; the message says what to change."""


def kind_of(fault: Fault) -> str:
    """The name of a fault's kind."""
    return _NAMES.get(type(fault), type(fault).__name__)


def settings_of(kind: str) -> dict[str, str]:
    """What a fault of this kind takes: name -> default, or "needed"."""
    return {
        one.name: "needed" if one.default is MISSING else repr(one.default)
        for one in fields(KINDS[kind])  # type: ignore[arg-type]  # all are dataclasses
    }


def fault_of(kind: str, settings: Mapping[str, Any]) -> Fault:
    """Make a fault. Raises BadFault."""
    if kind not in KINDS:
        raise BadFault(f"there is no fault {kind!r}; there are {', '.join(KINDS)}")
    known = settings_of(kind)
    if unknown := [name for name in settings if name not in known]:
        raise BadFault(f"{kind} takes no {', '.join(unknown)}; it takes {', '.join(known) or '-'}")
    try:
        return msgspec.convert(dict(settings), KINDS[kind])
    except msgspec.ValidationError as error:
        raise BadFault(f"{kind}: {error}") from None
