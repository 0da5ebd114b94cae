"""Whose turn it is, told to a path that speaks and listens by turns.

Such a path has to know before it asks the carrier for the caller's words whether we have more to
say; the commands and events of the call tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.call import endpointing
from agent.call.bywords import WordEars
from agent.call.prompts import Prompts
from agent.events import (
    AskModel,
    Command,
    DropModel,
    Event,
    Expect,
    ModelDone,
    ModelFailed,
    StartTimer,
    ToolDone,
    ToolFailed,
    UseTool,
)
from agent.ports import AudioPath, Floor, TurnTransport

PATIENCE = 5.0
"""Seconds of silence while the dialogue has not named any."""


@dataclass(slots=True)
class Work:
    """What is under way that may make us speak, by the events and commands so far."""

    tools: set[int] = field(default_factory=set)
    model: int | None = None
    patience: float = PATIENCE

    def applied(self, event: Event, commands: Sequence[Command]) -> None:
        """An event and what the dialogue did about it."""
        match event:
            case ToolDone(op=op) | ToolFailed(op=op):
                self.tools.discard(op)
            case ModelDone(op=op) | ModelFailed(op=op) if op == self.model:
                self.model = None
            case _:
                pass
        for command in commands:
            self._commanded(command)

    def _commanded(self, command: Command) -> None:
        match command:
            case UseTool(op=op):
                self.tools.add(op)
            case AskModel(op=op):
                self.model = op
            case DropModel(op=op) if op == self.model:
                self.model = None
            case StartTimer(timer="silence", seconds=seconds):
                self.patience = seconds
            case _:
                pass


class ByTurns:
    """Keeps one path informed; without such a path it does nothing."""

    def __init__(self, prompts: Prompts, words: WordEars) -> None:
        self.work = Work()
        self._prompts = prompts
        self._words = words
        self._path: TurnTransport | None = None

    @property
    def there(self) -> bool:
        """The path of the call is one that goes by turns."""
        return self._path is not None

    def attach(self, path: AudioPath) -> None:
        """This is the call's path from now on."""
        self._path = path if isinstance(path, TurnTransport) else None
        if self._path is not None:
            self._path.attach(self._prompts.take)

    def detach(self) -> None:
        """The path is gone."""
        self._path = None

    def tell(self, expect: Expect, *, leaving: bool) -> None:
        """Tell the path whose turn it is; `leaving`: no turn of the caller's follows."""
        if self._path is None:
            return
        work, prompts = self.work, self._prompts
        awaited = work.tools or work.model is not None or self._words.reading
        self._path.floor(
            Floor(
                expect=expect,
                working=bool(awaited),
                making=prompts.making,
                unsaid=prompts.ready,
                urgent=prompts.urgent,
                leaving=leaving,
                patience=work.patience,
                pause=endpointing.usual(expect.what),
            )
        )
