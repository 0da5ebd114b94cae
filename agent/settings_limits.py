"""Settings of limits: how many calls, from whom, and what happens beyond; heat waves."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from agent.resilience.buckets import Rate
from agent.resilience.heatwave import HeatRules
from agent.settings_section import Section

Count = Annotated[int, Field(ge=1)]
Milliseconds = Annotated[float, Field(gt=0)]


class PerHour(Section):
    """So many at once, and so many an hour."""

    burst: Count
    """At once."""
    per_hour: Annotated[float, Field(gt=0)]
    """On average."""

    @property
    def rate(self) -> Rate:
        """The same as plain data."""
        return Rate(self.burst, self.per_hour / 3600)


class Limits(Section):
    """What happens to calls beyond a limit; nobody is refused.

    First they are served by the rules alone (level 2), then they hear the recorded safety line and
    can ask to be called back; who says there or by a key that it is an emergency is put through to
    the on-call people.
    """

    caller: PerHour = PerHour(burst=4, per_hour=12)
    """Calls of one number: beyond these by the rules alone, beyond as many more the recorded line.
    Withheld numbers are not counted."""
    company: PerHour = PerHour(burst=60, per_hour=1800)
    """Calls of one company: beyond these by the rules alone."""
    extra_calls: Annotated[int, Field(ge=0)] = 20
    """So many more than server.max_calls are served at once, by the rules alone; beyond them the
    recorded line."""
    lag_rules_ms: Milliseconds = 300.0
    """Loop lag from which new calls are served by the rules alone."""
    lag_recorded_ms: Milliseconds = 1000.0
    """Loop lag from which new calls get the recorded line."""
    apis: Mapping[Literal["openai", "elevenlabs", "polly"], Annotated[float, Field(gt=0)]] = {}
    """Requests a minute that a service is sent at most, as {"openai": 500}; beyond them the
    alternatives are used. What is not named has no limit."""

    @property
    def api_rates(self) -> dict[str, Rate]:
        """Rates by service; a tenth of a minute's requests may come at once."""
        return {
            name: Rate(max(1.0, per_minute / 10), per_minute / 60)
            for name, per_minute in self.apis.items()
        }


class HeatWave(Section):
    """Days on which everybody calls.

    The greeting is short, and the next days' visits are kept for homes with infants, elderly or ill
    people.
    """

    mode: Literal["auto", "on", "off"] = "auto"
    """auto: by the number of calls; on and off: by hand."""
    calls_per_minute: Count = 30
    """auto: more calls than this in every one of `minutes` whole minutes begin it; so many or fewer
    in every one of them end it. With sessions.redis_url the calls to all nodes together, else those
    to this one."""
    minutes: Annotated[int, Field(ge=1, le=120)] = 10
    """See calls_per_minute."""
    days_out: Annotated[int, Field(ge=1, le=14)] = 2
    """Others are offered visits from so many days from now on, if there are any."""

    @property
    def rules(self) -> HeatRules:
        """The same as plain data."""
        return HeatRules(self.calls_per_minute, self.minutes)
