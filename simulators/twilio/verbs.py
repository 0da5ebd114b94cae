"""The TwiML verbs this carrier can run, and where a document comes from, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stream:
    """`<Stream>`: a media stream; `url` as written, relative or absolute."""

    url: str
    name: str = ""
    status_callback: str = ""
    status_method: str = "POST"
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connect:
    """`<Connect><Stream>`: a two-way media stream that holds the call until it closes."""

    stream: Stream
    action: str | None = None
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Redirect:
    """`<Redirect>`: go on with another document."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Say:
    """`<Say>`: speak a text."""

    text: str
    language: str = "en-US"
    voice: str = ""
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    """`<Play>`: play a file, or send `digits` as tones."""

    url: str
    loop: int = 1
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """`<Pause>`: seconds of silence."""

    seconds: float = 1.0


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """`<Gather>`: collect keys or speech while the prompts play."""

    prompts: tuple[Prompt, ...] = ()
    dtmf: bool = True
    speech: bool = False
    action: str = ""
    method: str = "POST"
    timeout: float = 5.0
    finish_on_key: str = "#"
    num_digits: int = 0
    """0 means any number."""
    action_on_empty: bool = False
    barge_in: bool = True
    speech_timeout: float = 5.0
    """Seconds of silence that end what a person says."""
    language: str = "en-US"
    partial_url: str = ""
    """Told the words so far while a person speaks; empty: nobody."""
    partial_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Number:
    """`<Number>` in a Dial: whom to ring, and the whisper document for that person."""

    phone: str
    url: str = ""
    method: str = "POST"
    status_callback: str = ""
    status_events: tuple[str, ...] = ("completed",)
    status_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Dial:
    """`<Dial>`: ring numbers and bridge the first one that answers."""

    numbers: tuple[Number, ...]
    action: str | None = None
    method: str = "POST"
    timeout: float = 30.0
    time_limit: float = 14400.0
    caller_id: str = ""
    answer_on_bridge: bool = False
    hangup_on_star: bool = False
    sequential: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """`<Record>`: take a message."""

    action: str = ""
    method: str = "POST"
    timeout: float = 5.0
    finish_on_key: str = "1234567890*#"
    max_length: float = 3600.0
    play_beep: bool = True
    status_callback: str = ""


@dataclass(frozen=True, slots=True)
class Hangup:
    """`<Hangup>`: end the call."""


@dataclass(frozen=True, slots=True)
class Reject:
    """`<Reject>`: refuse an unanswered call; `reason` is rejected or busy."""

    reason: str = "rejected"


@dataclass(frozen=True, slots=True)
class Message:
    """`<Message>`: answer a text with a text."""

    body: str
    to: str = ""


Verb = Connect | Redirect | Say | Play | Pause | Gather | Dial | Record | Hangup | Reject | Message


@dataclass(frozen=True, slots=True)
class Source:
    """Where the next document comes from: `twiml` itself, or `url` asked with extra `fields`."""

    url: str = ""
    method: str = "POST"
    fields: Mapping[str, str] = field(default_factory=dict)
    twiml: str = ""
