"""The record of a call: append-only lines, one per applied event, enough to replay it exactly.

A file holds one or more segments; each begins with a header that carries the dialogue state, so it
replays alone. Writing never waits and never raises: on a full disk the journal ends where it
was, a valid beginning of the call, and is marked incomplete.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from agent.call.latency import Timing
from agent.events import Command, Event

SCHEMA = 1
BUFFER_BYTES = 1 << 18
"""So much may wait for a disk that does not take it before the journal gives up."""


class Header(msgspec.Struct, frozen=True, kw_only=True, tag="header"):
    """First line of a segment: everything its replay depends on."""

    schema: int = SCHEMA
    call: str
    profile: str
    """Hash of the profile; its text lies in `profiles/` beside the journals."""
    code: str
    began: str
    """Local date and time at the segment's start, ISO."""
    state: bytes
    """The dialogue state at the segment's start (base64 in the file)."""
    epoch: int = 0
    """Grows with every node that takes the call over."""
    after: int = 0
    """Number of the last event that is in `state`."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag="entry"):
    """One applied event and what the dialogue wanted done."""

    n: int
    at: float
    """Seconds since the call began."""
    event: Event
    commands: tuple[Command, ...]


class TimingLine(msgspec.Struct, frozen=True, kw_only=True, tag="timing"):
    """Latency figures of a turn; not part of a replay."""

    at: float
    timing: Timing


class Remark(msgspec.Struct, frozen=True, kw_only=True, tag="remark"):
    """Something the shell did or saw (an ignored noise, a fault); not part of a replay."""

    at: float
    what: str
    about: str = ""


Line = Header | Entry | TimingLine | Remark

_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(Line).decode


class Journal:
    """The open journal of one live call."""

    def __init__(self, directory: Path, header: Header) -> None:
        self.incomplete = False
        """Something could not be written: the file ends early."""
        self._waiting = bytearray()
        self._file: int | None = None
        self._path = journal_path(directory, header.began[:10], header.call, header.epoch)
        self._open()
        self.write(header)
        self.flush()

    @property
    def path(self) -> Path:
        """Where the journal lies."""
        return self._path

    @property
    def closed(self) -> bool:
        """No file is held open."""
        return self._file is None

    def write(self, line: Line) -> None:
        """Add a line to the buffer; it reaches the kernel with the next `flush`."""
        if self.incomplete:
            return
        if len(self._waiting) > BUFFER_BYTES:
            self.incomplete = True
            return
        self._waiting += _ENCODE(line)
        self._waiting += b"\n"

    def flush(self) -> None:
        """Hand the buffer to the kernel; what it does not take now waits for the next time."""
        if self._file is None or not self._waiting:
            return
        try:
            written = os.write(self._file, self._waiting)
        except OSError:
            return
        del self._waiting[:written]

    def close(self) -> None:
        """Flush a last time and close; what still waits is lost and the journal incomplete."""
        self.flush()
        self.incomplete = self.incomplete or bool(self._waiting)
        self._waiting.clear()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, flags, 0o600)
        except OSError:
            self.incomplete = True


def journal_path(directory: Path, day: str, call: str, epoch: int = 0) -> Path:
    """`<directory>/<day>/<call>.jsonl`; signs that do not belong in a file name become `_`.

    A node that takes the call over writes a file of its own, `<call>.2.jsonl` and so on: the one
    before may be stopped in the middle of a line, and go on writing when it wakes.
    """
    suffix = f".{epoch}" if epoch > 1 else ""
    return directory / _plain(day) / f"{_plain(call)}{suffix}.jsonl"


def later_parts(path: Path) -> list[Path]:
    """The files of later epochs beside a call's first one, in order."""
    found = (one for one in path.parent.glob(f"{path.stem}.*.jsonl") if _epoch(one))
    return sorted(found, key=_epoch)


def is_later_part(path: Path) -> bool:
    """Whether a journal goes on where that of another node ended, which lies beside it."""
    first = path.name.partition(".")[0]
    return bool(_epoch(path)) and path.with_name(f"{first}.jsonl").is_file()


def _epoch(path: Path) -> int:
    number = path.name.removesuffix(".jsonl").rpartition(".")[2]
    return int(number) if number.isdigit() and "." in path.stem else 0


def _plain(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in name) or "_"


def keep_profile(directory: Path, digest: str, text: bytes) -> Path:
    """Store a profile once under its hash beside the journals. Raises OSError."""
    path = _profile_file(directory, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.write_bytes(text)
        partial.replace(path)
    return path


def kept_profile(directory: Path, digest: str) -> bytes:
    """What `keep_profile` stored. Raises OSError."""
    return _profile_file(directory, digest).read_bytes()


def _profile_file(directory: Path, digest: str) -> Path:
    return directory / "profiles" / _plain(digest)


# --- reading ------------------------------------------------------------------------------------


class BadJournal(Exception):
    """A file that is no journal, or is damaged before its end; the message says where."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One header and the entries that follow it."""

    header: Header
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole journal as data."""

    segments: tuple[Segment, ...]
    timings: tuple[TimingLine, ...]
    remarks: tuple[Remark, ...]
    torn: bool
    """The last line was cut off (the node died while writing)."""

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries of all segments in order."""
        for segment in self.segments:
            yield from segment.entries


def read(path: Path) -> Recording:
    """Read a journal; a torn last line is left out. Raises BadJournal and OSError."""
    content = path.read_bytes()
    lines = content.split(b"\n")
    last = lines.pop()
    found, torn = _decode_all(path, lines), bool(last)
    return _sort(path, found, torn)


def read_call(path: Path) -> Recording:
    """Read a call's journal with the parts of all nodes that served it, stitched in order.

    Raises BadJournal and OSError.
    """
    parts = [read(one) for one in (path, *later_parts(path))]
    return Recording(
        tuple(segment for part in parts for segment in part.segments),
        tuple(timing for part in parts for timing in part.timings),
        tuple(remark for part in parts for remark in part.remarks),
        any(part.torn for part in parts),
    )


def _decode_all(path: Path, lines: Iterable[bytes]) -> list[Line]:
    found: list[Line] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(_DECODE(line))
        except msgspec.MsgspecError as error:
            raise BadJournal(f"{path}, line {number}: {error}") from error
    return found


def _sort(path: Path, found: list[Line], torn: bool) -> Recording:
    segments: list[Segment] = []
    timings: list[TimingLine] = []
    remarks: list[Remark] = []
    for line in found:
        match line:
            case Header():
                if line.schema != SCHEMA:
                    raise BadJournal(
                        f"{path}: journal schema {line.schema}, this version reads {SCHEMA}"
                    )
                segments.append(Segment(line))
            case Entry() if segments:
                segments[-1].entries.append(line)
            case TimingLine():
                timings.append(line)
            case Remark():
                remarks.append(line)
            case _:
                raise BadJournal(f"{path}: an entry stands before any header")
    if not segments:
        raise BadJournal(f"{path}: no header line; this is not a call journal")
    return Recording(tuple(segments), tuple(timings), tuple(remarks), torn)
