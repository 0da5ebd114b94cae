"""What a process and its living children use, by /proc (proc(5)); and on which core they run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def cpu_seconds(pid: int, *, alone: bool = False) -> float:
    """CPU time until now, of the process `alone` or with its children; 0 for one that is gone."""
    return sum(_cpu(one) for one in ((pid,) if alone else family(pid)))


def rss_mb(pid: int) -> float:
    """Resident memory; pages that children share with their parent count for each of them."""
    return sum(_rss(one) for one in family(pid))


def family(pid: int) -> Iterator[int]:
    """The process and all that descends from it."""
    yield pid
    try:
        children = [one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it ended meanwhile
        return
    for child in " ".join(children).split():
        yield from family(int(child))


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Processes started within run on this core, and so do their children."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _cpu(pid: int) -> float:
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


def _rss(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
