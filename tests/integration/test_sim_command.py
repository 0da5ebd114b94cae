"""`voicectl sim` as people and scripts run it."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from openai import OpenAI, RateLimitError

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
SIM = [sys.executable, "-m", "voicectl", "sim"]


@contextmanager
def up(*arguments: str) -> Iterator[tuple["subprocess.Popen[bytes]", dict[str, Any]]]:
    """A running `sim up --json` and its document."""
    with subprocess.Popen(
        [*SIM, "up", "--json", *arguments], env=ENV, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        text = b""
        while not text.rstrip().endswith(b"\n}") and (line := process.stdout.readline()):
            text += line
        try:
            yield process, json.loads(text)
        finally:
            process.kill()


def refused(*arguments: str) -> str:
    """What is said on standard error by a `sim up` that ends with code 2."""
    done = subprocess.run(
        [*SIM, "up", *arguments], env=ENV, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    assert not done.stdout
    return done.stderr


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_until_it_is_told_to_end(by: signal.Signals) -> None:
    with up() as (process, document):
        assert {one["name"] for one in document["services"]} >= {"openai", "polly", "twilio"}
        assert document["control"] is None
        assert document["pid"] == process.pid
        polly = document["env"]["AWS_ENDPOINT_URL_POLLY"]
        assert status(f"{polly}/v1/voices") == 403  # unsigned
        process.send_signal(by)
        assert process.wait(20) == 0


def test_faults_of_a_file_strike_and_are_switched_off_over_http(tmp_path: Path) -> None:
    schedule = tmp_path / "faults.toml"
    schedule.write_text('[[fault]]\nkind = "refuse"\nservice = "openai"\nstatus = 429\n')
    with up("openai", "polly", "--faults", str(schedule)) as (process, document):
        env = document["env"]
        client = OpenAI(
            api_key=env["OPENAI_API_KEY"], base_url=env["OPENAI_BASE_URL"], max_retries=0
        )
        with pytest.raises(RateLimitError):
            client.embeddings.create(model="m", input="hello")
        assert status(f"{env['AWS_ENDPOINT_URL_POLLY']}/v1/voices") == 403
        assert env["VOICECTL_SIM_CONTROL"] == document["control"]
        off = urllib.request.Request(f"{document['control']}/faults", method="DELETE")
        urllib.request.urlopen(off, timeout=10).close()
        assert len(client.embeddings.create(model="m", input="hello").data) == 1
        cut = json.dumps({"kind": "cut", "service": "polly"}).encode()
        urllib.request.urlopen(f"{document['control']}/faults", cut, timeout=10).close()
        with pytest.raises(ConnectionResetError):
            status(f"{env['AWS_ENDPOINT_URL_POLLY']}/v1/voices")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_shell_evaluates_what_it_prints_and_ends_it() -> None:
    command = " ".join(SIM)
    script = f"""
        eval "$({command} up openai --export 2>/dev/null &)"
        {sys.executable} -c 'import urllib.request, os
url = os.environ["OPENAI_BASE_URL"] + "/models"
try: urllib.request.urlopen(url)
except urllib.error.HTTPError as error: print(error.code)'
        kill $VOICECTL_SIM_PID
        while kill -0 $VOICECTL_SIM_PID 2>/dev/null; do sleep 0.1; done
    """
    done = subprocess.run(
        ["bash", "-c", script], env=ENV, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() in ("401", "404"), done
    assert done.returncode in (0, 1)


def test_a_latency_is_waited_for() -> None:
    with up("twilio", "--latency", "usual", "--control") as (_, document):
        status(document["env"]["VOICECTL_TWILIO__API_BASE"])
        with urllib.request.urlopen(f"{document['control']}/log", timeout=10) as answer:
            (record,) = json.load(answer)["twilio"]
    assert record["faults"] == ["delay", "jitter"]


def test_ports_count_from_the_first() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with up("polly", "--port", str(port)) as (_, document):
        assert document["services"] == [{"name": "polly", "url": f"http://127.0.0.1:{port}"}]


def test_mistakes_are_told(tmp_path: Path) -> None:
    assert "openai, polly" in refused("opanai")
    assert "none, usual, slow" in refused("--latency", "fast")
    assert "--json" in refused("--json", "--export")
    schedule = tmp_path / "faults.toml"
    schedule.write_text('[[fault]]\nkind = "gremlin"\n')
    assert "fault 1: there is no fault 'gremlin'" in refused("--faults", str(schedule))
    schedule.write_text('[[fault]]\nkind = "cut"\nservice = "weather"\n')
    assert "weather" in refused("--faults", str(schedule))
    assert "No such file" in refused("--faults", str(tmp_path / "none.toml"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "in use" in refused("polly", "--port", port)


def test_the_list_names_all() -> None:
    done = subprocess.run(
        [*SIM, "list", "--json"], env=ENV, capture_output=True, text=True, timeout=60, check=True
    )
    names = [one["name"] for one in json.loads(done.stdout)["simulators"]]
    assert {"elevenlabs", "openai", "polly", "twilio"} <= set(names)
