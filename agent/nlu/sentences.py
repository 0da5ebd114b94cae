"""Where sentences end in written text."""

import re

_END = re.compile(r"[.!?…]+[\"')\]]*\s+")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:mr|mrs|ms|dr|st|ave|no|apt|vs|approx|sr|sra|srta|ud)\.$")
_CLOCK = re.compile(r"(?:^|[\s\d])[ap]\.\s?m\.$")


def split(text: str) -> tuple[str, ...]:
    """The sentences of a text; none when it has no words."""
    done, rest = cut(text)
    return (*done, rest.strip()) if rest.strip() else done


def cut(text: str) -> tuple[tuple[str, ...], str]:
    """The sentences that are surely over, and the rest."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if _is_end(text[start : end.end()].rstrip(), text[end.end() :]):
            found.append(text[start : end.end()].strip())
            start = end.end()
    return tuple(one for one in found if one), text[start:]


def _is_end(sentence: str, following: str) -> bool:
    """ "Dr. Hill" goes on; "8 a.m. We" does not, "8 a.m. to" does."""
    low = sentence.lower()
    if _ABBREVIATION.search(low):
        return False
    return not _CLOCK.search(low) or following[:1].isupper()
