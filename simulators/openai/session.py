"""One realtime session without its socket: client events in, server events out."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from simulators.openai import codec, configuring
from simulators.openai.configuring import Bad

Event = dict[str, Any]

_BYTES_PER_MS = {"audio/pcm": 48, "audio/pcmu": 8, "audio/pcma": 8}
_SHORTEST_MS = 100
_CONVERSATION = "realtime"


@dataclass(frozen=True, slots=True)
class Commit:
    """Audio that is to be transcribed."""

    item: str
    ulaw: bytes
    """8 kHz, whatever came."""
    model: str

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.ulaw) / codec.HEARD_RATE


@dataclass(frozen=True, slots=True)
class Closing:
    """The service hangs up."""

    code: int
    reason: str


class Session:
    """A transcription session, or a conversation (`?model=`), which only refuses."""

    def __init__(self, model: str, expires_at: int) -> None:
        """`model`: that of the URL, "" in a transcription session. `expires_at`: since 1970."""
        self.id = "sess_" + token_hex(12)
        self._config: dict[str, Any] = configuring.initial(self.id, expires_at)
        if model:
            self._config |= {"type": _CONVERSATION, "object": "realtime.session", "model": model}
        self._audio = bytearray()
        self._last_item: str | None = None
        self._items: set[str] = set()

    def created(self) -> Event:
        """The first event of all."""
        return {"type": "session.created", "session": self._config}

    def take(self, frame: str | bytes) -> list[Event | Commit | Closing]:
        """What a message from the client leads to, in order."""
        try:
            asked = _event(frame)
        except Bad as bad:
            return [error(bad)]
        try:
            return self._done(asked)
        except Bad as bad:
            failed: list[Event | Commit | Closing] = [error(bad, asked.get("event_id"))]
            if bad.code == "invalid_model":
                failed.append(Closing(4000, "invalid_request_error.invalid_model"))
            return failed

    def _done(self, asked: Event) -> list[Event | Commit | Closing]:
        match asked["type"]:
            case "session.update":
                return [self._updated(asked.get("session"))]
            case "input_audio_buffer.append":
                self._audio += _audio(asked.get("audio"))
                return []
            case "input_audio_buffer.clear":
                self._audio.clear()
                return [{"type": "input_audio_buffer.cleared"}]
            case "input_audio_buffer.commit":
                return self._committed()
            case "conversation.item.delete":
                return [self._deleted(str(asked.get("item_id")))]
            case other:
                raise Bad(f"Invalid value: '{other}'.", "invalid_value", "type")

    def _updated(self, change: Any) -> Event:
        if not isinstance(change, Mapping) or "type" not in change:
            message = "Missing required parameter: 'session.type'."
            raise Bad(message, "missing_required_parameter", "session.type")
        if self._config["type"] == _CONVERSATION:
            if change["type"] != _CONVERSATION:
                raise Bad(
                    "Passing a transcription session update event to a realtime session is not "
                    "allowed.",
                    "invalid_parameter",
                )
            self._config = {**self._config, **change}
        elif change["type"] != "transcription":
            raise Bad(
                "Passing a realtime session update event to a transcription session is not "
                "allowed.",
                "invalid_parameter",
            )
        else:
            self._config = configuring.changed(self._config, change)
        return {"type": "session.updated", "session": self._config}

    def _committed(self) -> list[Event | Commit | Closing]:
        kind = self._config["audio"]["input"]["format"]["type"]
        length = len(self._audio) / _BYTES_PER_MS[kind]
        if length < _SHORTEST_MS:
            raise Bad(
                "Error committing input audio buffer: buffer too small. Expected at least "
                f"{_SHORTEST_MS}ms of audio, but buffer only has {length:.2f}ms of audio.",
                "input_audio_buffer_commit_empty",
            )
        audio, item, before = bytes(self._audio), "item_" + token_hex(10), self._last_item
        self._audio.clear()
        self._last_item = item
        self._items.add(item)
        place = {"previous_item_id": before}
        shown = {"previous_item_id": before, "item": _item(item)}
        found: list[Event | Commit | Closing] = [
            {"type": "input_audio_buffer.committed", **place, "item_id": item},
            {"type": "conversation.item.added", **shown},
            {"type": "conversation.item.done", **shown},
        ]
        settings = self._config["audio"]["input"]["transcription"]
        if settings:
            found.append(Commit(item, _ulaw(audio, kind), settings["model"]))
        return found

    def _deleted(self, item: str) -> Event:
        if item not in self._items:
            message = f"Error deleting item: the item with id '{item}' does not exist."
            raise Bad(message, "item_delete_invalid_item_id", "item_id")
        self._items.discard(item)
        return {"type": "conversation.item.deleted", "item_id": item}


def error(bad: Bad, event_id: str | None = None) -> Event:
    """The event that tells of a mistake of the client."""
    return {
        "type": "error",
        "error": {
            "type": "invalid_request_error",
            "code": bad.code,
            "message": str(bad),
            "param": bad.param,
            "event_id": event_id,
        },
    }


def _event(frame: str | bytes) -> Event:
    if isinstance(frame, bytes):
        raise Bad("Binary messages are not supported; send JSON as text.", "invalid_message")
    try:
        found = json.loads(frame)
    except ValueError as fault:
        raise Bad("The message could not be parsed as JSON.", "invalid_json") from fault
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise Bad("Missing required parameter: 'type'.", "missing_required_parameter", "type")
    return found


def _audio(given: Any) -> bytes:
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, TypeError, ValueError) as fault:
        message = "Invalid 'audio'. Expected base64-encoded audio bytes."
        raise Bad(message, "invalid_value", "audio") from fault


def _ulaw(audio: bytes, kind: str) -> bytes:
    match kind:
        case "audio/pcmu":
            return audio
        case "audio/pcma":
            return codec.from_alaw(audio)
        case _:
            return codec.from_pcm(audio, codec.RATE)


def _item(item: str) -> Event:
    return {
        "id": item,
        "object": "realtime.item",
        "type": "message",
        "status": "completed",
        "role": "user",
        "content": [{"type": "input_audio", "transcript": None}],
    }
