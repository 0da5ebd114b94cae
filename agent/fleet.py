"""Builds what tells the fleet of this node, if the settings name a broker.

Part of the composition root.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from agent.settings import Settings
from agent.telemetry.feed import Feed
from agent.telemetry.news import Pulse

if TYPE_CHECKING:
    from agent.telemetry.bus import Bus


def build(settings: Settings, node: str, feed: Feed, pulse: Callable[[], Pulse]) -> "Bus | None":
    """None where no broker is named. `node`: this node's name."""
    url = settings.fleet.mqtt_url.get_secret_value()
    if not url:
        return None
    from agent.telemetry.broker import broker_of  # its client takes 0.1 s to import
    from agent.telemetry.bus import Bus

    chosen = settings.fleet
    return Bus(broker_of(url), chosen.topic, node, feed, pulse, chosen.every_s)
