"""The seams of a node: small protocols that adapters implement and the composition root joins."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from agent.events import (
    Expect,
    Expecting,
    Guess,
    KnownCaller,
    Language,
    Tool,
    ToolResult,
    Transfer,
)
from agent.prompt import Prompt
from agent.tongue import Tongue

FRAME_BYTES = 160
"""One frame on the wire: 20 ms of G.711 mu-law at 8 kHz (RFC 3551)."""
FRAME_SECONDS = 0.02
SILENCE = b"\xff" * FRAME_BYTES
"""A frame of mu-law silence."""
AHEAD = 0.14
"""Seconds of audio the carrier holds at most. When we hesitate the caller hears silence so much
later (p95 from the caller's first sound 0.25 s); it bridges ticks that are 0.12 s late."""

Fault = Literal["cancelled_by_us", "empty_by_design", "slow", "auth", "quota", "broken"]


class ProviderError(Exception):
    """An outgoing call that gave no result; `fault` is one of the closed set of outcomes."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


# --- speech -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transcript:
    """Words recognised in one stretch of audio; empty text when there is no speech in it."""

    text: str
    confidence: float
    """0..1; the engine's own estimate."""
    alternatives: tuple[str, ...] = ()
    guess: Guess | None = None
    """What the words ask for, if an intent model was asked."""
    engine: str = ""
    decode_ms: float = 0.0
    tongue: Tongue | None = None
    """The language of the words and what is believed of the caller's; None: not judged."""


class Recognizer(Protocol):
    """Turns audio into words."""

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise 8 kHz mu-law audio of one utterance.

        `expecting` (and digits already captured) may steer decoding. `tongue` is what is believed
        of the caller's language so far; None: English, whatever it sounds like. Cancelling the
        call frees the engine for others. Raises ProviderError.
        """
        ...


@runtime_checkable
class Reader(Protocol):
    """Tells what English words ask for that somebody else has recognised."""

    async def read(self, found: Transcript, expecting: Expecting) -> Transcript:
        """`found` with a guess, if a model has one. Does not raise."""
        ...


class IntentClassifier(Protocol):
    """Tells what a caller wants, by a model."""

    async def classify(self, text: str) -> Guess | None:
        """The likeliest labels of one utterance; None when it has no words.

        Raises ProviderError; the dialogue's own rules answer alone then.
        """
        ...


class Voice(Protocol):
    """Turns words into audio."""

    @property
    def name(self) -> str:
        """Identifies engine, voice and version; part of a clip's key."""
        ...

    def synthesize(self, text: str, language: Language, *, slow: bool) -> AsyncIterator[bytes]:
        """Yield 8 kHz mu-law audio of `text` in chunks of any length. Raises ProviderError."""
        ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A piece of speech and how far in the text it brings the listener."""

    audio: bytes
    """8 kHz mu-law."""
    text_end: int = 0
    """With this audio `text[:text_end]` has been spoken to its end, and the audio ends between
    two words. 0: not known. A voice that told any place tells the text's end last."""


@runtime_checkable
class TimedVoice(Voice, Protocol):
    """A voice that tells how far it is."""

    def speak(self, text: str, language: Language, *, slow: bool) -> AsyncIterator[Spoken]:
        """Like `synthesize`, with places in the text. Raises ProviderError."""
        ...


# --- language models ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, or a long part of one that does not end."""

    text: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A tool that the model wants used, with its arguments as JSON."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete. `model` is "NAME@HASH OF ITS PROMPT"."""

    model: str


ModelPart = Sentence | Proposed | Finished


class Model(Protocol):
    """Answers a prompt, piece by piece."""

    def stream(self, prompt: Prompt, *, patience: float) -> AsyncGenerator[ModelPart, None]:
        """Yield sentences and proposals as they come, then one `Finished`.

        `patience`: seconds until the first of them. Closing the generator ends the request. Raises
        ProviderError; an answer that breaks off is broken.
        """
        ...


# --- the audio path of one call ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """Caller audio: mu-law of any length, `at_ms` on the carrier's stream clock."""

    ulaw: bytes
    at_ms: int
    anew: bool = False
    """What came before says nothing about it: until now the path let nobody be heard."""


@dataclass(frozen=True, slots=True)
class Mark:
    """All audio sent before the mark of this name was played, or was cleared."""

    name: str


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One telephone key."""

    key: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the caller said, where the carrier recognises speech; empty text: it was no words."""

    text: str
    confidence: float = 1.0
    final: bool = True
    """False: the caller is still speaking."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The caller neither spoke nor pressed a key for as long as the path waited."""


Inbound = Frame | Mark | KeyPress | Words | Quiet


class Transport(Protocol):
    """The audio path of one call. Sending is buffered and never blocks."""

    @property
    def ahead(self) -> float:
        """Seconds of audio it is to hold, at most, so that late frames are not heard."""
        ...

    def inbound(self) -> AsyncIterator[Inbound]:
        """Everything that arrives, until the path ends."""
        ...

    def send(self, frame: bytes) -> None:
        """Queue one frame (mu-law, 20 ms) for the caller."""
        ...

    def mark(self, name: str) -> None:
        """Ask for `Mark(name)` once everything sent so far was played."""
        ...

    def clear(self) -> None:
        """Drop what the carrier has not played; it returns all pending marks."""
        ...

    async def close(self) -> None:
        """End the audio path (not the call)."""
        ...


@runtime_checkable
class Pausing(Protocol):
    """A path that can stand still."""

    def pause(self, on: bool) -> None:
        """Play nothing from now on; nothing is lost, all of it sounds later."""
        ...


@dataclass(frozen=True, slots=True)
class Announcement:
    """A clause to be played as a whole."""

    mark: str
    """Comes back as `Mark` once it was played."""
    text: str
    language: Language
    audio: bytes
    """8 kHz mu-law; empty: our voice has none, so the carrier's own speaks `text`."""
    seconds: float
    """How long it takes to play."""
    interruptible: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """Whose turn it is, for a path that speaks and listens by turns."""

    expect: Expect
    working: bool
    """Something is awaited that may make us speak: an answer of the office or of a model."""
    making: bool
    """The voice is at work on what we say next."""
    unsaid: bool
    """Something of ours is ready to be taken."""
    urgent: bool
    """Something of ours must not wait for the caller."""
    leaving: bool
    """After what we say the caller is handed to people, or the call ends."""
    patience: float
    """Seconds of the caller's silence after which we speak again."""
    pause: float
    """Seconds of silence that end what the caller says."""


@runtime_checkable
class TurnTransport(Protocol):
    """The path of a call whose carrier plays whole prompts and recognises speech itself.

    It takes what we have to say when the carrier asks for it.
    """

    def inbound(self) -> AsyncIterator[Inbound]:
        """Everything that arrives, until the path ends."""
        ...

    def attach(self, take: Callable[[], tuple[Announcement, ...]]) -> None:
        """`take` hands over all prompts that are ready, in order; they count as playing then."""
        ...

    def floor(self, floor: Floor) -> None:
        """Whose turn it is from now on."""
        ...

    def clear(self) -> None:
        """Nothing of what was taken matters any more; its marks need not come back."""
        ...

    async def close(self) -> None:
        """End the path (not the call)."""
        ...


AudioPath = Transport | TurnTransport


# --- the office and the telephone network -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallRef:
    """Who acts: identifies call and conversation for keys and audit."""

    call_sid: str
    conversation_id: str
    company: str
    caller: str
    epoch: int = 0
    """Grows with every node that takes the call over; 0: nobody can take it over."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How a call stands after an event: enough for another node to go on with it."""

    call_sid: str
    n: int
    """Events so far."""
    at: float
    """Seconds since the call began."""
    state: Callable[[], bytes]
    """Encodes the dialogue's state; to be called off the audio path."""
    transfer: Transfer | None = None
    """People are being rung, or about to be."""
    numbers: tuple[str, ...] = ()
    """Those that are still to be rung, the present one first."""


class Desk(Protocol):
    """The office behind the agent: seats, visits, tasks, messages."""

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        """Do what `tool` says; the same (conversation, op) again gives the same result.

        Raises ProviderError when nothing can be claimed about it.
        """
        ...

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        """What the books say about the calling number."""
        ...


class Telephony(Protocol):
    """The carrier's REST side."""

    async def hang_up(self, call_sid: str) -> None:
        """End a call. Raises ProviderError."""
        ...

    async def redirect(self, call_sid: str, url: str) -> None:
        """Make the carrier fetch new instructions for a call. Raises ProviderError."""
        ...

    async def send_text(self, to: str, sender: str, body: str) -> str:
        """Send an SMS and return its id. Raises ProviderError."""
        ...
