"""Who used the processor, by the kernel's books (proc(5), schedstat); nothing where it has none."""

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TASKS = Path("/proc/self/task")
NAMELESS = "a thread of a library"


class Waiting:
    """How long one thread of this process was ready to run and did not."""

    def __init__(self, thread: int) -> None:
        """`thread`: its native id."""
        self._file: IO[bytes] | None = None
        self._last = 0.0
        try:
            self._file = (TASKS / str(thread) / "schedstat").open("rb", buffering=0)
        except OSError:  # not Linux, or a kernel without it
            return

    @property
    def seconds(self) -> float:
        """Since the thread began; 0 where nobody counts it."""
        if self._file is None:
            return 0.0
        with suppress(OSError):  # the thread ended
            # In one call to the system: both threads of watching may read at once.
            self._last = int(os.pread(self._file.fileno(), 80, 0).split()[1]) / 1e9
        return self._last

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Runner:
    """A thread of ours, or a process that we started."""

    name: str
    ours: bool
    """A thread of this process: it may hold the interpreter."""


def used(but: frozenset[int]) -> dict[Runner, float]:
    """CPU seconds until now of our threads, except those `but`, and of our child processes."""
    names = {one.native_id: one.name for one in threading.enumerate()}
    found: dict[Runner, float] = {}
    for task in _listed(TASKS):
        thread = int(task.name)
        if thread not in but:
            _count(found, Runner(names.get(thread, NAMELESS), True), task / "schedstat")
        for child in _words(task / "children"):
            process = Path("/proc") / child
            _count(found, Runner(_program(process), False), process / "schedstat")
    return found


def _count(found: dict[Runner, float], runner: Runner, path: Path) -> None:
    if words := _words(path):
        found[runner] = found.get(runner, 0.0) + int(words[0]) / 1e9


def _program(process: Path) -> str:
    """The Python module that a process runs, else its command."""
    try:
        line = (process / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return "a process"
    return line[line.index("-m") + 1] if "-m" in line[:-1] else line[0].rpartition("/")[2]


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:  # it ended meanwhile
        return []
