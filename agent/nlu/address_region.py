"""City and state in the words after a street, and how names are written."""

from collections.abc import Sequence

from agent.nlu.address_runs import BREAK, ZIP
from agent.nlu.address_words import CITY_ENDINGS, DIRECTIONS, LOWER_IN_NAMES, NAMEABLE, NOISE
from agent.nlu.cities import Places, city_at
from agent.nlu.states import CITY_TOO, CODES, state_at

_MAX_WORDS = 4
_CODE_LETTERS = 2
_NEAR = 24
"""So many words before a state's code may name its city."""
# Two-letter state codes that are everyday words: taken only after a listed city or before a ZIP.
_UNCLEAR_CODES = frozenset({"in", "or", "me", "hi", "oh", "ok"})


def city_state(after: Sequence[str], cities: Places, follows_street: bool) -> tuple[str, str]:
    """City and state in the words after the street (or in all words when there is none)."""
    state, state_start = _state(after, cities, follows_street)
    region = after[:state_start] if state else after
    anchored = bool(state) or ZIP in after
    if not state and ZIP in after:
        region = after[: list(after).index(ZIP)]
        tail = after[len(region) + 1 :]
        found = first_city(region, cities) or first_city(tail, cities)
    else:
        found = _last_city(region, cities) if state else first_city(region, cities)
    if found:
        return found, state
    return _unlisted_city(region, anchored and bool(region), follows_street), state


def _state(after: Sequence[str], cities: Places, follows_street: bool) -> tuple[str, int]:
    for at in range(len(after)):
        found = state_at(after, at)
        if found is not None and city_at(after, at, cities) > found[1]:
            continue
        if found is not None and tuple(after[at + found[1] : at + found[1] + 1]) == ("city",):
            # "Delaware City".
            continue
        if found is not None and _closes(after, at + found[1]):
            name = " ".join(after[at : at + found[1]])
            if name in CITY_TOO and not any(_names_city(token) for token in after[:at]):
                continue
            return found[0], at
        if len(after[at]) > _CODE_LETTERS:
            continue
        code = after[at].upper()
        spelled = "".join(after[at : at + 2]).upper()
        if spelled in CODES and len(after[at]) == 1 and at + 2 == len(after) and at:
            # "Newark n j".
            return spelled, at
        if code in CODES and _is_code(after, at, cities, follows_street):
            return code, at
    return "", 0


def _closes(after: Sequence[str], at: int) -> bool:
    return at >= len(after) or after[at] in (BREAK, ZIP) or after[at] in NOISE


def _city_stop(words: Sequence[str]) -> int:
    """Where talk begins after what may be a city: "orchard park it's the red house"."""
    for at, word in enumerate(words):
        if not _names_city(word) and not (at and word in CITY_ENDINGS):
            return at
    return len(words)


def _can_name_city(token: str) -> bool:
    return _names_city(token) or token in NAMEABLE


def _names_city(token: str) -> bool:
    return token not in (BREAK, ZIP) and token not in NOISE


def _is_code(after: Sequence[str], at: int, cities: Places, follows_street: bool) -> bool:
    """Whether two letters are a state: before a ZIP, or last after a city."""
    following = after[at + 1] if at + 1 < len(after) else ""
    after_city = at > 0 and _names_city(after[at - 1])
    if following == ZIP:
        return after_city or after[at] not in _UNCLEAR_CODES
    if following and following != BREAK and not following.isdecimal():
        return False
    clear = after[at] not in _UNCLEAR_CODES
    listed = bool(_last_city(after[max(0, at - _NEAR) : at], cities))
    alone = at == 0 and len(after) == 1
    return listed or (follows_street and clear and (after_city or alone))


def first_city(words: Sequence[str], cities: Places) -> str:
    for at in range(len(words)):
        width = city_at(words, at, cities)
        if width:
            return written(words[_directed(words, at) : at + width])
    return ""


def _directed(words: Sequence[str], at: int) -> int:
    """Where the city begins: at a direction, when a break stands before it ("unit 2 East York")."""
    directed = at > 1 and words[at - 1] in DIRECTIONS and words[at - 2] == BREAK
    return at - 1 if directed else at


def _last_city(words: Sequence[str], cities: Places) -> str:
    """The city that stands last; an unlisted longer name that begins like one is kept whole."""
    found = ""
    at = 0
    while at < len(words):
        width = city_at(words, at, cities)
        if width:
            found = written(words[_directed(words, at) : at + width])
            rest = words[at + width :]
            if 0 < len(rest) < _MAX_WORDS - 1 and all(_names_city(word) for word in rest):
                found = written(words[at:])
        at += width or 1
    return found


_INSIDE_NAMES = frozenset({"or", "in", "the", "of", "and", "by", "on"})


def _whole_name(words: Sequence[str]) -> bool:
    """Whether all words are one name such as "Truth or Consequences"."""
    if len(words) < 3 or not (_names_city(words[0]) and _names_city(words[-1])):
        return False
    return all(_names_city(word) or word in _INSIDE_NAMES for word in words)


_NEW_CLAUSE = frozenset(
    {BREAK, "it's", "it", "its", "that's", "and", "but", "i'm", "we're", "there's", "is", "near",
     "by", "so", "because", "if", "i", "we"}
)  # fmt: skip


def city_after_in(words: Sequence[str]) -> str:
    """The city in words before the street: "we're in Cody at" gives Cody."""
    if "in" not in words:
        return ""
    rest = words[list(words).index("in") + 1 :]
    stop = _city_stop(rest)
    ends = stop == len(rest) or rest[stop] in ("at", "and", "it's", BREAK)
    return written(rest[:stop]) if ends and 0 < stop < _MAX_WORDS else ""


def _unlisted_city(region: Sequence[str], anchored: bool, follows_street: bool) -> str:
    """Words where a city must stand although no list has it."""
    words = list(region)
    introduced = "in" in words[:2]
    while words and (words[0] in (BREAK, "in")):
        words.pop(0)
    if anchored and not (follows_street and _whole_name(words)):
        talk = (at for at in range(len(words), 0, -1) if not _can_name_city(words[at - 1]))
        words = words[next(talk, 0) :]
    if not anchored:
        stop = _city_stop(words)
        goes_on = stop < len(words) and words[stop] not in _NEW_CLAUSE
        words = words[:stop] if introduced or not goes_on else []
    while words and words[-1] == BREAK:
        words.pop()
    plain = all(_can_name_city(token) and token.replace("'", "").isalpha() for token in words)
    plain = plain or (anchored and _whole_name(words))
    if not words or len(words) > _MAX_WORDS or not plain or not (anchored or follows_street):
        return ""
    return written(words) if anchored or len(words) <= _MAX_WORDS - 1 else ""


def written(words: Sequence[str]) -> str:
    """Recogniser words as a name is written: "calle del norte" is Calle del Norte."""
    result: list[str] = []
    for at, word in enumerate(words):
        if at and len(word) == 1 and len(words[at - 1]) == 1:
            # Initials stand together: "m l k" is MLK.
            result[-1] += capital(word)
        else:
            result.append(word if at and word in LOWER_IN_NAMES else capital(word))
    return " ".join(result)


def capital(word: str) -> str:
    """First letter large, also after an O' or a hyphen: "O'Malley"; "41st" stays."""
    head, mark, rest = word.partition("'")
    if mark and len(head) == 1:
        return head.upper() + mark + rest.capitalize()
    return word if word[:1].isdecimal() else word[:1].upper() + word[1:]
