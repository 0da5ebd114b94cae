"""Rules about what the dialogue did in one call."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from agent.dialogue.state import State
from agent.events import (
    AlertOnCall,
    Book,
    Booked,
    HangUp,
    Heard,
    Key,
    Milestone,
    Note,
    TakenOver,
    Tool,
    ToolDone,
    UseTool,
)
from agent.nlu import acts
from simulators.world.weather import Weather
from voicectl.evaluation.random_calls import DANGERS
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.witness import Record, Step

SETTLED_S = 1.0
"""What happened so shortly before a node was lost may not have been written."""
SLOTS: dict[str, Callable[[State], str]] = {
    "name": lambda state: state.slots.name,
    "phone": lambda state: state.slots.phone if state.slots.phone_ok else "",
    "house number": lambda state: state.slots.address.house_number,
    "zip": lambda state: state.slots.zip,
}
QUESTIONS = {
    "name": "name",
    "phone": "phone",
    "phone_keys": "phone",
    "zip": "zip",
    "address": "house number",
}


def faults(record: Record, weather: Weather) -> Iterator[Violation]:
    """All of them."""
    yield from _one_outcome(record)
    yield from _dangers(record)
    yield from _spoken_bookings(record)
    yield from _memory(record, weather)


def _one_outcome(record: Record) -> Iterator[Violation]:
    ends = [
        (step.time, one)
        for step in record.steps
        for one in step.commands
        if isinstance(one, HangUp)
        # A node that takes a call over at its last words ends it again, in the same way.
        and not (isinstance(step.event, TakenOver) and one.outcome == step.after.outcome)
    ]
    if len(ends) > 1:
        told = ", ".join(str(one.outcome) for _, one in ends)
        yield _broken("one outcome", record, ends[1][0], f"it ended {len(ends)} times: {told}")
    if record.outcome is None and not record.refused:
        yield _broken("one outcome", record, record.ended, "it ended without an outcome")


def _dangers(record: Record) -> Iterator[Violation]:
    for step in record.steps:
        before = step.before
        hazard = before.hazard if before else None
        if hazard is not None and hazard.tier == "E1" and _uses(step, Book):
            yield _broken("danger first", record, step.time, f"booked during {hazard.rule}")
        danger = DANGERS.get(step.event.text) if isinstance(step.event, Heard) else None
        if danger is None or before is None or before.outcome or before.language != "en":
            continue
        if hazard is not None and hazard.tier == "E1":
            continue
        if danger not in step.said or not _uses(step, AlertOnCall):
            what = f"no safety line or no alert after {step.event}"
            yield _broken("danger first", record, step.time, what)


def _spoken_bookings(record: Record) -> Iterator[Violation]:
    for step in record.steps:
        booked = isinstance(step.event, ToolDone) and isinstance(step.event.result, Booked)
        spoken = "You're booked" in step.said or "put you down" in step.said
        # A node that takes a call over has no state before: it goes on from what the other knew.
        known = step.after if isinstance(step.event, TakenOver) else step.before
        again = known is not None and any(one.startswith("M10/") for one in known.milestones)
        if spoken and not (booked or again):
            yield _broken("said is booked", record, step.time, f"told of no booking: {step.said}")
        busy = step.before is None or step.before.outcome or step.before.hazard
        if booked and not spoken and not busy:
            yield _broken("said is booked", record, step.time, f"silent about {step.event}")


def _memory(record: Record, weather: Weather) -> Iterator[Violation]:
    for last, step in pairwise(record.steps):
        before: Step | None = last
        if isinstance(step.event, TakenOver):
            before = _kept(record, step, weather)
        if before is None or _takes_back(step, before.after):
            continue
        known = [name for name in _known(last.after) if SLOTS[name](before.after)]
        for name in known:
            if not SLOTS[name](step.after):
                what = f"{name} after {step.event}"
                yield _broken("nothing forgotten", record, step.time, what)
        asked, old = step.after.asked, before.after.asked
        slot = QUESTIONS.get(asked.key) if asked else None
        if slot is None or (old is not None and asked is not None and old.key == asked.key):
            continue
        if slot in known and SLOTS[slot](step.after):
            what = f"the {slot} is known and asked for again after {step.event}"
            yield _broken("nothing asked twice", record, step.time, what)


def _kept(record: Record, taken: Step, weather: Weather) -> Step | None:
    """The last step that the node before was able to write before its line was cut."""
    ends = [line.ended for line in record.lines if line.ended and line.ended <= taken.time]
    lost = ends[-1] if ends else taken.time
    steps = [one for one in record.steps if one.time < lost - SETTLED_S]
    return steps[-1] if steps and _written(steps[-1], weather) else None


def _written(step: Step, weather: Weather) -> bool:
    """Whether store and books took what came of a step."""
    return all(weather.well(one, step.time + SETTLED_S, since=30.0) for one in ("store", "books"))


def resumed(records: Iterable[Record], weather: Weather) -> Iterator[Violation]:
    """Who calls back and goes on keeps what was known of them."""
    marks = defaultdict[str, list[Step]](list)
    for record in records:
        for step in record.steps:
            if any(isinstance(one, Milestone) for one in step.commands):
                marks[_conversation(step)].append(step)
    for record in records:
        for step in filter(_accepts, record.steps):
            known = [one for one in marks[_conversation(step)] if one.time < record.steps[0].time]
            last = max(known, key=lambda one: one.time)
            if not _written(last, weather) or record.steps[0].time - last.time < SETTLED_S:
                continue
            for name in _known(last.after):
                if not SLOTS[name](step.after):
                    yield _broken("nothing forgotten", record, step.time, f"{name} when resumed")


def _conversation(step: Step) -> str:
    return step.after.started.conversation_id if step.after.started else ""


def _accepts(step: Step) -> bool:
    return any(isinstance(one, Note) and one.name == "resume_accepted" for one in step.commands)


def _known(state: State) -> list[str]:
    return [name for name, value in SLOTS.items() if value(state)]


def _takes_back(step: Step, before: State) -> bool:
    """Whether the caller corrected something or wanted to go back."""
    if isinstance(step.event, Key):
        return True
    if not isinstance(step.event, Heard):
        return False
    said = acts.acts(step.event.text)
    refuses = acts.yes_no(step.event.text) in ("no", "mixed")
    corrects = before.phase in ("CORRECT", "CONFIRM_BOOKING")
    return corrects or refuses or bool(said & {"go_back", "start_over"})


def _uses(step: Step, kind: type[Tool]) -> bool:
    return any(isinstance(one, UseTool) and isinstance(one.tool, kind) for one in step.commands)


def _broken(rule: str, record: Record, at: float, detail: str) -> Violation:
    return Violation(rule, round(at, 2), detail, record.planned.number)
