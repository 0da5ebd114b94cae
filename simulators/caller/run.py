"""Run a scenario: a caller phones in through the carrier, and what came of it is collected."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from simulators.caller import measure
from simulators.caller.caller import Caller, Spoken, prepare
from simulators.caller.line import Line
from simulators.caller.measure import Interrupted, Response, Said
from simulators.caller.persona import Named
from simulators.caller.recogniser import Recogniser, recogniser
from simulators.caller.voice import Voice
from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier

PEOPLE = (
    "Did you see the game last night? They nearly had it until the last minute.",
    "I told her we would meet at the station around six, but she never came.",
    "The new place on the corner does a really good breakfast, you should try it.",
)
"""What other people talk about in a noisy room."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What all callers of a run share: one recogniser and one folder of finished clips."""

    recogniser: Recogniser
    clips: Path


@dataclass
class CallReport:
    """What one call came to, seen from outside the agent."""

    scenario: str
    call_sid: str
    status: str
    started_at: float
    """`time.monotonic()` of the recording's first sample."""
    seconds: float
    lines: list[Spoken]
    """Both ends as said and heard, in order of time."""
    responses: list[Response]
    interruptions: list[Interrupted]
    underruns: int
    """Gaps in the agent's speech that no mark announced."""
    bad_messages: int
    late_ticks: int
    """Ticks of our own clock that came late: when many, distrust the figures."""
    lost_frames: int
    dialed: list[str] = field(default_factory=list)
    texted: list[str] = field(default_factory=list)
    recording: Path | None = None


@asynccontextmanager
async def studio(clips: Path, multilingual: Path | None = None) -> AsyncIterator[Studio]:
    """Start what callers need; `multilingual` is the model of those who speak Spanish.

    Raises ModelMissing or RecogniserError.
    """
    async with recogniser(multilingual) as ready:
        yield Studio(ready, clips)


async def run_scenario(
    carrier: Carrier,
    named: Named,
    studio: Studio,
    *,
    to: str,
    recordings: Path | None = None,
    seed: int = 0,
    on_line: Callable[[Spoken], None] = lambda _: None,
) -> CallReport:
    """Phone `to` as the scenario's caller and wait until the call is over.

    Raises VoiceError, RecogniserError or ScenarioError.
    """
    scenario = named.scenario
    voice = Voice(studio.clips, scenario.voice.name, scenario.voice.stretch)
    talkers: tuple[bytes, ...] = ()
    if scenario.line.noise == "babble":
        others = [Voice(studio.clips, name) for name in ("slt", "awb", "kal16")]
        spoken = zip(others, PEOPLE, strict=True)
        talkers = tuple([await one.speak(text) for one, text in spoken])
    line = Line(scenario.line, seed=seed, talkers=talkers)
    caller = Caller(scenario, voice, studio.recogniser, line, await prepare(voice, named), on_line)
    call = await carrier.dial(scenario.caller_id, to, caller)
    async with asyncio.TaskGroup() as tasks:
        living = tasks.create_task(_until_over(call, scenario.longest_s))
        talking = tasks.create_task(caller.run())
        await living
        caller.left()
        await talking
    await carrier.settle()
    report = collect(carrier, call, caller, named.name, line.lost)
    if recordings is not None:
        report.recording = recordings / f"{named.name}-{call.sid}.wav"
        call.recording.save(report.recording)
    return report


async def _until_over(call: Call, longest: float) -> None:
    try:
        async with asyncio.timeout(longest):
            await call.wait_end()
    except TimeoutError:
        await call.hang_up()
        await call.wait_end()


def collect(carrier: Carrier, call: Call, caller: Caller, scenario: str, lost: int) -> CallReport:
    """Put together what a finished call left behind."""
    lines = sorted(caller.lines, key=lambda one: one.at_ms)
    said = [
        Said(one.at_ms, one.end_ms, one.kind == "speech")
        for one in lines
        if one.role == "caller" and one.kind != "keys"
    ]
    agent = measure.agent_spans(bytes(call.recording.right))
    began = call.recording.started_at
    clears = [round((at - began) * 1000) for stream in call.streams for at in stream.clears]
    legs = [leg for leg in carrier.calls.values() if leg.parent_sid == call.sid]
    texts = [
        text for text in carrier.texts if text.direction != "inbound" and text.at >= call.dialed_at
    ]
    return CallReport(
        scenario=scenario,
        call_sid=call.sid,
        status=call.status,
        started_at=call.recording.started_at,
        seconds=call.recording.seconds,
        lines=lines,
        responses=measure.responses(said, agent),
        interruptions=measure.interruptions(said, agent, clears),
        underruns=sum(len(stream.playout.underruns) for stream in call.streams),
        bad_messages=sum(stream.bad_messages for stream in call.streams),
        late_ticks=call.line.pacing.late_ticks,
        lost_frames=lost,
        dialed=[leg.to for leg in legs],
        texted=[text.to for text in texts],
    )
