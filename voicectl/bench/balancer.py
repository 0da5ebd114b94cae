"""HAProxy before the nodes of a fleet, with the configuration of `docs/deploy`."""

import asyncio
import csv
import re
import shutil
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from voicectl.bench.fleet import ORIGIN, START_S, free_port
from voicectl.errors import CommandError

CONFIG = Path(__file__).resolve().parents[2] / "docs" / "deploy" / "haproxy.cfg"
MISSING = "HAProxy is not installed; run: apt-get install haproxy (or scripts/bootstrap dev)"
FIGURES = """
listen figures
    bind 127.0.0.1:{port}
    stats enable
    stats uri /
"""


def through_balancer(name: str, _: int) -> str:
    """A node's stream URL: the balancer sends what comes there to this node."""
    return f"{ORIGIN.replace('http', 'ws', 1)}/node-{name}/twilio/stream"


def program() -> str | None:
    """Where HAProxy is; Debian puts it where only root looks."""
    return shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True, slots=True)
class Balancer:
    """A running HAProxy."""

    url: str
    figures: str
    process: Process

    async def down(self) -> set[str]:
        """Servers that get nothing now."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.figures}/;csv") as csv_:
            rows = csv.DictReader((await csv_.text()).removeprefix("# ").splitlines())
            return {
                row["svname"]
                for row in rows
                if row["pxname"] == "nodes"
                and row["svname"] != "BACKEND"
                and not row["status"].startswith("UP")
            }


@asynccontextmanager
async def haproxy(servers: Mapping[str, str], folder: Path) -> AsyncIterator[Balancer]:
    """Run it on a free port before `servers` (name: origin) until the block ends.

    Raises CommandError when it is missing or does not start.
    """
    found = program()
    if found is None:
        raise CommandError(MISSING)
    port, figures = free_port(), free_port()
    text = CONFIG.read_text().replace("127.0.0.1:8443", f"127.0.0.1:{port}")
    for name, origin in servers.items():
        text = re.sub(rf"(\n +server {name}) \S+", rf"\1 {urlsplit(origin).netloc}", text)
    config = folder / "haproxy.cfg"
    config.write_text(text + FIGURES.format(port=figures))
    process = await asyncio.create_subprocess_exec(
        found, "-db", "-f", str(config), stdout=DEVNULL, stderr=DEVNULL
    )
    made = Balancer(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{figures}", process)
    try:
        await _started(made, found, config)
        yield made
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _started(made: Balancer, found: str, config: Path) -> None:
    async with asyncio.timeout(START_S):
        while made.process.returncode is None:
            try:
                if not await made.down():
                    return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    raise CommandError(f"HAProxy ended at once; try: {found} -c -f {config}")
