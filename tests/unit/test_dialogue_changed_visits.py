"""After a change in the same call, what is said about the caller's visits is what the books say."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from agent.bookings.desk import SqlDesk
from agent.profile.load import load_default
from agent.profile.schema import Existing
from agent.transports.text import TextCall, VirtualClock

VISIT = Existing(
    code="K7M4PQ",
    name="Helen Gray",
    phone="+12145550164",
    date="2026-11-25",
    start="08:00",
    end="12:00",
    job_type="maintenance_tuneup",
    address="330 Lake St, Dallas, TX 75206",
)
PROFILE = msgspec.structs.replace(load_default(), existing=(VISIT,))


def talk(*lines: str) -> tuple[TextCall, list[str]]:
    """Say the lines as Helen; returns the call and the agent's answers."""

    async def run() -> TextCall:
        clock = VirtualClock(datetime(2026, 11, 23, 9, 10, tzinfo=ZoneInfo(PROFILE.company.tz)))
        desk = SqlDesk(":memory:", PROFILE, now=clock)
        call = TextCall(PROFILE, desk, clock, VISIT.phone)
        await call.start()
        for line in lines:
            heard.append(" ".join(await call.say(line)))
        desk.close()
        return call

    heard: list[str] = []
    return asyncio.run(run()), heard


def test_the_status_after_a_move_is_the_new_time() -> None:
    """What we knew when the call began no longer holds."""
    _, heard = talk(
        "I need to move my appointment to friday afternoon",
        "yes",
        "yes",
        "and when is my appointment now?",
    )
    assert "Friday" in heard[-1]


def test_a_visit_moved_in_this_call_can_be_cancelled_in_it() -> None:
    """The cancellation acts on the visit as it stands now, not on its old version."""
    call, _ = talk(
        "I need to move my appointment to friday afternoon",
        "yes",
        "yes",
        "oh, please cancel my appointment instead",
        "yes, cancel it",
        "no, bye",
    )
    assert call.outcome == "cancelled"
