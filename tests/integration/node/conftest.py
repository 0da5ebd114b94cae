"""A real node on free ports against the simulated carrier; only hearing and speaking are stand-ins.

The caller's words go past the audio: each spoken burst of sound stands for the next line, which the
stand-in recogniser returns. The agent speaks in tones.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.audio.mulaw import encode, level_db
from agent.engines import Speech
from agent.events import Expecting, Language, Level
from agent.node import Node, running
from agent.ports import SILENCE, Model, Recognizer, Transcript, Voice
from agent.resilience.guarded import Guards
from agent.settings import Settings
from agent.tongue import Tongue
from agent.tts.tones import Tones
from simulators.twilio import Account, Call, Carrier, Faults, Number, Phone
from simulators.twilio.exchange import mute_voice
from simulators.twilio.party import Handset
from voicectl.cli import build

OFFICE = "+12145550100"
ONCALL = "+12145550111"
SECOND = "+12145550112"
SUPERVISOR = "+12145550113"
CALLER = "+12145550155"
OPEN = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Dallas."""

PROFILE = f"""
company: {{name: Test Air, tz: America/Chicago}}
numbers:
  office: "{OFFICE}"
  oncall: ["{ONCALL}", "{SECOND}"]
  supervisor: "{SUPERVISOR}"
hours:
  days: {{mon: ["08:00", "18:00"], tue: ["08:00", "18:00"], wed: ["08:00", "18:00"]}}
area:
  zones: {{dallas: ["752*"]}}
fees: {{service: 8900, after_hours: 14900}}
windows:
  slots: {{mon: [["08:00", "12:00"]], tue: [["12:00", "16:00"]], wed: [["08:00", "12:00"]]}}
  crews: {{dallas: 2}}
job_types:
  no_cooling: {{spoken: no cooling, tier: triage}}
escalation: {{ring_s: 3, ladder_s: 8, ack_s: 2}}
"""

BURST = encode(
    b"".join(
        round(12000 * math.sin(2 * math.pi * 300 * n / 8000)).to_bytes(2, "little", signed=True)
        for n in range(160)
    )
)
BURST_FRAMES = 30
PAUSE_FRAMES = 30


class Caller:
    """Says the next line whenever the agent has been quiet for a moment."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        self.current = ""
        self.phone: Handset | None = None
        self.gone = False
        self._left = 0
        self._heard = False
        self._quiet = 0

    def joined(self, phone: Handset) -> None:
        self.phone = phone

    def hear(self, ulaw: bytes) -> None:
        if level_db(ulaw) > -50:
            self._heard, self._quiet = True, 0
        else:
            self._quiet += 1
        if self._heard and self._quiet >= PAUSE_FRAMES and self.lines and not self._left:
            self.current = self.lines.pop(0)
            self._left, self._heard = BURST_FRAMES, False

    def speak(self) -> bytes:
        if not self._left:
            return SILENCE
        self._left -= 1
        return BURST

    def left(self) -> None:
        self.gone = True


async def quick_voice(text: str, language: str) -> bytes:
    """The carrier's voice in a hurry: 40 ms a word, so that a whole call takes little time."""
    return b"\x10\x90" * 160 * len(text.split())


class Quick:
    """Our voice in the same hurry."""

    name = "quick"

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        yield await quick_voice(text, language)


class Loudness:
    """Speech is what is loud."""

    def __init__(self) -> None:
        self._waiting = b""

    def begin_anew(self) -> None:
        pass

    def hear(self, ulaw: bytes, judged: Callable[[float], None], failed: object) -> None:
        self._waiting += ulaw
        while len(self._waiting) >= 256:
            window, self._waiting = self._waiting[:256], self._waiting[256:]
            judged(1.0 if level_db(window) > -35 else 0.0)


@dataclass
class Rig:
    """Node, carrier and the words of the caller."""

    node: Node
    carrier: Carrier
    settings: Settings
    callers: list[Caller] = field(default_factory=list)

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        return Transcript(self.callers[-1].current, 0.9)

    async def dial(
        self, *lines: str, faults: Faults | None = None, from_: str = CALLER
    ) -> tuple[Call, Caller]:
        caller = Caller(lines)
        self.callers.append(caller)
        return await self.carrier.dial(from_, OFFICE, caller, faults=faults), caller

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """Rows of a table, by a second connection as a tool would."""
        from agent.bookings.connection import connect

        db = connect(self.settings.database_url)
        try:
            return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
        finally:
            db.close()

    @property
    def said(self) -> str:
        """Everything Twilio's own voice said."""
        return " ".join(text for call in self.carrier.calls.values() for text in call.texts)


MakeRig = Callable[..., Any]


@pytest.fixture
def rig(tmp_path: Path) -> MakeRig:
    """A context manager that runs a node and a carrier; keywords are settings' sections."""
    profile = tmp_path / "company.yaml"

    @asynccontextmanager
    async def make(
        plan: dict[str, Phone] | None = None,
        clock: datetime = OPEN,
        advised: Callable[[Recognizer], Recognizer] | None = None,
        guards: Guards | None = None,
        models: Mapping[Level, Model] | None = None,
        voice: Voice | None = None,
        languages: Sequence[str] = ("en",),
        quick: bool = False,
        **sections: dict[str, Any],
    ) -> AsyncIterator[Rig]:
        spoken = f"{{name: Test Air, languages: [{', '.join(languages)}],"
        profile.write_text(PROFILE.replace("{name: Test Air,", spoken))
        account = Account()
        origin = "https://agent.example"
        routes = {origin: "http://127.0.0.1:1"}
        urls = {
            "voice_url": f"{origin}/twilio/voice",
            "voice_fallback_url": f"{origin}/twilio/fallback",
            "status_callback": f"{origin}/twilio/status",
            "sms_url": f"{origin}/twilio/sms",
        }
        numbers = [Number(OFFICE, **urls)]
        started = datetime.now(UTC)
        says = quick_voice if quick else mute_voice
        async with Carrier(
            numbers, account=account, plan=plan, routes=routes, voice=says
        ) as carrier:
            settings = Settings(
                data_dir=tmp_path / "var",
                profile=profile,
                server={"port": 0, "public_url": origin, **sections.get("server", {})},
                twilio={
                    "account_sid": account.sid,
                    "auth_token": account.token,
                    "api_base": carrier.api_base,
                },
                timeouts=sections.get("timeouts", {}),
                flags={"limits": 100 if "limits" in sections else 0} | sections.get("flags", {}),
                sessions=sections.get("sessions", {}),
                limits=sections.get("limits", {}),
                heat_wave=sections.get("heat_wave", {}),
                admin=sections.get("admin", {}),
                database=sections.get("database", {}),
                fleet=sections.get("fleet", {}),
            )
            made: list[Rig] = []

            class Ears:
                async def transcribe(self, *args: Any, **more: Any) -> Transcript:
                    return await made[0].transcribe(*args, **more)

            speech = Speech(
                recognizer=Ears(),
                voice=voice or (Quick() if quick else Tones()),
                detector=Loudness,
                advised=advised(Ears()) if advised else None,
                guards=guards or Guards(),
                models=models or {},
            )
            async with running(
                settings, speech=speech, now=lambda: clock + (datetime.now(UTC) - started)
            ) as node:
                routes[origin] = f"http://127.0.0.1:{node.port}"
                made.append(Rig(node, carrier, settings))
                yield made[0]

    return make


@pytest.fixture
def voicectl() -> Callable[..., Awaitable[int]]:
    """Runs a command as a user does, beside a node in the same process; gives its exit code."""

    async def run_command(*arguments: str) -> int:
        """Run a command in a thread; returns its exit code."""

        def run() -> int:
            with pytest.raises(SystemExit) as end:
                build().main(list(arguments), prog_name="voicectl")
            return int(end.value.code or 0)

        return await asyncio.to_thread(run)

    return run_command
