"""The options every command shares: which configuration, which company, how much to say."""

from dataclasses import dataclass
from pathlib import Path

import typer


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
