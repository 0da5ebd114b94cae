"""What a person sees who talks to the agent: lines as they are spoken, and both levels below."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.text import Text

if TYPE_CHECKING:
    from agent.transports.microphone import MicrophoneTransport

REFRESH_S = 0.1
QUIET_DB, LOUD_DB = -60.0, -5.0
CELLS = 16
COLOURS = {"agent": "cyan", "you": "green"}
DEAF_S = 5.0
"""A microphone that gives nothing but zeros for so long is muted or forbidden."""
DEAF = (
    "the microphone gives nothing at all: is it muted? May this program use it "
    "(the system's privacy settings)?"
)


class Screen:
    """Prints the talk; the levels only where a person watches."""

    def __init__(self, *, quiet: bool) -> None:
        """`quiet`: standard output is left to a document."""
        stream = sys.stderr if quiet else sys.stdout
        self._console = Console(file=stream, highlight=False, soft_wrap=True)
        self._live: Live | None = None

    def line(self, role: str, words: str, at: float) -> None:
        """Something was said, `at` seconds into the call."""
        minutes, seconds = divmod(at, 60)
        shown = Text.assemble((f"{minutes:.0f}:{seconds:04.1f} ", "dim"))
        shown.append(f"{role:<6} ", style=COLOURS[role])
        shown.append(words)
        self._console.print(shown)

    def note(self, words: str) -> None:
        """A remark."""
        self._console.print(Text(words, style="dim"))

    @contextmanager
    def levels(self) -> Iterator[None]:
        """Show levels inside the block."""
        if not self._console.is_terminal:
            yield
            return
        with Live(console=self._console, auto_refresh=False, transient=True) as self._live:
            yield
        self._live = None

    async def watch(
        self, transport: "MicrophoneTransport", *, push: bool, microphone: bool
    ) -> None:
        """Keep the levels up to date until cancelled; tell once of a dead `microphone`."""
        told = not microphone
        while True:
            if transport.deaf_s > DEAF_S and not told:
                told = True
                self.note(DEAF)
            if self._live is not None:
                self._live.update(_levels(transport, push=push), refresh=True)
            await asyncio.sleep(REFRESH_S)


def _levels(transport: "MicrophoneTransport", *, push: bool) -> Text:
    shown = Text("you ")
    shown.append(_bar(transport.heard_db), style="green" if transport.listening else "dim")
    shown.append("  agent ")
    shown.append(_bar(transport.said_db), style="cyan")
    if push:
        told = "you are heard, space ends it" if transport.listening else "space to speak"
        shown.append(f"  {told}", style="bold" if transport.listening else "dim")
    return shown


def _bar(level_db: float) -> str:
    share = (level_db - QUIET_DB) / (LOUD_DB - QUIET_DB)
    full = round(CELLS * min(1.0, max(0.0, share)))
    return "▮" * full + "▯" * (CELLS - full)
