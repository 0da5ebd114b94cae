"""Vectors of the simulated service: an artefact trained on them answers a call's question."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent import engines
from agent.embedders import embedder
from agent.intent import features, model
from agent.intent.threaded import ThreadedIntents
from agent.llm.openai_embedder import OpenAiEmbedder
from agent.ports import ProviderError
from agent.settings import Settings
from agent.settings_llm import Llm
from agent.settings_speech import Speech
from agent.settings_timeouts import AnswerTimeouts, Timeouts
from simulators.openai import Fault, OpenAiServer
from voicectl.training import artefact
from voicectl.training.examples import Example
from voicectl.training.fit import fit

pytestmark = pytest.mark.integration

NAME = "openai:some-model"
KEY = "sk-simulated"


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    """The service on a loop of its own, because the embedder waits for it."""
    made: list[OpenAiServer] = []
    ready, leave = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        async with OpenAiServer() as one:
            made.append(one)
            ready.set()
            await leave.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(10.0)
    yield made[0]
    loops[0].call_soon_threadsafe(leave.set)
    thread.join(10.0)


def embedder_at(server: OpenAiServer, **how: Any) -> OpenAiEmbedder:
    options: dict[str, Any] = {"api_key": KEY, "base_url": server.base_url, "timeout": 5.0}
    return OpenAiEmbedder(NAME, **(options | how))


def test_a_text_becomes_a_unit_vector_without_its_numbers(server: OpenAiServer) -> None:
    vector = embedder_at(server).embed("no heat at 1214 oak")
    assert vector.shape == (1536,)
    assert vector.dtype == np.float32
    assert np.isclose(np.linalg.norm(vector), 1.0)
    assert server.requests[0].body["input"] == "no heat at # oak"
    assert server.requests[0].body["model"] == "some-model"


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(status=429), "quota"),
        (Fault(status=500), "broken"),
        (Fault(body="<html>"), "broken"),
        (Fault(stall=60.0), "slow"),
    ],
)
def test_failures_have_names_and_are_not_tried_again(
    server: OpenAiServer, fault: Fault, outcome: str
) -> None:
    server.faults.append(fault)
    with pytest.raises(ProviderError) as caught:
        embedder_at(server, timeout=0.3).embed("no heat")
    assert caught.value.fault == outcome
    assert len(server.requests) == 1


def test_training_may_try_again(server: OpenAiServer) -> None:
    server.faults += [Fault(status=429), Fault(status=500)]
    assert embedder_at(server, retries=5).embed("no heat").shape == (1536,)


def test_a_node_with_such_an_artefact_asks_the_service(
    server: OpenAiServer, tmp_path: Path
) -> None:
    """Trained, written, found by the settings; where the service fails there is no guess."""
    settings = Settings(
        data_dir=tmp_path,
        llm=Llm(openai_api_key=KEY, openai_base_url=server.base_url),  # type: ignore[arg-type]
        speech=Speech(intent_artefact=tmp_path / "own.npz"),
        timeouts=Timeouts(intent_s=5.0, embeddings=AnswerTimeouts(spoken_s=5.0)),
    )
    lines = {"emergency_gas": "gas smell number {}", "no_heat": "cold house number {}"}
    examples = [
        Example(lines.get(label, f"{label} talk number {{}}").format(number), label, "written")
        for label in features.LABELS
        for number in "abcdefgh"
    ]
    fitted = fit(examples, embedder(NAME, settings).embed)
    artefact.write(fitted, tmp_path / "own.npz", NAME)

    async def main() -> None:
        intents = engines.build(settings).engines["intents"]
        assert isinstance(intents, ThreadedIntents)
        await intents.start()
        found = await intents.classify("a cold house")
        assert found is not None
        assert found.ranked[0][0] == "no_heat"
        assert found.model == model.load(tmp_path / "own.npz").digest
        assert intents.health() == {"embedder": NAME}
        server.faults.append(Fault(status=401, code="invalid_api_key"))
        with pytest.raises(ProviderError, match="auth"):
            await intents.classify("a cold house")
        await intents.close()

    asyncio.run(main())
