"""Signs of life of nodes in the books, for when Redis can't be reached (`agent.sessions.peers`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agent.bookings.connection import Connection
from agent.bookings.database import Database


@dataclass(frozen=True, slots=True)
class Beats:
    """Implements `agent.sessions.peers.Books`. Every method raises ProviderError."""

    database: Database

    async def beat(self, node: str) -> None:
        """A node lives."""
        await self.database.run(lambda db: _beat(db, node))

    async def beats(self, nodes: Collection[str]) -> Mapping[str, int]:
        """Beats so far of those that ever beat here."""
        found = await self.database.run(_all)
        return {node: beats for node, beats in found.items() if node in nodes}

    async def forget(self, node: str) -> None:
        """A node is gone."""
        await self.database.run(lambda db: _forget(db, node))


def _beat(db: Connection, node: str) -> None:
    db.execute(
        "INSERT INTO node_beats (node, beats) VALUES (?, 1)"
        " ON CONFLICT (node) DO UPDATE SET beats = node_beats.beats + 1",
        (node,),
    )


def _all(db: Connection) -> dict[str, int]:
    rows = db.execute("SELECT node, beats FROM node_beats").fetchall()
    return {str(row[0]): int(row[1]) for row in rows}


def _forget(db: Connection, node: str) -> None:
    db.execute("DELETE FROM node_beats WHERE node = ?", (node,))
