"""What of a clause was played by when, with instants in which the path stood still."""

from hypothesis import given
from hypothesis import strategies as st

from agent.call.playout import BYTES_PER_SECOND, Clause
from agent.events import Say
from agent.ports import FRAME_BYTES, FRAME_SECONDS

FRAMES = 20
GRID = 0.001
"""Times in whole milliseconds, so that sums are exact enough."""


def sent(gaps: list[int]) -> Clause:
    """A clause whose frames play so many ms after the end of the one before."""
    clause = Clause(Say(say=1, text="one two"), "one two", 0, last=True)
    clause.audio += b"\x10" * FRAME_BYTES * FRAMES
    clause.complete = True
    at = 10.0
    for gap in gaps:
        clause.frame_sent(at + gap * GRID)
        at = clause.ends
    return clause


@given(
    gaps=st.lists(st.sampled_from([0, 0, 0, 30]), min_size=1, max_size=FRAMES),
    since=st.integers(0, 600),
    late=st.integers(1, 900),
    look=st.integers(0, 2000),
)
def test_what_was_to_play_while_the_path_stood_still_plays_later(
    gaps: list[int], since: int, late: int, look: int
) -> None:
    plain, paused = sent(gaps), sent(gaps)
    begins, ends, now = 10.0 + since * GRID, 10.0 + (since + late) * GRID, 10.0 + look * GRID
    paused.stood_still(begins, ends)
    moved = now if now <= begins else max(begins, now - late * GRID)
    assert abs(paused.played(now) - plain.played(moved)) <= 2
    if begins < plain.ends:
        assert abs(paused.ends - plain.ends - late * GRID) < GRID / 10
    else:
        assert paused.ends == plain.ends


def test_a_frame_sent_afterwards_follows_without_a_gap() -> None:
    clause = sent([0, 0])
    clause.stood_still(10.0 + FRAME_SECONDS, 11.0)
    clause.frame_sent(clause.ends)
    assert len(clause._runs) == 2
    assert abs(clause.played(11.0 + 2 * FRAME_SECONDS) - 3 * FRAME_BYTES) <= 2
    assert abs(clause.played(11.01) - FRAME_BYTES - BYTES_PER_SECOND // 100) <= 2
