"""What the monitor and the stream that it reads cost at many calls.

A real node with its control API is told of as many calls as wanted: recorded ones over and over,
each at another place. Nobody phones, so nothing but telling, masking, sending and drawing is
measured. `python -m voicectl.bench.monitor_crowd FILE` is that node: FILE holds settings as JSON,
and how many calls under "calls".
"""

import asyncio
import json
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.engines import Speech
from agent.node import running
from agent.settings import Settings
from agent.telemetry.feed import Feed
from agent.telemetry.logs import configure
from agent.tts.tones import Tones
from simulators.world.speech import LevelDetector
from voicectl.bench.fleet import NodeProcess, free_port
from voicectl.bench.loss_node import ToneEars
from voicectl.bench.processes import cpu_seconds
from voicectl.bench.terminal import Size, terminal
from voicectl.monitor.demo import Moment, moments, tapes
from voicectl.nodeprocess import environment

TOKEN = "act"  # noqa: S105  # of a node that lives for a minute
SIZE: Size = (160, 48)
SETTLES_S = 5.0
LASTS_S = 20.0
PAUSE_S = 3.0
"""Between a call's end and its next begin."""


async def measure(folder: Path, calls: int) -> dict[str, Any]:
    """Percent of a core: the node alone, the node with a reader, the monitor. Raises CommandError,
    NotSeen.
    """
    config = folder / "crowd.json"
    port = free_port()
    settings = {
        "data_dir": str(folder / "crowd"),
        "server": {"port": port, "max_calls": calls},
        "admin": {"token": TOKEN},
        "twilio": {"auth_token": "nobody-phones"},
    }
    config.write_text(json.dumps({"settings": settings, "calls": calls}))
    node = NodeProcess("crowd", port, config, folder / "crowd.log", "voicectl.bench.monitor_crowd")
    await node.start()
    assert node.process is not None
    try:
        await asyncio.sleep(SETTLES_S)
        (alone,) = await shares(node.process.pid)
        around = environment() | {"VOICECTL_ADMIN__TOKEN": TOKEN}
        async with terminal(monitor(node.url), around, SIZE, folder) as screen:
            await screen.until("● live", 60)
            await screen.until(rf"calls \(\d{{{len(str(calls))}}}\)", 60)
            await asyncio.sleep(SETTLES_S)
            table = await shares(node.process.pid, await screen.pid())
            await screen.picture("crowd")
            await screen.press("Enter")
            await screen.until("transcript")
            one = await shares(node.process.pid, await screen.pid())
            await screen.press("q")
            await screen.ended()
    finally:
        await node.stop()
    return {
        "told_calls": calls,
        "feed_alone_percent": alone,
        "feed_read_percent": table[0],
        "monitor_percent": {"calls": table[1], "one_call": one[1]},
        "together_percent": round(table[0] - alone + table[1], 1),
    }


def monitor(url: str, *options: str) -> tuple[str, ...]:
    """The command of a monitor."""
    return (sys.executable, "-W", "ignore", "-m", "voicectl", "monitor", "--url", url, *options)


async def shares(*pids: int, seconds: float = LASTS_S) -> tuple[float, ...]:
    """Percent of a core that each process uses in the next seconds."""
    before = [cpu_seconds(pid) for pid in pids]
    await asyncio.sleep(seconds)
    after = [cpu_seconds(pid) for pid in pids]
    return tuple(round(100 * (b - a) / seconds, 1) for a, b in zip(before, after, strict=True))


async def _call(feed: Feed, told: Sequence[Moment], begins: float) -> None:
    """Tell of one call again and again; the first time only what comes after `begins` seconds at
    its time, and what was before at once.
    """
    while True:
        now = begins
        for due, tell in told:
            if due > now:
                await asyncio.sleep(due - now)
                now = due
            tell(feed)
        begins = 0.0
        await asyncio.sleep(PAUSE_S)


async def _serve(chosen: dict[str, Any], calls: int) -> None:
    known = tapes()
    speech = Speech(recognizer=ToneEars([]), voice=Tones(), detector=LevelDetector)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    draw = random.Random(1)
    every = [list(moments(known[n % len(known)], f"CA{n:032x}")) for n in range(calls)]
    async with running(Settings(**chosen), speech=speech) as node, asyncio.TaskGroup() as group:
        telling = [
            group.create_task(_call(node.feed, told, draw.uniform(0.0, told[-1][0])))
            for told in every
        ]
        sys.stdout.write(f"{node.port}\n")
        sys.stdout.flush()
        await stop.wait()
        for task in telling:
            task.cancel()


def main() -> None:
    """Read the file and serve."""
    given = json.loads(Path(sys.argv[1]).read_text())
    configure("info", "json")
    asyncio.run(_serve(given["settings"], given["calls"]))


if __name__ == "__main__":
    main()
