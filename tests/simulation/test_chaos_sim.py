"""The simulated hours: the same on every machine, whole as the program stands, and not blind.

Each planted bug is a patch of one function of the agent; the hour it is found in was cut down by
`voicectl chaos sim` itself.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from agent.bookings import book, desk, holds, outbox, visits, windows
from agent.bookings.request import Request
from agent.call.mouth import Mouth
from agent.call.playout import Clause
from agent.call.session import Call
from agent.call.turns import Turns
from agent.dialogue import resume
from agent.dialogue.state import State
from agent.dialogue.turn import Turn
from agent.events import Book, HoldSeat, SeatHeld
from agent.reception import Talk
from agent.resilience.circuit import Circuit
from agent.resilience.outcomes import Evidence, judge
from voicectl.cli import build
from voicectl.simulation.plan import plan
from voicectl.simulation.running import Order, run

Patch = pytest.MonkeyPatch


def short(seed: int, *only: int, calls: int = 64, faults: tuple[int, ...] = ()) -> Order:
    """Some calls of a quarter of an hour, with some of its faults; without any, all of it."""
    if not only:
        return Order(seed, calls, 0.25)
    return Order(seed, calls, 0.25, frozenset(only), frozenset(faults), still=True)


# --- planted bugs ---------------------------------------------------------------------------------


def book_again(patch: Patch) -> None:
    """A tool that is issued again books again."""
    real = book.book

    def twice(request: Request, tool: Book) -> Any:
        if visits.by_job(request, tool.job_no) is not None:
            held = holds.hold(request, HoldSeat(window_id=tool.window_id, tier="E3"))
            assert isinstance(held, SeatHeld)
            tool = replace(tool, job_no=tool.job_no + 100, token=held.token)
        return real(request, replace(tool, another=True))

    patch.setattr(book, "book", twice)
    patch.setattr(desk, "_once", desk._act)


def never_clear(patch: Patch) -> None:
    """The carrier is not told to drop what it holds."""
    real = Mouth.stop

    def stop(self: Mouth) -> None:
        path, self._path = self._path, None
        try:
            real(self)
        finally:
            self._path = path

    patch.setattr(Mouth, "stop", stop)


def all_was_heard(patch: Patch) -> None:
    """History holds what we meant to say."""
    patch.setattr(Clause, "heard_text", lambda self: self.text)


def no_probe_is_good(patch: Patch) -> None:
    """An open breaker stays open."""
    real, bad = Circuit.settle, judge(Evidence(kind="reset"))

    def settle(self: Circuit, ticket: Any, verdict: Any, now: float) -> None:
        real(self, ticket, bad if ticket.role == "probe" else verdict, now)

    patch.setattr(Circuit, "settle", settle)


def turns_get_lost(patch: Patch) -> None:
    """Every fourth utterance leads to nothing."""
    real, count = Turns.utterance, 0

    def utterance(self: Turns, said: Any) -> None:
        nonlocal count
        count += 1
        if count % 4:
            real(self, said)
        else:
            self._release()

    patch.setattr(Turns, "utterance", utterance)


def a_task_is_left(patch: Patch) -> None:
    """A call leaves a task behind."""
    real = Call._close

    def close(self: Call[State]) -> None:
        asyncio.get_running_loop().create_task(asyncio.sleep(1e6))
        real(self)

    patch.setattr(Call, "_close", close)


def hand_over_forgets(patch: Patch) -> None:
    """Who takes a call over asks for the name and the ZIP again."""
    real = Talk.load

    def load(self: Talk, snapshot: bytes) -> State:
        state = real(self, snapshot)
        return replace(state, slots=replace(state.slots, first="", last="", zip=""))

    patch.setattr(Talk, "load", load)


def resume_forgets(patch: Patch) -> None:
    """Who calls back and goes on is asked for the number again."""
    real = resume._take_over

    def take_over(turn: Turn, snapshot: bytes, job_no: int) -> None:
        real(turn, snapshot, job_no)
        turn.fill(phone_ok=False)

    patch.setattr(resume, "_take_over", take_over)


def winter_all_year(patch: Patch) -> None:
    """Windows are stored as if the clocks never changed."""

    def at_local(day: date, clock: str, tz: str) -> datetime:
        naive = datetime.fromisoformat(f"{day} {clock if clock != '24:00' else '23:59'}")
        return naive.replace(tzinfo=timezone(timedelta(hours=-6))).astimezone(UTC)

    patch.setattr(windows, "at_local", at_local)


def texts_are_not_noted(patch: Patch) -> None:
    """A text that went out is sent again when its lease is over."""
    patch.setattr(outbox, "mark_sent", lambda *_: None)


def holds_stay(patch: Patch) -> None:
    """A seat that was held is held for ever."""
    patch.setattr(holds, "HOLD_SECONDS", 1e8)


def holds_bar_others(patch: Patch) -> None:
    """A hold that ran out still keeps everybody else away."""
    patch.setattr(holds, "_TAKE", holds._TAKE.replace("seats.hold_until <= :now OR", ""))


PLANTS: tuple[tuple[Callable[[Patch], None], str, Order], ...] = (
    (book_again, "no double booking", short(0, 134, calls=1000)),
    (never_clear, "silent at once", short(0, 10)),
    (all_was_heard, "heard is true", short(0, 10)),
    (no_probe_is_good, "breakers close", short(1, 4, 14, faults=(1,))),
    (turns_get_lost, "no lost turn", short(0, 6)),
    (a_task_is_left, "nothing is left", short(0, 5)),
    (hand_over_forgets, "nothing forgotten", short(0, 0)),
    (resume_forgets, "nothing forgotten", short(0, 3)),
    (winter_all_year, "windows are right", short(0, 6)),
    (texts_are_not_noted, "texts once", short(0, 1)),
    (holds_stay, "holds expire", short(0, 0)),
    (holds_bar_others, "holds expire", short(0, 0)),
)


@pytest.mark.parametrize(("plant", "rule", "order"), PLANTS)
def test_planted_bug_is_found(
    plant: Callable[[Patch], None], rule: str, order: Order, monkeypatch: Patch
) -> None:
    plant(monkeypatch)
    assert rule in {one.invariant for one in run(order).violations}


def test_hours_with_planted_bugs_are_whole_without_them() -> None:
    for order in dict.fromkeys(order for _, _, order in PLANTS):
        assert run(order).violations == ()


# --- the hours themselves -------------------------------------------------------------------------


def test_hour_is_whole_and_the_same_in_every_process() -> None:
    here = run(short(1, calls=40))
    assert (here.violations, here.calls) == ((), 10)
    code = f"from voicectl.simulation.running import Order, run;print(run({here.order!r}).digest)"
    there = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here.digest


def test_call_is_the_same_whoever_else_calls() -> None:
    whole = plan(3)
    assert plan(3, calls=5).calls == whole.calls[:5]
    assert whole.only(frozenset({7})).calls == (whole.calls[7],)


def test_command_says_how_to_play_it_again(
    monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts_are_not_noted(monkeypatch)
    told = ["chaos", "sim", "--seeds", "0", "--calls", "64", "--hours", "0.25", "--workers", "1"]
    told += ["--only", "1", "--faults", "none", "--still", "--no-shrink", "--json"]
    with pytest.raises(SystemExit) as end:
        build().main(told, prog_name="voicectl")
    assert end.value.code == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["ok"]
    assert found["violations"][0]["repeat"] == (
        "voicectl chaos sim --seeds 0..0 --calls 64 --hours 0.25 --only 1 --faults none --still"
    )


@pytest.mark.parametrize("seeds", ["", "9..3", "a..b"])
def test_command_refuses_odd_seeds(seeds: str) -> None:
    with pytest.raises(SystemExit) as end:
        build().main(["chaos", "sim", "--seeds", seeds], prog_name="voicectl")
    assert end.value.code == 2
