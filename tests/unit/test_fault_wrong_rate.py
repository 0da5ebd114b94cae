"""Audio at a wrong rate, whatever pieces it comes in."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest

from simulators.faults import WrongRate
from simulators.faults.exchange import Answer, Ask, Flow, Part, Whole, whole

SOUND = b"".join((value * 37 % 2000).to_bytes(2, "little") for value in range(2000))
ASK = Ask("", "POST", "/speech", (), Whole())


class Pieces:
    """A body in pieces of this many bytes."""

    def __init__(self, step: int) -> None:
        self._step = step

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(SOUND), self._step):
            yield SOUND[at : at + self._step]


def changed(step: int) -> bytes:
    async def main() -> bytes:
        async def go(ask: Ask) -> Answer:
            headers = ((b"Content-Type", b"audio/pcm"), (b"Content-Length", b"4000"))
            return Answer(200, headers, Pieces(step))

        answer = await WrongRate(agreed=24000, sent=16000).ask(ASK, go)
        assert dict(answer.headers) == {b"Content-Type": b"audio/pcm"}
        return await whole(answer.body)

    return asyncio.run(main())


@pytest.mark.parametrize("step", [1, 3, 1001])
def test_a_sample_torn_apart_is_put_together(step: int) -> None:
    assert changed(step) == changed(len(SOUND))


@pytest.mark.parametrize("text", ["no json", "[1]", '{"audio": null}', '{"audio": "a"}', "{}"])
def test_messages_without_audio_stay_as_they_are(text: str) -> None:
    async def main() -> list[bytes]:
        part = Part("text", "down", text.encode(), 0.0)
        fault = WrongRate(agreed=24000, sent=16000)
        return [one.data async for one in fault.part(part, Flow(ASK, Random(0)))]

    assert asyncio.run(main()) == [text.encode()]
