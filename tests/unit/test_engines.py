"""Which engines the settings ask for, and which calls may ask a language model."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from agent import engines, models, recognizers
from agent.engines import Speech
from agent.models import ModelCorrupt
from agent.settings import Settings
from agent.settings_flags import Flags
from agent.settings_llm import Llm
from agent.settings_speech import Speech as SpeechSettings
from agent.settings_voices import ElevenLabs
from agent.startup import StartupError, speech_of
from agent.stt.directory import examine
from agent.tts.hybrid import Hybrid

KEYED = Llm(openai_api_key="sk-1", intent_model="some-model")  # type: ignore[arg-type]


class Ear:
    """A recogniser that is never asked."""

    async def transcribe(self, *_: Any, **__: Any) -> Any:
        raise AssertionError


def engines_of(settings: Settings) -> Speech:
    speech = engines.build(settings)
    asyncio.run(speech.close())
    return speech


def test_without_a_model_name_no_language_model_is_made(tmp_path: Path) -> None:
    speech = engines_of(Settings(data_dir=tmp_path))
    assert speech.advised is None
    assert "llm" not in speech.engines


def test_a_model_name_and_a_key_bring_a_language_model(tmp_path: Path) -> None:
    pytest.importorskip("openai")
    speech = engines_of(Settings(data_dir=tmp_path, llm=KEYED))
    assert speech.advised is not None
    assert speech.engines["llm"].health()["asked"] == 0


def test_an_answer_model_serves_both_levels_unless_a_fast_one_is_named(tmp_path: Path) -> None:
    pytest.importorskip("openai")
    key = SecretStr("sk-test")
    one = engines_of(Settings(data_dir=tmp_path, llm=Llm(openai_api_key=key, answer_model="big")))
    assert one.models[0] is one.models[1]
    assert "llm:level 0" in one.engines
    both = Llm(openai_api_key=key, answer_model="big", fast_model="small")
    two = engines_of(Settings(data_dir=tmp_path, llm=both))
    assert [two.engines[f"llm:level {n}"].health()["model"] for n in (0, 1)] == ["big", "small"]


def test_without_an_answer_model_or_with_its_flags_at_zero_there_is_none(tmp_path: Path) -> None:
    assert engines_of(Settings(data_dir=tmp_path)).models == {}
    llm = Llm(openai_api_key=SecretStr("sk-test"), answer_model="big")
    off = Flags(llm_answers=0, llm_readings=0)
    assert engines_of(Settings(data_dir=tmp_path, llm=llm, flags=off)).models == {}


@pytest.mark.parametrize("alone", [False, True])
def test_a_flag_at_zero_needs_no_language_model(tmp_path: Path, alone: bool) -> None:
    speech = SpeechSettings(intent_model="none" if alone else "minilm")
    off = Settings(data_dir=tmp_path, llm=KEYED, flags=Flags(intent_llm=0), speech=speech)
    assert engines_of(off).advised is None


def test_rules_alone_cannot_be_advised() -> None:
    with pytest.raises(ValueError, match=r"set that to minilm, or leave llm\.intent_model empty"):
        Settings(llm=KEYED, speech=SpeechSettings(intent_model="none"))


def test_without_services_this_machine_hears_alone(tmp_path: Path) -> None:
    speech = engines_of(Settings(data_dir=tmp_path))
    assert "hearing" not in speech.engines
    assert not [guard for guard in speech.guards if guard.circuit.key.operation == "hearing"]


def test_the_order_of_ears_is_that_of_the_settings_and_services_are_guarded(
    tmp_path: Path,
) -> None:
    for module in ("openai", "elevenlabs"):
        pytest.importorskip(module)
    order = ("elevenlabs", "openai", "local")
    speech = engines_of(
        Settings(
            data_dir=tmp_path,
            speech=SpeechSettings(stt_order=order),
            llm=Llm(openai_api_key="sk-1"),  # type: ignore[arg-type]
            elevenlabs=ElevenLabs(api_key="xi-1"),  # type: ignore[arg-type]
        )
    )
    assert speech.engines["hearing"].health()["order"] == list(order)
    assert {"stt", "stt:openai", "stt:elevenlabs"} <= set(speech.engines)
    for name in ("openai", "elevenlabs"):
        assert speech.guards.find(name, "hearing") is not None


def test_an_artefact_that_cannot_be_used_stops_the_start_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"no archive")
    for name, words in (("bad.npz", "is no intent model"), ("none.npz", "No such file")):
        chosen = SpeechSettings(intent_artefact=tmp_path / name)
        with pytest.raises(StartupError, match=words) as caught:
            speech_of(Settings(data_dir=tmp_path, speech=chosen))
        assert "speech.intent_artefact" in caught.value.fix


@pytest.mark.parametrize("multilingual", [False, True])
def test_a_model_of_ones_own_is_called_by_its_name_and_judged_by_itself(
    tmp_path: Path, multilingual: bool
) -> None:
    """The very weights we ship, put elsewhere under another name."""
    shelf = models.Shelf(tmp_path)
    weights = models.WHISPER_BASE if multilingual else models.WHISPER_TINY
    mine = tmp_path / "whisper-mine"
    mine.symlink_to(models.whisper(shelf, weights))
    chosen = SpeechSettings(stt_digits_model=str(mine))
    ears = recognizers.local(Settings(data_dir=tmp_path, speech=chosen), shelf)
    kind = "multilingual" if multilingual else "English only"
    assert ears.described == f"words: tiny.en (English only); digits: mine ({kind})"
    assert ears.languages == (("en", "es") if multilingual else ("en",))


def test_a_directory_that_holds_no_model_stops_the_start_with_a_way_out(tmp_path: Path) -> None:
    for made in ("nothing", "half", "other"):
        folder = tmp_path / made
        folder.mkdir()
    for file in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / "half" / file).write_text("{}")
        (tmp_path / "other" / file).write_text("{}")
    (tmp_path / "other" / "model.bin").write_bytes(b"some other weights")
    for made, words in (
        ("nothing", r"model\.bin, config\.json, tokenizer\.json, vocabulary\.json or"),
        ("half", r"half is no Whisper model for CTranslate2: model\.bin missing"),
        ("other", r"model\.bin holds no Whisper model"),
        ("absent", "absent is no Whisper model"),
    ):
        chosen = SpeechSettings(stt_digits_model=str(tmp_path / made))
        with pytest.raises(StartupError, match=words) as caught:
            speech_of(Settings(data_dir=tmp_path, speech=chosen))
        assert "ct2-transformers-converter" in caught.value.message


def test_a_model_that_wants_another_picture_of_the_audio_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "whisper-large-v3"
    folder.mkdir()
    for file in ("config.json", "tokenizer.json"):
        (folder / file).write_text("{}")
    (folder / "model.bin").write_bytes(b"\x06\0\0\0\x0c\0WhisperSpec\0")
    (folder / "vocabulary.json").write_text(json.dumps(["token"] * 51866))
    with pytest.raises(ModelCorrupt, match="128 mel bands"):
        examine(folder)
    (folder / "vocabulary.json").write_text("[")
    with pytest.raises(ModelCorrupt, match=r"vocabulary\.json is damaged"):
        examine(folder)


def test_the_flags_decide_call_by_call_who_may_be_asked() -> None:
    plain, advised = Ear(), Ear()
    speech = Speech(recognizer=plain, voice=Any, detector=Any, advised=advised)  # type: ignore[arg-type]
    calls = [f"CA{n:032x}" for n in range(400)]

    def share(flags: Flags) -> float:
        chosen = [speech.recognizer_of(flags, sid) for sid in calls]
        assert all(one in (plain, advised) for one in chosen)
        return chosen.count(advised) / len(calls)

    assert share(Flags()) == 1.0
    assert share(Flags(intent_llm=0)) == 0.0
    assert share(Flags(intent_model=0)) == 0.0
    assert 0.15 < share(Flags(intent_llm=25)) < 0.35


def test_without_a_language_model_every_call_has_the_plain_recogniser() -> None:
    plain = Ear()
    speech = Speech(recognizer=plain, voice=Any, detector=Any)  # type: ignore[arg-type]
    assert speech.recognizer_of(Flags(), "CA1") is plain


def test_services_come_before_voices_of_this_machine_and_share_the_guards(tmp_path: Path) -> None:
    speech = engines_of(
        Settings(
            data_dir=tmp_path,
            speech={"tts_order": ["tones", "openai", "elevenlabs"]},  # type: ignore[arg-type]
            llm=Llm(openai_api_key="sk-1"),  # type: ignore[arg-type]
            elevenlabs={"api_key": "xi-1"},  # type: ignore[arg-type]
        )
    )
    assert isinstance(speech.voice, Hybrid)
    assert [one.name for one in speech.voice.preferred("en", 0.0)] == [
        "openai",
        "elevenlabs",
        "tones",
    ]
    assert {str(guard.circuit.key) for guard in speech.guards} == {
        "openai/speech",
        "elevenlabs/speech",
        "tones/speech",
    }
    assert speech.preferred is not None
    assert speech.preferred.name.startswith("openai/")
    whole, phrases = (speech.guards.find(name, "speech") for name in ("elevenlabs", "openai"))
    assert whole is not None
    assert phrases is not None
    assert whole.deadlines.total > phrases.deadlines.total == phrases.deadlines.spoken


def test_offline_no_service_is_asked_that_is_not_on_this_machine(tmp_path: Path) -> None:
    pytest.importorskip("openai")
    keyed = {"openai_api_key": "sk-1", "intent_model": "m", "answer_model": "m"}
    told: dict[str, Any] = {
        "data_dir": tmp_path,
        "speech": {"tts_order": ["openai", "tones"], "stt_order": ["openai", "local"]},
    }

    def asked(url: str) -> set[str]:
        llm = {**keyed, "openai_base_url": url}
        found = engines_of(Settings(offline=True, llm=llm, **told)).engines  # type: ignore[arg-type]
        return {name for name in found if name not in ("stt", "intents", "voice", "hearing")}

    assert asked("https://api.openai.com/v1") == set()
    assert asked("http://127.0.0.1:9/v1") == {"llm", "llm:level 0", "stt:openai", "tts:openai"}
