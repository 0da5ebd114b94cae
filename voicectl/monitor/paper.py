"""Long texts that grow: entries one below the other, and a scroll that follows their end."""

from collections.abc import Sequence

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from voicectl.monitor.hanging import Entry, hung


class Entries(Static):
    """Entries one below the other; only those that changed are wrapped anew."""

    DEFAULT_CSS = "Entries { width: 1fr; }"

    def __init__(self, **more: str) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self._entries: Sequence[Entry] = ()
        self._wrapped: list[Text] = []
        self._room = 0

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        if entries == self._entries:
            return
        before, wrapped = self._entries, self._wrapped
        self._entries = entries
        self._wrapped = [
            wrapped[place]
            if place < len(wrapped) and before[place] == entry
            else hung(entry, self._room)
            for place, entry in enumerate(entries)
        ]
        self._write()

    def on_resize(self) -> None:
        """Wrap all anew for another width."""
        if self._room != self.content_size.width:
            self._room = self.content_size.width
            self._wrapped = [hung(entry, self._room) for entry in self._entries]
            self._write()

    def _write(self) -> None:
        self.update(Text("\n").join(self._wrapped))


class Paper(VerticalScroll):
    """Many entries that follow their end until one scrolls up."""

    DEFAULT_CSS = """
    Paper { scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    Paper > Entries { min-height: 100%; }
    """

    def __init__(self, *, follow: bool = True, **more: str) -> None:
        super().__init__(Entries(), **more)  # type: ignore[arg-type]
        self._follow = follow

    def on_mount(self) -> None:
        """Begin to follow."""
        if self._follow:
            self.anchor()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.query_one(Entries).show(entries)
