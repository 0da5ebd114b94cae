"""Settings of money: what services cost and how much may be spent."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from agent.settings_section import Section

Cents = Annotated[float, Field(ge=0)]


class Costs(Section):
    """Prices beside those of voices (elevenlabs, openai_voice, polly: cents_per_1000), and budgets.
    What has no price is counted and costs nothing."""

    llm: Mapping[str, tuple[Cents, Cents]] = {}
    """US cents for a million tokens, read and written, by model. An example, no price of today:
    {"gpt-5-mini": [25, 200]}"""
    stt: Mapping[Literal["openai", "elevenlabs"], Cents] = {}
    """US cents for a minute of audio, by service. An example: {"elevenlabs": 0.6}"""
    carrier_minute: Cents = 0.0
    """US cents for each begun minute of a call."""
    hour_cents: Cents = 0.0
    """US cents that may be spent within an hour; 0: no limit. From four fifths of it calls are
    served at level 1 and by the cheapest voice; when it is spent at level 2, and this machine hears
    and speaks; until less was spent in the last hour. With sessions.redis_url by all nodes
    together, else by this one."""
    day_cents: Cents = 0.0
    """The same within 24 hours."""
