"""Run `<Gather>`: collect keys or an understood sentence while prompts play."""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import TypeVar
from urllib.parse import urljoin

from simulators.twilio import callbacks
from simulators.twilio.call import Call, Words
from simulators.twilio.exchange import Exchange
from simulators.twilio.fields import call_fields
from simulators.twilio.prompts import Player, render
from simulators.twilio.ulaw import is_quiet
from simulators.twilio.verbs import Gather, Source

T = TypeVar("T")


class _Keypad:
    """Plays the prompts and takes keys; the far end of the line during a Gather."""

    def __init__(self, player: Player, takes_keys: bool, barge_in: bool) -> None:
        self._player = player
        self._takes_keys = takes_keys
        self._barge_in = barge_in
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self.voice_at = 0.0
        self.talking = False
        """Somebody began to say words: silence alone does not end the Gather any more."""

    @property
    def prompted(self) -> asyncio.Event:
        """Set at the end of the prompts."""
        return self._player.done

    def send(self, ulaw: bytes) -> None:
        """Note when somebody spoke; what was said comes from the person as text."""
        if not is_quiet(ulaw):
            self.voice_at = monotonic()

    def play(self) -> bytes:
        """Return the next frame of the prompts."""
        return self._player.play()

    def digit(self, key: str) -> None:
        """Take a key; it cuts the prompts."""
        if self._takes_keys:
            self.keys.put_nowait(key)
            self.cut()

    def talk(self) -> None:
        """Words are being said; they cut the prompts."""
        self.talking = True
        self.cut()

    def cut(self) -> None:
        """Stop the prompts if the Gather allows it."""
        if self._barge_in and not self._player.done.is_set():
            self._player.stop()


async def gather(exchange: Exchange, call: Call, verb: Gather, base_url: str) -> Source | None:
    """Collect input; return the `action` to ask, or None to go on with the next verb."""
    audio = b"".join([await render(exchange, call, p, base_url) for p in verb.prompts])
    keypad = _Keypad(Player(audio), verb.dtmf, verb.barge_in)
    call.line.connect(keypad)
    call.listening = verb.speech
    try:
        fields = await _collect(call, verb, keypad, _Partials(exchange, call, verb, base_url))
    finally:
        call.listening = False
        call.line.disconnect(keypad)
    if not fields and not verb.action_on_empty:
        return None
    if not fields:
        fields = {"Digits": ""} if verb.dtmf else {}
        fields |= {"SpeechResult": ""} if verb.speech else {}
    return Source(urljoin(base_url, verb.action), verb.method, fields)


class _Partials:
    """Posts the words so far; nobody waits for the answers, so they may arrive in any order."""

    def __init__(self, exchange: Exchange, call: Call, verb: Gather, base_url: str) -> None:
        self._exchange = exchange
        self._call = call
        self._url = verb.partial_url and urljoin(base_url, verb.partial_url)
        self._method = verb.partial_method
        self._language = verb.language
        self._sequence = 0

    def post(self, stable: str, unstable: str) -> None:
        """The next partial result."""
        if not self._url:
            return
        fields = call_fields(self._call, self._exchange.account.sid) | {
            "StableSpeechResult": stable,
            "UnstableSpeechResult": unstable,
            "Stability": "0.9" if not unstable else "0.5",
            "SequenceNumber": str(self._sequence),
            "Language": self._language,
        }
        self._sequence += 1
        callbacks.post(self._exchange, self._call, self._url, fields, self._method)


async def _collect(
    call: Call, verb: Gather, keypad: _Keypad, partials: _Partials
) -> dict[str, str]:
    """Return the fields of whichever input is complete first; empty if there was none."""
    async with asyncio.TaskGroup() as tasks:
        keys = tasks.create_task(_keys(verb, keypad))
        ways = {keys}
        if verb.speech:
            ways.add(tasks.create_task(_speech(call, verb, keypad, partials)))
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
    return _best(task.result() for task in done)


def _best(results: Iterable[dict[str, str]]) -> dict[str, str]:
    """Speech wins when both are complete at once."""
    found = [fields for fields in results if fields]
    return max(found, key=lambda fields: "SpeechResult" in fields, default={})


async def _keys(verb: Gather, keypad: _Keypad) -> dict[str, str]:
    digits = ""
    key = await _first_key(verb, keypad)
    while key is not None and key not in verb.finish_on_key:
        digits += key
        if len(digits) == verb.num_digits:
            return {"Digits": digits}
        key = await _within(verb.timeout, keypad.keys)
    if not digits:
        return {}
    return {"Digits": digits} | ({"FinishedOnKey": key} if key else {})


async def _first_key(verb: Gather, keypad: _Keypad) -> str | None:
    """Return a key pressed during the prompts or before the silence after them was too long."""
    async with asyncio.TaskGroup() as tasks:
        key = tasks.create_task(keypad.keys.get())
        prompts = tasks.create_task(keypad.prompted.wait())
        await asyncio.wait({key, prompts}, return_when=asyncio.FIRST_COMPLETED)
        began = monotonic()
        while not key.done():
            last_sound = max(began, keypad.voice_at) if verb.speech else began
            left = last_sound + verb.timeout - monotonic()
            if keypad.talking:
                left = verb.timeout
            if left <= 0:
                break
            await asyncio.wait({key}, timeout=left)
        key.cancel()
        prompts.cancel()
    return None if key.cancelled() else key.result()


async def _within(timeout: float, queue: asyncio.Queue[T]) -> T | None:
    """The next of a queue, if it comes in time."""
    try:
        async with asyncio.timeout(timeout):
            return await queue.get()
    except TimeoutError:
        return None


async def _speech(call: Call, verb: Gather, keypad: _Keypad, partials: _Partials) -> dict[str, str]:
    """Words as they are said, until nothing more comes for the speech timeout."""
    said: list[str] = []
    confidence = 0.0
    words: Words | None = await call.spoken.get()
    while words is not None:
        keypad.talk()
        for word in words.text.split():
            if words.seconds:
                await asyncio.sleep(words.seconds / len(words.text.split()))
                partials.post(" ".join(said), word)
            said.append(word)
        partials.post(" ".join(said), "")
        confidence = words.confidence
        words = await _within(verb.speech_timeout, call.spoken)
    return {"SpeechResult": " ".join(said), "Confidence": f"{confidence:.4f}"}
