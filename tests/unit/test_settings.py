"""Settings: precedence, earlier names, sources, and errors that name what to change."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.resilience.deadlines import Deadlines
from agent.settings import Settings
from agent.settings_example import env_example
from agent.settings_flags import Flags
from agent.settings_sources import EARLIER_NAMES, ConfigError, leaves, load, shown


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("VOICECTL_") or name in EARLIER_NAMES:
            monkeypatch.delenv(name)


def test_defaults_need_no_surroundings(tmp_path: Path) -> None:
    loaded = load(directory=tmp_path)
    assert loaded.settings == Settings()
    assert loaded.source("server.port") == "default"
    assert loaded.settings.twilio.skip_validation is False
    assert loaded.settings.recordings.enabled is False


def test_each_source_beats_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "voicectl.toml").write_text('[server]\nhost = "a"\nport = 1\nmax_calls = 11\n')
    (tmp_path / ".env").write_text("VOICECTL_SERVER__HOST=b\nVOICECTL_SERVER__PORT=2\n")
    monkeypatch.setenv("VOICECTL_SERVER__PORT", "3")
    loaded = load({"server.port": 4, "server.host": None}, directory=tmp_path)
    server = loaded.settings.server
    assert (server.host, server.port, server.max_calls) == ("b", 4, 11)
    assert loaded.source("server.port") == "command line --port"
    assert loaded.source("server.host") == f"{tmp_path / '.env'}: VOICECTL_SERVER__HOST"
    assert loaded.source("server.max_calls").endswith("voicectl.toml: server.max_calls")


@pytest.mark.parametrize("name", ["VOICECTL_SIM_PID", "VOICECTL_SIM_CONTROL", "VOICECTL_EVAL_DATA"])
def test_variables_of_other_purposes_are_no_settings(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    assert load(directory=tmp_path).sources == {}


@pytest.mark.parametrize(
    ("name", "value", "setting", "expected"),
    [
        ("TWILIO_ACCOUNT_SID", "AC1", "twilio.account_sid", "AC1"),
        ("TWILIO_PHONE_NUMBER", "+12145550101", "twilio.phone_number", "+12145550101"),
        ("SKIP_TWILIO_VALIDATION", "true", "twilio.skip_validation", True),
        ("DATABASE_URL", "sqlite:///x.db", "database.url", "sqlite:///x.db"),
        ("LOG_LEVEL", "WARNING", "log.level", "warning"),
        ("OPENAI_API_KEY", "sk-1", "llm.openai_api_key", SecretStr("sk-1")),
        ("PORT", "5001", "server.port", 5001),
        ("STREAM_WEBSOCKET_URL", "wss://x/s", "server.stream_url", "wss://x/s"),
        ("HVAC_COMPANY_NAME", "Cool Co", "overrides.company_name", "Cool Co"),
        ("EMERGENCY_PHONE", "+12145550199", "overrides.emergency_phone", "+12145550199"),
    ],
)
def test_names_of_the_earlier_prototype_still_work(
    name: str,
    value: str,
    setting: str,
    expected: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, value)
    loaded = load(directory=tmp_path)
    assert dict(leaves(loaded.settings))[setting] == expected
    assert loaded.source(setting) == f"environment variable {name}"


def test_our_name_beats_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("VOICECTL_SERVER__PORT", "2")
    assert load(directory=tmp_path).settings.server.port == 2


def test_a_name_nothing_reads_is_remarked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "1")
    assert any("DEBUG" in remark for remark in load(directory=tmp_path).remarks)


def test_whose_money_counts_is_remarked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(directory=tmp_path).remarks == ()
    monkeypatch.setenv("VOICECTL_COSTS__DAY_CENTS", "500")
    (remark,) = load(directory=tmp_path).remarks
    assert remark == "budgets count each node by itself: sessions.redis_url is empty"
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/0")
    (remark,) = load(directory=tmp_path).remarks
    assert "all nodes with the same sessions.redis_url" in remark


def test_lists_and_tables_are_json_in_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECTL_SPEECH__TTS_ORDER", '["pico"]')
    monkeypatch.setenv("VOICECTL_SPEECH__VOICES__ES", "mia")
    speech = load(directory=tmp_path).settings.speech
    assert speech.tts_order == ("pico",)
    assert speech.voices == {"es": "mia"}


def test_services_hear_callers_once_their_keys_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECTL_SPEECH__STT_ORDER", '["openai", "elevenlabs", "local"]')
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("ELEVENLABS_API_KEY", "xi-1")
    assert load(directory=tmp_path).settings.speech.stt_order == ("openai", "elevenlabs", "local")


def test_naming_one_deadline_of_a_service_leaves_its_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECTL_TIMEOUTS__TTS__FIRST_S", "0.7")
    (tmp_path / "voicectl.toml").write_text("[timeouts.telephony]\nspoken_s = 4\n")
    timeouts = load(directory=tmp_path).settings.timeouts
    assert timeouts.tts == Settings().timeouts.tts.model_copy(update={"first_s": 0.7})
    assert timeouts.telephony.deadlines == Deadlines(
        connect=1.5, first=4.0, between=4.0, total=5.0, spoken=4.0
    )


def test_naming_one_voice_leaves_the_others_and_an_empty_one_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEVENLABS_VOICE_ID", "mine")
    monkeypatch.setenv("VOICECTL_POLLY__VOICES__ES", "")
    (tmp_path / "voicectl.toml").write_text('[polly.voices]\nes = ""\n')
    settings = load(directory=tmp_path).settings
    assert settings.elevenlabs.voices["en"] == "mine"
    assert settings.elevenlabs.voices["es"]
    assert dict(settings.polly.voices) == {"en": "Joanna"}


def test_offline_leaves_out_services_elsewhere_and_asks_for_no_key_of_theirs() -> None:
    def used(url: str, *order: str) -> tuple[str, ...]:
        speech = {"tts_order": order}
        service = {"base_url": url, "api_key": "xi"}
        return Settings(offline=True, speech=speech, elevenlabs=service).voices_in_use  # type: ignore[arg-type]

    assert used("https://api.elevenlabs.io", "elevenlabs", "openai", "pico") == ("pico",)
    assert used("https://api.elevenlabs.io", "elevenlabs") == ("piper", "pico")
    assert used("http://127.0.0.1:9001", "elevenlabs", "pico") == ("elevenlabs", "pico")


@pytest.mark.parametrize("service", ["tts", "stt", "llm", "embeddings", "telephony"])
def test_no_caller_waits_for_the_last_deadline(service: str) -> None:
    deadlines = getattr(Settings().timeouts, service).deadlines
    assert deadlines.spoken < deadlines.total <= 15.0
    assert max(deadlines.connect, deadlines.first, deadlines.between) <= deadlines.total


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("VOICECTL_SERVER__PROT", "1", ("VOICECTL_SERVER__PROT", "did you mean server.port?")),
        ("VOICECTL_SERVER__PORT", "abc", ("VOICECTL_SERVER__PORT", "server.port", "integer")),
        ("VOICECTL_SERVER__PORT", "70000", ("VOICECTL_SERVER__PORT", "65535")),
        ("VOICECTL_SERVER", "1", ("VOICECTL_SERVER", "is a section")),
        ("VOICECTL_SPEECH__TTS_ORDER", "pico", ("VOICECTL_SPEECH__TTS_ORDER", "JSON")),
        ("VOICECTL_SPEECH__TTS_ORDER", '["x"]', ("VOICECTL_SPEECH__TTS_ORDER", "'piper'")),
        ("DATABASE_URL", "mysql://h/db", ("DATABASE_URL", "sqlite:///PATH", "postgresql://")),
        ("TWILIO_PHONE_NUMBER", "214 555", ("TWILIO_PHONE_NUMBER", "twilio.phone_number")),
        ("VOICECTL_LLM__INTENT_MODEL", "m", ("VOICECTL_LLM__INTENT_MODEL", "OPENAI_API_KEY")),
        (
            "VOICECTL_SPEECH__STT_ORDER",
            '["openai", "local"]',
            ("speech.stt_order", "OPENAI_API_KEY"),
        ),
        ("VOICECTL_SPEECH__STT_ORDER", '["elevenlabs", "local"]', ("ELEVENLABS_API_KEY",)),
        ("VOICECTL_SPEECH__STT_ORDER", '["openai"]', ("VOICECTL_SPEECH__STT_ORDER", '"local"')),
        ("VOICECTL_SPEECH__TTS_ORDER", '["elevenlabs"]', ("elevenlabs", "ELEVENLABS_API_KEY")),
        ("VOICECTL_SPEECH__TTS_ORDER", '["openai", "pico"]', ("'openai'", "OPENAI_API_KEY")),
        ("VOICECTL_SPEECH__TTS_ORDER", '["polly"]', ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS")),
        ("VOICECTL_SPEECH__TTS_ORDER", "[]", ("speech.tts_order", "at least 1")),
        ("VOICECTL_ELEVENLABS__MODEL", "eleven_v4", ("elevenlabs.model", "other sockets")),
        ("VOICECTL_TIMEOUTS__TTS__SPOKEN_S", "16", ("timeouts.tts", "longer than total_s")),
        ("VOICECTL_TIMEOUTS__TTS", "3", ("VOICECTL_TIMEOUTS__TTS", "is a section")),
        ("VOICECTL_LLM__INTENT_THRESHOLD", "2", ("llm.intent_threshold", "less than or equal")),
    ],
)
def test_an_error_names_field_source_and_fix(
    name: str,
    value: str,
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load(directory=tmp_path)
    for word in words:
        assert word in str(caught.value)
    assert caught.value.fix


def test_a_language_model_without_the_local_one_is_an_error_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("VOICECTL_LLM__INTENT_MODEL", "some-model")
    monkeypatch.setenv("VOICECTL_SPEECH__INTENT_MODEL", "none")
    with pytest.raises(ConfigError) as caught:
        load(directory=tmp_path)
    (problem,) = caught.value.problems
    assert problem.startswith("llm.intent_model is asked where the local intent model is unsure")
    assert "set that to minilm, or leave llm.intent_model empty" in problem
    monkeypatch.setenv("VOICECTL_FLAGS__INTENT_LLM", "0")
    assert load(directory=tmp_path).settings.llm.intent_model == "some-model"


@pytest.mark.parametrize(
    ("text", "word"),
    [("[server]\nport = ]", "line 2"), ("[servr]\nport = 1", "servr.port"), (b"\xff", "UTF-8")],
)
def test_a_bad_toml_file_is_named(text: str | bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load(config=path, directory=tmp_path)
    assert "mine.toml" in str(caught.value)
    assert word in str(caught.value)


def test_a_missing_config_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load(config=tmp_path / "none.toml", directory=tmp_path)


def test_secrets_never_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "hush-hush")
    monkeypatch.setenv("VOICECTL_ADMIN__TOKEN", "hush-hush")
    loaded = load(directory=tmp_path)
    everything = repr(loaded) + "".join(shown(value) for _, value in leaves(loaded.settings))
    assert "hush-hush" not in everything
    assert loaded.settings.twilio.auth_token.get_secret_value() == "hush-hush"


def test_paths_follow_the_data_directory(tmp_path: Path) -> None:
    settings = load({"data_dir": tmp_path}, directory=tmp_path).settings
    assert settings.database_url == str(tmp_path / "voicectl.db")
    assert settings.journal_path == tmp_path / "journal"
    assert settings.recordings_path == tmp_path / "recordings"
    other = load({"database.url": "sqlite:////srv/books.db"}, directory=tmp_path).settings
    assert other.database_url == "/srv/books.db"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().server.port = 1


def test_a_flag_takes_its_share_of_calls_and_never_wavers() -> None:
    calls = [f"CA{n:032x}" for n in range(4000)]
    some = [sid for sid in calls if Flags(resume_offer=10).on("resume_offer", sid)]
    assert 0.07 < len(some) / len(calls) < 0.13
    assert all(
        Flags(resume_offer=30).on("resume_offer", sid) for sid in some
    )  # a rollout only grows
    assert not any(Flags(resume_offer=0).on("resume_offer", sid) for sid in calls)
    assert all(Flags(resume_offer=100).on("resume_offer", sid) for sid in calls)


def test_the_example_file_is_up_to_date() -> None:
    example = Path(__file__).parents[2] / ".env.example"
    assert example.read_text("utf-8") == env_example()


def test_every_line_of_the_example_is_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line[1:] for line in env_example().splitlines() if line.startswith("#VOICECTL_")]
    assert len(lines) == len(list(leaves(Settings())))
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    assert load(directory=tmp_path).settings == Settings()
