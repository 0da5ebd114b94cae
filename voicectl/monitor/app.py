"""The monitor: draws the board some times a second, and turns keys into acts of the control API."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher, Input, Static

from agent.telemetry.news import Told
from voicectl.errors import CommandError
from voicectl.monitor import acts, drawing, reducer
from voicectl.monitor.acts import Act, Wish
from voicectl.monitor.dialogs import Ask, Help
from voicectl.monitor.keys import KEYS, Key
from voicectl.monitor.link import Source
from voicectl.monitor.model import Board, Call, Link
from voicectl.monitor.paper import Entries, Paper
from voicectl.monitor.rows import Rows

WIDE = 120
"""Columns from which circuits, alerts and log stand beside the calls."""
VERY_WIDE = 190
"""The same beside one call."""
CALL_WIDTHS = (1, 8, 6, 5, 19, 5, 12)
CIRCUIT_WIDTHS = (1, 26, 18, 7, 12)
NARROW_SIDE, WIDE_SIDE = 30, 52
TURNS = 8
"""Bars of the latency waterfall."""


class Palette(Provider):
    """Every key by its name."""

    async def discover(self) -> Hits:
        """All of them."""
        for one in KEYS:
            yield DiscoveryHit(_titled(one), self._run(one.action), help=one.about)

    async def search(self, query: str) -> Hits:
        """Those that fit."""
        matcher = self.matcher(query)
        for one in KEYS:
            score = matcher.match(f"{one.name} {one.about}")
            if score > 0:
                yield Hit(score, _titled(one), self._run(one.action), help=one.about)

    def _run(self, action: str) -> Callable[[], object]:
        return partial(self.app.run_action, action)


def _titled(key: Key) -> str:
    return f"{key.name} ({key.shown})"


class Monitor(App[None]):
    """One node on the screen."""

    CSS_PATH = "monitor.tcss"
    TITLE = "voicectl monitor"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Palette}
    BINDINGS: ClassVar[list[BindingType]] = [Binding(one.key, one.action, one.name) for one in KEYS]

    def __init__(
        self, source: Source, *, hz: float = 2.0, read_only: bool = False, number: str = ""
    ) -> None:
        """`hz`: drawings a second; `number`: where its user is rung on a take-over."""
        super().__init__()
        self.board = Board()
        self._source = source
        self._hz = hz
        self._read_only = read_only
        self._number = number
        self._open = ""
        """The call that is looked at."""
        self._words = {"calls": "", "log": ""}
        """Filters."""
        self._drawn: Board | None = None

    @property
    def link(self) -> Link:
        """How the connection stands."""
        return self.board.link

    def compose(self) -> ComposeResult:
        """Three lines, the view with its side, a line of keys."""
        yield Static(id="header")
        yield Static(id="strip")
        yield Static(id="answers")
        with Horizontal(id="body"):
            with ContentSwitcher(id="views", initial="calls"):
                widths = zip(drawing.CALL_COLUMNS, CALL_WIDTHS, strict=True)
                yield Rows(tuple(widths), id="calls")
                with Vertical(id="call"):
                    yield Static(id="call_head")
                    with Horizontal():
                        yield Paper(id="transcript")
                        with Vertical(id="facts"):
                            yield Static(id="waterfall")
                            yield Paper(follow=False, id="slots")
                            yield Paper(follow=False, id="decisions")
                widths = zip(drawing.CIRCUIT_COLUMNS, CIRCUIT_WIDTHS, strict=True)
                yield Rows(tuple(widths), id="circuits")
                yield Paper(follow=False, id="alerts")
                yield Paper(id="log")
            with Vertical(id="side"):
                yield Static(id="side_circuits")
                yield Entries(id="side_alerts")
                log = Paper(id="side_log")
                log.can_focus = False
                yield log
        yield Input(id="filter", placeholder="words; Enter keeps them, Esc clears them")
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin to follow and to draw."""
        titles = {
            "transcript": "transcript",
            "waterfall": "answers, ms",
            "slots": "known",
            "decisions": "decisions",
            "circuits": "circuits",
            "side_circuits": "circuits",
            "side_alerts": "alerts",
            "side_log": "log",
            "alerts": "alerts",
            "log": "log",
        }
        for name, title in titles.items():
            self.query_one(f"#{name}").border_title = title
        self.query_one("#filter").display = False
        self.query_one("#calls").focus()
        self.run_worker(self._source.run(self.told, self.linked))
        self.set_interval(1 / self._hz, self.draw)
        self.draw()

    # --- news ------------------------------------------------------------------------------------

    def told(self, told: Told) -> None:
        """A piece of news; it is seen at the next drawing."""
        self.board = reducer.reduce(self.board, told)

    def linked(self, link: Link) -> None:
        """The connection changed."""
        self.board = reducer.linked(self.board, link)

    # --- drawing ---------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the board, if it is another one than shown."""
        board = self.board
        if not self.is_running or board is self._drawn or len(self.screen_stack) > 1:
            return  # it ends and its widgets are gone, or a dialog stands over it
        self._drawn = board
        width = self.size.width
        self._text("header", drawing.header(board, self._source.name, self._read_only))
        self._text("strip", drawing.strip(board))
        self._text("answers", drawing.responses(board, width - 2))
        self._text("keys", self._keys(width - 2))
        self.set_class(width >= WIDE, "wide")
        self.set_class(width >= (VERY_WIDE if self.view == "call" else WIDE), "beside")
        match self.view:
            case "calls":
                self._draw_calls(board)
            case "call":
                self._draw_call(board)
            case "circuits":
                rows = drawing.circuit_rows(board)
                self.query_one("#circuits", Rows).show(tuple(rows), rows.__getitem__)
            case "alerts":
                self.query_one("#alerts", Paper).show(drawing.alerts(board, 100))
            case _:
                text = drawing.log(board, 200, self._words["log"])
                self.query_one("#log", Paper).show(text)
        if self.has_class("beside"):
            self._text("side_circuits", drawing.circuits_brief(board))
            self.query_one("#side_alerts", Entries).show(drawing.alerts(board, 8))
            self.query_one("#side_log", Paper).show(drawing.log(board, 40))

    @property
    def view(self) -> str:
        """What is shown."""
        return self.query_one(ContentSwitcher).current or "calls"

    def _draw_calls(self, board: Board) -> None:
        words = self._words["calls"]
        calls = board.found(words)
        table = self.query_one("#calls", Rows)
        table.border_title = f"calls{f' /{words}' if words else ''} ({len(calls)})"
        table.show(
            [call.sid for call in calls],
            lambda sid: drawing.call_row(board.calls[sid], board.when),
        )

    def _draw_call(self, board: Board) -> None:
        call = board.calls.get(self._open)
        if call is None:
            return
        room = (WIDE_SIDE if self.size.width >= WIDE else NARROW_SIDE) - 4
        turns = TURNS if self.size.height > 30 else 4
        self._text("call_head", drawing.call_head(call, board.when))
        self.query_one("#transcript", Paper).show(drawing.transcript(call))
        self._text("waterfall", drawing.waterfall(call, room, turns))
        self.query_one("#slots", Paper).show(drawing.slots(call))
        self.query_one("#decisions", Paper).show(drawing.decisions(call, 40))

    def _text(self, name: str, text: object) -> None:
        self.query_one(f"#{name}", Static).update(text)  # type: ignore[arg-type]

    def _keys(self, width: int) -> str:
        """Those that fit; the help has all of them."""
        looking = ["Enter Open", "/ Filter", ": Palette"]
        acting = [] if self._read_only else [f"{one.shown} {one.name}" for one in KEYS if one.acts]
        every = "  ".join((*looking, *acting, "? Help", "q Quit"))
        return every if len(every) <= width else "  ".join((*acting, "? Help"))

    def on_resize(self) -> None:
        """Draw for another size, once it is known to all."""
        self._drawn = None
        self.call_after_refresh(self.draw)

    # --- looking ---------------------------------------------------------------------------------

    def action_view(self, name: str) -> None:
        """Show calls, circuits, alerts or the log."""
        self.query_one(ContentSwitcher).current = name
        self._drawn = None
        self.query_one(f"#{name}").focus()
        self.draw()

    async def action_back(self) -> None:
        """Leave the filter, the call, the view."""
        field = self.query_one("#filter", Input)
        if field.display:
            field.value = ""
            self._end_filter()
        elif self.view == "calls" and self._words["calls"]:
            self._words["calls"] = ""
            self.action_view("calls")
        else:
            self.action_view("calls")

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open a call."""
        if event.rows.id == "calls":
            self._open = event.key
            self.query_one(ContentSwitcher).current = "call"
            self._drawn = None
            self.query_one("#transcript").focus()
            self.draw()

    def action_filter(self) -> None:
        """Type words that calls, or log lines, must have."""
        if self.view not in self._words:
            self.action_view("calls")
        field = self.query_one("#filter", Input)
        field.value = self._words[self.view]
        field.display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while it is typed; dialogs have fields of their own."""
        if event.input.id == "filter" and self.view in self._words:
            self._words[self.view] = event.value
            self._drawn = None
            self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter."""
        if event.input.id == "filter":
            self._end_filter()

    def _end_filter(self) -> None:
        self.query_one("#filter").display = False
        self.action_view(self.view)

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Help())

    # --- acting ----------------------------------------------------------------------------------

    def action_take_over(self) -> None:
        """Ring me for the caller."""
        self._with_call(lambda call: acts.take_over(call, self._number))

    def action_transfer(self) -> None:
        """Ring a queue for the caller."""
        self._with_call(acts.transfer)

    def action_say(self) -> None:
        """Say my words."""
        self._with_call(acts.say)

    def action_hang_up(self) -> None:
        """End the call."""
        self._with_call(acts.hang_up)

    def action_level(self) -> None:
        """Serve at another level."""
        if self.board.pulse is not None:
            self._ask(acts.level(self.board.pulse.level, self.board.pulse.best))

    def action_turn_circuit(self) -> None:
        """Trip or reset the chosen circuit."""
        if self.view != "circuits":
            self.action_view("circuits")
            return
        name = self.query_one("#circuits", Rows).chosen
        known = self.board.pulse.circuits if self.board.pulse else {}
        if name in known:
            self._ask(acts.turn(name, known[name]))

    def action_drain(self) -> None:
        """Take no more calls, or take them again."""
        if self.board.pulse is not None:
            self._ask(acts.drain(self.board.pulse.draining))

    def _with_call(self, wish: Callable[[Call], Wish]) -> None:
        sid = self._open if self.view == "call" else self.query_one("#calls", Rows).chosen
        call = self.board.calls.get(sid) if self.view in ("call", "calls") else None
        if call is None:
            self.notify("choose a call first", severity="warning")
        elif not call.live:
            self.notify("this call is over", severity="warning")
        else:
            self._ask(wish(call))

    def _ask(self, wish: Wish) -> None:
        if self._read_only:
            self.notify("read-only: nothing is changed from here", severity="warning")
            return
        self.push_screen(Ask(wish), self._answered)

    def _answered(self, act: Act | None) -> None:
        if act is not None:
            self.run_worker(self._do(act))

    async def _do(self, act: Act) -> None:
        if act.path.endswith("/take-over") and act.body:
            self._number = act.body["number"]
        try:
            self.notify(await self._source.act(act), markup=False)
        except CommandError as error:
            self.notify(str(error), severity="error", markup=False)
