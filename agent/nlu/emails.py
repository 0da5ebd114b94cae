"""E-mail addresses as people say them: "john dot smith at gmail dot com", with spelled parts."""

import re
from collections.abc import Sequence

from agent.nlu import numbers, spelling
from agent.nlu.words import normal

_WRITTEN = re.compile(
    r"(?<![a-z0-9])[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,63}"
)
_SIGNS = {
    "dot": ".", "period": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-",
    "minus": "-", "plus": "+",
}  # fmt: skip
_DOTS = frozenset({"dot", "period", "point"})
_ENDINGS = frozenset(
    {"com", "net", "org", "edu", "gov", "us", "info", "biz", "co", "io", "me", "mil", "ca", "uk",
     "mx", "tv", "app", "dev"}
)  # fmt: skip
_BEFORE = frozenset(
    {"it's", "its", "is", "it", "email", "e-mail", "mail", "address", "that's", "to", "my", "the",
     "yeah", "yes", "sure", "okay", "use", "so", "um", "uh", "well", "try", "be", "have",
     "at", "write", "send"}
)  # fmt: skip
"""Words before the part in front of the "at" that do not belong to it."""
_SIDE_NOTES = re.compile(
    r"\b(?:all (?:one word|lower ?case|together|small letters)|no spaces?|one word|lower ?case"
    r"|the (?:number|digit|word|letter)|number|digits?|(?:as a )?symbol|sign)\b"
)
_MOST_WORDS = 70
"""Words on either side of the "at", at most."""
_MOST = 64
"""Characters of the part before the "at", at most."""


def parse(text: str) -> str | None:
    """The e-mail address in `text` in lower case, or None when there is none.

    Spoken signs ("dot", "underscore", "dash"), numbers and spelled parts ("b as in boy") are
    written; the last address counts. Nothing is guessed: without a domain there is no address.
    """
    written = _WRITTEN.findall(text.lower()) if "@" in text else []
    if written:
        return str(written[-1])
    tokens = _SIDE_NOTES.sub(" ", normal(text)).split()
    for at in range(len(tokens) - 1, 0, -1):
        if tokens[at] != "at":
            continue
        domain = _domain(tokens[at + 1 : at + 1 + _MOST_WORDS])
        local = _local(tokens[max(0, at - _MOST_WORDS) : at]) if domain else ""
        if domain and local:
            return f"{local}@{domain}"
    return None


def _domain(tokens: Sequence[str]) -> str:
    """The domain that `tokens` begin with: words, then "dot" and an ending once or more."""
    stop = next((at for at, token in enumerate(tokens) if token in _DOTS), 0)
    name = _joined(tokens[:stop])
    ending, stop = _ending(tokens, stop)
    while ending:
        name += "." + ending
        ending, stop = _ending(tokens, stop)
    return name if "." in name.strip(".") and not name.startswith(".") else ""


def _ending(tokens: Sequence[str], at: int) -> tuple[str, int]:
    """The ending after the "dot" at `at`, also spelled ("u k"), and where it stops."""
    if at >= len(tokens) - 1 or tokens[at] not in _DOTS:
        return "", at
    if tokens[at + 1] in _ENDINGS:
        return tokens[at + 1], at + 2
    spelled = "".join(tokens[at + 1 : at + 3])
    if spelled in _ENDINGS and len(spelled) == len(tokens[at + 1 : at + 3]):
        return spelled, at + 3
    if at + 3 < len(tokens) and tokens[at + 2] in _DOTS:
        return tokens[at + 1], at + 2
    return "", at


def _local(tokens: Sequence[str]) -> str:
    """The part before the "at": the words after the last introducing one."""
    start = len(tokens)
    while start and tokens[start - 1] not in _BEFORE:
        start -= 1
    joined = _joined(tokens[start:])
    return joined if len(joined) <= _MOST else ""


def _number_stop(tokens: Sequence[str], at: int) -> int:
    """Where a number at `at` stops; an "o" among letters is the letter."""
    stop = at
    while stop < len(tokens) and numbers.is_number(tokens, stop):
        stop += 1
    return at if list(tokens[at:stop]) == ["o"] else stop


def _joined(tokens: Sequence[str]) -> str:
    """Words, signs, letters and numbers written together; empty when there is anything else."""
    parts: list[str] = []
    at = 0
    while at < len(tokens):
        sign = _SIGNS.get(tokens[at])
        if sign is not None:
            parts.append(sign)
            at += 1
            continue
        stop = _number_stop(tokens, at)
        letter = spelling.letter_at(tokens, at)
        repeated = tokens[at] == "double" and spelling.letter_at(tokens, at + 1)
        if stop > at:
            parts.append(numbers.digits(tokens[at:stop]))
            at = stop
        elif repeated:
            parts.append(repeated[0] * 2)
            at += 1 + repeated[1]
        elif letter is not None and (letter[1] > 1 or len(tokens[at]) == 1):
            parts.append(letter[0])
            at += letter[1]
        else:
            parts.append(tokens[at].replace("'", ""))
            at += 1
    joined = "".join(parts)
    return joined if re.fullmatch(r"[a-z0-9](?:[a-z0-9._+-]*[a-z0-9])?", joined) else ""
