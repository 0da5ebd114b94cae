"""G.711 mu-law at 8 kHz, the carrier's own format, one 20 ms frame at a time and cheap."""

import audioop
import math

FULL_SCALE = 32768.0
QUIETEST_DB = -96.0
"""What `level_db` says of digital silence (and of no audio)."""


def decode(ulaw: bytes) -> bytes:
    """Mu-law to 16-bit little-endian PCM at the same rate (RFC 3551, PCMU)."""
    return audioop.ulaw2lin(ulaw, 2)


def encode(pcm: bytes) -> bytes:
    """16-bit little-endian PCM to mu-law at the same rate."""
    return audioop.lin2ulaw(pcm, 2)


def level_db(ulaw: bytes) -> float:
    """RMS level of mu-law audio in dB below full scale (a full-scale square wave is 0)."""
    return pcm_level_db(decode(ulaw))


def pcm_level_db(pcm: bytes) -> float:
    """The same of 16-bit PCM."""
    rms = audioop.rms(pcm, 2)
    return 20.0 * math.log10(rms / FULL_SCALE) if rms else QUIETEST_DB
