"""Tests against the real services: only when asked for by ``pytest -m live``, with keys.

They cost some cents and send test audio, texts and a call to the accounts in the environment.
Without ``-m live`` they are skipped even where keys are set; without a key each says which one it
needs. Simulators do as well, as every address is a setting (`voicectl sim up` prints all):

    eval "$(voicectl sim up --exact --hears 'My furnace stopped working last night.' --export &)"
    pytest -m live tests/live -rs; kill $VOICECTL_SIM_PID
"""

import os
from collections.abc import Callable

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip live tests unless they are asked for by name of the marker."""
    asked = str(config.option.markexpr)
    if "live" in asked and "not live" not in asked:
        return
    for item in items:
        if item.get_closest_marker("live"):
            item.add_marker(pytest.mark.skip(reason="real services: only with `-m live`"))


@pytest.fixture
def environment() -> Callable[..., list[str]]:
    """Values of variables, or a skip that names those that are missing."""

    def values(*names: str) -> list[str]:
        missing = [name for name in names if not os.environ.get(name)]
        if missing:
            pytest.skip(f"set {', '.join(missing)} in the environment")
        return [os.environ[name] for name in names]

    return values
