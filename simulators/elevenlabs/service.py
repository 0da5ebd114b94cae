"""What all parts of the simulated service share: its plan, its faults, its notes of what came."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from aiohttp import web

from simulators.elevenlabs.choosing import Kind, lasting, queued
from simulators.elevenlabs.faults import Fault
from simulators.elevenlabs.plan import Limits, Plan
from simulators.elevenlabs.workspace import Workspace
from simulators.listening import Listener
from simulators.speech.voice import Voice

_NOTHING = Limits(concurrent=0)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request or opening of a socket as it came."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    """Empty when it was no JSON object."""
    at: float
    """Seconds since the server started."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a client on a socket; audio is left out."""

    socket: int
    """Number of the socket, in order of opening, from 1."""
    body: Mapping[str, Any]
    at: float


class Service:
    """The state of one running server."""

    def __init__(self, plan: Plan, voice: Voice, listener: Listener) -> None:
        self.plan = plan
        self.voice = voice
        self.listener = listener
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.messages: list[Message] = []
        self.random = Random(plan.seed)
        self.opened = 0
        """Sockets so far."""
        self.resets: dict[str, list[Callable[[], None]]] = {}
        """Path -> what resets the sockets that are open on it."""
        self._workspaces: dict[str, Workspace] = {}
        self._start = 0.0

    def begin(self) -> None:
        """The clock starts."""
        self._start = asyncio.get_running_loop().time()

    @property
    def now(self) -> float:
        """Seconds since the server started to listen."""
        return asyncio.get_running_loop().time() - self._start

    def workspace(self, key: str) -> Workspace:
        """The workspace of a key that is known."""
        if key not in self._workspaces:
            self._workspaces[key] = Workspace(lambda: self.plan.account(key) or _NOTHING)
        return self._workspaces[key]

    def fault(self, kind: type[Kind], path: str) -> Kind:
        """What spoils the next thing of a kind; a fault that does nothing if nothing does."""
        found = queued(self.faults, kind, path)
        found = found or lasting(self.plan.outages, kind, path, self.now, self.random)
        return found or kind()

    def draw(self, span: tuple[float, float]) -> float:
        """A number from a range of the profile."""
        return self.random.uniform(*span)


SERVICE = web.AppKey("service", Service)
