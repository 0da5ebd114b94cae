"""The commands people try first: talk, eval, replay, and audio files."""

import io
import json
from pathlib import Path

import pytest

from agent.audio import mulaw
from voicectl import wav
from voicectl.cli import build
from voicectl.evaluation import dialogues, verdicts

SCRIPT = {
    "id": "x1",
    "scenario": "asks the price and goes",
    "now": "2026-09-15T09:10:00-06:00",
    "tz": "America/Denver",
    "caller_id": "+13035550131",
    "language": "en",
    "turns": [
        {"for": "opening", "say": "what does a visit cost", "barge_in_ms": None, "silence_s": None},
        {"for": "closing", "say": "no thanks bye", "barge_in_ms": None, "silence_s": None},
    ],
    "truth": {
        "outcome": "info_only",
        "intent": "pricing",
        "slots": {},
        "window": None,
        "appointment_ref": None,
        "escalation": "none",
        "must": ["state_diagnostic_fee", "polite_goodbye"],
        "must_not": ["book", "invent_price", "transfer"],
    },
}
COMPANY = {
    "name": "Small Heating",
    "tz": "America/Denver",
    "office_hours": {"mon-fri": ["07:00", "19:00"], "sat": None, "sun": None},
    "emergency_line": "24x7",
    "slots_weekday": ["08:00-10:00"],
    "slots_saturday": [],
    "service_zips": ["80202"],
    "diagnostic_fee_usd": 89,
    "tuneup_usd": 129,
    "after_hours_fee_usd": 150,
    "fee_waived_with_repair": True,
    "membership_usd_month": 19,
    "full": [],
    "appointments": [],
}


def run(*arguments: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as end:
        build().main(list(arguments), prog_name="voicectl")
    return int(end.value.code or 0)


def test_a_typed_call_ends_with_its_outcome(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines, silence, keys and the end of input are all understood."""
    monkeypatch.setattr("sys.stdin", io.StringIO("my ac is broken\n\n/press 5\n/bye\n"))
    assert run("talk", "--text", "--now", "2026-11-23T09:30", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["outcome"] in ("abandoned_mid", "abandoned_early")
    assert report["transcript"][0]["role"] == "agent"


def test_talk_refuses_a_date_it_cannot_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The message shows the right form."""
    assert run("talk", "--text", "--now", "soon") == 2
    assert "2026-" in capsys.readouterr().err


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A truth file with one dialogue and its company."""
    path = tmp_path / "dialogues.jsonl"
    path.write_text(json.dumps(SCRIPT) + "\n")
    (tmp_path / "company.json").write_text(json.dumps(COMPANY))
    return path


def test_a_scripted_dialogue_is_played_and_judged(
    script: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The score is printed, and each prediction written in the agreed shape."""
    out = tmp_path / "out.jsonl"
    assert run("eval", "dialogues", str(script), "--json", "--out", str(out)) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["n"], report["correct"]) == (1, 1), report["errors"]
    prediction = json.loads(out.read_text())
    assert prediction["line"] == 1
    assert prediction["output"]["outcome"] == "info_only"


def test_eval_all_finds_the_sets_of_a_directory(
    script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One scorecard over what lies there."""
    assert run("eval", "all", str(script.parent)) == 0
    assert "dialogues" in capsys.readouterr().out


def test_the_configuration_named_decides_which_intent_model_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules alone take for a repair what the model knows for a question about the price."""
    truth = tmp_path / "intents.jsonl"
    asked = {"text": "what's the damage for somebody coming out", "intent": "pricing"}
    truth.write_text(json.dumps(asked) + "\n")
    rules = tmp_path / "rules.toml"
    rules.write_text('[speech]\nintent_model = "none"\n')
    for options, correct in (((), 1), (("--config", str(rules)), 0)):
        assert run(*options, "eval", "intents", str(truth), "--json") == 0
        assert json.loads(capsys.readouterr().out)["correct"] == correct
    assert run("--config", str(tmp_path / "none.toml"), "eval", "intents", str(truth)) == 2

    monkeypatch.setattr("sys.stdin", io.StringIO("what's the damage\n/bye\n"))
    bad = tmp_path / "bad.toml"
    bad.write_text(f'[speech]\nintent_artefact = "{tmp_path / "absent.npz"}"\n')
    assert run("--config", str(bad), "talk", "--text", "--json") == 2
    assert "absent.npz" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [("nothing", "."), ("intents", "missing.jsonl"), ("all", "tests/unit")]
)
def test_eval_names_what_is_wrong(arguments: tuple[str, str]) -> None:
    """Unknown set, missing file, empty directory: usage errors."""
    assert run("eval", *arguments) == 2


def test_a_wrong_outcome_is_named() -> None:
    """The verdict lists every aspect that differs."""
    output = {
        "outcome": "booked",
        "slots": {"name": "Al Roman"},
        "bookings": [],
        "appointment_ref": None,
        "escalation": "human",
    }
    truth = {**SCRIPT["truth"], "slots": {"name": "Al Romano"}}  # type: ignore[dict-item]
    aspects = {reason.split(":")[0] for reason in verdicts.judge(truth, output)}
    assert aspects == {"outcome", "slots", "bookings", "escalation"}


@pytest.mark.parametrize(
    ("kind", "start", "end", "fits"),
    [
        ("exact", "09:00", "09:00", True),
        ("exact", "10:00", "10:00", False),
        ("from", "09:30", None, True),
        ("from", "10:00", None, False),
        ("until", None, "08:30", True),
        ("until", None, "08:00", False),
        ("part", "12:00", "17:00", False),
    ],
)
def test_a_window_is_judged_by_its_type(
    kind: str, start: str | None, end: str | None, fits: bool
) -> None:
    """A booked 8 to 10 against the window asked for."""
    wanted = {
        "date_from": "2026-09-16",
        "date_to": "2026-09-16",
        "type": kind,
        "part": None,
        "start": start,
        "end": end,
    }
    output = {
        "outcome": "booked",
        "slots": {},
        "bookings": [{"date": "2026-09-16", "start": "08:00", "end": "10:00"}],
        "appointment_ref": None,
        "escalation": "none",
    }
    truth = {**SCRIPT["truth"], "outcome": "booked", "window": wanted}  # type: ignore[dict-item]
    assert (verdicts.judge(truth, output) == []) is fits


def test_the_script_answers_what_is_asked_else_goes_on() -> None:
    """Next turn if it fits, else the first that does, else the last that did."""
    turns = [{"for": kind, "say": kind} for kind in ("opening", "name", "phone")]
    script = dialogues.Script(turns)
    asked = ("how_can_i_help", "phone", "phone", "name", "name")
    said = [(script.next(question) or {}).get("say") for question in asked]
    assert said == ["opening", "phone", "phone", "name", "name"]


def test_audio_files_survive_the_way_out_and_in(tmp_path: Path) -> None:
    """Written as WAV and read back, telephone audio is the same."""
    tone = mulaw.encode(b"\x00\x10\x00\xf0" * 4000)
    wav.write(tmp_path / "tone.wav", tone)
    assert wav.read(tmp_path / "tone.wav") == tone


def test_a_file_that_is_no_audio_is_refused(tmp_path: Path) -> None:
    """The message names the file."""
    (tmp_path / "x.wav").write_text("no audio")
    with pytest.raises(wav.BadAudio, match=r"x\.wav"):
        wav.read(tmp_path / "x.wav")
