"""Temperatures in words: "about fifty eight", "it's 20 below", "fifteen celsius"."""

import re
from collections.abc import Sequence

from agent.nlu.phrases import plain, word_set

LOWEST_F, HIGHEST_F = -40, 130

_DECIMALS = re.compile(r"(\d)\.\d+")
_ONES = {
    word: n
    for n, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
         "eighteen", "nineteen")
    )
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SPANISH_TENS = {
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90,
}  # fmt: skip
_SPANISH = {
    word: n
    for n, word in enumerate(
        ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
         "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho",
         "diecinueve", "veinte", "veintiuno", "veintidos", "veintitres", "veinticuatro",
         "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve")
    )
} | {"cien": 100, **_SPANISH_TENS}  # fmt: skip
_SPANISH_ONES = frozenset((*(word for word, n in _SPANISH.items() if 0 < n < 10), "un"))
_VAGUE_TENS = {
    "twenties": 25, "thirties": 35, "forties": 45, "fifties": 55, "sixties": 65, "seventies": 75,
    "eighties": 85, "nineties": 95, "teens": 15, "20s": 25, "30s": 35, "40s": 45, "50s": 55,
    "60s": 65, "70s": 75, "80s": 85, "90s": 95,
}  # fmt: skip
_DEGREES = frozenset(("degrees", "degree", "fahrenheit", "celsius", "centigrade", "grados"))
_NOT_DEGREES = word_set(
    """
    years year old months people hours hour minutes days day weeks percent of kids units oh am pm
    o'clock floors times anos ano meses personas horas dias semanas ninos adultos
    """
)


def temperature_f(text: str) -> int | None:
    """The temperature said, in whole degrees Fahrenheit; None when none is plausible.

    A number with "degrees" beside it is preferred; Celsius is converted when named.
    """
    tokens = plain(_DECIMALS.sub(r"\1", text))
    found = [read for at in range(len(tokens)) if (read := _number(tokens, at)) is not None]
    named = [read for read in found if _DEGREES & set(tokens[read[1] : read[1] + 2])]
    for value, end in (*named, *found):
        degrees = _in_fahrenheit(value, tokens, end)
        if degrees is not None:
            return degrees
    return next((_VAGUE_TENS[word] for word in tokens if word in _VAGUE_TENS), None)


def _in_fahrenheit(value: int, tokens: Sequence[str], end: int) -> int | None:
    after = tokens[end : end + 3]
    if after and after[0] in _NOT_DEGREES:
        return None
    if "below" in after:
        value = -abs(value)
    if any(word in ("celsius", "centigrade", "centigrados", "c") for word in after):
        value = round(value * 9 / 5 + 32)
    return value if LOWEST_F <= value <= HIGHEST_F else None


def _number(tokens: Sequence[str], at: int) -> tuple[int, int] | None:
    """The number that begins at word `at` and where it ends; None inside a longer number."""
    if at and (_unit(tokens[at - 1]) is not None or tokens[at - 1] in ("oh", "hundred")):
        return None
    word = tokens[at]
    sign = -1 if at and tokens[at - 1] in ("minus", "negative") else 1
    value, end = _unit(word), at + 1
    if value is None and word == "a" and tokens[at + 1 : at + 2] == ("hundred",):
        value, end = 100, at + 2
    if value is None:
        return None
    following = tokens[end] if end < len(tokens) else ""
    if following == "hundred" and value != 1:
        return None
    if following == "hundred":
        value, end = 100, end + 1
        following = tokens[end] if end < len(tokens) else ""
    if value == 100 and following == "and":
        following = tokens[end + 1] if end + 1 < len(tokens) else ""
        end += 1
    joined = tokens[end + 1] if end + 1 < len(tokens) else ""
    if word in _SPANISH_TENS and following == "y" and joined in _SPANISH_ONES:
        following, end = joined, end + 1
    tens = value % 100 == 0 or word in _TENS or word in _SPANISH_TENS
    added = 1 if following == "un" and tens else _unit(following)
    if added is not None:
        if not tens or (word in _TENS and added > 9) or not following.isalpha():
            return None
        value, end = value + added, end + 1
        if value >= 120 and end < len(tokens) and (more := _ONES.get(tokens[end])) and more < 10:
            value, end = value + more, end + 1
        if end < len(tokens) and _unit(tokens[end]) is not None:
            return None
    return sign * value, end


def _unit(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= 3 else 1000
    if word in _ONES:
        return _ONES[word]
    return _TENS.get(word, _SPANISH.get(word))
