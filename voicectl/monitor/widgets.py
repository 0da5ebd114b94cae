"""Parts of the screen that know Textual and nothing of calls."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

PADDING = 2
"""Cells beside a column's text."""


class Rows(DataTable[Text]):
    """A table whose last column takes the room that is left; only cells that changed are drawn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", show=False),
        Binding("k", "cursor_up", "up", show=False),
    ]

    def __init__(self, columns: Sequence[tuple[str, int]], **more: str) -> None:
        """`columns`: titles and widths."""
        super().__init__(cursor_type="row", **more)  # type: ignore[arg-type]
        self._titles = columns
        self._drawn: dict[str, tuple[Text, ...]] = {}

    def on_mount(self) -> None:
        """Make the columns."""
        for title, width in self._titles:
            self.add_column(title, width=width, key=title)

    def on_resize(self) -> None:
        """Give the last column the rest."""
        others = sum(width + PADDING for _, width in self._titles[:-1])
        last = self.ordered_columns[-1]
        last.width = max(self._titles[-1][1], self.size.width - others - PADDING - 1)
        self.refresh(layout=True)

    @property
    def chosen(self) -> str:
        """Key of the row under the cursor; empty when there is none."""
        if not self.row_count:
            return ""
        return str(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value)

    def show(self, rows: Mapping[str, tuple[Text, ...]]) -> None:
        """Show these rows in this order; the cursor stays with its row."""
        if list(rows) != list(self._drawn):
            chosen = self.chosen
            self.clear()
            for key, cells in rows.items():
                self.add_row(*cells, key=key)
            if chosen in rows:
                self.move_cursor(row=list(rows).index(chosen))
        else:
            for key, cells in rows.items():
                for (title, _), before, cell in zip(
                    self._titles, self._drawn[key], cells, strict=True
                ):
                    if before != cell:
                        self.update_cell(key, title, cell)
        self._drawn = dict(rows)


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
