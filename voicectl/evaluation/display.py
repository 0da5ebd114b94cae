"""How scorecards look to people: one set in detail, or all sets in one table."""

from collections.abc import Iterator, Mapping, Sequence

from voicectl.evaluation.published import Beside, beside
from voicectl.evaluation.scorecard import Scorecard
from voicectl.evaluation.shares import Interval
from voicectl.evaluation.targets import Verdict, verdicts
from voicectl.render import say, table

SHOWN = 20
"""Errors and confused pairs shown of one set; `--json` has them all."""


def one(card: Scorecard) -> None:
    """Everything about one set."""
    share = f"{card.correct} of {card.n} right ({card.accuracy:.1%})"
    interval = _interval(card.intervals.get("accuracy"))
    say(f"{card.set}: {share}, 95 % {interval}, {card.seconds:.1f} s")
    for name, value in card.figures.items():
        interval = _interval(card.intervals.get(name))
        say(f"  {name}: {value:g}{f'  ({interval} %)' if interval else ''}")
    for other in beside([card]):
        say(f"  published {other.theirs.measure}: {_theirs(other)}")
    for verdict in verdicts([card]):
        bounds, word = _goal(verdict)
        say(f"  target {verdict.figure} {bounds}: {word}")
    if card.by_label:
        rows = [
            (name, tally.n, tally.correct, _interval(tally.interval))
            for name, tally in card.by_label.items()
        ]
        table("By label", ("label", "n", "right", "95 %"), rows)
    _confusion(card)
    if card.errors:
        shown = card.errors[:SHOWN]
        lines = [(error.line, *_difference(error.expected, error.got)) for error in shown]
        table(f"Errors ({len(shown)} of {len(card.errors)})", ("line", "expected", "got"), lines)


def scorecard(cards: Sequence[Scorecard]) -> None:
    """All sets and their targets in one table."""
    columns = ("set and figure", "right", "value", "95 %", "must/aim", "")
    table("Scorecard", columns, [row for card in cards for row in _rows(card)])


def published(cards: Sequence[Scorecard]) -> None:
    """Figures of others beside ours; nothing when no public set was scored."""
    rows = [
        (
            one.theirs.set,
            one.theirs.measure,
            "–" if one.ours is None else f"{one.ours:.1%}",
            "none found" if one.theirs.value is None else f"{one.theirs.value:.1%}",
            one.theirs.system,
            one.theirs.alike if one.theirs.value is not None else "",
        )
        for one in beside(cards)
    ]
    if rows:
        columns = ("set", "measure", "ours", "theirs", "whose", "alike")
        table("Published figures beside ours (docs/models/published.md)", columns, rows)


def _theirs(other: Beside) -> str:
    if other.theirs.value is None:
        return "none found"
    return f"{other.theirs.value:.1%}, {other.theirs.system} ({other.theirs.alike})"


def _rows(card: Scorecard) -> Iterator[tuple[str, ...]]:
    judged = {verdict.figure: verdict for verdict in verdicts([card])}
    interval = _interval(card.intervals.get("accuracy"))
    right, goal = f"{card.correct}/{card.n}", _goal(judged.pop("accuracy", None))
    yield (card.set, right, f"{card.accuracy:.1%}", interval, *goal)
    for figure, verdict in judged.items():
        value = _number(verdict.value, verdict)
        yield (f" {figure}", "", value, _interval(verdict.interval), *_goal(verdict))


def _goal(verdict: Verdict | None) -> tuple[str, str]:
    """What must and what should be reached, and whether it is."""
    if verdict is None:
        return "", ""
    sign = "≤" if verdict.at_most else ""
    must, aim = (_number(bound, verdict) for bound in (verdict.must, verdict.aim))
    return f"{sign}{must}/{aim}", _word(verdict)


def _number(value: float, verdict: Verdict) -> str:
    """A share in percent, a count as it is."""
    return f"{100 * value:.3g}%" if verdict.interval else f"{value:g}"


def _word(verdict: Verdict) -> str:
    if verdict.aim_met:
        return "met"
    return "low" if verdict.must_met else "MISSED"


def _interval(bounds: Interval | None) -> str:
    return f"{100 * bounds[0]:.3g}-{100 * bounds[1]:.3g}" if bounds else ""


def _confusion(card: Scorecard) -> None:
    if not card.confusion:
        return
    shown = card.confusion[:SHOWN]
    rows = [
        (pair.n, pair.expected, pair.got, f"{pair.lines[0]}: {pair.example}"[:100])
        for pair in shown
    ]
    title = f"Confused ({len(shown)} of {len(card.confusion)} pairs)"
    table(title, ("n", "expected", "got", "first line"), rows)


def _difference(expected: object, got: object) -> tuple[str, str]:
    """Both sides, cut to the fields that differ; a dialogue's reasons instead of its output."""
    if isinstance(got, dict) and "wrong" in got:
        return _cut(expected), "; ".join(got["wrong"])
    if isinstance(got, dict) and isinstance(expected, dict):
        names = [name for name in expected if expected[name] != got.get(name)]
        return _fields(expected, names), _fields(got, names)
    return _cut(expected), _cut(got)


def _fields(values: Mapping[str, object], names: Sequence[str]) -> str:
    return _cut(", ".join(f"{name} {values.get(name)}" for name in names))


def _cut(value: object) -> str:
    return str(value)[:140]
