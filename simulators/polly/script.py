"""A text to be spoken, plain or SSML, as words, pauses and marks with their places in the source.

Places are byte offsets in the UTF-8 source, as speech marks give them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from simulators.polly.errors import PollyError
from simulators.polly.voices import Engine

LONGEST_BILLED = 3000
LONGEST = 6000
LONGEST_PAUSE = 10.0

_EVERYWHERE = frozenset(
    ("speak", "break", "lang", "mark", "p", "phoneme", "prosody", "s", "say-as", "sub", "w")
)
_STANDARD = frozenset(("emphasis", "amazon:auto-breaths", "amazon:breath", "amazon:effect"))
_KNOWN = _EVERYWHERE | _STANDARD | {"amazon:domain"}
_STRENGTHS = {
    "none": 0.0,
    "x-weak": 0.0,
    "weak": 0.1,
    "medium": 0.1,
    "strong": 0.4,
    "x-strong": 0.8,
}
_ENDS_WORD = frozenset(("speak", "break", "p", "s", "sub"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is spoken, with its punctuation."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A `<mark>` of the text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a sentence or paragraph that the markup names."""


Item = Token | Pause | Mark | Stop


@dataclass(frozen=True, slots=True)
class Script:
    """What to say."""

    source: bytes
    items: tuple[Item, ...]
    billed: int
    """Characters that are billed: all but tags."""


def plain(text: str) -> Script:
    """A text without markup. Raises PollyError when it is too long."""
    _check_lengths(text, len(text))
    places, at = [], 0
    for char in text:
        after = at + len(char.encode())
        places.append((char, at, after))
        at = after
    return Script(text.encode(), tuple(_tokens(places)), len(text))


def ssml(text: str, engine: Engine) -> Script:
    """A marked-up text. Raises PollyError when it is too long, not well-formed or not supported."""
    reader = _Reader(text.encode(), engine)
    _check_lengths(text, 0)
    reader.read()
    _check_lengths(text, reader.billed)
    return Script(reader.source, tuple(reader.items), reader.billed)


def _check_lengths(text: str, billed: int) -> None:
    if len(text) > LONGEST or billed > LONGEST_BILLED:
        raise PollyError("TextLengthExceededException", "Maximum text length has been exceeded")


def _invalid(why: str) -> PollyError:
    return PollyError("InvalidSsmlException", f"Invalid SSML request: {why}")


def _tokens(places: Iterable[tuple[str, int, int]]) -> Iterator[Token]:
    """Words of characters with their places."""
    places = list(places)
    text = "".join(char for char, _, _ in places)
    for found in re.finditer(r"\S+", text):
        yield Token(found[0], places[found.start()][1], places[found.end() - 1][2])


class _Reader:
    """Reads one document with expat, which knows where in the bytes it is."""

    def __init__(self, source: bytes, engine: Engine) -> None:
        self.source = source
        self.items: list[Item] = []
        self.billed = 0
        self._engine = engine
        self._run: list[tuple[str, int, int]] = []
        self._alias: tuple[str, int] | None = None
        """Inside `<sub>`: what is said instead, and where the element's content starts."""
        self._depth = 0
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self._said
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self) -> None:
        try:
            self._parser.Parse(self.source, True)
        except expat.ExpatError as error:
            raise _invalid(str(error)) from None
        self._flush()

    def _doctype(self, *_: object) -> None:
        raise _invalid("a document type is not allowed")

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        if (self._depth == 0) != (name == "speak"):
            raise _invalid("the text must be one <speak> element")
        self._depth += 1
        supported = self._check(name, attributes)
        if name in _ENDS_WORD:
            self._flush()
        if not supported:
            return
        at = self._parser.CurrentByteIndex
        if name == "break":
            self.items.append(Pause(_pause(attributes)))
        elif name == "mark":
            self._flush()
            end = self.source.index(b">", at) + 1
            self.items.append(Mark(attributes.get("name", ""), at, end))
        elif name == "sub":
            self._alias = (attributes.get("alias", ""), self.source.index(b">", at) + 1)

    def _ended(self, name: str) -> None:
        self._depth -= 1
        if name == "sub" and self._alias is not None:
            alias, start = self._alias
            end, self._alias = self._parser.CurrentByteIndex, None
            self.items.extend(Token(word, start, end) for word in alias.split())
        elif name in _ENDS_WORD:
            self._flush()
        if name in ("p", "s"):
            self.items.append(Stop())

    def _said(self, text: str) -> None:
        self.billed += len(text)
        if self._alias is not None:
            return
        at = self._parser.CurrentByteIndex
        if self.source[at : at + 1] == b"&":
            self._run.append((text, at, self.source.index(b";", at) + 1))
            return
        for char in text:
            after = at + len(char.encode())
            self._run.append((char, at, after))
            at = after

    def _flush(self) -> None:
        self.items.extend(_tokens(self._run))
        self._run.clear()

    def _check(self, name: str, attributes: dict[str, str]) -> bool:
        """Whether the engine heeds this element. Raises PollyError where it refuses it."""
        if name not in _KNOWN:
            raise _invalid(f"unknown element <{name}>")
        heeded = name in _EVERYWHERE or (self._engine == "standard" and name in _STANDARD)
        if name == "amazon:effect" and self._engine in ("neural", "long-form"):
            heeded = attributes.get("name") == "drc"
        if name == "amazon:domain":
            heeded = self._engine == "neural"
        if name == "prosody" and self._engine != "standard":
            heeded = not {"pitch", "amazon:max-duration"} & set(attributes)
        # The guide announces errors for all engines but the generative one, which reads on.
        if not heeded and self._engine != "generative":
            raise _invalid(f"<{name}> is not supported by the {self._engine} engine")
        return heeded


def _pause(attributes: dict[str, str]) -> float:
    if "time" not in attributes:
        strength = attributes.get("strength", "medium")
        if strength not in _STRENGTHS:
            raise _invalid(f"unknown strength of a break: {strength}")
        return _STRENGTHS[strength]
    form = re.fullmatch(r"\+?(\d+(?:\.\d+)?)(ms|s)", attributes["time"])
    if form is None:
        raise _invalid(f"unknown time of a break: {attributes['time']}")
    seconds = float(form[1]) / (1000 if form[2] == "ms" else 1)
    if seconds > LONGEST_PAUSE:
        raise _invalid("a break may last ten seconds at most")
    return seconds
