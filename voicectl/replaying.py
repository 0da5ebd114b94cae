"""Replay: feed a recorded call's events to today's dialogue and compare every command.

The journal holds each event with its time and the commands it led to; `step` is pure, so equal
code gives equal commands. The first difference of a call is what one wants to see: what follows
it happened in a conversation that would not have taken place.
"""

import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from agent.call.journal import (
    Entry,
    Header,
    Recording,
    Segment,
    is_later_part,
    later_parts,
    read,
    read_call,
)
from agent.dialogue.state import State, decode
from agent.dialogue.step import at, step
from agent.events import Command, Heard, Note
from agent.profile.schema import CompanyProfile


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first command batch of a call that differs."""

    call: str
    turn: int
    """Caller turn, from 1; 0 before the caller first spoke."""
    n: int
    """Number of the event in the journal."""
    event: Any
    expected: list[Any]
    """Recorded commands that today's code does not give."""
    got: list[Any]
    """Commands of today's code that were not recorded."""
    phase: str
    path: str = ""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """Result of a replay over many calls."""

    calls: int
    identical: int
    different: list[Difference]
    turns: int
    turns_per_second: float


class ProfileMissing(Exception):
    """A journal's profile is not beside it; the message says where it was looked for."""


def find(paths: Iterable[Path]) -> Iterator[Path]:
    """Journals among files and directories, sorted within each directory."""
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*.jsonl")) if not is_later_part(one))
        else:
            yield path


def profile_of(path: Path, digest: str) -> CompanyProfile:
    """The profile a call was held with, stored by hash beside the journals."""
    places = [folder / "profiles" / digest for folder in (path.parent, *path.parents[1:3])]
    for place in places:
        if place.is_file():
            return msgspec.json.decode(place.read_bytes(), type=CompanyProfile)
    raise ProfileMissing(
        f"{path}: its profile {digest} is not in {places[0].parent}; pass one with --with"
    )


def replay(paths: Iterable[Path], profile: CompanyProfile | None = None) -> Replayed:
    """Run every journal, with `profile` instead of the recorded one when given.

    Raises BadJournal and ProfileMissing.
    """
    calls = turns = 0
    different: list[Difference] = []
    seconds = 0.0
    for path in find(paths):
        recording = read_call(path)
        company = profile or profile_of(path, recording.segments[0].header.profile)
        if not calls:
            _run(recording, company)  # tables that load on first use are no part of the rate
        began = time.perf_counter()
        count, difference = _run(recording, company)
        seconds += time.perf_counter() - began
        calls += 1
        turns += count
        if difference is not None:
            different.append(msgspec.structs.replace(difference, path=str(path)))
    return Replayed(
        calls=calls,
        identical=calls - len(different),
        different=different,
        turns=turns,
        turns_per_second=round(turns / seconds, 1) if seconds else 0.0,
    )


def _run(recording: Recording, profile: CompanyProfile) -> tuple[int, Difference | None]:
    """Caller turns stepped, and the first difference."""
    turns = 0
    for segment in recording.segments:
        state = decode(segment.header.state)
        for entry in segment.entries:
            turns += isinstance(entry.event, Heard)
            state, commands = step(profile, at(state, entry.at), entry.event)
            if commands != entry.commands:
                return turns, _difference(segment.header, entry, turns, commands, state)
    return turns, None


def _difference(
    header: Header, entry: Entry, turn: int, commands: tuple[Command, ...], state: State
) -> Difference:
    return Difference(
        call=header.call,
        turn=turn,
        n=entry.n,
        event=msgspec.to_builtins(entry.event),
        expected=_without(entry.commands, commands),
        got=_without(commands, entry.commands),
        phase=state.phase,
    )


def _without(these: tuple[Command, ...], others: tuple[Command, ...]) -> list[Any]:
    """Commands only in `these`; notes last, since they explain more than they matter."""
    only = [one for one in these if one not in others]
    only.sort(key=lambda one: isinstance(one, Note))
    return [msgspec.to_builtins(one) for one in only] or ["(same commands, other order)"]


def accept(paths: Iterable[Path], profile: CompanyProfile | None = None) -> int:
    """Rewrite journals with today's commands; returns how many changed. Events stay as they are."""
    changed = 0
    for path in (part for first in find(paths) for part in (first, *later_parts(first))):
        recording = read(path)
        company = profile or profile_of(path, recording.segments[0].header.profile)
        if _run(recording, company)[1] is not None:
            path.write_bytes(b"".join(_lines(recording.segments, company)))
            changed += 1
    return changed


def _lines(segments: Iterable[Segment], profile: CompanyProfile) -> Iterator[bytes]:
    for segment in segments:
        yield msgspec.json.encode(segment.header) + b"\n"
        state = decode(segment.header.state)
        for entry in segment.entries:
            state, commands = step(profile, at(state, entry.at), entry.event)
            yield msgspec.json.encode(msgspec.structs.replace(entry, commands=commands)) + b"\n"


_SPAN = re.compile(r"(\d+)\s*(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds_of(text: str) -> float:
    """A duration with units, ``30m`` or ``1h30m``. Raises ValueError."""
    found = _SPAN.findall(text)
    if not found or _SPAN.sub("", text).strip():
        raise ValueError(f"{text!r} is no duration; write e.g. 30m, 12h or 2d")
    return float(sum(int(number) * _UNITS[unit] for number, unit in found))
