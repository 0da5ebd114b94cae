"""Confirmation codes: six signs that can be read over a phone line and checked for slips.

The alphabet leaves out 0, O, 1, I and L. The last sign is a checksum over the first five, so any
one wrong sign and any swap of neighbours is noticed. Plain four-digit codes of older systems are
read too.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from agent.nlu import digits, numbers
from agent.nlu.spelling import letter_at
from agent.nlu.words import words

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs, a prime: the weighted checksum then catches every single slip and swap."""

LENGTH = 6
_BASE = len(ALPHABET)
_BODY = LENGTH - 1
_WEIGHTS = (2, 3, 5, 7, 11)
_SCRAMBLE = 9_999_991
"""A step prime to 31: neighbouring numbers give unlike codes, and each number its own."""

# A code in one piece or in two halves, as some recognisers write it.
_WRITTEN = re.compile(r"\b([0-9A-Za-z]{3})-?([0-9A-Za-z]{3})\b")
_LEGACY_LENGTH = 4
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_ON_KEY = {
    key: tuple(sign for sign in key + letters if sign in ALPHABET)
    for key, letters in zip(
        "23456789", ("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), strict=True
    )
}
"""Signs of the alphabet on each telephone key."""
_KEY_OF = {sign: key for key, signs in _ON_KEY.items() for sign in signs}
_SKIPPED = frozenset({"dash", "hyphen", "space", "then", "and", "um", "uh"})


def make(number: int) -> str:
    """The code of `number`; different numbers below 31**5 (28 million) have different codes."""
    if number < 0:
        raise ValueError(f"a code needs a number from 0 up, got {number}")
    rest = number * _SCRAMBLE % _BASE**_BODY
    values: list[int] = []
    for _ in range(_BODY):
        rest, value = divmod(rest, _BASE)
        values.append(value)
    body = "".join(ALPHABET[value] for value in values)
    return body + _check_sign(body)


def valid(code: str) -> bool:
    """Whether `code` is six signs of the alphabet with the right checksum, or four digits."""
    if len(code) == _LEGACY_LENGTH:
        return code.isascii() and code.isdecimal()
    if len(code) != LENGTH or any(sign not in _VALUE for sign in code):
        return False
    return _check_sign(code[:_BODY]) == code[_BODY]


def keys(code: str) -> str:
    """The telephone keys of a code's signs: K7M2QX is 576279."""
    return "".join(_KEY_OF[sign] for sign in code)


def typed(pressed: str) -> tuple[str, ...]:
    """Every valid six-sign code whose signs lie on these telephone keys.

    Letters and digits share keys, so some hundreds may fit.
    """
    if len(pressed) != LENGTH or any(key not in _ON_KEY for key in pressed):
        return ()
    bodies = ("".join(signs) for signs in product(*(_ON_KEY[key] for key in pressed[:_BODY])))
    found = ((body, _check_sign(body)) for body in bodies)
    return tuple(body + check for body, check in found if check in _ON_KEY[pressed[_BODY]])


def confirmation_code(text: str) -> str | None:
    """The code said in `text`, in capitals, or None when no valid one is there.

    Signs may be letters, digits, the radio alphabet or "b as in boy"; a valid six-sign code beats
    four digits.
    """
    for match in _WRITTEN.finditer(text):
        code = (match[1] + match[2]).upper()
        if valid(code) and (match[0].isupper() or any(sign.isdecimal() for sign in code)):
            return code
    stretches = list(_stretches(digits.as_numbers(words(text))))
    for stretch in stretches:
        for start in range(len(stretch) - LENGTH + 1):
            code = stretch[start : start + LENGTH]
            if valid(code):
                return code
    return next((s for s in stretches if len(s) == _LEGACY_LENGTH and valid(s)), None)


def spoken(code: str) -> str:
    """A code for reading aloud, sign by sign: "K7M2" is "K, seven, M, two"."""
    return ", ".join(digits.spoken(sign) if sign.isdecimal() else sign for sign in code)


def _check_sign(body: str) -> str:
    total = sum(weight * _VALUE[sign] for weight, sign in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[total % _BASE]


def _stretches(tokens: Sequence[str]) -> Iterator[str]:
    """Unbroken stretches of letters and digits as text."""
    signs = ""
    at = 0
    while at < len(tokens):
        run = _digits_from(tokens, at)
        letter = None if run else letter_at(tokens, at)
        if run:
            signs += run[0]
            at = run[1]
        elif letter:
            signs += letter[0].upper()
            at += letter[1]
        elif tokens[at] in _SKIPPED and signs:
            at += 1
        else:
            if signs:
                yield signs
            signs = ""
            at += 1
    if signs:
        yield signs


def _digits_from(tokens: Sequence[str], at: int) -> tuple[str, int] | None:
    stop = at
    while stop < len(tokens) and numbers.is_number(tokens, stop):
        stop += 1
    return (numbers.digits(tokens[at:stop]), stop) if stop > at else None
