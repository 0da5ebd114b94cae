"""What `doctor` and `say --voices` find out: the official SDKs and simulated services."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from agent.settings import Settings
from agent.settings_sources import load
from simulators import elevenlabs, openai
from simulators.polly import PollyServer
from simulators.twilio import Carrier, Number
from voicectl.checks import Check
from voicectl.cli import build
from voicectl.errors import CommandError
from voicectl.services import asked, voices_of
from voicectl.simulated import SIMULATORS

pytestmark = pytest.mark.integration

ALL = '["elevenlabs", "openai", "polly", "pico"]'
NOBODY = "http://127.0.0.1:9"
UNREACHED = f"no good answer from {NOBODY} (refused"


@pytest.fixture
def at_simulators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs `look` with settings that lead to all simulators; `change` replaces variables."""

    async def main(look: Callable[[Settings], Any], change: dict[str, str]) -> Any:
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            eleven = await enter(
                elevenlabs.ElevenLabsServer(elevenlabs.Plan(profile=elevenlabs.INSTANT))
            )
            origins = {
                "elevenlabs": eleven.base_url,
                "openai": (await enter(openai.OpenAiServer())).base_url.removesuffix("/v1"),
                "polly": (await enter(PollyServer())).base_url,
                "twilio": (await enter(Carrier([Number("+12145550101")]))).api_base,
            }
            for one in SIMULATORS:
                for name, value in one.environment(origins[one.name]).items():
                    monkeypatch.setenv(name, value)
            monkeypatch.setenv("VOICECTL_SPEECH__TTS_ORDER", ALL)
            for name, value in change.items():
                monkeypatch.setenv(name, value)
            settings = load(directory=tmp_path).settings
            return await asyncio.to_thread(look, settings)

    return lambda look, **change: asyncio.run(main(look, change))


def looked(settings: Settings) -> list[Check]:
    return list(asked(settings))


def test_good_keys_voices_and_models_are_good(at_simulators: Callable[..., Any]) -> None:
    found = at_simulators(looked)
    assert all(one.ok and one.needed for one in found), found
    names = {one.name for one in found}
    assert names == {f"service {one.name}" for one in SIMULATORS}
    assert "gpt-4o-mini-tts is served until 2027-01-06" in " ".join(one.detail for one in found)


@pytest.mark.parametrize(
    ("variable", "value", "service", "told", "fix"),
    [
        ("ELEVENLABS_API_KEY", "wrong", "elevenlabs", "refuses the key", "ELEVENLABS_API_KEY"),
        (
            "VOICECTL_ELEVENLABS__VOICES",
            '{"es": "nobody"}',
            "elevenlabs",
            "no voice nobody",
            "voices.es; `voicectl say --voices elevenlabs`",
        ),
        (
            "VOICECTL_ELEVENLABS__MODEL",
            "eleven_flash_v1",
            "elevenlabs",
            "no model eleven_flash_v1",
            "eleven_flash_v2_5",
        ),
        ("VOICECTL_ELEVENLABS__BASE_URL", NOBODY, "elevenlabs", UNREACHED, "network"),
        ("OPENAI_API_KEY", "wrong", "openai", "refuses the key", "OPENAI_API_KEY"),
        (
            "VOICECTL_LLM__ANSWER_MODEL",
            "gpt-4-turbo",
            "openai",
            "llm.answer_model: there is no model gpt-4-turbo",
            "name another one in llm.answer_model",
        ),
        ("VOICECTL_LLM__OPENAI_BASE_URL", NOBODY, "openai", UNREACHED, "network"),
        ("AWS_SECRET_ACCESS_KEY", "wrong", "polly", "refuses the key", "AWS_SECRET_ACCESS_KEY"),
        (
            "VOICECTL_POLLY__VOICES",
            '{"en": "Stephen"}',
            "polly",
            "no voice Stephen with the engine standard",
            "voices.en",
        ),
        ("AWS_ENDPOINT_URL_POLLY", NOBODY, "polly", UNREACHED, "network"),
        ("TWILIO_AUTH_TOKEN", "wrong", "twilio", "refuses the key", "TWILIO_AUTH_TOKEN"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    at_simulators: Callable[..., Any], variable: str, value: str, service: str, told: str, fix: str
) -> None:
    found = at_simulators(looked, **{variable: value})
    (wrong,) = [one for one in found if not one.ok]
    assert wrong.name == f"service {service}"
    assert told in wrong.detail
    assert fix in wrong.fix
    assert wrong.needed


def test_offline_only_services_on_this_machine_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", "some-key")
    monkeypatch.setenv("VOICECTL_ELEVENLABS__BASE_URL", "https://voices.example")
    monkeypatch.setenv("VOICECTL_OFFLINE", "true")
    assert looked(load(directory=tmp_path).settings) == []


def test_voices_are_listed_by_id(at_simulators: Callable[..., Any]) -> None:
    found = at_simulators(lambda settings: voices_of(settings, "elevenlabs"))
    assert found == elevenlabs.Plan().voices
    found = at_simulators(lambda settings: voices_of(settings, "polly"))
    assert found["Joanna"] == "US English"
    assert "Stephen" not in found
    with pytest.raises(CommandError, match="openai does not"):
        at_simulators(lambda settings: voices_of(settings, "openai"))
    with pytest.raises(CommandError, match="set ELEVENLABS_API_KEY"):
        at_simulators(
            lambda settings: voices_of(settings, "elevenlabs"),
            ELEVENLABS_API_KEY="",
            VOICECTL_SPEECH__TTS_ORDER='["pico"]',
        )


@pytest.mark.parametrize("how", ["--ask", "--no-ask"])
def test_doctor_asks_unless_told_not_to(
    at_simulators: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    monkeypatch.setattr("voicectl.commands.doctor.machine", lambda _: iter(()))

    def run(_: Settings) -> None:
        with pytest.raises(SystemExit):
            build().main(["doctor", how, "--json"], prog_name="voicectl")

    at_simulators(run)
    assert bool(json.loads(capsys.readouterr().out)["checks"]) == (how == "--ask")


def test_say_lists_voices(
    at_simulators: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_: Settings) -> None:
        with pytest.raises(SystemExit) as end:
            build().main(["say", "--voices", "elevenlabs", "--json"], prog_name="voicectl")
        assert not end.value.code

    at_simulators(run)
    told = json.loads(capsys.readouterr().out)["voices"]
    assert {"id": "JBFqnCBsd6RMkjVDRZzb", "about": "George"} in told
