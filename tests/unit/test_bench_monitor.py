"""What the monitor's bench takes for a proof, on records put together by hand."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from simulators.speech import tones
from simulators.twilio.log import Log
from simulators.twilio.recording import Recording
from voicectl.bench.monitor_proof import Audit, connected, hung_up, spoke
from voicectl.bench.terminal import drawn
from voicectl.bench.tone_caller import ToneVoice

ENTRY = {
    "event": "control_request",
    "method": "POST",
    "path": "/v1/calls/CA1234567890/hang-up",
    "status": 202,
    "role": "operate",
    "operator": "dana",
}


def test_the_record_is_read_once_and_in_whole_lines(tmp_path: Path) -> None:
    log = tmp_path / "daemon.log"
    line = json.dumps(ENTRY)
    log.write_text(f'starting\n{{"event": "call_ended"}}\n{line[:20]}')
    audit = Audit(log)
    assert audit.entries() == []
    with log.open("a") as file:
        file.write(f"{line[20:]}\n")
    assert asyncio.run(audit.one()) == "POST /v1/calls/CA123456/hang-up 202 operate dana"
    assert audit.entries() == []


def test_a_call_that_ended_by_itself_was_not_hung_up() -> None:
    log = Log()
    carrier: Any = SimpleNamespace(log=log)
    call: Any = SimpleNamespace(sid="CA1", over=True, status="completed", ended_at=0.0)
    assert not hung_up(carrier, call)
    asked = log.add("rest", path="/Calls/CA1.json", fields=[["Status", "completed"]])
    call.ended_at = asked.at + 0.2
    assert hung_up(carrier, call) == "asked by REST, completed 200 ms later"
    call.over = False
    assert not hung_up(carrier, call)


def test_only_who_pressed_the_key_was_connected() -> None:
    leg = SimpleNamespace(sid="CA2", parent_sid="CA1", to="+12145550100", answered_at=1.0)
    carrier: Any = SimpleNamespace(log=Log(), calls={"CA2": leg})
    call: Any = SimpleNamespace(sid="CA1")
    assert not connected(carrier, call, "+12145550100")
    carrier.log.add("webhook", "CA2", url="/twilio/whisper?call=CA1&taken=1")
    assert connected(carrier, call, "+12145550100")
    assert not connected(carrier, call, "+12145550190")


def test_words_count_when_all_of_them_were_heard_in_order() -> None:
    sound = asyncio.run(ToneVoice().speak("please hold the line"))
    call: Any = SimpleNamespace(recording=Recording())
    call.recording.right += sound
    assert spoke(call, "hold the line", 0)
    assert not spoke(call, "the line hold", 0)
    assert not spoke(call, "please hold", round((tones.TONE + tones.GAP) * tones.HEARD_RATE))


def test_a_screen_with_colours_becomes_a_picture() -> None:
    svg = drawn("\x1b[31mLOST\x1b[0m try", 20)
    assert svg.startswith("<svg")
    assert "LOST" in svg
