"""What the keys ask of the node: each act is one request of the control API. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from agent.telemetry.news import CircuitState
from voicectl.monitor.model import Call

QUEUES = ("office", "oncall", "billing", "sales")
LEVELS = ("full model", "small model", "rules", "people only")
HAND_S = 3600.0
"""A level set by hand holds so long."""


@dataclass(frozen=True, slots=True)
class Act:
    """A request, and what is told when it was taken."""

    method: str
    path: str
    done: str
    body: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """An act that waits for a yes, or for a word more."""

    question: str
    act: Callable[[str], Act]
    """Given the answer. Raises ValueError that says what is wrong with it."""
    label: str = ""
    """What to type; empty: a yes is enough."""
    answer: str = ""
    """Typed in before."""


def take_over(call: Call, number: str) -> Wish:
    """Have the caller connected with the one who watches."""

    def act(text: str) -> Act:
        given = re.sub(r"[ ().-]", "", text)
        if not re.fullmatch(r"\+[1-9]\d{6,14}", given):
            raise ValueError("write the number with its country, like +12145550123")
        done = f"{_name(call)}: ringing you at {given}; press 1 to take the caller"
        return Act("POST", f"{_path(call)}/take-over", done, {"number": given})

    return Wish(f"Take over {_name(call)}?", act, "Your number", number)


def transfer(call: Call) -> Wish:
    """Have the caller connected with a queue's people."""

    def act(text: str) -> Act:
        queue = text.strip().lower()
        if queue not in QUEUES:
            raise ValueError(f"one of {', '.join(QUEUES)}")
        done = f"{_name(call)}: to {queue}"
        return Act("POST", f"{_path(call)}/transfer", done, {"queue": queue})

    return Wish(f"Transfer {_name(call)}?", act, f"To ({', '.join(QUEUES)})", "office")


def say(call: Call) -> Wish:
    """Have the agent say something."""

    def act(text: str) -> Act:
        if not text.strip():
            raise ValueError("write what the caller shall hear")
        return Act("POST", f"{_path(call)}/say", f"{_name(call)}: said", {"text": text.strip()})

    return Wish(f"Say something to {_name(call)}", act, "Words")


def hang_up(call: Call) -> Wish:
    """End the call."""
    act = Act("POST", f"{_path(call)}/hang-up", f"{_name(call)}: hung up")
    return Wish(f"Hang up on {_name(call)}?", lambda _: act)


def level(now: int, best: int) -> Wish:
    """Serve at another level, or by the signals again. `best`: what the node's models allow."""

    def act(text: str) -> Act:
        wanted = text.strip().lower()
        if wanted == "auto":
            return Act("DELETE", "/v1/level", "level: by the signals again")
        if wanted not in ("0", "1", "2", "3"):
            raise ValueError("0, 1, 2, 3 or auto")
        if int(wanted) < best:
            raise ValueError(f"{best} {LEVELS[best]} is the best that this node can do")
        body = {"level": int(wanted), "seconds": HAND_S, "why": "set at the monitor"}
        told = f"level: {wanted} ({LEVELS[int(wanted)]}) for an hour"
        return Act("PUT", "/v1/level", told, body)

    names = ", ".join(f"{n} {name}" for n, name in enumerate(LEVELS))
    return Wish(f"Level of service, now {now} {LEVELS[now]}", act, f"{names}, or auto")


def turn(name: str, state: CircuitState) -> Wish:
    """Trip a closed circuit, reset any other."""
    verb, told = ("open", "tripped") if state.state == "closed" else ("reset", "reset")
    act = Act("POST", f"/v1/circuits/{quote(name)}/{verb}", f"{name}: {told}")
    return Wish(f"{'Trip' if verb == 'open' else 'Reset'} {name}?", lambda _: act)


def drain(draining: bool) -> Wish:
    """Take no more calls, or take them again."""
    if draining:
        again = Act("DELETE", "/v1/drain", "calls are taken again")
        return Wish("Take calls again?", lambda _: again)
    stop = Act("PUT", "/v1/drain", "no more calls are taken; live ones go on")
    return Wish("Take no more calls? Live ones go on.", lambda _: stop)


def _name(call: Call) -> str:
    return f"call {call.sid[:8]} (caller {call.caller or 'withheld'})"


def _path(call: Call) -> str:
    return f"/v1/calls/{quote(call.sid, safe='')}"
