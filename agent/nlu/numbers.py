"""Spoken numbers, English and Spanish: which tokens are numbers, and which digits they can mean.

People say "four eighty five" for 485 and for 480 5, so a run of number tokens has several
readings; `readings` lists them, the usual one first, and callers pick by the length they need.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from agent.nlu.words import RECENT, fold

DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6",
    "siete": "7", "ocho": "8", "nueve": "9",
}  # fmt: skip
TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19,
    "veintiuno": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25,
    "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "setenta": 70, "ochenta": 80, "noventa": 90,
}  # fmt: skip
SPANISH_HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
    "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800,
    "novecientos": 900,
}  # fmt: skip
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "doble": 2}
MIL = "mil"
SCALES = {"hundred": 100, "thousand": 1000, MIL: 1000}
JOINERS = frozenset({"and", "y"})
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19,
}  # fmt: skip
TENTHS = {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60,
    "seventieth": 70, "eightieth": 80, "ninetieth": 90,
}  # fmt: skip

_SPANISH_ONLY_BESIDE_SPANISH = frozenset({"once", "quince", "mil"})
_SPANISH = frozenset(
    word
    for word in (*DIGITS, *TEENS, *TENS, *SPANISH_HUNDREDS, "mil", "y")
    if word[:3] in {"cer", "uno", "dos", "tre", "cua", "cin", "sei", "sie", "och", "nue", "die",
                    "doc", "cat", "vei", "ses", "set", "nov", "cie", "qui", "mil", "onc", "y"}
)  # fmt: skip
_MAX_READINGS = 32
_LONG_RUN, _MAX_READINGS_OF_LONG = 24, 2
"""From so many tokens a run is no number, and few of its readings are followed."""
_MOST_SCALES = 8
"""So many "hundred thousand ..." in a row may scale a number."""


class Run(NamedTuple):
    """Tokens `start` to `stop` (not included) that are one unbroken stretch of numbers."""

    start: int
    stop: int


class _Phrase(NamedTuple):
    digits: str
    stop: int
    cost: int


_DIGITS_IN: dict[str, int] = {
    **dict.fromkeys((*TEENS, *TENS, *SCALES, *SPANISH_HUNDREDS, *REPEATS), 2),
    **dict.fromkeys(DIGITS, 1),
}


def amount(tokens: Sequence[str]) -> int:
    """About how many digits the words hold: cheap, to rule out what needs more."""
    return sum(
        len(token) if token[0].isdecimal() else _DIGITS_IN.get(fold(token), 0) for token in tokens
    )


_Kind = Literal["plain", "beside", "repeat", "scale", "joiner"]
_KINDS: dict[str, _Kind] = {
    **dict.fromkeys((*TEENS, *TENS, *SPANISH_HUNDREDS, *DIGITS), "plain"),
    **dict.fromkeys(JOINERS, "joiner"),
    **dict.fromkeys(SCALES, "scale"),
    **dict.fromkeys(REPEATS, "repeat"),
    **dict.fromkeys(_SPANISH_ONLY_BESIDE_SPANISH, "beside"),
}
"""Words of numbers; only the plain ones are numbers whatever stands beside them."""


def is_number(tokens: Sequence[str], at: int) -> bool:
    """Whether the token at `at` is part of a number, judged with its neighbours."""
    token = fold(tokens[at])
    kind = _KINDS.get(token)
    match kind:
        case "plain":
            return True
        case None:
            return token.isdecimal() or (tokens[at] == "a" and _next(tokens, at) in SCALES)
        case "beside":
            return _beside_spanish(tokens, at)
        case "repeat":
            return _digit(_next(tokens, at)) is not None
        case "scale":
            return _scales(tokens, at)
        case "joiner":
            return _joins(tokens, at)


def _next(tokens: Sequence[str], at: int) -> str:
    return tokens[at + 1] if at + 1 < len(tokens) else ""


def _scales(tokens: Sequence[str], at: int) -> bool:
    """Whether the "hundred" or "thousand" at `at` has a number to scale before it."""
    first = max(0, at - _MOST_SCALES)
    while at > first and tokens[at] in SCALES:
        at -= 1
    before = tokens[at]
    if before in SCALES or before in JOINERS:
        return False
    return before == "a" or is_number(tokens, at)


def runs(tokens: Sequence[str]) -> list[Run]:
    """All unbroken stretches of number tokens, in order."""
    return list(_runs(tuple(tokens)))


def only_numbers(tokens: Sequence[str]) -> bool:
    """Whether there are tokens and all are one stretch of numbers."""
    return _runs(tuple(tokens)) == (Run(0, len(tokens)),)


@lru_cache(maxsize=RECENT)
def _runs(tokens: tuple[str, ...]) -> tuple[Run, ...]:
    found: list[Run] = []
    start = -1
    for at in range(len(tokens)):
        if is_number(tokens, at):
            start = at if start < 0 else start
        elif start >= 0:
            found.append(Run(start, at))
            start = -1
    if start >= 0:
        found.append(Run(start, len(tokens)))
    return tuple(found)


def readings(tokens: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Digit strings a run of number tokens can mean, each with its cost, cheapest first.

    Cost counts the places where words that usually join were read apart ("forty five" as 40 5).
    Empty when a token is no number. Of a run longer than any number only the likeliest are told.
    """
    return _readings(tuple(tokens))


@lru_cache(maxsize=RECENT)
def _readings(tokens: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    folded = [fold(token) for token in tokens]
    single = [DIGITS.get(token, token) for token in folded]
    if single and all(map(str.isdecimal, single)):
        return (("".join(single), 0),)
    most = _MAX_READINGS if len(folded) <= _LONG_RUN else _MAX_READINGS_OF_LONG
    partial: list[list[tuple[str, int]]] = [[] for _ in range(len(folded) + 1)]
    partial[0].append(("", 0))
    for at in range(len(folded)):
        if not partial[at]:
            continue
        for phrase in _phrases(folded, at):
            target = partial[phrase.stop]
            target.extend((head + phrase.digits, cost + phrase.cost) for head, cost in partial[at])
            if len(target) > most:
                target.sort(key=lambda reading: reading[1])
                del target[most:]
    cheapest: dict[str, int] = {}
    for digits, cost in partial[-1]:
        cheapest[digits] = min(cost, cheapest.get(digits, cost))
    return tuple(sorted(cheapest.items(), key=lambda reading: reading[1]))


def digits(tokens: Sequence[str]) -> str:
    """The usual digits of a run: "fourteen twenty" is 1420; empty when it is no number."""
    found = readings(tokens)
    return found[0][0] if found else ""


def digits_of_length(tokens: Sequence[str], length: int) -> str | None:
    """The most usual reading of a run with exactly `length` digits."""
    return next((text for text, _ in readings(tokens) if len(text) == length), None)


def cardinal(tokens: Sequence[str]) -> int | None:
    """The value of one whole spoken number such as "a hundred and twenty" or "25"."""
    folded = [fold(token) for token in tokens]
    for phrase in _phrases(folded, 0) if folded else ():
        if phrase.stop == len(folded) and phrase.cost == 0:
            return int(phrase.digits)
    return None


_ORDINAL_WORDS = frozenset((*ORDINALS, *TENTHS, "hundredth"))


def may_have_ordinals(tokens: Sequence[str]) -> bool:
    """Whether a word or figure of an ordinal is among `tokens`: quick."""
    return not _ORDINAL_WORDS.isdisjoint(tokens) or any(
        token[:1].isdecimal() and not token.isdecimal() for token in tokens
    )


def ordinal_at(tokens: Sequence[str], at: int) -> tuple[int, int] | None:
    """Value and token count of an ordinal starting at `at`: "twenty third", "5th", "second"."""
    token = tokens[at]
    if token[:1].isdecimal() and token[-2:] in ("st", "nd", "rd", "th"):
        return int(token[:-2]), 1
    if token in ORDINALS or token in TENTHS:
        return ORDINALS.get(token) or TENTHS[token], 1
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if token in TENS and 0 < ORDINALS.get(following, 0) < 10:
        return TENS[token] + ORDINALS[following], 2
    hundreds = _digit(token)
    if hundreds is None or hundreds == "0":
        return None
    if following == "hundredth":
        return int(hundreds) * 100, 2
    return _hundreds_ordinal(tokens, at, int(hundreds)) if following == "hundred" else None


def _hundreds_ordinal(tokens: Sequence[str], at: int, hundreds: int) -> tuple[int, int] | None:
    skip = 3 if at + 2 < len(tokens) and tokens[at + 2] == "and" else 2
    rest = ordinal_at(tokens, at + skip) if at + skip < len(tokens) else None
    return (hundreds * 100 + rest[0], skip + rest[1]) if rest and rest[0] < 100 else None


def spoken_cardinal(number: int) -> str:
    """A number from 0 to 9,999 in words: 206 is "two hundred six"."""
    if number < 20:
        return _SMALL_NAMES[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _TENS_NAMES[tens] + (f" {_SMALL_NAMES[unit]}" if unit else "")
    scale, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    head, rest = divmod(number, scale)
    return f"{spoken_cardinal(head)} {name}" + (f" {spoken_cardinal(rest)}" if rest else "")


def spoken_ordinal(number: int) -> str:
    """An ordinal from 1 to 999 in words: 23 is "twenty third"."""
    name = _ORDINAL_NAMES.get(number)
    if name is not None:
        return name
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = f"{_SMALL_NAMES[hundreds]} hundred"
        return f"{head} {spoken_ordinal(rest)}" if rest else f"{head}th"
    tens, unit = divmod(number, 10)
    return f"{_TENS_NAMES[tens]} {spoken_ordinal(unit)}"


def spoken_house(digits: str) -> str:
    """A house or unit number as people say it: 1420 "fourteen twenty", 105 "one oh five"."""
    if digits.startswith("0") or len(digits) > 4:
        return " ".join(_OH_NAMES[int(digit)] for digit in digits)
    number = int(digits)
    if number < 100:
        return spoken_cardinal(number)
    head, rest = divmod(number, 100)
    if rest == 0:
        return spoken_cardinal(number) if head % 10 == 0 else f"{spoken_cardinal(head)} hundred"
    tail = f"oh {_SMALL_NAMES[rest]}" if rest < 10 else spoken_cardinal(rest)
    return f"{spoken_cardinal(head)} {tail}"


_SMALL_NAMES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_ORDINAL_NAMES = {value: name for name, value in (*ORDINALS.items(), *TENTHS.items())}
_OH_NAMES = ("oh", *_SMALL_NAMES[1:10])
_TENS_NAMES = (
    "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip


def _phrases(tokens: Sequence[str], at: int, below: int = 10_000) -> list[_Phrase]:
    """Every number phrase that can start at `at`, longest (usual) first.

    `below` bounds the scales: what follows a thousand holds no thousand, what follows a hundred
    no hundred, so no text of any length goes deep.
    """
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if token in REPEATS and following:
        digit = _digit(following)
        return [_Phrase(digit * REPEATS[token], at + 2, 0)] if digit is not None else []
    if token == MIL or (following in SCALES and tokens[at] == "a"):
        stop = at + 1 if token == MIL else at + 2
        scale = 1000 if token == MIL else SCALES[following]
        if scale >= below:
            return []
        whole = _with_rest(tokens, stop, scale, scale)
        # Nobody says "mil" and means a part of its own: 1430 is never 1000 430.
        return whole[:-1] if token == MIL and len(whole) > 1 else whole
    if token in SPANISH_HUNDREDS and below <= 100:
        return []
    if token in SPANISH_HUNDREDS:
        return _with_rest(tokens, at + 1, SPANISH_HUNDREDS[token], 100)
    small = _small(tokens, at)
    found: list[_Phrase] = []
    for phrase in small:
        scale_word = tokens[phrase.stop] if phrase.stop < len(tokens) else ""
        scaled_up = scale_word in SCALES and phrase.digits[0] != "0" and len(phrase.digits) <= 3
        if scaled_up and SCALES[scale_word] >= below:
            continue
        if scaled_up:
            value = int(phrase.digits) * SCALES[scale_word]
            scaled = _with_rest(tokens, phrase.stop + 1, value, SCALES[scale_word])
            found.extend(part._replace(cost=part.cost + phrase.cost) for part in scaled)
        else:
            found.append(phrase)
    return found


def _small(tokens: Sequence[str], at: int) -> list[_Phrase]:
    """Phrases below a hundred, and figures as they stand."""
    token = tokens[at]
    if token.isdecimal():
        return [_Phrase(token, at + 1, 0)]
    digit = DIGITS.get(token)
    if digit is not None:
        return [_Phrase(digit, at + 1, 0)]
    if token in TEENS:
        return [_Phrase(str(TEENS[token]), at + 1, 0)]
    if token not in TENS:
        return []
    tens = TENS[token]
    unit_at = at + 2 if at + 1 < len(tokens) and tokens[at + 1] == "y" else at + 1
    unit = _digit(tokens[unit_at]) if unit_at < len(tokens) else None
    if unit is None or unit == "0":
        return [_Phrase(str(tens), at + 1, 0)]
    return [_Phrase(str(tens + int(unit)), unit_at + 1, 0), _Phrase(str(tens), at + 1, 1)]


def _with_rest(tokens: Sequence[str], stop: int, value: int, scale: int) -> list[_Phrase]:
    """`value` (a multiple of `scale`) alone and with what may follow it ("and thirty two")."""
    rest_at = stop + 1 if stop < len(tokens) and tokens[stop] == "and" else stop
    rests = _phrases(tokens, rest_at, below=scale) if rest_at < len(tokens) else []
    joined = [
        _Phrase(str(value + int(rest.digits)), rest.stop, rest.cost)
        for rest in rests
        if rest.digits[0] != "0" and len(rest.digits) < len(str(scale))
    ]
    return [*joined, _Phrase(str(value), rest_at if joined else stop, 1 if joined else 0)]


def _digit(token: str) -> str | None:
    return token if token.isdecimal() and len(token) == 1 else DIGITS.get(token)


def _beside_spanish(tokens: Sequence[str], at: int) -> bool:
    beside = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
    return any(fold(token) in _SPANISH for token in beside)


def _joins(tokens: Sequence[str], at: int) -> bool:
    after = tokens[at + 1 : at + 2]
    if at == 0 or not after or after[0] in JOINERS or fold(after[0]) in SCALES:
        return False  # "and hundred" begins no number
    if not is_number(tokens, at + 1):
        return False
    before = fold(tokens[at - 1])
    return before in SCALES if tokens[at] == "and" else before in TENS
