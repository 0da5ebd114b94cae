"""Which of the offered windows the caller takes, or what they want instead."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from agent.events import Window
from agent.nlu import acts, dates
from agent.nlu.clock import HOURS
from agent.nlu.dates import When
from agent.nlu.phrases import Match, Phrasebook, padded

Direction = Literal["earlier", "later"]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an offer; all fields empty means it was not understood: ask which one."""

    index: int | None = None
    """Position of the window taken."""
    decline: bool = False
    """None of the offered windows suits."""
    direction: Direction | None = None
    """Something earlier or later than the offer is wanted."""
    when: When | None = None
    """Another wish; one without a day of its own means the days of the offer."""


Sign = Literal["first", "second", "third", "last", "any", "decline", "earlier", "later", "skip"]
_ONE = "one/option/slot/window/time/choice/of_those/of_them/appointment/opening"
_SIGNS: Phrasebook[Sign] = Phrasebook(
    {
        "skip": (
            "first name/thing/of_all",
            "first/second/third of january/february/march/april/may/june/july/august/september/"
            "october/november/december",
            "one/a/just_a second/sec/moment",
            "see you later",
            "later this/next/in_the week/month/day/afternoon",
            "no later/earlier than",
            "or later/earlier",
        ),
        "first": (
            f"first {_ONE}?",
            "number/option one/1",
            "1st one?",
            f"former/earlier/earliest/sooner/soonest {_ONE}",
            f"the former/earliest/soonest {_ONE}?",
            "earliest/soonest >",
            "la/el primera/primero opcion?",
            "primera/primero",
        ),
        "second": (
            f"second {_ONE}?",
            "number/option two/2",
            "2nd one?",
            f"the latter {_ONE}?",
            "the other_one",
            "segunda/segundo",
        ),
        "third": (f"third {_ONE}?", "number/option three/3", "3rd one?", "tercera/tercero"),
        "last": (f"last/later/latest {_ONE}", "the last", "latter one", "la/el ultima/ultimo"),
        "any": (
            "whatever/whichever/any works/is_fine/is_good/is_easiest/you_like/you_have/one",
            "whatever/whichever/either",
            "either one? works/is_fine/is_good/way/of_them/of_those",
            "both work/are_fine/are_good",
            "does/do not matter/care/mind",
            "you pick/choose/decide",
            "no preference",
            "up to you",
            "cualquiera",
            "la/lo que sea/guste/quiera/prefiera",
            "me da igual/lo_mismo",
            "no importa",
        ),
        "decline": (
            "not that/those/that_one/either/the_first/the_second/this_one",
            "none/neither",
            "what/anything/something/anywhere/any_thing else",
            "what other/others",
            "another/different/other one/time/day/option/options/slot/slots/times/days/window",
            "any other/others",
            "do/does/will/can/would not work/do/make/fit/suit",
            "more/other options/choices/times",
            "not good/possible/gonna_work/going_to_work",
            "is that all/it/the_only",
            "ninguna/ninguno/otra/otro",
        ),
        "earlier": ("earlier/sooner", "mas temprano/pronto", "before that", "too late"),
        "later": ("later", "mas tarde", "after that", "too early/soon"),
    }
)
_PLACES: dict[Sign, int] = {"first": 0, "second": 1, "third": 2}
_WEEKDAYS = (
    ("monday", "mondays", "lunes"),
    ("tuesday", "tuesdays", "martes"),
    ("wednesday", "wednesdays", "miercoles"),
    ("thursday", "thursdays", "jueves"),
    ("friday", "fridays", "viernes"),
    ("saturday", "saturdays", "sabado"),
    ("sunday", "sundays", "domingo"),
)
_NOT_AN_HOUR = frozenset(("that", "this", "the", "either", "which", "any", "no", "each", "second"))


def choose(text: str, options: Sequence[Window], now: datetime) -> Choice:
    """Read the answer to an offer of `options`; `now` as in `dates.parse`."""
    tokens = padded(text)
    signs = _SIGNS.find(tokens)
    kinds = {sign.value for sign in signs}
    placed = [sign for sign in signs if sign.value in ("first", "second", "third", "last")]
    refused = "decline" in kinds or acts.yes_no(text) == "no"
    if placed and not _place_denied(tokens, placed[-1].start):
        return _by_place_or_day(placed[-1], tokens, options, now)
    wish = dates.parse(text, now)
    if wish.status == "ok" and not (wish.soonest and wish.open):
        return _by_wish(wish, tokens, options)
    if "any" in kinds and not refused:
        return Choice(index=0) if options else Choice()
    direction = next((kind for kind in ("earlier", "later") if kind in kinds), None)
    if direction is not None:
        return Choice(decline=True, direction=direction)
    if refused:
        return Choice(decline=True)
    if wish.soonest:
        return Choice(index=0) if options else Choice()
    return _by_hour(tokens, options) or _by_consent(text, options)


def _by_place_or_day(
    place: Match[Sign], tokens: Sequence[str], options: Sequence[Window], now: datetime
) -> Choice:
    """ "The earliest one on Saturday": the day decides first, then the place among its windows."""
    rest = (*tokens[1 : place.start], *tokens[place.end : -1])
    wish = dates.parse(" ".join(rest), now)
    if wish.status != "ok" or wish.open or wish.soonest:
        return _by_place(place.value, options)
    fitting = _fitting(wish, tokens, options)
    if not fitting:
        return Choice(when=wish)
    found = _by_place(place.value, [options[n] for n in fitting])
    return found if found.index is None else Choice(index=fitting[found.index])


def _by_place(sign: Sign, options: Sequence[Window]) -> Choice:
    place = len(options) - 1 if sign == "last" else _PLACES[sign]
    return Choice(index=place) if 0 <= place < len(options) else Choice(decline=not options)


def _place_denied(tokens: Sequence[str], at: int) -> bool:
    return "not" in tokens[max(0, at - 2) : at]


def _by_wish(wish: When, tokens: Sequence[str], options: Sequence[Window]) -> Choice:
    """The window that a day or time fits; a wish that fits none stays a wish."""
    fitting = _fitting(wish, tokens, options)
    if len(fitting) == 1:
        return Choice(index=fitting[0])
    if fitting:
        exact = [n for n in fitting if wish.start and options[n].start == wish.start]
        return Choice(index=exact[0]) if len(exact) == 1 else Choice()
    if wish.open and wish.type != "any" and options:
        days = [option.date for option in options]
        wish = msgspec.structs.replace(wish, date_from=min(days), date_to=max(days), open=False)
    return Choice(when=wish)


def _fitting(wish: When, tokens: Sequence[str], options: Sequence[Window]) -> list[int]:
    if wish.open and wish.type == "any":
        return []
    first, last = wish.date_from or "", wish.date_to or ""
    on_day = [
        n
        for n, option in enumerate(options)
        if wish.open or (first <= option.date <= last and option.date not in wish.exclude)
    ]
    if not on_day and "next" not in tokens:
        named = {day for day, names in enumerate(_WEEKDAYS) if not {*names}.isdisjoint(tokens)}
        refused = {date.fromisoformat(day).weekday() for day in wish.exclude}
        on_day = [
            n
            for n, option in enumerate(options)
            if date.fromisoformat(option.date).weekday() in named - refused
        ]
    return [n for n in on_day if _time_fits(wish, options[n])]


def _time_fits(wish: When, option: Window) -> bool:
    start, end = wish.start or "00:00", wish.end or "23:59"
    match wish.type:
        case "exact":
            return option.start <= start < option.end
        case "from":
            return option.start >= start
        case "until":
            return option.end <= end
        case "range":
            return option.start >= start and option.end <= end
        case "part":
            return start <= option.start < end
        case _:
            return True


def _by_hour(tokens: Sequence[str], options: Sequence[Window]) -> Choice | None:
    """ "Eight is good for us": a bare hour counts when exactly one window begins then."""
    hours = {
        HOURS.get(word) or int(word)
        for before, word in itertools.pairwise(tokens)
        if (word in HOURS or (word.isdecimal() and len(word) <= 2))
        and not (word == "one" and before in _NOT_AN_HOUR)
    }
    if not hours:
        return None
    at = [n for n, option in enumerate(options) if (int(option.start[:2]) - 1) % 12 + 1 in hours]
    return Choice(index=at[0]) if len(at) == 1 else Choice()


def _by_consent(text: str, options: Sequence[Window]) -> Choice:
    """A bare yes takes the only window; with several it must be asked which one."""
    agreed = acts.yes_no(text) == "yes"
    return Choice(index=0) if agreed and len(options) == 1 else Choice()
