"""The monitor's screen, driven by keys without a terminal: every view, both sizes, every dialog."""

import asyncio
import html
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from agent.telemetry import news
from agent.telemetry.news import Item, Told
from voicectl.errors import CommandError
from voicectl.monitor.acts import Act
from voicectl.monitor.app import Monitor
from voicectl.monitor.link import Linked, Tell
from voicectl.monitor.model import Link
from voicectl.monitor.rows import Rows

LIMIT_S = 120
"""For a machine that is very busy; it takes a second otherwise."""
OPEN = news.CircuitState(state="open", held=False, why="5 of 5 failed", calls=5, faults=5)
WELL = news.CircuitState(state="closed", held=False, why="", calls=9, faults=0)
PULSE = news.Pulse(
    live=2,
    limit=25,
    draining=False,
    level=1,
    why="the full model is slow",
    best=0,
    by_hand_s=None,
    loop_lag_ms=3.0,
    circuits={"openai/chat": OPEN, "twilio/calls": WELL},
)
SAID: tuple[Item, ...] = (
    news.Hello(resumed=False),
    news.CallBegan(call="CA1111", at=0.0, began="2026-11-24T10:00:00-06:00", caller="0155"),
    news.AgentSays(call="CA1111", at=0.0, say=1, text="How can I help you today?"),
    news.AgentSaid(call="CA1111", at=2.0, say=1, heard="How can", unheard="I help you today?"),
    news.CallerSaid(call="CA1111", at=3.0, text="[bold]My furnace is out", intent="no_heat"),
    news.Learned(call="CA1111", at=3.0, slot="issue"),
    news.Noted(call="CA1111", at=3.0, name="goal", about="book"),
    news.Answered(
        call="CA1111",
        at=3.0,
        turn=1,
        endpoint_ms=600,
        transcript_ms=100,
        step_ms=0,
        voice_ms=200,
        send_ms=0,
        total_ms=900,
    ),
    news.CallBegan(call="CA2222", at=0.0, began="2026-11-24T10:01:00-06:00", caller="0177"),
    news.CallEnded(call="CA2222", at=9.0, outcome="booked"),
    news.Alert(severity="critical", what="danger GAS: smell gas", call="CA1111"),
    news.LogLine(level="warning", event="stream_error", detail="why=[odd]"),
    PULSE,
)


class Recital:
    """A node that told all this and remembers what it is asked."""

    name = "http://node"

    def __init__(self, *more: Item) -> None:
        self.items = (*SAID, *more)
        self.acts: list[Act] = []
        self.refusal = ""

    async def run(self, tell: Tell, linked: Linked) -> None:
        linked(Link("live"))
        for second, item in enumerate(self.items):
            tell(Told(when=f"2026-11-24T16:01:{second:02}.000+00:00", news=item))

    async def act(self, act: Act) -> str:
        if self.refusal:
            raise CommandError(self.refusal)
        self.acts.append(act)
        return act.done


def seen(app: Monitor) -> str:
    """The text on the screen, line by line."""
    app.draw()
    svg = app.export_screenshot()
    lines: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for x, y, text in re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        lines[float(y)].append((float(x), html.unescape(text).replace("\xa0", " ")))
    return "\n".join("".join(t for _, t in sorted(lines[y])) for y in sorted(lines))


async def until(pilot: Any, condition: Callable[[], object]) -> None:
    while not condition():
        await pilot.pause(0.02)


Play = Callable[[Monitor, Any, Recital], Awaitable[None]]


def played(play: Play, size: tuple[int, int] = (80, 24), **more: Any) -> None:
    async def main() -> None:
        source = Recital()
        app = Monitor(source, **more)
        async with asyncio.timeout(LIMIT_S), app.run_test(size=size, notifications=True) as pilot:
            await until(pilot, lambda: app.board.pulse)  # the last of what is told
            app.draw()
            await pilot.pause()
            await play(app, pilot, source)

    asyncio.run(main())


def test_a_small_terminal_shows_node_and_calls() -> None:
    async def play(app: Monitor, _: Any, __: Recital) -> None:
        text = seen(app)
        for part in ("● live", "calls 2/25", "level 1 small model", "circuits 1 open", "CA1111"):
            assert part in text, text
        assert "[bold]My furn" in text, "a caller's words are no markup"
        assert "booked" in text
        assert max(map(len, text.splitlines())) <= 80
        assert "d Drain  ? Help" in text, "all keys fit"

    played(play)


def test_a_wide_terminal_shows_circuits_alerts_and_log_beside_the_calls() -> None:
    async def play(app: Monitor, _: Any, __: Recital) -> None:
        text = seen(app)
        for part in ("openai/chat open", "danger GAS: smell gas", "stream_error why=[odd]"):
            assert part in text, text

    played(play, size=(140, 40))


def test_a_call_is_opened_and_left() -> None:
    async def play(app: Monitor, pilot: Any, _: Recital) -> None:
        await pilot.press("home", "enter")
        await pilot.pause()
        text = seen(app)
        for part in ("● live CA1111", "How can ✂", "not heard", "goal book", "900 ms", "issue"):
            assert part in text, text
        await pilot.press("escape")
        assert app.view == "calls"

    played(play)


def test_views_help_palette_and_filter() -> None:
    async def play(app: Monitor, pilot: Any, _: Recital) -> None:
        for key, part in (("2", "5 of 5 failed"), ("3", "danger GAS"), ("4", "stream_error")):
            await pilot.press(key)
            await pilot.pause()
            assert part in seen(app)
        await pilot.press("question_mark")
        await pilot.pause()
        assert "have the caller connected with you" in seen(app)
        await pilot.press("escape", "1", "slash", *"booked")
        await pilot.pause()
        assert "CA1111" not in seen(app)
        assert "CA2222" in seen(app)
        await pilot.press("enter")
        await pilot.press("escape")
        await pilot.pause()
        assert "CA1111" in seen(app)
        await pilot.press("colon", *"drain", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "Take no more calls?" in seen(app)

    played(play)


@pytest.mark.parametrize(
    ("keys", "method", "path", "body"),
    [
        (("x", "y"), "POST", "/v1/calls/CA1111/hang-up", None),
        (("t", "enter"), "POST", "/v1/calls/CA1111/transfer", {"queue": "office"}),
        (
            ("o", "enter"),
            "POST",
            "/v1/calls/CA1111/take-over",
            {"number": "+12145550123"},
        ),
        (("s", *"hi", "enter"), "POST", "/v1/calls/CA1111/say", {"text": "hi"}),
        (("l", *"auto", "enter"), "DELETE", "/v1/level", None),
        (("b", "b", "y"), "POST", "/v1/circuits/openai/chat/reset", None),
        (("d", "y"), "PUT", "/v1/drain", None),
    ],
)
def test_each_key_asks_first_and_then_acts(
    keys: tuple[str, ...], method: str, path: str, body: Any
) -> None:
    async def play(app: Monitor, pilot: Any, source: Recital) -> None:
        await pilot.press("home", *keys[:-1])
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert len(app.screen_stack) == 2, "a question stands there"
        assert not source.acts
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert not source.acts, "escape does nothing"
        opening = next(n for n, key in enumerate(keys, 1) if key in "xtoslbd")
        await pilot.press(*keys[:opening])
        await until(pilot, lambda: len(app.screen_stack) == 2 and (body is None or app.focused))
        await pilot.press(*keys[opening:])
        await until(pilot, lambda: source.acts)
        (act,) = source.acts
        assert (act.method, act.path, act.body) == (method, path, body)

    if keys[0] == "b":
        keys = ("2", *keys[1:])
    played(play, number="+12145550123")


def test_what_the_node_refuses_is_told() -> None:
    async def play(app: Monitor, pilot: Any, source: Recital) -> None:
        source.refusal = "this token may only look. use [the] other"
        await pilot.press("d", "y")
        await until(pilot, lambda: "may only look" in seen(app))

    played(play)


def test_a_wrong_answer_stays_with_the_question() -> None:
    async def play(app: Monitor, pilot: Any, source: Recital) -> None:
        await pilot.press("l", "9", "enter")
        await pilot.pause()
        assert "0, 1, 2, 3 or auto" in seen(app)
        assert not source.acts

    played(play)


def test_read_only_asks_nothing_of_the_node() -> None:
    async def play(app: Monitor, pilot: Any, source: Recital) -> None:
        await pilot.press("home")
        for key in ("x", "t", "o", "s", "l", "d"):
            await pilot.press(key)
            await pilot.pause()
            assert len(app.screen_stack) == 1
        assert not source.acts

    played(play, read_only=True)


def test_without_colours_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def play(app: Monitor, pilot: Any, _: Recital) -> None:
        await pilot.press("home", "enter")
        await pilot.pause()
        text = seen(app)
        assert "✂" in text
        assert "1 open" in text
        colours = set(re.findall(r"#([0-9a-f]{6})", app.export_screenshot()))
        grey = {c for c in colours if c[:2] == c[2:4] == c[4:]}
        frame = {"ff5f57", "febc2e", "28c840", "c5c8c6"}  # of the picture
        assert colours - grey <= frame

    played(play)


def test_a_dialogs_field_does_not_filter() -> None:
    async def play(app: Monitor, pilot: Any, _: Recital) -> None:
        await pilot.press("l", *"9", "enter")
        await until(pilot, lambda: "0, 1, 2, 3 or auto" in seen(app))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        text = seen(app)
        assert "calls (2)" in text, text

    played(play)


def test_the_cursor_stays_with_its_call_and_in_sight() -> None:
    async def play(app: Monitor, pilot: Any, _: Recital) -> None:
        def began(numbers: range, minute: int) -> None:
            for number in numbers:
                call = news.CallBegan(call=f"CB{number:04}", at=0.0, began="")
                app.told(Told(when=f"2026-11-24T16:{minute:02}:00.000+00:00", news=call))
            app.draw()

        table = app.query_one("#calls", Rows)
        began(range(40), 2)
        await pilot.press("home", "j", "j", "k", "down")
        chosen = table.chosen
        assert chosen == table.keys[2]
        began(range(40, 80), 3)
        await pilot.pause()
        assert table.chosen == chosen
        assert table.keys.index(chosen) == 42, "newer calls stand above it"
        assert chosen in seen(app)
        await pilot.press("end")
        await pilot.pause()
        assert "CA2222" in seen(app)
        await pilot.press("pageup", "home")
        await pilot.pause()
        text = seen(app)
        assert table.keys[0] in text
        assert "last words" in text, "the titles stay"
        await pilot.click("#calls", offset=(5, 4))  # border, titles, two rows above
        assert table.chosen == table.keys[2]
        await pilot.click("#calls", offset=(5, 4))
        await until(pilot, lambda: app.view == "call")

    played(play)


@pytest.mark.parametrize(("size", "last"), [((80, 24), "? Help"), ((160, 48), "q Quit")])
def test_each_view_is_drawn_for_each_size(size: tuple[int, int], last: str) -> None:
    async def play(app: Monitor, pilot: Any, _: Recital) -> None:
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: seen(app).rstrip().endswith(last))
        for key, title in (("1", "calls (2)"), ("2", "circuits"), ("3", "alerts"), ("4", "log")):
            await pilot.press(key)
            await pilot.pause()
            assert f"╭─ {title} ─" in seen(app)

    played(play, size=(100, 30))


def test_the_log_follows_its_end_until_one_scrolls_up() -> None:
    async def play(app: Monitor, pilot: Any, _: Recital) -> None:
        def write(numbers: range) -> None:
            for number in numbers:
                line = news.LogLine(level="info", event=f"line_{number}_")
                app.told(Told(when="2026-11-24T16:02:00.000+00:00", news=line))
            app.draw()

        await pilot.press("4")
        await pilot.pause()
        text = seen(app)
        top = text[text.index("╭─ log") :]
        assert "stream_error" in "".join(top.split()[:12]), "what is short stands at the top"
        write(range(60))
        write(range(60, 61))  # before the first could be laid out
        await until(pilot, lambda: "line_60_" in seen(app))
        await pilot.press("pageup")
        await until(pilot, lambda: "line_60_" not in seen(app))
        write(range(61, 70))
        await pilot.pause()
        assert "line_69_" not in seen(app)
        await pilot.press("end")
        await until(pilot, lambda: "line_69_" in seen(app))
        await pilot.resize_terminal(60, 16)
        write(range(70, 80))
        await until(pilot, lambda: "line_79_" in seen(app))
        await pilot.resize_terminal(100, 30)
        write(range(80, 90))
        await until(pilot, lambda: "line_89_" in seen(app))

    played(play)


def test_news_that_come_while_it_ends_are_not_drawn() -> None:
    async def main() -> None:
        app = Monitor(Recital())
        async with asyncio.timeout(LIMIT_S), app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.board.pulse)
        app.linked(Link("lost"))
        app.draw()

    asyncio.run(main())
