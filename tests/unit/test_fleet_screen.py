"""The fleet's screen without broker and terminal, and what is told to a fleet at all."""

import asyncio
import html
import re
from typing import Any

import msgspec
import pytest

from agent.telemetry import news
from agent.telemetry.broker import broker_of
from agent.telemetry.fleet import NodeState, Numbered, Page, public
from agent.telemetry.news import Item
from voicectl.monitor.fleet import drawing, reducer
from voicectl.monitor.fleet.app import FleetMonitor
from voicectl.monitor.fleet.link import Listener
from voicectl.monitor.fleet.model import Fleet
from voicectl.monitor.model import Link

NOW = "2026-11-24T16:01:00.000+00:00"
LIMIT_S = 120
CALM = NodeState(
    node="dal-1", run="a", when=NOW, since=NOW, every_s=2.0, live=3, limit=100, late_ms=2.0
)


def state(**changes: Any) -> NodeState:
    return msgspec.structs.replace(CALM, **changes)


def page(*items: Item, node: str = "dal-1", run: str = "a", first: int = 1) -> Page:
    numbered = [Numbered(n=n, when=NOW, news=item) for n, item in enumerate(items, first)]
    return Page(node=node, run=run, news=numbered)


def answered(ms: float) -> news.Answered:
    stages = {"endpoint_ms": ms, "transcript_ms": 0, "step_ms": 0, "voice_ms": 0, "send_ms": 0}
    return news.Answered(call="CA1", at=1.0, turn=1, total_ms=ms, **stages)


ENDED = news.CallEnded(call="CA1111", at=9.0, outcome="booked")
BEGAN = news.CallBegan(call="CA1111", at=0.0, began="2026-11-24T10:00:00-06:00")
DANGER = news.Noted(call="CA2222", at=4.0, name="safety_hit", about="GAS")


class Recital:
    """A broker that told all this."""

    name = "mqtt://broker:1883/voicectl"

    async def run(self, listener: Listener) -> None:
        listener.linked(Link("live"))
        full = state(node="dal-2", live=100, level=2, why="the model is slow")
        broken = {"openai/chat": "open"}
        listener.stated(CALM, NOW)
        listener.stated(msgspec.structs.replace(full, circuits=broken, draining=True), NOW)
        listener.stated(state(node="aus-1"), "2026-11-24T16:00:20.000+00:00")
        listener.stated(NodeState(node="hou-1", run="x", up=False), NOW)
        listener.told(page(BEGAN, answered(900), answered(1700), ENDED, DANGER), NOW)


def seen(app: FleetMonitor) -> str:
    """All text on the screen."""
    app.draw()
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", app.export_screenshot())
    return html.unescape("".join(texts)).replace("\xa0", " ")


def row(app: FleetMonitor, node: str) -> list[str]:
    """The first cells of a node."""
    return [cell.plain for cell in drawing.rows(app.fleet, NOW)[node][:4]]


def test_the_screen_shows_every_node_and_what_happened() -> None:
    async def main() -> None:
        app = FleetMonitor(Recital(), now=lambda: NOW)
        async with asyncio.timeout(LIMIT_S), app.run_test(size=(120, 24)) as pilot:
            while "GONE" not in (text := seen(app)):  # the oldest line of the news
                await pilot.pause(0.02)
            for part in (
                "● live",
                "nodes 2/4",
                "calls 103/200  free 97",
                "worst level 2 rules",
                "circuits 1 open",
                "p95 1700 ms",
                "CA1111 ended: booked",
                "!! dal-1 CA2222 safety_hit GAS",
                "hou-1 is GONE without a word",
            ):
                assert part in text, text
            assert row(app, "dal-1") == ["●", "dal-1", "up", "3/100"]
            assert row(app, "dal-2") == ["◐", "dal-2", "draining", "100/100"]
            assert row(app, "aus-1")[2] == "silent", "it says every two seconds how it is"
            assert row(app, "hou-1") == ["✖", "hou-1", "gone", ""]
            assert "it says nothing" in text, "the first node is chosen"
            await pilot.press("j", "j")
            while "openai/chat open" not in seen(app):  # that node's circuits
                await pilot.pause(0.02)

    asyncio.run(main())


def test_a_narrow_terminal_leaves_out_what_matters_least() -> None:
    async def main() -> None:
        app = FleetMonitor(Recital(), now=lambda: NOW)
        async with asyncio.timeout(LIMIT_S), app.run_test(size=(80, 24)) as pilot:
            while "dal-1" not in (text := seen(app)):
                await pilot.pause(0.02)
            assert "p95" in text
            assert "seen" in text
            assert "load" not in text
            assert "why" not in text

    asyncio.run(main())


def test_news_that_come_again_after_a_lost_link_are_told_once() -> None:
    fleet = reducer.told(Fleet(), page(BEGAN, ENDED), NOW)
    again = reducer.told(fleet, page(BEGAN, ENDED, DANGER), NOW)
    assert [line.text for line in again.lines] == [
        "CA1111 began",
        "CA1111 ended: booked",
        "CA2222 safety_hit GAS",
    ]
    other = reducer.told(again, page(BEGAN, run="b"), NOW)
    assert len(other.lines) == 4, "a node that was started anew counts from one"


def test_a_node_that_dies_and_comes_back_keeps_its_place() -> None:
    will = NodeState(node="dal-1", run="a", up=False)
    fleet = reducer.stated(Fleet(), CALM, NOW)
    for _ in range(2):  # the broker tells it again to who comes back
        fleet = reducer.stated(fleet, will, "")
    node = fleet.nodes["dal-1"]
    assert node.condition(NOW) == "gone"
    assert node.seen == NOW, "when it was last heard"
    fleet = reducer.stated(fleet, state(run="b"), NOW)
    assert fleet.nodes["dal-1"].condition(NOW) == "up"
    assert [line.text for line in fleet.lines] == ["is GONE without a word", "is back"]
    late = reducer.stated(fleet, will, "")
    assert late.nodes["dal-1"].condition(NOW) == "up", "the will of a run that is over"
    assert not reducer.left(late, "dal-1", NOW).nodes


@pytest.mark.parametrize(
    "item",
    [
        news.CallerSaid(call="CA1", at=1.0, text="this is Dana Whitfield"),
        news.AgentSays(call="CA1", at=1.0, say=1, text="Hello Dana"),
        news.AgentSaid(call="CA1", at=1.0, say=1, heard="Hello Dana"),
        news.Known(
            call="CA1", at=1.0, milestone="M1", phase="x", goal="", language="en", tier="E4"
        ),
        news.Noted(call="CA1", at=1.0, name="detail_corrected", about="Dana"),
        news.Alert(severity="critical", what="danger GAS: Dana smells gas", call="CA1"),
        news.LogLine(level="info", event="Dana"),
    ],
)
def test_a_fleet_is_told_no_words_of_anybody(item: Item) -> None:
    assert public(item) is None


def test_of_other_news_only_our_own_words_are_told() -> None:
    began = msgspec.structs.replace(BEGAN, caller="0155")
    noted = news.Noted(call="CA1", at=1.0, name="human_requested", about="ISSUE", value="Dana")
    hit = news.Noted(call="CA1", at=1.0, name="safety_hit", about="GAS", value="Dana smells gas")
    level = news.LevelTurned(level=2, why="asked by +12145550155")
    for item in (began, noted, hit, level):
        told = msgspec.json.encode(public(item))
        assert b"Dana" not in told
        assert b"0155" not in told.replace(b"***0155", b"")
    assert public(hit) == news.Noted(call="CA1", at=1.0, name="safety_hit", about="GAS")


def test_addresses_of_brokers() -> None:
    one = broker_of("mqtts://node:p%40ss@broker.example/")
    assert (one.host, one.port, one.tls, one.user, one.password) == (
        "broker.example",
        8883,
        True,
        "node",
        "p@ss",
    )
    assert "p@ss" not in one.name
    assert broker_of("mqtt://10.0.0.7:1884").port == 1884
    with pytest.raises(ValueError, match="mqtt://USER"):
        broker_of("http://broker")
