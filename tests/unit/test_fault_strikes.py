"""A fault tells when it has really changed or held back something."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest

from simulators.faults import (
    Bandwidth,
    Delay,
    Duplicate,
    Fault,
    Jitter,
    Refuse,
    Repeat,
    Silence,
    SlowLoris,
    Stall,
    Truncate,
    WrongRate,
)
from simulators.faults.exchange import Answer, Ask, Flow, Part, Whole
from simulators.faults.record import Record
from simulators.world.loop import run

AUDIO = b'{"audio": "gICAgA=="}'


def spoilt(fault: Fault, kind: str, *parts: bytes) -> bool:
    """Whether an answer of such parts was changed in any way."""
    record = Record(1, 0.0, "POST", "/speech")
    ask = Ask("", "POST", "/speech", (), Whole(), record.spoil)

    async def body() -> AsyncIterator[bytes]:
        for data in parts:
            yield data

    async def go(_: Ask) -> Answer:
        return (
            Answer(101) if kind == "text" else Answer(200, ((b"content-type", b"audio/x"),), body())
        )

    async def main() -> None:
        answer = await fault.ask(ask, go)
        flow = Flow(ask, Random(1))
        async for data in answer.body if kind == "body" else body():
            now = asyncio.get_running_loop().time()
            async for _ in fault.part(Part(kind, "down", data, now), flow):  # type: ignore[arg-type]
                pass
            flow.size += len(data)

    run(main())
    return record.spoilt


@pytest.mark.parametrize(
    ("fault", "kind", "parts", "struck"),
    [
        (Fault(), "body", [b"abcd"], False),
        (Delay(0.5), "body", [], True),
        (Delay(0.5), "text", [b"abcd"], True),
        (Jitter(0.5), "text", [b"abcd"], True),
        (Jitter(0.5, "up"), "text", [b"abcd"], False),
        (Bandwidth(100.0), "body", [b"abcd"], True),
        (Stall(6, 1.0), "body", [b"abc", b"abc"], False),
        (Stall(6, 1.0), "body", [b"abcd", b"abcd"], True),
        (SlowLoris(0.1), "body", [b"abcd"], True),
        (Refuse(500), "body", [], True),
        (Truncate(4), "body", [b"ab", b"cd"], False),
        (Truncate(4), "body", [b"abcd", b"e"], True),
        (Truncate(4), "text", [b"abcd"], False),
        (Truncate(4), "text", [b"abcde"], True),
        (Silence(), "body", [b"abcd"], True),
        (Silence(), "text", [], False),
        (Silence(), "text", [b"abcd"], True),
        (Duplicate(), "body", [b"abcd"], False),
        (Duplicate(), "text", [b"abcd"], True),
        (Repeat(), "body", [b"abcd"], True),
        (WrongRate(8000, 16000, "ulaw"), "body", [b"abcd"], True),
        (WrongRate(8000, 16000, "ulaw"), "text", [b"{}"], False),
        (WrongRate(8000, 16000, "ulaw"), "text", [AUDIO], True),
    ],
)
def test_a_fault_has_struck_once_it_changed_something(
    fault: Fault, kind: str, parts: list[bytes], struck: bool
) -> None:
    assert spoilt(fault, kind, *parts) is struck
