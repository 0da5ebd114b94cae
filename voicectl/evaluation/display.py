"""How scorecards look to people: one set in detail, or all sets in one table."""

from collections.abc import Iterator, Sequence

from voicectl.evaluation.scorecard import Scorecard
from voicectl.evaluation.shares import Interval
from voicectl.evaluation.targets import Verdict, verdicts
from voicectl.render import say, table

SHOWN = 20
"""Errors and confused pairs shown of one set; `--json` has them all."""


def one(card: Scorecard) -> None:
    """Everything about one set."""
    share = f"{card.correct} of {card.n} right ({card.accuracy:.1%})"
    say(
        f"{card.set}: {share}, 95 % {_interval(card.intervals.get('accuracy'))}, {card.seconds:.1f} s"
    )
    for name, value in card.figures.items():
        interval = card.intervals.get(name)
        say(f"  {name}: {value:g}{f'  ({_interval(interval)})' if interval else ''}")
    for verdict in verdicts([card]):
        must, aim, word = _goal(verdict)
        say(f"  target {verdict.figure}: must {must}, aim {aim}: {word}")
    if card.by_label:
        rows = [
            (name, tally.n, tally.correct, _interval(tally.interval))
            for name, tally in card.by_label.items()
        ]
        table("By label", ("label", "n", "right", "95 %"), rows)
    _confusion(card)
    if card.errors:
        shown = card.errors[:SHOWN]
        lines = [(error.line, _cut(error.expected), _cut(error.got)) for error in shown]
        table(f"Errors ({len(shown)} of {len(card.errors)})", ("line", "expected", "got"), lines)


def scorecard(cards: Sequence[Scorecard]) -> None:
    """All sets and their targets in one table."""
    columns = ("set and figure", "right", "value", "95 %", "must", "aim", "")
    table("Scorecard", columns, [row for card in cards for row in _rows(card)])


def _rows(card: Scorecard) -> Iterator[tuple[str, ...]]:
    judged = {verdict.figure: verdict for verdict in verdicts([card])}
    interval = _interval(card.intervals.get("accuracy"))
    right, goal = f"{card.correct}/{card.n}", _goal(judged.pop("accuracy", None))
    yield (card.set, right, f"{card.accuracy:.1%}", interval, *goal)
    for figure, verdict in judged.items():
        value = _number(verdict.value, verdict)
        yield (f" {figure}", "", value, _interval(verdict.interval), *_goal(verdict))


def _goal(verdict: Verdict | None) -> tuple[str, str, str]:
    """What must be reached, what should be, and whether it is."""
    if verdict is None:
        return "", "", ""
    sign = "≤" if verdict.at_most else ""
    must, aim = (sign + _number(bound, verdict) for bound in (verdict.must, verdict.aim))
    return must, aim, _word(verdict)


def _number(value: float, verdict: Verdict) -> str:
    """A share in percent, a count as it is."""
    return f"{100 * value:.3g}%" if verdict.interval else f"{value:g}"


def _word(verdict: Verdict) -> str:
    if verdict.aim_met:
        return "met"
    return "low" if verdict.must_met else "MISSED"


def _interval(bounds: Interval | None) -> str:
    return f"{100 * bounds[0]:.1f}-{100 * bounds[1]:.1f}" if bounds else ""


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


def _cut(value: object) -> str:
    if isinstance(value, dict) and "wrong" in value:
        return "; ".join(value["wrong"])
    return str(value)[:140]
