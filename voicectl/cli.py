"""The root command: global options and the table of commands, each imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from voicectl.lazy import Entry, LazyCommand, Root
from voicectl.options import Options

CALLS = "Answer and place calls"
BOOKS = "Look at what happened and work it off"
RUNNING = "Operate a running node"
TOOLS = "Set up, check and try"

COMMANDS = (
    Entry("serve", "Run the daemon that answers the phone.", CALLS),
    Entry("demo", "Let a spoken caller phone a fresh node and watch it being booked.", CALLS),
    Entry("call", "Let a simulated caller phone a running daemon.", CALLS),
    Entry("talk", "Talk to the agent here: microphone, typed text or files.", CALLS),
    Entry("calls", "List, show, follow, explain and export calls.", BOOKS, group=True),
    Entry("bookings", "List, show, export and import visits.", BOOKS, group=True),
    Entry("tasks", "List the work left for people, and tick it off.", BOOKS, group=True),
    Entry("report", "Report on calls of days and weeks.", BOOKS),
    Entry("checkpoints", "Live calls of all nodes; take one from its node.", RUNNING, group=True),
    Entry("monitor", "Watch a running node live, and act on its calls.", RUNNING),
    Entry("circuits", "Show, open and reset circuit breakers.", RUNNING, group=True),
    Entry("level", "Show and set the level of service.", RUNNING, group=True),
    Entry("replay", "Run recorded calls against today's code.", BOOKS),
    Entry("eval", "Score the language parts against truth files.", TOOLS),
    Entry("chaos", "See what happens when things go wrong, or many call.", TOOLS, group=True),
    Entry("sim", "Run simulated providers on ports.", TOOLS, group=True),
    Entry("say", "Speak a text with the agent's voice.", TOOLS),
    Entry("transcribe", "Recognise the speech in a WAV file.", TOOLS),
    Entry("doctor", "Check this machine.", TOOLS),
    Entry("init", "Write a first configuration and company profile.", TOOLS),
    Entry("profile", "Check a company profile.", TOOLS, group=True),
    Entry("config", "Show the configuration in force.", TOOLS, group=True),
    Entry("db", "Create, upgrade, check and copy the database.", TOOLS, group=True),
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"voicectl {version('voicectl')}")
        except PackageNotFoundError:
            typer.echo("voicectl (run from its source tree, not installed)")
        raise typer.Exit


def root(
    ctx: typer.Context,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Configuration file (voicectl.toml).")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(metavar="FILE|DIR", help="Company profile, or a folder of them.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show tracebacks and debug logs.")
    ] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Answer a home-service company's phone with an AI agent; run, test, replay and watch it.

    Exit codes: 0 fine, 1 the check failed, 2 wrong usage or configuration, 3 a needed service
    can't be reached, 130 interrupted.
    """
    ctx.obj = Options(config=config, profile=profile, verbose=verbose)


def build() -> Root:
    """Build the root command."""
    # Plain help here: rendering it with rich would double the start-up time.
    app = typer.Typer(cls=Root, no_args_is_help=True, rich_markup_mode=None)
    app.callback(context_settings={"help_option_names": ["-h", "--help"]})(root)
    command = typer.main.get_command(app)
    assert isinstance(command, Root)
    for entry in COMMANDS:
        command.add_command(LazyCommand(entry), entry.name)
    return command
