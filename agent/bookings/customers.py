"""People and places of the books: found again by phone, name and address key, or added."""

from typing import Any

from agent.bookings.keys import person_key
from agent.bookings.request import Request
from agent.events import Address
from agent.nlu import addresses

ADDRESS_PARTS = (
    "house_number",
    "predirection",
    "street_name",
    "suffix",
    "postdirection",
    "unit",
    "city",
    "state",
    "zip",
)


def customer(request: Request, name: str, phone: str) -> int:
    """The id of the person with this phone and name (a household shares a phone)."""
    rows = request.db.execute(
        "SELECT id, first, last FROM customers WHERE company = ? AND phone_e164 = ?",
        (request.company, phone),
    ).fetchall()
    for row in rows:
        if person_key(full_name(row)) == person_key(name):
            request.db.execute(
                "UPDATE customers SET seen = ? WHERE id = ?", (request.at, row["id"])
            )
            return int(row["id"])
    first, _, last = name.strip().partition(" ")
    added = request.db.execute(
        "INSERT INTO customers (company, first, last, phone_e164, created, seen)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (request.company, first, last.strip(), phone, request.at, request.at),
    ).fetchone()
    return int(added[0])


def location(
    request: Request, customer_id: int, address: Address, *, unverified: bool, access: str = ""
) -> int:
    """The id of a customer's place; spelled differently it is still the same place.

    New access notes take the place of the old ones, which they contain as far as they hold.
    """
    own = ("customer_id", *ADDRESS_PARTS, "access_notes", "tz", "address_key", "unverified")
    columns = ", ".join(own)
    row = request.db.execute(
        f"INSERT INTO service_locations ({columns})"  # noqa: S608
        f" VALUES ({', '.join('?' * len(own))})"
        " ON CONFLICT (customer_id, address_key) DO UPDATE SET"
        " unverified = service_locations.unverified * excluded.unverified,"
        " access_notes = coalesce(nullif(excluded.access_notes, ''),"
        " service_locations.access_notes) RETURNING id",
        (
            customer_id,
            *(getattr(address, part) for part in ADDRESS_PARTS),
            access,
            request.tz,
            addresses.key(address),
            unverified,
        ),
    ).fetchone()
    return int(row[0])


def full_name(row: Any) -> str:
    """First and last name of a row that has both."""
    return f"{row['first']} {row['last']}".strip()


def address_of(row: Any) -> Address:
    """The address of a row that has its parts."""
    return Address(**{part: row[part] for part in ADDRESS_PARTS})
