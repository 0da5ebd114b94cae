"""Callers who ask questions and interrupt the answers at random moments."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from simulators.caller.voice import Voice
from voicectl.bench.scripted import Script, Sound, Stage

SPEAKERS = ("rms", "slt", "awb", "kal16")
QUESTIONS = (
    "Do you offer financing?",
    "What brands do you service?",
    "Are you licensed and insured?",
    "No listen, do you have a warranty?",
    "And what about my two dogs?",
    "Sorry, how can I pay for the visit?",
)
BURST = ("Excuse me.", "Hello.", "No listen.")
"""Three interruptions within two seconds."""
BURST_GAP = 0.25
ANSWERS = {
    "financing": "Yes, we offer financing on larger repairs and on new systems, with several "
    "plans over one to five years. The technician goes through all of them with you during the "
    "visit, before work starts.",
    "brands": "We service all major brands of furnaces, air conditioners and heat pumps, whoever "
    "installed them. For older systems we keep common parts on the truck, so most repairs are "
    "done during the first visit.",
    "licence": "Yes, we are licensed and insured in every county we serve, and every technician "
    "has passed a background check. If you like, we can send you a copy of our papers before "
    "we come.",
    "warranty": "Repairs and installations by us carry a one-year warranty on parts and labor. "
    "If something fails again, call us first, and the same technician will come back to look at "
    "it without charge.",
    "pets": "Please have an adult at home during the visit, keep all pets away from the unit, and "
    "clear about three feet around it. A closed room or a fenced yard is best for larger dogs.",
    "payment": "You can pay by card or by check at the end of the visit, and you get a written "
    "receipt by email. Financing is available for bigger jobs, so ask the technician about it.",
}
"""Answers long enough to be interrupted late."""


@dataclass(slots=True)
class Quota:
    """How many interruptions all callers together still have to make."""

    left: int


async def sounds(folder: Path, texts: tuple[str, ...], kind: str = "speech") -> list[Sound]:
    """Every text by every speaker. Raises VoiceError."""
    voices = [Voice(folder, name) for name in SPEAKERS]
    return [
        Sound(await voice.speak(text), f"{voice.name}: {text}", kind)
        for text in texts
        for voice in voices
    ]


def caller(
    random: Random,
    questions: list[Sound],
    bursts: list[list[Sound]],
    rounds: int,
    quota: Quota,
) -> Script:
    """Ask, interrupt the answer with the next question, `rounds` times; or a burst."""

    def script(stage: Stage) -> Iterator[bytes]:
        yield from stage.after_agent()
        yield from stage.say(random.choice(questions))
        for place in range(rounds):
            if not quota.left:
                break
            yield from stage.over_agent(random.uniform(0.3, 4.0))
            if place % 4 == 1 and bursts:
                for sound in bursts[place // 4 % len(bursts)]:
                    yield from stage.say(sound)
                    yield from stage.pause(BURST_GAP)
            else:
                yield from stage.say(random.choice(questions))
            quota.left = max(0, quota.left - stage.made[-1].over_agent)
        yield from stage.pause(3.0)

    return script
