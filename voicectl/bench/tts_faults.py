"""The reference faults of three simulated speech services, by seed and utterance."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agent.settings import Settings
from simulators.elevenlabs import ElevenLabsServer, RequestFault, SpeechFault
from simulators.elevenlabs import Outage as ElevenOutage
from simulators.openai import Fault as OpenAiFault
from simulators.openai import OpenAiServer
from simulators.openai import Outage as OpenAiOutage
from simulators.polly import Fault as PollyFault
from simulators.polly import PollyServer

SERVICES = ("elevenlabs", "openai", "polly")
REFUSES, MUTE, STALLS, BREAKS, SHORT = 0.004, 0.004, 0.003, 0.002, 0.001
OUTAGES = {"elevenlabs": 0.30, "openai": 0.305, "polly": 0.70}
"""Where in the run each outage begins, as a share of the utterances."""
OUTAGE_UTTERANCES = 12
"""About 60 s of talking and pauses."""


@dataclass(frozen=True, slots=True)
class Services:
    """The three simulators."""

    elevenlabs: ElevenLabsServer
    openai: OpenAiServer
    polly: PollyServer

    def settings(self, data_dir: Path) -> Settings:
        """Settings of a node that speaks by them, and by tones at the last."""
        keys = self.polly.plan.credentials[0]
        given: dict[str, Any] = {
            "data_dir": data_dir,
            "speech": {"tts_order": (*SERVICES, "tones")},
            "elevenlabs": {
                "api_key": self.elevenlabs.plan.key,
                "base_url": self.elevenlabs.base_url,
            },
            "llm": {
                "openai_api_key": self.openai.plan.key,
                "openai_base_url": self.openai.base_url,
            },
            "polly": {
                "access_key_id": keys.key_id,
                "secret_access_key": keys.secret,
                "base_url": self.polly.base_url,
            },
        }
        return Settings(**given)


Faulty = Callable[[random.Random], Any]


def _stall(chance: random.Random) -> float:
    return chance.uniform(1.0, 25.0)


def _share(chance: random.Random) -> float:
    return chance.uniform(0.2, 0.9)


KINDS: dict[str, dict[str, Faulty]] = {
    "refuses": {
        "elevenlabs": lambda _: SpeechFault(error="system_busy"),
        "openai": lambda chance: OpenAiFault(path="/speech", status=chance.choice((500, 503))),
        "polly": lambda _: PollyFault(code="ServiceFailureException"),
    },
    "mute": {
        "elevenlabs": lambda chance: SpeechFault(slow=_stall(chance)),
        "openai": lambda chance: OpenAiFault(path="/speech", stall=_stall(chance)),
        "polly": lambda chance: PollyFault(stall=_stall(chance)),
    },
    "stalls": {
        "elevenlabs": lambda chance: SpeechFault(
            after=chance.uniform(0.3, 3.0), stall=_stall(chance)
        ),
        "openai": lambda chance: OpenAiFault(path="/speech", middle="stall"),
        "polly": lambda chance: PollyFault(gap=chance.uniform(1.0, 3.0)),
    },
    "breaks": {
        "elevenlabs": lambda chance: SpeechFault(after=chance.uniform(0.3, 3.0), close=1006),
        "openai": lambda _: OpenAiFault(path="/speech", middle="reset"),
        "polly": lambda chance: PollyFault(cut=_share(chance)),
    },
    "short": {
        "elevenlabs": lambda _: SpeechFault(silent=True),
        "openai": lambda _: OpenAiFault(path="/speech", middle="end"),
        "polly": lambda _: PollyFault(short=0.3),
    },
}
SHARES = {"refuses": REFUSES, "mute": MUTE, "stalls": STALLS, "breaks": BREAKS, "short": SHORT}


@dataclass(slots=True)
class Mix:
    """What strikes when."""

    chance: random.Random | None
    down: dict[str, range] = field(default_factory=dict)
    """Utterances during which a service is down."""

    @classmethod
    def none(cls) -> "Mix":
        """Nothing."""
        return cls(None)

    @classmethod
    def reference(cls, seed: int, count: int) -> "Mix":
        """The reference mix."""
        starts = {name: round(share * count) for name, share in OUTAGES.items()}
        down = {name: range(at, at + OUTAGE_UTTERANCES) for name, at in starts.items()}
        return cls(random.Random(f"faults {seed}"), down)

    def outage(self, n: int) -> bool:
        """Whether any service is down during an utterance."""
        return any(n in span for span in self.down.values())

    def prepare(self, services: Services, n: int) -> bool:
        """Set what goes wrong in utterance `n`; whether the first service is struck or down."""
        if self.chance is None:
            return False
        struck = n in self.down[SERVICES[0]]
        for name in SERVICES:
            faults: list[Any] = getattr(services, name).faults
            faults.clear()
            for kind, share in SHARES.items():
                if self.chance.random() < share:
                    faults.append(KINDS[kind][name](self.chance))
                    struck = struck or name == SERVICES[0]
            self._outage(services, name, n)
        return struck

    def _outage(self, services: Services, name: str, n: int) -> None:
        span = self.down.get(name, range(0))
        if n == span.start:
            _down(services, name)
        elif n == span.stop:
            _up(services, name)
        elif n in span and name == "polly":
            services.polly.faults[:] = [POLLY_DOWN]


POLLY_DOWN = PollyFault(code="ServiceFailureException", times=1_000_000)


def _down(services: Services, name: str) -> None:
    match name:
        case "elevenlabs":
            refused = ElevenOutage(RequestFault(status=503))
            services.elevenlabs.plan = replace(services.elevenlabs.plan, outages=(refused,))
            services.elevenlabs.drop()
        case "openai":
            refusing = OpenAiOutage(fault=OpenAiFault(status=503))
            services.openai.plan = replace(services.openai.plan, outages=(refusing,))
        case _:
            services.polly.faults[:] = [POLLY_DOWN]


def _up(services: Services, name: str) -> None:
    match name:
        case "elevenlabs":
            services.elevenlabs.plan = replace(services.elevenlabs.plan, outages=())
        case "openai":
            services.openai.plan = replace(services.openai.plan, outages=())
        case _:
            services.polly.faults.clear()
