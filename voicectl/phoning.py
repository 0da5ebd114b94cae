"""Simulated callers phone a daemon: scenarios at once or one after the other, results as data."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from simulators.caller import measure
from simulators.caller.caller import Spoken
from simulators.caller.persona import Named
from simulators.caller.run import CallReport, Studio, run_scenario
from simulators.caller.technician import Technician
from simulators.caller.voice import Voice
from simulators.twilio.carrier import Carrier
from simulators.twilio.numbers import Account, Number, Phone
from voicectl.aftermath import Aftermath, misses
from voicectl.errors import UNREACHABLE, CommandError

OnLine = Callable[[str, Spoken], None]
"""Told every line of a transcript as it happens: scenario, line."""
Books = Callable[[str], Awaitable[Aftermath]]
"""Reads what a call left behind, by its sid."""
TECHNICIAN = (
    "Hello, this is the technician. I have your details and I will take care of it. Goodbye."
)
CARRIER_VOICE = "slt"
REACH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Result:
    """One call: what was seen from outside, what it left behind, what was missed."""

    named: Named
    report: CallReport
    after: Aftermath
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """The world around the daemon."""

    company: str
    """The number callers dial, E.164."""
    people: tuple[str, ...]
    """Numbers of the company's people, who take transfers and acknowledge alerts."""
    account: Account = field(default_factory=Account)


@asynccontextmanager
async def carrier(town: Town, clips: Path) -> AsyncIterator[Carrier]:
    """A simulated carrier where the company's people answer; set its number's webhooks later."""
    sentence = await Voice(clips, "awb").speak(TECHNICIAN)
    say = Voice(clips, CARRIER_VOICE)

    async def voice(text: str, language: str) -> bytes:
        return await say.speak(text)

    async with asyncio.TaskGroup() as tasks:
        person = Phone(ring=1.5, party=lambda: Technician(tasks, sentence), reply="1")
        plan = dict.fromkeys(town.people, person)
        number = Number(town.company)
        async with Carrier([number], account=town.account, plan=plan, voice=voice) as ready:
            yield ready


async def reach(url: str) -> None:
    """Make sure that a daemon takes calls there. Raises CommandError."""
    import aiohttp

    try:
        timeout = aiohttp.ClientTimeout(total=REACH_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.get(f"{url}/health/ready") as answer,
        ):
            answer.raise_for_status()
    except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
        raise CommandError(
            f"no daemon takes calls at {url} ({fault or 'no answer'}); start one with "
            "`voicectl serve --offline`, or name it with --url",
            UNREACHABLE,
        ) from fault


def connect(carrier: Carrier, company: str, url: str) -> None:
    """Point the company's number at a daemon."""
    base = f"{url.rstrip('/')}/twilio"
    carrier.set_number(
        Number(
            company,
            voice_url=f"{base}/voice",
            voice_fallback_url=f"{base}/fallback",
            status_callback=f"{base}/status",
            sms_url=f"{base}/sms",
        )
    )


async def phone_all(
    carrier: Carrier,
    scenarios: Sequence[Named],
    studio: Studio,
    books: Books,
    *,
    company: str,
    recordings: Path | None,
    jobs: int,
    seed: int,
    on_line: OnLine,
) -> list[Result]:
    """Run scenarios, `jobs` calls at a time; results in the order of the scenarios."""
    places = asyncio.Semaphore(jobs)

    async def one(named: Named) -> Result:
        async with places:
            report = await run_scenario(
                carrier,
                named,
                studio,
                to=company,
                recordings=recordings,
                seed=seed,
                on_line=lambda line: on_line(named.name, line),
            )
            after = await books(report.call_sid)
            return Result(named, report, after, tuple(misses(named.scenario.expect, report, after)))

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(one(named)) for named in scenarios]
    return [task.result() for task in running]


def as_json(result: Result) -> dict[str, Any]:
    """One call in the shape that scripts rely on."""
    report, after = result.report, result.after
    stops = [one.silent_after_ms for one in report.interruptions if one.speech]
    return {
        "call_sid": report.call_sid,
        "scenario": result.named.name,
        "ok": not result.missed,
        "missed": list(result.missed),
        "outcome": after.outcome,
        "expected_outcome": "|".join(result.named.scenario.expect.outcome),
        "booking": after.booking,
        "tasks": list(after.tasks),
        "transcript": [
            {"role": one.role, "text": one.text, "at_ms": one.at_ms, "kind": one.kind}
            for one in report.lines
        ],
        "response_ms": measure.summary([one.latency_ms for one in report.responses]),
        "stages_ms": stages(after.timings),
        "barge_in_ms": measure.summary([one for one in stops if one is not None]),
        "interruptions": len(report.interruptions),
        "stops": sum(one.silent_after_ms is not None for one in report.interruptions),
        "dialed": report.dialed,
        "texted": report.texted,
        "underruns": report.underruns,
        "bad_messages": report.bad_messages,
        "late_ticks": report.late_ticks,
        "seconds": round(report.seconds, 1),
        "recording": str(report.recording) if report.recording else None,
    }


def stages(timings: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean of every stage over the turns; means, so that the stages add up to the total."""
    names = list(dict.fromkeys(name for one in timings for name in one))
    return {name: round(fmean(one.get(name, 0.0) for one in timings), 1) for name in names}
