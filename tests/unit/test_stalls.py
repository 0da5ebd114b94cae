"""Stalls of the event loop: what kind they are, how they are counted, and where code was."""

import sys
from pathlib import Path
from typing import Any

import pytest

from agent.stalls import frames, kernel
from agent.stalls.table import ELSEWHERE, MOST_PLACES, SHOWN, Parts, Table
from voicectl.chaos.stalls import Stall, between, told


def parts(**given: float) -> Parts:
    spent = {"idle": 0.04, "computing": 0.0, "collecting": 0.0, "core_taken": 0.0, "held": 0.0}
    return Parts(whole=0.24, **spent | given)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"computing": 0.18}, "computing"),
        ({"computing": 0.18, "collecting": 0.15}, "collecting"),
        ({"computing": 0.02, "core_taken": 0.17}, "core taken"),
        ({"computing": 0.02, "held": 0.15}, "interpreter held"),
        ({"computing": 0.02}, "blocked"),
        ({"computing": 0.18, "held": 0.2}, "computing"),  # the loop's own thread had it
    ],
)
def test_a_stall_is_what_took_most_of_its_time(given: dict[str, float], kind: str) -> None:
    assert parts(**given).kind == kind


def test_places_are_counted_and_the_worst_comes_first() -> None:
    table = Table()
    table.add("blocked", "a", 60.0)
    table.add("computing", "b", 70.0)
    table.add("computing", "b", 90.0)
    found = table.as_dict()
    assert (found["times"], found["ms"], found["worst_ms"]) == (3, 220, 90)
    assert found["places"][0] == {
        "kind": "computing",
        "place": "b",
        "times": 2,
        "ms": 160,
        "worst_ms": 90,
    }
    assert {kind: one.times for kind, one in table.by_kind()} == {
        "computing": 2,
        "collecting": 0,
        "core taken": 0,
        "interpreter held": 0,
        "blocked": 1,
    }


def test_a_table_does_not_grow_for_ever() -> None:
    table = Table()
    for n in range(3 * MOST_PLACES):
        table.add("computing", f"place {n}", 60.0)
    found = table.as_dict()
    assert found["times"] == 3 * MOST_PLACES
    assert len(found["places"]) == SHOWN
    assert found["places"][0]["place"] == ELSEWHERE
    assert len(table.worst(10 * MOST_PLACES)) == MOST_PLACES + 1


class Frame:
    """A frame of a stack, as far as it is looked at."""

    def __init__(self, module: str, name: str, back: Any = None) -> None:
        self.f_globals = {"__name__": module}
        self.f_back = back
        self.f_code = self
        self.co_qualname = name


def test_a_place_is_our_innermost_function() -> None:
    runner: Any = Frame("asyncio.runners", "Runner.run", Frame("voicectl.cli", "main"))
    ours: Any = Frame("agent.call.mouth", "Mouth.pump", Frame("agent.call.pacer", "tick", runner))
    theirs: Any = Frame("json.decoder", "decode", Frame("json", "loads", ours))
    assert frames.place(ours) == "agent.call.mouth:Mouth.pump"
    assert frames.place(theirs) == "agent.call.mouth:Mouth.pump > json.decoder:decode"
    assert frames.place(runner) == frames.LOOP
    assert frames.place(None) == frames.LOOP
    stranger: Any = Frame("aiohttp.web", "start", runner)
    assert frames.place(stranger) == "aiohttp.web:start"
    here = test_a_place_is_our_innermost_function
    assert frames.place(sys._getframe()) == f"{__name__}:{here.__qualname__}"


def test_many_things_in_turn_are_told_as_such() -> None:
    assert frames.usual([]) == frames.UNSEEN
    assert frames.usual(["a", "b", "b"]) == "b"
    assert frames.usual(["a", "b", "b", "c", "d"]) == frames.MANY + "b"


def test_who_uses_the_processor_is_read_from_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for thread, seconds in (("7", 3), ("8", 5)):
        (tmp_path / thread).mkdir()
        (tmp_path / thread / "schedstat").write_text(f"{seconds}000000000 1500000000 9\n")
    monkeypatch.setattr(kernel, "TASKS", tmp_path)
    assert kernel.used(frozenset({8})) == {kernel.Runner(kernel.NAMELESS, True): 3.0}
    waiting = kernel.Waiting(7)
    assert waiting.seconds == 1.5
    waiting.close()
    assert kernel.Waiting(99).seconds == 0.0


def place(kind: str, where: str, times: int, ms: int) -> dict[str, Any]:
    return {"kind": kind, "place": where, "times": times, "ms": ms, "worst_ms": ms}


def test_a_step_tells_only_the_stalls_that_came_within_it() -> None:
    before = {"places": [place("computing", "a", 2, 200), place("blocked", "b", 1, 90)]}
    after = {
        "places": [
            place("computing", "a", 3, 260),
            place("blocked", "b", 1, 90),
            place("collecting", "c", 1, 80),
        ]
    }
    found = between(before, after)
    assert found == (Stall("collecting", "c", 1, 80), Stall("computing", "a", 1, 60))
    assert told(found) == (
        "single stalls: collecting (c) 1 times, 80 ms; computing (a) 1 times, 60 ms"
    )
    assert told(found * 2).endswith("; 1 other places")
    assert "no stall" in told(())
