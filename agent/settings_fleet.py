"""Settings of what a node tells its fleet."""

import re
from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from agent.settings_section import Section


class Fleet(Section):
    """Telling an MQTT broker how this node is and what happens in calls, for
    `voicectl monitor --fleet`. Nothing that callers say, and no name, number or address."""

    mqtt_url: SecretStr = SecretStr("")
    """mqtt://USER:PASSWORD@HOST:PORT, or mqtts:// with TLS; empty: nothing is told. The node is
    told by its name, sessions.node."""
    topic: Annotated[str, Field(pattern=r"^[\w.-]+(/[\w.-]+)*$")] = "voicectl"
    """What topics begin with: TOPIC/NODE/state and TOPIC/NODE/events."""
    every_s: Annotated[float, Field(ge=1, le=60)] = 2.0
    """How often the node tells how it is."""

    @field_validator("mqtt_url")
    @classmethod
    def _a_url(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"(mqtts?://(\S+@)?[^\s/@:]+(:\d{1,5})?/?)?", value.get_secret_value()):
            raise ValueError("write mqtt://USER:PASSWORD@HOST:PORT or mqtts://...")
        return value
