"""Many ways to say dates, addresses, numbers, names and e-mails, kept as tables in tests/data."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.nlu import addresses, dates, emails, names, phones, spelling

DATA = Path(__file__).parents[1] / "data"
FIELDS = (
    "house_number", "predirection", "street_name", "suffix", "postdirection", "unit", "city",
    "state", "zip",
)  # fmt: skip


def _lines(name: str) -> Iterator[list[str]]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _dates() -> Iterator[tuple[str, str, str, str]]:
    now = zone = ""
    for columns in _lines("dates.tsv"):
        if columns[0].startswith("@"):
            now, zone = columns[0][1:].split()
        else:
            yield now, zone, columns[0], " ".join(columns[1:])


@pytest.mark.parametrize(("now", "zone", "text", "expected"), list(_dates()))
def test_a_date_answer_gives_its_days_and_times(
    now: str, zone: str, text: str, expected: str
) -> None:
    """A day ("2026-12-07"), days ("a..b") and any, a part, =at, >from, <until or from-until."""
    wish = dates.parse(text, datetime.fromisoformat(now).astimezone(ZoneInfo(zone)))
    if wish.status == "none" or wish.open:
        assert expected == "none"
        return
    days = wish.date_from if wish.date_from == wish.date_to else f"{wish.date_from}..{wish.date_to}"
    times = {
        "part": wish.part,
        "exact": f"={wish.start}",
        "from": f">{wish.start}",
        "until": f"<{wish.end}",
        "range": f"{wish.start}-{wish.end}",
    }
    assert f"{days} {times.get(wish.type or '', 'any')}" == expected


@pytest.mark.parametrize(("text", "expected"), list(_lines("addresses.tsv")))
def test_an_address_answer_gives_its_parts(text: str, expected: str) -> None:
    found = addresses.parse(text)
    if expected == "none":
        assert found is None
        return
    assert found is not None
    wanted = dict(zip(FIELDS, expected.lower().split("|"), strict=True))
    given = {field: str(getattr(found, field)).lower() for field in FIELDS}
    if not wanted["state"]:
        given["state"] = ""
    assert given == wanted


@pytest.mark.parametrize(("text", "caller_id", "expected"), list(_lines("phones.tsv")))
def test_phone_turns_give_the_number_or_none(text: str, caller_id: str, expected: str) -> None:
    found = phones.capture(text.split(" / "), caller_id=caller_id or None)
    if expected.startswith("+"):
        extension = f"x{found.extension}" if found.extension else ""
        assert f"{found.e164}{extension}" == expected
    else:
        assert found.status != "ok"


PARSERS: dict[str, Callable[[str], str | None]] = {
    "name": lambda text: getattr(names.parse(text), "full", None),
    "email": emails.parse,
    "spell": spelling.spelled,
}


@pytest.mark.parametrize(("kind", "text", "expected"), list(_lines("names_emails_spelling.tsv")))
def test_names_emails_and_spelled_words(kind: str, text: str, expected: str) -> None:
    found = PARSERS[kind](text)
    assert (found or "none").lower() == expected.lower()
