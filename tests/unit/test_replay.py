"""Replay: today's code gives the recorded commands, and a changed rule is named at its turn."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from agent.bookings.desk import SqlDesk
from agent.call.journal import Entry, Header, Journal, keep_profile
from agent.dialogue.state import encode
from agent.dialogue.step import at, begin, step
from agent.profile.load import hash_of, load_default
from agent.transports.text import TextCall, VirtualClock
from voicectl import replaying
from voicectl.junit import write

PROFILE = load_default()
ZONE = ZoneInfo(PROFILE.company.tz)
LINES = (
    "my ac is blowing warm air",
    "no, nothing like that",
    "no, just me",
    "seven five two oh four",
    "robert hill",
    "how much is the visit",
)


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """The journal of a typed call, with its profile beside it."""

    async def call() -> TextCall:
        clock = VirtualClock(datetime(2026, 11, 23, 9, 10, tzinfo=ZONE))
        desk = SqlDesk(":memory:", PROFILE, now=clock)
        typed = TextCall(PROFILE, desk, clock, "+12145550142", call_sid="CAtyped")
        await typed.start()
        for line in LINES:
            await typed.say(line)
        await typed.hang_up()
        desk.close()
        return typed

    typed = asyncio.run(call())
    state = begin()
    header = Header(
        call="CAtyped",
        profile=hash_of(PROFILE),
        code="",
        began="2026-11-23T09:10:00-06:00",
        state=encode(state),
    )
    journal = Journal(tmp_path, header)
    for number, (seconds, event) in enumerate(typed.events, 1):
        state, commands = step(PROFILE, at(state, seconds), event)
        journal.write(Entry(n=number, at=seconds, event=event, commands=commands))
    journal.close()
    keep_profile(tmp_path, hash_of(PROFILE), msgspec.json.encode(PROFILE))
    return tmp_path


def test_an_unchanged_dialogue_replays_identically(recorded: Path) -> None:
    """Same events, same commands, and the turns are counted."""
    result = replaying.replay([recorded])
    assert (result.calls, result.identical, result.turns) == (1, 1, len(LINES))


def test_a_changed_rule_is_named_at_its_turn(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first differing turn is the one where the changed rule speaks."""
    monkeypatch.setattr("agent.dialogue.volunteered.NAME_CUES", ())
    monkeypatch.setattr("agent.dialogue.who.ask_name", lambda turn: False)
    (difference,) = replaying.replay([recorded]).different
    assert (difference.call, difference.turn) == ("CAtyped", 4)
    assert any(command["type"] == "Say" for command in difference.got)


def test_another_profile_shows_where_it_matters(recorded: Path) -> None:
    """`--with`: a dearer visit differs at the turn that speaks the price."""
    fees = msgspec.structs.replace(PROFILE.fees, service=9900)
    dearer = msgspec.structs.replace(PROFILE, fees=fees)
    (difference,) = replaying.replay([recorded], dearer).different
    assert difference.turn == 6


def test_accept_takes_todays_commands_over(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After accepting, the same code replays identically."""
    monkeypatch.setattr("agent.dialogue.who.ask_name", lambda turn: False)
    assert replaying.accept([recorded]) == 1
    assert replaying.replay([recorded]).different == []


def test_a_missing_profile_says_where_it_was_looked_for(recorded: Path) -> None:
    """The message names the folder and the way out."""
    for file in (recorded / "profiles").iterdir():
        file.unlink()
    with pytest.raises(replaying.ProfileMissing, match="--with"):
        replaying.replay([recorded])


@pytest.mark.parametrize(("text", "seconds"), [("30m", 1800), ("1h30m", 5400), ("2d", 172800)])
def test_durations_take_units(text: str, seconds: float) -> None:
    """Durations are written with units."""
    assert replaying.seconds_of(text) == seconds


def test_a_duration_without_unit_is_refused() -> None:
    """A bare number could mean anything."""
    with pytest.raises(ValueError, match="30m"):
        replaying.seconds_of("30")


def test_junit_counts_failures(tmp_path: Path) -> None:
    """Build servers see each call as a case."""
    report = tmp_path / "out" / "replay.xml"
    write(report, "replay", [("a", ""), ("b", "turn 3\ndiffers")])
    text = report.read_text()
    assert 'tests="2"' in text
    assert 'failures="1"' in text
