"""What is wrong with a profile, said so that its author can correct it."""

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the document to a value."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where, and what to change."""

    path: Path
    message: str

    @property
    def key(self) -> str:
        """The path in words, e.g. ``windows.slots.mon[0]``."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}"
        return text.removeprefix(".") or "(document)"


class ProfileError(Exception):
    """A profile that can't be used; `lines` name file, line, key and what to change."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
