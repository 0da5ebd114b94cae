"""Checks of the machine: each reports, none raises, secrets never show."""

import asyncio
import json
import socket
from pathlib import Path

import pytest

from agent import embedders, models
from agent.intent import model
from agent.settings import Settings
from agent.settings_sources import load
from agent.settings_speech import Speech
from agent.stt import head
from voicectl import checks
from voicectl.bench.fleet import redis_server
from voicectl.cli import build


def test_a_taken_port_and_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        busy = checks.port("127.0.0.1", number)
    assert not busy.ok
    assert "--port" in busy.fix
    assert checks.port("127.0.0.1", 0).ok


def test_disk_looks_at_the_nearest_folder_that_exists(tmp_path: Path) -> None:
    assert checks.disk(tmp_path / "a" / "b").ok


def test_missing_packages_and_programs_have_a_fix() -> None:
    missing = checks.packages("x", ("json", "no_such_package_here"), "install it")
    assert (missing.ok, missing.fix) == (False, "install it")
    assert "no_such_package_here" in missing.detail
    absent = checks.program("no-such-program-here", "does things", "apt-get")
    assert not absent.ok
    assert not absent.needed


def test_missing_weights_name_every_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.models.find_spec", lambda _: None)
    found = list(checks.weights(tmp_path, None))
    assert len(found) == len(models.ALL)
    assert not any(check.ok for check in found)
    assert "VOICECTL_MODELS" in found[0].detail


def test_an_intent_model_that_cannot_be_used_is_found_before_the_start(tmp_path: Path) -> None:
    assert checks.intent_model(Settings(data_dir=tmp_path)).ok
    assert checks.intent_model(Settings(speech=Speech(intent_model="none"))).ok
    (tmp_path / "bad.npz").write_bytes(b"no archive")
    for name in ("bad.npz", "none.npz"):
        found = checks.intent_model(Settings(speech=Speech(intent_artefact=tmp_path / name)))
        assert not found.ok
        assert name in found.detail
        assert "speech.intent_artefact" in found.fix


def test_damaged_files_of_our_own_are_found_before_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.recogniser(Settings(data_dir=tmp_path)).detail == (
        "words: tiny.en (English only); digits: base (multilingual) with our digit head"
    )
    monkeypatch.setattr(head, "SHA256", "0" * 64)
    damaged = checks.recogniser(Settings(data_dir=tmp_path))
    assert not damaged.ok
    assert "digits.npz is damaged" in damaged.detail
    without = Speech(stt_digit_head=False)
    assert checks.recogniser(Settings(data_dir=tmp_path, speech=without)).ok

    torn = tmp_path / "intents.npz"
    torn.write_bytes(b"PK torn")
    monkeypatch.setattr(model, "SHIPPED", torn)
    monkeypatch.setattr(embedders, "SHIPPED", torn)
    found = checks.intent_model(Settings(data_dir=tmp_path))
    assert not found.ok
    assert "is damaged" in found.detail
    assert "reinstall" in found.fix


def test_a_recogniser_directory_without_a_model_is_found_before_the_start(tmp_path: Path) -> None:
    speech = Speech(stt_digits_model=str(tmp_path / "empty"))
    found = checks.recogniser(Settings(data_dir=tmp_path, speech=speech))
    assert not found.ok
    assert "empty is no Whisper model for CTranslate2" in found.detail
    assert "stt_digits_model" in found.fix


def test_damaged_database(tmp_path: Path) -> None:
    file = tmp_path / "books.db"
    file.write_text("no database " * 100)
    check = checks.guarded("database", lambda: checks.database(str(file)))
    assert not check.ok
    assert checks.database(str(tmp_path / "none.db")).ok


def test_keys_are_reported_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC123")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "very-secret")
    monkeypatch.setenv("SKIP_TWILIO_VALIDATION", "true")
    found = {check.name: check for check in checks.keys(load())}
    assert found["carrier account"].ok
    assert not found["webhook signatures"].ok
    assert "very-secret" not in repr(found)


def test_the_key_of_a_language_model_is_reported_and_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def line() -> str:
        return next(one.detail for one in checks.keys(load()) if one.name == "language model")

    assert line() == "no key (OPENAI_API_KEY), off (llm.intent_model)"
    monkeypatch.setenv("OPENAI_API_KEY", "very-secret")
    monkeypatch.setenv("VOICECTL_LLM__INTENT_MODEL", "some-model")
    assert line() == "key set, asked: some-model"


def test_json_report_and_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("voicectl.checks.weights", lambda *_: iter(()))
    monkeypatch.setattr("voicectl.checks.port", lambda *_: checks.Check("port", True, "free"))
    with pytest.raises(SystemExit) as end:
        build().main(["doctor", "--fix", "--json"], prog_name="voicectl")
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] == all(one["ok"] for one in report["checks"] if one["needed"])
    assert {"name", "ok", "detail", "fix"} <= report["checks"][0].keys()
    assert (tmp_path / "var" / "voicectl.db").is_file()
    assert (end.value.code or 0) == (0 if report["ok"] else 1)


def test_who_hears_callers_is_shown_without_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECTL_SPEECH__STT_ORDER", '["openai", "local"]')
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    found = {one.name: one.detail for one in checks.keys(load(directory=tmp_path))}
    assert found["recognition"].startswith("openai (gpt-live-transcribe, key set), then local")
    assert "secret" not in str(found)


def test_speech_services_are_shown_without_their_keys() -> None:
    chosen = Settings(
        speech={"tts_order": ["elevenlabs", "pico"]},  # type: ignore[arg-type]
        elevenlabs={"api_key": "very-secret"},  # type: ignore[arg-type]
    )
    found = {one.name: one.detail for one in checks.speech_services(chosen)}
    assert found["voice elevenlabs"].startswith("key set, number 1 of tts_order")
    assert "OPENAI_API_KEY" in found["voice openai"]
    assert "not in use" in found["voice polly"]
    assert "secret" not in str(found)


def test_a_redis_that_is_not_there_is_told_and_needed_by_nobody() -> None:
    assert "in memory" in checks.sessions(Settings()).detail
    found = checks.sessions(Settings(sessions={"redis_url": "redis://:secret@127.0.0.1:9/0"}))
    assert (found.ok, found.needed) == (False, False)
    assert "REDIS_URL" in found.fix
    assert "secret" not in found.detail + found.fix


@pytest.mark.integration
def test_a_redis_that_serves_is_told_with_its_version() -> None:
    async def main() -> checks.Check:
        async with redis_server() as server:
            settings = Settings(
                sessions={"redis_url": server.url},
                timeouts={"sessions": {"connect_s": 30.0, "total_s": 30.0, "spoken_s": 30.0}},
            )
            return await asyncio.to_thread(checks.sessions, settings)

    found = asyncio.run(main())
    assert found.ok, found
    assert found.detail.startswith("Redis ")
