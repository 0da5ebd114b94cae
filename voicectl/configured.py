"""Settings and company profiles as the global options of a command line ask for them."""

from typing import TYPE_CHECKING

import typer

from voicectl.options import options_of

if TYPE_CHECKING:
    from agent.profile.load import Directory
    from agent.settings_sources import Loaded


def settings_of(ctx: typer.Context, **flags: object) -> "Loaded":
    """The settings with their sources; `flags` are dotted names with `__` for the dot.

    Raises ConfigError.
    """
    from agent.settings_sources import load

    options = options_of(ctx)
    given = {name.replace("__", "."): value for name, value in flags.items()}
    return load({"profile": options.profile, **given}, config=options.config)


def profiles_of(loaded: "Loaded") -> "Directory":
    """The companies of these settings, with the environment's overrides. Raises ProfileError."""
    from agent.profile.load import load_directory, overridden

    return overridden(load_directory(loaded.settings.profile), **dict(loaded.settings.overrides))
