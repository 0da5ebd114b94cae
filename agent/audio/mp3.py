"""MP3 as it arrives: whole frames cut out of a stream of bytes, whatever lies between them.

Facts: ISO/IEC 11172-3 and 13818-3 (frame header, layer III), ID3v2.4 (tag size, footer).
"""

from dataclasses import dataclass

HEADER = 4
"""Bytes of a frame's header."""
LONGEST = 1441
"""Bytes of the longest layer III frame (320 kbit/s at 32 kHz, padded)."""
_TAG_HEADER = 10
_FOOTER_FLAG = 0x10
_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""By version: 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the first four bytes of a frame say."""

    length: int
    """Bytes of the whole frame."""
    rate: int
    """Samples a second."""
    samples: int
    """Samples per channel."""
    kind: tuple[int, int]
    """Version and rate: the same in all frames of a stream."""


def header(data: bytes, at: int = 0) -> Header | None:
    """Read the header at `at`; None when none of layer III begins there."""
    if len(data) - at < HEADER or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    bitrate, rate = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if layer != 1 or version == 1 or bitrate in (0, 15) or rate == 3:
        return None
    hertz = _RATES[version][rate]
    samples = 1152 if version == 3 else 576
    bits = 1000 * (_V1 if version == 3 else _V2)[bitrate]
    padding = data[at + 2] >> 1 & 1
    return Header(samples // 8 * bits // hertz + padding, hertz, samples, (version, hertz))


class Frames:
    """Cuts a stream into frames: chunks of any length in, whole frames out.

    A frame is believed where the stream or a tag ends before it, where the frame before it ends,
    or where another one of its kind follows; all else is skipped.
    """

    def __init__(self) -> None:
        self.skipped = 0
        """Bytes that were neither frame nor tag."""
        self._held = b""
        self._tag = 0
        """Bytes of a tag still to come."""
        self._kind: tuple[int, int] | None = None
        self._in_step = True
        """The next frame is expected right here."""

    def push(self, data: bytes) -> list[bytes]:
        """Frames that are whole now."""
        self._held += data
        found: list[bytes] = []
        while self._held:
            if self._tag:
                self._drop_tag()
            elif not self._next(found):
                break
        return found

    def flush(self) -> list[bytes]:
        """The stream is over: its last frame, if nothing but its follower was missing."""
        found: list[bytes] = []
        head = header(self._held)
        if head is not None and head.length <= len(self._held):
            found.append(self._held[: head.length])
            self._held = self._held[head.length :]
        self.skipped += len(self._held)
        self._held = b""
        return found

    def _drop_tag(self) -> None:
        dropped = min(self._tag, len(self._held))
        self._held = self._held[dropped:]
        self._tag -= dropped

    def _next(self, found: list[bytes]) -> bool:
        """Take a frame or the head of a tag, or skip; False when more bytes are needed."""
        held = self._held
        if held.startswith(b"ID3"[: len(held)]):
            if len(held) < _TAG_HEADER:
                return False
            self._tag = _tag_size(held)
            return True
        if len(held) < HEADER:
            return False
        head = header(held)
        if head is None or (self._kind is not None and head.kind != self._kind):
            self._skip()
            return True
        if len(held) < head.length:
            return False
        if not self._in_step:
            if len(held) < head.length + HEADER:
                return False
            after = header(held, head.length)
            if after is None or after.kind != head.kind:
                self._skip()
                return True
        self._kind, self._in_step = head.kind, True
        found.append(held[: head.length])
        self._held = held[head.length :]
        return True

    def _skip(self) -> None:
        """Go to the next byte that may begin something."""
        at = min(
            (place for mark in (b"\xff", b"ID3") if (place := self._held.find(mark, 1)) > 0),
            default=len(self._held),
        )
        self.skipped += at
        self._held = self._held[at:]
        self._in_step = False


def _tag_size(held: bytes) -> int:
    """Bytes of an ID3v2 tag with its header: 28 bits, seven in each byte."""
    size = 0
    for byte in held[6:_TAG_HEADER]:
        size = size << 7 | byte & 0x7F
    footer = _TAG_HEADER if held[5] & _FOOTER_FLAG else 0
    return _TAG_HEADER + size + footer
