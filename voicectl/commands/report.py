"""`voicectl report`: the office's figures of calls, from the books."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.books import open_books
from voicectl.configured import profiles_of, settings_of
from voicectl.errors import CommandError
from voicectl.options import Company, Json
from voicectl.render import emit_json, say, table

if TYPE_CHECKING:
    from agent.bookings.report import Figures, Report, Share, Spread

app = typer.Typer(add_completion=False)


@app.command()
def report(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="So many, today included.")] = 7,
    by: Annotated[str, typer.Option(metavar="day|week", help="How it is divided.")] = "day",
    company: Company = "",
    as_json: Json = False,
) -> None:
    """Report on calls: outcomes, bookings, containment, emergencies, hand-overs, times, cost.

    Days are those of the first company's time zone. Calls that are not over don't count.
    """
    from datetime import timedelta

    from agent.bookings import report as books
    from agent.bookings.clock import at_local, local, utc_now

    if by not in ("day", "week"):
        raise CommandError("--by is day or week")
    tz = profiles_of(settings_of(ctx)).profiles[0].company.tz
    today = local(utc_now(), tz).date()
    since = at_local(today - timedelta(days=days - 1), "00:00", tz)
    until = at_local(today, "24:00", tz)
    with open_books(ctx) as db:
        found = books.report(db, since, until, tz, by=by, company=company)  # type: ignore[arg-type]
    if as_json:
        emit_json(_data(found))
    elif not found.total.calls:
        say(f"No call ended between {found.since} and {found.until}: there is nothing to report.")
    else:
        _show(found)


def _show(found: "Report") -> None:
    columns = ("", "calls", "booked", "contained", "success", "emergencies", "rung")
    lines = [_line(name, one) for name, one in found.parts.items()]
    lines.append(_line("in all", found.total))
    times = ("handle", "answer p95", "cost")
    table(f"Calls by {found.by}", (*columns, *times), lines)
    total = found.total
    table(
        "Outcomes",
        ("outcome", "calls", "mean", "p95"),
        [(name, one.n, _s(one.mean), _s(one.p95)) for name, one in total.outcomes.items()],
    )
    table(
        "First wishes",
        ("wish", "calls", "contained"),
        [(name, one.of, _percent(one)) for name, one in total.intents.items()],
    )
    table("Emergencies", ("tier and rule", "calls"), list(total.emergencies.items()))
    table("People rung", ("why and how it ended", "times"), list(total.hand_overs.items()))
    answers = total.answer_ms
    table(
        "Rates and times",
        ("figure", "value"),
        [
            ("booking rate (leads of more than a minute)", _percent(total.booking_60s)),
            ("forced transfers", _percent(total.forced)),
            ("left in the middle", _percent(total.abandoned)),
            ("danger heard to alert in the books", _seconds(total.heard_to_row_s)),
            ("danger heard to text at the carrier", _seconds(total.heard_to_text_s)),
            ("emergencies taken within two minutes", _percent(total.acknowledged)),
            (
                "answers p50 / p95 / p99",
                f"{_ms(answers.p50)} / {_ms(answers.p95)} / {_ms(answers.p99)}",
            ),
            ("cost per call", f"{total.cents_per_call or 0:.2f} cents"),
        ],
    )


def _line(name: str, one: "Figures") -> tuple[object, ...]:
    return (
        name,
        one.calls,
        _percent(one.booking),
        _percent(one.containment),
        _percent(one.success),
        sum(one.emergencies.values()),
        sum(one.hand_overs.values()),
        _s(one.handle_s.mean),
        _ms(one.answer_ms.p95),
        f"${one.cents / 100:.2f}",
    )


def _data(found: "Report") -> dict[str, Any]:
    """As JSON: shares carry their rate."""
    from dataclasses import asdict

    return {
        **{name: getattr(found, name) for name in ("since", "until", "by")},
        "total": _figures(asdict(found.total)),
        "parts": {name: _figures(asdict(one)) for name, one in found.parts.items()},
    }


def _figures(figures: dict[str, Any]) -> dict[str, Any]:
    def rated(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if set(value) == {"n", "of"}:
            return {**value, "rate": round(value["n"] / value["of"], 4) if value["of"] else None}
        return {name: rated(inner) for name, inner in value.items()}

    return {name: rated(value) for name, value in figures.items()}


def _percent(share: "Share") -> str:
    rate = share.rate
    return "-" if rate is None else f"{rate:.0%} ({share.n}/{share.of})"


def _seconds(spread: "Spread") -> str:
    return f"p50 {_s(spread.p50)}, p95 {_s(spread.p95)} (n {spread.n})" if spread.n else "-"


def _s(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.1f} s"


def _ms(ms: float | None) -> str:
    return "-" if ms is None else f"{ms:.0f} ms"
