"""Parts of the simulated service without a socket: limits, sessions, fragments, hearing."""

import base64
import json
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulators.openai import tokens
from simulators.openai.errors import Problem
from simulators.openai.limits import Limits, Meter
from simulators.openai.listener import Hearing, misheard
from simulators.openai.models import SHUTDOWNS, listed
from simulators.openai.plan import Plan
from simulators.openai.profile import Pace, Profile
from simulators.openai.session import Commit, Session


@dataclass(frozen=True)
class Words:
    text: str


class Ears:
    def hear(self, ulaw: bytes, /) -> Words:
        return Words("our number is 555 0148 and we live on oak street")


@given(st.text())
def test_pieces_and_fragments_lose_nothing(text: str) -> None:
    assert "".join(tokens.fragments(text, 3)) == text
    assert "".join(tokens.pieces(text)).strip() == text.strip()


def test_no_escape_comes_in_one_fragment() -> None:
    text = json.dumps({"name": "é" * 40})
    for seed in range(20):
        assert not any("\\u00e9" in one for one in tokens.fragments(text, seed))


def test_a_bucket_empties_and_fills_again() -> None:
    meter = Meter(Limits(requests=60, tokens=600))
    assert meter.take("m", 50, 0.0) is None
    assert meter.headers(0.0)["x-ratelimit-remaining-tokens"] == "550"
    assert meter.headers(0.0)["x-ratelimit-reset-tokens"] == "5s"
    refused = [meter.take("m", 1, 100.0) for _ in range(61)]
    assert refused[:60] == [None] * 60
    assert isinstance(refused[60], Problem)
    assert refused[60].headers["retry-after-ms"] == "1000"
    assert meter.headers(100.0)["x-ratelimit-remaining-requests"] == "0"
    assert meter.headers(100.0)["x-ratelimit-reset-requests"] == "1m0s"
    assert meter.take("m", 1, 101.0) is None
    meter.spend(10_000)
    assert meter.headers(101.0)["x-ratelimit-remaining-tokens"] == "0"
    overdrawn = meter.take("m", 1, 102.0)
    assert overdrawn is not None
    assert overdrawn.kind == "tokens"


def test_jitter_keeps_the_median_and_repeats() -> None:
    profile = Profile(jitter=0.3)
    first = [Pace(1).span(profile, 1.0) for _ in range(1)]
    pace = Pace(1)
    spans = sorted(pace.span(profile, 1.0) for _ in range(2001))
    assert first[0] in spans
    assert 0.95 < spans[1000] < 1.05
    assert spans[0] < 0.6
    assert pace.span(Profile(), 1.0) == 1.0


def test_a_model_is_gone_on_its_last_day() -> None:
    before, after = date(2026, 12, 10), date(2026, 12, 11)
    assert Plan(today=before).serves("gpt-5")
    assert not Plan(today=after).serves("gpt-5")
    assert "gpt-5" not in {one["id"] for one in listed(SHUTDOWNS, after)["data"]}


def test_what_is_heard_is_wrong_one_time_in_twenty_and_repeats() -> None:
    texts = []
    for hearing in (Hearing(Ears()), Hearing(Ears())):
        texts.append([hearing.hear(str(n).encode(), 0.05, 0) for n in range(2000)])
    assert texts[0] == texts[1]
    right = Ears().hear(b"").text
    assert 0.03 < sum(text != right for text in texts[0]) / 2000 < 0.07
    assert {Hearing(Ears()).hear(b"x", 0.0, 0)} == {right}


def test_mistakes_are_small() -> None:
    text = "call 555 0148 at nine please"
    for seed in range(50):
        wrong = misheard(text, Random(seed))
        assert wrong != text
        assert len(set(text.split()) - set(wrong.split())) == 1
    assert misheard("hello", Random(1)) != "hello"


# --- a session without its socket ---------------------------------------------------------------


def take(line: Session, kind: str, **data: Any) -> list[Any]:
    return line.take(json.dumps({"type": kind, **data}))


def configured(kind: str) -> Session:
    session = Session("", 0)
    wish = {"format": {"type": kind}, "transcription": {"model": "gpt-live-transcribe"}}
    (event,) = take(
        session, "session.update", session={"type": "transcription", "audio": {"input": wish}}
    )
    assert event["type"] == "session.updated"
    return session


def test_what_is_committed_is_8_khz_mu_law_whatever_came() -> None:
    for kind, size in (("audio/pcm", 48_000), ("audio/pcmu", 8000), ("audio/pcma", 8000)):
        session = configured(kind)
        audio = base64.b64encode(b"\x55" * size).decode()
        assert take(session, "input_audio_buffer.append", audio=audio) == []
        *_, commit = take(session, "input_audio_buffer.commit")
        assert isinstance(commit, Commit)
        assert abs(commit.seconds - 1.0) < 0.001


def test_a_session_that_transcribes_nothing_keeps_the_audio_as_an_item() -> None:
    session = Session("", 0)
    audio = base64.b64encode(bytes(48_000)).decode()
    take(session, "input_audio_buffer.append", audio=audio)
    events = take(session, "input_audio_buffer.commit")
    assert [one["type"] for one in events] == [
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
    ]
    item = events[0]["item_id"]
    (deleted,) = take(session, "conversation.item.delete", item_id=item)
    assert deleted["type"] == "conversation.item.deleted"
    (again,) = take(session, "conversation.item.delete", item_id=item)
    assert again["error"]["code"] == "item_delete_invalid_item_id"


def test_audio_that_is_no_base64_is_refused() -> None:
    (event,) = take(Session("", 0), "input_audio_buffer.append", audio="not base64!")
    assert event["error"]["param"] == "audio"
