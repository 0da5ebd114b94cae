"""`voicectl talk` on a sound card in software, and with files instead of one."""

import asyncio
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from agent.settings import Settings
from simulators.caller.line import Line
from simulators.caller.voice import Voice
from simulators.room.card import Card, virtual_card
from simulators.twilio.ulaw import SILENCE
from voicectl import wav
from voicectl.bench.at_home import Hand, Talk, call
from voicectl.bench.rig import HISS, company_of
from voicectl.bench.scripted import Scripted, Sound
from voicectl.bench.talk import CLEAR, listener
from voicectl.errors import CommandError
from voicectl.talking import Wish, talk
from voicectl.talkscreen import Screen

pytestmark = [pytest.mark.integration, pytest.mark.audio]
QUESTION = "Do you offer financing?"
ANSWER = "Yes, we do, on larger repairs."


class Bystander:
    """A person who says nothing and pulls the plug after a while."""

    def __init__(self, card: Card, after: int) -> None:
        self._card, self._left = card, after
        self.pulling: asyncio.Task[None] | None = None

    def joined(self, phone: Hand) -> None:
        """Nothing to do."""

    def hear(self, ulaw: bytes) -> None:
        """Count the frames."""
        self._left -= 1
        if self._left == 0:
            plug = self._card.control("unload-module", "module-null-sink")
            self.pulling = asyncio.get_running_loop().create_task(plug)

    def speak(self) -> bytes:
        """Say nothing."""
        return SILENCE

    def left(self) -> None:
        """Nothing to do."""


async def asked(card: Card, folder: Path, name: str, *arguments: str, questions: int = 1) -> Talk:
    """The greeting and the answer to each question heard to the end."""
    company = company_of(folder / "company.yaml", {"financing": ANSWER})
    question = Sound(await Voice(folder / "voices", CLEAR).speak(QUESTION), QUESTION)
    person = Scripted(listener(Random(1), [question], questions), Line(HISS, seed=1).carry)
    settings = {"profile": str(company), "flags.resume_offer": 0}
    return await call(
        card, person, folder / name, settings, over=person.over, arguments=arguments, longest=60
    )


def test_the_agent_hears_the_person_and_not_itself(tmp_path: Path) -> None:
    """With an echo in the room; without the canceller the same room shows the fault."""

    async def main() -> tuple[Talk, Talk]:
        async with virtual_card() as card:
            return (
                await asked(card, tmp_path, "with"),
                await asked(card, tmp_path, "without", "--no-echo-cancellation", questions=0),
            )

    good, bad = asyncio.run(main())
    words = [one["text"].lower() for one in good.document["transcript"]]
    assert any("financing" in text for text in words)
    assert any("larger repairs" in text for text in words), words
    assert good.self_interruptions == 0
    assert good.heard_itself == []
    assert bad.self_interruptions + len(bad.heard_itself) > 0


def test_a_card_that_is_unplugged_ends_the_call_with_clear_words(tmp_path: Path) -> None:
    async def main() -> None:
        async with virtual_card() as card:
            await call(card, Bystander(card, 100), tmp_path / "unplugged", {}, longest=60)

    with pytest.raises((CommandError, ExceptionGroup)) as told:
        asyncio.run(main())
    log = (tmp_path / "unplugged" / "talk.log").read_text()
    assert "the call ended: the " in log, (log, told.value)
    assert "Traceback" not in log


def ran(folder: Path, *arguments: str, server: str = "") -> tuple[int, str, str]:
    """Exit code and outputs of `voicectl talk`."""
    done = subprocess.run(
        [sys.executable, "-m", "voicectl", "talk", *arguments],
        cwd=folder,
        env=os.environ | {"PULSE_SERVER": server or "unix:/nowhere"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_devices_are_listed_and_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    async def main() -> tuple[tuple[int, str, str], tuple[int, str, str]]:
        async with virtual_card() as card:
            listed = await asyncio.to_thread(
                ran, tmp_path, "--devices", "--json", server=card.server
            )
            refused = await asyncio.to_thread(
                ran, tmp_path, "--mic", "xylophone", server=card.server
            )
            return listed, refused

    (code, out, _), refused = asyncio.run(main())
    assert code == 0
    assert any("input" in one["default"] for one in json.loads(out)["devices"])
    assert refused[0] == 3
    assert "no microphone is called 'xylophone'" in refused[2]
    assert "choose one of" in refused[2]


def test_files_take_the_place_of_both_devices(tmp_path: Path) -> None:
    """Nothing of a sound card is needed, and the person's words are answered in the file."""
    said = asyncio.run(Voice(tmp_path / "voices", CLEAR).speak(QUESTION))
    pause = SILENCE * 300  # the greeting is over by then
    wav.write(tmp_path / "in.wav", pause + said)
    code, out, err = ran(tmp_path, "--in", "in.wav", "--out", "out.wav", "--json")
    assert code == 0, err
    document = json.loads(out)
    texts = [one["text"] for one in document["transcript"] if one["role"] == "caller"]
    assert any("financing" in text.lower() for text in texts)
    assert document["turns"]
    assert len(wav.read(tmp_path / "out.wav")) > len(pause)


def test_keys_of_the_terminal_reach_the_call(tmp_path: Path) -> None:
    ours, terminal = pty.openpty()
    wav.write(tmp_path / "in.wav", SILENCE * 50)
    with subprocess.Popen(
        [
            *(sys.executable, "-u", "-m", "voicectl", "talk", "--push-to-talk"),
            *("--in", "in.wav", "--out", "out.wav"),
        ],
        cwd=tmp_path,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Press space"):
                os.write(ours, b"5")
            if "[key 5]" in line:
                os.write(ours, b"q")
    os.close(ours)
    os.close(terminal)
    assert process.returncode == 0, said
    assert any("[key 5]" in line for line in said), said
    assert said[-1].startswith("outcome: ")


def test_without_a_terminal_nobody_can_push_to_talk(tmp_path: Path) -> None:
    code, _, err = ran(tmp_path, "--push-to-talk", "--in", "in.wav", "--out", "out.wav")
    assert code == 2
    assert "needs keys" in err


def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.wav").write_text("no sound")
    wish = Wish(heard=tmp_path / "in.wav", said=tmp_path / "out.wav")
    with pytest.raises(CommandError, match=r"in\.wav: not readable as audio"):
        asyncio.run(talk(Settings(), wish, Screen(quiet=True)))
