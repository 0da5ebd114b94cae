"""Turns, decisions and the latency waterfall from a journal."""

from agent.call.journal import Entry, Header, Recording, Segment, TimingLine
from agent.call.latency import Timing
from agent.events import CallStarted, Expect, Heard, Interim, Key, Said, Say
from voicectl.explaining import brief, decisions, turns, waterfall

HEADER = Header(call="CA1", profile="", code="", began="2026-11-24T10:00:00-06:00", state=b"")
TIMING = Timing(
    turn=1,
    endpoint_ms=500.0,
    transcript_ms=300.0,
    step_ms=1.0,
    voice_ms=199.0,
    send_ms=0.0,
    total_ms=1000.0,
)


def recording() -> Recording:
    begin = CallStarted(call_sid="CA1", conversation_id="c", now=HEADER.began)
    entries = [
        Entry(n=1, at=0.0, event=begin, commands=(Say(say=1, text="Hello"),)),
        Entry(n=2, at=3.0, event=Interim(text="no"), commands=()),
        Entry(n=3, at=4.0, event=Heard(text="no heat"), commands=(Expect(what="zip"),)),
        Entry(n=4, at=6.0, event=Said(say=1, heard="Hello"), commands=()),
        Entry(n=5, at=9.0, event=Key(key="7"), commands=()),
    ]
    timing = TimingLine(at=5.0, timing=TIMING)
    return Recording((Segment(HEADER, entries),), (timing,), (), torn=False)


def test_turns_begin_with_the_caller() -> None:
    found = turns(recording())
    assert [(turn.n, turn.heard) for turn in found] == [(0, ""), (1, "no heat"), (2, "[7]")]
    assert [turn.timing for turn in found] == [None, TIMING, None]


def test_decisions_leave_out_idle_interims() -> None:
    rows = list(decisions(turns(recording())[0]))
    assert len(rows) == 1
    assert rows[0][2] == "Say(say=1, text=Hello, language=en, interruptible=True)"


def test_the_stages_stand_one_behind_the_other() -> None:
    rows = waterfall(turns(recording())[1])
    assert sum(took for _, took, _ in rows) == 1000.0
    assert rows[0][2] == "#" * 20
    assert rows[1][2] == " " * 20 + "#" * 12
    assert waterfall(turns(recording())[0]) == []


def test_brief_leaves_empty_fields_out() -> None:
    assert brief(Heard(text="hi", confidence=0.5)) == "Heard(text=hi, confidence=0.5)"
