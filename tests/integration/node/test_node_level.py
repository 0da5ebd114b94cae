"""The level of service of a running node, seen and set by command, live calls included."""

import asyncio
import json
from typing import Any

import pytest

pytestmark = pytest.mark.integration

LIMIT_S = 60


def test_a_level_set_by_hand_reaches_a_live_call(
    rig: Any, voicectl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig() as made:
            url = f"http://127.0.0.1:{made.node.port}"
            assert await voicectl("level", "show", "--url", url, "--json") == 0
            out = capsys.readouterr().out
            shown = json.loads(out[out.index("{") :])
            assert (shown["level"], shown["why"]) == (2, "no language model is set up")
            await made.dial("hello")
            while not list(made.node.switchboard):  # noqa: ASYNC110  # looks from outside
                await asyncio.sleep(0.05)
            assert await voicectl("level", "set", "3", "--for", "10m", "--url", url) == 0
            assert "level 3 (people only, for 10 more minutes)" in capsys.readouterr().out
            (line,) = made.node.switchboard
            assert line.call._state.level == 3
            assert await voicectl("level", "auto", "--url", url) == 0
            assert "level 2 (rules)" in capsys.readouterr().out
            assert await voicectl("level", "set", "2", "--for", "soon", "--url", url) == 2

    asyncio.run(main())
