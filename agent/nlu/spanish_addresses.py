"""Spanish words around an English address, put into the English words the address parser reads."""

import re

_SUFFIX = (
    r"(?:street|avenue|boulevard|drive|court|lane|road|way|terrace|circle|place|parkway|trail)"
)
_NUMBER = r"n[uú]mero"
_UNIT = "apartamento|departamento|depa|unidad"
_WORDS: tuple[tuple[str, str], ...] = (
    (rf"\b(?:el )?{_NUMBER} de (?:la )?casa(?: es)?(?: el)?\b", "the house number is"),
    (r"\b(?:el )?c[oó]digo postal(?: es)?(?: el)?\b", "zip code"),
    (r"\b(?:la )?direcci[oó]n es(?: en)?(?: el| la)?\b", "the address is"),
    (rf"\b(?:el |la )?({_UNIT}) es(?: el| la)?\b", r"\1"),
    (r"\bno es(?: el| la)?\b", "not"),
    (r"\b(?:la )?calle es(?: la)?\b", "the street is"),
    (r"\bsino(?: el| la)?\b", "it's"),
    (r"\bes (?:el|la|en el|en la)\b", "it's"),
    (
        rf"\b(?:la )?calle (?!del?\b|el\b|la\b|los\b|las\b)(.+?) {_NUMBER} (.+)",
        r"\2 \1 street",
    ),
    (r"\b(?:de|en|sobre) la calle (\w+)(?! (?:street|st|avenue|road|drive)\b)", r"\1 street"),
    (rf"\bde (?:la )?(?=(?:\w+ ){{1,3}}{_SUFFIX}\b)", ""),
    (rf"\b{_NUMBER}\b ?", ""),
)
_SPANISH = re.compile(rf"\b(?:{_NUMBER}|c[oó]digo|direcci[oó]n|calle|{_UNIT}|es|sino|de)\b")
"""One of these words stands in whatever is put into English."""
_COMPILED = tuple((re.compile(pattern), english) for pattern, english in _WORDS)


def in_english(text: str) -> str:
    """`text` (normalised) with "calle Oak número doce" as "doce oak street" and the like."""
    if _SPANISH.search(text) is None:
        return text
    for pattern, english in _COMPILED:
        text = pattern.sub(english, text)
    return text
