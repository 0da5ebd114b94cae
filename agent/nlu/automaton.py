"""Many patterns as one automaton over words: one look-up per word, however many patterns there are.

A state stands for every place in every pattern that the words so far can have come to (the subset
construction), so no word is ever looked at twice. Patterns are short and begin with named words;
that keeps the states of all our phrase books together near ten thousand.
"""

from collections.abc import Iterable, Mapping, Sequence

from agent.nlu.patterns import ANY, Slot

EDGES = ("<", ">")
"""Marks for the ends of an utterance: `*` takes no such mark."""


class State:
    """Where one word more or less has led.

    `ends`: the patterns that may end here, by number. `step`: the state after a word; `other`: the
    one after any word that is not in `step`.
    """

    __slots__ = ("ends", "other", "step")

    def __init__(self, ends: tuple[int, ...]) -> None:
        self.ends = ends
        self.step: dict[str, State | None] = {}
        self.other: State | None = None


_NOWHERE: dict[str, State | None] = {}
"""The steps of all states from which no word leads on; so they take no room."""


class _Places:
    """The places of all patterns: which words lead from each to which, and what may be skipped."""

    def __init__(self) -> None:
        self.words: list[list[tuple[Iterable[str], int]]] = []
        self.skips: list[int | None] = []
        self.any: list[int | None] = []
        self.ends: list[int | None] = []

    def new(self) -> int:
        """One more place."""
        self.words.append([])
        for column in (self.skips, self.any, self.ends):
            column.append(None)
        return len(self.words) - 1

    def add(self, number: int, slots: Sequence[Slot]) -> int:
        """The places of one pattern; returns its first."""
        first = here = self.new()
        for slot in slots:
            following = self.new()
            self.words[here].append((slot.single - {ANY}, following))
            for run in slot.runs:
                self._add_run(here, run, following)
            if ANY in slot.single:
                self.any[here] = following
            if slot.optional:
                self.skips[here] = following
            here = following
        self.ends[here] = number
        return first

    def _add_run(self, here: int, run: Sequence[str], following: int) -> None:
        for word in run[:-1]:
            inside = self.new()
            self.words[here].append(((word,), inside))
            here = inside
        self.words[here].append(((run[-1],), following))

    def reached(self, places: Iterable[int]) -> frozenset[int]:
        """`places` with all that follow by leaving out what is optional."""
        found: set[int] = set()
        for place in places:
            here: int | None = place
            while here is not None and here not in found:
                found.add(here)
                here = self.skips[here]
        return frozenset(found)


def starts(patterns: Iterable[Sequence[Slot]]) -> dict[str, State]:
    """The state after each word that a pattern can begin with; patterns are numbered from 0."""
    places = _Places()
    first = places.reached([places.add(number, slots) for number, slots in enumerate(patterns)])
    states: dict[frozenset[int], State] = {}
    todo: list[frozenset[int]] = []

    def state(reached: frozenset[int]) -> State:
        known = states.get(reached)
        if known is None:
            ends = sorted(end for at in reached if (end := places.ends[at]) is not None)
            known = states[reached] = State(tuple(ends))
            todo.append(reached)
        return known

    begun = {word: state(places.reached(to)) for word, to in _by_word(places, first).items()}
    while todo:
        reached = todo.pop()
        here = states[reached]
        anywhere = [to for at in reached if (to := places.any[at]) is not None]
        for word, following in _by_word(places, reached).items():
            together = following if word in EDGES else [*following, *anywhere]
            here.step[word] = state(places.reached(together))
        if anywhere:
            here.other = state(places.reached(anywhere))
            for edge in EDGES:
                here.step.setdefault(edge, None)
        here.step = here.step or _NOWHERE
    return begun


def _by_word(places: _Places, reached: Iterable[int]) -> dict[str, list[int]]:
    """Word -> the places it leads to."""
    found: dict[str, list[int]] = {}
    for at in reached:
        for words, to in places.words[at]:
            for word in words:
                found.setdefault(word, []).append(to)
    return found


def longest(state: State, tokens: Sequence[str], start: int) -> tuple[int, int] | None:
    """Number of the first of the longest patterns, and the place after its last word.

    `state` is the one after the word at `start`. None when no pattern ends.
    """
    here: State | None = state
    best: tuple[int, ...] = ()
    at, stop, size = start + 1, start, len(tokens)
    while here is not None:
        if here.ends:
            best, stop = here.ends, at
        if at == size:
            break
        here = here.step.get(tokens[at], here.other)
        at += 1
    return (best[0], stop) if best else None


def leftmost(starts: Mapping[str, State], tokens: Sequence[str]) -> list[tuple[int, int, int]]:
    """Number, start and stop of the longest patterns from left to right, without overlap.

    The loop of `longest` stands here again: a call for each word would cost more than the walk.
    """
    found: list[tuple[int, int, int]] = []
    start, size = 0, len(tokens)
    while start < size:
        here = starts.get(tokens[start])
        best: tuple[int, ...] = ()
        at, stop = start + 1, start + 1
        while here is not None:
            if here.ends:
                best, stop = here.ends, at
            if at == size:
                break
            here = here.step.get(tokens[at], here.other)
            at += 1
        if best:
            found.append((best[0], start, stop))
        start = stop
    return found


def every(state: State, tokens: Sequence[str], start: int) -> dict[int, int]:
    """Number of each pattern that begins at `start` -> the place after its longest match."""
    here: State | None = state
    found: dict[int, int] = {}
    at, size = start + 1, len(tokens)
    while here is not None:
        for number in here.ends:
            found[number] = at
        if at == size:
            break
        here = here.step.get(tokens[at], here.other)
        at += 1
    return found
