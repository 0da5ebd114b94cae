"""Parts of the screen that know Textual and nothing of calls."""

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static


class Paper(VerticalScroll):
    """A long text that follows its end until one scrolls up."""

    def __init__(self, *, follow: bool = True, **more: str) -> None:
        super().__init__(Static(), **more)  # type: ignore[arg-type]
        self._follow = follow
        self._text = Text()

    def show(self, text: Text) -> None:
        """Show this text."""
        if text == self._text:
            return
        at_end = self.scroll_offset.y >= self.max_scroll_y
        self._text = text
        self.query_one(Static).update(text)
        if self._follow and at_end:
            self.call_after_refresh(self.scroll_end, animate=False)
