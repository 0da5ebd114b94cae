"""Which words a piece of audio completes, by the characters and times that came with it.

ElevenLabs sends audio in messages that end anywhere, with the characters that sound in each and
their times from its start. Characters are compared with the text (white space aside), so that
numbers read out otherwise, or a lost message, can't let out a word too early.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.ports import Spoken
from agent.resilience.outcomes import Evidence, Failure

BYTES_PER_MS = 8
STRETCHED = 1.25
"""Audio so many times as long as its characters tell is at another rate."""
SLACK_MS, LAST_SLACK_MS = 100, 400
"""Beyond that; behind the last character there may be silence."""

Timed = Sequence[tuple[str, float]]
"""Characters, each with the ms from the start of its message at which it has sounded."""


def read(message: Mapping[str, Any]) -> Timed | None:
    """The characters of a message, in either spelling of the service; None without usable ones."""
    found = message.get("alignment")
    if not isinstance(found, dict):
        return None
    chars = found.get("chars")
    starts = found.get("charStartTimesMs", found.get("charsStartTimesMs"))
    lengths = found.get("charDurationsMs", found.get("charsDurationsMs"))
    if not (isinstance(chars, list) and isinstance(starts, list) and isinstance(lengths, list)):
        return None
    if not len(chars) == len(starts) == len(lengths):
        return None
    return [
        (str(char), float(start) + float(length))
        for char, start, length in zip(chars, starts, lengths, strict=True)
    ]


class WholeWords:
    """Takes the messages of one text, gives the audio of whole words."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = [place for place, char in enumerate(text) if not char.isspace()]
        self._last = max((n for n, at in enumerate(self._places) if text[at].isalnum()), default=-1)
        self._seen = 0
        """Characters (without white space) that came."""
        self._ends: list[tuple[int, int]] = []
        """(place in the text, byte of all audio) of words that came but were not let out."""
        self._held = bytearray()
        self._let_out = 0
        """Bytes."""
        self._told = 0
        self._before: tuple[bytes, Timed] | None = None
        """The last message with characters."""
        self._lasted_ms = self._timed_ms = 0.0
        """Audio of messages with characters, and how long it lasts by those."""
        self.trusted = True
        """Places are told, and they fit the text."""
        self.complete = False
        """The whole text was let out."""

    @property
    def nearly(self) -> bool:
        """The last letter has come; only signs, or the sound of it, may be missing."""
        return self._seen > self._last

    def push(self, audio: bytes, chars: Timed | None) -> Spoken | None:
        """Audio up to the last whole word, if there is any more. Raises Failure (malformed).

        A message that comes twice is taken once.
        """
        if audio and chars and self._before == (audio, chars):
            return None
        came = self._let_out + len(self._held)
        self._held += audio
        if chars is None:
            # Silence may come without; words without places are held to the end.
            self.trusted = self.trusted and not audio
        elif self.trusted:
            self._match(chars, came)
            if audio and chars:
                self._before = audio, chars
                self._check_rate(len(audio) / BYTES_PER_MS, max(end for _, end in chars))
        return self._ready() if self.trusted else None

    def end(self) -> Spoken | None:
        """The rest. Raises Failure (truncated) where words are missing."""
        if self.trusted and not self.nearly:
            seen = f"{self._seen} of {len(self._places)} characters"
            raise Failure(Evidence(kind="truncated", begun=self._told > 0, detail=seen))
        if not self._held:
            return None
        return self._spoken(len(self._held), len(self._text))

    def _match(self, chars: Timed, came: int) -> None:
        for char, end_ms in chars:
            if char.isspace() or not char:
                continue
            if self._seen >= len(self._places) or self._text[self._places[self._seen]] != char:
                if self._told or self._ends:
                    raise Failure(Evidence(kind="malformed", begun=True, detail="other characters"))
                self.trusted = False
                return
            place = self._places[self._seen] + 1
            self._seen += 1
            if place == len(self._text) or self._text[place].isspace():
                self._ends.append((place, came + int(end_ms * BYTES_PER_MS)))

    def _check_rate(self, lasts_ms: float, timed_ms: float) -> None:
        self._lasted_ms += lasts_ms
        self._timed_ms += timed_ms
        slack = LAST_SLACK_MS if self._seen == len(self._places) else SLACK_MS
        if self._lasted_ms > self._timed_ms * STRETCHED + slack:
            told = f"{self._lasted_ms:.0f} ms of audio for {self._timed_ms:.0f} ms"
            raise Failure(Evidence(kind="malformed", begun=self._told > 0, detail=told))

    def _ready(self) -> Spoken | None:
        have = self._let_out + len(self._held)
        cut = place = 0
        while self._ends and self._ends[0][1] <= have:
            place, cut = self._ends.pop(0)
        # A last word said to end later than the audio there is waits: for more, or for the end.
        if self._seen == len(self._places) and not self._ends:
            return self._spoken(len(self._held), len(self._text))
        return self._spoken(max(0, cut - self._let_out), place) if place else None

    def _spoken(self, size: int, place: int) -> Spoken:
        audio = bytes(self._held[:size])
        del self._held[:size]
        self._let_out += size
        self._told = place
        self.complete = place == len(self._text)
        return Spoken(audio, place)
