"""What the figures of the sets must reach and should reach, and whether they do."""

from collections.abc import Iterable, Sequence

import msgspec

from voicectl.evaluation.scorecard import Scorecard
from voicectl.evaluation.shares import Interval


class Target(msgspec.Struct, frozen=True):
    """Bounds of one figure: at least `must`, or at most when a lower figure is better."""

    set: str
    figure: str
    """A name in the set's figures, or "accuracy"."""
    must: float
    aim: float
    at_most: bool = False

    def meets(self, value: float, bound: float) -> bool:
        """Whether `value` is on the right side of `bound`; the bound itself is."""
        return value <= bound if self.at_most else value >= bound


TARGETS: tuple[Target, ...] = (
    Target("intents", "accuracy", 0.95, 0.98),
    Target("intents", "emergency_exact", 0.97, 0.99),
    Target("intents", "any_emergency", 1.0, 1.0),
    Target("intents", "false_emergency_rate", 0.01, 0.003, at_most=True),
    Target("hazards", "present_noticed", 0.97, 1.0),
    Target("hazards", "harmless_started", 0.05, 0.01, at_most=True),
    Target("phones", "capture", 0.99, 1.0),
    Target("phones", "false_accepts", 0, 0, at_most=True),
    Target("datetimes", "accuracy", 0.95, 0.99),
    Target("addresses", "accuracy", 0.90, 0.97),
    Target("frustration", "accuracy", 0.85, 0.95),
    Target("frustration", "escalation_found", 1.0, 1.0),
    Target("dialogues", "accuracy", 1.0, 1.0),
    Target("guard", "accuracy", 1.0, 1.0),
    Target("guard", "unbacked", 0, 0, at_most=True),
    Target("guard", "unauthorised", 0, 0, at_most=True),
    Target("banking77_sample", "false_emergency", 0, 0, at_most=True),
    Target("banking77_sample", "invented_phones", 0, 0, at_most=True),
    Target("banking77_sample", "invented_addresses", 0, 0, at_most=True),
    Target("nlupp", "false_emergency", 0, 0, at_most=True),
    Target("nlupp", "invented_phones", 0, 0, at_most=True),
    Target("nlupp", "invented_addresses", 0, 0, at_most=True),
    Target("spoken-phones", "accuracy", 0.85, 0.95),
    Target("spoken-phones", "right_phone10", 0.85, 0.95),
)


class Verdict(msgspec.Struct, frozen=True):
    """One target and the figure measured for it."""

    set: str
    figure: str
    value: float
    interval: Interval | None
    must: float
    aim: float
    at_most: bool
    must_met: bool
    aim_met: bool


def verdicts(
    cards: Iterable[Scorecard], targets: Sequence[Target] = TARGETS
) -> tuple[Verdict, ...]:
    """Every target whose set and figure were measured, in the order of `cards`."""
    return tuple(
        _verdict(card, target)
        for card in cards
        for target in targets
        if target.set == card.set and _value(card, target.figure) is not None
    )


def _value(card: Scorecard, figure: str) -> float | None:
    return card.accuracy if figure == "accuracy" else card.figures.get(figure)


def _verdict(card: Scorecard, target: Target) -> Verdict:
    value = _value(card, target.figure) or 0.0
    return Verdict(
        set=card.set,
        figure=target.figure,
        value=value,
        interval=card.intervals.get(target.figure),
        must=target.must,
        aim=target.aim,
        at_most=target.at_most,
        must_met=target.meets(value, target.must),
        aim_met=target.meets(value, target.aim),
    )
