"""Run `<Record>`: a beep, then what the caller says until a key, silence or the time limit."""

import asyncio
from urllib.parse import urljoin

from simulators.twilio import callbacks
from simulators.twilio.call import Call, new_sid
from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import API_VERSION
from simulators.twilio.prompts import Player
from simulators.twilio.recording import wav_file
from simulators.twilio.tones import beep
from simulators.twilio.ulaw import FRAME, RATE, is_quiet, to_pcm
from simulators.twilio.verbs import Record, Source


class _Recorder:
    """The far end of the line during a Record."""

    def __init__(self, verb: Record) -> None:
        self._verb = verb
        self._beep = Player(beep() if verb.play_beep else b"")
        self._quiet = 0.0
        self.audio = bytearray()
        self.key = ""
        self.done = asyncio.Event()

    def send(self, ulaw: bytes) -> None:
        """Keep the caller's frame once the beep is over."""
        if not self._beep.done.is_set() or self.done.is_set():
            return
        self.audio += ulaw
        self._quiet = self._quiet + FRAME / RATE if is_quiet(ulaw) else 0.0
        too_long = len(self.audio) >= self._verb.max_length * RATE
        if too_long or (self._verb.timeout and self._quiet >= self._verb.timeout):
            self.done.set()

    def play(self) -> bytes:
        """Return the beep, then silence."""
        return self._beep.play()

    def digit(self, key: str) -> None:
        """End the recording with a finish key."""
        if key in self._verb.finish_on_key:
            self.key = key
            self.done.set()


async def record(exchange: Exchange, call: Call, verb: Record, base_url: str) -> Source:
    """Record the caller and return the `action` to ask (default: the same document again)."""
    recorder = _Recorder(verb)
    call.line.connect(recorder)
    try:
        await recorder.done.wait()
    except asyncio.CancelledError:
        # The caller hung up in the middle of the message: it is kept, and action is not asked.
        if recorder.audio:
            _keep(exchange, call, verb, base_url, bytes(recorder.audio))
        raise
    finally:
        call.line.disconnect(recorder)
    fields = _keep(exchange, call, verb, base_url, bytes(recorder.audio))
    fields["Digits"] = recorder.key
    return Source(urljoin(base_url, verb.action), verb.method, fields)


def _keep(
    exchange: Exchange, call: Call, verb: Record, base_url: str, audio: bytes
) -> dict[str, str]:
    """Store the message as a WAV file for the REST server and report it."""
    sid = new_sid("RE")
    exchange.recordings[sid] = wav_file(to_pcm(audio), 1)
    account = exchange.account.sid
    fields = {
        "RecordingSid": sid,
        "RecordingUrl": f"{exchange.api_base}/{API_VERSION}/Accounts/{account}/Recordings/{sid}",
        "RecordingDuration": str(round(len(audio) / RATE)),
    }
    if verb.status_callback:
        about = {"AccountSid": account, "CallSid": call.sid, "RecordingStatus": "completed"}
        url = urljoin(base_url, verb.status_callback)
        callbacks.post(exchange, call, url, {**about, **fields})
    return fields
