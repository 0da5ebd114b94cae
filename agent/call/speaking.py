"""What speaking needs and tells: the seams between the mouth and the rest of a call."""

from typing import Protocol

from agent.events import Language, Said
from agent.ports import ProviderError


class Clips(Protocol):
    """Ready audio, looked up without waiting."""

    def get(self, text: str, language: Language, *, slow: bool) -> bytes | None:
        """Mu-law audio of `text` in the call's voice when it is at hand."""
        ...


class Listener(Protocol):
    """Who wants to know what the mouth does; all plain calls."""

    def said(self, event: Said) -> None:
        """A `Say` is over."""
        ...

    def we_speak(self, on: bool) -> None:
        """We begin or cease to speak (audible or about to be)."""
        ...

    def first_audio(self, say: int, sent: bool) -> None:
        """The first audio of a `Say` is at hand (`sent` false), went out (`sent` true)."""
        ...

    def voice_failed(self, error: ProviderError) -> None:
        """The voice gave no (more) audio for a clause."""
        ...

    def failed(self, error: Exception) -> None:
        """A bug showed while sending."""
        ...

    def frame_out(self, frame: bytes, plays_at: float) -> None:
        """A frame went out."""
        ...

    def unsaid_changed(self) -> None:
        """What waits to be said by turns is more, less, or ready now."""
        ...
