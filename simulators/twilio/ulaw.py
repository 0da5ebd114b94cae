"""µ-law (G.711) as table look-ups on whole byte strings: fast without any array library."""

from array import array
from functools import cache

RATE = 8000
"""Samples a second."""
FRAME = 160
"""Samples (and bytes) in one 20 ms frame."""
SILENCE = b"\xff" * FRAME
"""A frame of digital silence."""

_BIAS = 0x84


def _linear(code: int) -> int:
    inverted = ~code & 0xFF
    magnitude = ((((inverted & 0x0F) << 3) + _BIAS) << ((inverted & 0x70) >> 4)) - _BIAS
    return -magnitude if inverted & 0x80 else magnitude


_LOW = bytes(_linear(code) & 0xFF for code in range(256))
_HIGH = bytes((_linear(code) >> 8) & 0xFF for code in range(256))
_LOUDNESS = bytes(~code & 0x7F for code in range(256))


def to_pcm(*channels: bytes) -> bytes:
    """Decode equally long µ-law channels to interleaved signed 16-bit little-endian samples."""
    width = 2 * len(channels)
    pcm = bytearray(width * len(channels[0]))
    for index, channel in enumerate(channels):
        pcm[2 * index :: width] = channel.translate(_LOW)
        pcm[2 * index + 1 :: width] = channel.translate(_HIGH)
    return bytes(pcm)


def from_pcm(pcm: bytes) -> bytes:
    """Encode mono signed 16-bit little-endian samples as µ-law."""
    table = _encoder()
    samples = array("h", pcm)
    return bytes(table[(sample & 0xFFFF) >> 2] for sample in samples)


def is_quiet(ulaw: bytes, threshold: int = 0x28) -> bool:
    """Tell whether no sample is louder than `threshold` on the 0..127 logarithmic scale."""
    return not ulaw or max(ulaw.translate(_LOUDNESS)) < threshold


def frames(ulaw: bytes) -> list[bytes]:
    """Cut audio into 20 ms frames, the last one filled up with silence."""
    cut = [ulaw[start : start + FRAME] for start in range(0, len(ulaw), FRAME)]
    if cut:
        cut[-1] = cut[-1].ljust(FRAME, b"\xff")
    return cut


@cache
def _encoder() -> bytes:
    """µ-law codes of all 14-bit samples: 16-bit two's complement without its two low bits."""
    return bytes(_encode(index << 2) for index in range(1 << 14))


def _encode(word: int) -> int:
    sample = word - 0x10000 if word & 0x8000 else word
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + _BIAS
    exponent = max(magnitude.bit_length() - 8, 0)
    return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F)) & 0xFF
