"""The carrier through guards: asked again where that is safe, and tried even when it was ill."""

import asyncio
from typing import Any

import pytest

from agent.ports import ProviderError
from agent.resilience.circuit import Rules
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards, Resting
from agent.resilience.outcomes import Evidence, Failure
from agent.telephony.guarded import GuardedTelephony
from simulators.world.loop import run

DEADLINES = Deadlines(connect=1.0, first=2.5, between=2.5, total=5.0, spoken=2.5)
THROTTLED = Failure(Evidence(kind="http", status=429, code="20429"))
INTERNAL = Failure(Evidence(kind="http", status=500, code="20500"))
OPTED_OUT = Failure(Evidence(kind="http", status=400, code="21610"))


class Carrier:
    """Fails with what is left of a list, then works."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.asked: list[str] = []

    async def _answer(self, what: str) -> None:
        self.asked.append(what)
        if self.errors:
            raise self.errors.pop(0)

    async def hang_up(self, call_sid: str) -> None:
        await self._answer(f"hang up {call_sid}")

    async def redirect(self, call_sid: str, url: str) -> None:
        await self._answer(f"redirect {call_sid} {url}")

    async def send_text(self, to: str, sender: str, body: str) -> str:
        await self._answer(f"text {to} {sender} {body}")
        return "SM1"

    async def probe(self) -> None:
        await self._answer("probe")


def guarded(carrier: Carrier) -> tuple[GuardedTelephony, Guards]:
    guards = Guards(rules=Rules(in_a_row=2))
    calls = guards.add("twilio", "calls", deadlines=DEADLINES, probe=carrier.probe)
    texts = guards.add("twilio", "texts", deadlines=DEADLINES, probe=carrier.probe)
    return GuardedTelephony(carrier, calls=calls, texts=texts), guards


def test_everything_reaches_the_carrier() -> None:
    async def main() -> None:
        carrier = Carrier()
        telephony, _ = guarded(carrier)
        await telephony.hang_up("CA1")
        await telephony.redirect("CA1", "https://example.com/next")
        assert await telephony.send_text("+1", "+2", "hi") == "SM1"
        assert carrier.asked == [
            "hang up CA1",
            "redirect CA1 https://example.com/next",
            "text +1 +2 hi",
        ]

    run(main())


@pytest.mark.parametrize(("error", "times"), [(THROTTLED, 2), (INTERNAL, 1), (OPTED_OUT, 1)])
def test_a_text_is_sent_again_only_if_it_surely_was_not_sent(error: Exception, times: int) -> None:
    async def main() -> None:
        carrier = Carrier(error)
        telephony, _ = guarded(carrier)
        try:
            await telephony.send_text("+1", "+2", "hi")
        except ProviderError:
            assert times == 1
        assert len(carrier.asked) == times

    run(main())


def test_hanging_up_twice_does_no_harm() -> None:
    async def main() -> None:
        carrier = Carrier(INTERNAL)
        telephony, _ = guarded(carrier)
        await telephony.hang_up("CA1")
        assert len(carrier.asked) == 2

    run(main())


def test_an_ill_carrier_is_tried_all_the_same_for_there_is_no_other() -> None:
    async def main() -> None:
        carrier = Carrier(*[INTERNAL] * 20)
        telephony, guards = guarded(carrier)
        for _ in range(10):
            with pytest.raises(ProviderError, match="20500"):
                await telephony.send_text("+1", "+2", "help")
        assert not guards.find("twilio", "texts").circuit.closed  # type: ignore[union-attr]
        carrier.errors = []
        assert await telephony.send_text("+1", "+2", "help") == "SM1"

    run(main())


def test_people_who_want_no_texts_make_no_carrier_ill() -> None:
    async def main() -> None:
        telephony, guards = guarded(Carrier(*[OPTED_OUT] * 20))
        for _ in range(20):
            with pytest.raises(ProviderError):
                await telephony.send_text("+1", "+2", "hi")
        assert all(guard.circuit.closed for guard in guards)

    run(main())


def test_what_a_hand_has_opened_is_not_asked() -> None:
    async def main() -> None:
        carrier: Any = Carrier()
        telephony, guards = guarded(carrier)
        for guard in guards:
            guard.circuit.hold(asyncio.get_running_loop().time())
        with pytest.raises(Resting):
            await telephony.send_text("+1", "+2", "hi")
        assert carrier.asked == []

    run(main())
