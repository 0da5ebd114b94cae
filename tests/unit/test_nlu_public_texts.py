"""Talk that gives no phone number and no address must give none (public sets, when present)."""

import json
import os
from pathlib import Path

import pytest

from agent.nlu import addresses, phones

PUBLIC = Path(os.environ.get("VOICECTL_PUBLIC_DATA", "data/public"))


@pytest.mark.parametrize("name", ["clinc150", "banking77_sample", "nlupp"])
def test_no_number_and_no_door_is_invented(name: str) -> None:
    """No text of other trades gives a whole phone number or a house number with a street."""
    path = PUBLIC / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there; set VOICECTL_PUBLIC_DATA to the folder of public sets")
    with path.open(encoding="utf-8") as lines:
        texts = [str(json.loads(line)["text"]) for line in lines]
    assert texts
    assert [text for text in texts if phones.capture([text]).status == "ok"] == []
    found = [(text, addresses.parse(text)) for text in texts]
    assert [text for text, place in found if place and addresses.complete(place)] == []
