"""`voicectl chaos load`: callers converse with a fresh node, and a report comes of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration


def test_callers_are_answered_and_what_was_seen_is_reported(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    given = ["--calls", "2", "--duration", "9s", "--hang-up", "--json", "--report", str(page)]
    # How soon is not tested here: the machine may be busy.
    given += ["--objective", "response_ms.p50<=60000", "--objective", "response_ms.p95<=60000"]
    # Engines that nobody needs here take their time to load.
    given += ["--set", 'speech.intent_model="none"', "--set", 'speech.stt_digits_model=""']
    given += ["--objective", "audio.underruns<=1000", "--objective", "audio.gaps<=1000"]
    done = subprocess.run(
        [sys.executable, "-m", "voicectl", "chaos", "load", *given, "--out", str(tmp_path)],
        capture_output=True,
        timeout=300,
        check=False,
    )
    found = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr.decode()
    assert found["calls"] == found["cut_at_the_end"] == 2
    assert found["response_ms"]["n"] >= 1
    assert found["overhead_ms"]["n"] >= 1
    assert found["lost"] == found["duplicates"] == 0
    assert found["node"]["frames"] > 0
    assert found["cpu_per_call"] > 0
    assert "<svg" in page.read_text()
