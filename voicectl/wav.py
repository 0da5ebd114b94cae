"""Audio files as people have them: read any into telephone audio, write telephone audio as WAV.

pydub does the reading and mixing; it is never on the path of a call.
"""

from pathlib import Path

from agent.audio import mulaw

RATE = 8000


class BadAudio(Exception):
    """A file that is no readable audio; the message says why."""


def read(path: Path) -> bytes:
    """The whole file as 8 kHz mono mu-law. Raises BadAudio."""
    from pydub import AudioSegment
    from pydub.exceptions import CouldntDecodeError

    try:
        sound = AudioSegment.from_file(str(path))
    except FileNotFoundError as error:
        needed = ": ffprobe" if "ffprobe" in str(error) else ""
        raise BadAudio(f"{path}{needed} was not found") from error
    except (CouldntDecodeError, OSError, ValueError) as error:
        raise BadAudio(f"{path}: not readable as audio ({type(error).__name__})") from error
    plain = sound.set_channels(1).set_frame_rate(RATE).set_sample_width(2)
    return mulaw.encode(plain.raw_data)


def write(path: Path, ulaw: bytes) -> None:
    """Write telephone audio as a 16-bit WAV file. Raises OSError."""
    from pydub import AudioSegment

    sound = AudioSegment(mulaw.decode(ulaw), sample_width=2, frame_rate=RATE, channels=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    sound.export(str(path), format="wav").close()
