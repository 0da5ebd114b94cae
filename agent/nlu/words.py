"""Caller text to tokens, alike for bare recogniser text and for text with capitals and signs.

Every parser works on these tokens, so "303-555-0131.", "A.M." and "I'm" have one shape here.
"""

import re
import unicodedata
from functools import lru_cache

_NUMBER = r"\d+(?:(?:st|nd|rd|th)\b|/\d+)?"
_SIGN = r"\+(?=\s*\d)|\#(?=\s*\w)|[&%@]"
_TOKEN = re.compile(rf"[^\W\d_]+(?:'[^\W\d_]+)*|{_NUMBER}|{_SIGN}")
_ASCII_TOKEN = re.compile(rf"[a-z]+(?:'[a-z]+)*|{_NUMBER}|{_SIGN}", re.ASCII)
"""The same for texts in ASCII, quicker."""
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
_THOUSANDS = re.compile(r"(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
_DROPPED_G = re.compile(r"(?<=[a-z]{2}in)'(?![a-z])")
_INITIALS = re.compile(r"(?<![\w.])([a-z])\.([a-z])\.(?!\w)")
_LETTER_SLASH = re.compile(r"\b([a-z])/([a-z])\b")
_SPOKEN = {"&": "and", "%": "percent", "@": "at", "+": "plus", "#": "number"}


RECENT = 256
"""Utterances whose reading is remembered: one turn asks for the same reading many times."""


def words(text: str) -> tuple[str, ...]:
    """Lower-case tokens of `text` without punctuation.

    Apostrophes inside a word stay ("i'm", "o'clock"); one for a dropped g gives it ("hissin'").
    Digits are tokens of their own: "555-0131" gives 555 and 0131, "4B" gives 4 and b, "10:30pm"
    gives 10, 30 and pm; but "4th", "1/2" and "1,200" (as 1200) stay whole. Two initials join
    ("a.m." is am, "A/C" is ac). Signs become words: "+1" is plus 1, "#5" is number 5, "&" is and.
    """
    lower = text.lower()
    stem = lower.rstrip(_LAST)
    # The last sign of "a.m." counts, other signs at the end don't.
    return _words(lower if stem[-2:-1] == "." else stem)


_LAST = " .?!;:"


@lru_cache(maxsize=RECENT)
def _words(lower: str) -> tuple[str, ...]:
    if lower.isascii():
        pattern = _ASCII_TOKEN
        lower = lower.replace("`", "'")
    else:
        pattern = _TOKEN
        lower = unicodedata.normalize("NFC", lower.translate(_APOSTROPHES))
    if "in'" in lower:
        lower = _DROPPED_G.sub("g", lower)
    if "," in lower:
        lower = _THOUSANDS.sub(_without_commas, lower)
    if "." in lower:
        lower = _INITIALS.sub(r"\1\2 ", lower)
    if "/" in lower:
        lower = _LETTER_SLASH.sub(r"\1\2", lower)
    tokens = pattern.findall(lower)
    if _SPOKEN.keys().isdisjoint(tokens):
        return tuple(tokens)
    return tuple(_SPOKEN.get(token, token) for token in tokens)


def normal(text: str) -> str:
    """The tokens of `text` joined by single blanks."""
    return " ".join(words(text))


def fold(text: str) -> str:
    """`text` without accents, so "mañana" and "manana" compare equal."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def lowered(text: str) -> str:
    """`text` in small letters without accents, to look cue words up in."""
    return fold(text.lower())


def _without_commas(match: re.Match[str]) -> str:
    return match.group().replace(",", "")
