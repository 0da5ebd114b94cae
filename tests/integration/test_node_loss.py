"""Two real nodes in live calls: a kill, a hang, a dead socket, and for a while no Redis."""

import asyncio
from pathlib import Path

import pytest

from voicectl.bench import node_loss

pytestmark = pytest.mark.integration


def test_calls_go_on_at_the_other_node(tmp_path: Path) -> None:
    settings = {"kills": 1, "hang": 1, "cut": 1, "redis": 1, "to_the_end": False}
    found = asyncio.run(node_loss.measure(tmp_path, 4, settings))
    assert found["all"]["faults"] == 3
    assert found["all"]["gone_on_percent"] == 100
    assert found["redis"]["noticed"] == 0
    assert found["all"]["spoken_by_old_node"] == 0
    assert found["visits_doubled"] == 0
    assert found["visits_lost"] == 0
    assert found["slots_asked_again"] == 0
