"""The options commands share: which configuration, which company, how much to say and how."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Company = Annotated[str, typer.Option(metavar="KEY", help="Only this company's.")]


@dataclass(frozen=True, slots=True)
class Options:
    """Global options as given on the command line, before the command's name."""

    config: Path | None = None
    """Configuration file; None means the usual places."""
    profile: Path | None = None
    """Company profile file or directory; None means what the configuration says."""
    verbose: bool = False


def options_of(ctx: typer.Context) -> Options:
    """Return the global options; the defaults when a command runs outside the root command."""
    return ctx.obj if isinstance(ctx.obj, Options) else Options()
