"""What the books say about a time: the office's figures of calls, in all and by day or week.

Rows are read by SQL; figures are made of them here, alike for both databases. Definitions:

- *human calls*: all but spam, wrong numbers, silence and callers who left at once.
- *leads*: human calls inside the area whose first wish is a visit; `leads_60s` of them lasted more
  than a minute, the way field software counts.
- *contained*: human calls in which nobody was rung.
- *success*: human calls that ended neither in a forced transfer, nor in the middle, nor by a fault.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from agent.bookings.clock import from_utc_text, utc_text
from agent.bookings.connection import Connection

By = Literal["day", "week"]

NOT_HUMAN = frozenset({"spam", "wrong_number", "silent", "abandoned_early"})
FAILED = frozenset({"transferred_forced", "abandoned_mid", "system_error"})
LEADS = frozenset(
    {"book_service", "no_heat", "no_cooling", "water_leak", "strange_noise_or_smell"}
    | {"maintenance_tuneup", "install_quote"}
)
"""Intents of somebody who wants a visit."""
LEAD_S = 60.0
ACK_S = 120.0

_CALLS = """
    SELECT call_sid, started, ended, outcome,
        (SELECT CASE name WHEN 'safety_hit' THEN 'danger ' || about ELSE about END
            FROM call_facts WHERE call_facts.call_sid = calls.call_sid
            AND name IN ('intent_classified', 'safety_hit') ORDER BY epoch, n LIMIT 1) AS intent,
        (SELECT sum(value) FROM call_facts WHERE call_facts.call_sid = calls.call_sid
            AND name = 'cost') AS cents,
        (SELECT count(*) FROM transfers WHERE transfers.call_sid = calls.call_sid) AS rung
    FROM calls
    WHERE started >= :since AND started < :until AND (company = :company OR :company = '')
        AND ended IS NOT NULL
"""
_ANSWERS = """
    SELECT calls.started, value FROM call_facts JOIN calls ON calls.call_sid = call_facts.call_sid
    WHERE name = 'answer_ms' AND started >= :since AND started < :until
        AND (company = :company OR :company = '')
"""
_DANGERS = """
    SELECT calls.started, rule, tier, alerted_at, ack_at,
        (SELECT min(at) FROM call_facts WHERE call_facts.call_sid = emergencies.call_sid
            AND name = 'safety_hit' AND about = rule) AS heard_at,
        (SELECT min(sent_at) FROM outbox
            WHERE subject_id = 'emergency-' || emergencies.id AND status = 'sent') AS sent_at
    FROM emergencies JOIN calls ON calls.call_sid = emergencies.call_sid
    WHERE started >= :since AND started < :until
        AND (calls.company = :company OR :company = '')
"""
_RINGS = """
    SELECT calls.started, reason, result FROM transfers
    JOIN calls ON calls.call_sid = transfers.call_sid
    WHERE calls.started >= :since AND calls.started < :until
        AND (company = :company OR :company = '')
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took; None where nothing was measured."""

    n: int
    mean: float | None
    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole."""

    n: int
    of: int

    @property
    def rate(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.n / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of one time."""

    calls: int
    human: int
    success: Share
    containment: Share
    booking: Share
    booking_60s: Share
    forced: Share
    abandoned: Share
    outcomes: dict[str, Spread]
    """Seconds from answer to end, by outcome."""
    handle_s: Spread
    intents: dict[str, Share]
    """By first wish: contained of human calls."""
    emergencies: dict[str, int]
    """By tier and rule."""
    heard_to_row_s: Spread
    """From hearing a danger to the alert in the books."""
    heard_to_text_s: Spread
    """The same until the carrier took the first text to on-call people."""
    acknowledged: Share
    """Emergencies that a person took within two minutes."""
    hand_overs: dict[str, int]
    """People rung, by why and how it ended."""
    answer_ms: Spread
    cents: float
    cents_per_call: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """Figures in all and by day or week."""

    since: str
    until: str
    by: By
    total: Figures
    parts: dict[str, Figures]
    """By the local day, or the Monday of the local week, that a call began on."""


@dataclass(slots=True)
class _Rows:
    calls: list[Any] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    dangers: list[Any] = field(default_factory=list)
    rings: list[Any] = field(default_factory=list)


def report(
    db: Connection, since: datetime, until: datetime, tz: str, *, by: By = "day", company: str = ""
) -> Report:
    """Figures of calls that began in a time and are over; `company` is a key, empty: all."""
    values = {"since": utc_text(since), "until": utc_text(until), "company": company}
    rows = _Rows(
        *(db.execute(sql, values).fetchall() for sql in (_CALLS, _ANSWERS, _DANGERS, _RINGS))
    )
    parts = _divided(rows, lambda started: _part(started, tz, by))
    return Report(
        since=values["since"],
        until=values["until"],
        by=by,
        total=_figures(rows),
        parts={name: _figures(part) for name, part in sorted(parts.items())},
    )


def _part(started: str, tz: str, by: By) -> str:
    day: date = from_utc_text(started).astimezone(ZoneInfo(tz)).date()
    return (day - timedelta(days=day.weekday() if by == "week" else 0)).isoformat()


def _divided(rows: _Rows, part: Callable[[str], str]) -> dict[str, _Rows]:
    found: defaultdict[str, _Rows] = defaultdict(_Rows)
    for name in _Rows.__dataclass_fields__:
        for row in getattr(rows, name):
            getattr(found[part(row["started"])], name).append(row)
    return dict(found)


def _figures(rows: _Rows) -> Figures:
    human = [row for row in rows.calls if row["outcome"] not in NOT_HUMAN]
    leads = [r for r in human if r["intent"] in LEADS and r["outcome"] != "out_of_area"]
    long = [row for row in leads if _seconds(row["started"], row["ended"]) > LEAD_S]
    cents = sum(row["cents"] or 0.0 for row in rows.calls)
    return Figures(
        calls=len(rows.calls),
        human=len(human),
        success=_share(human, lambda row: row["outcome"] not in FAILED),
        containment=_share(human, lambda row: not row["rung"]),
        booking=_share(leads, lambda row: row["outcome"] == "booked"),
        booking_60s=_share(long, lambda row: row["outcome"] == "booked"),
        forced=_share(human, lambda row: row["outcome"] == "transferred_forced"),
        abandoned=_share(human, lambda row: row["outcome"] == "abandoned_mid"),
        outcomes={
            name: _spread(_seconds(row["started"], row["ended"]) for row in some)
            for name, some in _grouped(rows.calls, "outcome")
        },
        handle_s=_spread(_seconds(row["started"], row["ended"]) for row in human),
        intents={
            name: _share(some, lambda row: not row["rung"])
            for name, some in _grouped(human, "intent")
        },
        emergencies=_counted(f"{row['tier']} {row['rule']}" for row in rows.dangers),
        heard_to_row_s=_between(rows.dangers, "heard_at", "alerted_at"),
        heard_to_text_s=_between(rows.dangers, "heard_at", "sent_at"),
        acknowledged=_share(rows.dangers, _acknowledged),
        hand_overs=_counted(f"{row['reason']}: {row['result']}" for row in rows.rings),
        answer_ms=_spread(row["value"] for row in rows.answers),
        cents=round(cents, 2),
        cents_per_call=round(cents / len(rows.calls), 3) if rows.calls else None,
    )


def _acknowledged(row: Any) -> bool:
    return bool(row["ack_at"]) and _seconds(row["alerted_at"], row["ack_at"]) <= ACK_S


def _share(rows: Sequence[Any], fits: Callable[[Any], bool]) -> Share:
    return Share(sum(1 for row in rows if fits(row)), len(rows))


def _grouped(rows: Iterable[Any], column: str) -> list[tuple[str, list[Any]]]:
    """Groups by a column, the greatest first; rows without it are "unknown"."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[column] or "unknown"].append(row)
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _between(rows: Iterable[Any], first: str, last: str) -> Spread:
    """Seconds between two columns, where both are known."""
    return _spread(_seconds(row[first], row[last]) for row in rows if row[first] and row[last])


def _seconds(start: str, end: str) -> float:
    return (from_utc_text(end) - from_utc_text(start)).total_seconds()


def _spread(values: Iterable[float]) -> Spread:
    ranked = sorted(values)
    if not ranked:
        return Spread(0, None, None, None, None)

    def at(share: float) -> float:
        return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 3)

    mean = round(sum(ranked) / len(ranked), 3)
    return Spread(len(ranked), mean, at(0.5), at(0.95), at(0.99))
