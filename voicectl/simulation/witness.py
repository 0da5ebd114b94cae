"""What happened in an hour: every step of every call as its node applied it, and what was heard."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Any

import msgspec

from agent.call.session import Call
from agent.dialogue.state import State
from agent.events import CallStarted, Command, Event, Note, Outcome, Say
from simulators.world.span import SpanLine
from voicectl.simulation.house import House
from voicectl.simulation.plan import PlannedCall

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Step:
    """One event of one call and what the dialogue made of it."""

    time: float
    """Loop time."""
    node: str
    at: float
    event: Event
    commands: tuple[Command, ...]
    before: State | None
    """None: nothing was known of the call here before."""
    after: State

    @property
    def said(self) -> str:
        """What was said in this step."""
        return " ".join(one.text for one in self.commands if isinstance(one, Say))


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of the caller on the line. Times are loop times."""

    begins: float
    ends: float
    text: str


@dataclass(slots=True, eq=False)
class Record:
    """One call from outside."""

    planned: PlannedCall
    lines: list[SpanLine] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    """Nodes that had the call, in order; the same one again after the call came back."""
    calls: list[Call[State]] = field(default_factory=list)
    """The same as calls; only those of nodes that lived on have an end."""
    refused: str = ""
    """Why no node took the call."""
    left: bool = False
    """The caller put the phone down."""
    ended: float = 0.0
    """Loop time."""

    @property
    def outcome(self) -> Outcome | None:
        """As the last node settled it; None: no node did."""
        settled = [one.outcome for one in self.calls if one.outcome and not one.moved]
        return settled[-1] if settled else None

    @property
    def sid(self) -> str:
        """The carrier's name of the call."""
        return self.planned.sid


class Witness:
    """Sees every call of the hour."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    def of_node(self) -> "NodeWitness":
        """The observer of a node that is named once it is built."""
        return NodeWitness(self)

    def digest(self) -> str:
        """Changes with any event, command or moment of any call."""
        whole = hashlib.sha256()
        for sid, record in sorted(self.records.items()):
            whole.update(sid.encode())
            for step in record.steps:
                whole.update(_encode((step.node, step.at, step.event, step.commands)))
            whole.update(str(record.outcome).encode())
        return whole.hexdigest()[:16]


class NodeWitness:
    """`agent.call.needs.Observer` of one node."""

    def __init__(self, witness: Witness) -> None:
        self.house: House | None = None
        self._witness = witness
        self._time = asyncio.get_running_loop().time
        self._states: dict[str, State] = {}

    def applied(
        self, call: CallStarted, at: float, event: Event, commands: tuple[Command, ...]
    ) -> None:
        """A step was made."""
        house, record = self.house, self._witness.records.get(call.call_sid)
        if house is None or house.dead or record is None:
            return
        line = house.board.find(call.call_sid)
        if line is None:
            return
        after: State = line.call.state
        before = self._states.get(call.call_sid)
        step = Step(self._time(), house.name, at, event, commands, before, after)
        self._states[call.call_sid] = after
        record.steps.append(step)

    def noted(self, call: CallStarted, note: Note) -> None:
        """In the commands as well."""

    def timed(self, call: CallStarted, timing: Any) -> None:
        """Not judged."""

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """In the commands as well."""
