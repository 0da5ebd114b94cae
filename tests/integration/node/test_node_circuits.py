"""Circuits of a running node: seen in health, probed until well, and turned by hand."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from agent.ports import ProviderError
from agent.resilience.circuit import Rules
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guard, Guards, Resting

pytestmark = pytest.mark.integration

LIMIT_S = 60
NAME = "acme/speech:nova"
QUICK = Deadlines(connect=1.0, first=1.0, between=1.0, total=1.0, spoken=1.0)


class Service:
    """Well or not."""

    def __init__(self) -> None:
        self.well = True
        self.probes = 0

    async def call(self) -> str:
        if not self.well:
            raise ProviderError("broken", "as planned")
        return "yes"

    async def probe(self) -> None:
        self.probes += 1
        await self.call()


def at_a_node(
    rig: Any, play: Callable[[Guard, Service, str], Awaitable[None]], **sections: Any
) -> None:
    """Play something at a node with one guarded service."""

    async def main() -> None:
        service = Service()
        guards = Guards(rules=Rules(in_a_row=2, probe_s=0.05))
        guard = guards.add("acme", "speech:nova", deadlines=QUICK, probe=service.probe)
        async with asyncio.timeout(LIMIT_S), rig(guards=guards, **sections) as made:
            await play(guard, service, f"http://127.0.0.1:{made.node.port}")

    asyncio.run(main())


async def fail(guard: Guard, service: Service) -> None:
    service.well = False
    while guard.circuit.closed:
        with pytest.raises(ProviderError):
            await guard.call(service.call)


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # looks from outside
        await asyncio.sleep(0.01)


async def get(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as client, client.get(url) as answer:
        return answer.status, await answer.json()


def test_an_ill_provider_is_seen_probed_and_used_again(rig: Any) -> None:
    async def play(guard: Guard, service: Service, url: str) -> None:
        await fail(guard, service)
        await until(lambda: service.probes >= 2)
        status, health = await get(f"{url}/health")
        assert (status, health["ok"]) == (200, True)  # calls are answered without it
        shown = health["parts"]["circuits"][NAME]
        assert (shown["state"], shown["fault"], shown["opened"]) == ("open", "broken", 1)
        assert health["parts"]["providers"][NAME]["outcomes"]["broken"] >= 2
        service.well = True
        await until(lambda: guard.circuit.closed)
        assert await guard.call(service.call) == "yes"

    at_a_node(rig, play)


def test_a_hand_opens_and_resets_a_circuit(
    rig: Any, voicectl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async def play(guard: Guard, service: Service, url: str) -> None:
        assert await voicectl("circuits", "open", NAME, "--url", url) == 0
        assert "open by hand" in capsys.readouterr().out
        with pytest.raises(Resting):
            await guard.call(service.call, last_resort=True)
        assert await voicectl("circuits", "show", "--url", url, "--json") == 0
        out = capsys.readouterr().out
        shown = json.loads(out[out.index("{") :])["circuits"][NAME]
        assert (shown["held"], shown["why"], shown["next_probe_s"]) == (True, "by hand", None)
        assert await voicectl("circuits", "reset", NAME, "--url", url) == 0
        assert f"{NAME}  closed for 0 s; 0 of 0 calls failed of late" in capsys.readouterr().out
        assert await guard.call(service.call) == "yes"
        assert service.probes == 0

    at_a_node(rig, play)


def test_an_unknown_circuit_is_answered_with_those_there_are(
    rig: Any, voicectl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async def play(_: Guard, __: Service, url: str) -> None:
        assert await voicectl("circuits", "open", "acme/nose", "--url", url) == 1
        assert NAME in capsys.readouterr().err

    at_a_node(rig, play)


def test_circuits_need_the_token(
    rig: Any, voicectl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async def play(guard: Guard, _: Service, url: str) -> None:
        assert await voicectl("circuits", "open", NAME, "--url", url, "--token", "wrong") == 1
        assert "not allowed" in capsys.readouterr().err
        assert guard.circuit.closed
        assert await voicectl("circuits", "open", NAME, "--url", url, "--token", "t0ken") == 0
        assert not guard.circuit.closed

    at_a_node(rig, play, admin={"token": "t0ken"})


def test_a_web_page_in_a_browser_on_the_nodes_machine_turns_nothing(rig: Any) -> None:
    async def play(guard: Guard, _: Service, url: str) -> None:
        async with aiohttp.ClientSession() as client:
            path = f"{url}/v1/circuits/{NAME}/open"
            async with client.post(path, headers={"Origin": "https://evil.example"}) as answer:
                assert answer.status == 401
        assert guard.circuit.closed

    at_a_node(rig, play)


def test_without_a_node_the_command_says_what_to_do(
    voicectl: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert asyncio.run(voicectl("circuits", "show", "--url", "http://127.0.0.1:1")) == 3
    assert "voicectl serve" in capsys.readouterr().err
