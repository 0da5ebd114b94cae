"""Faults of time: everything arrives, but late, in drops, or only up to a point."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from simulators.faults.exchange import Answer, Ask, Fault, Flow, Go, Part, Ways

FOR_EVER = 1e6
_SLICES_A_SECOND = 50


@dataclass(frozen=True, slots=True)
class Delay(Fault):
    """Requests and messages are under way for longer; order and throughput stay."""

    seconds: float
    way: Ways = "both"
    """Of messages."""

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """Wait before the service hears of it."""
        ask.spoilt()
        await asyncio.sleep(self.seconds)
        return await go(ask)

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Each message is due so long after it arrived."""
        if part.kind != "body" and self.way in (part.way, "both"):
            flow.ask.spoilt()
            await _until(part.at + self.seconds)
        yield part


@dataclass(frozen=True, slots=True)
class Jitter(Fault):
    """Pieces and messages are held back by up to so many seconds each, at random, in order."""

    seconds: float
    way: Ways = "both"

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Due at a random time after it arrived."""
        if self.way in (part.way, "both"):
            flow.ask.spoilt()
            await _until(part.at + flow.random.random() * self.seconds)
        yield part


@dataclass(frozen=True, slots=True)
class Bandwidth(Fault):
    """So many bytes a second go through, and no more."""

    bytes_per_s: float
    way: Ways = "both"

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Bodies come in slices, messages whole when their last byte is due."""
        if self.way not in (part.way, "both"):
            yield part
            return
        flow.ask.spoilt()
        size = len(part.data)
        if part.kind == "body":
            size = max(1, round(self.bytes_per_s / _SLICES_A_SECOND))
        for at in range(0, max(1, len(part.data)), max(1, size)):
            piece = part.data[at : at + size]
            await _until(self._due(len(piece), part.at, flow))
            yield replace(part, data=piece)

    def _due(self, size: int, arrived: float, flow: Flow) -> float:
        free: float = max(arrived, flow.memory.get("free", 0.0))
        due = free + size / self.bytes_per_s
        flow.memory["free"] = due
        return due


@dataclass(frozen=True, slots=True)
class Stall(Fault):
    """After so many bytes nothing comes for a while; connections stay open."""

    after_bytes: int = 0
    seconds: float = FOR_EVER
    way: Ways = "down"

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Let the first bytes through, then wait."""
        if self.way not in (part.way, "both") or "stalled" in flow.memory:
            yield part
            return
        before, rest = split(part, self.after_bytes - flow.size)
        if before is not None:
            yield before
        if rest is not None:
            flow.memory["stalled"] = True
            flow.ask.spoilt()
            await asyncio.sleep(self.seconds)
            yield rest


@dataclass(frozen=True, slots=True)
class SlowLoris(Fault):
    """The answer drips in byte by byte, head and all: a timeout between reads never strikes."""

    seconds_per_byte: float

    def fits(self, ask: Ask) -> bool:
        """Not a WebSocket."""
        return not ask.websocket

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """Mark the answer."""
        ask.spoilt()
        return replace(await go(ask), drip=self.seconds_per_byte)


def split(part: Part, room: int) -> tuple[Part | None, Part | None]:
    """What still fits into `room` bytes, and the rest; messages are never split."""
    if len(part.data) <= room:
        return part, None
    if room <= 0 or part.kind != "body":
        return None, part
    return replace(part, data=part.data[:room]), replace(part, data=part.data[room:])


async def _until(due: float) -> None:
    await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
