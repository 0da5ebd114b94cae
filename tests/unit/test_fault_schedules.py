"""Schedules of faults: as they are written, and what they decide."""

import asyncio
import json
import math
from pathlib import Path
from typing import Any

import pytest

from simulators.faults import BadSchedule, Close, Delay, Entry, Refuse, Schedule, load
from simulators.faults.exchange import Ask, Whole, whole
from simulators.faults.kinds import KINDS, fault_of, settings_of
from simulators.faults.load import entry_of
from simulators.faults.refusals import SERVICES, Refusal

WRITTEN = """
seed = 7

[[fault]]
kind = "refuse"
status = 429
service = "openai"
path = "/v1/chat/*"
start = "1m"
end = 90
share = 0.3

[[fault]]
kind = "close"
code = 1011
after_messages = 3
times = 2
"""


def ask(path: str = "/v1/x", *, websocket: bool = False) -> Ask:
    headers = ((b"Upgrade", b"websocket"),) if websocket else ()
    return Ask("openai", "GET", path, headers, Whole())


def struck(schedule: Schedule, count: int = 50) -> list[bool]:
    (one,) = schedule
    return [schedule.strikes(one, ask()) for _ in range(count)]


def read(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "faults.toml"
    path.write_text(text, "utf-8")
    return load(path)


def test_a_file_is_read_into_entries_by_service(tmp_path: Path) -> None:
    written = read(tmp_path, WRITTEN)
    refuse = Entry(Refuse(429), 60.0, 90.0, 0.3, "/v1/chat/*")
    close = Entry(Close(1011, after_messages=3), times=2)
    assert written.seed == 7
    assert written.entries == (("openai", refuse), ("", close))
    assert [one.entry for one in written.schedule("openai")] == [refuse, close]
    assert [one.entry for one in written.schedule("polly")] == [close]


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ('kind = "gremlin"', "there are bandwidth, close"),
        ('kind = "delay"', "seconds"),
        ('kind = "delay"\nseconds = "x"', "float"),
        ('kind = "delay"\nseconds = 1\nsecond = 1', "takes no second"),
        ('kind = "delay"\nseconds = 1\nshare = 2', "0 to 1"),
        ('kind = "delay"\nseconds = 1\nstart = "soon"', "'30s'"),
        ('kind = "delay"\nseconds = 1\nstart = 5\nend = 5', "before it starts"),
        ('kind = "delay"\nseconds = 1\ntimes = -1', "times"),
        ("status = 3", "kind"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, change: str, hint: str) -> None:
    with pytest.raises(BadSchedule, match=r"faults\.toml: fault 1: ") as caught:
        read(tmp_path, f"[[fault]]\n{change}\n")
    assert hint in str(caught.value)


@pytest.mark.parametrize("text", ["seed = [", "sed = 1", "fault = 3", "seed = 'x'"])
def test_a_file_that_is_no_schedule_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSchedule):
        read(tmp_path, text)
    with pytest.raises(BadSchedule):
        load(tmp_path / "missing.toml")


def test_every_kind_can_be_made_from_its_settings() -> None:
    samples = {"status": 503, "code": 1011, "agreed": 8000, "sent": 16000}
    for kind in KINDS:
        needed = [name for name, default in settings_of(kind).items() if default == "needed"]
        fault = fault_of(kind, {name: samples.get(name, 1) for name in needed})
        assert type(fault) is KINDS[kind]


@pytest.mark.parametrize(
    ("written", "seconds"), [(3, 3.0), ("250ms", 0.25), ("5m", 300.0), ("1h", 3600.0), ("2", 2.0)]
)
def test_times_take_units(written: object, seconds: float) -> None:
    _, entry = entry_of({"kind": "delay", "seconds": 1, "start": written})
    assert (entry.start_s, entry.end_s) == (seconds, math.inf)


def test_the_same_seed_decides_the_same() -> None:
    half = Entry(Delay(1), share=0.5)
    first = struck(Schedule([half], seed=1))
    assert first == struck(Schedule([half], seed=1))
    assert first != struck(Schedule([half], seed=2))
    assert 10 < sum(first) < 40


def test_an_entry_does_not_change_what_another_decides() -> None:
    half = Entry(Delay(1), share=0.5)
    alone, both = Schedule([half], seed=1), Schedule([half, half], seed=1)
    one, other = both
    together = [(both.strikes(one, ask()), both.strikes(other, ask())) for _ in range(50)]
    assert [first for first, _ in together] == struck(alone)
    assert [first for first, _ in together] != [second for _, second in together]


def test_only_requests_that_fit_are_counted() -> None:
    schedule = Schedule([Entry(Close(1011), path="/a/*", times=1)])
    (one,) = schedule
    assert not schedule.strikes(one, ask("/a/b"))  # no WebSocket
    assert not schedule.strikes(one, ask("/b", websocket=True))
    assert schedule.strikes(one, ask("/a/b?c", websocket=True))
    assert not schedule.strikes(one, ask("/a/b", websocket=True))


def test_times_count_from_when_an_entry_is_added() -> None:
    async def main() -> list[bool]:
        schedule = Schedule([Entry(Delay(1), start_s=5, end_s=6)])
        schedule.begin()
        (one,) = schedule
        late = Schedule()
        late.begin()
        await asyncio.sleep(0.02)
        late.add(Entry(Delay(1), end_s=1))
        (added,) = late
        assert added.added_s >= 0.02
        return [one.open(4.9), one.open(5.0), one.open(6.0), added.open(added.added_s + 0.9)]

    assert asyncio.run(main()) == [False, True, False, True]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500, 502, 503, 529])
def test_every_provider_refuses_in_its_own_form(service: str, status: int) -> None:
    answer = Refusal(status).answer(service)
    body = json.loads(asyncio.run(whole(answer.body)))
    names = {name.decode().lower() for name, _ in answer.headers}
    form = {
        "elevenlabs": lambda: body["detail"]["code"] == body["detail"]["status"],
        "openai": lambda: set(body["error"]) == {"message", "type", "param", "code"},
        "polly": lambda: set(body) == {"message"} and "x-amzn-errortype" in names,
        "twilio": lambda: body["status"] == status and str(body["code"]) in body["more_info"],
    }
    assert form[service]()
    assert answer.status >= 400


def test_an_unknown_service_refuses_plainly_and_says_when_to_come_back() -> None:
    answer = Refusal(503, retry_after_s=2).answer("weather")
    assert (b"retry-after", b"2") in answer.headers
    assert asyncio.run(whole(answer.body)) == b"503 Service Unavailable\n"
