"""voicectl report, as a person and as a script runs it."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from agent.bookings.calls import CallLog, FactRow
from agent.bookings.database import Database
from agent.ports import CallRef
from voicectl.cli import build


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Any:
    """Runs it in an empty directory; gives what it prints."""
    for name in list(os.environ):
        if name.startswith("VOICECTL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*words: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as end:
            build().main(["report", *words], prog_name="voicectl")
        captured = capsys.readouterr()
        assert int(end.value.code or 0) == code, captured
        return str(captured.out + captured.err)

    return run


async def fill(log: CallLog) -> None:
    await log.record_call_start(CallRef("CA1", "conv", "acme", "+12145550155"))
    for n, (name, about, value) in enumerate(
        (("intent_classified", "no_heat", None), ("answer_ms", "", 840.0), ("cost", "", 150.0))
    ):
        row = FactRow(n=n, at=log.moment(), name=name, about=about, value=value)
        await log.record_fact("CA1", row)
    await log.record_transfer("CA1", "emergency", "+12145550100", "no_answer", 20.0)
    await log.record_call_end("CA1", "booked", "caller")


def test_the_day_as_tables_and_as_json(report: Any) -> None:
    database = Database("var/voicectl.db")
    asyncio.run(fill(CallLog(database)))
    database.close()
    text = report("--days", "2")
    for part in ("in all", "100% (1/1)", "no_heat", "emergency: no_answer", "840 ms", "$1.50"):
        assert part in text, text
    found = json.loads(report("--json", "--by", "week"))
    assert found["total"]["booking"] == {"n": 1, "of": 1, "rate": 1.0}
    assert found["total"]["intents"] == {"no_heat": {"n": 0, "of": 1, "rate": 0.0}}
    assert [one["calls"] for one in found["parts"].values()] == [1]


def test_an_empty_database_says_so(report: Any) -> None:
    assert "voicectl db migrate" in report(code=2)
    Database("var/voicectl.db").close()
    assert "nothing to report" in report()
    assert json.loads(report("--json"))["total"]["calls"] == 0
    assert "day or week" in report("--by", "year", code=2)
