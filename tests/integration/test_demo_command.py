"""`voicectl demo` and `call` as people run them: real engines, real sockets, real time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def voicectl(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "voicectl", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.integration
@pytest.mark.audio
def test_a_spoken_caller_cancels_a_visit(tmp_path: Path) -> None:
    done = voicectl(
        "demo", "--scenario", "cancel", "--json", "--out", str(tmp_path), folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    (call,) = document["calls"]
    assert document["ok"] is True
    assert call["outcome"] == call["expected_outcome"] == "cancelled"
    assert call["booking"] is None
    roles = {line["role"] for line in call["transcript"]}
    assert roles == {"caller", "agent"}
    assert call["response_ms"]["p50"] > 0
    stages = dict(call["stages_ms"])
    assert stages.pop("total_ms") == pytest.approx(sum(stages.values()), abs=10)
    assert Path(call["recording"]).stat().st_size > 100_000
    assert "cancel my appointment" in done.stderr


@pytest.mark.integration
def test_call_says_when_nobody_answers(tmp_path: Path) -> None:
    done = voicectl("call", "--url", "http://127.0.0.1:9", folder=tmp_path)
    assert done.returncode == 3
    assert "voicectl serve --offline" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.integration
def test_an_unknown_scenario_is_a_usage_error(tmp_path: Path) -> None:
    done = voicectl("demo", "--scenario", "nonsense", "--out", str(tmp_path), folder=tmp_path)
    assert done.returncode == 2
    assert "there are: barge_in" in done.stderr
