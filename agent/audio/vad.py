"""Is somebody speaking: Silero's model at the telephone's own 8 kHz, one window of 32 ms at a time.

One onnxruntime session serves all calls; each call keeps its own small state. `infer` runs the
windows of many calls in one go, which costs a fraction of running them one by one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from agent.audio import mulaw

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 8000
WINDOW = 256
"""Samples the model judges at once: 32 ms."""
CONTEXT = 32
"""Samples of the window before, which the model wants in front."""


class Runner(Protocol):
    """What we use of onnxruntime.InferenceSession."""

    def run(self, names: Sequence[str] | None, feed: dict[str, Any], /) -> Sequence[Any]:
        """Evaluate the model on named arrays."""
        ...


def load(path: Path) -> Runner:
    """Open the model for one thread; share the result between calls."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session: Runner = onnxruntime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"]
    )
    return session


class SpeechProbability:
    """The state of one call: audio of any length in, one probability per 32 ms out."""

    def __init__(self, session: Runner) -> None:
        import numpy as np

        self._session = session
        self._waiting = bytearray()
        self._context: NDArray[np.float32] = np.zeros(CONTEXT, dtype=np.float32)
        self._state: NDArray[np.float32] = np.zeros((2, 1, 128), dtype=np.float32)

    def add(self, ulaw: bytes) -> int:
        """Store audio without judging it; returns how many whole windows wait for `infer`."""
        self._waiting += ulaw
        return len(self._waiting) // WINDOW

    def push(self, ulaw: bytes) -> list[float]:
        """Judge all whole windows that `ulaw` (8 kHz mu-law) completes; 0..1 each, in order."""
        found = []
        for _ in range(self.add(ulaw)):
            found += infer([self])
        return found

    def begin_anew(self) -> None:
        """Judge what comes as if it were the first: after long silence or noise the model is slow
        to notice a voice (clear speech was missed for up to 0.5 s).
        """
        self._context = self._context * 0
        self._state = self._state * 0

    def reset(self) -> None:
        """Forget everything heard, as for a new call."""
        self._waiting.clear()
        self.begin_anew()

    def _take(self) -> "NDArray[np.float32]":
        """The next window with its context in front."""
        import numpy as np

        pcm = mulaw.decode(bytes(self._waiting[:WINDOW]))
        del self._waiting[:WINDOW]
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
        samples /= mulaw.FULL_SCALE
        window = np.concatenate([self._context, samples])
        self._context = window[-CONTEXT:]
        return window


def infer(calls: Sequence[SpeechProbability]) -> list[float]:
    """Judge one waiting window of each call in one run of the model (their shared session).

    Every call must have a whole window waiting (`add` returned 1 or more).
    """
    import numpy as np

    windows = np.stack([call._take() for call in calls])
    states = [call._state for call in calls]
    state = states[0] if len(states) == 1 else np.concatenate(states, axis=1)
    feed = {"input": windows, "state": state, "sr": np.array(RATE, dtype=np.int64)}
    output, after = calls[0]._session.run(None, feed)
    for place, call in enumerate(calls):
        call._state = after[:, place : place + 1]
    return [float(value) for value in output[:, 0]]
