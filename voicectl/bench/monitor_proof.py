"""What a key at the monitor has really done: by the node's record of acts, and at the carrier."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp

from simulators.speech import tones
from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier
from simulators.twilio.log import Record
from voicectl.chaos.ground import Ground
from voicectl.chaos.traffic import LOOK_S, Phoned, Town

WAITS_S = 30.0
"""So long an act may take to be seen at the carrier; people ring for a while."""
DIALS_S = 0.4
"""Between two callers."""
RIPE_S = 6.0
"""A call that is this old talks."""


@dataclass
class Audit:
    """The node's log, from where it was last read."""

    log: Path
    _read: int = 0

    def entries(self) -> list[dict[str, Any]]:
        """Tries to act that were written since the last question."""
        with self.log.open("rb") as file:
            file.seek(self._read)
            lines = file.read()
        whole = lines[: lines.rfind(b"\n") + 1]
        self._read += len(whole)
        found = [json.loads(line) for line in whole.splitlines() if line[:1] == b"{"]
        return [one for one in found if one.get("event") == "control_request"]

    async def one(self) -> str:
        """The next try to act in a few words. Raises TimeoutError."""
        async with asyncio.timeout(WAITS_S):
            while not (found := self.entries()):  # noqa: ASYNC110  # seen from outside
                await asyncio.sleep(LOOK_S)
        return "; ".join(_entry(one) for one in found)


def _entry(one: dict[str, Any]) -> str:
    path = "/".join(part[:8] if part[:2] == "CA" else part for part in one["path"].split("/"))
    return f"{one['method']} {path} {one['status']} {one['role']} {one['operator']}"


@dataclass
class Callers:
    """Keeps as many people on the line as wanted."""

    town: Town
    wanted: int
    over: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Until it is over; then everybody hangs up."""
        async with asyncio.TaskGroup() as group:
            while not self.over:
                if self.town.live < self.wanted:
                    group.create_task(self.town.call())
                await asyncio.sleep(DIALS_S)
            self.town.leave()

    def talking(self) -> list[Phoned]:
        """Who talks with the agent just now, the longest first."""
        return [one for one in self.town.calls if talks(one.call)]

    async def somebody(self) -> Call:
        """The youngest call that talks already: it will not end soon by itself. Raises
        TimeoutError.
        """
        async with asyncio.timeout(WAITS_S):
            while True:
                calls = [one.call for one in self.talking()]
                if ripe := [call for call in calls if _age(call) > RIPE_S]:
                    return min(ripe, key=_age)
                await asyncio.sleep(LOOK_S)


def _age(call: Call) -> float:
    return monotonic() - call.answered_at


def talks(call: Call) -> bool:
    """Whether a call has the agent at its other end."""
    stream = call.stream
    return not call.over and stream is not None and call.line.endpoint is stream


async def seen(what: Callable[..., str], *of: object) -> str:
    """Wait until something is said of it; empty when nothing was."""
    end = monotonic() + WAITS_S
    while not (found := what(*of)) and monotonic() < end:  # noqa: ASYNC110  # seen from outside
        await asyncio.sleep(LOOK_S)
    return found


def hung_up(carrier: Carrier, call: Call) -> str:
    """The carrier was asked to end this call, and it is over."""
    asked = [one for one in carrier.log.of("rest") if _ends(one, call.sid)]
    if not (asked and call.over):
        return ""
    return f"asked by REST, {call.status} {1000 * (call.ended_at - asked[0].at):.0f} ms later"


def _ends(record: Record, sid: str) -> bool:
    return sid in record.data["path"] and ["Status", "completed"] in map(
        list, record.data["fields"]
    )


def connected(carrier: Carrier, call: Call, number: str) -> str:
    """The caller was joined with somebody at this number, who pressed 1."""
    for leg in carrier.calls.values():
        if leg.parent_sid == call.sid and leg.to == number and leg.answered_at:
            taken = [
                one for one in carrier.log.of("webhook", leg.sid) if "taken=1" in str(one.data)
            ]
            if taken:
                return f"{number} rung, answered, pressed 1"
    return ""


def spoke(call: Call, words: str, since: int) -> str:
    """The caller heard these words behind a sample of the recording."""
    heard = [one.number for one in tones.heard(bytes(call.recording.right[since:]))]
    wanted = tones.numbers(words)
    found = any(heard[at : at + len(wanted)] == wanted for at in range(len(heard)))
    return f"the caller heard all {len(wanted)} words" if found else ""


def rung(carrier: Carrier, calls: list[Call], number: str) -> str:
    """For each of these callers the number was rung, but for a few who had said goodbye."""
    parents = {leg.parent_sid for leg in carrier.calls.values() if leg.to == number}
    mine = [call for call in calls if call.sid in parents]
    over = [call for call in calls if call.over and call not in mine]
    if len(mine) + len(over) < len(calls) or len(over) > len(mine):
        return ""
    return f"{len(mine)} of {len(calls)} passed on to {number}, {len(over)} ended"


async def dialed(town: Town, judge: Callable[[Call], str]) -> str:
    """What becomes of somebody who phones now."""
    before = len(town.calls)
    async with asyncio.TaskGroup() as group:
        group.create_task(town.call())
        while len(town.calls) == before:  # noqa: ASYNC110  # seen from outside
            await asyncio.sleep(LOOK_S)
        call = town.calls[before].call
        found = await seen(judge, call)
        call.drop()
    return found


async def services(ground: Ground, wanted: Callable[[dict[str, int]], object]) -> str:
    """Wait for seconds in which what services were sent to be spoken fits: bytes, by the count of
    their fault proxies. What was under way before ends in the first of them.
    """
    before = await _sent(ground)
    end = monotonic() + WAITS_S
    while monotonic() < end:
        await asyncio.sleep(4.0)
        now = await _sent(ground)
        sent = {name: now[name] - before[name] for name in now}
        if wanted(sent):
            return ", ".join(f"{name} {n} bytes" for name, n in sent.items())
        before = now
    return ""


async def _sent(ground: Ground) -> dict[str, int]:
    assert ground.services is not None
    url = f"{ground.services.control}/log"
    async with aiohttp.ClientSession() as client, client.get(url) as answer:
        told = await answer.json()
    return {
        name: sum(one["up"] for one in every if _speaks(one["target"]))
        for name, every in told.items()
    }


def _speaks(target: str) -> bool:
    path = target.partition("?")[0]
    return "/text-to-speech/" in path or path.endswith(("/audio/speech", "/v1/speech"))


async def ask(url: str, token: str, path: str) -> Any:
    """A question to the control API of a node."""
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(url, headers=headers) as client, client.get(path) as answer:
        return await answer.json()
