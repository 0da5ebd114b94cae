"""A sound card in software: a PulseAudio of its own with a speaker and a microphone.

What is played to `speaker` can be heard at `speaker.monitor`; what is played to `micwire` comes out
of the microphone `mic`. Nothing of the user's own sound system is touched.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

START_S = 20.0
LOOK_S = 0.05
RATE = 48_000
PROGRAMS = ("pulseaudio", "pactl", "parec", "pacat")


class NoCard(Exception):
    """The card can't be had; says what to do."""


@dataclass(frozen=True, slots=True)
class Card:
    """A running sound card."""

    server: str
    """PulseAudio's name for it."""

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to have this card as its only one."""
        return {"PULSE_SERVER": self.server}

    async def control(self, *arguments: str) -> None:
        """Run pactl. Raises NoCard."""
        process = await asyncio.create_subprocess_exec(
            "pactl",
            *arguments,
            env=os.environ | self.environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        if process.returncode:
            raise NoCard(f"pactl {' '.join(arguments)}: {said.decode(errors='replace').strip()}")


@asynccontextmanager
async def virtual_card() -> AsyncIterator[Card]:
    """Have a card inside the block. Raises NoCard."""
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        raise NoCard(
            f"not installed: {', '.join(missing)}; "
            "run: apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
        )
    with TemporaryDirectory(prefix="room-") as folder:
        home = Path(folder)
        socket, log = home / "native", home / "log"
        with log.open("wb") as sink:
            process = await asyncio.create_subprocess_exec(
                "pulseaudio",
                *_arguments(socket),
                env=os.environ | {"HOME": folder, "XDG_RUNTIME_DIR": folder},
                stdout=sink,
                stderr=sink,
            )
        try:
            card = Card(f"unix:{socket}")
            await _ready(process, card, log)
            await card.control("set-default-sink", "speaker")
            await card.control("set-default-source", "mic")
            yield card
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _arguments(socket: Path) -> list[str]:
    modules = (
        f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        f"module-null-sink sink_name=speaker rate={RATE} channels=1",
        f"module-null-sink sink_name=micwire rate={RATE} channels=1",
        "module-remap-source master=micwire.monitor source_name=mic channels=1",
    )
    options = ("-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1")
    return [*options, "--disallow-exit", *(part for one in modules for part in ("-L", one))]


async def _ready(process: asyncio.subprocess.Process, card: Card, log: Path) -> None:
    try:
        async with asyncio.timeout(START_S):
            while process.returncode is None:
                try:
                    await card.control("info")
                except NoCard:
                    await asyncio.sleep(LOOK_S)
                else:
                    return
    except TimeoutError:
        pass
    raise NoCard(f"pulseaudio does not start: {_last_words(log)}")


def _last_words(log: Path) -> str:
    return " | ".join(log.read_text(errors="replace").strip().splitlines()[-3:])
