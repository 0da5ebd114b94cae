"""Counts lost and doubled visits from outside: from the tables as they are and from what was said.

It shares no code with the agent: plain SQL, and a code is whatever letters and digits a line of the
agent spells. What was said is a list of (call, line), as the carrier's log or a transcript has it.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = {word: str(number) for number, word in enumerate(_WORDS)} | {"oh": "0"}

VISITS = """
    SELECT appointments.code, appointments.conversation_id, appointments.job_no,
        appointments.call_sid, windows.id, windows.date, windows.start
    FROM appointments JOIN windows ON windows.id = appointments.window_id
    WHERE appointments.source = 'agent'
"""
SEATS = "SELECT window_id, appointment_id FROM seats WHERE appointment_id IS NOT NULL"
TASKS = "SELECT message FROM tasks"


@dataclass(frozen=True, slots=True)
class Visit:
    """A row of the books."""

    code: str
    conversation: str
    job: int
    call: str
    window: int
    date: str
    start: str


@dataclass(frozen=True, slots=True)
class Count:
    """What the books and the lines say about each other."""

    visits: int
    doubled: int
    """Visits beyond the first of a job, and seats beyond the first of a visit."""
    spoken: int
    lost: int
    """Codes that were said to a caller in a call that has no such visit."""
    unspoken: int
    """Visits whose code nobody was told in their call."""
    followed_up: int
    """Those of them that a task names, so that a person tells the caller."""
    forgotten: int
    """The others."""


def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a SQLite file or a PostgreSQL database; of a file that nobody wrote none."""
    if "://" in url:
        import psycopg

        with psycopg.connect(url) as server:
            return server.execute(sql.encode()).fetchall()
    if not Path(url).exists():
        return []
    with closing(sqlite3.connect(f"file:{url}?mode=ro", uri=True)) as file:
        return file.execute(sql).fetchall()


def visits(url: str) -> list[Visit]:
    """Every visit that the agent booked."""
    return [Visit(*row) for row in rows(url, VISITS)]


def count(url: str, lines: Iterable[tuple[str, str]]) -> Count:
    """Compare the books with the agent's lines, each with the call it was said in."""
    booked = visits(url)
    said: dict[str, str] = {}
    for call, line in lines:
        said[call] = f"{said.get(call, '')} | {spelled(line)}"
    spoken = {one.code for one in booked if one.code in said.get(one.call, "")}
    promised = {(call, code) for call, text in said.items() for code in promises(text)}
    tasks = " ".join(str(row[0]) for row in rows(url, TASKS))
    unspoken = [one.code for one in booked if one.code not in spoken]
    followed = [code for code in unspoken if code in tasks]
    return Count(
        visits=len(booked),
        doubled=_beyond(Counter((one.conversation, one.job) for one in booked))
        + _beyond(Counter(row[1] for row in rows(url, SEATS))),
        spoken=len(promised),
        lost=len(promised - {(one.call, one.code) for one in booked}),
        unspoken=len(unspoken),
        followed_up=len(followed),
        forgotten=len(unspoken) - len(followed),
    )


def spelled(line: str) -> str:
    """The line with spelled letters and digits joined: ``Code K, seven, M`` has ``K7M``."""
    words = [_DIGITS.get(word.lower(), word) for word in re.findall(r"[A-Za-z0-9']+", line)]
    return "".join(word if len(word) == 1 else f" {word} " for word in words)


def promises(text: str) -> set[str]:
    """Codes told in joined lines: six signs spelled right after the word "code"."""
    return set(re.findall(r"\bcode(?:\s+is)?\s+([A-Z0-9]{6})\b", text, re.IGNORECASE))


def _beyond(counted: "Counter[Any]") -> int:
    return sum(number - 1 for number in counted.values())
