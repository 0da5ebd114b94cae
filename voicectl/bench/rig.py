"""A daemon of its own, the simulated carrier, and calls between them: what every bench runs on.

The daemon is a real `voicectl serve` process with its real recogniser, voice and journal.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from simulators.caller.line import Line
from simulators.caller.persona import LineSpec
from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier
from simulators.twilio.exchange import Voice, mute_voice
from simulators.twilio.numbers import Account, DialPlan, Number
from simulators.twilio.recording import Recording as Audio
from voicectl.bench.processes import cpu_seconds
from voicectl.bench.scripted import Made, Script, Scripted
from voicectl.nodeprocess import Daemon, daemon
from voicectl.phoning import connect

if TYPE_CHECKING:
    from agent.call.journal import Recording as Journal

COMPANY = "+12145550101"
HISS = LineSpec(noise="pink", snr_db=45.0)
"""An ordinary telephone line: never digitally silent."""
ALWAYS = "00:00-23:59"
JOURNAL_SECONDS = 8.0
POLL = 0.1


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that is over, seen from both ends."""

    call: Call
    made: tuple[Made, ...]
    """The caller's sounds in the order they ended."""
    journal: "Journal"
    began: float
    """Monotonic time of the journal's zero."""

    @property
    def audio(self) -> Audio:
        """The carrier's two-channel recording."""
        return self.call.recording

    def interrupting(self, made: Made) -> bool:
        """The sound began while the agent was audible (and not the carrier's own ringing)."""
        ends = [
            stamp.detail
            for stamp in self.audio.stamps
            if stamp.kind == "connect" and stamp.sample <= made.start
        ]
        return made.over_agent and ends[-1:] == ["MediaStream"]

    def heard_at(self, at: float) -> int:
        """The sample of the recording at journal time `at`."""
        return self.audio.sample_at(self.began + at)


@dataclass(frozen=True, slots=True)
class Usage:
    """What the daemon has used so far, in seconds."""

    at: float
    """Monotonic."""
    cpu: float
    """With its worker processes."""


class Rig:
    """Phones the daemon."""

    def __init__(self, carrier: Carrier, daemon: Daemon, journals: Path, voices: Path) -> None:
        self.voices = voices
        """Folder for the callers' clips."""
        self.url = daemon.url
        """Where the daemon answers."""
        self.pid = daemon.pid
        """Of the daemon."""
        self.carrier = carrier
        self._daemon = daemon
        self._journals = journals
        self._callers = count(1000)

    async def phone(self, script: Script, longest: float, save: Path | None = None) -> Finished:
        """Run one call, from a number of its own, to its end or for `longest` seconds.

        Raises RuntimeError when it leaves no journal.
        """
        number = next(self._callers)
        party = Scripted(script, Line(HISS, seed=number).carry)
        call = await self.carrier.dial(f"+1972555{number}", COMPANY, party)
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await party.over.wait()
        await call.hang_up()
        await call.wait_end()
        if save is not None:
            call.recording.save(save / f"{call.sid}.wav")
        return await self.finished(call, tuple(party.stage.made))

    async def finished(self, call: Call, made: tuple[Made, ...]) -> Finished:
        """A call that is over with its journal. Raises RuntimeError when it leaves none."""
        journal = await self._journal(call.sid)
        return Finished(call, made, journal, began_at(journal))

    async def usage(self) -> Usage:
        """What the daemon has used until now."""
        return Usage(monotonic(), await asyncio.to_thread(cpu_seconds, self._daemon.pid))

    async def health(self) -> dict[str, Any]:
        """The parts of the daemon's health."""
        import aiohttp

        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{self._daemon.url}/health") as answer,
        ):
            parts: dict[str, Any] = (await answer.json())["parts"]
        return parts

    async def _journal(self, sid: str) -> "Journal":
        from agent.call.journal import read

        for _ in range(round(JOURNAL_SECONDS / POLL)):
            for path in self._journals.glob(f"*/{sid}.jsonl"):
                journal = await asyncio.to_thread(read, path)
                if any(remark.what == "outcome" for remark in journal.remarks):
                    return journal
            await asyncio.sleep(POLL)
        raise RuntimeError(f"call {sid} left no finished journal below {self._journals}")


@asynccontextmanager
async def rig(
    folder: Path,
    answers: Mapping[str, str],
    settings: Mapping[str, object],
    *,
    crews: int = 0,
    plan: DialPlan | None = None,
    voice: Voice = mute_voice,
    constants: Mapping[str, object] | None = None,
) -> AsyncIterator[Rig]:
    """Start carrier and daemon in an existing folder; `answers` replace texts of the company's FAQ
    (an empty one takes its topic away), and so many `crews` in each area the company's own. `plan`
    and `voice` are the carrier's, `constants` changed ones of the daemon.

    Raises CommandError when the daemon does not start.
    """
    account = Account()
    company = company_of(folder / "company.yaml", answers, crews)
    async with Carrier([Number(COMPANY)], account=account, plan=plan, voice=voice) as carrier:
        chosen: dict[str, object] = {
            "profile": str(company),
            "twilio.account_sid": account.sid,
            "twilio.auth_token": account.token,
            "twilio.api_base": carrier.api_base,
            "twilio.phone_number": COMPANY,
            "log.format": "json",
            "flags.resume_offer": 0,
        }
        async with daemon(folder, chosen | dict(settings), constants) as running:
            connect(carrier, COMPANY, running.url)
            yield Rig(carrier, running, folder / "journal", folder / "voices")


async def phone_all(
    rig: Rig,
    scripts: Sequence[Script],
    folder: Path,
    *,
    at_once: int,
    longest: float,
    needed: Callable[[], bool] = lambda: True,
) -> list[Finished]:
    """Run calls, `at_once` at a time, while more are `needed`; recordings go to `folder`."""
    places = asyncio.Semaphore(at_once)
    finished = []

    async def one(script: Script) -> None:
        async with places:
            if needed():
                finished.append(await rig.phone(script, longest, folder))

    async with asyncio.TaskGroup() as tasks:
        for script in scripts:
            tasks.create_task(one(script))
    return finished


def conditions(calls: list[Finished]) -> dict[str, Any]:
    """What the machine was like: figures taken under load are worth less."""
    lateness = [late for one in calls for late in one.call.line.pacing.lateness]
    return {
        "calls": len(calls),
        "seconds": round(sum(one.audio.seconds for one in calls), 1),
        "ticks": len(lateness),
        "late_ticks": sum(one.call.line.pacing.late_ticks for one in calls),
        "latest_tick_ms": round(max(lateness, default=0.0) * 1000, 1),
        "underruns": sum(len(s.playout.underruns) for one in calls for s in one.call.streams),
        "load": [round(value, 1) for value in os.getloadavg()],
    }


def company_of(target: Path, answers: Mapping[str, str], crews: int = 0) -> Path:
    """The built-in company with some of its answers and crews replaced, open day and night."""
    import yaml

    import agent.profile

    source = Path(agent.profile.__file__).with_name("default.yaml")
    facts = yaml.safe_load(source.read_text(encoding="utf-8"))
    kept = {topic: text for topic, text in facts["faq"].items() if topic not in answers}
    facts["faq"] = kept | {topic: {"en": text} for topic, text in answers.items() if text}
    if crews:
        facts["windows"]["crews"] = dict.fromkeys(facts["windows"]["crews"], crews)
    facts["hours"] = {"mon-fri": ALWAYS, "sat": ALWAYS, "sun": ALWAYS}
    target.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    return target


def began_at(journal: "Journal") -> float:
    """Monotonic time of the journal's zero. Raises RuntimeError."""
    for remark in journal.remarks:
        if remark.what == "clock":
            return float(remark.about.rsplit(" ", 1)[1]) - remark.at
    raise RuntimeError("the journal lacks its clock remark")
