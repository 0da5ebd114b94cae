"""The monitor's model: what each piece of news makes of the board, without a screen."""

import asyncio
from contextlib import aclosing

import msgspec
import pytest
from rich.text import Text

from agent.telemetry import news
from agent.telemetry.backing_off import MOST_S, backoff
from agent.telemetry.feed import Feed
from agent.telemetry.news import Item, Told
from voicectl.monitor import acts, drawing
from voicectl.monitor.demo import moments, tapes
from voicectl.monitor.hanging import hung
from voicectl.monitor.model import Board, Call, Line, Link
from voicectl.monitor.reducer import CALLS_ENDED, linked, reduce
from voicectl.monitor.sse import Event, Parser

PULSE = news.Pulse(
    live=1,
    limit=25,
    draining=False,
    level=2,
    why="no language model is set up",
    best=2,
    by_hand_s=None,
    loop_lag_ms=3.0,
)
ANSWER = news.Answered(
    call="CA1",
    at=5.0,
    turn=1,
    endpoint_ms=600,
    transcript_ms=100,
    step_ms=0,
    voice_ms=200,
    send_ms=100,
    total_ms=1000,
)


def board_of(*items: Item, board: Board | None = None) -> Board:
    board = board or Board()
    for second, item in enumerate(items):
        board = reduce(board, Told(when=f"2026-11-24T16:00:{second:02}.000+00:00", news=item))
    return board


def began(sid: str = "CA1") -> news.CallBegan:
    return news.CallBegan(call=sid, at=0.0, began="2026-11-24T10:00:00-06:00", caller="0155")


def test_heard_and_unheard_words_of_ours_are_told_apart() -> None:
    board = board_of(
        began(),
        news.AgentSays(call="CA1", at=0.0, say=1, text="Hello."),
        news.AgentSays(call="CA1", at=0.0, say=2, text="How can I help you today?"),
        news.AgentSaid(call="CA1", at=1.0, say=1, heard="Hello."),
        news.CallerSaid(call="CA1", at=2.0, text="no heat", intent="no_heat", probability=0.98),
        news.AgentSaid(call="CA1", at=2.1, say=2, heard="How can", unheard="I help you today?"),
        news.AgentSays(call="CA1", at=2.2, say=3, text="I see."),
    )
    assert board.calls["CA1"].lines == (
        Line(0.0, "agent", "Hello.", say=1),
        Line(0.0, "agent", "How can", unheard="I help you today?", say=2),
        Line(2.0, "caller", "no heat", about="no_heat 0.98"),
        Line(2.2, "agent", "I see.", say=3, pending=True),
    )
    shown = [(lead + words).plain for lead, words in drawing.transcript(board.calls["CA1"])]
    assert shown[1] == " 0:00   How can ✂ not heard: I help you today?"
    assert shown[2] == " 0:02 » no heat  [no_heat 0.98]"
    assert shown[3] == " 0:02 … I see."


def test_slots_decisions_and_answers_are_kept_by_call() -> None:
    board = board_of(
        began(),
        news.Learned(call="CA1", at=1.0, slot="zip"),
        news.Noted(call="CA1", at=1.0, name="goal", about="book"),
        news.Noted(call="CA1", at=1.0, name="slot_asked", about="zip"),
        ANSWER,
    )
    call = board.calls["CA1"]
    assert call.slots == (("zip", ""),)
    assert call.decisions == ((1.0, "goal book"),)
    assert board.responses == (1000.0,)
    known = news.Known(
        call="CA1",
        at=2.0,
        milestone="M5",
        phase="ZIP",
        goal="book",
        language="es",
        tier="E4",
        slots={"zip": "75201"},
    )
    call = board_of(known, board=board).calls["CA1"]
    assert (call.slots, call.phase, call.language) == ((("zip", "75201"),), "ZIP", "es")


def test_a_call_lasts_by_the_nodes_clock_and_stops_when_it_is_over() -> None:
    board = board_of(began(), PULSE, PULSE)
    assert board.calls["CA1"].seconds(board.when) == 2.0
    over = board_of(news.CallEnded(call="CA1", at=1.5, outcome="booked"), board=board)
    assert over.live == ()
    assert over.calls["CA1"].seconds("2026-11-24T18:00:00+00:00") == 1.5
    moved = board_of(news.CallMoved(call="CA1", at=1.5), board=board)
    assert moved.live == ()
    assert moved.calls["CA1"].outcome == "moved"


def test_what_follows_a_hello_that_does_not_resume_takes_the_place_of_all() -> None:
    board = linked(board_of(began(), PULSE), Link("live"))
    assert board_of(news.Hello(resumed=True), board=board).calls.keys() == {"CA1"}
    assert board_of(news.Hello(resumed=False), board=board) == Board(
        link=Link("live"), when="2026-11-24T16:00:00.000+00:00"
    )


def test_a_lost_link_keeps_the_picture_and_says_so() -> None:
    board = linked(board_of(began(), PULSE), Link("lost", "refused", 3, 2.0))
    assert board.calls.keys() == {"CA1"}
    assert "LOST, try 4 in 2.0 s" in drawing.header(board, "http://node", False).plain


def test_changes_are_seen_before_the_next_pulse() -> None:
    board = board_of(
        PULSE,
        news.LevelTurned(level=3, why="drill"),
        news.DrainTurned(on=True),
        news.CircuitTurned(circuit="acme/chat", state="open", why="5 failed"),
    )
    assert board.pulse is not None
    assert (board.pulse.level, board.pulse.draining) == (3, True)
    assert "DRAINING" in drawing.strip(board).plain
    assert [line.event for _, line in board.log] == [
        "level of service 3",
        "no more calls are taken",
        "circuit acme/chat is open",
    ]


def test_news_of_unknown_calls_change_nothing_and_a_long_watch_does_not_grow() -> None:
    assert board_of(ANSWER).calls == {}
    board = Board()
    for number in range(3 * CALLS_ENDED):
        sid = f"CA{number}"
        over = news.CallEnded(call=sid, at=1.0, outcome="booked")
        board = board_of(began(sid), over, board=board)
    assert len(board.calls) <= CALLS_ENDED + 1
    assert f"CA{3 * CALLS_ENDED - 1}" in board.calls


def test_calls_are_found_by_all_words() -> None:
    board = board_of(
        began("CA1"), began("CA2"), news.CallerSaid(call="CA2", at=1.0, text="Furnace is out")
    )
    assert [call.sid for call in board.found("furnace live")] == ["CA2"]
    assert [call.sid for call in board.found("furnace booked")] == []
    assert len(board.found("")) == 2


def test_a_waterfall_shares_out_the_whole_bar() -> None:
    call = Call("CA1", "2026-11-24T16:00:00+00:00", answers=(ANSWER,))
    bar = drawing.waterfall(call, width=33, turns=4).plain.splitlines()[-1]
    assert bar.endswith(f"{1:<12}{2:<2}{4:<4}{5:<2}")


def test_words_that_go_on_below_begin_where_they_began() -> None:
    entry = Text("0:12 » ", "dim"), Text("my furnace is out again", "bold")
    assert hung(entry, 20).plain == "0:12 » my furnace is\n       out again"
    assert hung(entry, 12).plain == "0:12 » my furnace is out again", "there is no room"
    assert hung((Text("0:12 "), Text()), 40).plain == "0:12 "


def test_bars_and_quantiles() -> None:
    assert drawing.spark([0.0, 50.0, 100.0], 10) == "▁▄█"
    assert drawing.spark([], 4) == ""
    assert drawing.quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert drawing.quantile([], 0.5) is None


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_events_come_whole_from_any_pieces(size: int) -> None:
    crlf = b"id: a-2\r\ndata: x\r\ndata: y\r\n\r\n"
    stream = b": beat\n\nid: a-1\ndata: {}\n\n" + crlf + b"event: end\ndata: z\n\nda"
    parser = Parser()
    found = [
        event
        for start in range(0, len(stream), size)
        for event in parser.feed(stream[start : start + size])
    ]
    assert found == [Event(b"{}", "a-1"), Event(b"x\ny", "a-2"), Event(b"z", "", "end")]


def test_tries_get_rarer_up_to_a_limit() -> None:
    waits = [backoff(attempt, 1.0) for attempt in range(12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (0.5, MOST_S)
    assert backoff(3, 0.0) == waits[3] / 2


def test_acts_are_requests_and_wrong_answers_are_explained() -> None:
    call = Call("CA1", "2026-11-24T16:00:00+00:00", caller="0155")
    over = acts.take_over(call, "").act("+1 (214) 555-0123")
    assert (over.method, over.path) == ("POST", "/v1/calls/CA1/take-over")
    assert over.body == {"number": "+12145550123"}
    assert acts.level(2, 0).act("auto").method == "DELETE"
    assert acts.drain(False).act("").method == "PUT"
    closed = news.CircuitState(state="closed", held=False, why="", calls=0, faults=0)
    assert acts.turn("acme/chat:x", closed).act("").path == "/v1/circuits/acme/chat%3Ax/open"
    opened = msgspec.structs.replace(closed, state="half_open")
    assert acts.turn("acme/chat", opened).act("").path == "/v1/circuits/acme/chat/reset"
    for wish, wrong in (
        (acts.take_over(call, ""), "5550123"),
        (acts.transfer(call), "nobody"),
        (acts.level(2, 0), "7"),
        (acts.level(3, 2), "1"),
        (acts.say(call), "  "),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wish.act(wrong)


def test_a_recorded_call_is_told_as_if_it_were_live() -> None:
    async def told() -> list[Item]:
        feed = Feed()
        for _, tell in moments(tapes()[0], "CA1"):
            tell(feed)
        async with aclosing(feed.follow()) as batches:
            await anext(batches)  # hello
            return [entry.item for entry in await anext(batches)]

    (call,) = board_of(*asyncio.run(told())).calls.values()
    assert call.sid == "CA1"
    assert {line.who for line in call.lines} == {"caller", "agent"}
    assert call.outcome
    assert call.answers
    assert call.slots
