"""Names of places in running code."""

from collections import Counter
from collections.abc import Sequence
from types import FrameType

OURS = "agent."
LOOP = "the loop itself"
"""No code but that which runs the loop."""
RUNNERS = ("asyncio.", "uvloop")
UNSEEN = "nobody could look"
MANY = "many things in turn, most often "
MOSTLY = 0.5


def place(frame: FrameType | None) -> str:
    """Our innermost function of a stack, and what it called where that is another's."""
    leaf = frame
    while frame is not None and not _module(frame).startswith(OURS):
        frame = frame.f_back
    if leaf is None or (frame is None and _module(leaf).startswith(RUNNERS)):
        return LOOP
    if frame is None or frame is leaf:
        return _name(leaf)
    return f"{_name(frame)} > {_name(leaf)}"


def usual(places: Sequence[str]) -> str:
    """The one of several looks at one stack that says most about them."""
    if not places:
        return UNSEEN
    found, times = Counter(places).most_common(1)[0]
    return found if times >= MOSTLY * len(places) else MANY + found


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "?"))


def _name(frame: FrameType) -> str:
    return f"{_module(frame)}:{frame.f_code.co_qualname}"
