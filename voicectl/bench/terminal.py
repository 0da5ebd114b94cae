"""A real terminal (tmux) in which a program runs, read and typed into as a person does."""

import asyncio
import io
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from voicectl.errors import CommandError

LOOK_S = 0.1
ESCAPE_S = 0.6
"""An Escape with a key soon behind it is another key."""
PATIENCE_S = 15.0
Size = tuple[int, int]
"""Columns, rows."""


class NotSeen(Exception):
    """A text did not come to the screen; holds the screen."""


class Terminal:
    """One window with one program; made by `terminal`."""

    def __init__(self, socket: Path, pictures: Path) -> None:
        self._socket = socket
        self._pictures = pictures

    async def press(self, *keys: str) -> None:
        """Press keys one after the other by their names at tmux: "x", "Enter", "Escape"."""
        for key in keys:
            await self._tmux("send-keys", key)
            await asyncio.sleep(ESCAPE_S if key == "Escape" else LOOK_S)

    async def type(self, text: str) -> None:
        """Type a text."""
        await self._tmux("send-keys", "-l", text)

    async def screen(self) -> str:
        """What stands there, without colours."""
        return await self._tmux("capture-pane", "-p")

    async def until(self, pattern: str, patience_s: float = PATIENCE_S) -> str:
        """Wait until the screen has this (a regular expression); what was found. Raises NotSeen."""
        end = monotonic() + patience_s
        while not (found := re.search(pattern, screen := await self.screen())):
            if monotonic() > end:
                raise NotSeen(f"no {pattern!r} on the screen:\n{screen}")
            await asyncio.sleep(LOOK_S)
        return " ".join(found[0].split())

    async def gone(self, pattern: str, patience_s: float = PATIENCE_S) -> None:
        """Wait until the screen has this no more. Raises NotSeen."""
        end = monotonic() + patience_s
        while re.search(pattern, screen := await self.screen()):
            if monotonic() > end:
                raise NotSeen(f"still {pattern!r} on the screen:\n{screen}")
            await asyncio.sleep(LOOK_S)

    async def resize(self, size: Size) -> None:
        """Make the window larger or smaller."""
        columns, rows = map(str, size)
        await self._tmux("resize-window", "-x", columns, "-y", rows)

    async def pid(self) -> int:
        """Of the program."""
        return int(await self._tmux("display-message", "-p", "#{pane_pid}"))

    async def ended(self, patience_s: float = PATIENCE_S) -> str:
        """Wait until the program has ended; its exit code. Raises TimeoutError."""
        async with asyncio.timeout(patience_s):
            while True:
                code = await self._tmux("display-message", "-p", "#{pane_dead_status}")
                if code.strip():
                    return code.strip()
                await asyncio.sleep(LOOK_S)

    async def picture(self, name: str) -> None:
        """Keep the screen with its colours: NAME.ansi (for `cat`) and NAME.svg."""
        ansi = await self._tmux("capture-pane", "-e", "-N", "-p")
        columns = int(await self._tmux("display-message", "-p", "#{window_width}"))
        (self._pictures / f"{name}.ansi").write_text(ansi)
        (self._pictures / f"{name}.svg").write_text(await asyncio.to_thread(drawn, ansi, columns))

    async def _tmux(self, command: str, *words: str) -> str:
        return await _run("tmux", "-S", str(self._socket), command, "-t", "main", *words)


@asynccontextmanager
async def terminal(
    command: Sequence[str], environment: Mapping[str, str], size: Size, pictures: Path
) -> AsyncIterator[Terminal]:
    """Run a program in a terminal of its own; `pictures`: an existing folder. Raises CommandError
    when tmux is missing.
    """
    if shutil.which("tmux") is None:
        raise CommandError("tmux is not installed; run: apt-get install tmux")
    columns, rows = map(str, size)
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "tmux"
        options = Path(folder) / "options"
        options.write_text(
            "set -g default-terminal tmux-256color\nset -g remain-on-exit on\nset -g status off\n"
        )
        tmux = ("tmux", "-S", str(socket), "-f", str(options))
        start = ("new-session", "-d", "-s", "main", "-x", columns, "-y", rows, "--", *command)
        await _run(*tmux, *start, environment={**environment, "COLORTERM": "truecolor"})
        try:
            yield Terminal(socket, pictures)
        finally:
            await _run(*tmux, "kill-server")


def drawn(ansi: str, columns: int) -> str:
    """A screen with its colours as SVG."""
    from rich.ansi import AnsiDecoder
    from rich.console import Console

    nowhere = io.StringIO()
    console = Console(record=True, width=columns, file=nowhere, color_system="truecolor")
    for line in AnsiDecoder().decode(ansi):
        console.print(line, no_wrap=True, crop=True, soft_wrap=False, highlight=False)
    return console.export_svg(title="voicectl monitor")


async def _run(*command: str, environment: Mapping[str, str] | None = None) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, fault = await process.communicate()
    if process.returncode:
        raise CommandError(f"{' '.join(command[:4])} failed: {fault.decode().strip()}")
    return out.decode()
