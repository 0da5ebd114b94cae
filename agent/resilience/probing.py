"""Finds out whether providers are well again, on nobody's time.

One task of the node: it sleeps until a circuit opens, then asks that provider at the circuit's own
times until it closes. Healthy providers are left alone.
"""

import asyncio

import structlog

from agent.ports import ProviderError
from agent.resilience.circuit import Ticket
from agent.resilience.deadlines import Limit, bounded
from agent.resilience.guarded import Guard, Guards
from agent.resilience.outcomes import Evidence, Verdict, evidence_of, judge, verdict_of

log = structlog.get_logger()


async def keep_probing(guards: Guards, *, deadline: float) -> None:
    """Probe what is open, for ever. `deadline`: seconds for one probe.

    Probes of different providers run side by side: one that hangs delays no other.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as probes:
        while True:
            guards.woken.clear()
            for guard in guards:
                ticket = guard.circuit.begin_probe(loop.time())
                if ticket is not None:
                    probes.create_task(_probe(guards, guard, ticket, deadline))
            due = [at for one in guards if (at := one.circuit.next_probe) is not None]
            try:
                async with asyncio.timeout_at(min(due) if due else None):
                    await guards.woken.wait()
            except TimeoutError:
                continue


async def _probe(guards: Guards, guard: Guard, ticket: Ticket, deadline: float) -> None:
    verdict: Verdict | None = judge(Evidence(kind="cancelled"))
    try:
        verdict = await _asked(guard, deadline)
    finally:
        guard.circuit.settle(ticket, verdict, asyncio.get_running_loop().time())
        guards.woken.set()


async def _asked(guard: Guard, deadline: float) -> Verdict | None:
    """None: it is well."""
    try:
        await bounded(guard.probe(), Limit(deadline, "total"))
    except ProviderError as error:
        verdict, detail = verdict_of(error), error.detail
    except Exception as error:  # of a client, or a bug in the probe: not well either way
        verdict, detail = judge(evidence_of(error)), type(error).__name__
    else:
        return None
    key = guard.circuit.key
    log.info("probe_failed", provider=key.provider, operation=key.operation, detail=detail)
    return verdict
