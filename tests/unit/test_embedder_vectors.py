"""What an embedding service may answer besides a vector."""

from types import SimpleNamespace
from typing import Any

import pytest

from agent.llm.openai_embedder import OpenAiEmbedder
from agent.ports import ProviderError

pytest.importorskip("openai")


@pytest.mark.parametrize("numbers", [[0.0, 0.0], [float("nan"), 1.0], None])
def test_a_vector_without_a_direction_is_no_vector(numbers: Any) -> None:
    embedder = OpenAiEmbedder("openai:m", api_key="sk-1", base_url="http://localhost", timeout=1.0)
    answer = SimpleNamespace(data=[SimpleNamespace(embedding=numbers)])
    service: Any = embedder._client
    service.embeddings = SimpleNamespace(create=lambda **_: answer)
    with pytest.raises(ProviderError, match="broken"):
        embedder.embed("no heat")
    embedder.close()
