"""The caller's voice: flite (for Spanish Pico) as a process per utterance, kept by content.

A different engine than the agent's, so that nobody understands only himself.
"""

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from simulators.caller import audio

DEADLINE = 20.0
"""Seconds flite may take for one utterance (it needs about 0.1)."""
_PICO = """
import sys, wave, py_nanotts
text, language, path = sys.argv[1:]
with wave.open(path, "wb") as file:
    file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
    file.writeframes(py_nanotts.NanoTTS().speak(text, voice=language))
"""
"""Pico as a program of its own, so that its faults stay there."""


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

        self.cache.mkdir(parents=True, exist_ok=True)
        wav = file.with_suffix(f".{os.getpid()}.wav")
        with wave.open(io.BytesIO(self._synthesise(text, wav))) as clip:
            raw, rate = clip.readframes(clip.getnframes()), clip.getframerate()
        samples = audio.resample(np.frombuffer(raw, "<i2").astype(np.float64), rate)
        spoken = audio.trim(audio.to_ulaw(audio.level(samples, self.rms)))
        if not spoken:
            raise VoiceError(f"flite made no sound of {text!r}")
        partial = file.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(spoken)
        partial.replace(file)
        return spoken

    def _synthesise(self, text: str, wav: Path) -> bytes:
        """Run the engine, which writes `wav`, and return the file."""
        command = self._command(text, wav)
        try:
            done = subprocess.run(command, capture_output=True, timeout=DEADLINE, check=False)
            if done.returncode or not wav.is_file():
                why = done.stderr.decode(errors="replace").strip()
                raise VoiceError(f"voice '{self.name}' failed: {why}")
            return wav.read_bytes()
        except subprocess.TimeoutExpired as fault:
            raise VoiceError(f"voice '{self.name}' took over {DEADLINE:.0f} s") from fault
        finally:
            wav.unlink(missing_ok=True)

    def _command(self, text: str, wav: Path) -> list[str]:
        engine, _, language = self.name.partition(":")
        if engine == "pico":
            return [sys.executable, "-c", _PICO, text, language, str(wav)]
        if shutil.which("flite") is None:
            raise VoiceError("flite is not installed; run: apt-get install flite")
        stretch = f"duration_stretch={self.stretch}"
        return ["flite", "-voice", self.name, "--setf", stretch, "-t", text, "-o", str(wav)]
