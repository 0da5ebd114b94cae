"""One breach of one rule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """What broke, when, in which call."""

    invariant: str
    at: float
    """Virtual second of the hour."""
    detail: str
    call: int | None = None
    """Number of the call; None: no single one."""
