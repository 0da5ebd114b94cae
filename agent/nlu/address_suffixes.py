"""Where the suffix of a street's name stands: "street" in "park court street", no Saint."""

from collections.abc import Sequence

from agent.nlu import numbers
from agent.nlu.address_runs import BREAK, ZIP, number_stop
from agent.nlu.address_words import DIRECTIONS, FILLERS, NAMEABLE, NOISE, SUFFIXES
from agent.nlu.cities import city_at
from agent.nlu.states import state_at

MAX_NAME = 5
"""Words of the longest street name."""


def ends_talk(token: str) -> bool:
    return token in (BREAK, ZIP) or (token in NOISE and token not in NAMEABLE)


def suffix_stop(body: Sequence[str], at: int) -> int:
    """Index of the suffix of the street name that starts at `at`, 0 when it has none."""
    for place in range(at, min(at + MAX_NAME + 1, len(body))):
        token = body[place]
        if place > at and _joins_name(body, place):
            continue
        if place == at and _letter_a(body, at):
            continue
        if ends_talk(token) or (place > at and token in FILLERS):
            return 0
        if numbers.is_number(body, place) and number_stop(body, place) > place:
            return 0
        if place > at and token in SUFFIXES and not _saint(body, place, at):
            return _last_suffix(body, place, at)
    return 0


def _letter_a(body: Sequence[str], at: int) -> bool:
    """Whether "a" after a house number names a street: "one oh seven A Street"."""
    beside = at > 0 and at + 1 < len(body)
    return (
        beside and body[at] == "a" and numbers.is_number(body, at - 1) and body[at + 1] in SUFFIXES
    )


def _joins_name(body: Sequence[str], at: int) -> bool:
    """Whether "and" stands inside a street's name: "Wind and Fire Drive"."""
    rest = body[at + 1 : at + 3]
    plain = len(rest) == 2 and rest[0].isalpha() and rest[0] not in (*SUFFIXES, *NOISE)
    return body[at] == "and" and plain and rest[1] in SUFFIXES


def _last_suffix(body: Sequence[str], place: int, start: int) -> int:
    """The last of several suffix words in a row: in "park court drive" the drive."""
    following = place + 1
    while (
        following < len(body)
        and body[following] in SUFFIXES
        and not _saint(body, following, start)
        and not city_at(body, following)
    ):
        following += 1
    return following - 1


def _saint(body: Sequence[str], at: int, start: int) -> bool:
    """Whether "st" is Saint: in a known city, or after a suffix and before another name.

    The street's name starts at `start`: "Court St" is no suffix and a saint.
    """
    if body[at] != "st":
        return False
    following = body[at + 1] if at + 1 < len(body) else BREAK
    named = following not in (BREAK, ZIP) and following not in (*DIRECTIONS, *NOISE)
    named = named and number_stop(body, at + 1) == at + 1 and state_at(body, at + 1) is None
    return city_at(body, at) > 1 or (named and at - 1 > start and body[at - 1] in SUFFIXES)
