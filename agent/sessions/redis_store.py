"""Sessions in Redis, one hash a call, and the roll of nodes that use it.

Every request goes through a guard: short deadlines, a circuit that is probed off the call path,
and so a Redis that comes back is used again without a restart. Scripts decide inside Redis which
of two snapshots is newer, so nodes that write after an outage can't undo one another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import structlog
from redis import asyncio as aioredis
from redis import exceptions
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from agent.resilience.buckets import Rate
from agent.resilience.circuit import Rules
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guard, Guards, Resting
from agent.resilience.outcomes import Evidence, Failure
from agent.sessions.session import Session, Unreadable, decode, encode

log = structlog.get_logger()
T = TypeVar("T")

PREFIX = "voicectl:"
CONNECTIONS = 16
RULES = Rules(in_a_row=2, probe_s=1.0, good_probes=1)
"""It is near and its absence costs nothing but a look: left quickly, looked after often."""

PUT = """
local known = redis.call('HMGET', KEYS[1], 'epoch', 'n', 'node')
local epoch, n = tonumber(ARGV[1]), tonumber(ARGV[2])
if known[1] and (tonumber(known[1]) > epoch
    or (tonumber(known[1]) == epoch and tonumber(known[2]) >= n)) then
  return 0
end
redis.call('HSET', KEYS[1], 'epoch', epoch, 'n', n, 'node', ARGV[3], 'value', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
local calls = ARGV[6] .. 'calls:'
if known[3] and known[3] ~= ARGV[3] then
  redis.call('SREM', calls .. known[3], ARGV[7])
end
redis.call('SADD', calls .. ARGV[3], ARGV[7])
redis.call('PEXPIRE', calls .. ARGV[3], ARGV[5])
return 1
"""
TAKE = """
local time, known = redis.call('TIME'), redis.call('HMGET', KEYS[1], 'tokens', 'at')
local burst, per_s = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local tokens, at = tonumber(known[1] or burst), tonumber(known[2] or now)
now = math.max(now, at)
tokens = math.min(burst, tokens + (now - at) * per_s)
local wait = 0
if tokens >= 1 - 1e-9 then
  tokens = math.max(0, tokens - 1)
else
  wait = (1 - tokens) / per_s
end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens),
    'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(1000 * burst / per_s))
return string.format('%.6f', wait)
"""
"""The arithmetic of `agent.resilience.buckets.take`, by the clock of Redis."""
TALLY = """
for i = 5, #ARGV, 2 do
  local key = KEYS[1] .. ':' .. ARGV[i]
  redis.call('HSET', key, ARGV[1], ARGV[i + 1])
  redis.call('PEXPIRE', key, ARGV[4])
end
local found = {}
for slice = tonumber(ARGV[2]), tonumber(ARGV[3]) do
  local sum, all = 0, redis.call('HGETALL', KEYS[1] .. ':' .. slice)
  for i = 1, #all, 2 do
    if all[i] ~= ARGV[1] then sum = sum + tonumber(all[i + 1]) end
  end
  if sum ~= 0 then
    found[#found + 1] = slice
    found[#found + 1] = string.format('%.6f', sum)
  end
end
return found
"""
"""One hash a slice of time, in it what each member counted."""
DROP = """
local known = redis.call('HMGET', KEYS[1], 'epoch', 'node')
if known[1] and tonumber(known[1]) <= tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
  redis.call('SREM', ARGV[2] .. 'calls:' .. known[2], ARGV[3])
end
return 1
"""


class RedisStore:
    """Implements `agent.sessions.store.Store`, `agent.sessions.peers.Roll`,
    `agent.resilience.buckets.Buckets` and `agent.resilience.together.Tallies`.

    `deadlines` as in the settings; the guard is added to `guards` as redis/sessions.
    """

    def __init__(
        self,
        url: str,
        guards: Guards,
        deadlines: Deadlines,
        *,
        ttl_s: float = 3600.0,
        prefix: str = PREFIX,
    ) -> None:
        self._redis: Any = aioredis.Redis.from_url(
            url,
            max_connections=CONNECTIONS,
            socket_connect_timeout=deadlines.connect,
            socket_timeout=deadlines.total,
            retry=Retry(NoBackoff(), 0),
        )
        self._ttl_ms = round(ttl_s * 1000)
        self._prefix = prefix
        self.guard: Guard = guards.add(
            "redis", "sessions", deadlines=deadlines, probe=self.probe, rules=RULES
        )

    # --- sessions ------------------------------------------------------------------------------

    async def put(self, sessions: Sequence[Session]) -> None:
        """Keep them."""
        if not self.guard.circuit.closed:
            raise Resting(self.guard.circuit)
        values = []
        for one in sessions:
            values.append((one, encode(one)))
            await asyncio.sleep(0)  # encoding many must not hold up the calls' audio

        async def write(pipe: Any) -> None:
            for one, value in values:
                pipe.eval(
                    PUT,
                    1,
                    self._key(one.call_sid),
                    *(one.epoch, one.n, one.node, value, self._ttl_ms, self._prefix, one.call_sid),
                )

        if values:
            await self._piped(write)

    async def get(self, call_sid: str) -> Session | None:
        """The newest session of a call. Raises Unreadable."""
        value = await self._ask(lambda: self._redis.hget(self._key(call_sid), "value"))
        return None if value is None else decode(value)

    async def drop(self, ended: Mapping[str, int]) -> None:
        """Forget calls that are over."""

        async def write(pipe: Any) -> None:
            for sid, epoch in ended.items():
                pipe.eval(DROP, 1, self._key(sid), epoch, self._prefix, sid)

        if ended:
            await self._piped(write)

    async def epochs(self, call_sids: Iterable[str]) -> dict[str, int]:
        """The newest epochs."""
        sids = list(call_sids)
        if not sids:
            return {}

        async def read(pipe: Any) -> None:
            for sid in sids:
                pipe.hget(self._key(sid), "epoch")

        found = await self._piped(read)
        return {sid: int(one) for sid, one in zip(sids, found, strict=True) if one is not None}

    async def listed(self) -> list[Session]:
        """All sessions that can be read."""
        keys = await self._ask(self._keys)

        async def read(pipe: Any) -> None:
            for key in keys:
                pipe.hget(key, "value")

        sessions = []
        for value in await self._piped(read) if keys else ():
            try:
                if value is not None:
                    sessions.append(decode(value))
            except Unreadable as error:
                log.warning("session_unreadable", why=str(error))
        return sessions

    # --- the roll of nodes ---------------------------------------------------------------------

    async def beat(self, node: str, *, leaving: bool) -> tuple[dict[str, int], set[str]]:
        """Tell that this node lives; returns every node's beats so far, and those that take no
        calls any more. Raises ProviderError.
        """

        async def write(pipe: Any) -> None:
            pipe.hincrby(self._nodes, node, 1)
            (pipe.sadd if leaving else pipe.srem)(self._leaving, node)
            pipe.hgetall(self._nodes)
            pipe.smembers(self._leaving)

        _, _, beats, left = await self._piped(write)
        counts = {name.decode(): int(count) for name, count in beats.items()}
        return counts, {name.decode() for name in left}

    async def calls_of(self, node: str) -> list[str]:
        """Sids of the calls that a node wrote last. Raises ProviderError."""
        found = await self._ask(lambda: self._redis.smembers(f"{self._prefix}calls:{node}"))
        return sorted(sid.decode() for sid in found)

    async def adopt(self, node: str, by: str, seconds: float) -> bool:
        """Whether `by` alone may look after a dead node's calls. Raises ProviderError."""
        key = f"{self._prefix}adopted:{node}"
        return bool(
            await self._ask(lambda: self._redis.set(key, by, nx=True, px=round(seconds * 1000)))
        )

    async def strike_off(self, node: str) -> None:
        """A node is gone, or leaves. Raises ProviderError."""

        async def write(pipe: Any) -> None:
            pipe.hdel(self._nodes, node)
            pipe.srem(self._leaving, node)
            pipe.delete(f"{self._prefix}calls:{node}")

        await self._piped(write)

    # --- limits that all nodes share -----------------------------------------------------------

    async def take(self, key: str, rate: Rate) -> float:
        """Ask a bucket for a token: seconds to wait for one, 0 when it was taken.

        Raises ProviderError.
        """
        name = f"{self._prefix}bucket:{key}"
        return float(
            await self._ask(lambda: self._redis.eval(TAKE, 1, name, rate.burst, rate.per_s))
        )

    async def tally(
        self, name: str, member: str, mine: Mapping[int, float], slices: range, seconds: float
    ) -> Mapping[int, float]:
        """As in `agent.resilience.together.Tallies`. Raises ProviderError."""
        counts = tuple(value for one in mine.items() for value in one)
        found = await self._ask(
            lambda: self._redis.eval(
                *(TALLY, 1, f"{self._prefix}tally:{name}", member, slices[0], slices[-1]),
                *(round(1000 * seconds), *counts),
            )
        )
        return {int(one): float(sum_) for one, sum_ in zip(found[::2], found[1::2], strict=True)}

    # --- the connection ------------------------------------------------------------------------

    async def probe(self) -> None:
        """Write something small: a Redis that is full or read-only answers reads all the same."""
        await _told(lambda: self._redis.set(f"{self._prefix}probe", b"1", px=10_000))

    async def version(self) -> str:
        """The server's version. Raises ProviderError."""
        info = await self._ask(lambda: self._redis.info("server"))
        return str(info.get("redis_version", "unknown"))

    async def close(self) -> None:
        """Let the connections go."""
        await self._redis.aclose()

    @property
    def _nodes(self) -> str:
        return f"{self._prefix}nodes"

    @property
    def _leaving(self) -> str:
        return f"{self._prefix}leaving"

    def _key(self, call_sid: str) -> str:
        return f"{self._prefix}call:{call_sid}"

    async def _keys(self) -> list[bytes]:
        return [key async for key in self._redis.scan_iter(f"{self._prefix}call:*", count=500)]

    async def _piped(self, fill: Callable[[Any], Awaitable[None]]) -> Any:
        async def run() -> Any:
            async with self._redis.pipeline(transaction=False) as pipe:
                await fill(pipe)
                return await pipe.execute()

        return await self._ask(run)

    async def _ask(self, request: Callable[[], Awaitable[T]]) -> T:
        return await self.guard.call(lambda: _told(request))


async def _told(request: Callable[[], Awaitable[T]]) -> T:
    """The answer; every way Redis may fail becomes evidence."""
    try:
        return await request()
    except (exceptions.AuthenticationError, exceptions.NoPermissionError) as error:
        detail = f"{error}; correct the name and password in sessions.redis_url"
        raise Failure(Evidence(kind="http", status=401, detail=detail)) from error
    except exceptions.TimeoutError as error:
        raise Failure(Evidence(kind="timeout", which="total", detail=str(error))) from error
    except exceptions.ConnectionError as error:
        raise Failure(Evidence(kind="refused", detail=str(error))) from error
    except exceptions.RedisError as error:
        full = "OOM" in str(error)
        detail = f"{error}; raise maxmemory or free space" if full else str(error)
        raise Failure(Evidence(kind="unexpected", code="OOM" if full else "", detail=detail)) from (
            error
        )
