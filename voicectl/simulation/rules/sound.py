"""Rules about what was heard on the line of one call."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from agent.call.clauses import LONGEST
from agent.events import (
    Heard,
    Key,
    NotUnderstood,
    Reconnected,
    Said,
    Say,
    SpeechStarted,
    TakenOver,
)
from agent.ports import FRAME_SECONDS
from simulators.world.coded import Vocabulary, pieces
from simulators.world.span import SpanLine
from simulators.world.weather import Weather
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.witness import Record, Utterance

FLOOR = (SpeechStarted, Heard, NotUnderstood, Key)
"""Events with which the caller has the floor."""
HELD_S = 0.021
"""A frame may be on its way at the very moment."""
SPOKE_S = 0.5
"""Who was heard so shortly ago was still speaking."""
ANSWER_S = 3.0
"""A caller who has finished hears something within this time, if nothing is ill."""
ANSWER_ILL_S = 20.0
"""And in any case within this."""
SKIP = 12
"""So many words may be played that history does not count: begun and cut, or said again."""
SETTLED_S = 0.3
"""After a line's end what was heard on it is still told."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was played. Times are loop times."""

    text: str
    begins: float


def faults(
    record: Record, weather: Weather, words: Vocabulary, stood: list[tuple[float, float]]
) -> Iterator[Violation]:
    """All of them. `stood`: stretches of time in which no node worked."""
    yield from _stale(record, stood)
    yield from _heard(record, words)
    yield from _turns(record, weather, stood)


def _stale(record: Record, stood: list[tuple[float, float]]) -> Iterator[Violation]:
    """When the caller has the floor, nothing is played of what we were saying before; only what
    nobody may interrupt goes on.
    """
    urgent: set[int] = set()
    for number, step in enumerate(record.steps):
        if isinstance(step.event, Said):
            urgent.discard(step.event.say)
        elif isinstance(step.event, TakenOver | Reconnected):
            urgent.clear()
        if isinstance(step.event, FLOOR) and not urgent and not _near(stood, step.time):
            stale = _played_late(record, number)
            if stale > HELD_S:
                what = f"{stale:.2f} s of what we said before were played after {step.event}"
                yield _broken("silent at once", record, step.time, what)
        says = [one for one in step.commands if isinstance(one, Say)]
        urgent.update(one.say for one in says if not one.interruptible)


def _played_late(record: Record, number: int) -> float:
    """Seconds played after a step of what was said before it. The caller's first sound may be
    taken back; once they are heard nothing comes before our next words.
    """
    step = record.steps[number]
    line = next((one for one in record.lines if _lives(one, step.time)), None)
    if line is None:
        return 0.0
    frames = line.played.frames
    place = bisect_left(frames, step.time, key=lambda frame: frame[0])
    until = step.time
    spoke = place > 0 and step.time - frames[place - 1][0] < SPOKE_S
    if spoke and not isinstance(step.event, SpeechStarted):
        later = (one.time for one in record.steps[number:] if one.said)
        until = next(later, step.time)
    late = takewhile(lambda frame: frame[2] < until, frames[place:])
    return FRAME_SECONDS * sum(1 for _ in late)


def _lives(line: SpanLine, at: float) -> bool:
    return line.began <= at and (line.ended is None or at <= line.ended)


def _heard(record: Record, words: Vocabulary) -> Iterator[Violation]:
    """What the history says was heard is what was played, word by word, on each line. Where marks
    are lost it may hold less.
    """
    for line in record.lines:
        yield from _line(record, line, words)


def _line(record: Record, line: SpanLine, words: Vocabulary) -> Iterator[Violation]:
    played = list(_played(line, words))
    ends = line.ended + SETTLED_S if line.ended is not None else float("inf")
    place = 0
    for step in record.steps:
        if not isinstance(step.event, Said) or not line.began <= step.time <= ends:
            continue
        for word in step.event.heard.split():
            if len(word) > LONGEST:
                continue  # no word: it is said in pieces
            near = played[place : None if line.mute_marks else place + SKIP]
            found = next((at for at, one in enumerate(near) if one.text == word), None)
            if found is None:
                there = " ".join(one.text for one in near[:6])
                what = f"history has {word!r} of {step.event}, the line played {there!r}"
                yield _broken("heard is true", record, step.time, what)
                return
            place += found + 1


def _played(line: SpanLine, words: Vocabulary) -> list[Word]:
    """The words of a line; a sound that was cut does not run into the next one."""
    stretches: list[tuple[float, list[bytes]]] = []
    clears, last = iter((*line.played.clears, float("inf"))), -1.0
    clear = next(clears)
    for begins, frame, _ in line.played.frames:
        if begins > last + 0.0201 or begins >= clear:
            stretches.append((begins, []))
        while begins >= clear:
            clear = next(clears)
        stretches[-1][1].append(frame)
        last = begins
    return [
        Word(piece.word, begins + piece.start / 8000)
        for begins, frames in stretches
        for piece in pieces(b"".join(frames), words)
        if piece.word
    ]


def _turns(
    record: Record, weather: Weather, stood: list[tuple[float, float]]
) -> Iterator[Violation]:
    for said in record.utterances:
        line = _line_of(record, said)
        if line is None or not _open_until(line, said.ends + ANSWER_ILL_S):
            continue
        calm = _calm(record, weather, stood, said)
        limit = ANSWER_S if calm else ANSWER_ILL_S
        became = any(
            said.begins <= step.time <= said.ends + limit
            for step in record.steps
            if isinstance(step.event, Heard | NotUnderstood | TakenOver)
        )
        answered = any(
            said.ends - 0.5 <= begins <= said.ends + limit for begins, *_ in line.played.frames
        )
        if not became and not answered:
            yield _broken("no lost turn", record, said.ends, f"{said.text!r} was not heard")
        elif not answered:
            yield _broken("no silence", record, said.ends, f"no answer to {said.text!r}")


def _line_of(record: Record, said: Utterance) -> SpanLine | None:
    found = [line for line in record.lines if line.began <= said.begins]
    return found[-1] if found else None


def _open_until(line: SpanLine, at: float) -> bool:
    return line.ended is None or line.ended > at


def _calm(
    record: Record, weather: Weather, stood: list[tuple[float, float]], said: Utterance
) -> bool:
    odd = record.planned.mishap != "none" or _near(stood, said.ends)
    return not odd and weather.calm(said.ends + ANSWER_S, since=ANSWER_S + 45.0)


def _near(stood: list[tuple[float, float]], at: float) -> bool:
    return any(begins - 2.0 <= at <= ends + 5.0 for begins, ends in stood)


def _broken(rule: str, record: Record, at: float, detail: str) -> Violation:
    return Violation(rule, round(at, 2), detail, record.planned.number)
