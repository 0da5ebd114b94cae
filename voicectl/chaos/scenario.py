"""Scenario files: what breaks, what protects callers, and what must hold all the same.

about = "ElevenLabs is gone for half a minute"      # one line of a list
details = "voice and recognition, while people phone"
protection = "the next voice and the next recogniser"
objectives = ["success_rate >= 1", "lost <= 0"]

[traffic]                       # people phone one fresh node ...
calls = 4
duration = "40s"

[settings]                      # of the node
"speech.tts_order" = ["elevenlabs", "openai", "tones"]

[[fault]]                       # as in schedules of `voicectl sim up --faults`
service = "elevenlabs"
kind = "refuse"
status = 503
start = "15s"
end = "45s"

[line]                          # faults of every caller's line, see simulators.twilio.faults
frame_loss = 0.05

[[strike]]                      # what is done to the node's surroundings
kind = "disk-full"              # or redis-hung, redis-killed
start = "15s"
end = "35s"

[bench]                         # ... or, instead of [traffic], a bench plays it: name and options
name = "node_loss"
kills = 3

[without]                       # how to see it fail
about = "no other voice"
settings = { "speech.tts_order" = ["elevenlabs"] }    # of the node, or options of the bench;
                                                      # constants: see voicectl.bench.altered
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from simulators.faults.load import BadSchedule, entry_of
from simulators.twilio.faults import Faults
from voicectl.chaos.objectives import Objective, parse
from voicectl.chaos.plots import Band
from voicectl.chaos.shapes import Shape, Traffic, seconds
from voicectl.errors import CommandError

FOLDER = Path(__file__).with_name("scenarios")

StrikeKind = Literal["disk-full", "redis-hung", "redis-killed"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the tables of a scenario: an unknown key is an error, so a typo is found."""


class Crowd(Part, frozen=True, kw_only=True):
    """People who phone."""

    calls: int
    duration: str
    shape: Shape = "steady"


class Strike(Part, frozen=True, kw_only=True):
    """Something done to the node's surroundings, and undone."""

    kind: StrikeKind
    start: str
    end: str


class Without(Part, frozen=True, kw_only=True):
    """Settings of the node, or options of the bench, in which the protection is missing."""

    about: str
    settings: dict[str, Any]


class Scenario(Part, frozen=True, kw_only=True):
    """One file."""

    about: str
    details: str = ""
    protection: str
    objectives: tuple[str, ...]
    traffic: Crowd | None = None
    settings: dict[str, Any] = {}
    fault: tuple[dict[str, Any], ...] = ()
    line: Faults | None = None
    strike: tuple[Strike, ...] = ()
    bench: dict[str, Any] = {}
    without: Without | None = None

    @property
    def what_breaks(self) -> str:
        """All that is told of it."""
        return ", ".join(filter(None, (self.about, self.details)))

    def wanted(self) -> list[Objective]:
        """Its objectives. Raises CommandError."""
        return [parse(one) for one in self.objectives]

    def crowd(self, seed: int) -> Traffic:
        """Its traffic. Raises CommandError."""
        assert self.traffic is not None
        one = self.traffic
        return Traffic(seconds(one.duration), one.calls, shape=one.shape, seed=seed)

    def bands(self) -> list[Band]:
        """When something is wrong, for plots. Raises CommandError."""
        found = [Band(seconds(one.start), seconds(one.end), one.kind) for one in self.strike]
        for one in self.fault:
            _, entry = entry_of(one)
            found.append(Band(entry.start_s, entry.end_s, f"{one.get('service')} {one['kind']}"))
        return found


def names() -> list[str]:
    """All scenarios that come with this."""
    return sorted(one.stem for one in FOLDER.glob("*.toml"))


def find(name: str) -> tuple[str, Scenario]:
    """One of ours by its name, or a file of one's own. Raises CommandError."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        raise CommandError(f"no scenario {name!r}; there are {', '.join(names())}")
    return path.stem, load(path)


def load(path: Path) -> Scenario:
    """Read a file. Raises CommandError."""
    try:
        table: Mapping[str, Any] = tomllib.loads(path.read_text("utf-8"))
        made = msgspec.convert(table, Scenario)
        made.wanted()
        made.bands()
        if (made.traffic is None) == (not made.bench):
            raise CommandError("it needs either [traffic] or [bench]")
        if made.traffic is not None:
            made.crowd(0)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise CommandError(f"{path}: {fault}") from fault
    except (CommandError, BadSchedule) as fault:
        raise CommandError(f"{path}: {fault}") from fault
    return made
