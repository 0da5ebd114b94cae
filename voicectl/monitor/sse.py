"""Reading server-sent events (the WHATWG text format), as far as our node writes it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `id` is empty when it has none."""

    data: bytes
    id: str = ""
    kind: str = "message"


class Parser:
    """Bytes in, events out; a line may come in pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._id = ""
        self._kind = "message"

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that are complete now."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            if (event := self._line(line.removesuffix(b"\r"))) is not None:
                yield event

    def _line(self, line: bytes) -> Event | None:
        if not line:
            event = Event(b"\n".join(self._data), self._id, self._kind) if self._data else None
            self._data, self._id, self._kind = [], "", "message"
            return event
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match field:
            case b"data":
                self._data.append(value)
            case b"id":
                self._id = value.decode(errors="replace")
            case b"event":
                self._kind = value.decode(errors="replace")
            case _:
                pass  # a comment, or a field of a later version
        return None
