"""Which node a call belongs to: an epoch that only grows, and the fence before every write.

A node that takes a call over raises the epoch in the same database that holds the books. So an act
of the node before is either committed earlier, and then found by its key, or refused.
"""

from collections.abc import Iterable, Mapping

from agent.bookings.connection import Connection, transaction
from agent.ports import ProviderError


class Superseded(ProviderError):
    """Another node goes on with the call: nothing was done."""

    def __init__(self, call_sid: str, epoch: int) -> None:
        super().__init__("cancelled_by_us", f"call {call_sid} belongs to another node ({epoch})")
        self.call_sid = call_sid


def claim(db: Connection, call_sid: str, node: str, beyond: int = 0) -> int:
    """Make the call this node's and return its new epoch, which is greater than `beyond`."""
    with transaction(db):
        row = db.execute(
            "INSERT INTO call_owners (call_sid, epoch, node) VALUES (?, ?, ?)"
            " ON CONFLICT (call_sid) DO UPDATE SET node = excluded.node, epoch ="
            " CASE WHEN call_owners.epoch >= excluded.epoch THEN call_owners.epoch + 1"
            " ELSE excluded.epoch END RETURNING epoch",
            (call_sid, beyond + 1, node),
        ).fetchone()
    return int(row[0])


def epochs(db: Connection, call_sids: Iterable[str]) -> dict[str, int]:
    """The epochs of those calls that were ever claimed."""
    found = {}
    for sid in call_sids:
        row = db.execute("SELECT epoch FROM call_owners WHERE call_sid = ?", (sid,)).fetchone()
        if row is not None:
            found[sid] = int(row[0])
    return found


def make_good(db: Connection, node: str, ours: Mapping[str, int]) -> dict[str, int]:
    """The epochs of calls that `node` holds in `ours`; a claim that the books missed is written."""
    found = epochs(db, ours)
    missed = {sid: epoch for sid, epoch in ours.items() if found.get(sid, 0) < epoch}
    if missed:
        with transaction(db):
            for sid, epoch in missed.items():
                db.execute(
                    "INSERT INTO call_owners (call_sid, epoch, node) VALUES (?, ?, ?)"
                    " ON CONFLICT (call_sid) DO UPDATE SET node = excluded.node,"
                    " epoch = excluded.epoch WHERE call_owners.epoch < excluded.epoch",
                    (sid, epoch, node),
                )
    return found | missed


def owner(db: Connection, call_sid: str) -> str:
    """The node that claimed a call last; empty when none did."""
    row = db.execute("SELECT node FROM call_owners WHERE call_sid = ?", (call_sid,)).fetchone()
    return str(row[0]) if row is not None else ""


def fence(db: Connection, call_sid: str, epoch: int) -> None:
    """Let only the call's owner write; to be asked inside the writing transaction.

    Epoch 0 stands for whoever is in no call. Raises Superseded.
    """
    if not epoch:
        return
    row = db.execute("SELECT epoch FROM call_owners WHERE call_sid = ?", (call_sid,)).fetchone()
    if row is not None and row[0] > epoch:
        raise Superseded(call_sid, row[0])
