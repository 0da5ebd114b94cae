"""How commands speak: one JSON document for scripts, rich tables for people, one shape of error."""

import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

from voicectl.errors import USAGE


def emit_json(obj: object) -> None:
    """Print `obj` (builtins, msgspec structs, dates, paths) as the one document on stdout."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(obj, enc_hook=str), indent=2)
    sys.stdout.write(text.decode() + "\n")
    sys.stdout.flush()  # whoever reads a pipe must not wait for our end


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "none"
) -> None:
    """Print a table for people; `empty` is said instead when there are no rows."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    lines = [[Text("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not lines:
        console.print(f"{title}: {empty}", markup=False)
        return
    drawn = Table(
        title=title,
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,  # lines between columns take the room that cells need at 80
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for column in columns:
        drawn.add_column(column, overflow="fold")  # a cut id or date is of no use
    for line in lines:
        drawn.add_row(*line)
    console.print(drawn)


def minute(utc: str) -> str:
    """A UTC time of the books, for lists: to the minute."""
    return utc[:16].replace("T", " ")


def say(text: str) -> None:
    """Print one plain line for people on stdout."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Print progress or a remark on stderr, where it never disturbs `--json`."""
    sys.stderr.write(text + "\n")


def fail(message: str, fix: str = "", code: int = USAGE) -> NoReturn:
    """Say on stderr what is wrong and what to do, and leave with `code`."""
    import typer

    note(f"error: {message}")
    if fix:
        note(f"  fix: {fix}")
    raise typer.Exit(code)
