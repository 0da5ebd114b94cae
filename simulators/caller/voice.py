"""The caller's voice: flite as a process per utterance, kept on disk by content.

A different engine than the agent's, so that nobody understands only himself.
"""

import asyncio
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from simulators.caller import audio

DEADLINE = 20.0
"""Seconds flite may take for one utterance (it needs about 0.1)."""
VOICES = ("slt", "rms", "awb", "kal16")


class VoiceError(Exception):
    """An utterance can't be spoken; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker."""

    cache: Path
    """Folder for finished clips (mu-law, 8 kHz), shared by all speakers."""
    name: str = "rms"
    """A flite voice; of all, Whisper understands this one best (4 % of words wrong)."""
    stretch: float = 1.0
    """Above 1 is slower."""
    rms: float = audio.SPEECH_RMS

    async def speak(self, text: str) -> bytes:
        """Return `text` as 8 kHz mu-law without silence around it. Raises VoiceError."""
        file = self.cache / f"{self._key(text)}.ulaw"
        if file.is_file():
            return file.read_bytes()
        return await asyncio.to_thread(self._make, text, file)

    def _key(self, text: str) -> str:
        facts = repr((self.name, self.stretch, self.rms, text))
        return hashlib.sha256(facts.encode()).hexdigest()[:32]

    def _make(self, text: str, file: Path) -> bytes:
        import io
        import wave

        import numpy as np

        with wave.open(io.BytesIO(self._flite(text, file.with_suffix(f".{os.getpid()}")))) as clip:
            raw, rate = clip.readframes(clip.getnframes()), clip.getframerate()
        samples = audio.resample(np.frombuffer(raw, "<i2").astype(np.float64), rate)
        spoken = audio.trim(audio.to_ulaw(audio.level(samples, self.rms)))
        if not spoken:
            raise VoiceError(f"flite made no sound of {text!r}")
        partial = file.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(spoken)
        partial.replace(file)
        return spoken

    def _flite(self, text: str, scratch: Path) -> bytes:
        if shutil.which("flite") is None:
            raise VoiceError("flite is not installed; run: apt-get install flite")
        self.cache.mkdir(parents=True, exist_ok=True)
        wav = scratch.with_suffix(f".{self._key(text)[:8]}.wav")
        command = ["flite", "-voice", self.name]
        command += ["--setf", f"duration_stretch={self.stretch}", "-t", text, "-o", str(wav)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=DEADLINE, check=False)
            if done.returncode or not wav.is_file():
                raise VoiceError(f"flite failed: {done.stderr.decode(errors='replace').strip()}")
            return wav.read_bytes()
        except subprocess.TimeoutExpired as fault:
            raise VoiceError(f"flite took over {DEADLINE:.0f} s for {text!r}") from fault
        finally:
            wav.unlink(missing_ok=True)
