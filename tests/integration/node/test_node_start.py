"""A node that can't start says why and what to do; one that runs stops cleanly."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.engines import Speech
from agent.node import running
from agent.settings import Settings
from agent.startup import StartupError
from agent.tts.tones import Tones

pytestmark = pytest.mark.integration

SILENT = Speech(recognizer=None, voice=Tones(), detector=lambda: None)  # type: ignore[arg-type]


def start(tmp_path: Path, engines: Speech | None = SILENT, **sections: Any) -> StartupError:
    settings = Settings(
        data_dir=tmp_path / "var",
        **{"twilio": {"auth_token": "t"}, "server": {"port": 0}, **sections},
    )

    async def main() -> None:
        async with running(settings, speech=engines):
            pass

    with pytest.raises(StartupError) as info:
        asyncio.run(main())
    assert info.value.fix
    return info.value


def test_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = start(tmp_path, server={"port": port})
    assert f"port {port}" in error.message
    assert "--port" in error.fix


def test_address_of_another_machine(tmp_path: Path) -> None:
    assert "192.0.2.1" in start(tmp_path, server={"host": "192.0.2.1", "port": 0}).message


def test_unreadable_profile_names_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "company.yaml"
    file.write_text("company: {name: X, tz: America/Chicago}\nnumbers: [\n")
    error = start(tmp_path, profile=file)
    assert "company.yaml:" in error.message


def test_missing_profile(tmp_path: Path) -> None:
    assert "none.yaml" in start(tmp_path, profile=tmp_path / "none.yaml").message


def test_no_way_to_check_webhooks(tmp_path: Path) -> None:
    error = start(tmp_path, twilio={})
    assert "TWILIO_AUTH_TOKEN" in error.fix


def test_weights_that_are_not_there(tmp_path: Path) -> None:
    error = start(tmp_path, engines=None, speech={"stt_model": str(tmp_path / "nothing")})
    assert "nothing" in error.message


def test_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "books.db").write_text("this is no database at all, only some text" * 10)
    error = start(tmp_path, database={"url": str(tmp_path / "books.db")})
    assert "books.db" in error.message


def test_starts_and_stops_without_a_call(tmp_path: Path) -> None:
    async def main() -> None:
        settings = Settings(
            data_dir=tmp_path / "var", twilio={"auth_token": "t"}, server={"port": 0}
        )
        before = asyncio.all_tasks()
        async with running(settings, speech=SILENT) as node:
            assert node.voice_url == f"http://127.0.0.1:{node.port}/twilio/voice"
            assert await node.drain(1.0)
        assert asyncio.all_tasks() == before

    asyncio.run(main())


ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.audio
def test_serve_says_where_it_is_and_drains_on_sigterm(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "VOICECTL_DATA_DIR": str(tmp_path / "var")}
    command = [sys.executable, "-m", "voicectl", "serve", "--offline", "--port", "0", "--json"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        text = b""
        while not text.rstrip().endswith(b"}\n}") and (line := process.stdout.readline()):
            text += line
        told = json.loads(text)
        assert told["hooks"]["voice webhook"] == f"{told['url']}/twilio/voice"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_serve_with_a_taken_port_exits_2_without_a_traceback(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "VOICECTL_DATA_DIR": str(tmp_path / "var")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "voicectl", "serve", "--offline", "--port", port]
        done = subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 2
    assert "in use" in done.stderr
    assert "Traceback" not in done.stderr
