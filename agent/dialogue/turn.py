"""One step being made: the new state and the commands so far, and the few verbs that change them.

The dialogue's handlers are written with these verbs. The object lives only inside one call of
`step`, so the step as a whole stays a pure function.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec

from agent.dialogue import fidelity, phrases, spoken, summary
from agent.dialogue.state import (
    EMERGENCY_PHASES,
    LINE_CHARS,
    Goal,
    Line,
    OpenOp,
    Phase,
    Question,
    Slots,
    State,
)
from agent.events import (
    CancelTimer,
    Command,
    Expect,
    Expecting,
    Feeling,
    Guess,
    HangUp,
    Milestone,
    Note,
    Outcome,
    Say,
    StartTimer,
    StopSpeaking,
    Tool,
    Transfer,
    UseTool,
)
from agent.nlu import intents
from agent.profile.schema import CompanyProfile

FIRST_SILENCE_S = 5.0
NEXT_SILENCE_S = 8.0
WAIT_S = 60.0
TYPED_S = 3.0
"""After this long without another key a typed number is over."""
LANGUAGE_NEUTRAL = frozenset({"rule", "first", "issue"})
"""Fields of questions that are the same in every language."""
MOST_ASKED = 8
"""So many `Say`s of one question are told apart."""
IMPATIENT = 1.5
"""Frustration from which we are brief."""
COVER_S = 0.4
"""After this long without a tool's answer we say that we are looking."""


class Turn:
    """State and commands of the step being made."""

    def __init__(self, profile: CompanyProfile, state: State) -> None:
        self.profile = profile
        self.state = state
        self.commands: list[Command] = []
        self.planning = False
        """Set by `go_on`: when the handler is done, the plan decides what comes next."""
        self.aside = False
        """The words were beside the question: they count as no try to answer it."""
        self.alone = False
        """No language model is asked in this step."""
        self.readings: tuple[str, ...] = ()
        """Other readings of the words just heard, best first."""
        self.guess: tuple[str, Guess | None] | None = None
        """The words just heard and what the intent model makes of them."""

    # --- reading -------------------------------------------------------------------------------

    @property
    def slots(self) -> Slots:
        """The slots as they are now."""
        return self.state.slots

    @property
    def spoken(self) -> spoken.Speech:
        """How facts are said in the language of the call."""
        return spoken.for_language(self.state.language)

    @property
    def now(self) -> datetime:
        """Local time of the company, derived from the call's start and the event's time."""
        assert self.state.started is not None
        return datetime.fromisoformat(self.state.started.now) + timedelta(seconds=self.state.at)

    @property
    def is_open(self) -> bool:
        """Whether the office is staffed now."""
        return self.profile.is_open(self.now)

    @property
    def heat_wave_days(self) -> int:
        """As in `CallStarted`."""
        return self.state.started.heat_wave_days if self.state.started else 0

    def fails(self, key: str) -> int:
        """Failed tries of a question so far."""
        return self.state.fails.get(key, 0)

    def intent(self, text: str) -> intents.Intent:
        """What `text` asks for, by rules and model."""
        return intents.decide(text, self._guess_of(text))

    def ranked(self, text: str) -> tuple[tuple[str, float], ...]:
        """The model's likeliest labels of `text` with their probabilities; without a model none."""
        guess = self._guess_of(text)
        return guess.ranked if guess is not None else ()

    def feeling(self, text: str) -> Feeling | None:
        """What the mood model makes of `text`, if it was asked about these very words."""
        guess = self._guess_of(text)
        return guess.feeling if guess is not None else None

    def _guess_of(self, text: str) -> Guess | None:
        """The guess counts for the very words it was made of."""
        heard, guess = self.guess or ("", None)
        return guess if text == heard else None

    # --- changing ------------------------------------------------------------------------------

    def set(self, **changes: Any) -> None:
        """Replace fields of the state."""
        self.state = msgspec.structs.replace(self.state, **changes)

    def fill(self, **changes: Any) -> None:
        """Replace slots, leaving a note for each that was empty or differs."""
        before = self.slots
        self.set(slots=msgspec.structs.replace(before, **changes))
        for name, value in changes.items():
            if value and getattr(before, name) != value:
                self.note("slot_filled", name)

    def goal(self, goal: Goal) -> None:
        """Take up what the caller wants done."""
        if self.state.goal != goal:
            self.set(goal=goal)
            self.note("goal", goal)

    def flag(self, name: str) -> None:
        """Remember something that people should see later."""
        if name not in self.state.flags:
            self.set(flags=(*self.state.flags, name))

    def fail(self, key: str) -> int:
        """Count a failed try of a question; returns how often it failed now."""
        count = self.fails(key) + 1
        self.set(fails={**self.state.fails, key: count}, total_fails=self.state.total_fails + 1)
        self.note("no_match", key, str(count))
        return count

    def remember(self, who: Any, text: str) -> None:
        """Append to the transcript kept in the state."""
        asked = self.state.asked.key if self.state.asked and who == "caller" else ""
        line = Line(who=who, text=text[:LINE_CHARS], asked=asked)
        self.state, wrong = summary.append(self.state, line)
        if wrong:
            self.note("summary_rejected", "", fidelity.kinds(wrong))

    def go_on(self) -> None:
        """Leave what comes next to the plan."""
        self.planning = True

    # --- commands ------------------------------------------------------------------------------

    def say(self, key: str, /, **fields: str) -> None:
        """Speak a wording; its variants take turns."""
        self._say(key, fields, interruptible=True)

    def say_briefly(self, key: str, /, **fields: str) -> None:
        """Speak the short form of a wording."""
        self._say(key, fields, interruptible=True, brief=True)

    def say_firmly(self, key: str, /) -> None:
        """Speak a wording that the caller cannot interrupt: safety lines."""
        self._say(key, {}, interruptible=False)

    def say_text(self, text: str, *, firmly: bool = False) -> None:
        """Speak a ready text, e.g. one of the profile's; firmly: the caller can't interrupt it."""
        self._speak(text, interruptible=not firmly)

    def _say(
        self, key: str, fields: dict[str, str], *, interruptible: bool, brief: bool = False
    ) -> None:
        state = self.state
        used = state.said.get(key, 0)
        seed = state.started.seed if state.started else 0
        brief = brief or state.frustration >= IMPATIENT
        text = phrases.render(key, state.language, seed + used, fields, brief=brief)
        self._speak(text, interruptible=interruptible, said={**state.said, key: used + 1})

    def _speak(self, text: str, *, interruptible: bool, **changes: Any) -> None:
        state = self.state
        number = state.says + 1
        self.set(says=number, speaking=(*state.speaking, (number, text)), **changes)
        self.commands.append(
            Say(
                say=number,
                text=text,
                language=state.language,
                interruptible=interruptible,
                slow=state.slow,
            )
        )

    def ask(
        self, phase: Phase, key: str, expect: Expecting, /, *, have: str = "", **fields: str
    ) -> None:
        """Put a question; the caller's next words are read in `phase`."""
        question = Question(
            key=key, expect=expect, fields=fields, have=have, language=self.state.language
        )
        self.pend(phase, question)
        self.set(untold="number" in fields)
        self._put(question)
        self.note("slot_asked", key)

    def unask(self) -> None:
        """Take back the words said last: something else is said instead of the question."""
        self.unsay([one.say for one in self.commands if isinstance(one, Say)][-1:])

    def unsay(self, numbers: Collection[int]) -> None:
        """Take back `Say`s of this step by their numbers."""
        self.commands = [
            one for one in self.commands if not (isinstance(one, Say) and one.say in numbers)
        ]
        self.set(speaking=tuple(one for one in self.state.speaking if one[0] not in numbers))

    def pend(self, phase: Phase, question: Question) -> None:
        """Make a question the pending one without speaking it."""
        before = self.state.asked
        previous = self.state.previous
        if before is not None and before.key != question.key:
            previous = (*previous, before)[-4:]
        self.set(phase=phase, asked=question, previous=previous)
        self.set(asked_by=(), unheard=False, untold=False, typed="")
        self.expect(question)

    def expect(self, question: Question) -> None:
        """Tell the ears what the answer to a question will be like."""
        language = self.state.language
        self.commands.append(Expect(what=question.expect, have=question.have, language=language))

    def repeat(self) -> None:
        """Put the pending question again, in the next variant of its wording."""
        question = self.state.asked
        if question is not None and self._in_other_language(question):
            self.go_on()
        elif question is not None:
            self.expect(question)
            self._put(question)

    def _put(self, question: Question) -> None:
        self.say(question.key, **question.fields)
        self.set(asked_by=(*self.state.asked_by, self.state.says)[:MOST_ASKED])

    def _in_other_language(self, question: Question) -> bool:
        """Whether facts in the question must be worded anew: the plan asks it again."""
        return question.language != self.state.language and bool(
            question.fields.keys() - LANGUAGE_NEUTRAL
        )

    def use(self, tool: Tool, *, cover: str = "") -> int:
        """Ask the office; the answer comes back as an event."""
        op = self.state.ops + 1
        self.set(ops=op, open=(*self.state.open, OpenOp(op=op, tool=tool, cover=cover)))
        self.commands.append(UseTool(op=op, tool=tool))
        if cover:
            self.commands.append(StartTimer(timer="tool", number=op, seconds=COVER_S))
        return op

    def transfer(self, queue: Any, reason: str, whisper: str, number: str = "") -> None:
        """Hand the caller to people once everything queued was spoken; `number` instead of the
        queue's.
        """
        self.set(transfer_queue=queue, transfer_tried=True, asked=None)
        self.commands.append(Expect(what="nothing", language=self.state.language))
        wanted = Transfer(queue=queue, reason=reason, whisper=whisper, number=number)
        self.commands.append(wanted)
        self.note("transfer_started", queue, reason)

    def stop(self) -> None:
        """Drop what we are saying."""
        self.commands.append(StopSpeaking())

    def note(self, name: str, about: str = "", value: str = "") -> None:
        """Leave one analytics fact."""
        self.commands.append(Note(name=name, about=about, value=value))

    def milestone(self, name: str) -> None:
        """Ask for a durable checkpoint, once per milestone and job."""
        mark = f"{name}/{self.state.job_no}"
        if mark not in self.state.milestones:
            self.set(
                milestones=(*self.state.milestones, mark),
                milestone_turn=self.state.turn,
                frustration=max(0.0, self.state.frustration - 1),
            )
            self.commands.append(Milestone(name=name))

    def achieve(self, result: Outcome) -> None:
        """Record what the call has achieved; an emergency stays the call's result."""
        if self.state.result != "emergency_handled":
            self.set(result=result)

    def end(self, outcome: Outcome) -> None:
        """End the call with its one outcome after everything queued was spoken."""
        self.set(outcome=outcome, phase="ENDED", asked=None)
        self.commands.append(Expect(what="nothing", language=self.state.language))
        self.commands.append(CancelTimer(timer="silence"))
        self.commands.append(Milestone(name="M14"))
        self.commands.append(HangUp(outcome=outcome))

    def listen(self) -> None:
        """Start waiting for the caller: the silence ladder begins anew."""
        if self.state.phase == "ENDED" or self.state.asked is None or self.state.waiting:
            return
        number = self.state.timer + 1
        self.set(timer=number)
        seconds = FIRST_SILENCE_S if self.state.silences == 0 else NEXT_SILENCE_S
        seconds = TYPED_S if self.state.typed else seconds
        self.commands.append(StartTimer(timer="silence", number=number, seconds=seconds))

    @property
    def in_emergency(self) -> bool:
        """Whether the emergency script is running."""
        return self.state.phase in EMERGENCY_PHASES
