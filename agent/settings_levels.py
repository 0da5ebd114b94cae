"""Settings of the levels of service."""

from typing import Annotated

from pydantic import AfterValidator

from agent.resilience import schedule
from agent.settings_section import Section


def _checked(text: str) -> str:
    return schedule.parse(text).text


class Levels(Section):
    """Levels of service by the clock; signals and `voicectl level set` go beyond it."""

    schedule: tuple[Annotated[str, AfterValidator(_checked)], ...] = ()
    """Times with at most so much service, as ["22:00-06:00=2", "sat,sun 00:00-24:00=1"]; in the
    time zone of the first company. `voicectl level schedule` changes it until the node restarts."""
