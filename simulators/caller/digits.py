"""Digits between speech and writing, as a caller needs them: say a number, find one in a text."""

import re

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPANISH = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_VALUES = {word: str(value) for words in (WORDS, SPANISH) for value, word in enumerate(words)} | {
    "oh": "0",
    "o": "0",
}
_OHS = ("oh", "o")
_LOW_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen")
_TEENS = (*_LOW_TEENS, "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PAIRS = {word: str(10 + at) for at, word in enumerate(_TEENS)}
_ROUND = {word: 2 + at for at, word in enumerate(_TENS)}
_TIMES = {"double": 2, "triple": 3}


def national(number: str) -> str:
    """The ten national digits of a US number in any writing."""
    return re.sub(r"\D", "", number)[-10:]


def spoken(digits: str) -> str:
    """Digits one by one as words, e.g. ``seven five two``."""
    return " ".join(WORDS[int(digit)] for digit in digits)


def spoken_phone(number: str) -> str:
    """A phone number in the usual groups of three, three and four, with pauses."""
    plain = national(number)
    return ", ".join(spoken(part) for part in (plain[:3], plain[3:6], plain[6:]))


def digits_in(text: str) -> str:
    """All digits of a text in order, English number words below a hundred included."""
    found: list[str] = []
    tens, times, before = "", 1, ""
    for token in re.findall(r"[a-z]+|\d", text.lower()):
        unit = token if token.isdigit() else _VALUES.get(token, "")
        if token in _OHS and not before:
            unit = ""  # "oh, okay" is no number
        before = unit or _PAIRS.get(token, "") or ("x" if token in _ROUND else "")
        if tens:
            found.append(tens if unit and unit != "0" else tens + "0")
            tens = ""
        if token in _ROUND:
            tens = str(_ROUND[token])
        elif token in _TIMES:
            times = _TIMES[token]
            continue
        elif unit or token in _PAIRS:
            found.append((unit or _PAIRS[token]) * times)
        times = 1
    return "".join(found) + (tens + "0" if tens else "")
