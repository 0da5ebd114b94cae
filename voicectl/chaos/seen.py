"""What came of one call, from its recording and its journal: plain figures."""

from dataclasses import dataclass

from simulators.caller import measure
from simulators.caller.measure import Interrupted, Response
from simulators.twilio.call import Call
from simulators.twilio.ulaw import RATE
from voicectl.bench import glitches, latency
from voicectl.bench.providers import STEADY_S
from voicectl.bench.rig import Finished
from voicectl.bench.scripted import Made, Sound
from voicectl.bench.toneproof import Proof
from voicectl.chaos.traffic import Phoned

SERVICE_MS = STEADY_S * 1000.0
AT_HAND_MS = 5.0
"""A voice that needs less had its sound ready."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One call. Times in ms, but `at_s` and `seconds`."""

    sid: str
    at_s: float
    seconds: float
    cut: bool
    outcome: str
    """Empty: it left none, or nobody could tell."""
    answered: float | None
    """From dialing to our first sound; None: none came by a media stream."""
    streams: int
    """One, and one more for each that was lost."""
    responses: tuple[Response, ...]
    barge_ins: tuple[int | None, ...]
    """For every interruption in words: to our silence; None: we spoke on."""
    first_bytes: tuple[float, ...]
    """From a text to its first sound, where it was not at hand."""
    overheads: tuple[float, ...]
    """What a response takes beyond the wait for the end of speech and what the services take."""
    underruns: int
    """The carrier ran dry inside a sentence."""
    gaps_at_s: tuple[float, ...]
    """Silences inside a sentence that nobody meant, by the recording; seconds of the run."""
    glitches: tuple[str, ...]
    """Words lost, torn or said twice, clicks, sounds that came too soon or too late: each with the
    word, or the second of the call, where it is known."""
    late_ticks: int
    """Of the simulated carrier."""

    @property
    def spoilt(self) -> bool:
        """Something was wrong with what the caller heard."""
        return bool(self.underruns or self.gaps_at_s or self.glitches)


def seen(phoned: Phoned, finished: Finished | None, *, tones: bool) -> Seen:
    """Judge a call that is over; `tones`: we spoke in them, so words can be counted."""
    call, outcome = phoned.call, ""
    right = bytes(call.recording.right)
    first_bytes: list[float] = []
    overheads: list[float] = []
    gaps: tuple[float, ...] = ()
    spoilt: tuple[str, ...] = ()
    if finished is not None:
        right = glitches.ours(finished)
        outcome = next(one.about for one in finished.journal.remarks if one.what == "outcome")
        stages = [(one.measured, one.stages) for one in latency.answers(finished)]
        first_bytes = [parts["voice"] for _, parts in stages if parts["voice"] >= AT_HAND_MS]
        overheads = [overhead(measured, parts) for measured, parts in stages]
        if tones:
            proof = glitches.judge(finished).proof
            gaps = tuple(round(phoned.at_s + one.at, 1) for one in proof.gaps)
            spoilt = glitched(proof)
    agent = measure.agent_spans(right)
    clears = [
        round((at - call.recording.started_at) * 1000)
        for stream in call.streams
        for at in stream.clears
    ]
    stops: list[Interrupted] = measure.interruptions(phoned.said, agent, clears)
    return Seen(
        sid=call.sid,
        at_s=phoned.at_s,
        seconds=call.recording.seconds,
        cut=phoned.cut,
        outcome=outcome,
        answered=_answered(call),
        streams=len(call.streams),
        responses=tuple(measure.responses(phoned.said, agent)),
        barge_ins=tuple(one.silent_after_ms for one in stops if one.speech),
        first_bytes=tuple(first_bytes),
        overheads=tuple(overheads),
        underruns=sum(len(stream.playout.underruns) for stream in call.streams),
        gaps_at_s=gaps,
        glitches=spoilt,
        late_ticks=call.line.pacing.late_ticks,
    )


def glitched(proof: Proof) -> tuple[str, ...]:
    """Everything that was wrong with our words but gaps, in words."""
    kinds = {"slip": proof.slips, "click": proof.clicks, "torn": proof.torn}
    timed = [f"{kind} at {at:.2f} s" for kind, times in kinds.items() for at in times]
    return (*timed, *(f"lost: {word}" for word in proof.lost), *["extra word"] * proof.extra)


def _answered(call: Call) -> float | None:
    sounds = (one.at for stream in call.streams for one in stream.arrivals)
    first = next(sounds, None)
    return None if first is None else (first - call.dialed_at) * 1000.0


def overhead(measured: float, stages: dict[str, float]) -> float:
    """A response without the endpointing, and without what the steady services take for its words
    and for its first sound; a service that was overtaken, or was not needed, took nothing.
    """
    services = min(stages["transcript"], SERVICE_MS) + min(stages["voice"], SERVICE_MS)
    return measured - stages["endpoint"] - services


def made(phoned: Phoned) -> tuple[Made, ...]:
    """The caller's speech as sounds on the recording, for those who measure answers."""
    agent = measure.agent_spans(bytes(phoned.call.recording.right))
    found = []
    for one in phoned.said:
        start, end = one.start_ms * RATE // 1000, one.end_ms * RATE // 1000
        if one.speech and end <= len(phoned.call.recording.left):
            over = any(span.start < start < span.end for span in agent)
            found.append(Made(Sound(b"", ""), start, end, over))
    return tuple(found)
