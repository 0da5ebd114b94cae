"""Talk of other trades gives no number, no address and no emergency (public sets, when present)."""

import json
import os
from pathlib import Path

import pytest

from agent.nlu import addresses, phones
from voicectl.evaluation.intents import EMERGENCIES, predict
from voicectl.evaluation.opening import answered

STRANGERS = ("clinc150", "banking77_sample", "nlupp")
EMERGENCIES_AT_MOST = 0.001
PUBLIC = Path(os.environ.get("VOICECTL_PUBLIC_DATA", "data/public"))


def _texts(name: str) -> list[str]:
    path = PUBLIC / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there; set VOICECTL_PUBLIC_DATA to the folder of public sets")
    with path.open(encoding="utf-8") as lines:
        texts = [str(json.loads(line)["text"]) for line in lines]
    assert texts
    return texts


@pytest.mark.parametrize("name", STRANGERS)
def test_no_number_and_no_door_is_invented(name: str) -> None:
    """No text of other trades gives a whole phone number or a house number with a street."""
    texts = _texts(name)
    assert [text for text in texts if phones.capture([text]).status == "ok"] == []
    found = [(text, addresses.parse(text)) for text in texts]
    assert [text for text, place in found if place and addresses.complete(place)] == []


def test_hardly_any_talk_of_other_trades_is_called_an_emergency_and_none_starts_one() -> None:
    pytest.importorskip("onnxruntime", reason="the intent model needs the extra `offline`")
    texts = [text for name in STRANGERS for text in _texts(name)]
    assert [text for text in texts if answered(text)[0].hazard is not None] == []
    called = [text for text in texts if predict(text)["intent"] in EMERGENCIES]
    assert len(called) <= EMERGENCIES_AT_MOST * len(texts), called
