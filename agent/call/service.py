"""At which level of service a call is served, and that its dialogue is told."""

from collections.abc import Callable

from agent.events import Event, Level, LevelChanged, Purpose

USUAL: Level = 2
"""The level of service of a call without a language model."""


class Service:
    """The level of one call; before it begins, only what it is to begin with."""

    def __init__(
        self, level: Level, purposes: tuple[Purpose, ...], apply: Callable[[Event], None]
    ) -> None:
        """`purposes`: what a language model may be asked for; without any the level is usual."""
        self._purposes = purposes
        self._apply = apply
        self._level: Level = USUAL
        self._first: tuple[Level, str] | None = (level, "from the start")

    def begin(self, *, anew: bool = False) -> None:
        """The dialogue may be told from now on; `anew`: it may believe in another node's level."""
        if self._first is not None:
            (level, why), self._first = self._first, None
            if anew:
                self._serve_at(level, why)
            else:
                self.set(level, why)

    def set(self, level: Level, why: str) -> None:
        """Serve at this level from now on, unless no model may be asked at all."""
        if self._first is not None:
            self._first = (level, why)
        elif self._allowed(level) != self._level:
            self._serve_at(level, why)

    def _serve_at(self, level: Level, why: str) -> None:
        self._level = self._allowed(level)
        self._apply(LevelChanged(level=self._level, why=why, purposes=self._purposes))

    def _allowed(self, level: Level) -> Level:
        return level if self._purposes else max(level, USUAL)
