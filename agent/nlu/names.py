"""A caller's name out of an answer, an introduction or a spelling."""

import re
from collections.abc import Sequence

import msgspec

from agent.nlu import spelling
from agent.nlu.name_words import (
    CLOSERS,
    NOT_NAMES,
    OPENERS,
    PARTICLES,
    SPANISH_NOT_NAMES,
    STOPS,
    TITLES,
)
from agent.nlu.words import fold, normal

_MAX_WORDS = 4
_MOST_CHARS = 400
"""A name begins within so much of what follows its introduction."""
_MOST_INTRODUCTIONS = 12
"""The last so many are tried."""
_DEEPEST = 3
"""So many "first name", "last name" inside each other are told apart."""


class PersonName(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """First and last name as they are written; either may be empty."""

    first: str = ""
    last: str = ""
    spelled: bool = False
    """Whether the caller spelled a part of it."""

    @property
    def full(self) -> str:
        """First and last name with a blank between."""
        return " ".join(part for part in (self.first, self.last) if part)


_INTRODUCTION = re.compile(
    r"\b(?:(?:my|the|his|her|their|our|whose|full|first|customer|customer's|wife's|husband's)"
    r" (?:\w+ )?name(?: is|'s| was|s)?|name's|names|name is|under(?: the name)?(?: of)?"
    r"|in the name of|for the name(?: of)?"
    r"|this is|this here is|i am|i'm|it's|it is|that's|that is|that'd be|that would be|call me"
    r"|you can call me|put(?: it)?(?: down)?(?: under)?|use|make it|speaking with|talking to"
    r"|i'm called|i am called|theirs (?:is|are)|his is|hers is|mine is|they're|they are"
    r"|she's|he's|goes by|go by"
    r"|name (?:it|that) under|(?:me|se) llam[oa]|(?:mi|el|su) nombre es|le habla|habla|soy"
    r"|a nombre de|es)\b"
)
_LAST_INTRODUCTION = re.compile(
    r"\b(?:and )?(?:my |the |his |her |their |mi |su |el )?"
    r"(?:last name|surname|family name|apellido)"
    r"(?: is|'s|s| es| it's)?\b"
)
_FIRST_INTRODUCTION = re.compile(
    r"\b(?:my |the |his |her )?(?:first name|given name)(?: is|'s|s| it's)?\b"
)
_SPELLING_NOTE = re.compile(
    r"\b(?:that's |that is |it's |it is )?(?:spelled|spelt|spelling(?: is| it)?"
    r"|i'll spell (?:it|that)(?: for you)?|let me spell (?:it|that)|with(?:out)? an? [a-z])\b"
)
_CORRECTION = re.compile(
    r"\b(?:no|sorry|wait|actually|i mean|i meant|correction|scratch that|make that)\b"
    r"(?: (?:no|sorry|wait|actually|it's|that's))*"
)
_REMARK = re.compile(
    r"(?<=\w) (?:like (?:the|a|an|in|on|my|that)|no relation|rhymes with|same as"
    r"|pronounced|not the|but|and (?:i|i'm|i've|we|we're|my|our|it's))\b.*"
)
"""What people add to a name: "like the river", "no relation", "and I'm calling about ..."."""
_SUFFIXES = {"junior": "Jr", "jr": "Jr", "senior": "Sr", "sr": "Sr", "ii": "II", "iii": "III"}


def parse(text: str) -> PersonName | None:
    """The name in `text`, or None when the words give none.

    Takes bare names, introductions ("yeah it's", "put"), "last name is", two people ("hal and june
    abbott": first "Hal and June"), and spelled parts ("b as in boy"), which replace the heard word
    they spell. One name alone is a first name, after a title or "last name" a last name.
    """
    plain = normal(text)
    return _amended(_REMARK.sub("", plain)) or _amended(plain)


def _amended(plain: str) -> PersonName | None:
    """The name in normalised text, corrections applied."""
    said = [part for part in _CORRECTION.split(plain) if part.strip()]
    found = [name for part in said[:-1] if (name := _parse(part)) is not None]
    last = _parse(said[-1] if found else plain)
    return _corrected(found[-1], last) if found and last is not None else last


def _corrected(old: PersonName, new: PersonName) -> PersonName:
    """`old` after "no, sorry, …": one name replaces the part it sounds like, else the first."""
    if not old.last or new.first == "" or new.last:
        return merge(old, new)
    if _alike(old.last, new.first.lower()) > _alike(old.first, new.first.lower()):
        return PersonName(first=old.first, last=new.first, spelled=new.spelled)
    return merge(old, new)


def _parse(plain: str, depth: int = 0) -> PersonName | None:
    """The name in normalised text without corrections."""
    named = _labelled(plain, depth) if depth < _DEEPEST else None
    if named is not None:
        return named
    titled = any(token in TITLES for token in plain.split())
    tokens, spelled = _spelling_apart(_introduced(plain).split())
    words = _name_words(tokens) or []
    if len(words) == 1 and _sentence(tokens, words[0], plain):
        words = []
    if not words and not spelled:
        return None
    if not words:
        return _from_spelling(spelled)
    if len(words) == 1 and titled:
        return PersonName(last=_capital(words[0]))
    return _respelled(_split(words), spelled)


def merge(old: PersonName, new: PersonName) -> PersonName:
    """`old` with what `new` adds or corrects: Hal and June Abbott, "put June" is June Abbott."""
    if new.first and new.last:
        return new
    return PersonName(
        first=new.first or old.first,
        last=new.last or old.last,
        spelled=new.spelled or old.spelled,
    )


def _labelled(plain: str, depth: int) -> PersonName | None:
    """A name given as "first name … last name …"."""
    match = _LAST_INTRODUCTION.search(plain)
    if match is None:
        first_only = _FIRST_INTRODUCTION.search(plain)
        if first_only is None:
            return None
        found = _parse(plain[first_only.end() :], depth + 1)
        return found and PersonName(first=found.full, spelled=found.spelled)
    before, after = plain[: match.start()], plain[match.end() :]
    first_later = _FIRST_INTRODUCTION.search(after)
    if first_later is not None:
        before, after = after[first_later.end() :], after[: first_later.start()]
    last = _bare(after, depth + 1)
    first = _bare(_FIRST_INTRODUCTION.sub("", before), depth + 1)
    if last is None:
        return None
    given = first.full if first is not None else ""
    if given.endswith(" " + last.full):
        given = given.removesuffix(" " + last.full)
    return PersonName(first=given, last=last.full, spelled=last.spelled)


def _bare(text: str, depth: int) -> PersonName | None:
    return _parse(text.strip(), depth) if text.strip() else None


def _introduced(plain: str) -> str:
    """The words after the last introduction, or all when there is none."""
    matches = list(_INTRODUCTION.finditer(plain))
    for match in reversed(matches[-_MOST_INTRODUCTIONS:]):
        rest = plain[match.end() :].strip()
        near = rest[:_MOST_CHARS].split()
        if rest and _name_words(_spelling_apart(near)[0]) is not None:
            return rest
    return plain if not matches else plain[matches[-1].end() :].strip() or plain


def _spelling_apart(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words that are not spelled, and the spelled ones."""
    text = _SPELLING_NOTE.sub(" ", " ".join(tokens))
    rest = text.split()
    spelled: list[str] = []
    for start, stop, word in reversed(spelling.stretches(rest)):
        spelled.insert(0, word)
        rest[start:stop] = []
    return rest, spelled


def _name_words(tokens: Sequence[str]) -> list[str] | None:
    """The words of `tokens` that make up a name; None when they are no name."""
    words = list(tokens)
    while words and words[0] in OPENERS:
        words.pop(0)
    stop = next((at for at, word in enumerate(words) if at and word in STOPS), len(words))
    words = words[:stop]
    while words and words[-1] in CLOSERS:
        words.pop()
    words = [word for word in words if word not in ("um", "uh")]
    names = [word for word in words if word != "and"]
    if not names or len(names) > _MAX_WORDS:
        return None
    if any(not _can_be_name(word) for word in names) and names not in _DOUBTFUL_ALONE:
        return None
    return words


# Names that are everyday words too, taken when nothing else was said.
_DOUBTFUL_ALONE = (["will"], ["mark"], ["art"], ["bill"], ["rich"], ["miles"], ["drew"])


def _can_be_name(word: str) -> bool:
    plain = word.replace("'", "")
    known = word in NOT_NAMES or fold(word) in SPANISH_NOT_NAMES
    return not known and plain.isalpha() and not word.endswith(_CONTRACTED)


_CONTRACTED = ("'s", "'d", "'ll", "'re", "'ve", "n't", "'m")


def _sentence(tokens: Sequence[str], word: str, plain: str) -> bool:
    """Whether a lone word is the start of a sentence or says how things are, not who calls."""
    after = list(tokens)[list(tokens).index(word) + 1 :] if word in tokens else []
    if after and not all(token in CLOSERS for token in after) and plain.startswith(tokens[0]):
        return True
    state = re.search(rf"\b(?:it's|it is|that's|that is|i'm|i am|is) {re.escape(word)}", plain)
    return bool(state) and word.endswith(("ing", "ed"))


def _split(words: Sequence[str]) -> PersonName:
    """First and last name of name words; particles belong to the last name."""
    ending = ""
    if len(words) > 1 and words[-1] in _SUFFIXES:
        ending = " " + _SUFFIXES[words[-1]]
        words = words[:-1]
    if "and" in words:
        at = list(words).index("and")
        return _couple(words[:at], words[at + 1 :])
    if len(words) == 1:
        return PersonName(first=_capital(words[0]))
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return PersonName(first=_written(words[:start]), last=_written(words[start:]) + ending)


def _couple(first: Sequence[str], second: Sequence[str]) -> PersonName:
    """Two people with one last name."""
    if not first or not second:
        return PersonName(first=_written([*first, *second]))
    if len(second) == 1:
        return PersonName(first=f"{_written(first)} and {_written(second)}")
    return PersonName(
        first=f"{_written(first[:1])} and {_written(second[:-1])}", last=_written(second[-1:])
    )


def _from_spelling(spelled: Sequence[str]) -> PersonName:
    if len(spelled) == 1:
        return PersonName(first=_capital(spelled[0]), spelled=True)
    return PersonName(first=_capital(spelled[0]), last=_capital(spelled[-1]), spelled=True)


def _respelled(name: PersonName, spelled: Sequence[str]) -> PersonName:
    """`name` with the parts that were spelled out put right."""
    first, last = name.first, name.last
    for word in spelled:
        if (last and (not first or _alike(last, word) >= _alike(first, word))) or (
            not last and _alike(first, word) == 0
        ):
            last = _capital(word)
        else:
            first = _capital(word)
    return PersonName(first=first, last=last, spelled=bool(spelled))


def _alike(name: str, word: str) -> int:
    """How many letters of `word` stand at the start or the end of `name` too."""
    plain = name.lower()
    start = next((at for at, (a, b) in enumerate(zip(plain, word, strict=False)) if a != b), None)
    common = min(len(plain), len(word)) if start is None else start
    return common + (plain[-1:] == word[-1:])


def _written(words: Sequence[str]) -> str:
    return " ".join(_capital(word) for word in words)


def _capital(word: str) -> str:
    """First letter large, also after an apostrophe prefix and Mc: O'Brien, McDonald."""
    head, mark, rest = word.partition("'")
    if mark and len(head) <= 2 and rest not in ("s", ""):
        return f"{head.capitalize()}'{rest.capitalize()}"
    if word.startswith("mc") and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    return word[:1].upper() + word[1:]
