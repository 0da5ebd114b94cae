"""A table of which only the lines in sight are made, and those anew only when they changed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

Cells = tuple[Text, ...]
PADDING = 2
"""Columns beside a cell's text."""


class Rows(ScrollView, can_focus=True):
    """Rows by their keys, one of them under the cursor; the last column takes the room that is
    left.
    """

    DEFAULT_CSS = """
    Rows { scrollbar-size-horizontal: 0; scrollbar-size-vertical: 1; }
    Rows > .rows--titles { text-style: bold; color: $text-muted; }
    Rows > .rows--cursor { background: $primary; color: $text; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--titles", "rows--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "down", show=False),
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("home", "move(-1000000)", "first", show=False),
        Binding("end", "move(1000000)", "last", show=False),
        Binding("enter", "open", "open", show=False),
    ]

    class Moved(Message):
        """Another row is under the cursor."""

    class Opened(Message):
        """A row was chosen by Enter or the mouse."""

        def __init__(self, rows: "Rows", key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

    def __init__(
        self, columns: Sequence[tuple[str, int]], spare: Sequence[str] = (), **more: str
    ) -> None:
        """`columns`: titles and widths; those that are `spare` are left out where there is not
        room for all.
        """
        super().__init__(**more)  # type: ignore[arg-type]
        self._columns = columns
        self._spare = frozenset(spare)
        self._keys: Sequence[str] = ()
        self._cells: Callable[[str], Cells] = lambda _: ()
        self._cursor = 0
        self._made: dict[tuple[str, int], tuple[Cells, Strip]] = {}
        """Lines by key and width, without cursor, with the cells they were made of."""

    @property
    def keys(self) -> Sequence[str]:
        """Of all rows, in order."""
        return self._keys

    @property
    def chosen(self) -> str:
        """Key of the row under the cursor; empty when there is none."""
        return self._keys[self._cursor] if self._keys else ""

    def show(self, keys: Sequence[str], cells: Callable[[str], Cells]) -> None:
        """Show rows in this order; `cells` gives those of one. The cursor stays with its row."""
        before, chosen = self._keys, self.chosen
        self._keys, self._cells = tuple(keys), cells
        if self._keys != before:
            known = set(self._keys)
            self._made = {key: made for key, made in self._made.items() if key[0] in known}
            self._cursor = self._keys.index(chosen) if chosen in known else self._cursor
            self._cursor = max(0, min(self._cursor, len(self._keys) - 1))
            self._fit()
            self._follow()
            if self.chosen != chosen:
                self.post_message(self.Moved())
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The titles stay; below them are the rows that are scrolled to."""
        width = self.size.width
        if y == 0:
            style = self.get_component_rich_style("rows--titles")
            return self._strip(self._titles(), width).apply_style(style)
        place = self.scroll_offset.y + y - 1
        if place >= len(self._keys):
            return Strip.blank(width, self.rich_style)
        key = self._keys[place]
        cells = self._cells(key)
        if place == self._cursor:
            style = self.get_component_rich_style("rows--cursor")
            plain = tuple(Text(one.plain, justify=one.justify) for one in cells)
            return self._strip(plain, width).apply_style(style)
        made = self._made.get((key, width))
        if made is None or made[0] != cells:
            made = cells, self._strip(cells, width).apply_style(self.rich_style)
            self._made[key, width] = made
        return made[1]

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._made.clear()
        self._fit()
        self._follow()

    def on_click(self, event: Click) -> None:
        """Move to a row; the second click opens it."""
        place = self.scroll_offset.y + event.get_content_offset_capture(self).y - 1
        if 0 <= place < len(self._keys):
            if place == self._cursor:
                self.action_open()
            self.action_move(place - self._cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        place = max(0, min(self._cursor + by, len(self._keys) - 1))
        if place != self._cursor:
            self._cursor = place
            self._follow()
            self.refresh()
            self.post_message(self.Moved())

    def action_page(self, pages: int) -> None:
        """Move by what is in sight."""
        self.action_move(pages * max(1, self.size.height - 2))

    def action_open(self) -> None:
        """Tell that this row is wanted."""
        if self._keys:
            self.post_message(self.Opened(self, self.chosen))

    def _titles(self) -> Cells:
        first = self._cells(self._keys[0]) if self._keys else (Text(),) * len(self._columns)
        pairs = zip(self._columns, first, strict=True)
        return tuple(Text(title, justify=cell.justify) for (title, _), cell in pairs)

    def _fit(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._keys) + 1)

    def _follow(self) -> None:
        seen = max(1, self.size.height - 1)
        top = min(max(self.scroll_offset.y, self._cursor - seen + 1), self._cursor)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def _strip(self, cells: Cells, width: int) -> Strip:
        shown = list(zip(cells, self._columns, strict=True))
        if sum(wanted + PADDING for _, (_, wanted) in shown) > width:
            shown = [one for one in shown if one[1][0] not in self._spare]
        line = Text(no_wrap=True, end="")
        for place, (cell, (_, wanted)) in enumerate(shown):
            left = max(0, width - line.cell_len - PADDING)
            room = left if place == len(shown) - 1 else min(wanted, left)
            fitted = cell.copy()
            fitted.truncate(room, overflow="ellipsis")
            fitted.align("right" if cell.justify == "right" else "left", room)
            line.append(" ").append_text(fitted).append(" ")
        return Strip(line.render(self.app.console), line.cell_len).adjust_cell_length(width)
