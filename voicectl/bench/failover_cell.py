"""One cell of the failover matrix: a live call in which a provider fails, and what became of it.

The caller asks five questions, each when the answer to the one before is over: one in peace, three
while the fault lasts, one after it, when the circuits are closed again.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from simulators.speech import tones
from voicectl.bench.failover_faults import Column, Faults
from voicectl.bench.failover_world import PROBE_S, Watch, World, world
from voicectl.bench.rig import Finished, rig
from voicectl.bench.scripted import Script, Sound, Stage
from voicectl.bench.toneproof import proof
from voicectl.bench.traces import RATE

By = Literal["same", "cloud", "local"]
"""Who gave an answer: the service under test alone, another one, or this machine (of a language
model: the rules)."""

ANSWERS = {
    "financing": "Yes, we offer financing on larger repairs and new systems.",
    "brands": "We service all major brands of furnaces, air conditioners and heat pumps.",
    "licence": "Yes, we are licensed and insured in every county we serve.",
    "pets": "Please keep all pets away from the unit during the visit.",
    "payment": "You can pay by card or by check after the visit.",
}
UNKNOWN = dict.fromkeys((*ANSWERS, "warranty"), "")
"""For a language model: the profile has no answer of its own."""
TROUBLE = range(1, 4)
"""Questions asked while the fault lasts."""
QUIET = 2.0
"""Seconds of silence after which an answer is over; a longer gap inside is talked into."""
LATEST = 3.0
"""Seconds of silence after which the agent may speak up by itself before a question is over."""
LONGEST_ANSWER = 12.0
LONGEST_CALL = 150.0
PERIODS = 4.0
"""Probe periods after healing in which circuits are waited for."""
INTERRUPTS = 0.5
WORD = tones.TONE + tones.GAP


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller heard after one question."""

    silence_ms: float
    """From the end of the question to the end of the answer, less what its words take."""
    by: By


@dataclass(frozen=True, slots=True)
class Cell:
    """One call; of a control of several calls all of them."""

    column: Column
    row: str
    answers: tuple[Answer | None, ...] = ()
    """None: the question got none."""
    words: int = 0
    lost: tuple[str, ...] = ()
    """Words of the agent's that were not heard, and the caller's that were not understood."""
    repeated: int = 0
    """Words heard that should not be there, the caller's too."""
    clicks: int = 0
    outcome: str = ""
    opened: Mapping[str, str] = field(default_factory=dict)
    """Circuits that opened, and why."""
    periods: float | None = None
    """From healing to the service's circuit being closed, in probe periods; None: never, or it was
    not open."""
    stays_open: bool = False
    struck: int = 0
    """Requests and sockets that the fault has really changed, held back or ended."""
    broke: str = ""
    """Why there is no call to judge."""
    finished: tuple[Finished, ...] = ()


@dataclass(slots=True)
class _Course:
    """What the script notes while a call runs."""

    did: list[Counter[str]] = field(default_factory=list)
    """What had been done before each question, and at the end."""
    healed_at: float | None = None


async def run(
    folder: Path,
    column: Column,
    row: str,
    faults: Faults,
    questions: Sequence[Sound],
    *,
    seed: int,
    alone: bool,
    settings: Mapping[str, Any],
    constants: Mapping[str, object] | None = None,
) -> Cell:
    """Make the call; `settings`: more of the daemon. Whatever breaks it is told in the cell."""
    try:
        async with (
            world(column, questions, seed, alone=alone) as services,
            rig(
                folder, _facts(column), services.settings | dict(settings), constants=constants
            ) as ready,
            asyncio.TaskGroup() as tasks,
        ):
            watch, course = Watch(ready.url, column.kind), _Course()
            watching = tasks.create_task(watch.run())
            calls = [
                await ready.phone(script, LONGEST_CALL, folder)
                for script in _scripts(row, services, faults, questions, watch, course)
            ]
            watching.cancel()
        cell = await asyncio.to_thread(_judged, column, row, calls, watch, course)
        return replace(cell, struck=services.struck)
    except Exception as error:  # one broken cell must not end the bench
        return Cell(column, row, broke=_why(error))


def _facts(column: Column) -> Mapping[str, str]:
    return UNKNOWN if column.kind == "llm" else ANSWERS


def _why(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}".partition("\n")[0]


# --- what the caller does ------------------------------------------------------------------------


def _scripts(
    row: str,
    services: World,
    faults: Faults,
    questions: Sequence[Sound],
    watch: Watch,
    course: _Course,
) -> list[Script]:
    match row:
        case "barge-in":
            return [lambda stage: _interrupting(stage, questions)]
        case "hang-up":
            return [_leaving(questions[0], wait) for wait in (0.1, 0.6, 1.2, 1.8)]
        case _:
            return [lambda stage: _asking(stage, services, faults, questions, watch, course)]


def _asking(
    stage: Stage,
    services: World,
    faults: Faults,
    questions: Sequence[Sound],
    watch: Watch,
    course: _Course,
) -> Iterator[bytes]:
    yield from stage.after_agent(QUIET)
    for n, question in enumerate(questions):
        if n == TROUBLE.start:
            services.strike(faults)
        if n == TROUBLE.stop and faults:
            services.heal()
            course.healed_at = asyncio.get_running_loop().time()
            yield from stage.until(lambda _: not watch.unwell, PERIODS * PROBE_S)
            # The agent asks again after 5 s: not into that.
            yield from stage.until(lambda ear: QUIET < ear.quiet < LATEST, LONGEST_ANSWER)
        course.did.append(watch.did)
        yield from stage.say(question)
        yield from stage.after_agent(QUIET, LONGEST_ANSWER)
    course.did.append(watch.did)


def _interrupting(stage: Stage, questions: Sequence[Sound]) -> Iterator[bytes]:
    yield from stage.after_agent(QUIET)
    for question in questions:
        yield from stage.say(question)
        yield from stage.over_agent(INTERRUPTS)
    yield from stage.after_agent(QUIET, LONGEST_ANSWER)


def _leaving(question: Sound, wait: float) -> Script:
    def script(stage: Stage) -> Iterator[bytes]:
        yield from stage.after_agent(QUIET)
        yield from stage.say(question)
        yield from stage.pause(wait)

    return script


# --- what became of it ---------------------------------------------------------------------------


def _judged(column: Column, row: str, calls: list[Finished], watch: Watch, course: _Course) -> Cell:
    call = calls[-1]
    outcome = next(one.about for one in call.journal.remarks if one.what == "outcome")
    facts: dict[str, Any] = {
        "outcome": outcome,
        "opened": dict(watch.opened),
        "finished": tuple(calls),
    }
    if not course.did:  # a control in which words are cut off on purpose
        return Cell(column, row, **facts)
    found = proof(bytes(call.audio.right), _said(call))
    lost, more = _understood(call)
    return Cell(
        column,
        row,
        answers=_answers(column, call, course),
        words=found.words,
        lost=(*found.lost, *lost),
        repeated=found.extra + more,
        clicks=len(found.clicks),
        periods=_periods(watch.closed_at.get(column.circuit), course),
        stays_open=bool(watch.unwell),
        **facts,
    )


def _periods(closed_at: float | None, course: _Course) -> float | None:
    if closed_at is None or course.healed_at is None or closed_at < course.healed_at:
        return None
    return (closed_at - course.healed_at) / PROBE_S


def _said(call: Finished) -> list[str]:
    from agent.events import Say

    return [
        command.text
        for entry in call.journal.entries
        for command in entry.commands
        if isinstance(command, Say)
    ]


def _understood(call: Finished) -> tuple[list[str], int]:
    """Questions that were not heard, or less than half, and words heard again.

    This machine's engine mishears a word now and then: that is not the failover's doing.
    """
    from agent.events import Heard

    told = [
        (call.heard_at(entry.at), _plain(entry.event.text))
        for entry in call.journal.entries
        if isinstance(entry.event, Heard)
    ]
    lost, more = [], 0
    for made, until in zip(call.made, _until(call), strict=True):
        meant = _plain(made.sound.name)
        heard = [word for at, words in told if made.start <= at < until for word in words]
        same = SequenceMatcher(None, meant, heard, autojunk=False).get_matching_blocks()
        if sum(block.size for block in same) < len(meant) / 2:
            lost.append(f"({made.sound.name})")
        more += max(0, len(heard) - len(meant) * 3 // 2)
    return lost, more


def _until(call: Finished) -> list[int]:
    """Where the time after each question ends, in samples."""
    return [made.start for made in call.made[1:]] + [len(call.audio.right)]


def _plain(text: str) -> list[str]:
    return ["".join(filter(str.isalnum, word)).lower() for word in text.split()]


def _answers(column: Column, call: Finished, course: _Course) -> tuple[Answer | None, ...]:
    from agent.events import ModelDone

    right = bytes(call.audio.right)
    sounds = [
        (round(one.start * RATE), round(one.end * RATE))
        for one in tones.heard(right)
        if one.end - one.start >= tones.SHORTEST
    ]
    modelled = [
        call.heard_at(entry.at)
        for entry in call.journal.entries
        if isinstance(entry.event, ModelDone)
    ]
    answers: list[Answer | None] = []
    for n, (made, until) in enumerate(zip(call.made, _until(call), strict=True)):
        end = made.end
        inside = _one_turn([(begin, over) for begin, over in sounds if end <= begin < until])
        if not inside:
            answers.append(None)
            continue
        seconds = (inside[-1][1] - end) / RATE + tones.GAP - WORD * len(inside)
        if column.kind == "llm":
            by: By = "same" if any(end <= at < until for at in modelled) else "local"
        else:
            by = _by(column, course.did[n : n + 2])
        answers.append(Answer(seconds * 1000, by))
    return tuple(answers)


def _one_turn(sounds: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Up to the silence at which the answer counted as over: what comes later is another one."""
    for n, (one, other) in enumerate(pairwise(sounds), 1):
        if other[0] - one[1] > QUIET * RATE:
            return sounds[:n]
    return sounds


def _by(column: Column, did: Sequence[Counter[str]]) -> By:
    """Who did what between two moments."""
    names = {name for before, after in pairwise(did) for name in after - before}
    if names & {"tones", "local"}:
        return "local"
    return "cloud" if names - {column.service} else "same"
