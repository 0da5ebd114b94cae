"""What the parts of the simulated service share while it runs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulators.openai.author import Author, Given
from simulators.openai.errors import Problem
from simulators.openai.faults import Fault, Outage
from simulators.openai.limits import Meter
from simulators.openai.listener import Hearing, Listener
from simulators.openai.plan import Plan
from simulators.openai.profile import Pace
from simulators.speech.voice import Voice

if TYPE_CHECKING:
    from simulators.openai.realtime import Line


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    """Empty when it was no JSON object. Of a form: its fields, and of `file` name and size."""
    at: float = 0.0
    """Seconds since the server started."""
    file: bytes = b""
    """The upload of a form."""


class Service:
    """The state behind all handlers."""

    def __init__(self, plan: Plan, voice: Voice, listener: Listener) -> None:
        self.plan = plan
        self.voice = voice
        self.hearing = Hearing(listener)
        self.author = Author()
        self.pace = Pace(plan.profile.seed)
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.answers: list[Given] = []
        self.lines: set[Line] = set()
        self.started = 0.0
        self._meters: dict[str, Meter] = {}
        self._random = Random(plan.seed)

    @property
    def now(self) -> float:
        """Seconds since the server started."""
        return asyncio.get_running_loop().time() - self.started

    def fault(self, path: str) -> Fault:
        """What goes wrong with this request: the first fault in the queue, else an outage."""
        for at, fault in enumerate(self.faults):
            if fault.path not in path:
                continue
            if not fault.skip:
                return self.faults.pop(at)
            self.faults[at] = replace(fault, skip=fault.skip - 1)
        struck = (one.fault for one in self.plan.outages if self._strikes(one, path))
        return next(struck, Fault())

    def meter(self, key: str) -> Meter | None:
        """The meter of an account; None for a key that is not accepted."""
        plan = self.plan
        limits = plan.limits if key == plan.key else plan.accounts.get(key)
        if limits is None:
            return None
        if key not in self._meters or self._meters[key].limits != limits:
            self._meters[key] = Meter(limits)
        return self._meters[key]

    async def wait(self, seconds: float) -> None:
        """Sleep this long, with the profile's jitter."""
        span = self.pace.span(self.plan.profile, seconds)
        if span:
            await asyncio.sleep(span)

    def missing(self, model: str) -> Problem | None:
        """The 404 of a model that is not served."""
        if self.plan.serves(model):
            return None
        message = f"The model `{model}` does not exist or you do not have access to it."
        return Problem(404, message, "model_not_found")

    def _strikes(self, outage: Outage, path: str) -> bool:
        if outage.fault.path not in path or not outage.start <= self.now < outage.end:
            return False
        return outage.share >= 1 or self._random.random() < outage.share


SERVICE = web.AppKey("service", Service)
FAULT = web.RequestKey("fault", Fault)
ASKED = web.RequestKey("asked", Request)
METER = web.RequestKey("meter", Meter)
