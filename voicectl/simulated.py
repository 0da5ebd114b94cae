"""The simulated providers that `voicectl sim up` runs: one entry each.

A further simulator takes one function that runs it and one entry in `SIMULATORS`.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

from voicectl.errors import CommandError

if TYPE_CHECKING:
    from simulators.faults import Entry
    from simulators.listening import Listener
    from simulators.speech.overheard import Overheard

Latency = Literal["none", "usual", "slow"]
LATENCIES: tuple[Latency, ...] = get_args(Latency)
REGION = "us-east-1"
COMPANY = "+12145550101"
"""The one number of the simulated carrier's account."""
PERSON = "+12145550142"
"""The one phone that is answered when the carrier is asked to call it."""
PERSON_SAYS = "hello I have a question about my furnace"
"""What is said there, in tones, every ten seconds of the first minutes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how a simulator runs."""

    host: str
    port: int
    """0: a free one."""
    latency: Latency = "none"
    daemon: str = ""
    """URL of the daemon that the carrier's number calls; empty: none."""
    ears: "Listener | None" = None
    """What recognition services hear with; shared, so that each knows what any voice said."""
    exact: bool = False
    """No service mishears and no answer is spoiled, as one of twenty else is."""

    @property
    def voice(self) -> "Overheard | None":
        """What speech services speak with: tones that the ears then know."""
        from simulators.speech.overheard import Overheard

        return None if self.ears is None else Overheard(self.ears)


Run = Callable[[Place], AbstractAsyncContextManager[str]]
"""Runs a simulator; yields its origin, http://HOST:PORT."""
Environment = Callable[[str], Mapping[str, str]]
"""Variables that point SDKs and voicectl at an origin."""


@dataclass(frozen=True, slots=True)
class Simulator:
    """One simulated provider."""

    name: str
    """As the fault proxy knows the service, too."""
    speaks: str
    """For people."""
    run: Run
    environment: Environment
    waits: Mapping[Latency, float] = field(default_factory=dict)
    """Seconds before each request, for a simulator that has no latency of its own."""

    def latency(self, chosen: Latency) -> list["Entry"]:
        """What the fault proxy has to do for a latency: nothing if the simulator does it."""
        if chosen not in self.waits:
            return []
        from simulators.faults import Delay, Entry, Jitter

        wait = self.waits[chosen]
        return [Entry(Delay(wait)), Entry(Jitter(wait / 5))]


@asynccontextmanager
async def _elevenlabs(place: Place) -> AsyncIterator[str]:
    from simulators.elevenlabs import INSTANT, ElevenLabsServer, Plan, Profile

    usual = Profile()
    slow = replace(usual, first_byte=(0.8, 2.0), speed=(1.2, 2.0), transcript=(0.8, 1.5))
    profile = {"none": INSTANT, "usual": usual, "slow": slow}[place.latency]
    plan = Plan(profile=profile)
    if place.exact:
        plan = replace(plan, scribe=replace(plan.scribe, mishears=0.0))
    async with ElevenLabsServer(
        plan, host=place.host, port=place.port, voice=place.voice, listener=place.ears
    ) as server:
        yield server.base_url


def _elevenlabs_environment(origin: str) -> Mapping[str, str]:
    from simulators.elevenlabs import Plan

    return {
        "ELEVENLABS_BASE_URL": origin,
        "ELEVENLABS_API_KEY": Plan().key,
        "VOICECTL_ELEVENLABS__BASE_URL": origin,
    }


@asynccontextmanager
async def _openai(place: Place) -> AsyncIterator[str]:
    from simulators.openai import USUAL, OpenAiServer, Plan, Profile

    slow = replace(USUAL, first_token=2.5, tokens_per_s=15.0, first_audio=2.0, hearing=1.5)
    profile = {"none": Profile(), "usual": USUAL, "slow": slow}[place.latency]
    plan = Plan(profile=profile)
    if place.exact:
        plan = replace(plan, mishears=0.0, script=replace(plan.script, wrong=0.0))
    async with OpenAiServer(
        plan, host=place.host, port=place.port, voice=place.voice, listener=place.ears
    ) as server:
        yield server.base_url.removesuffix("/v1")


def _openai_environment(origin: str) -> Mapping[str, str]:
    from simulators.openai import Plan

    return {
        "OPENAI_BASE_URL": f"{origin}/v1",
        "OPENAI_API_KEY": Plan().key,
        "VOICECTL_LLM__OPENAI_BASE_URL": f"{origin}/v1",
    }


@asynccontextmanager
async def _polly(place: Place) -> AsyncIterator[str]:
    from simulators.polly import Latency, Plan, PollyServer

    latency = {
        "none": Latency(),
        "usual": Latency(first=0.12, spread=0.08, speed=10.0),
        "slow": Latency(first=0.8, spread=0.8, speed=1.5),
    }[place.latency]
    async with PollyServer(
        Plan(latency=latency), host=place.host, port=place.port, voice=place.voice
    ) as server:
        yield server.base_url


def _polly_environment(origin: str) -> Mapping[str, str]:
    from simulators.polly import Credentials

    keys = Credentials()
    return {
        "AWS_ENDPOINT_URL_POLLY": origin,
        "AWS_ACCESS_KEY_ID": keys.key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


@asynccontextmanager
async def _twilio(place: Place) -> AsyncIterator[str]:
    import audioop

    from simulators.speech.tones import Tones
    from simulators.twilio import Carrier, Number, Phone, Tape
    from voicectl.phoning import connect

    words = (await (place.voice or Tones()).speak(PERSON_SAYS, 8000)).samples.tobytes()
    said = (b"\xff" * 8000 + audioop.lin2ulaw(words, 2) + b"\xff" * 70_000) * 10
    plan = {PERSON: Phone(ring=0.5, party=lambda: Tape(said))}
    async with Carrier([Number(COMPANY)], plan=plan, host=place.host, port=place.port) as carrier:
        if place.daemon:
            connect(carrier, COMPANY, place.daemon)
        yield carrier.api_base


def _twilio_environment(origin: str) -> Mapping[str, str]:
    from simulators.twilio import Account

    account = Account()
    return {
        "TWILIO_ACCOUNT_SID": account.sid,
        "TWILIO_AUTH_TOKEN": account.token,
        "TWILIO_PHONE_NUMBER": COMPANY,
        "LIVE_CALL_TO": PERSON,
        "VOICECTL_TWILIO__API_BASE": origin,
    }


SIMULATORS: tuple[Simulator, ...] = (
    Simulator(
        "elevenlabs",
        "speech by both text-to-speech sockets and HTTP, voices, models, Scribe in real time",
        _elevenlabs,
        _elevenlabs_environment,
    ),
    Simulator(
        "openai",
        "chat completions, responses, embeddings, models, speech, transcriptions, realtime",
        _openai,
        _openai_environment,
    ),
    Simulator(
        "polly",
        "SynthesizeSpeech with speech marks, DescribeVoices; signatures and quotas checked",
        _polly,
        _polly_environment,
    ),
    Simulator(
        "twilio",
        f"REST for calls and texts; it phones the daemon of --daemon; {PERSON} answers calls",
        _twilio,
        _twilio_environment,
        waits={"usual": 0.1, "slow": 1.0},
    ),
)


def chosen(names: list[str]) -> list[Simulator]:
    """The simulators of these names, in the order of the table; all for none.

    Raises CommandError.
    """
    known = {one.name for one in SIMULATORS}
    if unknown := [name for name in names if name not in known]:
        raise CommandError(
            f"no simulator {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        )
    return [one for one in SIMULATORS if not names or one.name in names]
