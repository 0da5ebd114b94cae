"""Calls of a minute and more against one node: is anything ever wrong with what callers hear?

The node is a process of its own, as deployed, and speaks by a simulated service over the wire, in
tones of known shape: one a word. So the carrier's recording tells every silence in a sentence,
every sample that is wrong and every word that is lost or said twice. Underruns are told by the
carrier (audio came after it had none left to play) and by the node itself. No clips are kept, so
every word is streamed (`--set speech.clip_cache_mb=64`: as deployed).

The detectors are proven first: faults are planted in recordings of this very run.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from pathlib import Path
from random import Random
from typing import Any

from simulators.listening import Clip, save
from simulators.twilio.ulaw import SILENCE
from voicectl.bench import impatience, planting
from voicectl.bench.arrivals import Traffic, buffered, jitter
from voicectl.bench.planting import Specimen
from voicectl.bench.providers import providers
from voicectl.bench.rig import Finished, conditions, phone_all, rig
from voicectl.bench.scripted import Script, Sound, Stage
from voicectl.bench.toneproof import Proof, heard_words, proof
from voicectl.bench.traces import RATE, figures

QUESTIONS = (
    "Do you offer financing?",
    "What brands do you service?",
    "Are you licensed and insured?",
    "Do you have a warranty?",
    "How can I pay for the visit?",
    "What about my pets?",
)
CALLS, AT_ONCE = 100, 10
SECONDS = 60.0
LONGEST = 150.0
PLANTED = 50
"""Faults of each kind."""
SPECIMENS = 40
LONG = 6
"""Words of a specimen at least."""
QUIET = 0.05
"""Seconds of silence kept around a specimen."""
SETTINGS: dict[str, Any] = {
    "speech.tts_order": ["elevenlabs", "openai", "tones"],
    "speech.stt_order": ["elevenlabs", "openai", "local"],
    "speech.clip_cache_mb": 0,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One call, and everything that was wrong with it."""

    finished: Finished
    heard: bytes = field(repr=False)
    """Of the node (8 kHz mu-law)."""
    said: tuple[str, ...]
    """What the caller should have heard, sentence by sentence."""
    proof: Proof
    cuts: int
    """Sentences that the caller interrupted."""
    underruns: int
    """As the carrier saw it."""


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Run the calls; `settings` may give `calls` and `at_once`. Raises CommandError, VoiceError."""
    calls, at_once = settings.pop("calls", CALLS), settings.pop("at_once", AT_ONCE)
    random = Random(seed)
    questions = await impatience.sounds(folder.parent / "voices", QUESTIONS)
    for one in questions:
        save(folder / "clips", Clip(one.name.partition(": ")[2], one.ulaw))
    scripts = [caller(Random(random.random()), questions) for _ in range(calls)]
    async with (
        providers(folder / "clips", folder / "providers.log") as services,
        rig(folder, impatience.ANSWERS, SETTINGS | services.settings | settings) as ready,
    ):
        before = await ready.usage()
        finished = await phone_all(ready, scripts, folder, at_once=at_once, longest=LONGEST)
        usage, health = await ready.usage(), await ready.health()
    judged = await asyncio.to_thread(lambda: [judge(one) for one in finished])
    found = report(judged, random)
    found["node"] = {
        "cpu_share": round((usage.cpu - before.cpu) / (usage.at - before.at), 3),
        **{name: health["speaking"][name] for name in ("frames", "underruns", "silent_s")},
        **{name: health["speaking"][name] for name in ("tick_late_p99_ms", "tick_late_max_ms")},
        **{name: health["level"][name] for name in ("loop_lag_p99_ms", "loop_lag_max_ms")},
    }
    found["providers"] = {
        name: {key: one[key] for key in ("calls", "failures", "failovers", "reconnects", "retries")}
        for name, one in health["providers"].items()
        if one["calls"]
    }
    found["conditions"] = conditions(finished)
    found["ok"] = found["ok"] and len(finished) == calls and not found["node"]["underruns"]
    return found


def caller(random: Random, questions: Sequence[Sound]) -> Script:
    """Ask one question after the other, each when the agent has finished, for `SECONDS`."""

    def script(stage: Stage) -> Iterator[bytes]:
        mine = random.sample(list(questions), len(questions))
        yield from stage.after_agent(1.2)
        for question in cycle(mine):
            if stage.ear.now * 0.02 >= SECONDS:
                return
            yield from stage.pause(random.uniform(0.0, 1.0))
            yield from stage.say(question)
            yield from stage.after_agent(1.2)

    return script


def judge(call: Finished) -> Judged:
    """Compare what was heard with what was to be said."""
    said, cuts = sentences(call)
    heard = ours(call)
    dry = sum(len(stream.playout.underruns) for stream in call.call.streams)
    return Judged(call, heard, said, proof(heard, said, pauses), cuts, dry)


def ours(call: Finished) -> bytes:
    """What the caller heard of the node, without the carrier's own ringing and voice."""
    heard = bytearray(call.audio.right)
    turns = [(one.sample, one.detail) for one in call.audio.stamps if one.kind == "connect"]
    for (begin, speaker), (end, _) in pairwise([*turns, (len(heard), "")]):
        if speaker != "MediaStream":
            heard[begin:end] = SILENCE[:1] * (end - begin)
    return bytes(heard)


def sentences(call: Finished) -> tuple[tuple[str, ...], int]:
    """Everything we said, as far as it was heard, and how many of it were cut short."""
    from agent.events import Said, Say

    says: dict[int, str] = {}
    cuts = 0
    for entry in call.journal.entries:
        if isinstance(entry.event, Said) and entry.event.say in says:
            cuts += entry.event.cut
            says[entry.event.say] = entry.event.heard
        says |= {one.say: one.text for one in entry.commands if isinstance(one, Say)}
    return tuple(text for text in says.values() if text), cuts


def pauses(sentence: str) -> list[float]:
    """The silence we mean after each word: at the end of a clause, unless it is the last one."""
    from agent.call.clauses import split
    from agent.call.playout import CLAUSE_PAUSE, SENTENCE_PAUSE

    found: list[float] = []
    for clause in split(sentence):
        ends = clause.rstrip()[-1:] in ".?!…"
        words = len(clause.split())
        found += [0.0] * (words - 1) + [SENTENCE_PAUSE if ends else CLAUSE_PAUSE]
    return [*found[:-1], 0.0] if found else []


def report(calls: Sequence[Judged], random: Random) -> dict[str, Any]:
    """The planted faults first, then the real ones."""
    planted = plant(calls, random)
    streams = [stream for one in calls for stream in one.finished.call.streams]
    wrong = {
        "underruns": sum(one.underruns for one in calls),
        "gaps": sum(len(one.proof.gaps) for one in calls),
        "slips": sum(len(one.proof.slips) for one in calls),
        "clicks": sum(len(one.proof.clicks) for one in calls),
        "torn_words": sum(len(one.proof.torn) for one in calls),
        "words_lost": sum(len(one.proof.lost) for one in calls),
        "words_extra": sum(one.proof.extra for one in calls),
    }
    short = sum(one.finished.audio.seconds < SECONDS for one in calls)
    return {
        "planted": planted,
        **wrong,
        "calls": len(calls),
        "shorter_than_60_s": short,
        "seconds": figures([one.finished.audio.seconds for one in calls]),
        "words": sum(one.proof.words for one in calls),
        "sentences_cut": sum(one.cuts for one in calls),
        "arrivals": {
            "jitter_ms": figures([ms for one in streams for ms in jitter(one.arrivals)]),
            "least_buffered_ms": min(
                (ms for s in streams for ms in buffered(s.arrivals)), default=0
            ),
        },
        "spoilt": [_told(one) for one in calls if planting.moments(one.proof)][:10],
        "ok": bool(calls)
        and not short
        and not any(wrong.values())
        and all(one["planted"] == one["found"] > 0 for one in planted.values()),
    }


def plant(calls: Sequence[Judged], random: Random) -> dict[str, dict[str, int]]:
    """Faults in the sound and in the time of what was recorded: planted and found."""
    clean = [one for call in calls for one in specimens(call)]
    chosen = random.sample(clean, min(SPECIMENS, len(clean)))
    traffic = [_traffic(one.finished) for one in calls[:10]]
    return {
        **planting.in_sound(chosen, random, PLANTED),
        "stalls of the node": planting.in_time(traffic, random, PLANTED),
    }


def specimens(call: Judged) -> list[Specimen]:
    """The longer clauses of a call that came through clean, each with its sound."""
    from agent.call.clauses import split

    right = call.heard
    clauses = [clause for sentence in call.said for clause in split(sentence)]
    sounds = heard_words(right, [word for clause in clauses for word in clause.split()])
    found, place = [], 0
    for text in clauses:
        words = range(place, place + len(text.split()))
        place = words.stop
        if len(words) < LONG or words[0] not in sounds or words[-1] not in sounds:
            continue
        begin, end = sounds[words[0]].start, sounds[words[-1]].end
        cut = max(0, round((begin - QUIET) * RATE))
        ulaw = right[cut : round((end + QUIET) * RATE)]
        as_it_was = proof(ulaw, [text])
        if as_it_was.clean and not as_it_was.slips:
            first, last = (round(at * RATE) - cut for at in (begin, end))
            found.append(Specimen(ulaw, text, first, last))
    return found


def _traffic(call: Finished) -> Traffic:
    (stream, *_) = call.call.streams
    late = call.call.line.pacing.lateness
    ticks = [call.audio.started_at + n * 0.02 + late[n] for n in range(len(late))]
    return Traffic(stream.arrivals, stream.marks_in, stream.clears, ticks)


def _told(one: Judged) -> dict[str, Any]:
    found = one.proof
    return {
        "call": one.finished.call.sid,
        "gaps": [[gap.at, gap.seconds, gap.after] for gap in found.gaps[:5]],
        **{name: list(getattr(found, name)[:5]) for name in ("slips", "torn", "clicks", "lost")},
    }
