"""Synthesised sentences kept on disk and in memory, found by what was asked of which voice."""

import hashlib
import os
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from agent.events import Language
from agent.ports import Spoken, Voice
from agent.tts.spoken import audio_of, spoken

DIGEST = 32
"""Bytes of SHA-256 in front of a clip's audio in its file."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a clip says and how."""

    voice: str
    language: Language
    slow: bool
    text: str

    @property
    def key(self) -> str:
        """SHA-256 over all of it: a changed voice or word is another clip."""
        facts = (self.voice, self.language, self.slow, self.text)
        return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()


class Clips:
    """A store of 8 kHz mu-law clips, bounded on disk and in memory; oldest use goes first.

    Files are small and local, so they are read and written in place. A damaged file is a miss.
    """

    def __init__(
        self, directory: Path, *, disk_bytes: int = 256 << 20, memory_bytes: int = 32 << 20
    ) -> None:
        """`directory` is made when the first clip is stored. Without memory nothing is kept."""
        self._directory = directory
        self._disk_bytes = disk_bytes
        self._memory_bytes = memory_bytes
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0
        self._stored: int | None = None

    def get(self, wording: Wording) -> bytes | None:
        """The clip's audio, or None."""
        if not self._memory_bytes:
            return None
        key = wording.key
        audio = self._memory.get(key)
        if audio is not None:
            self._memory.move_to_end(key)
            return audio
        audio = self._load(self._file(key))
        if audio is not None:
            self._remember(key, audio)
        return audio

    def put(self, wording: Wording, audio: bytes) -> None:
        """Keep a clip. A full or read-only disk is no error: the clip stays in memory then."""
        if not self._memory_bytes:
            return
        key = wording.key
        self._remember(key, audio)
        file = self._file(key)
        partial = file.with_suffix(f".{os.getpid()}.part")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(hashlib.sha256(audio).digest() + audio)
            partial.replace(file)
            self._make_room(len(audio) + DIGEST)

    def _file(self, key: str) -> Path:
        return self._directory / key[:2] / f"{key}.ulaw"

    def _load(self, file: Path) -> bytes | None:
        try:
            content = file.read_bytes()
            audio = content[DIGEST:]
            if hashlib.sha256(audio).digest() != content[:DIGEST]:
                file.unlink(missing_ok=True)
                return None
            os.utime(file)
        except OSError:
            return None
        return audio

    def _remember(self, key: str, audio: bytes) -> None:
        self._held += len(audio) - len(self._memory.pop(key, b""))
        self._memory[key] = audio
        while self._held > self._memory_bytes:
            _, dropped = self._memory.popitem(last=False)
            self._held -= len(dropped)

    def _make_room(self, added: int) -> None:
        """Delete the longest unused files once the bound is passed, down to 90 % of it."""
        if self._stored is not None:
            self._stored += added
            if self._stored <= self._disk_bytes:
                return
        facts = [(file, file.stat()) for file in self._directory.glob("*/*.ulaw")]
        self._stored = sum(fact.st_size for _, fact in facts)
        if self._stored <= self._disk_bytes:
            return
        for file, fact in sorted(facts, key=lambda item: item[1].st_mtime_ns):
            if self._stored <= self._disk_bytes * 0.9:
                break
            file.unlink(missing_ok=True)
            self._stored -= fact.st_size


class Cached:
    """`agent.ports.TimedVoice` around a voice: a sentence spoken before is ready at once."""

    def __init__(self, voice: Voice, clips: Clips) -> None:
        self._voice = voice
        self._clips = clips

    @property
    def name(self) -> str:
        """The inner voice's name: the sound is the same."""
        return self._voice.name

    def clip(self, text: str, language: Language, *, slow: bool) -> bytes | None:
        """Audio of `text` if it is at hand."""
        return self._clips.get(Wording(self.name, language, slow, text))

    def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield the clip, or the inner voice's audio, kept if it came to its end."""
        return audio_of(self.speak(text, language, slow=slow))

    async def speak(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[Spoken, None]:
        """The same with places in the text, as far as the inner voice tells them."""
        clip = self.clip(text, language, slow=slow)
        if clip is not None:
            yield Spoken(clip, len(text))
            return
        heard = bytearray()
        async with aclosing(spoken(self._voice, text, language, slow=slow)) as parts:
            async for part in parts:
                heard += part.audio
                yield part
        if heard:
            self._clips.put(Wording(self.name, language, slow, text), bytes(heard))

    async def warm(self, texts: Iterable[str], language: Language = "en") -> int:
        """Make sure that clips of `texts` exist; returns how many had to be made.

        Raises ProviderError when the inner voice does.
        """
        made = 0
        for text in texts:
            if self.clip(text, language, slow=False) is None:
                async with aclosing(self.synthesize(text, language, slow=False)) as chunks:
                    async for _ in chunks:
                        pass
                made += 1
        return made
