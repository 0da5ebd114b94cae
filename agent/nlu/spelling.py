"""Words spelled letter by letter, also with the radio alphabet and "b as in boy"."""

import re
from collections.abc import Sequence

from agent.nlu.phrases import word_set
from agent.nlu.words import words

RADIO = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e",
    "foxtrot": "f", "golf": "g", "hotel": "h", "india": "i", "juliet": "j", "juliett": "j",
    "kilo": "k", "lima": "l", "mike": "m", "november": "n", "oscar": "o", "papa": "p",
    "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "victor": "v",
    "whiskey": "w", "whisky": "w", "xray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip
"""Words of the radio alphabet and their letters."""

LETTER_NAMES = {
    "ay": "a", "bee": "b", "be": "b", "cee": "c", "see": "c", "sea": "c", "dee": "d", "ee": "e",
    "ef": "f", "eff": "f", "gee": "g", "aitch": "h", "eye": "i", "jay": "j", "kay": "k",
    "el": "l", "ell": "l", "em": "m", "en": "n", "oh": "o", "pee": "p", "pea": "p", "queue": "q",
    "cue": "q", "ar": "r", "are": "r", "ess": "s", "tea": "t", "tee": "t", "you": "u", "yu": "u",
    "vee": "v", "ex": "x", "why": "y", "wye": "y", "zee": "z", "zed": "z",
}  # fmt: skip
"""Ways a recogniser writes the name of a letter."""

_BETWEEN = frozenset(
    {"and", "then", "um", "uh", "dash", "hyphen", "space", "next", "capital", "uppercase", "small",
     "lowercase", "apostrophe"}
)  # fmt: skip
_SHORT_WORDS = word_set(
    """
    ac al am an as at bo by cy de di do ed go he hi if in is it jo la le lo ma me mo my no of
    ok on or sr jr so st su to tv ty uh um up us va we ya yo
    """
)
"""Words and names of two letters, which no recogniser makes of letters run together."""
_FIRST = frozenset((*RADIO, "double"))
_MOST_RUNS = 16
"""So many pairs of letters in a row are looked at."""
_AS_IN = re.compile(r"^(?:as in|like|for|as|is for|like in)$")
_MIN_LETTERS = 2


def spelled(text: str) -> str | None:
    """The word spelled in `text` in lower case, or None when nothing is spelled.

    "t e n n y s o n" is tennyson; "B as in boy, O, Y" and "bravo oscar yankee" are boy; "double n"
    counts twice. Words around the spelling do not matter; of several the longest counts.
    """
    found = stretches(words(text))
    if not found:
        return None
    return max((word for _, _, word in found), key=len)


def stretches(tokens: Sequence[str]) -> list[tuple[int, int, str]]:
    """Spelled stretches as (start, stop, word), two letters and more, in order."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(tokens):
        if tokens[at] not in _FIRST and len(tokens[at]) > 2 and tokens[at] not in LETTER_NAMES:
            at += 1  # no letter begins here
            continue
        word, stop, certain = _stretch(tokens, at)
        if len(word) >= _MIN_LETTERS and certain:
            found.append((at, stop, word))
        at = max(stop, at + 1)
    return found


def letter_at(tokens: Sequence[str], at: int) -> tuple[str, int] | None:
    """Letter and token count at `at` for "b", "bravo" or "b as in boy"."""
    letter = _plain_letter(tokens, at)
    if letter is None:
        return None
    for width in (2, 1):
        bridge = " ".join(tokens[at + 1 : at + 1 + width])
        example = tokens[at + 1 + width] if at + 1 + width < len(tokens) else ""
        if _AS_IN.match(bridge) and len(example) > 1 and _same_letter(letter, example, bridge):
            return letter, 2 + width
    return letter, 1


def _stretch(tokens: Sequence[str], at: int) -> tuple[str, int, bool]:
    """Spelled word from `at`, where it stops, and whether it surely is spelling."""
    letters: list[str] = []
    plain = runs = 0
    stop = at
    while at < len(tokens):
        if letters and tokens[at] in _BETWEEN and _spelling_goes_on(tokens, at + 1):
            letters += ["'"] if tokens[at] == "apostrophe" else []
            at += 1
            continue
        if _run_together(tokens, at, begun=len(letters) > 1):
            letters += tokens[at]
            runs += 1
            at += 1
            stop = at
            continue
        repeat = 2 if tokens[at] == "double" and at + 1 < len(tokens) else 1
        found = letter_at(tokens, at + repeat - 1)
        if found is None:
            break
        letter, width = found
        # "double u" is the letter w, unless another letter clearly follows the pattern.
        letters.append("w" if repeat == 2 and letter == "u" else letter * repeat)
        at += repeat - 1
        plain += len(tokens[at]) == 1 or width > 1 or tokens[at] in RADIO
        at += width
        stop = at
    word = "".join(letters)
    return word, stop, plain >= _MIN_LETTERS and (plain + runs) * 2 >= len(letters)


def _run_together(tokens: Sequence[str], at: int, *, begun: bool) -> bool:
    """Whether a token is two letters in one: the "ll" of "a ll e n", also at the very end."""
    if not _two_letters(tokens[at]):
        return False
    last = at
    while last + 1 < len(tokens) and last - at < _MOST_RUNS and _two_letters(tokens[last + 1]):
        last += 1
    if tokens[last] in LETTER_NAMES:
        return False
    return begun if last + 1 == len(tokens) else _is_letter(tokens, last + 1)


def _two_letters(token: str) -> bool:
    return len(token) == 2 and token.isalpha() and token not in _SHORT_WORDS


def _is_letter(tokens: Sequence[str], at: int) -> bool:
    return len(tokens[at]) == 1 and tokens[at].isalpha()


def _plain_letter(tokens: Sequence[str], at: int) -> str | None:
    token = tokens[at] if at < len(tokens) else ""
    if len(token) == 1 and token.isalpha():
        return token
    if token in RADIO:
        return RADIO[token]
    letter = LETTER_NAMES.get(token)
    if letter is not None and _near_letter(tokens, at):
        return letter
    return None


def _near_letter(tokens: Sequence[str], at: int) -> bool:
    """Whether a real single letter stands on both sides, or on one side of the text's edge."""
    before = at > 0 and len(tokens[at - 1]) == 1 and tokens[at - 1].isalpha()
    after = at + 1 < len(tokens) and len(tokens[at + 1]) == 1 and tokens[at + 1].isalpha()
    return (before and (after or at + 1 == len(tokens))) or (after and at == 0)


def _same_letter(letter: str, example: str, bridge: str) -> bool:
    return bridge in ("as in", "like in", "is for") or example.startswith(letter)


def _spelling_goes_on(tokens: Sequence[str], at: int) -> bool:
    return at < len(tokens) and (letter_at(tokens, at) is not None or tokens[at] == "double")
