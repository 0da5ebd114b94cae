"""Clauses of an answer that name a day or time without wishing for it.

"It quit on us Wednesday night, so tomorrow": what happened is left out. "Friday, my sister flies in
Saturday", "after five because I don't get off till four thirty": a reason is set apart, and counts
only where the rest of the answer names nothing.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from agent.nlu import clock, days
from agent.nlu.phrases import Phrasebook

BAR = "|"
"""Stands for a clause taken out, so that the words on both sides don't grow together."""

_REACH = 7
"""Words between the verb of an aside and the day or time it is about."""

Kind = Literal["past", "reason"]
_OPENINGS: Phrasebook[Kind] = Phrasebook(
    {
        "past": (
            "quit/died/broke/stopped/failed/started/happened/conked/crapped/froze/leaked",
            "went/gave/shut/turned/broke/cut out/down/off/up/bad/dead/cold",
            "been out/down/off/broken/like_this/acting_up/dead/cold/hot/without",
            "came out/by/over/here?",
            "was/were here/out/there/broken/supposed/scheduled/working/fine",
            "called/noticed/bought/installed/replaced",
            "quit/stopped/started working/running/heating/cooling/blowing/making/leaking",
            "last/past time",
        ),
        "reason": (
            "because/cause/cuz/cos",
            "flies/fly/flying in/out/home/back",
            "comes/come/coming to_town/in_from/in_on/into_town/home/back/over",
            "is/are visiting/arriving/moving/leaving",
            "arrives/arrive/leaves/leave/visits",
            "i_am/we_are/he_is/she_is/i/we/he/she/i_will_be/we_will_be get/gets/getting back/home/"
            "off/in/out",
            "i_am/we_are/he_is/she_is back/off_at/done_at/off_work",
            "i/we/he/she do/does not get/be back/home/off/in/out",
            "until/till i/we/he/she get/gets/am/is/are back/home/off/done",
            "i/we/he/she work/finish/finishes/start/starts/works until/till/at/through",
            "have_to/has_to/got_to/need_to leave/go/run",
            "have/has/having company/guests/family",
        ),
    }
)
_BOUNDARY: Phrasebook[bool] = Phrasebook(
    {
        True: (
            "so/but/please/|/how/let/then/maybe/just",
            "can/could/would/will you/i/we/someone/somebody/anyone/they",
            "i/we need/want/would/guess/prefer/meant/mean",
            "do/make/try/say monday/tuesday/wednesday/thursday/friday/saturday/sunday/the/it/next/"
            "tomorrow",
            "no wait/sorry?",
        )
    }
)
_NOTED: Phrasebook[bool] = Phrasebook(
    {
        True: (
            "is the/a/my/our/his/her holiday/birthday/anniversary/wedding/party/funeral/game/"
            "deadline",
            "is? monday/tuesday/wednesday/thursday/friday/saturday/sunday/today/tomorrow? "
            "is not it",
            "is thanksgiving/christmas/easter/halloween/labor_day/memorial_day/independence_day",
        )
    }
)
"""After a day: it is remarked upon, not asked for."""
_JOINS = frozenset(("or", "and", "to", "through", "till", "until", "at", "around", "on"))


class Apart(NamedTuple):
    """The words that wish, and those of reasons; what happened is in neither."""

    wish: tuple[str, ...]
    reasons: tuple[str, ...]


def apart(tokens: Sequence[str], today: date) -> Apart:
    """Take the asides out of `tokens` (as from `phrases.plain`)."""
    at = _conclusion(tokens, today)
    wish: list[str] = []
    reasons: list[str] = [*tokens[:at], BAR] if at else []
    while at < len(tokens):
        found = _aside(tokens, at, today)
        if found is None:
            wish.append(tokens[at])
            at += 1
            continue
        kind, stop = found
        wish.append(BAR)
        if kind == "reason":
            reasons.extend((*tokens[at:stop], BAR))
        at = stop
    return Apart(tuple(wish), tuple(reasons))


def _conclusion(tokens: Sequence[str], today: date) -> int:
    """Where the wish begins in "my daughter graduates Saturday, so it has to be Friday"; else 0."""
    if "so" not in tokens:
        return 0
    named = False
    for at in range(len(tokens) - 1, 0, -1):
        if tokens[at] == "so" and tokens[at - 1] not in _NOT_SO and named:
            return at + 1
        named = named or days.days_at(tokens, at, today) is not None
    return 0


_NOT_SO = frozenset(("or", "not", "think", "hope", "guess", "say", "and", "if", "is", "be"))


def _aside(tokens: Sequence[str], at: int, today: date) -> tuple[Kind, int] | None:
    """What kind of aside begins at word `at`, and where it ends."""
    opening = _OPENINGS.at(tokens, at)
    if opening is not None:
        stop = _told(tokens, opening.end, today, past=opening.value == "past")
        return (opening.value, stop) if stop else None
    day = days.days_at(tokens, at, today)
    if day is not None and day.end < len(tokens) and (noted := _NOTED.at(tokens, day.end)):
        return "reason", noted.end
    return None


def _told(tokens: Sequence[str], start: int, today: date, *, past: bool) -> int:
    """Where the day or time told after an opening ends; 0 when none is."""
    at = start
    while at < min(len(tokens), start + _REACH):
        if _BOUNDARY.at(tokens, at) is not None:
            return 0
        stop = _when_stop(tokens, at, today)
        if stop and past and not _can_be_past(tokens, at):
            return 0
        if stop:
            return _goes_on(tokens, stop, today)
        at += 1
    return 0


def _can_be_past(tokens: Sequence[str], at: int) -> bool:
    before = tokens[at - 1]
    ahead = tokens[at] in ("tomorrow", "next", "in", "tonight") or before in ("next", "coming")
    return not ahead


def _when_stop(tokens: Sequence[str], at: int, today: date) -> int:
    day = days.days_at(tokens, at, today)
    if day is not None:
        return day.end
    part = clock.part_at(tokens, at)
    if part is not None:
        return part.end
    span = clock.span_at(tokens, at, None)
    sure = span is not None and (span.sure or tokens[at - 1] == "at")
    return span.end if span is not None and sure else 0


def _goes_on(tokens: Sequence[str], stop: int, today: date) -> int:
    """Where a day with the parts and times said along with it ends."""
    while stop < len(tokens):
        skip = stop + 1 if tokens[stop] in _JOINS and stop + 1 < len(tokens) else stop
        further = _when_stop(tokens, skip, today)
        if not further:
            return stop
        if skip == stop and days.days_at(tokens, skip, today) is not None:
            return stop
        stop = further
    return stop
