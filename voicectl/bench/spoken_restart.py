"""Spoken calls to a real daemon while its PostgreSQL is restarted and crashed over and over.

What was promised is what the carrier reported as played, read from the call's journal, and what
stands in the texts that the carrier took. Both are compared with the tables by plain SQL; see
`ledger`. (The callers' own recogniser is no witness: it often mishears a code.)
"""

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from simulators.caller.persona import Named
from simulators.caller.run import studio
from voicectl import phoning, stage
from voicectl.aftermath import read
from voicectl.bench import ledger
from voicectl.bench.database_restart import restart
from voicectl.nodeprocess import daemon
from voicectl.temporary_postgres import temporary_postgres

CALLS = 4
PAUSE_S = (3.0, 8.0)


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Call and restart; `settings` may give the number of `calls`. The seed picks the moments."""
    (usual,) = stage.scenarios("happy", [])
    callers = [_caller(usual, number) for number in range(int(settings.get("calls", CALLS)))]
    company = stage.company(None, callers, folder / "company.yaml")
    numbers = company.numbers
    town = phoning.Town(numbers.sms_from or numbers.office, (*numbers.oncall, numbers.supervisor))
    with temporary_postgres() as server:
        url = server.create("books")
        async with (
            studio(folder / "clips", stage.multilingual(callers, folder)) as booth,
            phoning.carrier(town, folder / "clips") as carrier,
            daemon(
                folder,
                {
                    "profile": str(folder / "company.yaml"),
                    "twilio.account_sid": town.account.sid,
                    "twilio.auth_token": town.account.token,
                    "twilio.api_base": carrier.api_base,
                    "twilio.phone_number": town.company,
                    "database.url": url,
                },
            ) as running,
            asyncio.TaskGroup() as group,
        ):
            phoning.connect(carrier, town.company, running.url)
            talks = group.create_task(
                phoning.phone_all(
                    carrier,
                    callers,
                    booth,
                    lambda sid: read(url, sid),
                    company=town.company,
                    recordings=folder,
                    jobs=1,
                    seed=seed,
                    on_line=lambda *_: None,
                )
            )
            restarts = await restart(server, Random(seed), [talks], PAUSE_S)
            results = await talks
            carrier.log.save(folder / "carrier.jsonl")
        texts = Counter((one.to, one.body) for one in carrier.texts)
        sids = {one.named.scenario.caller_id: one.report.call_sid for one in results}
        promised = [(sids[to], body) for to, body in texts if to in sids]
        counted = ledger.count(url, [*played(folder / "journal"), *promised])
    return {
        "calls": len(callers),
        "restarts": restarts,
        "outcomes": dict(Counter(one.after.outcome or "none" for one in results)),
        **asdict(counted),
        "texts": texts.total(),
        "texts_doubled": texts.total() - len(texts),
    }


def played(journals: Path) -> list[tuple[str, str]]:
    """What callers were played, each line with its call; read as plain JSON."""
    return [
        (path.stem, event["heard"])
        for path in journals.glob("*/*.jsonl")
        for line in path.read_text().splitlines()
        if (event := json.loads(line).get("event") or {}).get("type") == "Said"
    ]


def _caller(usual: Named, number: int) -> Named:
    """The usual caller with a number of their own."""
    scenario = msgspec.structs.replace(usual.scenario, caller_id=f"+1972555{1000 + number}")
    return Named(f"{usual.name}{number}", scenario, usual.folder)
