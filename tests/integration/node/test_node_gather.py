"""Whole calls by turns: the carrier recognises speech and plays clips of a real node."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from agent.audio.mulaw import level_db
from agent.call.journal import read
from agent.events import Heard, Interim, Key, Language, Reconnected, Said, TransferEnded
from agent.ports import ProviderError
from simulators.twilio import Faults, Phone, Tape
from simulators.twilio.party import Handset
from simulators.twilio.ulaw import SILENCE

pytestmark = pytest.mark.integration

CALLER = "+12145550155"
OFFICE = "+12145550100"
ONCALL = "+12145550111"
LIMIT_S = 150
QUIET_FRAMES = 25
BURST = bytes([0x10, 0x90] * 80)
BY_TURNS = {"gather": 100, "resume_offer": 0}
BOOKING = (
    "my air conditioner is broken",
    "no",
    "no",
    "7 5 2 0 1",
    "Mary Smith",
    "keys:2145550155",
    "1214 Maple Street",
    "yes",
    "today works",
    "the first one",
    "yes",
    "no thank you",
)


class Murmur:
    """A quick voice: a short sound a word."""

    name = "murmur"

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        yield (BURST + SILENCE) * len(text.split())


class Talker:
    """Says or types the next line when the agent has finished: aloud, and in sound on a stream."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.current = ""
        """The line being said."""
        self._phone: Any = None
        self._heard = False
        self._quiet = self._left = 0
        self._acts: list[asyncio.Task[None]] = []

    def joined(self, phone: Handset) -> None:
        self._phone = phone

    def hear(self, ulaw: bytes) -> None:
        if level_db(ulaw) > -50:
            self._heard, self._quiet = True, 0
        else:
            self._quiet += 1
        attended = self._phone.listening or self._phone.stream
        if self._heard and self._quiet >= QUIET_FRAMES and attended and self.lines:
            self._heard = False
            self._answer(self.lines.pop(0))

    def _answer(self, line: str) -> None:
        if line.startswith("keys:"):
            keys = self._phone.press(line.removeprefix("keys:"), gap=0.05)
            self._acts.append(asyncio.get_running_loop().create_task(keys))
        elif self._phone.listening:
            self._phone.aloud(line, 0.3)
        else:
            self.current, self._left = line, 30

    def speak(self) -> bytes:
        self._left = max(0, self._left - 1)
        return BURST if self._left else SILENCE

    def left(self) -> None:
        pass


class Taker(Tape):
    """A person who presses 1 on the whisper, and hangs up a moment later."""

    def __init__(self) -> None:
        super().__init__()
        self._ticks = 0
        self._acts: list[asyncio.Task[None]] = []

    def hear(self, ulaw: bytes) -> None:
        self._ticks += 1
        if self.phone is not None and self._ticks in (25, 100):
            act = self.phone.press("1") if self._ticks == 25 else self.phone.hang_up()
            self._acts.append(asyncio.get_running_loop().create_task(act))


async def until(true: Callable[[], Any]) -> None:
    """Wait until something holds."""
    while not true():  # noqa: ASYNC110  # a test looks from outside, nothing tells it
        await asyncio.sleep(0.05)


@dataclass
class Seen:
    """A finished call from all sides."""

    rig: Any
    call: Any
    row: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]

    @property
    def events(self) -> list[Any]:
        return [entry.event for entry in read(Path(self.row["journal"])).entries]

    @property
    def heard(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Heard)]

    def posts(self, path: str) -> list[dict[str, str]]:
        """Forms that the carrier sent to a webhook."""
        sent = self.rig.carrier.log.of("webhook")
        return [one.data["fields"] for one in sent if urlsplit(one.data["url"]).path == path]

    def answers(self) -> dict[str, set[str]]:
        """All different answers by URL."""
        found: dict[str, set[str]] = {}
        for one in self.rig.carrier.log.of("webhook.answer"):
            found.setdefault(one.data["url"], set()).add(one.data["body"])
        return found


TABLES = ("appointments", "emergencies", "transfers")


def phone_in(
    rig: Any,
    *lines: str,
    faults: Faults | None = None,
    during: Callable[[Any, Any], Awaitable[None]] | None = None,
    flags: dict[str, int] | None = None,
    **more: Any,
) -> Seen:
    """One call to its end, and what is left of it."""

    async def main() -> Seen:
        more.setdefault("voice", Murmur())
        async with asyncio.timeout(LIMIT_S), rig(flags=flags or BY_TURNS, **more) as made:
            await hold_level(made)
            talker = Talker(*lines)
            made.callers.append(talker)
            call = await made.carrier.dial(CALLER, OFFICE, talker, faults=faults)
            if during is not None:
                await during(made, call)
            await call.wait_end()
            await until(lambda: not len(made.node.switchboard))
            await made.carrier.settle()
            assert made.node.switchboard.leaks == 0
            (row,) = await made.rows("calls")
            return Seen(made, call, row, {name: await made.rows(name) for name in TABLES})

    return asyncio.run(main())


async def hold_level(made: Any) -> None:
    """A busy machine must not hand the caller to people."""
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{made.node.port}") as client,
        client.put("/v1/level", json={"level": 2, "why": "test"}) as answer,
    ):
        assert answer.status == 200


async def hang_up_when(call: Any, true: Callable[[], Any]) -> None:
    await until(true)
    await call.hang_up()


def test_a_visit_is_booked_though_every_webhook_comes_five_times(rig: Any) -> None:
    seen = phone_in(rig, *BOOKING, faults=Faults(copies=5, copies_share_token=False))
    assert seen.row["outcome"] == "booked"
    assert len(seen.tables["appointments"]) == 1
    assert seen.heard == [line for line in BOOKING if not line.startswith("keys:")]
    assert "".join(event.key for event in seen.events if isinstance(event, Key)) == "2145550155"
    assert not any(event.cut for event in seen.events if isinstance(event, Said))
    assert {len(answers) for answers in seen.answers().values()} == {1}
    assert len(seen.posts("/twilio/gather/turn")) >= 5 * len(BOOKING)
    assert seen.call.streams == []
    assert seen.call.texts == []  # all of it in our own voice
    assert not [code for code in seen.rig.carrier.log.alerts() if code >= 12000]  # bad TwiML


def test_retries_with_the_carriers_token_get_the_same_answer(rig: Any) -> None:
    plan = {OFFICE: Phone(ring=0.2, party=Taker)}
    wish = "I want to talk to a real person"
    seen = phone_in(rig, wish, faults=Faults(copies=5), plan=plan)
    assert seen.row["outcome"] == "transferred_planned"
    assert [transfer["result"] for transfer in seen.tables["transfers"]] == ["answered"]
    assert {len(answers) for answers in seen.answers().values()} == {1}


def test_gas_in_the_words_so_far_stops_us_and_reaches_people(rig: Any) -> None:
    plan = {ONCALL: Phone(ring=0.2, party=Taker)}
    texts: list[int] = []

    async def during(made: Any, call: Any) -> None:
        await until(lambda: call.listening)
        await call.say(
            "hello I smell gas in the whole house " + "and I do not know " * 9, seconds=9
        )
        await until(lambda: made.carrier.texts)
        texts.append(len(made.carrier.log.of("rest")))

    lines = ("we are all outside", "1214 Maple Street in Dallas, 7 5 2 0 1", "yes", "yes")
    seen = phone_in(rig, *lines, plan=plan, during=during)
    assert seen.row["outcome"] == "emergency_handled"
    (emergency,) = seen.tables["emergencies"]
    assert emergency["rule"] == "GAS"
    assert any(isinstance(event, Interim) for event in seen.events)
    assert not any("smell gas" in text for text in seen.heard)  # nobody waited for the end
    ended = [event.result for event in seen.events if isinstance(event, TransferEnded)]
    assert ended == ["answered"]


def test_a_call_whose_stream_breaks_twice_goes_on_by_turns(rig: Any) -> None:
    first = "my air conditioner is broken and the zip code is 75201"
    rest = ("no", "no", "Mary Smith", "keys:2145550155", *BOOKING[6:])

    async def during(made: Any, call: Any) -> None:
        await until(lambda: call.listening)
        made.callers[-1].lines.extend(rest)

    flags = {"gather": 0, "resume_offer": 0}
    seen = phone_in(rig, first, faults=Faults(reset_at=5.0), flags=flags, during=during)
    assert len(seen.call.streams) == 2
    assert sum(isinstance(event, Reconnected) for event in seen.events) == 2
    assert seen.heard == [first, *(line for line in rest if not line.startswith("keys:"))]
    assert seen.row["outcome"] == "booked"


def test_a_stream_that_never_comes_is_replaced(rig: Any) -> None:
    server = {"stream_url": "ws://127.0.0.1:1/twilio/stream"}

    async def during(made: Any, call: Any) -> None:
        await hang_up_when(call, lambda: call.listening)

    seen = phone_in(rig, flags={"gather": 0}, server=server, during=during)
    assert {*seen.rig.carrier.log.alerts()} == {31902}
    assert seen.row["outcome"] == "abandoned_early"


def test_silence_is_asked_about_and_then_the_call_ends(rig: Any) -> None:
    seen = phone_in(rig)
    assert seen.row["outcome"] == "silent"
    waits = [form for form in seen.posts("/twilio/gather/turn") if form["SpeechResult"] == ""]
    assert len(waits) >= 2


def test_the_recogniser_speaks_the_callers_language(rig: Any) -> None:
    async def during(made: Any, call: Any) -> None:
        def spanish() -> bool:
            answers = made.carrier.log.of("webhook.answer")
            return any('language="es-US"' in one.data["body"] for one in answers)

        await hang_up_when(call, spanish)

    seen = phone_in(rig, "habla espa\u00f1ol por favor", languages=("en", "es"), during=during)
    assert seen.heard


def test_without_a_voice_the_carrier_speaks(rig: Any) -> None:
    class Mute(Murmur):
        async def synthesize(
            self, text: str, language: Language, *, slow: bool
        ) -> AsyncIterator[bytes]:
            raise ProviderError("broken", "no voice")
            yield b""

    async def during(made: Any, call: Any) -> None:
        await call.wait_answer()
        await until(lambda: call.listening)
        await call.say("my air conditioner is broken")
        await hang_up_when(call, lambda: "smoke" in " ".join(call.texts))

    seen = phone_in(rig, voice=Mute(), during=during)
    assert "Test Air" in " ".join(seen.call.texts)
    assert seen.heard == ["my air conditioner is broken"]


def test_clips_are_heard_by_who_knows_their_name_alone(rig: Any) -> None:
    statuses: list[int] = []

    async def during(made: Any, call: Any) -> None:
        await until(lambda: call.listening)
        origin = f"http://127.0.0.1:{made.node.port}"
        (answer, *_) = made.carrier.log.of("webhook.answer")
        name = re.findall(r"/clip/(\w+\.wav)", answer.data["body"])[0]
        async with aiohttp.ClientSession(origin) as session:
            for path in (name, f"{'0' * 40}.wav"):
                async with session.get(f"/twilio/gather/clip/{path}") as response:
                    statuses.append(response.status)
            async with session.post("/twilio/gather/turn?n=1", data={"CallSid": call.sid}) as other:
                statuses.append(other.status)
        await call.hang_up()

    phone_in(rig, during=during)
    assert statuses == [200, 404, 403]
