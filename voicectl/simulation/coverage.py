"""What hours reached: states of the dialogue, milestones, troubles and outcomes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from agent.dialogue.state import Phase
from agent.events import CallStarted, HangUp, Milestone, Note, Outcome
from voicectl.simulation.plan import ALL_FAULTS
from voicectl.simulation.town import Hour
from voicectl.simulation.witness import Step

PASSED = ("STATUS", "FAQ_ANSWER", "GOODBYE")
"""States of the conversation that last for one step, in which nothing is asked: a visit's status is
told, a question is answered, the last words are said. No state of a call shows them afterwards."""
MILESTONES = tuple(f"M{number}" for number in range(15))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was reached, and how often."""

    phases: Counter[str] = field(default_factory=Counter)
    milestones: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Coverage") -> None:
        """Put another hour's beside it."""
        for own, more in zip(self._all(), other._all(), strict=True):
            own.update(more)

    def missing(self) -> dict[str, tuple[str, ...]]:
        """What was not reached, by kind."""
        wanted = (
            ("phases", (*get_args(Phase), *PASSED)),
            ("milestones", MILESTONES),
            ("faults", ALL_FAULTS),
            ("outcomes", get_args(Outcome)),
        )
        return {
            kind: gone
            for kind, names in wanted
            if (gone := tuple(one for one in names if not getattr(self, kind)[one]))
        }

    def _all(self) -> tuple[Counter[str], ...]:
        return (self.phases, self.milestones, self.faults, self.outcomes)


def of(hour: Hour) -> Coverage:
    """What one hour reached."""
    found = Coverage(faults=Counter(hour.met))
    for record in hour.records.values():
        found.outcomes[str(record.outcome or "none")] += 1
        for step in record.steps:
            found.phases.update(_phases(step))
            found.milestones.update(one.name for one in step.commands if isinstance(one, Milestone))
    return found


def _phases(step: Step) -> Iterator[str]:
    """The phase a step leads to, and those that it begins in or passes."""
    if isinstance(step.event, CallStarted):
        yield "CONNECT"
    yield step.after.phase
    told = step.before is None or step.before.result != "status_given"
    if told and step.after.result == "status_given":
        yield "STATUS"
    if any(isinstance(one, Note) and one.name == "faq_answered" for one in step.commands):
        yield "FAQ_ANSWER"
    if step.said and any(isinstance(one, HangUp) for one in step.commands):
        yield "GOODBYE"
