"""Commands that are imported only when they run, so that start-up stays fast."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from voicectl import errors
from voicectl.options import options_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the command table."""

    name: str
    about: str
    panel: str
    group: bool = False
    """True: a group of sub-commands; False: the one command of its module."""

    @property
    def module(self) -> str:
        """Import path of the module; its `app` is a `typer.Typer`."""
        return f"voicectl.commands.{self.name.replace('-', '_')}"


class LazyCommand(TyperCommand):
    """Stands for a command in lists and help; becomes the real one when a context is made."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            entry.name,
            help=entry.about,
            hidden=find_spec(entry.module) is None,
            add_help_option=False,
        )
        self.entry = entry

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """Import the command and let it parse its own arguments."""
        return _load(self.entry).make_context(info_name, args, parent=parent, **extra)


class Root(TyperGroup):
    """The root command: turns whatever ends a command into a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command; no traceback reaches a user unless asked for."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise  # who reads us (`| head`) has enough: typer ends without a word
        except Exception as fault:  # the last barrier: everything unforeseen ends as a message
            _report(fault, verbose=options_of(ctx).verbose)
            raise typer.Exit(errors.exit_code(errors.cause(fault))) from fault

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands of this installation by panel."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for command in self.commands.values():
            if isinstance(command, LazyCommand) and not command.hidden:
                line = (command.entry.name, command.entry.about)
                panels.setdefault(command.entry.panel, []).append(line)
        for panel, lines in panels.items():
            with formatter.section(panel):
                formatter.write_dl(lines)


def _load(entry: Entry) -> Any:
    if find_spec(entry.module) is None:
        raise errors.CommandError(
            f"'{entry.name}' is not part of this installation ({entry.module} is missing); "
            "install a complete build, or see `voicectl --help` for what there is"
        )
    app = import_module(entry.module).app
    command = typer.main.get_group(app) if entry.group else typer.main.get_command(app)
    command.name = entry.name
    _plainly_helped(command)
    return command


def _plainly_helped(command: Any) -> None:
    """As the root command: rich's columns of help get too narrow at 80, and cut long options."""
    command.rich_markup_mode = None
    for part in getattr(command, "commands", {}).values():
        _plainly_helped(part)


def _report(fault: Exception, *, verbose: bool) -> None:
    if verbose:
        import traceback

        traceback.print_exception(fault)
        return
    fault = errors.cause(fault)
    if errors.is_clear(fault):
        typer.secho(f"voicectl: {fault}", fg="red", err=True)
        return
    kind = type(fault).__name__
    typer.secho(f"voicectl: internal error ({kind}: {fault})", fg="red", err=True)
    typer.echo("Run `voicectl --verbose ...` to see where it happened.", err=True)
