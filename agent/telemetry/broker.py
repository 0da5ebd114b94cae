"""The way to an MQTT broker, for nodes and for those who watch them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import create_default_context
from urllib.parse import unquote, urlsplit

import aiomqtt
from aiomqtt import Client, ProtocolVersion, Will
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

PORT, TLS_PORT = 1883, 8883
DEADLINE_S = 5.0
"""For each answer of the broker."""
KEEPALIVE_S = 10
"""Who says nothing for half as long again is gone; the broker then publishes the last will."""
REMEMBERED_S = 24 * 3600
"""So long the broker remembers the state of a node that is gone."""


_QUIET = logging.getLogger(f"{__name__}.client")
_QUIET.setLevel(logging.CRITICAL)
"""The client logs each lost socket as an error of its own; whoever uses it tells that once."""


class BrokerError(Exception):
    """The broker can't be used; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where it is and what lets us in."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None

    @property
    def name(self) -> str:
        """As it may be shown."""
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"

    def client(self, identifier: str | None = None, will: Will | None = None) -> Client:
        """A connection to be opened. Needs a running loop; reads the system's certificates."""
        return Client(
            self.host,
            self.port,
            username=self.user,
            password=self.password,
            identifier=identifier,
            protocol=ProtocolVersion.V5,
            will=will,
            timeout=DEADLINE_S,
            keepalive=KEEPALIVE_S,
            logger=_QUIET,
            tls_context=create_default_context() if self.tls else None,
            max_queued_incoming_messages=10_000,
        )


def broker_of(url: str) -> Broker:
    """The broker of mqtt://USER:PASSWORD@HOST:PORT or mqtts://... . Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError("write mqtt://USER:PASSWORD@HOST:PORT or mqtts://...")
    tls = parts.scheme == "mqtts"
    return Broker(
        host=parts.hostname,
        port=parts.port or (TLS_PORT if tls else PORT),
        tls=tls,
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


@contextmanager
def telling(broker: Broker) -> Iterator[None]:
    """Whatever goes wrong with the broker inside is a BrokerError with what to do."""
    try:
        yield
    except (aiomqtt.MqttError, OSError) as error:  # a lost socket may come out as it is
        raise BrokerError(
            f"the MQTT broker {broker.name} does not serve: {error}; look whether it runs, is "
            "reachable from here, and knows our name and password"
        ) from error


def remembered(kind: int = PacketTypes.PUBLISH) -> Properties:
    """Properties of a message, or of a last will, that the broker forgets after a while."""
    found = Properties(kind)  # type: ignore[no-untyped-call]
    found.MessageExpiryInterval = REMEMBERED_S
    return found
