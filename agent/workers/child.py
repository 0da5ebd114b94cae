"""The engine's end of the pipe: `serve` reads jobs from standard input until it closes.

Standard output carries messages only, so whatever a library prints goes to standard error.
"""

import os
import select
from collections import deque
from collections.abc import Callable, Iterator

from agent.workers.frames import End, Garbled, Job, Message, Part, Ready, Stop, Unpacker, pack

Engine = Callable[[bytes], Iterator[bytes]]
"""One job's body in, the parts of its result out."""

CHUNK = 1 << 16


class _Pipe:
    """Blocking messages over two file descriptors; `waiting` looks without blocking."""

    def __init__(self, source: int, sink: int) -> None:
        self._source, self._sink = source, sink
        self._unpacker = Unpacker()
        self._messages: deque[Message] = deque()
        self.closed = False

    def send(self, message: Message) -> None:
        data = memoryview(pack(message))
        while data:
            data = data[os.write(self._sink, data) :]

    def receive(self) -> Message | None:
        """The next message, waiting for it; None when the other end is gone."""
        while not self._messages and not self.closed:
            self._read()
        return self._messages.popleft() if self._messages else None

    def stopped(self, number: int) -> bool:
        """Did the other end stop job `number` (or vanish) meanwhile?"""
        while not self.closed and select.select([self._source], [], [], 0)[0]:
            self._read()
        stop = Stop(number)
        return self.closed or stop in self._messages

    def _read(self) -> None:
        data = os.read(self._source, CHUNK)
        self.closed = not data
        self._unpacker.feed(data)
        while (message := self._unpacker.next()) is not None:
            self._messages.append(message)


def serve(load: Callable[[], Engine], *, nice: int = 0) -> int:
    """Load the engine, then answer jobs one by one; returns the exit code.

    `nice` lowers this process's priority (0..19) so that audio in real time goes first.
    """
    sink = os.dup(1)
    os.dup2(2, 1)
    if nice:
        os.nice(nice)
    pipe = _Pipe(0, sink)
    try:
        engine = load()
        pipe.send(Ready())
        while (message := pipe.receive()) is not None:
            if isinstance(message, Job):
                _answer(pipe, engine, message)
    except (BrokenPipeError, Garbled):
        return 1
    return 0


def _answer(pipe: _Pipe, engine: Engine, job: Job) -> None:
    """Run one job; a failure inside the engine is the job's result, not our end."""
    error = ""
    try:
        for part in engine(job.body):
            if pipe.stopped(job.number):
                break
            pipe.send(Part(job.number, part))
    except BrokenPipeError:
        raise
    except Exception as fault:  # engines raise what they like; the caller gets it as text
        error = f"{type(fault).__name__}: {fault}"
    pipe.send(End(job.number, error))
