"""What we say on a path that speaks by turns: whole clauses, as prompts that the carrier plays.

They wait in the mouth's queue, and the mouth keeps the truth about what of them was heard.
"""

from agent.call.mouth import Mouth
from agent.call.playout import BYTES_PER_SECOND, Clause
from agent.ports import SILENCE, Announcement


class Prompts:
    """The prompts of one mouth, taken when the carrier asks for them."""

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth

    @property
    def ready(self) -> bool:
        """The next clause is whole."""
        waiting = self._mouth.waiting
        return bool(waiting) and waiting[0].complete

    @property
    def urgent(self) -> bool:
        """Something waits that nothing may hold up."""
        return any(not clause.say.interruptible for clause in self._mouth.waiting)

    @property
    def making(self) -> bool:
        """The voice is still at work on a clause that waits."""
        return any(not clause.complete for clause in self._mouth.waiting)

    def take(self) -> tuple[Announcement, ...]:
        """Hand over all whole clauses up to one that is not; they begin to play now."""
        prompts: list[Announcement] = []
        while (clause := self._mouth.next_whole()) is not None:
            prompts.append(self._prompt(clause))
        return tuple(prompts)

    def _prompt(self, clause: Clause) -> Announcement:
        ours = not clause.failed
        if not ours:
            clause.leave_to_carrier()
        audio = bytes(clause.audio[clause.sent :])
        while (frame := clause.next_frame()) is not None:
            self._mouth.frame_taken(clause, frame if ours else SILENCE)
        return Announcement(
            mark=self._mouth.clause_taken(),
            text=clause.text.strip(),
            language=clause.say.language,
            audio=audio if ours else b"",
            seconds=len(audio) / BYTES_PER_SECOND,
            interruptible=clause.say.interruptible,
        )
