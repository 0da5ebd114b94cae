"""The glitch bench finds what is planted, and nothing where nothing is."""

import asyncio
import audioop
from random import Random
from types import SimpleNamespace
from typing import Any

from simulators.speech.tones import Tones
from simulators.twilio.recording import Recording
from simulators.twilio.stream import Arrival
from voicectl.bench import arrivals, planting
from voicectl.bench.arrivals import Traffic
from voicectl.bench.glitches import ours, pauses
from voicectl.bench.planting import Specimen
from voicectl.bench.toneproof import proof

TEXT = "every technician has passed a background check"
AHEAD = 7
"""Frames at the carrier."""


def specimen() -> Specimen:
    speech = asyncio.run(Tones().speak(TEXT, 8000))
    sound = audioop.lin2ulaw(speech.samples.tobytes(), 2)
    return Specimen(b"\xff" * 400 + sound + b"\xff" * 400, TEXT, 400, 400 + len(sound) - 640)


def flow(frames: int) -> Traffic:
    """Steady frames, the first ones at once, and a mark at the end."""
    at = [100.0 + 0.02 * max(0, n - AHEAD) for n in range(frames)]
    return Traffic(
        [Arrival(time, 160, 160 * min(n, AHEAD)) for n, time in enumerate(at)],
        [(at[-1] + 0.001, "end")],
        [],
        [99.99 + 0.02 * n for n in range(2 * frames)],
    )


def test_every_kind_of_planted_fault_is_found() -> None:
    one = specimen()
    assert proof(one.ulaw, [TEXT]).clean
    found = planting.in_sound([one], Random(4), 12)
    assert set(found) == set(planting.FAULTS)
    assert all(kind == {"planted": 12, "found": 12} for kind in found.values())


def test_a_node_that_falls_silent_is_found_by_when_audio_came() -> None:
    traffic = flow(200)
    assert arrivals.underruns(traffic) == []
    assert planting.in_time([traffic], Random(4), 30) == {"planted": 30, "found": 30}
    place = arrivals.steady(traffic, 0.4)[20]
    assert arrivals.underruns(arrivals.stalled(traffic, place, 0.08)) == []
    (gap,) = arrivals.underruns(arrivals.stalled(traffic, place, 0.3))
    assert 0.1 < gap.samples / 8000 < 0.2


def test_a_steady_flow_has_no_jitter_and_a_late_message_does() -> None:
    times = (0.0, 0.02, 0.04, 0.07, 0.08)
    found = arrivals.jitter([Arrival(at, 160, 0) for at in times])
    assert [round(ms) for ms in found] == [0, 0, 10, 10]


def test_ringing_of_the_carrier_is_not_ours() -> None:
    audio = Recording()
    audio.started_at = 10.0
    audio.frame(b"\xff" * 24000, b"\x10" * 24000)
    for at, kind in ((10.0, "MediaStream"), (11.0, "Ringing"), (12.0, "MediaStream")):
        audio.stamp(at, "connect", kind)
    call: Any = SimpleNamespace(audio=audio)
    assert ours(call) == b"\x10" * 8000 + b"\xff" * 8000 + b"\x10" * 8000


def test_pauses_are_where_clauses_end() -> None:
    text = "Please have an adult at home during the visit, keep all pets away. Is that fine?"
    ends = {word: pause for word, pause in zip(text.split(), pauses(text), strict=True) if pause}
    assert ends["away."] == 0.28
    assert ends["visit,"] == 0.12
    assert "fine?" not in ends
