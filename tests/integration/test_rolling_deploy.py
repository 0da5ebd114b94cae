"""Two real nodes are deployed one after the other while callers talk: nobody notices."""

import asyncio
from pathlib import Path

import pytest

from voicectl.bench import balancer, rolling_deploy

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("haproxy", [False, True])
def test_callers_go_on_at_the_other_node_and_hear_nothing_of_it(
    tmp_path: Path, haproxy: bool
) -> None:
    if haproxy and balancer.program() is None:
        pytest.skip(balancer.MISSING)
    settings = {"calls": 4, "haproxy": haproxy, "to_the_end": False}
    found = asyncio.run(rolling_deploy.measure(tmp_path, 3, settings))
    assert found["dropped"] == 0
    assert found["on_a_node_that_left"] > 0
    assert found["given_at_rest"] > 0
    assert found["given_while_speaking"] == 0
    assert found["apologies"] == 0
    assert found["slots_asked_again"] == 0
