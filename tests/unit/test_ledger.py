"""The independent count sees every way in which books and words can part."""

import sqlite3
from pathlib import Path

import pytest

from voicectl.bench import ledger

TOLD = ("CA1", "Great, you're booked for tomorrow. Your code is K, seven, M, two, Q, X.")


@pytest.fixture
def books(tmp_path: Path) -> str:
    """One visit K7M2QX of call CA1, with its seat."""
    path = str(tmp_path / "books.db")
    with sqlite3.connect(path) as db:
        db.executescript("""
            CREATE TABLE windows (id, date, start);
            CREATE TABLE appointments (id, code, conversation_id, job_no, call_sid, window_id,
                source);
            CREATE TABLE seats (window_id, seat_no, appointment_id);
            CREATE TABLE tasks (message);
            INSERT INTO windows VALUES (1, '2026-09-15', '08:00');
            INSERT INTO appointments VALUES (1, 'K7M2QX', 'conv', 1, 'CA1', 1, 'agent');
            INSERT INTO seats VALUES (1, 1, 1), (1, 2, NULL);
        """)
    return path


def change(books: str, sql: str) -> None:
    with sqlite3.connect(books) as db:
        db.execute(sql)


def test_books_and_words_agree(books: str) -> None:
    assert ledger.count(books, [TOLD]) == ledger.Count(1, 0, 1, 0, 0, 0, 0)


def test_a_promise_without_a_row_is_lost(books: str) -> None:
    change(books, "DELETE FROM appointments")
    assert ledger.count(books, [TOLD]).lost == 1
    change(books, "INSERT INTO appointments VALUES (1, 'K7M2QX', 'conv', 1, 'CA2', 1, 'agent')")
    assert ledger.count(books, [TOLD]).lost == 1  # another call's visit is no excuse


def test_a_row_nobody_told_is_forgotten_unless_a_task_names_it(books: str) -> None:
    silent = [("CA1", "I can't reach our calendar. Can somebody call you back?")]
    assert ledger.count(books, silent).forgotten == 1
    change(books, "INSERT INTO tasks VALUES ('visit K7M2QX was booked: call and confirm it')")
    count = ledger.count(books, silent)
    assert (count.unspoken, count.followed_up, count.forgotten) == (1, 1, 0)


def test_second_visits_and_second_seats_are_doubled(books: str) -> None:
    change(books, "INSERT INTO seats VALUES (1, 3, 1)")
    change(books, "INSERT INTO appointments VALUES (2, 'AAAAAA', 'conv', 1, 'CA1', 1, 'agent')")
    assert ledger.count(books, [TOLD]).doubled == 2


def test_codes_are_read_as_they_are_spoken() -> None:
    assert ledger.promises(ledger.spelled("your code is B, nine, C, three, D, F, thanks")) == {
        "B9C3DF"
    }
    assert ledger.promises(ledger.spelled("your ZIP code is 75204")) == set()
