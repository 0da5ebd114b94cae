"""The carrier as its user sees it: phones that dial and text, a REST server, a log of it all."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from simulators.twilio import messaging
from simulators.twilio.call import Call
from simulators.twilio.exchange import Exchange, Voice, mute_voice
from simulators.twilio.faults import ApiFault, Faults
from simulators.twilio.inbound import take_call
from simulators.twilio.log import Log
from simulators.twilio.numbers import Account, DialPlan, Number
from simulators.twilio.party import Party
from simulators.twilio.rest import RestServer
from simulators.twilio.texts import Text
from simulators.twilio.webhooks import Routes

_GOODBYE_SECONDS = 3.0


class Carrier:
    """A simulated carrier; use it as an async context manager.

    `numbers` are the account's own phone numbers, `plan` says how everybody else's phone behaves.
    `routes` maps public origins to where they really listen: requests are signed for the public
    URL and sent to the other. `voice` speaks `<Say>` (default: silence of plausible length).
    """

    def __init__(
        self,
        numbers: Iterable[Number],
        *,
        account: Account | None = None,
        plan: DialPlan | None = None,
        routes: Mapping[str, str] | None = None,
        faults: Faults | None = None,
        voice: Voice = mute_voice,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._exchange = Exchange(
            account=account or Account(),
            numbers={number.phone: number for number in numbers},
            plan=plan or {},
            routes=Routes(routes or {}),
            faults=faults or Faults(),
            voice=voice,
        )
        self._rest = RestServer(self._exchange, host, port)
        self._stack = AsyncExitStack()

    @property
    def account(self) -> Account:
        """The customer's account: sid and token."""
        return self._exchange.account

    @property
    def api_base(self) -> str:
        """What replaces ``https://api.twilio.com`` for the customer's REST client."""
        return self._exchange.api_base

    @property
    def log(self) -> Log:
        """Everything that went over a wire."""
        return self._exchange.log

    @property
    def calls(self) -> dict[str, Call]:
        """All legs ever, by sid; Dial's legs included."""
        return self._exchange.calls

    @property
    def texts(self) -> list[Text]:
        """All SMS, both ways, in order."""
        return self._exchange.texts

    @property
    def recordings(self) -> Mapping[str, bytes]:
        """WAV files of `<Record>` (voicemail) by recording sid."""
        return self._exchange.recordings

    def set_number(self, number: Number) -> None:
        """Add a number to the account or change where its events go."""
        self._exchange.numbers[number.phone] = number

    def spoil(self, *faults: ApiFault) -> None:
        """Queue faults for coming REST requests; each spoils one request that it fits."""
        self._exchange.api_faults.extend(faults)

    async def dial(
        self, from_: str, to: str, party: Party, *, faults: Faults | None = None
    ) -> Call:
        """Have `party` call `to` from `from_`; returns the call while it is still ringing.

        Raises KeyError if `to` is not a number of the account.
        """
        if to not in self._exchange.numbers:
            raise KeyError(f"{to} is not a number of this account; add it with set_number()")
        call = Call(from_, to, party, faults=faults or self._exchange.faults)
        self._exchange.calls[call.sid] = call
        number = self._exchange.numbers[to]
        self._exchange.carry(take_call(self._exchange, call, number))
        return call

    async def text(self, from_: str, to: str, body: str) -> Text:
        """Send an SMS from a person's phone to a number of the account; returns when answered."""
        return await messaging.receive(self._exchange, from_, to, body)

    async def settle(self) -> None:
        """Wait until no status callback or text is under way."""
        while self._exchange.deliveries:
            await asyncio.wait(set(self._exchange.deliveries))

    async def __aenter__(self) -> Self:
        """Start the REST server."""
        await self._stack.enter_async_context(self._rest)
        await self._stack.enter_async_context(self._exchange.tasks)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up all calls, deliver what is under way (a few seconds at most), stop."""
        if error is None:
            await self._say_goodbye()
        for task in (*self._exchange.legs, *self._exchange.deliveries):
            task.cancel()
        if isinstance(error, Exception):
            await self._stack.aclose()  # the user's error leaves unwrapped by the task group
        else:
            await self._stack.__aexit__(kind, error, trace)

    async def _say_goodbye(self) -> None:
        for call in self.calls.values():
            call.drop()
        try:
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await asyncio.gather(*self._exchange.legs)
                await self.settle()
        except TimeoutError:
            self._exchange.alert(0, "calls or callbacks were still open when the carrier stopped")
