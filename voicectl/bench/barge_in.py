"""How soon the agent is silent when the caller interrupts: by the recording, and on the wire."""

from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from voicectl.bench import impatience
from voicectl.bench.rig import Finished, conditions, phone_all, rig
from voicectl.bench.traces import AUDIBLE, BLOCK, RATE, figures, first_sound, last_sound

if TYPE_CHECKING:
    from agent.call.journal import Recording as Journal

CALLS = 16
"""At most; no more are made than it takes."""
INTERRUPTIONS = 56
ROUNDS = 12
AT_ONCE = 2
BURST = len(impatience.BURST)
LONGEST = 75.0
SHOWN = 4
"""Slowest ones listed, to look into."""
NOTICED = 400
"""16-bit RMS, 16 dB below speech: softer sounds (breath, a synthesiser's hum) are no speech yet."""
STALE_WITHIN = 1.0
"""Seconds after a `clear` in which the channel is searched for stale sound; later the carrier may
play something of its own, such as ringing."""
CENSORED = 0.02
"""An agent audible this close to the end of the caller's words has not stopped for them."""
FRAME = 0.02
SAMPLES = 160
LATE_MS = 10.0


@dataclass(frozen=True, slots=True)
class Interruption:
    """One sound of the caller's over the agent's."""

    call: str
    at_s: float
    sound: str
    silent_ms: float | None
    """From its onset to the agent's silence; None when the agent spoke on."""
    clear_ms: float | None
    """The same from its first sound that is loud enough to be noticed over the agent's voice."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One decision of the daemon to be silent."""

    decided: float
    """Monotonic, by the daemon."""
    cleared: float | None
    """Monotonic, when the carrier received the `clear`."""
    stale_messages: int
    """Audio that came after the `clear` and before anything new was to be said."""
    stale_samples: int
    """Of it, what the caller heard."""
    late_ms: float
    """How late the carrier's own clock was around then: it can't have noted the receipt sooner."""


async def measure(folder: Path, seed: int, settings: dict[str, object]) -> dict[str, Any]:
    """Run the calls and return the figures. Raises CommandError, VoiceError."""
    random = Random(seed)
    voices = folder.parent / "voices"
    questions = await impatience.sounds(voices, impatience.QUESTIONS)
    words = await impatience.sounds(voices, impatience.BURST, "burst")
    in_a_row = [words[place :: len(impatience.SPEAKERS)] for place in range(2)]
    quota = impatience.Quota(INTERRUPTIONS)
    async with rig(folder, impatience.ANSWERS, settings) as ready:
        scripts = [
            impatience.caller(
                Random(random.random()), questions, in_a_row if n % 2 else [], ROUNDS, quota
            )
            for n in range(CALLS)
        ]
        finished = await phone_all(
            ready,
            scripts,
            folder,
            at_once=AT_ONCE,
            longest=LONGEST,
            needed=lambda: quota.left > 0,
        )
    return report(finished)


def report(calls: list[Finished]) -> dict[str, Any]:
    """The figures of finished calls."""
    made = [one for call in calls for one in interruptions(call)]
    heard = [one.silent_ms for one in made if one.silent_ms is not None]
    found = [stop for call in calls for stop in stops(call)]
    waits = [(one.cleared - one.decided) * 1000 for one in found if one.cleared is not None]
    on_time = [
        (one.cleared - one.decided) * 1000
        for one in found
        if one.cleared is not None and one.late_ms < LATE_MS
    ]
    return {
        "interruptions": len(made),
        "bursts_of_three_to_silence_ms": [one for call in calls for one in bursts(call)],
        "not_stopped": [asdict(one) for one in made if one.silent_ms is None],
        "onset_to_silence_ms": figures(heard),
        "noticeable_onset_to_silence_ms": figures(
            [one.clear_ms for one in made if one.clear_ms is not None]
        ),
        "slowest": [asdict(one) for one in sorted(made, key=_slowness)[-SHOWN:]],
        "decisions": len(found),
        "decisions_without_clear": sum(one.cleared is None for one in found),
        "decision_to_clear_ms": figures(waits, 2),
        "decision_to_clear_carrier_on_time_ms": figures(on_time, 2),
        "stale_messages": sum(one.stale_messages for one in found),
        "stale_samples_heard": sum(one.stale_samples for one in found),
        "targets": {"decision_to_clear_p99_ms": 20, "onset_to_silence_p95_ms": 250},
        "conditions": conditions(calls),
    }


def interruptions(call: Finished) -> list[Interruption]:
    """Every sound that the caller made while the agent was audible."""
    left, right = bytes(call.audio.left), bytes(call.audio.right)
    return [
        Interruption(
            call.call.sid,
            round(made.start / RATE, 2),
            made.sound.name,
            reaction(left, right, made.start, made.end),
            reaction(left, right, made.start, made.end, least=NOTICED),
        )
        for made in call.made
        if call.interrupting(made)
    ]


def bursts(call: Finished) -> list[float | None]:
    """For each burst of sounds over the agent: ms from the first one to lasting silence."""
    left, right = bytes(call.audio.left), bytes(call.audio.right)
    of_bursts = [one for one in call.made if one.sound.kind == "burst"]
    several = [of_bursts[at : at + BURST] for at in range(0, len(of_bursts), BURST)]
    return [
        reaction(left, right, one[0].start, one[-1].end)
        for one in several
        if len(one) == BURST and call.interrupting(one[0])
    ]


def _slowness(one: Interruption) -> float:
    return one.silent_ms or 0.0


def reaction(
    caller: bytes, agent: bytes, start: int, end: int, *, least: int = AUDIBLE
) -> float | None:
    """From the caller's first sound to the agent's last one before the caller's end, in ms."""
    onset = first_sound(caller, start, end, least=least)
    assert onset is not None, "the caller's sound is not in the recording"
    last = last_sound(agent, onset, end)
    if last is None:
        return 0.0
    return None if end - last < CENSORED * RATE else (last - onset) * 1000 / RATE


def stops(call: Finished) -> list[Stop]:
    """Every decision to stop with what came of it at the carrier."""
    return [_stop(call, decided) for decided in decisions(call.journal)]


def decisions(journal: "Journal") -> list[float]:
    """Monotonic times at which the daemon decided that the caller interrupts."""
    return [
        float(remark.about.rsplit(" ", 1)[1])
        for remark in journal.remarks
        if remark.what == "barge_in"
    ]


def _stop(call: Finished, decided: float) -> Stop:
    streams = call.call.streams
    clears = sorted(at for stream in streams for at in stream.clears if at >= decided)
    if not clears:
        return Stop(decided, None, 0, 0, 0.0)
    cleared = clears[0]
    until = _next_words(call, decided)
    arrivals = [one.at for stream in streams for one in stream.arrivals]
    late = sum(cleared < at < until for at in arrivals)
    # The frame in the ear when the clear arrives sounds to its end.
    first, last = (
        call.audio.sample_at(at) for at in (cleared + FRAME, min(until, cleared + STALE_WITHIN))
    )
    behind = last_sound(bytes(call.audio.right), first, last) if last > first else None
    heard = behind - first if behind is not None else 0
    return Stop(decided, cleared, late, heard if heard > BLOCK else 0, _lateness(call, cleared))


def _lateness(call: Finished, at: float) -> float:
    """The worst lateness of the carrier's ticks around a moment, in ms."""
    tick = call.audio.sample_at(at) // SAMPLES
    return max(call.call.line.pacing.lateness[max(0, tick - 2) : tick + 3], default=0.0) * 1000


def _next_words(call: Finished, after: float) -> float:
    """When the daemon next wanted to say something, or took its stop back; monotonic."""
    from agent.events import Say

    times = [
        entry.at
        for entry in call.journal.entries
        if any(isinstance(command, Say) for command in entry.commands)
    ]
    times += [one.at for one in call.journal.remarks if one.what.startswith("ignored")]
    later = [call.began + at for at in times if call.began + at > after + 0.002]
    # Whatever the carrier connects next (the ringing of a transfer) is not ours.
    later += [one.at for one in call.audio.stamps if one.kind == "connect" and one.at > after]
    return min(later, default=call.audio.time_of(len(call.audio.right)))
