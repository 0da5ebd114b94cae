"""The date parser answers any words, and what it answers is consistent."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.nlu import dates

WORDS = (
    "monday tuesday friday next this week weekend month the first 24th 8 10 30 of may february "
    "thirtieth tomorrow today tonight day after before by at between and to no or not but any "
    "from in two weeks morning noon half past quarter pm a p m the early late end hour within "
    "through mañana el lunes a las y media 31 2/30 13/40 week month"
)
NOWS = st.datetimes(
    datetime.fromisoformat("2026-01-01"),
    datetime.fromisoformat("2030-12-31"),
    timezones=st.just(ZoneInfo("America/New_York")),
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14), NOWS)
@settings(max_examples=150, deadline=None)
def test_any_words_give_a_consistent_wish(said: list[str], now: datetime) -> None:
    wish = dates.parse(" ".join(said), now)
    if wish.status == "none":
        assert wish.date_from is None
        return
    assert wish.date_from is not None
    assert wish.date_to is not None
    first, last = date.fromisoformat(wish.date_from), date.fromisoformat(wish.date_to)
    assert now.date() <= first <= last
    if wish.start_iso is not None:
        assert wish.start_iso.startswith(f"{wish.date_from}T{wish.start}")


@given(st.text(max_size=60), NOWS)
@settings(max_examples=100, deadline=None)
def test_any_text_is_answered(text: str, now: datetime) -> None:
    assert dates.parse(text, now).status in ("ok", "none")
