"""Taking a seat for the time the caller needs to say yes."""

from datetime import timedelta

from agent.bookings.clock import from_utc_text, utc_text
from agent.bookings.keys import hold_token
from agent.bookings.request import Request
from agent.bookings.windows import SEAT_IS_OPEN, URGENT, by_id, trim
from agent.events import Done, HoldSeat, ReleaseSeat, SeatHeld, SeatTaken

HOLD_SECONDS = 180.0

_TAKE = f"""
    UPDATE seats SET state = 'held', hold_token = :token, hold_until = :until,
        held_by = :conversation
    WHERE (window_id, seat_no) = (
        SELECT seats.window_id, seats.seat_no FROM seats JOIN windows ON windows.id = window_id
        WHERE window_id = :window AND company = :company AND end_utc > :now AND {SEAT_IS_OPEN}
        ORDER BY CASE seats.held_by WHEN :conversation THEN 0 ELSE 1 END, seats.rescue,
            seats.seat_no
        LIMIT 1)
    RETURNING seat_no
"""  # noqa: S608  (only constants are put together)

_FREE = "state = 'free', hold_token = NULL, hold_until = NULL, held_by = NULL"


def hold(request: Request, tool: HoldSeat) -> SeatHeld | SeatTaken:
    """Take a free or expired seat in one statement, giving back what this conversation held.

    The same (conversation, op) again finds its own hold, with the seconds that are left.
    """
    token = hold_token(request.call.conversation_id, request.op)
    held = request.db.execute(
        "SELECT hold_until FROM seats WHERE hold_token = ? AND window_id = ? AND hold_until > ?",
        (token, tool.window_id, request.at),
    ).fetchone()
    if held is not None:
        left = (from_utc_text(held[0]) - request.now).total_seconds()
        return SeatHeld(token=token, window=by_id(request.db, tool.window_id), seconds=left)
    release(request, ReleaseSeat(token=token))
    taken = request.db.execute(
        _TAKE,
        {
            "company": request.company,
            "window": tool.window_id,
            "now": request.at,
            "token": token,
            "until": utc_text(request.now + timedelta(seconds=HOLD_SECONDS)),
            "conversation": request.call.conversation_id,
            "urgent": tool.tier in URGENT,
        },
    ).fetchall()
    if not taken:
        return SeatTaken()
    request.db.execute(
        f"UPDATE seats SET {_FREE} WHERE held_by = ? AND hold_token <> ?",  # noqa: S608
        (request.call.conversation_id, token),
    )
    return SeatHeld(token=token, window=by_id(request.db, tool.window_id), seconds=HOLD_SECONDS)


def release(request: Request, tool: ReleaseSeat) -> Done:
    """Give a held seat back; nothing happens when it is no longer ours."""
    request.db.execute(
        f"UPDATE seats SET {_FREE} WHERE hold_token = ?",  # noqa: S608
        (tool.token,),
    )
    return Done()


def is_ours(request: Request, token: str, window_id: int) -> bool:
    """Whether the hold still stands. One that ran out counts while nobody else took the seat."""
    row = request.db.execute(
        "SELECT 1 FROM seats JOIN windows ON windows.id = window_id"
        " WHERE hold_token = ? AND window_id = ? AND state = 'held' AND company = ?",
        (token, window_id, request.company),
    ).fetchone()
    return row is not None


def give_to(request: Request, token: str, window_id: int, appointment_id: int) -> None:
    """Turn the held seat into the visit's; only valid after `is_ours` in the same transaction."""
    request.db.execute(
        "UPDATE seats SET state = 'booked', appointment_id = ?, hold_token = NULL,"
        " hold_until = NULL, held_by = NULL WHERE hold_token = ? AND window_id = ?",
        (appointment_id, token, window_id),
    )


def give_back(request: Request, appointment_id: int) -> None:
    """Free the seat of a visit that was moved or cancelled."""
    (window_id,) = request.db.execute(
        "UPDATE seats SET state = 'free', appointment_id = NULL WHERE appointment_id = ?"
        " RETURNING window_id",
        (appointment_id,),
    ).fetchone()
    trim(request, window_id)
