"""Random utterances of up to 4 KB through every pure parser: none may raise or give nonsense.

Words of dates, addresses, numbers and names are thrown together with noise of any script; the same
seed gives the same utterances. Run as a module: ``python -m voicectl.evaluation.random_utterances
COUNT SEED`` prints one JSON document.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from agent.events import Address
from agent.nlu import addresses, dates, emails, names, phones, spelling, zips
from agent.nlu.phrases import word_set

LONGEST = 4096
"""Characters of the longest utterance."""
NOW = datetime(2027, 3, 12, 9, 10, tzinfo=ZoneInfo("America/New_York"))
_WORDS = sorted(
    word_set(
        """
        monday tuesday friday next last this week weekend month the first second third 24th 8 10 30
        of may february thirtieth tomorrow today tonight day after before until by at between to no
        or not but any from in two weeks morning noon half past quarter pm a p m early late end so
        because not until i work get off home one oh five double triple hundred thousand twenty
        forty fifteen street north south avenue court way unit apartment b c suite floor lot
        building zip oregon texas denver new york it's number extension plus area code last four is
        old sorry wait actually mean dot com gmail underscore dash as boy spelled s m i t h my name
        and y mil cien
        john smith rural route box highway county road el camino real christmas labor that one
        """
    )
)
_STUCK = 0.1
"""Share of utterances in which two words are said over and over: they go deepest."""
_NOISE = ("é", "ñ", "日本", "🙂", "½", "''", "--", "/", "2/30", "13/40", "#", "@", ",", "0" * 30)


def utterance(random: Random) -> str:
    """One utterance of 0 to LONGEST characters, most of them short."""
    length = int(LONGEST ** random.random()) if random.random() < 0.99 else LONGEST
    if random.random() < _STUCK:
        pair = f"{random.choice(_WORDS)} {random.choice(_WORDS)} "
        return (pair * LONGEST)[:length]
    parts: list[str] = []
    size = 0
    while size < length:
        pick = random.random()
        if pick < 0.93:
            part = random.choice(_WORDS)
        elif pick < 0.97:
            part = random.choice(_NOISE)
        else:
            part = chr(random.randrange(32, 0x2FFF))
        parts.append(part)
        size += len(part) + 1
    return " ".join(parts)[:length]


def _dates(text: str) -> bool:
    wish = dates.parse(text, NOW)
    if wish.status == "none" or wish.date_from is None or wish.date_to is None:
        return wish.status == "none" and wish.date_from is None
    return date.fromisoformat(wish.date_from) <= date.fromisoformat(wish.date_to)


def _addresses(text: str) -> bool:
    found = addresses.parse(text)
    addresses.correct(Address(house_number="9", street_name="Oak", suffix="St"), text)
    return found is None or found != Address()


def _phones(text: str) -> bool:
    found = phones.capture([text, text], caller_id="+13035550131")
    phones.correct("3035550131", text)
    return (found.status == "ok") == (found.e164 is not None)


def _zips(text: str) -> bool:
    found = zips.zip_code(text)
    return found is None or (len(found) == 5 and found.isdigit())


PARSERS: dict[str, Callable[[str], bool]] = {
    "dates": _dates,
    "addresses": _addresses,
    "phones": _phones,
    "zips": _zips,
    "names": lambda text: names.parse(text) is None or True,
    "emails": lambda text: (emails.parse(text) or "a@b").count("@") == 1,
    "spelling": lambda text: (spelling.spelled(text) or "a") != "",
}


def main(
    count: int, seed: int, parsers: Mapping[str, Callable[[str], bool]] = PARSERS
) -> dict[str, object]:
    """Parse `count` utterances; the faults by parser, and the slowest utterance in milliseconds."""
    faults: dict[str, list[str]] = {}
    slowest: dict[str, float] = dict.fromkeys(parsers, 0.0)
    for number in range(seed, seed + count):
        text = utterance(Random(number))
        for name, parser in parsers.items():
            started = time.perf_counter()
            try:
                sound = parser(text)
            except Exception as error:  # a fault of any kind is what this run looks for
                faults.setdefault(name, []).append(f"seed {number}: {error!r}")
                continue
            slowest[name] = max(slowest[name], 1000 * (time.perf_counter() - started))
            if not sound:
                faults.setdefault(name, []).append(f"seed {number}: inconsistent")
    rounded = {name: round(milliseconds, 1) for name, milliseconds in slowest.items()}
    return {"utterances": count, "first_seed": seed, "faults": faults, "slowest_ms": rounded}


if __name__ == "__main__":
    number_of_texts, first_seed = (*sys.argv[1:], *("100000", "0")[len(sys.argv) - 1 :])[:2]
    sys.stdout.write(json.dumps(main(int(number_of_texts), int(first_seed)), indent=2) + "\n")
