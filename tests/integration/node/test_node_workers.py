"""`voicectl serve --workers`: one port, several processes, one of which may always be away."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent.http.signature import sign
from agent.http.twiml import APOLOGY_WORDS
from simulators.twilio import Account
from voicectl.bench.fleet import redis_server

pytestmark = pytest.mark.integration

ORIGIN = "https://agent.example"
PROFILE = """
company: {name: Test Air, tz: America/Chicago}
numbers: {office: "+12145550100"}
hours: {days: {mon: ["08:00", "18:00"]}}
area: {zones: {dallas: ["752*"]}}
fees: {service: 8900, after_hours: 14900}
windows: {slots: {mon: [["08:00", "12:00"]]}, crews: {dallas: 2}}
job_types: {no_cooling: {spoken: no cooling, tier: triage}}
"""
LIMIT_S = 180


class Daemon:
    """The supervisor and what it says."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, log: Path) -> None:
        self.process = process
        self.url = url
        self.log = log

    @property
    def workers(self) -> list[int]:
        """Process ids of its workers."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sorted(map(int, children))

    async def post(self, path: str, sid: str) -> tuple[int, str]:
        """A webhook on a connection of its own, so that any worker may get it."""
        form = {"CallSid": sid, "From": "+12145550155", "To": "+12145550100"}
        headers = {"X-Twilio-Signature": sign(Account().token, ORIGIN + path, list(form.items()))}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, data=form, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    async def said(self, words: str, times: int = 1) -> None:
        """Wait until the log has these words so often."""
        await until(lambda: self.log.read_text().count(words) >= times)


def goes_on(body: str) -> bool:
    """The worker that has the call answered; by turns if its stream did not come."""
    return ("<Stream" in body or "<Gather" in body) and APOLOGY_WORDS not in body


async def until(true: Callable[[], Any]) -> None:
    while not true():  # noqa: ASYNC110  # a test looks from outside
        await asyncio.sleep(0.05)


@asynccontextmanager
async def daemon(folder: Path, redis_url: str, gather: int = 0) -> AsyncIterator[Daemon]:
    (folder / "company.yaml").write_text(PROFILE)
    settings = {
        "data_dir": str(folder),
        "profile": str(folder / "company.yaml"),
        "server": {"port": 0, "public_url": ORIGIN, "handover_s": 0.1, "drain_s": 10.0},
        "speech": {"tts_order": ["tones"], "intent_model": "none", "stt_digit_head": False},
        "sessions": {"redis_url": redis_url, "node": "host"},
        "log": {"format": "json"},
        "flags": {"gather": gather},
    }
    config, log = folder / "voicectl.toml", folder / "daemon.log"
    config.write_text(_toml(settings))
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", "-m", "voicectl", "--config", str(config)),
            *("serve", "--offline", "--workers=2", "--json"),
            stdout=asyncio.subprocess.PIPE,
            stderr=sink,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    try:
        assert process.stdout is not None
        text = b""
        while not text.endswith(b"\n}\n"):
            line = await process.stdout.readline()
            assert line, log.read_text()
            text += line
        port = json.loads(text)["port"]
        yield Daemon(process, f"http://127.0.0.1:{port}", log)
    finally:
        if process.returncode is None:
            process.kill()  # its workers' input closes, and they end as well
        await process.wait()


def _toml(settings: dict[str, Any]) -> str:
    top = [f"{key} = {json.dumps(one)}" for key, one in settings.items() if type(one) is not dict]
    for name, section in settings.items():
        if isinstance(section, dict):
            top += [f"[{name}]", *(f"{key} = {json.dumps(one)}" for key, one in section.items())]
    return "\n".join(top) + "\n"


def test_one_port_that_a_dead_and_a_renewed_worker_do_not_close(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            asyncio.timeout(LIMIT_S),
            redis_server() as redis,
            daemon(tmp_path, redis.url) as node,
        ):
            first = node.workers
            assert len(first) == 2
            # Every worker answers for every call as the one that has it would.
            calls = [f"CA{number}" for number in range(6)]
            for sid in calls:
                assert "<Stream" in (await node.post("/twilio/voice", sid))[1]
            for sid in calls * 2:
                status, body = await node.post("/twilio/next", sid)
                assert (status, goes_on(body)) == (200, True)
            os.kill(first[0], signal.SIGKILL)
            await node.said('"worker_died"')
            assert (await node.post("/twilio/voice", "CAmeanwhile"))[0] == 200
            await node.said('"worker_ready"', 3)
            second = node.workers
            assert len(second) == 2
            assert len({*first, *second}) == 3
            # All are renewed, one by one, and live calls stay.
            status, _ = await node.post("/twilio/voice", "CAlive")
            node.process.send_signal(signal.SIGHUP)
            await node.said('"workers_renewed"')
            assert not {*node.workers} & {*second}
            status, body = await node.post("/twilio/next", "CAlive")
            assert status == 200
            assert "<Stream" in body or "<Gather" in body
            lines = [json.loads(one) for one in node.log.read_text().splitlines() if one[:1] == "{"]
            assert {"host-1", "host-2"} <= {one.get("node") for one in lines}
            node.process.terminate()
            assert await node.process.wait() == 0

    asyncio.run(main())


def test_what_one_worker_says_by_turns_can_be_fetched_from_any(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            asyncio.timeout(LIMIT_S),
            redis_server() as redis,
            daemon(tmp_path, redis.url, gather=100) as node,
        ):
            _, body = await node.post("/twilio/voice", "CA1")
            clips = re.findall(r"<Play>https://agent.example(.+?)</Play>", body)
            assert clips
            for clip in clips * 8:
                async with aiohttp.ClientSession() as session, session.get(node.url + clip) as got:
                    assert (got.status, (await got.read())[:4]) == (200, b"RIFF")
            async with aiohttp.ClientSession() as session:
                unknown = clips[0].rpartition("/")[0] + "/0.wav"
                assert (await session.get(node.url + unknown)).status == 404

    asyncio.run(main())


@pytest.mark.parametrize(
    ("settings", "words"),
    [({}, "set REDIS_URL"), ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "did not start")],
)
def test_workers_that_could_not_work_are_refused(
    tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    async def main() -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", "-m", "voicectl", "--profile", "nothing.yaml"),
            *("serve", "--offline", "--workers=2", "--port=0"),
            cwd=tmp_path,
            stderr=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **settings},
        )
        _, said = await asyncio.wait_for(process.communicate(), LIMIT_S)
        return process.returncode, said.decode()

    code, said = asyncio.run(main())
    assert code == 2
    assert words in said
