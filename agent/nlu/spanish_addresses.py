"""Spanish words around an English address, put into the English words the address parser reads."""

import re

_ZIP = re.compile(r"\b(?:el )?c[oó]digo postal(?: es)?\b")
_NUMBER_LAST = re.compile(r"\b(?:la )?calle (?!del?\b|el\b|la\b|los\b|las\b)(.+?),? n[uú]mero (.+)")
_IN_STREET = re.compile(r"\b(?:de|en|sobre) la calle (\w+)(?! (?:street|st|avenue|road|drive)\b)")
_SUFFIX = (
    r"(?:street|avenue|boulevard|drive|court|lane|road|way|terrace|circle|place|parkway|trail)"
)
_OF = re.compile(rf"\bde (?:la )?(?=(?:\w+ ){{1,3}}{_SUFFIX}\b)")
_HOUSE_NUMBER = re.compile(r"\bn[uú]mero\b ?")


def in_english(text: str) -> str:
    """`text` (normalised) with "calle Oak número doce" as "doce oak street" and the like."""
    text = _ZIP.sub("zip code", text)
    text = _NUMBER_LAST.sub(r"\2 \1 street", text)
    text = _IN_STREET.sub(r"\1 street", text)
    text = _OF.sub("", text)
    return _HOUSE_NUMBER.sub("", text)
