"""A simulated carrier: a phone network that speaks Twilio's webhooks, media streams and REST.

    numbers = [Number("+13035550100", voice_url="https://agent.example/twilio/voice")]
    plan = {"+13035550177": Phone(ring=1.0, party=Technician, reply="1")}
    routes = {"https://agent.example": "http://127.0.0.1:8080"}   # signed for, sent to
    async with Carrier(numbers, plan=plan, routes=routes) as carrier:
        # the customer's REST client must talk to carrier.api_base
        # with carrier.account.sid and carrier.account.token
        call = await carrier.dial("+13035550142", "+13035550100", party)   # rings
        await call.wait_answer()
        await call.press("1")                # also: call.say(text) for a speech Gather
        await call.hang_up()                 # or wait until the other side ends it:
        status = await call.wait_end()       # "completed", "busy", ...
        call.recording.save(Path("call.wav"))    # left = caller, right = what the caller heard
        await carrier.settle()               # all status callbacks were delivered

A `Party` (see `party.py`) is the person at a phone: `joined(phone)` at the answer, then every
20 ms `hear(160 bytes µ-law)` and `speak() -> 160 bytes`, then `left()`; all synchronous and quick.
`phone` is the `Call`. `Tape(ulaw)` plays audio once and collects what it hears in `heard`.

To measure (all times `time.monotonic()` seconds, on Linux one clock for all processes):
`call.dialed_at/answered_at/ended_at`, `call.recording` (`left`, `right`, `stamps`, `sample_at`,
`time_of`), `call.stream` (the latest media stream: `arrivals`, `clears`, `marks_in`, `marks_out`,
`playout.underruns`, `bad_messages`, `close_code`), `call.line.pacing.percentile(0.99)` (lateness
of our own 20 ms clock), `carrier.log` (webhooks, WebSocket messages, REST requests, alerts).
`carrier.texts` are all SMS, `carrier.text(from_, to, body)` sends one to the customer.
Trouble on purpose: `Faults` per call (or for all), `carrier.spoil(ApiFault(...))` per REST request.
"""

from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier
from simulators.twilio.faults import ApiFault, Faults, Stall
from simulators.twilio.log import Log, Record
from simulators.twilio.numbers import Account, DialPlan, Number, Phone
from simulators.twilio.party import Party, Tape
from simulators.twilio.recording import Recording, Stamp
from simulators.twilio.stream import MediaStream
from simulators.twilio.texts import Text

__all__ = [
    "Account",
    "ApiFault",
    "Call",
    "Carrier",
    "DialPlan",
    "Faults",
    "Log",
    "MediaStream",
    "Number",
    "Party",
    "Phone",
    "Record",
    "Recording",
    "Stall",
    "Stamp",
    "Tape",
    "Text",
]
