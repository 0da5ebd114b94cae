"""bookings, tasks, db, profile, config and init, as a person and as a script runs them."""

import asyncio
import csv
import io
import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agent.bookings.desk import SqlDesk
from agent.events import Address, Book, CancelVisit, FindWindows, HoldSeat, SaveTask
from agent.ports import CallRef
from agent.profile.load import load_default
from voicectl.cli import build
from voicectl.icalendar import calendar

NOW = datetime.fromisoformat("2026-09-15T09:10:00-05:00")
CALL = CallRef("CA1", "conv-1", "kc-comfort-air", "+12145550199")


class Shell:
    """Runs command lines in an empty directory."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capsys = capsys
        self.error = ""

    def __call__(self, *words: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as end:
            build().main(list(words), prog_name="voicectl")
        captured = self._capsys.readouterr()
        self.error = captured.err
        assert int(end.value.code or 0) == code, captured
        assert "Traceback" not in captured.err
        return captured.out

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code))


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    for name in list(os.environ):
        if name.startswith("VOICECTL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys)


@pytest.fixture
def code() -> str:
    """Books one visit and leaves a task in var/voicectl.db; the visit's code."""

    async def fill(desk: SqlDesk) -> str:
        wish = FindWindows(
            zip="76039",
            job_type="no_cooling",
            tier="E4",
            date_from="2026-09-16",
            date_to="2026-09-16",
        )
        found: Any = await desk.use(CALL, 1, wish)
        window = found.windows[0]
        hold: Any = await desk.use(CALL, 2, HoldSeat(window_id=window.id, tier="E4"))
        order = Book(
            job_no=1,
            token=hold.token,
            window_id=window.id,
            name="=Ann, Lee",
            phone="+12145550199",
            address=Address(house_number="5", street_name="Oak", suffix="St", zip="76039"),
            job_type="no_cooling",
            issue="blows warm; since Monday",
            tier="E4",
            fee_cents=8900,
            fee_ack=True,
        )
        booked: Any = await desk.use(CALL, 3, order)
        task = SaveTask(kind="callback", phone="+12145550199", message="call back")
        await desk.use(CALL, 4, task)
        return str(booked.code)

    desk = SqlDesk("var/voicectl.db", load_default(), now=lambda: NOW)
    try:
        return asyncio.run(fill(desk))
    finally:
        desk.close()


def test_visits_are_listed_and_shown(shell: Shell, code: str) -> None:
    assert code in shell("bookings", "list")
    rows = shell.json("bookings", "list", "--from", "2026-09-16", "--to", "2026-09-16")["bookings"]
    assert [(row["code"], row["zone"], row["address"]) for row in rows] == [
        (code, "FTW", "5 Oak St, 76039")
    ]
    assert shell.json("bookings", "list", "--from", "2026-09-17") == {"bookings": []}
    assert "none" in shell("bookings", "list", "--company", "other")
    shown = shell.json("bookings", "show", code.lower())
    assert [event["kind"] for event in shown["history"]] == ["booked"]
    assert "blows warm" in shell("bookings", "show", code)


def test_lists_break_no_word_on_a_narrow_terminal(
    shell: Shell, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    visits, tasks = shell("bookings", "list"), shell("tasks", "list")
    for word in (code, "2026-09-16", "08:00-12:00", "+12145550199", "no_cooling", "booked"):
        assert word in visits
    assert "2026-09-15 15:10  callback  +12145550199" in tasks


def test_a_cancelled_visit_is_listed_when_asked_for(shell: Shell, code: str) -> None:
    desk = SqlDesk("var/voicectl.db", load_default(), now=lambda: NOW)
    asyncio.run(desk.use(CALL, 9, CancelVisit(code=code, version=1, reason="")))
    desk.close()
    assert shell.json("bookings", "list")["bookings"] == []
    every = shell.json("bookings", "list", "--all")["bookings"]
    assert [row["status"] for row in every] == ["cancelled"]


def test_wrong_words_are_told(shell: Shell, code: str) -> None:
    shell("bookings", "show", "NOSUCH", code=1)
    assert "bookings list" in shell.error
    shell("bookings", "list", "--from", "tomorrow", code=2)
    assert "write it like 2026-12-25" in shell.error
    shell("bookings", "export", "--json", code=2)
    assert "--out" in shell.error


def test_visits_leave_as_csv_without_formulas(shell: Shell, code: str) -> None:
    rows = list(csv.DictReader(io.StringIO(shell("bookings", "export"))))
    assert [row["code"] for row in rows] == [code]
    assert rows[0]["name"] == "'=Ann, Lee"
    assert rows[0]["phone"] == "+12145550199"
    assert rows[0]["start_utc"] == "2026-09-16T13:00:00.000Z"


def test_visits_leave_as_icalendar(shell: Shell, code: str) -> None:
    report = shell.json("bookings", "export", "--out", "visits.ics")
    assert report == {"file": "visits.ics", "format": "ical", "bookings": 1}
    text = Path("visits.ics").read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert f"UID:{code}@kc-comfort-air\r\n" in text
    assert "DTSTART:20260916T130000Z\r\nDTEND:20260916T170000Z\r\n" in text
    assert "LOCATION:5 Oak St\\, 76039\r\n" in text
    assert "blows warm\\; since Monday" in text
    shell("bookings", "export", "--out", "visits.csv")
    assert "1 visits written to visits.csv" in shell.error


def test_long_lines_of_a_calendar_are_folded_between_characters() -> None:
    visit = {
        "code": "K7M2QX",
        "company": "c",
        "start_utc": "2026-09-16T13:00:00.000Z",
        "end_utc": "2026-09-16T17:00:00.000Z",
        "job_type": "no_heat",
        "name": "Zoë",
        "address": "ñ" * 100,
        "phone": "+1",
        "issue": "a\nb",
        "notes": "",
        "status": "tentative",
        "version": 2,
    }
    text = calendar([visit], "2026-09-15T10:00:00.000Z")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"LOCATION:{'ñ' * 100}\r\n" in re.sub("\r\n ", "", text)
    assert "DESCRIPTION:+1\\; a\\nb\r\n" in text
    assert "STATUS:TENTATIVE\r\nSEQUENCE:1" in text


@pytest.mark.parametrize("name", ["visits.csv", "visits.ics"])
def test_visits_leave_and_come_into_other_books(shell: Shell, code: str, name: str) -> None:
    shell("bookings", "export", "--out", name)
    assert shell.json("bookings", "import", name) == {
        "added": [],
        "there": [code],
        "problems": [],
        "ok": True,
    }
    before = shell.json("bookings", "show", code)
    Path("var/voicectl.db").unlink()
    shell("db", "migrate")
    assert "1 visits added, 0 were there already" in shell("bookings", "import", name)
    after = shell.json("bookings", "show", code)
    same = ("code", "status", "date", "start", "end", "name", "phone", "zone", "issue", "tier")
    assert {one: after[one] for one in same} == {one: before[one] for one in same}
    assert after["address"] == "5 Oak St, TX 76039"  # the state by the ZIP
    assert after["source"] == "import"
    assert [event["kind"] for event in after["history"]] == ["imported"]
    assert shell.json("db", "status")["ok"] is True


def test_files_that_are_no_visits_are_told(shell: Shell, code: str) -> None:
    head = "date,start,name,phone,address,job_type\n"
    Path("odd.csv").write_text(f"{head}2026-09-16,07:15,Bo,+1214555,5 Oak St 76039,no_cooling\n")
    report = shell.json("bookings", "import", "odd.csv", code=1)
    assert report["problems"] == ["row 2: the profile has no window at 07:15 on 2026-09-16"]
    assert "nothing was imported" in shell("bookings", "import", "odd.csv", code=1)
    Path("odd.csv").write_text("name,phone\n")
    shell("bookings", "import", "odd.csv", code=1)
    assert "no column date, start" in shell.error
    Path("odd.csv").write_text(f"{head.strip()},fee_cents\na,b,c,d,e,f,much\n")
    shell("bookings", "import", "odd.csv", code=1)
    assert "line 2: fee_cents 'much' is no number" in shell.error
    Path("odd.ics").write_text("BEGIN:VEVENT\nDTSTART:today\nEND:VEVENT\n")
    shell("bookings", "import", "odd.ics", code=1)
    assert "write it like 20261225T130000Z" in shell.error
    shell("bookings", "import", "odd.csv", "--format", "ical", code=1)
    assert "no event" in shell.error
    shell("bookings", "import", "none.csv", code=2)
    assert "can't read none.csv" in shell.error
    shell("bookings", "import", "odd.csv", "--company", "nobody", code=2)
    assert "--company kc-comfort-air" in shell.error


def test_times_of_other_zones_become_local(shell: Shell) -> None:
    from voicectl.visitfiles import from_calendar

    event = (
        "BEGIN:VEVENT\r\nDTSTART;TZID=America/New_York:20260916T090000\r\n"
        "LOCATION:5 Oak St\\, Euless\r\n , TX\r\nSTATUS:TENTATIVE\r\nEND:VEVENT\r\n"
    )
    (visit,) = from_calendar(event, "America/Chicago")
    assert (visit.date, visit.start, visit.status) == ("2026-09-16", "08:00", "tentative")
    assert visit.address == "5 Oak St, Euless, TX"


def test_the_books_are_copied_into_an_empty_database(shell: Shell, code: str) -> None:
    report = shell.json("db", "copy", "sqlite:///copy.db")
    assert report["rows"]["appointments"] == 1
    assert report["to"] == "copy.db"
    shell("db", "copy", "copy.db", code=1)
    assert "give an empty one" in shell.error
    shell("db", "copy", "var/voicectl.db", code=2)
    assert "the same database" in shell.error
    Path("var/voicectl.db").unlink()
    Path("copy.db").rename("var/voicectl.db")
    assert shell.json("bookings", "show", code)["status"] == "booked"


def test_a_server_that_is_not_there_ends_with_3(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hush@127.0.0.1:9/books")
    shell("tasks", "list", code=3)
    assert "start the server, or correct DATABASE_URL" in shell.error
    assert "hush" not in shell.error
    shown = shell.json("config", "show")["settings"]["database.url"]["value"]
    assert shown == "postgresql://me:***@127.0.0.1:9/books"


def test_tasks_are_listed_and_ticked_off(shell: Shell, code: str) -> None:
    assert "call back" in shell("tasks", "list")
    (task,) = shell.json("tasks", "list")["tasks"]
    assert shell.json("tasks", "done", str(task["id"]), "--by", "kim") == {
        "id": task["id"],
        "status": "done",
    }
    assert shell.json("tasks", "list") == {"tasks": []}
    assert shell.json("tasks", "list", "--all")["tasks"][0]["done_by"] == "kim"
    shell("tasks", "done", str(task["id"]), code=1)
    assert "no open task" in shell.error


def test_without_a_database_the_way_out_is_told(shell: Shell) -> None:
    shell("bookings", "list", code=2)
    assert "voicectl db migrate" in shell.error
    assert shell.json("db", "status", code=1)["exists"] is False
    assert "db migrate" in shell("db", "status", code=1)


def test_the_database_is_created_and_checked(shell: Shell) -> None:
    assert shell.json("db", "migrate")["applied"] == [1, 2, 3, 4]
    assert "up to date" in shell("db", "migrate")
    status = shell.json("db", "status")
    assert status["ok"] is True
    assert status["counts"]["seats"] == 0
    assert "Rows" in shell("db", "status")


def test_an_old_database_must_be_migrated(shell: Shell) -> None:
    from agent.bookings.connection import connect

    connect("var/voicectl.db").close()
    shell("tasks", "list", code=2)
    assert "db migrate" in shell.error
    assert shell.json("db", "status", code=1)["ok"] is False


def test_broken_books_fail_the_check(shell: Shell, code: str) -> None:
    from agent.bookings.connection import connect

    db = connect("var/voicectl.db")
    db.execute("UPDATE seats SET state = 'free', appointment_id = NULL")
    db.close()
    assert shell.json("db", "status", code=1)["faults"] == [f"a live visit without a seat: {code}"]
    assert "fault: a live visit" in shell("db", "status", code=1)


def test_an_unusable_database_ends_with_3(shell: Shell) -> None:
    Path("var").mkdir()
    Path("var/voicectl.db").write_bytes(b"no database at all" * 99)
    shell("tasks", "list", code=3)
    assert "damaged" in shell.error


def test_a_profile_is_checked_with_file_and_line(shell: Shell) -> None:
    shell("init")
    assert "KC Comfort Air" in shell("profile", "check", "profile.yaml")
    found = shell.json("profile", "check", "profile.yaml")
    assert found["companies"][0]["key"] == "kc-comfort-air"
    text = Path("profile.yaml").read_text()
    Path("profile.yaml").write_text(text.replace("horizon_days: 30", "horizon_dais: 30"))
    broken = shell.json("profile", "check", "profile.yaml", code=1)
    assert broken["ok"] is False
    assert re.match(r"profile.yaml:\d+: windows.horizon_dais: .*horizon_days", shell.error)
    shell("profile", "check", "none.yaml", code=2)
    assert "does not exist" in shell.error


def test_the_settings_in_force_are_shown_without_secrets(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "hush-hush")
    monkeypatch.setenv("DEBUG", "1")
    shell("init")
    shown = shell.json("--profile", "mine.yaml", "config", "show")
    settings = shown["settings"]
    assert settings["profile"] == {"value": "mine.yaml", "source": "command line --profile"}
    assert settings["twilio.auth_token"]["value"] == "(set, hidden)"
    assert settings["admin.token"]["source"] == ".env: VOICECTL_ADMIN__TOKEN"
    assert shown["remarks"] == ["DEBUG is set, but nothing reads it in this version"]
    assert "hush-hush" not in shell("config", "show")
    assert "DEBUG" in shell.error


def test_wrong_settings_end_with_2(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICECTL_SERVER__PROT", "1")
    shell("config", "show", code=2)
    assert "did you mean server.port?" in shell.error


def test_init_writes_a_working_start_and_never_overwrites(shell: Shell) -> None:
    assert shell.json("init", "--dir", "new")["files"] == [
        "new/voicectl.toml",
        "new/.env",
        "new/profile.yaml",
    ]
    token = re.search(r"^VOICECTL_ADMIN__TOKEN=(\S{20,})$", Path("new/.env").read_text(), re.M)
    assert token
    assert Path("new/.env").stat().st_mode & 0o077 == 0
    Path("new/voicectl.toml").write_text("mine")
    Path("new/.env").unlink()
    shell("init", "--dir", "new", code=2)
    assert "--force" in shell.error
    assert not Path("new/.env").exists()
    assert "wrote" in shell("init", "--dir", "new", "--force")
    assert Path("new/voicectl.toml").read_text() != "mine"
