"""What is said by turns: whole clauses become prompts, and the path learns what waits."""

from collections import deque
from typing import cast

from agent.call.mouth import Mouth
from agent.call.playout import Clause
from agent.call.prompts import Prompts
from agent.events import Say
from agent.ports import FRAME_BYTES, SILENCE

LOUD = b"\x00" * (2 * FRAME_BYTES)


class Queue:
    """A mouth that holds nothing up; keeps the frames that count as sent."""

    def __init__(self, *clauses: Clause) -> None:
        self.waiting = deque(clauses)
        self.frames: list[bytes] = []

    def next_whole(self) -> Clause | None:
        return self.waiting[0] if self.waiting and self.waiting[0].complete else None

    def frame_taken(self, clause: Clause, frame: bytes) -> None:
        self.frames.append(frame)
        clause.frame_sent(0.02 * len(self.frames))

    def clause_taken(self) -> str:
        clause = self.waiting.popleft()
        return f"0:{clause.say.say}:{clause.index}"


def clause(
    number: int, *, whole: bool = True, failed: bool = False, urgent: bool = False
) -> Clause:
    say = Say(say=number, text=" Hello there. ", interruptible=not urgent)
    audio = bytearray(b"" if failed else LOUD)
    return Clause(say, say.text, 0, last=True, audio=audio, complete=whole, failed=failed)


def prompts_of(*clauses: Clause) -> tuple[Prompts, Queue]:
    queue = Queue(*clauses)
    return Prompts(cast("Mouth", queue)), queue


def test_whole_clauses_are_taken_up_to_one_that_is_not() -> None:
    prompts, queue = prompts_of(clause(1), clause(2), clause(3, whole=False), clause(4))
    taken = prompts.take()
    assert [one.mark for one in taken] == ["0:1:0", "0:2:0"]
    assert [(one.text, one.audio, one.seconds) for one in taken] == [
        ("Hello there.", LOUD, 0.04)
    ] * 2
    assert len(queue.frames) == 4
    assert len(queue.waiting) == 2
    assert prompts.take() == ()


def test_what_our_voice_has_no_audio_for_is_left_to_the_carriers() -> None:
    prompts, queue = prompts_of(clause(1, failed=True))
    (prompt,) = prompts.take()
    assert prompt.audio == b""
    assert prompt.seconds > 0.5, "as long as such words usually take"
    assert len(queue.frames) > 25
    assert set(queue.frames) == {SILENCE}, "our side of the recording stays silent"


def test_the_path_is_told_what_waits() -> None:
    for clauses, ready, making, urgent in (
        ((), False, False, False),
        ((clause(1),), True, False, False),
        ((clause(1, whole=False),), False, True, False),
        ((clause(1), clause(2, whole=False, urgent=True)), True, True, True),
    ):
        prompts, _ = prompts_of(*clauses)
        assert (prompts.ready, prompts.making, prompts.urgent) == (ready, making, urgent)
