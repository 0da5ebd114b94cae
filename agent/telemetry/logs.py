"""Logging of a node: structured, on standard error, without anything personal.

Whatever handles a call binds its sid once with `bound`; every entry below carries it.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal, TextIO, cast

import structlog
from structlog.typing import Processor

from agent.telemetry.mask import masking

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


class Sink:
    """Where entries go. One that can't be written (disk full, reader gone, closed) is lost: who
    logs is in the middle of a call, and must not end it.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> None:
        """Write it, or lose it."""
        with suppress(OSError, ValueError):
            self._out.write(text)

    def flush(self) -> None:
        """Hand on what was written, or lose it."""
        with suppress(OSError, ValueError):
            self._out.flush()


def configure(
    level: Literal["debug", "info", "warning", "error"] = "info",
    style: Literal["console", "json"] = "console",
    stream: TextIO | None = None,
    tail: Processor | None = None,
) -> None:
    """Set up logging of the process; call it once at its start. `tail` sees every entry masked."""
    out = stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        masking,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            masking,
            *([tail] if tail is not None else ()),
            *_last(style, out),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, Sink(out))),
        cache_logger_on_first_use=False,
    )
    _adopt_standard_logging(level, shared, style, out)


def _last(style: str, out: TextIO) -> list[Any]:
    if style == "json":
        return [structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=out.isatty())]


def _adopt_standard_logging(level: str, shared: list[Any], style: str, out: TextIO) -> None:
    """Libraries log with the standard module; their entries get the same treatment."""
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                masking,
                *_last(style, out),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(LEVELS[level], logging.WARNING))


@contextmanager
def bound(**values: str) -> Iterator[None]:
    """Bind values, e.g. the call's sid, to every entry logged inside."""
    with structlog.contextvars.bound_contextvars(**values):
        yield
