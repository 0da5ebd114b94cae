"""What a caller wants: one of 24 labels with a score, and a finer category.

Rules and weighted cues only, so it runs inside the dialogue without a model; dangers are decided
by the same finder that guards every turn.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

import msgspec

from agent.events import Guess
from agent.nlu import acts, hazards, language
from agent.nlu.intent_categories import category
from agent.nlu.intent_cues import CUES, Label
from agent.nlu.intent_words import concepts
from agent.nlu.phrases import Phrasebook, padded
from agent.nlu.words import RECENT

__all__ = ["Intent", "Label", "classify"]


class Intent(msgspec.Struct, frozen=True):
    """A wish: the label, how sure (0 to 1), the runner-up and the second-level category."""

    label: Label
    score: float
    second: Label | None
    category: str

    @property
    def sure(self) -> bool:
        """Whether the wish is more than a guess."""
        return self.score >= SURE


_CUES: Phrasebook[tuple[Label, int]] = Phrasebook(CUES)
_DANGER: dict[hazards.Rule, Label] = {
    "GAS": "emergency_gas",
    "CO": "emergency_co",
    "FIRE": "emergency_electrical_fire",
    "ELEC_SMELL": "emergency_electrical_fire",
}
_WATER = frozenset(("WATER_A", "WATER_B"))
EMERGENCIES: frozenset[str] = frozenset(_DANGER.values())
"""Labels of dangers to life."""
SUSPICION = 0.3
"""Probability of any danger from which we ask: one question costs little, a missed leak much."""
SURE = 0.5
"""Score or probability below which a wish is only a guess."""
_TERSE = 3
"""Words of an answer rather than an utterance."""
_SURE_OF_TERSE = 0.8
_EMERGENCY, _LEAK, _PERSON, _ACT = 20, 7, 9, 3
_BESIDE_TRADE = 4
_SHORT = 9
_ALL = frozenset(("all", "everything"))
_TRADE = frozenset(("COOLER", "HEATER", "HEATPUMP", "UNIT", "PART", "DUCT"))
# When two score alike, the one named first wins: what is asked about a visit before faults, faults
# before plain bookings.
_ORDER: tuple[Label, ...] = (
    "emergency_gas",
    "emergency_co",
    "emergency_electrical_fire",
    "speak_to_human",
    "out_of_scope",
    "cancel",
    "reschedule",
    "technician_eta",
    "appointment_status",
    "warranty_membership",
    "billing_payment",
    "water_leak",
    "strange_noise_or_smell",
    "no_heat",
    "no_cooling",
    "maintenance_tuneup",
    "install_quote",
    "pricing",
    "service_area",
    "hours_location",
    "book_service",
    "goodbye",
    "deny",
    "affirm",
)


_PLACES = {label: place for place, label in enumerate(_ORDER)}


@lru_cache(maxsize=RECENT)
def classify(text: str) -> Intent:
    """The wish in one utterance without context; nothing meaningful is out_of_scope, "unclear"."""
    tokens = padded(text)
    points = points_of(text)
    ranked = sorted(sorted(points, key=_PLACES.__getitem__), key=points.__getitem__, reverse=True)
    label: Label = ranked[0] if ranked else "out_of_scope"
    second = ranked[1] if len(ranked) > 1 else None
    score = _score(points, label, second)
    if score == 0 and language.detect(text) == "es":
        return Intent("out_of_scope", 0.6, None, "language_switch")
    return Intent(label, score, second, category(tokens, label, known=bool(ranked)))


@lru_cache(maxsize=RECENT)
def points_of(text: str) -> Mapping[Label, int]:
    """How strongly the rules speak for each label; labels without any points are absent."""
    tokens = padded(text)
    points = _points(tokens)
    _add_dangers(points, hazards.find(text))
    said = acts.acts(text)
    if "human" in said:
        points["speak_to_human"] = points.get("speak_to_human", 0) + _PERSON
    if not points or (max(points.values()) <= _ACT and len(tokens) <= _SHORT):
        _add_acts(points, text, said, tokens)
    return points


def decide(text: str, guess: Guess | None) -> Intent:
    """The wish by rules and model together; without a guess by the rules alone.

    A danger that the rules plainly hear stays what it is. The model has seen the rules' points,
    so its label counts elsewhere, unless it is unsure and the rules are not: a word or two
    ("repair") may be a full answer that a model of whole utterances can't judge. A danger that
    nobody would ask about is no label.
    """
    own = classify(text)
    if guess is None or own.category == "language_switch" or _plain_danger(own, text):
        return own
    ranked = guess.ranked
    if sum(share for label, share in ranked if label in EMERGENCIES) < SUSPICION:
        ranked = tuple(one for one in ranked if one[0] not in EMERGENCIES) or ranked
    (label, score), *rest = ranked
    short = len(padded(text)) - 2 <= _TERSE
    if own.category != "unclear" and score < (_SURE_OF_TERSE if short else SURE):
        return own
    second = rest[0][0] if rest else None
    finer = category(padded(text), label, known=score >= SURE)
    return Intent(cast(Label, label), score, cast(Label | None, second), finer)


def _plain_danger(own: Intent, text: str) -> bool:
    """Whether the rules hear a danger that is told, not only hinted at or asked about."""
    if own.label not in EMERGENCIES:
        return False
    dangers = [one for one in hazards.find(text) if one.rule in _DANGER]
    return any(one.stance not in ("vague", "asked") for one in dangers)


def _points(tokens: Sequence[str]) -> dict[Label, int]:
    """The sum of the cues per label; the same phrase counts once, hints add little."""
    best: dict[Label, list[int]] = {}
    folded = concepts(tokens)
    for label, weight in _CUES.every_value(folded):
        best.setdefault(label, []).append(weight)
    points = {label: max(weights) + min(2, len(weights) - 1) for label, weights in best.items()}
    if "out_of_scope" in points and not _TRADE.isdisjoint(folded):
        # "a magnet on the fridge" beside a furnace is still about the furnace.
        points["out_of_scope"] -= _BESIDE_TRADE
    return points


def _add_dangers(points: dict[Label, int], dangers: Sequence[hazards.Hazard]) -> None:
    """Dangers keep their label however they are meant, unless denied beside another wish."""
    for danger in reversed(dangers):
        label = _DANGER.get(danger.rule)
        if label is not None and (danger.stance != "negated" or not points):
            points[label] = max([_EMERGENCY, *points.values()]) + 1
        elif danger.rule in _WATER and danger.stance != "negated":
            points["water_leak"] = points.get("water_leak", 0) + _LEAK - 2
        elif danger.rule in ("DUST_SMELL", "CO_CHIRP"):
            points["strange_noise_or_smell"] = points.get("strange_noise_or_smell", 0) + _LEAK


def _add_acts(
    points: dict[Label, int], text: str, said: frozenset[acts.Act], tokens: Sequence[str]
) -> None:
    """Yes, no and good-bye count only where no wish was heard."""
    answer = acts.yes_no(text)
    if "nothing_else" in said and not _ALL.isdisjoint(tokens):
        answer = None
    closing = "bye" in said or ("nothing_else" in said and answer != "no")
    if closing or ("thanks" in said and answer != "no"):
        points["goodbye"] = _ACT + 2
    elif answer == "no":
        points["deny"] = _ACT + 2
    elif answer in ("yes", "mixed"):
        points["affirm"] = _ACT + 2


def _score(points: Mapping[Label, int], label: Label, second: Label | None) -> float:
    if not points:
        return 0.0
    best, next_best = points[label], points[second] if second else 0
    sure = min(1.0, best / 6)
    doubt = 0.2 * max(0.0, 1 - (best - next_best) / 2)
    return round(max(0.05, sure - doubt), 2)
