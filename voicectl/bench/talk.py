"""`voicectl talk` in a room with an echo: a booking by voice, interruptions, and the fault that the
echo canceller prevents.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from agent.ports import FRAME_BYTES, FRAME_SECONDS
from simulators.caller.caller import Caller, prepare
from simulators.caller.line import Line
from simulators.caller.persona import Named, find
from simulators.caller.run import studio
from simulators.caller.voice import Voice
from simulators.room.card import Card, NoCard, virtual_card
from simulators.room.room import Echo, in_room
from simulators.twilio.party import Tape
from voicectl.bench import impatience
from voicectl.bench.at_home import Talk, call
from voicectl.bench.barge_in import reaction
from voicectl.bench.rig import HISS, company_of
from voicectl.bench.scripted import Made, Script, Scripted, Sound, Stage
from voicectl.bench.traces import RATE, figures, last_sound
from voicectl.errors import UNREACHABLE, CommandError
from voicectl.stage import SCENARIOS

QUESTIONS = impatience.QUESTIONS[:4]
"""Understood at once."""
ASKED = 8
"""Asked one after the other and heard to the end, with the canceller and without."""
WITHOUT = 4
INTERRUPTIONS, CALLS = 20, 6
"""So many, in so many calls at most: an agent that misunderstands too often connects the person."""
TURNS = 20
CLEAR = "rms"
"""The voice that the agent understands best: the talk is to go where it was meant to."""
DECIDED_MS, ONSET_MS = 80.0, 250.0
AROUND_S = 0.3
CLEARS = 12
SOUND_S = 1.0
LOUD = (b"\x10" * 20 + b"\x90" * 20) * (FRAME_BYTES // 40)
NO_ECHO_DB = -200.0


async def measure(folder: Path, seed: int, settings: dict[str, object]) -> dict[str, Any]:
    """Run the calls and return the figures. Raises CommandError, VoiceError."""
    random = Random(seed)
    company = company_of(folder / "company.yaml", impatience.ANSWERS)
    chosen: dict[str, object] = {"profile": str(company), "flags.resume_offer": 0, **settings}
    every = await impatience.sounds(folder.parent / "voices", QUESTIONS)
    asked = [one for one in every if one.name.startswith(CLEAR)]
    try:
        async with virtual_card() as card:
            booking, booked = await book(card, folder, settings)
            patient = Scripted(listener(random, asked, ASKED), Line(HISS, seed=seed).carry)
            heard_out = await call(card, patient, folder / "patient", chosen, over=patient.over)
            hasty = await interrupt(card, random, asked, folder, chosen)
            again = Scripted(listener(random, asked, WITHOUT), Line(HISS, seed=seed).carry)
            without = await call(
                card,
                again,
                folder / "without",
                chosen,
                over=again.over,
                arguments=("--no-echo-cancellation",),
            )
            cleared = await clears(card)
    except NoCard as error:
        raise CommandError(str(error), UNREACHABLE) from error
    return report(booking, booked, heard_out, hasty, without, cleared)


def listener(random: Random, questions: list[Sound], rounds: int) -> Script:
    """Asks and hears the answer to its end, again and again."""

    def script(stage: Stage) -> Iterator[bytes]:
        for _ in range(rounds):
            yield from stage.after_agent(quiet=1.2)
            yield from stage.say(random.choice(questions))
        yield from stage.after_agent(quiet=1.2)

    return script


async def interrupt(
    card: Card, random: Random, asked: list[Sound], folder: Path, settings: dict[str, object]
) -> list[tuple[Talk, Made]]:
    """Answers are interrupted by the next question: each that began over the agent's voice."""
    quota, found = impatience.Quota(INTERRUPTIONS), list[tuple[Talk, Made]]()
    for place in range(CALLS):
        rude = impatience.caller(random, asked, [], INTERRUPTIONS, quota)
        hasty = Scripted(rude, Line(HISS, seed=random.randrange(1000)).carry)
        talk = await call(card, hasty, folder / f"hasty-{place}", settings, over=hasty.over)
        found += [(talk, one) for one in hasty.stage.made if one.over_agent]
        if not quota.left:
            break
    return found


async def book(
    card: Card, folder: Path, settings: dict[str, object], scenario: str = "happy"
) -> tuple[Talk, Mapping[str, Any] | None]:
    """A person of the scenarios books by voice: the call, and the visit in the books."""
    from voicectl.aftermath import read

    named: Named = find(SCENARIOS, scenario)
    facts = named.scenario
    async with studio(folder / "voices") as booth:
        voice = Voice(booth.clips, facts.voice.name, facts.voice.stretch)
        clips = await prepare(voice, named)
        caller = Caller(facts, voice, booth.recogniser, Line(HISS), clips)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(caller.run())
            talk = await call(
                card,
                caller,
                folder / "booking",
                {"flags.resume_offer": 0, **settings},
                arguments=("--caller", facts.caller_id),
            )
    after = await read(str(talk.folder / "voicectl.db"), talk.document["call_sid"])
    return talk, after.booking


async def clears(card: Card, times: int = CLEARS) -> list[float]:
    """From `clear` in mid-sound to the speaker's silence, in ms: while the agent hesitates it is
    silent before it decides, so the calls do not tell how soon the card is.
    """
    os.environ.update(card.environment)
    from agent.transports.microphone import MicrophoneTransport
    from agent.transports.soundcard import Microphone, Speaker

    at = []
    async with in_room(card, Tape(), Echo(NO_ECHO_DB)) as room:
        transport = MicrophoneTransport(Microphone(), Speaker())
        transport.start()
        room.enter()
        for _ in range(times):
            for _ in range(round(SOUND_S / FRAME_SECONDS)):
                transport.send(LOUD)
            await asyncio.sleep(SOUND_S / 2)
            transport.clear()
            at.append(monotonic())
            await asyncio.sleep(SOUND_S / 2)
        await transport.close()
    heard, found = bytes(room.recording.right), []
    for sample in map(room.recording.sample_at, at):
        last = last_sound(heard, sample, sample + round(SOUND_S / 2 * RATE))
        found.append(0.0 if last is None else (last - sample) * 1000 / RATE)
    return found


def report(
    booking: Talk,
    booked: Mapping[str, Any] | None,
    patient: Talk,
    over: list[tuple[Talk, Made]],
    without: Talk,
    cleared: list[float],
) -> dict[str, Any]:
    """The figures, and whether all that must be is so."""
    talks = [booking, patient, *{id(talk): talk for talk, _ in over}.values()]
    turns = sum(talk.agent_turns for talk in talks)
    itself = sum(talk.self_interruptions for talk in talks)
    words = [text for talk in talks for text in talk.heard_itself]
    onsets = [onset for one in over if (onset := _onset(*one)) is not None]
    waits = [wait for one in over if (wait := _decided(*one)) is not None]
    latencies = [one["total_ms"] for talk in (booking, patient) for one in talk.document["turns"]]
    fault = without.self_interruptions + len(without.heard_itself)
    found: dict[str, Any] = {
        "booked": booked is not None,
        "agent_turns": turns,
        "self_interruptions": itself,
        "hesitations": sum(talk.hesitations for talk in talks),
        "heard_itself": words,
        "interruptions": len(over),
        "not_stopped": len(over) - len(onsets),
        "person_to_microphone_ms": figures([_way(*one) for one in over]),
        "onset_to_silence_ms": figures(onsets),
        "decisions": len(waits),
        "decision_to_silence_ms": figures(waits),
        "clear_to_silence_ms": figures(cleared),
        "answer_ms": figures(latencies),
        "without_canceller": {
            "agent_turns": without.agent_turns,
            "self_interruptions": without.self_interruptions,
            "heard_itself": len(without.heard_itself),
        },
        "targets": {
            "agent_turns": TURNS,
            "interruptions": INTERRUPTIONS,
            "self_interruptions": 0,
            "onset_to_silence_p95_ms": ONSET_MS,
            "decision_to_silence_max_ms": DECIDED_MS,
            "clear_to_silence_max_ms": DECIDED_MS,
        },
    }
    ok = booked is not None and turns >= TURNS and not itself and not words and fault > 0
    ok = ok and len(over) >= INTERRUPTIONS
    quick = figures(onsets)["p95"] <= ONSET_MS and max(*waits, *cleared) <= DECIDED_MS
    return found | {"ok": ok and quick}


def _onset(talk: Talk, made: Made) -> float | None:
    """From the person's first sound at the microphone to the speaker's silence, in ms; None when
    it spoke on.
    """
    late = reaction(bytes(talk.audio.left), bytes(talk.audio.right), made.start, made.end)
    return None if late is None else max(0.0, late - _way(talk, made))


def _way(talk: Talk, made: Made) -> float:
    """How long the room took to bring a sound to the microphone, in ms."""
    return talk.lag(made.start, made.end) * 1000 / RATE


def _decided(talk: Talk, made: Made) -> float | None:
    """From the agent's decision to the speaker's silence, in ms; None without a decision."""
    until = made.end + int(AROUND_S * RATE)
    decided = next((at for at in talk.decided if made.start <= at <= until), None)
    if decided is None:
        return None
    last = last_sound(bytes(talk.audio.right), decided, until)
    return 0.0 if last is None else (last - decided) * 1000 / RATE
