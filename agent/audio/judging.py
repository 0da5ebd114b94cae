"""Windows of many calls judged together: what came in one turn of the loop is one run of the model.

One window alone takes about four times as long as one of sixteen, so the more a node has to do, or
to catch up with after a stall, the less each window costs. A quiet node waits for nothing.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from agent.audio.vad import Runner, SpeechProbability, infer

Judged = Callable[[float], None]
"""Told the probability of speech in a window."""
Failed = Callable[[Exception], None]
"""Told of a bug, in the model or in who was told."""


class Judging:
    """The model's windows of all calls of a node."""

    def __init__(self, session: Runner) -> None:
        self._session = session
        self._waiting: list[CallDetector] = []

    def detector(self) -> "CallDetector":
        """A new call."""
        return CallDetector(SpeechProbability(self._session), self._soon)

    def _soon(self, call: "CallDetector") -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._judge)
        self._waiting.append(call)

    def _judge(self) -> None:
        calls, self._waiting = self._waiting, []
        while calls:
            try:
                found = infer([call.sound for call in calls])
            except Exception as error:  # the boundary: who waits must not go deaf without a word
                for call in calls:
                    call.gave_up(error)
                return
            for call, probability in zip(calls, found, strict=True):
                call.told(probability)
            calls = [call for call in calls if call.waits]


class CallDetector:
    """`agent.call.segments.SpeechDetector` of one call."""

    def __init__(self, sound: SpeechProbability, soon: Callable[["CallDetector"], None]) -> None:
        """`soon` is asked once to have all windows judged that wait by then."""
        self.sound = sound
        self._soon = soon
        self._asked: deque[tuple[Judged, Failed]] = deque()
        self._anew_in = 0
        """After so many windows the model begins anew; 0 and less: it does not."""

    @property
    def waits(self) -> bool:
        """Windows are not judged yet."""
        return bool(self._asked)

    def hear(self, ulaw: bytes, judged: Judged, failed: Failed) -> None:
        """Take audio; within this turn of the loop `judged` is told of each window it completes."""
        waited = self.waits
        whole = self.sound.add(ulaw)
        self._asked.extend([(judged, failed)] * (whole - len(self._asked)))
        if self._asked and not waited:
            self._soon(self)

    def begin_anew(self) -> None:
        """Judge what comes without regard to what was before it, which may wait still."""
        if self.waits:
            self._anew_in = len(self._asked)
        else:
            self.sound.begin_anew()

    def told(self, probability: float) -> None:
        """The oldest window is judged."""
        judged, failed = self._asked.popleft()
        self._anew_in -= 1
        if self._anew_in == 0:
            self.sound.begin_anew()
        try:
            judged(probability)
        except Exception as error:  # the boundary: a bug in one call must not deafen the others
            failed(error)

    def gave_up(self, error: Exception) -> None:
        """No window that waits will be judged."""
        _, failed = self._asked[0]
        self._asked.clear()
        failed(error)
