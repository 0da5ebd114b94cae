"""A fault proxy between any client and any service that speak HTTP/1.1 and WebSocket.

    rush = Entry(Refuse(429), start_s=10, end_s=40, share=0.3, path="/v1/chat/*")
    schedule = Schedule([rush], seed=7)
    async with FaultProxy("http://127.0.0.1:8001", schedule, service="openai") as proxy:
        # the client's base URL is proxy.base_url
        number = proxy.schedule.add(Entry(Close(1011)))      # from now on
        proxy.schedule.remove(number)
        proxy.log                                            # what was done to which request

One fault is one small frozen class with three hooks (`exchange.Fault`): around a request, on every
piece of a body or message, and at its beginning on an open WebSocket. `load` reads schedules from
TOML, `Control` switches faults over HTTP.

With no fault in force bodies, messages, close codes and headers go through as they are, except that
WebSocket compression is not negotiated, bodies of unknown length are chunked (and trailers of
chunked bodies lost), and a client that ends its side counts as gone.
"""

from simulators.faults.broken import Close, Cut, HalfClose, Refuse
from simulators.faults.control import Control
from simulators.faults.exchange import Fault
from simulators.faults.load import BadSchedule, load
from simulators.faults.proxy import FaultProxy
from simulators.faults.record import Record
from simulators.faults.schedule import Entry, Schedule
from simulators.faults.slow import Bandwidth, Delay, Jitter, SlowLoris, Stall
from simulators.faults.wrong import Duplicate, Repeat, Silence, Truncate, WrongRate

__all__ = [
    "BadSchedule",
    "Bandwidth",
    "Close",
    "Control",
    "Cut",
    "Delay",
    "Duplicate",
    "Entry",
    "Fault",
    "FaultProxy",
    "HalfClose",
    "Jitter",
    "Record",
    "Refuse",
    "Repeat",
    "Schedule",
    "Silence",
    "SlowLoris",
    "Stall",
    "Truncate",
    "WrongRate",
    "load",
]
