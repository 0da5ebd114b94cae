"""Every script tells how it is used, and does nothing else then."""

import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.mark.parametrize("name", sorted(one.name for one in SCRIPTS.iterdir() if one.is_file()))
def test_help_tells_the_usage(name: str) -> None:
    told = subprocess.run([SCRIPTS / name, "--help"], capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stderr
    assert f"usage: scripts/{name}" in told.stdout.lower()
