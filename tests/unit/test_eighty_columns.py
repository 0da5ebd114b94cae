"""Lists and help on a terminal of 80 columns: no word is broken and nothing is cut off."""

from collections.abc import Callable

import pytest

from voicectl import render
from voicectl.chaos import scenario
from voicectl.cli import COMMANDS, build
from voicectl.commands.calls import LETTERS, _enough
from voicectl.lazy import Entry

Run = Callable[..., str]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as end:
            build().main(list(words), prog_name="voicectl")
        assert not end.value.code
        return capsys.readouterr().out

    return run


def test_every_scenario_is_explained_in_one_line(shown: Run) -> None:
    lines = [line.rstrip() for line in shown("chaos", "list").splitlines()]
    for name, one in map(scenario.find, scenario.names()):
        assert f"{name:<22}{one.about}" in lines


def test_a_named_scenario_is_explained_in_full(shown: Run) -> None:
    told = shown("chaos", "list", "packet-loss")
    for words in ("twice all of them by 0.8 s", "a watchdog", "for half a second", "lost <= 0"):
        assert words in " ".join(told.split())
    assert "spike" not in told


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_help_fits_and_tells_each_subcommand_whole(shown: Run, entry: Entry) -> None:
    lines = shown(entry.name, "--help").splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line.endswith("...") and "[OPTIONS]" not in line]


def test_a_long_option_is_named_whole(shown: Run) -> None:
    assert "--echo-cancellation / --no-echo-cancellation" in shown("talk", "--help")


def test_calls_are_told_apart_by_as_many_letters_as_that_takes() -> None:
    first, second = "CA" + "0" * 32, "CA" + "0" * 20 + "1" * 12
    assert _enough([]) == LETTERS
    assert _enough([first]) == LETTERS
    assert _enough([first, "CA1"]) == LETTERS
    assert _enough([first, second]) == 23
    assert render.minute("2026-09-15T15:10:00.000Z") == "2026-09-15 15:10"
