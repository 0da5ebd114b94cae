"""A window that is judged after its path is gone, or after the call, changes nothing."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agent.call.ears import Ears
from agent.ports import Frame

LOUD = bytes(160)
"""20 ms of mu-law at full scale."""


class Later:
    """A detector that tells what it thinks when asked to."""

    def __init__(self) -> None:
        self.judged: list[Callable[[float], None]] = []

    def begin_anew(self) -> None:
        """Nothing."""

    def hear(self, ulaw: bytes, judged: Callable[[float], None], failed: object) -> None:
        self.judged.append(judged)


class Told:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: self.names.append(name)


@pytest.mark.parametrize(
    ("between", "hears"),
    [(lambda ears: None, True), (Ears.attach, False), (Ears.close, False)],
)
def test_what_is_judged_later_counts_only_on_its_own_path(
    between: Callable[[Ears], None], hears: bool
) -> None:
    async def main() -> None:
        ears.attach()
        for n in range(8):
            ears.hear(Frame(LOUD, 20 * n), speaking=False, interruptible=False)
        late = [one for detector in made for one in detector.judged]
        between(ears)
        told.names.clear()
        for judged in late[:5]:
            judged(1.0)
        assert ("speech_began" in told.names) is hears
        assert bool(told.names) is hears

    made: list[Later] = []
    told: Any = Told()
    clock: Any = asyncio.new_event_loop()
    nobody: Any = None
    ears = Ears(clock, nobody, lambda: made.append(Later()) or made[-1], nobody, told)
    asyncio.run(main())
    clock.close()
