"""Text of which what goes on below begins where its words began. Pure."""

from rich.console import Console
from rich.text import Text

Entry = tuple[Text, Text]
"""What stands before, such as a time, and the words."""
NARROWEST = 10
"""Columns that words get at least."""

_console = Console()


def hung(entry: Entry, width: int) -> Text:
    """An entry in so many columns."""
    lead, words = entry
    whole = Text().append_text(lead)
    room = width - lead.cell_len
    if room < NARROWEST:
        return whole.append_text(words)
    first, *rest = words.wrap(_console, room) or [Text()]
    whole.append_text(first)
    for line in rest:
        whole.append("\n" + " " * lead.cell_len).append_text(line)
    return whole
