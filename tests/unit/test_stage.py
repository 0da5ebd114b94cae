"""What a demonstration sets up before the first call."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.profile.load import load_profile
from simulators.caller.persona import ScenarioError
from voicectl import stage
from voicectl.errors import CommandError


def test_all_scenarios_but_those_that_lack_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped: list[str] = []
    found = {named.name for named in stage.scenarios(stage.ALL, skipped)}
    assert {"happy", "gas_emergency", "silent"} <= found
    assert len(found) + len(skipped) == len(list(stage.SCENARIOS.glob("*.toml")))


def test_a_missing_recording_is_said_and_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'about = "x"\n[answers]\nphone = ["wav:gone.wav"]\n[expect]\noutcome = []'
    (tmp_path / "needy.toml").write_text(text)
    monkeypatch.setattr(stage, "SCENARIOS", tmp_path)
    skipped: list[str] = []
    assert stage.scenarios(stage.ALL, skipped) == []
    assert "gone.wav" in skipped[0]


def test_an_unknown_scenario_names_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match="there are: barge_in"):
        stage.scenarios("nonsense", [])


def test_the_company_gets_the_scenarios_visits_on_open_days(tmp_path: Path) -> None:
    chosen = [stage.scenarios("cancel", [])[0], stage.scenarios("reschedule", [])[0]]
    stage.company(None, chosen, tmp_path / "company.yaml")
    profile = load_profile(tmp_path / "company.yaml")
    assert [one.code for one in profile.existing] == ["R3T9WX", "K7M4PQ"]
    today = datetime.now(ZoneInfo(profile.company.tz)).date()
    for one in profile.existing:
        day = date.fromisoformat(one.date)
        assert day > today
        assert (one.start, one.end) in profile.slots_on(day)


def test_without_visits_the_profile_stays_as_it_was(tmp_path: Path) -> None:
    source = tmp_path / "mine.yaml"
    source.write_text(
        (Path(stage.__file__).parents[1] / "agent/profile/default.yaml").read_text("utf-8")
    )
    stage.company(source, stage.scenarios("happy", []), tmp_path / "company.yaml")
    assert (tmp_path / "company.yaml").read_text() == source.read_text()


def test_a_folder_of_companies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="folder"):
        stage.company(tmp_path, [], tmp_path / "company.yaml")
