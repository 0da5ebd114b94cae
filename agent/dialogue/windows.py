"""When we come: the caller's wish, two concrete windows, and a seat held while we read back."""

import re
from datetime import date, timedelta

from msgspec import structs

from agent.dialogue import people
from agent.dialogue.state import Phase
from agent.dialogue.turn import Turn
from agent.events import (
    FindWindows,
    HoldSeat,
    ReleaseSeat,
    SeatHeld,
    ToolResult,
    Window,
    WindowsFound,
)
from agent.nlu import acts, choices, dates
from agent.nlu.choices import Direction
from agent.nlu.dates import When
from agent.nlu.words import lowered

MAX_ROUNDS = 3
OFFERED = 2


def ask_window(turn: Turn) -> bool:
    """Know the wish, then find and hold a seat; false once a seat is held."""
    state = turn.state
    if state.hold:
        return False
    if state.offers:
        _offer(turn, exact=True)
    elif turn.slots.when is None and state.tier != "E2":
        turn.ask(_phase(turn), "when", "date")
    else:
        find(turn)
    return True


def _phase(turn: Turn) -> Phase:
    return "RESCHEDULE" if turn.state.goal == "reschedule" else "OFFER_WINDOWS"


def find(turn: Turn) -> None:
    """Ask the office for windows that fit the wish."""
    wish = turn.slots.when
    today = turn.now.date()
    last = turn.profile.last_bookable(today)
    first, until = today.isoformat(), last.isoformat()
    if wish is not None and wish.date_from and wish.date_to and not wish.soonest:
        first, until = max(first, wish.date_from), wish.date_to
    first = max(first, _first_for_all(turn))
    start, end = _bounds(wish)
    visit = turn.state.visit
    # The answer to an earlier search would be offered on top of this one.
    still_open = tuple(op for op in turn.state.open if not isinstance(op.tool, FindWindows))
    turn.set(offers=(), open=still_open)
    turn.use(
        FindWindows(
            zip=visit.zip if visit else turn.slots.zip,
            job_type=visit.job_type if visit else turn.slots.job_type,
            tier=turn.state.tier,
            date_from=first,
            date_to=until,
            start=start,
            end=end,
            exclude=turn.state.declined,
            member=turn.state.member,
        ),
        cover="looking",
    )


AT_RISK = frozenset({"infant", "elderly", "medical"})


def _first_for_all(turn: Turn) -> str:
    """The first day for somebody whom nothing hurries: in a heat wave the days before it are kept
    for homes with people at risk.
    """
    hurried = turn.state.tier in ("E1", "E2") or turn.slots.vulnerable in AT_RISK
    days = 0 if hurried or turn.state.goal != "book" else turn.heat_wave_days
    return (turn.now.date() + timedelta(days=days)).isoformat()


def _bounds(wish: When | None) -> tuple[str, str]:
    """Local times between which a window must lie at least partly."""
    if wish is None:
        return "00:00", "23:59"
    start, end = wish.start or "00:00", wish.end or "23:59"
    if wish.type == "exact":
        end = _minute_after(start)
    return start, end


def _minute_after(clock: str) -> str:
    hours, minutes = (int(part) for part in clock.split(":"))
    total = min(hours * 60 + minutes + 1, 23 * 60 + 59)
    return f"{total // 60:02d}:{total % 60:02d}"


def on_found(turn: Turn, result: ToolResult) -> None:
    """Offer what was found; nothing at all goes to the waiting list."""
    if turn.state.goal not in ("book", "reschedule"):
        return
    found = result.windows if isinstance(result, WindowsFound) else ()
    exact = isinstance(result, WindowsFound) and result.exact
    excluded = turn.slots.when.exclude if turn.slots.when else ()
    fitting = tuple(one for one in found if one.date not in excluded) or found
    if not fitting:
        turn.ask("WAITLIST", "waitlist", "yes_no")
        return
    turn.note("window_offered", str(len(fitting)), "exact" if exact else "widened")
    turn.set(offers=fitting[:OFFERED])
    wish = turn.slots.when
    if exact and wish is not None and wish.type == "exact" and wish.date_from == wish.date_to:
        hold(turn, fitting[0])
    else:
        _offer(turn, exact=exact)


def _offer(turn: Turn, *, exact: bool) -> None:
    now = turn.now.isoformat()
    if not exact:
        turn.say(_why_not(turn))
    options = turn.spoken.choices(turn.state.offers, now)
    key = "offer" if len(turn.state.offers) > 1 else "offer_one"
    turn.ask(_phase(turn), key, "choice", options=options)


def _why_not(turn: Turn) -> str:
    """Why the wish itself cannot be had: closed that day, kept for others, or nothing left."""
    wish = turn.slots.when
    if wish is not None and wish.date_from and wish.date_from == wish.date_to:
        day = date.fromisoformat(wish.date_from)
        if not turn.profile.slots_on(day):
            return "closed_sunday" if day.weekday() == 6 else "closed_day"
    kept = wish is not None and wish.date_to is not None and wish.date_to < _first_for_all(turn)
    return "wish_kept" if kept else "wish_full"


def on_windows(turn: Turn, text: str) -> bool:
    """A choice of the windows offered, a wish, or another wish."""
    question = turn.state.asked
    assert question is not None
    if question.key == "when":
        return _on_wish(turn, text)
    return _on_choice(turn, text)


def _on_wish(turn: Turn, text: str) -> bool:
    wish = dates.parse(text, turn.now)
    if wish.status != "ok":
        if wish.flexible or "dont_know" in acts.acts(text) or acts.yes_no(text) is not None:
            wish = soonest(turn)
        else:
            return False
    turn.fill(when=wish)
    turn.go_on()
    return True


def soonest(turn: Turn) -> When:
    """The wish of somebody without one: from today to the horizon."""
    today = turn.now.date()
    return When(
        status="ok",
        date_from=today.isoformat(),
        date_to=(today + timedelta(days=turn.profile.windows.horizon_days)).isoformat(),
        type="any",
        part=None,
        start=None,
        end=None,
        start_iso=None,
        soonest=True,
    )


def _on_choice(turn: Turn, text: str) -> bool:
    offers = turn.state.offers
    choice = choices.choose(text, offers, turn.now)
    if choice.index is not None:
        hold(turn, offers[choice.index])
    elif choice.when is not None and choice.when.status == "ok":
        turn.fill(when=_in_offered_week(choice.when, text, offers))
        _again(turn, declined=False)
    elif not offers:
        return False  # a search is under way: only another wish changes it
    elif choice.direction is not None:
        turn.fill(when=shifted(turn, choice.direction))
        if choice.direction == "later":
            turn.set(declined=(*turn.state.declined, *(one.id for one in offers)))
        _again(turn, declined=False)
    elif choice.decline or acts.yes_no(text) == "no":
        turn.set(declined=(*turn.state.declined, *(one.id for one in offers)))
        _again(turn, declined=True)
    elif turn.fails("offer") and AGREES.search(lowered(text)):
        hold(turn, offers[0])  # which one was asked already; the read-back names it
    else:
        return False
    return True


def _in_offered_week(wish: When, text: str, offers: tuple[Window, ...]) -> When:
    """ "Anything on Thursday?" is the Thursday nearest to what was offered."""
    bare = WEEKDAY.search(lowered(text)) and not NEARER.search(lowered(text))
    if not bare or wish.date_from is None or wish.date_from != wish.date_to or not offers:
        return wish
    day, offered = date.fromisoformat(wish.date_from), date.fromisoformat(offers[0].date)
    weeks = range(0, max(0, (offered - day).days) + 7, 7)
    nearest = min(
        (day + timedelta(days=more) for more in weeks), key=lambda one: abs(one - offered)
    )
    if nearest == day:
        return wish
    moved = nearest.isoformat()
    return structs.replace(wish, date_from=moved, date_to=moved, start_iso=None)


def rest_of_week(window: Window) -> When:
    """From the day after a window to the end of its week."""
    day = date.fromisoformat(window.date)
    last = day + timedelta(days=max(1, 6 - day.weekday()))
    return When(
        status="ok",
        date_from=(day + timedelta(days=1)).isoformat(),
        date_to=last.isoformat(),
        type="any",
        part=None,
        start=None,
        end=None,
        start_iso=None,
    )


AGREES = re.compile(r"\b(yes|yeah|yep|sure|okay|ok|fine|good|works|that one|this one|si|claro)\b")
WEEKDAY = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur)day\b|\b(lunes|martes|miercoles|jueves|viernes|sabado)\b"
)
NEARER = re.compile(
    r"\b(this|next|coming|sooner|earlier|today|tomorrow|first|esta?e?|proxim[oa]|antes)\b"
)
"""Words that say which week, or that the offers are too late."""


LATER = ("later", "mas tarde", "poco despues")
EARLIER = ("earlier", "mas temprano", "mas pronto", "poco antes")


def direction(text: str) -> Direction | None:
    """Whether something earlier or later is wanted."""
    low = lowered(text)
    if any(cue in low for cue in EARLIER):
        return "earlier"
    return "later" if any(cue in low for cue in LATER) else None


def shifted(turn: Turn, direction: str) -> When:
    """Earlier or later than what was offered or is held: the same day if it has room."""
    held = turn.state.window
    offers = turn.state.offers or ((held,) if held else ())
    first, last = offers[0], offers[-1]
    day = first.date if direction == "earlier" else last.date
    return When(
        status="ok",
        date_from=day,
        date_to=day,
        type="until" if direction == "earlier" else "from",
        part=None,
        start=None if direction == "earlier" else last.end,
        end=first.start if direction == "earlier" else None,
        start_iso=None,
    )


def _again(turn: Turn, *, declined: bool) -> None:
    """Another round of offers; refusals without a wish of their own are limited."""
    turn.note("window_declined", "" if declined else "other_wish")
    turn.set(offers=(), rounds=turn.state.rounds + declined)
    if turn.state.rounds > MAX_ROUNDS:
        people.offer_callback(turn, "no_window_fits")
    else:
        turn.go_on()


def hold(turn: Turn, window: Window) -> None:
    """Take a seat of the chosen window while we read back."""
    if any(isinstance(op.tool, HoldSeat) for op in turn.state.open):
        return  # said twice while we wait for the first answer
    turn.use(
        HoldSeat(window_id=window.id, tier=turn.state.tier, member=turn.state.member),
        cover="looking",
    )


def on_held(turn: Turn, tool: HoldSeat, result: ToolResult) -> None:
    """The seat is ours, or somebody was faster."""
    if turn.state.goal not in ("book", "reschedule"):
        if isinstance(result, SeatHeld):
            turn.use(ReleaseSeat(token=result.token))
        return
    if isinstance(result, SeatHeld):
        turn.set(hold=result.token, window=result.window, offers=())
        turn.note("hold_taken", result.window.date, result.window.start)
        turn.milestone("M8")
    else:
        turn.note("hold_lost")
        turn.set(declined=(*turn.state.declined, tool.window_id), offers=())
        turn.say("seat_gone")
    turn.go_on()


def release(turn: Turn) -> None:
    """Give the held seat back and forget the offers: a question about them no longer stands."""
    if turn.state.hold:
        turn.use(ReleaseSeat(token=turn.state.hold))
    turn.set(hold="", window=None, offers=(), declined=(), rounds=0, asked=None)
