"""A client's audio messages become 8 kHz mu-law, or an error that the service would tell."""

import audioop
import base64
import binascii
from typing import Any

from simulators.elevenlabs.scribe.options import Options

_RATE = 8000


class Wrong(Exception):
    """A message that is answered with an error; the session goes on (guess)."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Intake:
    """The audio of one session."""

    def __init__(self, options: Options, most_seconds: float) -> None:
        self._options = options
        self._width = 1 if options.form.startswith("ulaw") else 2
        self._most = round(most_seconds * options.rate) * self._width
        self._begun = False
        self._state: Any = None

    def take(self, body: dict[str, Any]) -> bytes:
        """The audio of a message. Raises Wrong."""
        if body.get("message_type") != "input_audio_chunk":
            raise Wrong("input_error", f"Unknown message type {body.get('message_type')!r}.")
        if body.get("previous_text") is not None and self._begun:
            raise Wrong("input_error", "previous_text can only be sent with the first chunk.")
        if body.get("sample_rate") not in (None, self._options.rate):
            raise Wrong("input_error", f"sample_rate must be {self._options.rate}.")
        try:
            raw = base64.b64decode(body.get("audio_base_64") or "", validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise Wrong("input_error", "audio_base_64 is no base64.") from error
        if len(raw) > self._most:
            raise Wrong("chunk_size_exceeded", "The audio chunk is too large.")
        if len(raw) % self._width:
            raise Wrong("input_error", "The audio chunk ends within a sample.")
        self._begun = self._begun or bool(raw)
        return self._converted(raw)

    def _converted(self, raw: bytes) -> bytes:
        if self._width == 1 or not raw:
            return raw
        rate = self._options.rate
        if rate != _RATE:
            raw, self._state = audioop.ratecv(raw, 2, 1, rate, _RATE, self._state)
        return audioop.lin2ulaw(raw, 2)
