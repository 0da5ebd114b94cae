"""`voicectl bookings`: look at visits, take them elsewhere and bring them in (CSV, iCalendar)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.books import open_books
from voicectl.configured import settings_of
from voicectl.errors import FAILED, CommandError
from voicectl.options import Company, Json
from voicectl.render import emit_json, note, say, table

if TYPE_CHECKING:
    from agent.profile.schema import CompanyProfile

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="List, show, export and import visits."
)

From = Annotated[str, typer.Option("--from", metavar="DAY", help="First local day, YYYY-MM-DD.")]
To = Annotated[str, typer.Option("--to", metavar="DAY", help="Last local day, YYYY-MM-DD.")]
Every = Annotated[bool, typer.Option("--all", help="Also cancelled and past states.")]


class Format(StrEnum):
    """Kinds of export."""

    csv = "csv"
    ical = "ical"


@app.command("list")
def list_(
    ctx: typer.Context,
    first: From = "",
    last: To = "9999-12-31",
    every: Every = False,
    company: Company = "",
    as_json: Json = False,
) -> None:
    """List visits, soonest first."""
    rows = _rows(ctx, first, last, every, company)
    if as_json:
        emit_json({"bookings": rows})
        return
    columns = ("code", "when", "name", "phone", "job_type", "zone", "status")
    for row in rows:
        row["when"] = f"{row['date']} {row['start']}-{row['end']}"
    table("Visits", columns, ([row[column] for column in columns] for row in rows))


@app.command()
def show(ctx: typer.Context, code: str, company: Company = "", as_json: Json = False) -> None:
    """Show one visit with its history."""
    from agent.bookings import listing

    with open_books(ctx) as db:
        visit = listing.visit(db, code, company)
    if visit is None:
        raise CommandError(f"there is no visit {code}; see `voicectl bookings list --all`", FAILED)
    if as_json:
        emit_json(visit)
        return
    history = visit.pop("history")
    table(f"Visit {visit['code']}", ("field", "value"), visit.items())
    events = (
        [e["at"], e["actor"], e["kind"], e["before"], e["after"], e["reason"]] for e in history
    )
    table("History", ("at (UTC)", "who", "what", "before", "after", "reason"), events)


@app.command()
def export(
    ctx: typer.Context,
    out: Annotated[Path | None, typer.Option(help="File to write; default: stdout.")] = None,
    kind: Annotated[
        Format | None, typer.Option("--format", help="Default: by the file's ending, else csv.")
    ] = None,
    first: From = "",
    last: To = "9999-12-31",
    every: Every = False,
    company: Company = "",
    as_json: Json = False,
) -> None:
    """Write visits as CSV or iCalendar."""
    from agent.bookings.clock import utc_now, utc_text
    from voicectl.icalendar import calendar

    if as_json and out is None:
        raise CommandError("--json reports on a written file; add --out FILE")
    rows = _rows(ctx, first, last, every, company)
    chosen = kind or (Format.ical if out and out.suffix in {".ics", ".ical"} else Format.csv)
    text = _csv(rows) if chosen is Format.csv else calendar(rows, utc_text(utc_now()))
    if out is None:
        say(text.rstrip("\r\n"))
        return
    out.write_text(text, "utf-8", newline="")
    if as_json:
        emit_json({"file": str(out), "format": chosen, "bookings": len(rows)})
    else:
        note(f"{len(rows)} visits written to {out}")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="As written by `export`; - reads from stdin.")],
    kind: Annotated[
        Format | None, typer.Option("--format", help="Default: by the file's ending, else csv.")
    ] = None,
    company: Annotated[
        str, typer.Option(metavar="KEY", help="Whose visits, if there are several.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Take in visits, all of a file or none.

    Those that are there already stay as they are.
    """
    from agent.bookings import importing
    from agent.bookings.clock import utc_now
    from agent.bookings.request import Request
    from agent.ports import CallRef
    from voicectl import visitfiles

    key, profile = _company(ctx, company)
    chosen = kind or (Format.ical if file.suffix in {".ics", ".ical"} else Format.csv)
    text = _text_of(file)
    found = (
        visitfiles.from_csv(text)
        if chosen is Format.csv
        else visitfiles.from_calendar(text, profile.company.tz)
    )
    with open_books(ctx) as db:
        call = CallRef(call_sid="", conversation_id="", company=key, caller="")
        result = importing.add(Request(db, key, profile, utc_now(), call), list(found))
    if as_json:
        report = {"added": result.added, "there": result.there, "problems": result.problems}
        emit_json({**report, "ok": not result.problems})
    elif result.problems:
        say("\n".join((*result.problems, "nothing was imported")))
    else:
        say(f"{len(result.added)} visits added, {len(result.there)} were there already")
    raise typer.Exit(FAILED if result.problems else 0)


def _company(ctx: typer.Context, key: str) -> "tuple[str, CompanyProfile]":
    from agent.startup import StartupError, companies_of

    try:
        companies = companies_of(settings_of(ctx).settings).by_key()
    except StartupError as error:
        raise CommandError(str(error)) from error
    if key in companies:
        return key, companies[key]
    if key or len(companies) > 1:
        raise CommandError(f"say whose visits they are: --company {' or '.join(companies)}")
    return next(iter(companies.items()))


def _text_of(file: Path) -> str:
    import sys

    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"can't read {file}: {error}") from error


def _rows(
    ctx: typer.Context, first: str, last: str, every: bool, company: str
) -> list[dict[str, Any]]:
    from agent.bookings import listing

    for day in filter(None, (first, last)):
        _check_day(day)
    with open_books(ctx) as db:
        return listing.visits(
            db, date_from=first, date_to=last, company=company, every_status=every
        )


def _check_day(text: str) -> None:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no day; write it like 2026-12-25") from None


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    import csv
    import io

    from agent.bookings.listing import COLUMNS

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(column, row[column]) for column in COLUMNS])
    return buffer.getvalue()


def _cell(column: str, value: object) -> object:
    """Words of a caller must not become a formula in a spreadsheet."""
    spoken = column in {"name", "address", "issue", "notes"}
    return f"'{value}" if spoken and str(value)[:1] in {"=", "+", "-", "@"} else value
