"""The fleet's screen: draws what nodes tell some times a second."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from agent.telemetry.fleet import NodeState, Page
from voicectl.monitor.fleet import drawing, reducer
from voicectl.monitor.fleet.link import Source
from voicectl.monitor.fleet.model import Fleet
from voicectl.monitor.model import Link
from voicectl.monitor.paper import Paper
from voicectl.monitor.rows import Rows

WIDTHS = (1, 14, 8, 7, 8, 13, 8, 4, 5, 6, 8)
SPARE = ("load", "late", "why")
"""Left out where there is not room."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class FleetMonitor(App[None]):
    """All nodes on one screen; it only looks."""

    CSS_PATH = "fleet.tcss"
    TITLE = "voicectl fleet"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", "Quit")]

    def __init__(self, source: Source, *, hz: float = 2.0, now: Callable[[], str] = _now) -> None:
        """`hz`: drawings a second; `now`: this moment in UTC, for how long ago nodes were seen."""
        super().__init__()
        self.fleet = Fleet()
        self._source = source
        self._hz = hz
        self._now = now

    @property
    def link(self) -> Link:
        """How the connection stands."""
        return self.fleet.link

    def compose(self) -> ComposeResult:
        """Two lines, the nodes, the chosen one and the news, a line of keys."""
        yield Static(id="header")
        yield Static(id="strip")
        yield Rows(tuple(zip(drawing.COLUMNS, WIDTHS, strict=True)), SPARE, id="nodes")
        with Horizontal(id="below"):
            yield Static(id="about")
            yield Paper(follow=False, id="news")
        yield Static("j k Choose  q Quit", id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin to follow and to draw."""
        for name in ("nodes", "about", "news"):
            self.query_one(f"#{name}").border_title = name.replace("about", "this node")
        self.query_one("#nodes").focus()
        self.run_worker(self._source.run(self))
        self.set_interval(1 / self._hz, self.draw)
        self.draw()

    # --- what nodes tell -------------------------------------------------------------------------

    def stated(self, state: NodeState, seen: str) -> None:
        """A node told how it is; it is seen at the next drawing."""
        self.fleet = reducer.stated(self.fleet, state, seen)

    def left(self, name: str, seen: str) -> None:
        """A node stopped in order."""
        self.fleet = reducer.left(self.fleet, name, seen)

    def told(self, page: Page, seen: str) -> None:
        """A node told news."""
        self.fleet = reducer.told(self.fleet, page, seen)

    def linked(self, link: Link) -> None:
        """The connection changed."""
        self.fleet = reducer.linked(self.fleet, link)

    # --- drawing ---------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the fleet; how long ago a node was seen changes without news."""
        if not self.is_running:
            return  # it ends and its widgets are gone
        fleet, now = self.fleet, self._now()
        table = self.query_one("#nodes", Rows)
        rows = drawing.rows(fleet, now)
        table.show(tuple(rows), rows.__getitem__)
        self._text("header", drawing.header(fleet, self._source.name))
        self._text("strip", drawing.strip(fleet, now))
        self._text("about", drawing.about(fleet.nodes.get(table.chosen), now))
        self.query_one("#news", Paper).show(drawing.lines(fleet, 100))

    def on_rows_moved(self) -> None:
        """Another node was chosen."""
        self.draw()

    def _text(self, name: str, text: object) -> None:
        self.query_one(f"#{name}", Static).update(text)  # type: ignore[arg-type]
