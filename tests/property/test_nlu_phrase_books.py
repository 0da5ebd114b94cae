"""Phrase books find what a plain reading of the notation finds, whatever the patterns and words."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from agent.nlu.patterns import ANY, Slot, slots_of
from agent.nlu.phrases import Phrasebook

WORDS = ("a", "b", "c", "d", "<", ">")
NAMED = ("a", "b", "c", "a_b", "b_c_a", "a/b", "b/c", "a/b_c", "c+")


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A pattern that begins with a named word and has one that is required."""
    first = draw(st.sampled_from(NAMED))
    rest = draw(
        st.lists(st.sampled_from((*NAMED, *(f"{n}?" for n in NAMED), "*", "*?")), max_size=4)
    )
    return " ".join((first, *rest))


def reading(slots: Sequence[Slot], tokens: Sequence[str], at: int) -> int:
    """Where the longest match of `slots` at word `at` ends, -1 when there is none."""
    if not slots:
        return at
    slot, rest = slots[0], slots[1:]
    ends = [reading(rest, tokens, at)] if slot.optional else []
    word = tokens[at] if at < len(tokens) else ""
    if word in slot.single or (ANY in slot.single and word not in ("", "<", ">")):
        ends.append(reading(rest, tokens, at + 1))
    ends += [
        reading(rest, tokens, at + len(run))
        for run in slot.runs
        if tuple(tokens[at : at + len(run)]) == run
    ]
    return max(ends, default=-1)


def expected(texts: Sequence[str], tokens: Sequence[str]) -> list[tuple[int, int, int]]:
    """(pattern, start, end) of every pattern at every word, each at its longest."""
    every = (
        (number, at, reading(slots_of(text), tokens, at))
        for at in range(len(tokens))
        for number, text in enumerate(texts)
    )
    return [one for one in every if one[2] > one[1]]


@given(st.lists(patterns(), min_size=1, max_size=6), st.lists(st.sampled_from(WORDS), max_size=9))
def test_every_phrase_is_found_at_its_longest(texts: list[str], said: list[str]) -> None:
    book, wanted = Phrasebook({n: (text,) for n, text in enumerate(texts)}), expected(texts, said)
    assert [tuple(match) for match in book.every(said)] == wanted
    assert book.every_value(said) == {number for number, _, _ in wanted}


@given(st.lists(patterns(), min_size=1, max_size=6), st.lists(st.sampled_from(WORDS), max_size=9))
def test_the_longest_are_found_from_left_to_right(texts: list[str], said: list[str]) -> None:
    book, left = Phrasebook({n: (text,) for n, text in enumerate(texts)}), expected(texts, said)
    wanted, stop = [], 0
    for at in range(len(said)):
        here = [one for one in left if one[1] == at]
        best = max(here, key=lambda one: (one[2], -one[0]), default=None)
        found = book.at(said, at)
        assert (None if found is None else tuple(found)) == best
        if best is not None and at >= stop:
            wanted.append(best)
            stop = best[2]
    assert [tuple(match) for match in book.find(said)] == wanted
    assert book.values(said) == [number for number, _, _ in wanted]
    assert book.has(said) == bool(wanted)
