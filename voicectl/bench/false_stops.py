"""How often coughs, "uh-huh"s and noises stop the agent, which should speak on."""

from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from voicectl.bench import impatience, noises
from voicectl.bench.rig import Finished, conditions, phone_all, rig
from voicectl.bench.scripted import Made, Script, Sound, Stage
from voicectl.bench.traces import RATE, longest_silence

COUGHS, ASSENTS, NOISES = 17, 17, 16
CALLS = 8
AT_ONCE = 2
LONGEST = 75.0
PER_ANSWER = 3
CLEAR_SPEAKERS = ("rms", "slt")
"""Those the recogniser understands best ask the questions."""
WITHIN = 2.5
"""Seconds after a sound's end within which a `clear` counts as its doing."""
PAUSED = 0.4
"""A silence this long while a sound lasts or just after it is heard as hesitation."""


async def measure(folder: Path, seed: int, settings: dict[str, object]) -> dict[str, Any]:
    """Run the calls and return the figures. Raises CommandError, VoiceError."""
    voices = folder.parent / "voices"
    chosen = await noises.sounds(seed, voices, COUGHS, ASSENTS, NOISES)
    asked = await impatience.sounds(voices, impatience.QUESTIONS)
    questions = [one for one in asked if one.name.startswith(CLEAR_SPEAKERS)]
    left = deque(chosen)
    random = Random(seed)
    async with rig(folder, impatience.ANSWERS, settings) as ready:
        scripts = [listener(Random(random.random()), questions, left) for _ in range(CALLS)]
        finished = await phone_all(
            ready,
            scripts,
            folder,
            at_once=AT_ONCE,
            longest=LONGEST,
            needed=lambda: len(left) > 0,
        )
    return report(finished)


def listener(random: Random, questions: list[Sound], left: deque[Sound]) -> Script:
    """Ask, then make some of the sounds during each answer, until all callers have made all."""

    def script(stage: Stage) -> Iterator[bytes]:
        yield from stage.after_agent()
        while left:
            yield from stage.say(random.choice(questions))
            yield from stage.over_agent(random.uniform(0.4, 1.2))
            for _ in range(PER_ANSWER):
                if left and stage.ear.sounding:
                    yield from stage.say(left.popleft())
                    yield from stage.pause(random.uniform(1.5, 2.5))
                    yield from stage.over_agent(0.0)
            yield from stage.until(lambda ear: ear.quiet > 1.0, 15.0)

    return script


def report(calls: list[Finished]) -> dict[str, Any]:
    """The figures of finished calls."""
    made = [(call, one) for call in calls for one in call.made if one.sound.kind != "speech"]
    over = [(call, one) for call, one in made if call.interrupting(one)]
    stopped = [(call, one) for call in calls for one in stoppers(call)]
    paused = [one for call, one in over if pause(call, one) >= PAUSED]
    return {
        "sounds": len(over),
        "by_kind": dict(Counter(one.sound.kind for _, one in over)),
        "stops": len(stopped),
        "stopped_by": [
            {"call": call.call.sid, "at_s": round(one.start / RATE, 2), "sound": one.sound.name}
            for call, one in stopped
        ],
        "paused_only": len(paused) - sum(one in paused for _, one in stopped),
        "targets": {"stops": 3, "of": 50},
        "conditions": conditions(calls),
    }


def stoppers(call: Finished) -> list[Made]:
    """The sounds for which the agent dropped what it was saying: the last ones before a `clear`."""
    found = []
    for at in sorted(at for stream in call.call.streams for at in stream.clears):
        before = [one for one in call.made if call.audio.time_of(one.start) < at]
        if not before or before[-1].sound.kind == "speech" or before[-1] in found:
            continue
        if at < call.audio.time_of(before[-1].end) + WITHIN:
            found.append(before[-1])
    return found


def pause(call: Finished, made: Made) -> float:
    """Seconds of the agent's longest silence while the sound lasts or just after it."""
    right = bytes(call.audio.right)
    return longest_silence(right, made.start, made.end + RATE // 2) / RATE
