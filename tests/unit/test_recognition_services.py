"""What services tell becomes our transcripts and our faults; offline there are no services."""

import json
from pathlib import Path

import click
import pytest
import typer

from agent import recognizers
from agent.events import Expecting
from agent.models import Shelf
from agent.ports import Fault
from agent.resilience.exceptions import failure_of
from agent.resilience.guarded import Guards
from agent.resilience.spending import Spending
from agent.settings_sources import ConfigError
from agent.stt.faults import closed, told
from agent.stt.wording import Words, transcript_of
from agent.tongue import Tongue
from voicectl.commands import serve

HALFWAY = Tongue("en", 0.0)


def tongue_after(words: Words, expecting: Expecting, tongue: Tongue | None) -> Tongue | None:
    return transcript_of(words, "cloud", expecting, tongue, 0.1).tongue


def test_a_language_that_a_service_names_is_evidence_about_the_caller() -> None:
    spanish = tongue_after(Words("no tengo calor", ("es",)), "free", HALFWAY)
    english = tongue_after(Words("no heat", ("en-US",)), "free", HALFWAY)
    assert spanish is not None
    assert english is not None
    assert spanish.language == "es"
    assert english.leaning < HALFWAY.leaning


@pytest.mark.parametrize(
    ("words", "expecting"),
    [
        (Words("no tengo calor"), "free"),
        (Words("no tengo heat", ("es", "en")), "free"),
        (Words("oui", ("fr",)), "free"),
        (Words("", ("es",)), "free"),
        (Words("Hernandez", ("es",)), "name"),
        (Words("siete cinco", ("es",)), "zip"),
    ],
)
def test_what_tells_nothing_of_the_language_changes_no_belief(
    words: Words, expecting: Expecting
) -> None:
    assert tongue_after(words, expecting, HALFWAY) == HALFWAY


def test_a_call_that_judges_no_language_stays_so() -> None:
    assert tongue_after(Words("no tengo calor", ("es",)), "free", None) is None


def test_words_are_tidied_and_silence_has_no_confidence() -> None:
    found = transcript_of(Words(" no  heat\n"), "cloud", "free", None, 0.25)
    assert (found.text, found.engine, found.decode_ms) == ("no heat", "cloud", 250.0)
    assert transcript_of(Words(" \n"), "cloud", "free", None, 0.1).confidence == 0.0


@pytest.mark.parametrize(
    ("failure", "fault", "counts"),
    [
        (told("invalid_api_key"), "auth", "at_once"),
        (told("auth_error"), "auth", "at_once"),
        (told("insufficient_quota"), "quota", "at_once"),
        (told("model_not_found"), "broken", "at_once"),
        (told("session_expired"), "broken", "no"),
        (told("something new"), "broken", "yes"),
        (closed(1011), "broken", "yes"),
        (closed(None), "broken", "yes"),
        (closed(1001, "session_expired"), "broken", "no"),
        (failure_of(ConnectionRefusedError()), "broken", "yes"),
        (failure_of(TimeoutError()), "slow", "yes"),
        (failure_of(json.JSONDecodeError("x", "", 0)), "broken", "yes"),
    ],
)
def test_what_a_service_says_at_its_end_is_judged_by_the_tables(
    failure: object, fault: Fault, counts: str
) -> None:
    assert failure.fault == fault  # type: ignore[attr-defined]
    assert failure.verdict.counts == counts  # type: ignore[attr-defined]


def test_offline_only_services_on_this_machine_hear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openai")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICECTL_SPEECH__STT_ORDER", '["elevenlabs", "openai", "local"]')
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    ctx = typer.Context(click.Command("serve"))
    with pytest.raises(ConfigError, match="ELEVENLABS_API_KEY"):
        serve._settings(ctx, False)

    def order() -> list[str]:
        settings = serve._settings(ctx, True)
        hearing = recognizers.build(settings, Shelf(tmp_path, None), Guards(), Spending())
        return list(hearing.engines)

    assert order() == ["stt"]
    monkeypatch.setenv("VOICECTL_LLM__OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert order() == ["hearing", "stt", "stt:openai"]
