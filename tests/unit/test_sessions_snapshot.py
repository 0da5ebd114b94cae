"""A session as bytes: versions side by side, migrations, and what can't be read."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from agent.events import CallStarted
from agent.sessions import session as sessions
from agent.sessions.session import Held, Session, Unreadable, decode, encode

ONE = Session(call_sid="CA1", company="acme", node="a", epoch=2, n=7, at=3.5, state=b"x")


def fields(**changed: Any) -> bytes:
    return msgspec.msgpack.encode(msgspec.msgpack.decode(encode(ONE)) | changed)


def test_there_and_back() -> None:
    assert decode(encode(ONE)) == ONE


def test_a_newer_version_that_we_can_read_is_read() -> None:
    raw = fields(schema=sessions.SCHEMA + 1, readable_from=sessions.SCHEMA, colour="blue")
    assert decode(raw).n == 7


def test_a_newer_version_that_we_cannot_read_is_refused_with_what_to_do() -> None:
    raw = fields(schema=sessions.SCHEMA + 1, readable_from=sessions.SCHEMA + 1)
    with pytest.raises(Unreadable, match="versions may differ by one; bring this node up to date"):
        decode(raw)


def test_an_older_version_is_migrated_step_by_step() -> None:
    steps = {
        1: lambda old: {**old, "n": old["n"] + 1},
        2: lambda old: {**old, "at": old["at"] * 2},
    }
    found = decode(fields(schema=1), schema=3, migrations=steps)
    assert (found.schema, found.n, found.at) == (3, 8, 7.0)


def test_a_version_without_a_way_to_ours_is_refused() -> None:
    with pytest.raises(Unreadable, match="nothing leads from version 1 to 2"):
        decode(fields(schema=1), schema=2, migrations={})


HELD = Held(level=2, until=2e9, why="by hand: drill")


def test_versions_one_and_two_stand_side_by_side() -> None:
    """The second one knows of a level set by hand."""
    two = replace(ONE, held=HELD)
    assert decode(encode(two)) == two
    first = msgspec.msgpack.decode(encode(ONE))
    del first["held"]
    found = decode(msgspec.msgpack.encode(first | {"schema": 1}))
    assert (found.schema, found.held, found.n) == (2, None, 7)
    assert decode(encode(two), schema=1).n == 7


def test_a_start_of_before_is_bound_by_no_limit_and_not_recorded() -> None:
    start = CallStarted(call_sid="CA1", conversation_id="C", now="2026-11-24T10:00:00-06:00")
    raw = msgspec.msgpack.encode(start)
    assert b"best" not in raw
    found = msgspec.msgpack.decode(raw, type=CallStarted)
    assert (found.best, found.recorded) == (0, False)


@pytest.mark.parametrize("raw", [b"", b"\xff\x00nonsense", b"\x80"])
def test_damage_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(raw)
