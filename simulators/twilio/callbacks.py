"""Status callbacks of calls: what is posted, and how late, how often and in which order."""

from random import Random

from simulators.twilio.call import Call
from simulators.twilio.exchange import Exchange
from simulators.twilio.faults import Faults
from simulators.twilio.fields import call_fields, callback_fields, completed_fields
from simulators.twilio.webhooks import Webhooks, ask_later

_SHUFFLE_SPAN = 0.5
"""Seconds within which shuffled callbacks arrive in any order."""


class Progress:
    """Posts the status events of one leg to one URL, numbered from 0."""

    def __init__(
        self,
        exchange: Exchange,
        call: Call,
        url: str,
        events: tuple[str, ...],
        method: str = "POST",
    ) -> None:
        self._exchange = exchange
        self._call = call
        self._url = url
        self._events = events
        self._method = method
        self._sequence = 0

    def report(self, event: str) -> None:
        """Post initiated, ringing, answered or completed, if somebody asked for it."""
        self._exchange.log.add("call", self._call.sid, event=event, status=self._call.status)
        if not self._url or event not in self._events:
            return
        fields = call_fields(self._call, self._exchange.account.sid)
        if event == "initiated":
            fields["CallStatus"] = "initiated"
        if event == "completed":
            fields |= completed_fields(self._call)
        fields |= callback_fields(self._sequence)
        self._sequence += 1
        post(self._exchange, self._call, self._url, fields, self._method)


def post(
    exchange: Exchange, call: Call, url: str, fields: dict[str, str], method: str = "POST"
) -> None:
    """Deliver one callback of a call in the background, spoiled as the call's faults say."""
    exchange.log.add("callback", call.sid, url=url, fields=fields)
    deliver_spoiled(
        exchange, call.faults, call.random, exchange.webhooks(call), url, fields, method
    )


def deliver_spoiled(
    exchange: Exchange,
    faults: Faults,
    random: Random,
    webhooks: Webhooks,
    url: str,
    fields: dict[str, str],
    method: str = "POST",
) -> None:
    """Send a callback late, twice or out of order if `faults` say so."""
    delay = faults.callback_delay
    if faults.callback_shuffle:
        delay += random.uniform(0.0, _SHUFFLE_SPAN)
    for copy in range(2 if faults.callback_twice else 1):
        exchange.deliver(ask_later(delay + copy * 0.1, webhooks, url, fields, method))
