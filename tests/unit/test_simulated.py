"""The table of simulated providers."""

import os

import pytest

from agent.settings_sources import load
from voicectl.errors import CommandError
from voicectl.simulated import LATENCIES, SIMULATORS, chosen

ORIGIN = "http://127.0.0.1:9999"


def test_all_or_the_named_ones_run_in_the_order_of_the_table() -> None:
    assert chosen([]) == list(SIMULATORS)
    assert [one.name for one in chosen(["polly", "openai"])] == ["openai", "polly"]
    with pytest.raises(CommandError, match="no simulator polyl"):
        chosen(["polyl"])


def test_names_and_variables_are_unique() -> None:
    names = [one.name for one in SIMULATORS]
    variables = [name for one in SIMULATORS for name in one.environment(ORIGIN)]
    assert len(set(names)) == len(names)
    assert len(set(variables)) == len(variables)


@pytest.mark.parametrize("one", SIMULATORS, ids=lambda one: one.name)
def test_voicectl_takes_every_variable_that_is_meant_for_it(
    one: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.startswith("VOICECTL_"):
            monkeypatch.delenv(name)
    environment = one.environment(ORIGIN)  # type: ignore[attr-defined]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    loaded = load()
    pointed = [name for name in environment if name.startswith("VOICECTL_")]
    told = set(loaded.sources.values())
    assert all(any(name in source for source in told) for name in pointed)


def test_latencies_without_one_of_its_own_are_done_by_the_proxy() -> None:
    for one in SIMULATORS:
        assert one.latency("none") == []
        for pace in LATENCIES:
            kinds = [type(entry.fault).__name__ for entry in one.latency(pace)]
            assert kinds in ([], ["Delay", "Jitter"])
