"""Logs carry the call and no person."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from agent.telemetry.logs import bound, configure
from agent.telemetry.mask import mask, mask_numbers


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("from +13035550144 now", "from ***0144 now"),
        ("call (303) 555-0144", "call (***0144"),
        ("303 555 0144", "***0144"),
        ("took 1234 ms", "took 1234 ms"),
        ("CA1234567890123456", "CA1234567890123456"),
        ("2026-11-22T10:00:00", "2026-11-22T10:00:00"),
    ],
)
def test_numbers(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked


def test_private_fields_are_hidden_at_any_depth() -> None:
    entry = {
        "caller": {"name": "Dana", "phone": "+13035550144"},
        "token": "x",
        "list": ["3035550144"],
    }
    assert mask(entry) == {
        "caller": {"name": "***", "phone": "***0144"},
        "token": "***",
        "list": ["***0144"],
    }


def test_json_line_with_call_sid_and_exception() -> None:
    out = io.StringIO()
    configure("info", "json", out)
    with bound(call="CA1"):
        try:
            raise ValueError("no answer from +13035550144")
        except ValueError:
            structlog.get_logger().exception("sms_failed", to="+13035550144")
        structlog.get_logger().debug("hidden")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(lines) == 1
    assert lines[0]["call"] == "CA1"
    assert lines[0]["to"] == "***0144"
    assert "0144" in lines[0]["exception"]
    assert "303555" not in out.getvalue()


def test_an_entry_that_can_not_be_written_ends_nothing() -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "no space left on device")

    configure(style="json", stream=Full())
    structlog.get_logger().error("books_not_written", why="broken")


def test_libraries_are_masked_too() -> None:
    out = io.StringIO()
    configure("info", "json", out)
    logging.getLogger("some.library").warning("lost %s", "+13035550144")
    assert json.loads(out.getvalue())["event"] == "lost ***0144"
