"""`voicectl transcribe --engine` on a simulated service, as people run it."""

import asyncio
import audioop
import json
import logging
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from simulators.listening import Listener
from simulators.openai import OpenAiServer, Plan
from simulators.speech.tones import Tones
from voicectl.cli import build

pytestmark = pytest.mark.integration
TEXT = "my furnace died last night"


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """The command sets up logging of its process."""
    handlers, level = list(logging.root.handlers), logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture
def simulated() -> Iterator[OpenAiServer]:
    """A simulated service on a loop of its own, as the command has one, too."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = OpenAiServer(Plan(mishears=0.0), listener=Listener(words=[TEXT]))
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def ran(capsys: pytest.CaptureFixture[str], wav: Path, *more: str) -> tuple[int, str, str]:
    """Exit code, standard output and error of a command."""
    with pytest.raises(SystemExit) as ended:
        build().main(["transcribe", str(wav), *more], prog_name="voicectl")
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    speech = asyncio.run(Tones().speak(TEXT, 8000))
    file = tmp_path / "said.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(speech.samples.astype("<i2").tobytes())
    assert audioop.rms(speech.samples.tobytes(), 2) > 0
    return file


def test_a_file_is_heard_by_the_service_that_is_named(
    simulated: OpenAiServer,
    wav: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", simulated.plan.key)
    monkeypatch.setenv("VOICECTL_LLM__OPENAI_BASE_URL", simulated.base_url)
    code, out, _ = ran(capsys, wav, "--engine", "openai", "--json")
    told = json.loads(out)
    assert (code, told["text"], told["engine"]) == (0, TEXT, "openai:gpt-live-transcribe")


def test_a_wrong_key_is_told_in_one_line(
    simulated: OpenAiServer,
    wav: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "wrong")
    monkeypatch.setenv("VOICECTL_LLM__OPENAI_BASE_URL", simulated.base_url)
    code, out, err = ran(capsys, wav, "--engine", "openai", "--json")
    assert (code, out) == (3, "")
    assert "auth: websocket invalid_api_key" in err
    assert "Traceback" not in err


def test_without_a_key_the_settings_are_refused(
    wav: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    code, _, err = ran(capsys, wav, "--engine", "openai")
    assert code == 2
    assert "OPENAI_API_KEY" in err
