"""Whom adapters tell what a request has used."""

from collections.abc import Callable

Meter = Callable[[int, int], None]
"""Told the tokens that a request has read and written."""


def unmetered(read: int, written: int) -> None:
    """Nobody counts."""
