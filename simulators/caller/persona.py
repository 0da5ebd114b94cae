"""Who phones in and what they do: the plain data of one scenario file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from simulators.caller.asks import ASKS
from simulators.caller.audio import read_wav

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class ScenarioError(Exception):
    """A scenario file can't be used; names the file and what to change."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a scenario's tables: an unknown key is an error, so a typo is found."""


class Facts(Part, frozen=True, kw_only=True):
    """What the caller knows. Spoken forms are words as the voice should say them."""

    name: str = ""
    phone: str = ""
    """The number the caller gives, digits; empty: the one they call from."""
    street: str = ""
    """Street line as spoken, e.g. "twelve fourteen Maple Street"."""
    house: str = ""
    """House number in digits, to check what is read back."""
    city: str = ""
    zip: str = ""
    problem: str = ""
    """A word that names the problem in a read-back, e.g. "cooling"; empty: not checked."""
    code: str = ""
    """Confirmation code of an existing visit."""


class VoiceSpec(Part, frozen=True, kw_only=True):
    """How the caller sounds."""

    name: str = "rms"
    """A flite voice, or "pico:es-ES"."""
    stretch: float = 1.0
    reaction_ms: int = 150
    """Thinking time after the words were understood."""


class LineSpec(Part, frozen=True, kw_only=True):
    """The caller's telephone line."""

    noise: str = ""
    """"hvac", "pink" or "babble"; empty: none."""
    snr_db: float = 20.0
    loss: Share = 0.0
    """Share of 20 ms frames lost."""
    gain_db: float = 0.0


class Interruption(Part, frozen=True, kw_only=True):
    """Something the caller does by the clock while the agent speaks, once."""

    turn: int = 0
    """In which turn of the agent, counted from 1 (the greeting)."""
    after: str = ""
    """Instead of `turn`: in the turn that follows our answer to this question."""
    after_ms: int
    """After this much of that turn."""
    say: str = ""
    """Words; empty with `sound` or `hang_up`."""
    sound: str = ""
    """A sound of `noises.MAKERS`: "cough", "hum", "bang" ..."""
    hang_up: bool = False
    answers: bool = False
    """True: the words answer the question, so the rest of the turn needs no answer."""


class Expected(Part, frozen=True, kw_only=True):
    """What the call must lead to."""

    outcome: tuple[str, ...]
    """Outcomes that are right."""
    booking: dict[str, str] | None = None
    """Fields of the visit that must be in the database; no table: no check."""
    no_booking: bool = False
    """True: this call must leave no booked visit."""
    dialed: tuple[str, ...] = ()
    """Numbers that must have been dialed."""
    texted: tuple[str, ...] = ()
    """Numbers that must have got a text."""
    heard: tuple[str, ...] = ()
    """Words the caller must have heard, lower case."""
    min_stops: int = 0
    """Times the agent had to fall silent for the caller's words."""
    max_stops: int | None = None
    """Times it may fall silent for coughs and the like; no number: no check."""


class Visit(Part, frozen=True, kw_only=True):
    """A visit that stands in the books before the call."""

    code: str
    name: str
    phone: str
    job_type: str
    address: str
    days: int = 2
    """So many open days from today."""


class Scenario(Part, frozen=True, kw_only=True):
    """One scenario file."""

    about: str
    language: Literal["en", "es"] = "en"
    """What the caller speaks and understands; who speaks Spanish has an answer for everything."""
    facts: Facts = Facts()
    caller_id: str = "+12145550143"
    """The number shown to the company; "anonymous" when withheld."""
    answers: dict[str, tuple[str, ...]] = {}
    """What is said when asked the first, second, ... time; the last one repeats. "" is silence,
    "wav:FILE" plays a file, "keys:DIGITS" presses keys, "hang_up: words" puts the phone down;
    "<800>" within words is a pause of 800 ms."""
    script: tuple[str, ...] = ()
    """Said one after the other at every question, whatever it is; replaces `answers`."""
    hasty: bool = False
    """Gives a recorded number again in one breath with the "no", whatever is asked meanwhile."""
    mute: bool = False
    """Never says a word."""
    interruptions: tuple[Interruption, ...] = ()
    voice: VoiceSpec = VoiceSpec()
    line: LineSpec = LineSpec()
    visits: tuple[Visit, ...] = ()
    expect: Expected
    patience: int = 4
    """Turns not understood before giving up."""
    longest_s: float = 240.0
    """Hangs up after this long, whatever happens."""


@dataclass(frozen=True, slots=True)
class Named:
    """A scenario with the name of its file and where its WAV files are looked for."""

    name: str
    scenario: Scenario
    folder: Path

    def check_files(self) -> None:
        """Read every WAV file that the answers name. Raises ScenarioError."""
        for words in (one for options in self.scenario.answers.values() for one in options):
            if words.startswith("wav:"):
                self.wav(words.removeprefix("wav:"))

    def wav(self, name: str) -> bytes:
        """Read a WAV file beside the scenario as 8 kHz mu-law. Raises ScenarioError."""
        path = self.folder / Path(name).expanduser()
        try:
            return read_wav(path)
        except (OSError, ValueError) as fault:
            raise ScenarioError(f"scenario '{self.name}' needs {path}: {fault}") from fault


def load(path: Path) -> Named:
    """Read one scenario file. Raises ScenarioError."""
    try:
        data: Any = tomllib.loads(path.read_text(encoding="utf-8"))
        scenario = msgspec.convert(data, Scenario)
    except OSError as fault:
        raise ScenarioError(f"{path}: {fault.strerror}") from fault
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise ScenarioError(f"{path}: {fault}") from fault
    named = {*scenario.answers, *(one.after for one in scenario.interruptions if one.after)}
    if strange := sorted(named - set(ASKS)):
        raise ScenarioError(f"{path}: no such question: {', '.join(strange)}")
    return Named(path.stem, scenario, path.parent)


def find(folder: Path, name: str) -> Named:
    """Load a scenario by name from a folder. Raises ScenarioError naming those there are."""
    path = folder / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in folder.glob("*.toml"))) or "none"
        raise ScenarioError(f"no scenario '{name}' in {folder}; there are: {known}")
    return load(path)
