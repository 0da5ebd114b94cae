"""Speak and play to one leg: `<Say>`, `<Play>`, `<Pause>` as audio on its line."""

import asyncio
import io
import wave
from urllib.parse import urljoin

from simulators.twilio import verbs
from simulators.twilio.call import Call
from simulators.twilio.exchange import Exchange
from simulators.twilio.playout import Playout
from simulators.twilio.tones import key_tone
from simulators.twilio.ulaw import RATE, from_pcm
from simulators.twilio.verbs import Prompt
from simulators.twilio.webhooks import WebhookError

_END = "end"


class Player:
    """The far end of a line that plays given audio once."""

    def __init__(self, audio: bytes) -> None:
        self._playout = Playout()
        self._playout.push(audio)
        self.done = asyncio.Event()
        if self._playout.mark(_END):
            self.done.set()

    def send(self, ulaw: bytes) -> None:
        """Ignore speech."""

    def play(self) -> bytes:
        """Return the next frame."""
        frame, reached = self._playout.pull()
        if reached:
            self.done.set()
        return frame

    def stop(self) -> None:
        """Drop the rest."""
        self._playout.clear()
        self.done.set()

    def digit(self, key: str) -> None:
        """Ignore keys."""


async def play_prompt(exchange: Exchange, call: Call, prompt: Prompt, base_url: str) -> None:
    """Play one prompt to its end."""
    player = Player(await render(exchange, call, prompt, base_url))
    call.line.connect(player)
    try:
        await player.done.wait()
    finally:
        call.line.disconnect(player)


async def render(exchange: Exchange, call: Call, prompt: Prompt, base_url: str) -> bytes:
    """Return the µ-law audio of a prompt; one that cannot be had is empty and logged."""
    match prompt:
        case verbs.Say():
            call.texts.append(prompt.text)
            exchange.log.add("verb", call.sid, verb="Say", text=prompt.text)
            return await exchange.voice(prompt.text, prompt.language) * prompt.loop
        case verbs.Pause():
            return b"\xff" * round(prompt.seconds * RATE)
        case verbs.Play(digits=digits) if digits:
            return b"".join(key_tone(key) for key in digits) * prompt.loop
        case verbs.Play():
            return await _fetch(exchange, call, urljoin(base_url, prompt.url)) * prompt.loop


async def _fetch(exchange: Exchange, call: Call, url: str) -> bytes:
    try:
        answer = await exchange.webhooks(call).ask(url, {}, "GET")
        return decode(answer.body)
    except (WebhookError, ValueError, EOFError, wave.Error) as error:
        exchange.alert(getattr(error, "code", 12300), f"<Play> {url}: {error}", call.sid)
        return b""


def decode(file: bytes) -> bytes:
    """Return the µ-law samples of a WAV file: 8 kHz mono, µ-law or 16 bit.

    Raises ValueError for anything else, wave.Error or EOFError for a broken file.
    """
    if file[:4] == b"RIFF" and file[20:22] == b"\x07\x00":
        return _ulaw_chunk(file)
    with wave.open(io.BytesIO(file)) as wav:
        if (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) != (RATE, 1, 2):
            raise ValueError("not an 8 kHz mono file with 16 bits or µ-law")
        return from_pcm(wav.readframes(wav.getnframes()))


def _ulaw_chunk(file: bytes) -> bytes:
    """Find the data of a µ-law WAV file, which the standard library does not read."""
    channels, rate = int.from_bytes(file[22:24], "little"), int.from_bytes(file[24:28], "little")
    if (channels, rate) != (1, RATE):
        raise ValueError("not an 8 kHz mono file")
    position = 12
    while position + 8 <= len(file):
        size = int.from_bytes(file[position + 4 : position + 8], "little")
        if file[position : position + 4] == b"data":
            return file[position + 8 : position + 8 + size]
        position += 8 + size + size % 2
    raise ValueError("no data in the file")
