"""The product's main job, with nothing replaced: a spoken caller phones a real daemon and books."""

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

pytestmark = [pytest.mark.audio, pytest.mark.integration]


def test_a_spoken_caller_books(tmp_path: Path) -> None:
    """`voicectl demo` ends booked: a row in the database, a stereo recording, figures."""
    command = [sys.executable, "-m", "voicectl", "demo", "--scenario", "happy", "--json"]
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "demo")],
        capture_output=True,
        text=True,
        timeout=420,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    report = json.loads(done.stdout)
    (call,) = report["calls"]
    assert report["ok"]
    assert call["outcome"] == "booked"
    assert call["booking"]["code"]
    assert {line["role"] for line in call["transcript"]} == {"agent", "caller"}
    assert call["response_ms"]["p50"] > 0
    with wave.open(call["recording"]) as recording:
        assert (recording.getnchannels(), recording.getframerate()) == (2, 8000)
        assert recording.getnframes() > 30 * 8000
