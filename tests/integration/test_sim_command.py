"""`voicectl sim` as people and scripts run it."""

import audioop
import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from openai import OpenAI, RateLimitError
from twilio.rest import Client

from simulators.speech import tones
from voicectl.simulated import PERSON_SAYS

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


def test_a_recogniser_hears_what_a_voice_said_and_takes_other_speech_for_a_given_text(
    spoken: bytes,
) -> None:
    with up("openai", "--exact", "--hears", "My furnace died.") as (_, document):
        env = document["env"]
        client = OpenAI(api_key=env["OPENAI_API_KEY"], base_url=env["OPENAI_BASE_URL"])
        text = "A technician comes tomorrow."
        said = client.audio.speech.create(
            model="gpt-4o-mini-tts", voice="marin", input=text, response_format="wav"
        ).read()

        def heard(wav: bytes) -> str:
            file = ("speech.wav", wav)
            return client.audio.transcriptions.create(model="gpt-transcribe", file=file).text

        assert heard(said) == text
        assert heard(spoken) == "My furnace died."


@pytest.fixture
def spoken(tmp_path: Path) -> bytes:
    """Speech that no simulated voice said, as a WAV file."""
    path = tmp_path / "said.wav"
    subprocess.run(["flite", "-t", "the heater makes no heat", "-o", str(path)], check=True)
    return path.read_bytes()


def test_the_carrier_phones_somebody_who_answers_and_has_a_question() -> None:
    with up("twilio") as (_, document):
        env = document["env"]
        client = Client(env["TWILIO_ACCOUNT_SID"], env["TWILIO_AUTH_TOKEN"])
        client.api.base_url = env["VOICECTL_TWILIO__API_BASE"]
        call = client.calls.create(
            to=env["LIVE_CALL_TO"],
            from_=env["TWILIO_PHONE_NUMBER"],
            twiml="<Response><Pause length='5'/></Response>",
        )
        recording = client.calls(call.sid).recordings.create()
        while client.calls(call.sid).fetch().status != "completed":
            time.sleep(0.2)
        account = f"{client.api.base_url}/2010-04-01/Accounts/{env['TWILIO_ACCOUNT_SID']}"
        whole = urllib.request.Request(f"{account}/Recordings/{recording.sid}.wav")
        password = f"{env['TWILIO_ACCOUNT_SID']}:{env['TWILIO_AUTH_TOKEN']}".encode()
        whole.add_header("Authorization", f"Basic {base64.b64encode(password).decode()}")
        with urllib.request.urlopen(whole, timeout=10) as answer, wave.open(answer) as wav:
            person = audioop.tomono(wav.readframes(wav.getnframes()), 2, 1, 0)
    said = [one.number for one in tones.heard(audioop.lin2ulaw(person, 2))]
    assert said == tones.numbers(PERSON_SAYS)


def test_the_tests_of_real_services_pass_on_simulated_ones() -> None:
    """So an operator with keys runs tests that are known to work."""
    names = {f"VOICECTL_LLM__{one}_MODEL": "gpt-5.4-mini" for one in ("INTENT", "ANSWER")}
    patience = {
        f"VOICECTL_TIMEOUTS__{section}__{limit}_S": "30"
        for section in ("TTS", "TELEPHONY")
        for limit in ("CONNECT", "TOTAL", "SPOKEN")
    } | {f"VOICECTL_TIMEOUTS__TTS__{limit}_S": "30" for limit in ("FIRST", "BETWEEN")}
    with up("--exact", "--hears", "My furnace stopped working last night.") as (_, document):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "live", "tests/live", "-rs"],
            env={**ENV, **document["env"], **names, **patience},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout
    skipped = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert all("tells no places" in line or "offline" in line for line in skipped), skipped


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
