"""What a node tells about itself: its health part by part, and its figures for collectors.

Part of the composition root. Parts of the health are unhealthy only where calls suffer: a node
answers them without any one provider.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from agent.admission import Admission
from agent.bookings.desk import SqlDesk
from agent.call.pacer import Smoothness
from agent.chronicle import Chronicle
from agent.engines import Speech
from agent.http.stream import Streams
from agent.levels import Levels
from agent.ports import ProviderError
from agent.remembering import Remembering
from agent.resilience.circuit import State
from agent.resilience.figures import Histogram, Operation
from agent.resilience.outcomes import Outcome
from agent.resilience.together import Together
from agent.settings_flags import Flags
from agent.stalls.table import Table
from agent.switchboard import Switchboard
from agent.telemetry.exposition import Metric, Sample, buckets, exposition
from agent.telemetry.tally import Tally
from agent.telephony.sender import Sender

if TYPE_CHECKING:
    from agent.telemetry.bus import Bus

STATES: tuple[State, ...] = ("closed", "half_open", "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """The parts of a node that have something to tell."""

    board: Switchboard
    limit: int
    """Calls at once."""
    desk: SqlDesk
    chronicle: Chronicle
    sender: Sender[Any]
    streams: Streams
    levels: Levels
    speech: Speech
    smoothness: Smoothness
    remembering: Remembering
    tally: Tally
    admission: Admission
    together: Together
    flags: Flags
    stalls: Table
    bus: "Bus | None" = None
    """What tells the fleet, if anything does."""

    async def health(self) -> dict[str, Any]:
        """Every part by its name; `ok` false where calls suffer."""
        now = asyncio.get_running_loop().time()
        parts: dict[str, Any] = {
            "calls": {
                "ok": not self.board.leaks,
                "live": len(self.board),
                "limit": self.limit,
                "leaks": self.board.leaks,
            },
            "admission": self.admission.status(),
            "flags": self.flags.model_dump(),
            "database": await _database(self.desk),
            "texts": {"sent": self.sender.sent, "failed": self.sender.failed},
            "books": {"ok": not self.chronicle.lost, "rows_lost": self.chronicle.lost},
            "streams": {"refused": self.streams.refused, "messages_dropped": self.streams.dropped},
            "sessions": self.remembering.health(now),
            "fleet": self.bus.status() if self.bus else {"broker": ""},
            "speaking": self.smoothness.as_dict(),
            "stalls": self.stalls.as_dict(),
            "costs": self.speech.spending.as_dict(),
            "counting": self.together.status(),
            "level": self.levels.status(now),
            "circuits": self.speech.guards.status(now),
            "providers": self.speech.guards.figures.as_dict(now),
        }
        return parts | {name: engine.health() for name, engine in self.speech.engines.items()}

    def metrics(self) -> str:
        """All figures as text."""
        node = (*self._node(), *self._calls(), *self._sessions(), *self._fleet())
        return exposition((*node, *self._costs(), *self._providers()))

    def _node(self) -> Iterator[Metric]:
        smooth, heat = self.smoothness, self.admission.heat.status()
        yield _gauge("calls_live", "Calls being served.", len(self.board))
        yield _gauge("calls_limit", "Calls served at once.", self.limit)
        yield _gauge("tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
        yield _gauge("level", "Level of service: 0 full model to 3 people only.", self.levels.level)
        best = self.levels.best
        yield _gauge("level_best", "The best level that the set-up models allow.", best)
        yield Metric(
            "voicectl_admitted_total",
            "counter",
            "New calls by how they were served and the limit that said so.",
            [
                Sample(count, {"way": one.way, "limit": one.why})
                for one, count in self.admission.decided.items()
            ],
        )
        yield Metric(
            "voicectl_heat_wave",
            "gauge",
            "1 in heat-wave mode, 0 else; why it is so.",
            (Sample(float(bool(heat["on"])), {"why": heat["why"]}),),
        )
        yield _histogram("loop_late_seconds", "How late the event loop ran.", self.levels.late_ms)
        yield from self._stalls()
        yield _histogram("tick_late_seconds", "How late audio was sent.", smooth.late_ms)
        yield _counter("frames_sent_total", "Frames of audio sent, 20 ms each.", smooth.frames)
        yield _counter("underruns_total", "Silences inside a sentence of ours.", smooth.underruns)
        yield _counter("underrun_seconds_total", "How long they lasted.", smooth.silent_s)

    def _stalls(self) -> Iterator[Metric]:
        kinds = [({"kind": kind}, one) for kind, one in self.stalls.by_kind()]
        times = [Sample(one.times, labels) for labels, one in kinds]
        yield Metric("voicectl_stalls_total", "counter", "Stalls of the event loop.", times)
        lasted = [Sample(one.ms / 1000, labels) for labels, one in kinds]
        yield Metric("voicectl_stall_seconds_total", "counter", "How long they lasted.", lasted)

    def _calls(self) -> Iterator[Metric]:
        tally = self.tally
        ended = [Sample(n, {"outcome": one}) for one, n in sorted(tally.outcomes.items())]
        yield Metric("voicectl_calls_ended_total", "counter", "Calls by outcome.", ended)
        dangers = [Sample(n, {"rule": one}) for one, n in sorted(tally.dangers.items())]
        yield Metric("voicectl_dangers_total", "counter", "Dangers heard, by rule.", dangers)
        yield _histogram(
            "answer_seconds", "End of a caller's speech to our first sound.", tally.answers_ms
        )
        yield _gauge("calls_leaked", "Calls of which something was left.", self.board.leaks)
        yield _counter("texts_sent_total", "Text messages the carrier took.", self.sender.sent)
        yield _counter("texts_failed_total", "Those it did not take.", self.sender.failed)
        lost = self.chronicle.lost
        yield _counter("books_rows_lost_total", "Rows the books never got.", lost)

    def _sessions(self) -> Iterator[Metric]:
        kept = self.remembering
        layers = kept.layers
        backlog = layers.backlog if layers else 0
        yield _gauge("sessions_backlog", "Calls whose newest state Redis lacks.", backlog)
        yield _gauge("sessions_in_redis", "1 while Redis takes them.", bool(layers and layers.well))
        yield _counter("sessions_written_total", "Snapshots written.", kept.keeper.written)
        yield _counter("calls_moved_total", "Calls lost to other nodes.", kept.custody.lost)
        rescued = kept.peers.rescued if kept.peers else 0
        yield _counter("calls_rescued_total", "Calls of dead nodes looked after.", rescued)

    def _fleet(self) -> Iterator[Metric]:
        if (bus := self.bus) is not None:
            yield _gauge("fleet_connected", "1 while the MQTT broker takes news.", bus.connected)
            yield _counter("fleet_losses_total", "Connections to it lost.", bus.losses)
            yield _counter("fleet_gaps_total", "Times news were lost meanwhile.", bus.gaps)

    def _costs(self) -> Iterator[Metric]:
        spending = self.speech.spending
        for name, about, counted in (
            ("used_total", "What services were used for.", spending.used),
            ("cost_cents_total", "What that cost, in US cents.", spending.cents),
        ):
            samples = [
                Sample(amount, {"service": item.service, "unit": item.unit})
                for item, amount in sorted(counted.items())
            ]
            yield Metric(f"voicectl_{name}", "counter", about, samples)
        hour, day = spending.lately_cents
        lately = (Sample(hour, {"within": "hour"}), Sample(day, {"within": "day"}))
        yield Metric("voicectl_spent_cents", "gauge", "Spent lately, in US cents.", lately)
        yield _gauge("budget_share", "Share of the budget that all nodes spent.", spending.share)

    def _providers(self) -> Iterator[Metric]:
        named = [
            ({"provider": key.provider, "operation": key.operation}, operation)
            for key, operation in self.speech.guards.figures
        ]
        for name, about, of in COUNTERS:
            samples = [Sample(of(one), labels) for labels, one in named]
            yield Metric(f"voicectl_provider_{name}_total", "counter", about, samples)
        yield Metric(
            "voicectl_provider_calls_total",
            "counter",
            "Calls by how they ended; retries count as calls.",
            [
                Sample(one.outcomes[outcome], {**labels, "outcome": outcome})
                for labels, one in named
                for outcome in get_args(Outcome)
            ],
        )
        yield Metric(
            "voicectl_provider_connected",
            "gauge",
            "Lasting connections that are open.",
            [Sample(open_, ls) for ls, one in named if (open_ := one.connected) is not None],
        )
        yield Metric(
            "voicectl_provider_circuit",
            "gauge",
            "1 for the state in which the circuit is.",
            [
                Sample(
                    guard.circuit.state == state,
                    {
                        "provider": guard.circuit.key.provider,
                        "operation": guard.circuit.key.operation,
                        "state": state,
                    },
                )
                for guard in self.speech.guards
                for state in STATES
            ],
        )
        for name, about, histogram_of in TIMES:
            samples = [
                sample for labels, one in named for sample in _buckets(histogram_of(one), labels)
            ]
            yield Metric(f"voicectl_provider_{name}_seconds", "histogram", about, samples)


COUNTERS: tuple[tuple[str, str, Callable[[Operation], float]], ...] = (
    ("failures", "Calls that failed by the provider's fault.", lambda one: one.failures),
    ("retries", "Calls that were repeated.", lambda one: one.retries),
    ("failovers", "Another provider took over.", lambda one: one.failovers),
    ("reconnects", "Lasting connections that were lost and made anew.", lambda one: one.reconnects),
    ("refused", "Calls that an open circuit did not let through.", lambda one: one.refused),
    ("limited", "Calls not made because of the service's own limit.", lambda one: one.limited),
    ("last_resorts", "Calls although the circuit was open.", lambda one: one.last_resorts),
)
TIMES: tuple[tuple[str, str, Callable[[Operation], Histogram]], ...] = (
    ("first_byte", "To the first chunk of streams that gave one.", lambda one: one.first_ms),
    ("total", "Waiting for the whole of good calls.", lambda one: one.total_ms),
)


def _gauge(name: str, about: str, value: float) -> Metric:
    return Metric(f"voicectl_{name}", "gauge", about, (Sample(value),))


def _counter(name: str, about: str, value: float) -> Metric:
    return Metric(f"voicectl_{name}", "counter", about, (Sample(value),))


def _histogram(name: str, about: str, histogram: Histogram) -> Metric:
    return Metric(f"voicectl_{name}", "histogram", about, _buckets(histogram, {}))


def _buckets(histogram: Histogram, labels: dict[str, str]) -> list[Sample]:
    cumulative, total_ms = histogram.cumulative()
    return buckets([(ms / 1000, count) for ms, count in cumulative], total_ms / 1000, labels)


async def _database(desk: SqlDesk) -> dict[str, Any]:
    try:
        await desk.database.run(lambda db: db.execute("SELECT 1").fetchone())
    except ProviderError as error:
        return {"ok": False, "why": str(error)}
    return {"ok": True}
