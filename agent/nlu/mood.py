"""Frustration: signals in one turn, the decaying level of a call, and a label for one turn.

Words of the trade (broken, not working, problem, emergency) score nothing: a fault is no anger.
Nor do insults of a thing ("this stupid thermostat") and swearing in good humour.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from agent.events import Feeling
from agent.nlu import acts
from agent.nlu.mood_calm import CALM, CHEER, HURRIED, OURS, PRAISE, SPOILT, THINGS, US
from agent.nlu.mood_phrases import MOODS
from agent.nlu.mood_reproach import REPROACH
from agent.nlu.phrases import Match, Phrasebook, padded, plain

Mood = Literal["calm", "annoyed", "angry", "wants_human"]

MAX_LEVEL = 5.0
DECAY = 0.6
_ALIKE = 0.7
_LOOK_BACK = 3
_MIN_WORDS = 3
_NEAR = 2
"""So many words apart, an oath is aimed at somebody."""
_AHEAD = 4
_ANSWER = 3
"""Words of a short answer, as in "yes, please"."""
_CLAUSE = 6
"""So many words before an insult may hold what it is said of."""

_POINTS = {"anger": 3, "implicit": 2, "irony": 2, "impatience": 1}
_ANNOYANCE = frozenset({"implicit", "irony", "impatience", "repeats", "sounds_annoyed"})
SURE = 0.9
"""Probability of any mood but calm from which the model is believed."""
LIKELY = 0.8
"""Probability of anger, or of the wish for a person, from which it is that."""
_HEARD: dict[Mood, tuple[str, int]] = {
    "angry": ("anger", 3),
    "wants_human": ("asks_in_other_words", 4),
    "annoyed": ("sounds_annoyed", 1),
}
"""The sign, and its points, of a mood that only the model hears."""
_PERSON = frozenset({"person", "asks_in_other_words"})
_GLADLY = Phrasebook(
    {"gladly": ("< sure/certainly/gladly/of_course/no_problem/yes_sure/happy_to",)}
)
_BOOK: Phrasebook[str] = Phrasebook({**CALM, **MOODS, **REPROACH})


class Signal(msgspec.Struct, frozen=True):
    """One sign of frustration (or of relief, with negative points) and the words behind it."""

    name: str
    points: int
    reason: str


def signals(text: str, previous: Sequence[str]) -> tuple[Signal, ...]:
    """Signs in `text`; `previous` are the caller's earlier turns, oldest first."""
    tokens, said = padded(text), acts.acts(text)
    found = [Signal("person", 4, "asks for a person")] if "human" in said else []
    found += _by_words(tokens)
    # Who asks us to say it again repeats nothing of their own, "sure" repeats gladly, and a
    # short yes or no answers whatever was asked last.
    answers = acts.yes_no(text) in ("yes", "no") and len(plain(text)) <= _ANSWER
    gladly = answers or "repeat" in said or _GLADLY.at(tokens, 0) is not None
    repeats = 0 if gladly else sum(_alike(text, one) for one in previous[-_LOOK_BACK:])
    if repeats:
        found.append(Signal("repeats", min(2, repeats), "says the same again"))
    if not found and "thanks" in said:
        found.append(Signal("relief", -1, "thanks"))
    return tuple(found)


def weighed(found: Sequence[Signal], feeling: Feeling | None) -> tuple[Signal, ...]:
    """The rules' signs, and where they hear nothing, what the model is sure to hear.

    The rules know few words, but those for certain; so the model adds to them and takes away
    nothing, and anger or the wish for a person needs to be likely by itself.
    """
    if feeling is None or label(found) != "calm":
        return tuple(found)
    shares = dict(feeling.ranked)
    if 1.0 - shares.get("calm", 0.0) < SURE:
        return tuple(found)
    likely = (name for name in _HEARD if shares.get(name, 0.0) >= LIKELY)
    sign, worth = _HEARD[next(likely, "annoyed")]
    return (*found, Signal(sign, worth, f"by the mood model, {feeling.ranked[0][1]:.2f}"))


def points(found: Sequence[Signal]) -> float:
    """What a turn adds to the level.

    Several signs of annoyance in one turn count as the strongest of them; a request for a person
    is answered as such and adds nothing.
    """
    counted = [one for one in found if one.name not in _PERSON]
    annoyed = max((one.points for one in counted if one.name in _ANNOYANCE), default=0)
    return annoyed + sum(one.points for one in counted if one.name not in _ANNOYANCE)


def level(points_this_turn: float, previous_level: float) -> float:
    """The new level, 0 to 5 with one decimal: this turn's points and 0.6 of the level before."""
    return round(min(MAX_LEVEL, max(0.0, points_this_turn + DECAY * previous_level)), 1)


def label(found: Sequence[Signal]) -> Mood:
    """The mood of a turn from its own signals; what came before shows in the level."""
    names = {signal.name for signal in found if signal.points > 0}
    if names & _PERSON:
        return "wants_human"
    if "anger" in names:
        return "angry"
    return "annoyed" if names else "calm"


def _by_words(tokens: Sequence[str]) -> list[Signal]:
    """One signal a kind, in the order of the words."""
    matches = _BOOK.find(tokens)
    serious = any(one.value in ("implicit", "irony", "insult") for one in matches)
    named: dict[str, Signal] = {}
    for match in matches:
        kind = _meant(match, tokens, serious=serious)
        if kind and kind not in named:
            named[kind] = _signal(kind, tokens[match.start : match.end])
    if "impatience" not in named and _thrice(tokens):
        named["impatience"] = Signal("impatience", _POINTS["impatience"], "a word three times")
    if "irony" not in named and _spoilt_praise(tokens):
        named["irony"] = Signal("irony", _POINTS["irony"], "praise of something bad")
    return list(named.values())


def _meant(match: Match[str], tokens: Sequence[str], *, serious: bool) -> str:
    """The kind of signal a phrase is where it stands, or an empty text.

    `serious`: other phrases show that an oath is no joke.
    """
    match match.value:
        case "upset":
            return "" if _of_a_thing(match, tokens) else "implicit"
        case "insult":
            return "" if _of_a_thing(match, tokens) else "anger"
        case "strong":
            return "" if _cheerful(tokens) or _of_a_thing(match, tokens) else "anger"
        case "swear":
            meant = serious or _aimed(match, tokens)
            return "anger" if meant and not _cheerful(tokens) else ""
        case kind:
            return kind if kind in _POINTS else ""


def _cheerful(tokens: Sequence[str]) -> bool:
    return not CHEER.isdisjoint(tokens)


def _aimed(match: Match[str], tokens: Sequence[str]) -> bool:
    """Whether an oath stands beside a word for us, or right before what we do for callers."""
    near = tokens[max(0, match.start - _NEAR) : match.end + _NEAR]
    return not US.isdisjoint(near) or not OURS.isdisjoint(tokens[match.end : match.end + 1])


def _of_a_thing(match: Match[str], tokens: Sequence[str]) -> bool:
    """Whether a bad word is said of equipment or the weather: before it, or named just before."""
    after = tokens[match.end : match.end + _AHEAD]
    before = tokens[max(0, match.start - _CLAUSE) : match.start]
    if not US.isdisjoint(before[-_NEAR:]) or not US.isdisjoint(after[:_NEAR]):
        return False
    inside = tokens[match.start : match.end]
    return any(not THINGS.isdisjoint(words) for words in (after, before, inside))


def _thrice(tokens: Sequence[str]) -> bool:
    """ "Yes yes yes": one word, no number, three times running."""
    if HURRIED.isdisjoint(tokens):
        return False
    runs = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return any(one == two == three and one in HURRIED for one, two, three in runs)


def _spoilt_praise(tokens: Sequence[str]) -> bool:
    """ "Awesome, another two weeks": praise first, and something nobody praises."""
    if PRAISE.isdisjoint(tokens):
        return False
    first = next(at for at, word in enumerate(tokens) if word in PRAISE)
    thanks = "thanks" in tokens or "thank" in tokens
    return not thanks and not SPOILT.isdisjoint(tokens[first:])


def _signal(name: str, tokens: Sequence[str]) -> Signal:
    return Signal(name, _POINTS[name], " ".join(word for word in tokens if word not in ("<", ">")))


def _alike(text: str, earlier: str) -> bool:
    """Whether two turns share more than 0.7 of their words; very short turns never count."""
    one, other = set(plain(text)), set(plain(earlier))
    if min(len(one), len(other)) < _MIN_WORDS:
        return False
    return len(one & other) / len(one | other) > _ALIKE
