"""Scripted dialogues: play each script against the agent in text, judge what came of it.

A script's turns carry what they answer; the agent is free in the order of its questions. Playing:
the next unused turn if it answers what was asked, else the first unused turn that does, else the
last turn that did, else simply the next one. The player sees turns only, never the truth.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.bookings.desk import SqlDesk
from agent.dialogue.state import State
from agent.events import Booked, Cancelled, CancelVisit, Outcome, Reschedule, Rescheduled
from agent.profile.load import from_company_json, load_default
from agent.profile.schema import CompanyProfile
from agent.transports.text import TextCall, VirtualClock
from voicectl.evaluation.behaviours import broken
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share
from voicectl.evaluation.verdicts import judge
from voicectl.understanding import classifier

ANYWHERE = frozenset({"any", "silence", "language", "decline", "transfer"})
"""Turns that answer no particular question are played in their place."""

FITS: dict[str, tuple[str, ...]] = {
    "how_can_i_help": ("opening", "issue"),
    "need": ("issue", "opening", "book_offer"),
    "issue": ("issue", "opening"),
    "what_else": ("issue", "opening"),
    "offer_booking": ("book_offer", "price"),
    "safety": ("safety",),
    "safety_vague": ("safety",),
    "safety_which": ("safety",),
    "e_outside": ("safety",),
    "e_verify": ("safety",),
    "e_address": ("address",),
    "e_phone": ("phone",),
    "lookup": ("identity", "name"),
    "zip": ("address",),
    "zip_again": ("address",),
    "confirm_zip": ("confirm",),
    "vulnerable": ("safety",),
    "temperature": ("safety",),
    "out_of_area_note": ("decline", "book_offer"),
    "waitlist": ("offer", "book_offer"),
    "message": ("issue", "opening"),
    "resume_offer": ("book_offer",),
    "name": ("name",),
    "last_name": ("name",),
    "phone": ("phone",),
    "phone_rest": ("phone",),
    "phone_keys": ("phone",),
    "callback_number": ("phone",),
    "callback_last_four": ("confirm_phone", "confirm"),
    "confirm_phone": ("confirm_phone", "confirm"),
    "address": ("address",),
    "address_street": ("address",),
    "address_number": ("address",),
    "confirm_address": ("confirm",),
    "when": ("time",),
    "offer": ("offer",),
    "offer_one": ("offer",),
    "confirm_booking": ("confirm",),
    "confirm_booking_credit": ("confirm",),
    "confirm_booking_free": ("confirm",),
    "another_visit": ("confirm",),
    "confirm_move": ("confirm",),
    "confirm_cancel": ("confirm",),
    "correct": ("confirm",),
    "find_visit": ("identity", "phone"),
    "prove_place": ("identity", "address"),
    "which_visit": ("which", "identity"),
    "anything_else": ("closing",),
    "sms": ("closing",),
}
"""What a pending question asks for, in the scripts' terms."""

SLOT_OF: dict[str, str] = {
    "issue": "issue",
    "safety": "safety",
    "vulnerable": "vulnerable",
    "temperature": "temperature",
    "zip": "zip",
    "zip_again": "zip",
    "confirm_zip": "zip",
    "name": "name",
    "last_name": "name",
    "phone": "phone",
    "phone_rest": "phone",
    "phone_keys": "phone",
    "callback_number": "phone",
    "address": "address",
    "address_street": "address",
    "address_number": "address",
    "when": "window",
    "offer": "window_choice",
    "offer_one": "window_choice",
    "find_visit": "visit",
    "prove_place": "proof",
    "which_visit": "which",
}
"""Questions that ask for a slot; read-backs ask for none."""

OUTCOMES: dict[Outcome, str] = {
    "emergency_handled": "emergency",
    "transferred_planned": "transferred",
    "transferred_forced": "transferred",
    "silent": "abandoned",
    "abandoned_early": "abandoned",
    "abandoned_mid": "abandoned",
    "spam": "not_a_customer",
    "faq_only": "info_only",
    "status_given": "info_only",
    "declined_fee": "info_only",
    "message_taken": "info_only",
    "no_capacity": "info_only",
}


@dataclass(slots=True)
class Played:
    """What happened in one played script."""

    agent: list[str] = field(default_factory=list)
    """Everything the agent said, one text per turn."""
    lines: list[tuple[str, str]] = field(default_factory=list)
    """The transcript: ("agent" | "caller", text)."""
    state: State = field(default_factory=State)
    profile: CompanyProfile = field(default_factory=load_default)
    """The company of the script."""
    output: dict[str, Any] = field(default_factory=dict)
    tools: list[str] = field(default_factory=list)
    transfers: int = 0
    cancelled: tuple[str, ...] = ()
    """Codes of the visits that were cancelled."""
    questions: list[str] = field(default_factory=list)
    """Keys of the questions that caller turns were meant for, in order."""


class Script:
    """The caller's side: which turn to play next."""

    def __init__(self, turns: Sequence[Mapping[str, Any]]) -> None:
        self._turns = turns
        self._used: list[int] = []

    def next(self, question: str) -> Mapping[str, Any] | None:
        """The turn to play for a pending question; None when the script is over."""
        fits = FITS.get(question, ())
        last = self._used[-1] if self._used else -1
        unused = [index for index in range(len(self._turns)) if index not in self._used]
        left = [one for one in unused if one > last] + [one for one in unused if one < last]
        if left and (self._turns[left[0]]["for"] in (*fits, *ANYWHERE) or not fits):
            return self._play(left[0])
        for index in left:
            if self._turns[index]["for"] in fits:
                return self._play(index)
        for index in reversed(self._used):
            if self._turns[index]["for"] in fits:
                return self._turns[index]
        return self._play(left[0]) if left else None

    def _play(self, index: int) -> Mapping[str, Any]:
        self._used.append(index)
        return self._turns[index]


def score(path: Path, config: Path | None = None) -> Scorecard:
    """Play and judge every script of a file; the company stands in company.json beside it."""
    started = time.perf_counter()
    profile = from_company_json(path.parent / "company.json")
    judged = [
        _judged(line, item, asyncio.run(play(profile, item, config)))
        for line, item in read_truth(path)
    ]
    slots = [item for item in judged if "slots" not in item.labels]
    turns = [item.output["turns_per_slot"] for item in judged if item.output["turns_per_slot"]]
    figures: Figures = {
        "passed": float(sum(item.correct for item in judged)),
        "slot_accuracy": Share(len(slots), len(judged)),
        "turns_per_slot": round(sum(turns) / len(turns), 2) if turns else 0.0,
    }
    return tally("dialogues", judged, figures=figures, seconds=time.perf_counter() - started)


def _judged(line: int, item: Mapping[str, Any], played: Played) -> Judged:
    wrong = [*judge(item["truth"], played.output), *broken(item["truth"], played)]
    return Judged(
        line=line,
        id=item["id"],
        expected=item["truth"],
        output={**played.output, "wrong": wrong} if wrong else played.output,
        correct=not wrong,
        labels=tuple(sorted({reason.split(":")[0] for reason in wrong})) or ("passed",),
    )


async def play(
    profile: CompanyProfile, item: Mapping[str, Any], config: Path | None = None
) -> Played:
    """Play one script; reads only what a caller would know."""
    clock = VirtualClock(datetime.fromisoformat(item["now"]).astimezone(ZoneInfo(item["tz"])))
    desk = SqlDesk(":memory:", profile, now=clock)
    try:
        call = TextCall(
            profile,
            desk,
            clock,
            item["caller_id"] or "",
            call_sid=item["id"],
            classify=classifier(config),
        )
        return await _converse(call, item["turns"])
    finally:
        desk.close()


async def _converse(call: TextCall, turns: Sequence[Mapping[str, Any]]) -> Played:
    played, script = Played(profile=call.profile), Script(turns)
    _hear(played, await call.start())
    for _ in range(2 * len(turns) + 10):
        question = call.state.asked.key if call.state.asked else ""
        turn = None if call.ended else script.next(question)
        if turn is None:
            break
        if turn["for"] in FITS.get(question, ()):
            played.questions.append(question)
        if turn["say"]:
            played.lines.append(("caller", turn["say"]))
            after = turn["barge_in_ms"]
            barge = after / 1000 if after is not None else None
            _hear(played, await call.say(turn["say"], barge_in=barge))
        else:
            _hear(played, await call.silence(turn["silence_s"] or 10.0))
    if not call.ended:
        await call.hang_up()
    return _finish(played, call)


def _hear(played: Played, texts: list[str]) -> None:
    if texts:
        played.agent.append(" ".join(texts))
        played.lines.append(("agent", played.agent[-1]))


def _finish(played: Played, call: TextCall) -> Played:
    state = call.state
    played.state = state
    played.tools = [type(use.tool).__name__ for use in call.tool_log]
    played.transfers = len(call.transfers)
    played.cancelled = tuple(
        use.result.code for use in call.tool_log if isinstance(use.result, Cancelled)
    )
    # A visit booked and then moved in one call is one booking, at its last time.
    bookings = list(
        {
            use.result.code: {
                "code": use.result.code,
                "date": use.result.window.date,
                "start": use.result.window.start,
                "end": use.result.window.end,
            }
            for use in call.tool_log
            if isinstance(use.result, Booked | Rescheduled)
        }.values()
    )
    outcome = call.outcome or "system_error"
    slots = state.slots
    played.output = {
        "outcome": OUTCOMES.get(outcome, outcome),
        "slots": {
            "name": slots.name or None,
            "phone": slots.phone or None,
            "address": slots.address.street_line or None,
            "zip": slots.zip or slots.address.zip or None,
        },
        "window": bookings[-1] if bookings else None,
        "appointment_ref": _acted_on(call),
        "escalation": _escalation(played),
        "bookings": bookings,
        "agent_turns": played.agent,
        "tool_calls": played.tools,
        "turns_per_slot": _turns_per_slot(played),
    }
    return played


def _turns_per_slot(played: Played) -> float:
    """Caller turns spent on questions for slots, per slot asked for; 0 when none was."""
    asked = [SLOT_OF[key] for key in played.questions if key in SLOT_OF]
    return round(len(asked) / len(set(asked)), 2) if asked else 0.0


def _acted_on(call: TextCall) -> str | None:
    for use in call.tool_log:
        if isinstance(use.tool, Reschedule | CancelVisit):
            return use.tool.code
    return call.state.visit.code if call.state.visit else None


def _escalation(played: Played) -> str:
    if "AlertOnCall" in played.tools:
        return "emergency"
    return "human" if played.transfers else "none"
