"""From the end of the caller's speech to the first word of the answer, by the recording, in stages.

The middle stages are the daemon's own, from the journal; the outer two are differences between its
stamps and the recording (one clock on one host). What is left over must be small, else some stamp
is wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean
from typing import TYPE_CHECKING, Any

from simulators.caller.voice import Voice
from voicectl.bench.rig import Finished, conditions, phone_all, rig
from voicectl.bench.scripted import Made, Script, Sound, Stage
from voicectl.bench.traces import RATE, figures, first_sound, last_sound

if TYPE_CHECKING:
    from agent.call.journal import TimingLine

SPEAKERS = ("rms", "slt")
ANSWERS = (
    "Hello, my air conditioner is not cooling.",
    "No, nothing like that.",
    "It's seven five zero six one.",
    "My name is Robert Hill.",
    "Two one four, five five five, zero one four three.",
    "Yes, that's right.",
    "Twelve fourteen Maple Street.",
    "Yes.",
    "The first one, please.",
    "Yes, please.",
)
"""What a caller says when asked the questions of a booking, in order."""
CALLS = 20
WHOLE = 7
"""Every seventh call goes to its end ..."""
SHORT = 2
"""... the others end after so many answers."""
AT_ONCE = 2
LONGEST = 120.0
DAEMON = ("endpoint", "transcript", "step", "voice", "send")
TOLERANCE = 0.03
"""Seconds by which stamps of two processes may seem out of order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the agent: what was measured and where the time went, in ms."""

    call: str
    at_s: float
    after: str
    measured: float
    stages: dict[str, float]

    @property
    def left_over(self) -> float:
        """What the stages do not account for."""
        return self.measured - sum(self.stages.values())


async def measure(folder: Path, seed: int, settings: dict[str, object]) -> dict[str, Any]:
    """Run the calls and return the figures. Raises CommandError, VoiceError."""
    random = Random(seed)
    voices = [Voice(folder.parent / "voices", name) for name in SPEAKERS]
    spoken = [[Sound(await voice.speak(text), text) for text in ANSWERS] for voice in voices]
    scripts = [
        caller(Random(random.random()), spoken[n % len(spoken)][: SHORT if n % WHOLE else None])
        for n in range(CALLS)
    ]
    async with rig(folder, {}, settings) as ready:
        finished = await phone_all(
            ready,
            scripts,
            folder,
            at_once=AT_ONCE,
            longest=LONGEST,
        )
    return report(finished)


def caller(random: Random, answers: Sequence[Sound]) -> Script:
    """Give one answer after the other, each when the agent has finished."""

    def script(stage: Stage) -> Iterator[bytes]:
        for answer in answers:
            yield from stage.after_agent()
            yield from stage.pause(random.uniform(0.0, 0.5))
            yield from stage.say(answer)
        yield from stage.after_agent(quiet=0.2)

    return script


def report(calls: list[Finished]) -> dict[str, Any]:
    """The figures of finished calls."""
    spoken = sum(not made.over_agent for call in calls for made in call.made)
    found = [answer for call in calls for answer in answers(call)]
    over = [answer.left_over for answer in found]
    return {
        "spoken": spoken,
        "answers": len(found),
        "response_ms": figures([answer.measured for answer in found]),
        "stages_ms": _stages(found),
        "mean_ms": round(fmean([answer.measured for answer in found]), 1) if found else 0.0,
        "left_over_ms": figures([abs(value) for value in over]),
        "voice_at_hand": sum(answer.stages["voice"] < 5 for answer in found),
        "slowest": [
            {"after": one.after, "at_s": one.at_s, "call": one.call, "ms": round(one.measured)}
            | {name: round(value) for name, value in one.stages.items()}
            for one in sorted(found, key=lambda one: one.measured)[-4:]
        ],
        "targets": {"left_over_max_ms": 10},
        "conditions": conditions(calls),
    }


def _stages(found: list[Answer]) -> dict[str, dict[str, float]]:
    if not found:
        return {}
    rows = {name: [answer.stages[name] for answer in found] for name in found[0].stages}
    return {
        name: {"mean": round(fmean(row), 1)}
        | {key: value for key, value in figures(row).items() if key != "n"}
        for name, row in rows.items()
    }


def answers(call: Finished) -> list[Answer]:
    """Every answer of the agent to something said in its silence."""
    if not call.made:  # who hung up at once said nothing
        return []
    starts = [made.start for made in call.made[1:]] + [len(call.audio.right)]
    found = [
        _answer(call, made, until)
        for made, until in zip(call.made, starts, strict=True)
        if not made.over_agent
    ]
    return [answer for answer in found if answer is not None]


def _answer(call: Finished, made: Made, until: int) -> Answer | None:
    """The answer between the end of `made` and sample `until`; None when there was none."""
    ended = last_sound(bytes(call.audio.left), made.start, made.end)
    assert ended is not None, "the caller's sound is not in the recording"
    heard = first_sound(bytes(call.audio.right), ended, until)
    if heard is None:
        return None
    end, first = call.audio.time_of(ended), call.audio.time_of(heard)
    line = _timing(call, end, first)
    arrived = _arrival(call, end, first)
    if line is None or arrived is None:
        return None
    sent = call.began + line.at
    stages = {name: float(getattr(line.timing, f"{name}_ms")) for name in DAEMON}
    hearing = (sent - line.timing.total_ms / 1000 - end) * 1000
    playing = (first - arrived) * 1000
    whole = {"hearing": hearing, **stages, "playing": playing}
    took = (heard - ended) * 1000 / RATE
    return Answer(call.call.sid, round(made.start / RATE, 2), made.sound.name, took, whole)


def _timing(call: Finished, end: float, first: float) -> "TimingLine | None":
    """The journal's figures of the turn whose first audio left between two moments."""
    for line in call.journal.timings:
        if end < call.began + line.at < first + TOLERANCE:
            return line
    return None


def _arrival(call: Finished, end: float, first: float) -> float | None:
    """When the carrier received the audio that was heard first after `end`."""
    for stream in call.call.streams:
        for one in stream.arrivals:
            if end < one.at < first + TOLERANCE:
                return one.at
    return None
