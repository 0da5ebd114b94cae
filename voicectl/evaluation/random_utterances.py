"""Random utterances of up to 4 KB through every pure parser: none may raise or give nonsense.

Words of dates, addresses, numbers, names and dangers are thrown together with noise of any script;
the same seed gives the same utterances. Each also goes through one whole `step`.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import get_args
from zoneinfo import ZoneInfo

from msgspec import structs

from agent.dialogue.state import Phase
from agent.dialogue.step import begin, step
from agent.events import Address, CallStarted, Heard, Window
from agent.nlu import (
    acts,
    addresses,
    choices,
    codes,
    dates,
    emails,
    facts,
    hazards,
    intents,
    key_fact_questions,
    key_facts,
    language,
    masking,
    mood,
    names,
    phones,
    spelling,
    temperatures,
    visit_verbs,
    withdrawals,
    zips,
)
from agent.nlu.intent_labels import Label
from agent.nlu.phrases import word_set
from agent.profile.load import load_default

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
        smoke gas smell fire alarm beeping damn you told please and but there's note cancel move
        policy fee don't calle numero de la es wrong good
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


def _hazards(text: str) -> bool:
    return len({one.rule for one in hazards.find(text)}) == len(hazards.find(text))


def _intents(text: str) -> bool:
    found = intents.classify(text)
    return found.label in get_args(Label) and 0.0 <= found.score <= 1.0


def _key_facts(text: str) -> bool:
    key_fact_questions.asked(text)
    key_facts.only_facts(text)
    return all(len(one.text.encode()) <= key_facts.MAX_BYTES for one in key_facts.find(text))


def _facts(text: str) -> bool:
    for read in (facts.vulnerable, facts.ownership, facts.safe_answer, facts.false_alarm):
        read(text)
    degrees = facts.temperature_f(text)
    return degrees is None or temperatures.LOWEST_F <= degrees <= temperatures.HIGHEST_F


def _choices(text: str) -> bool:
    options = (Window(id=1, date="2027-03-15", start="08:00", end="10:00"),)
    return choices.choose(text, options, NOW).index in (None, 0)


def _small(text: str) -> bool:
    """Readers of a single thing, whose answers have nothing to be checked."""
    for read in (language.plainly, withdrawals.withdraws, visit_verbs.wanted, masking.mask_numbers):
        read(text)
    return True


def _acts(text: str) -> bool:
    return acts.acts(text) <= {*get_args(acts.Act)} and acts.yes_no(text) in YES_NO


YES_NO = (None, *get_args(acts.YesNo))


PHASES: tuple[Phase, ...] = (
    *("GREETING", "IDENTIFY_NEED", "SAFETY_CHECK", "COLLECT_ISSUE", "ZIP", "NAME", "PHONE"),
    *("ADDRESS", "OFFER_WINDOWS", "CALLBACK", "TAKE_MESSAGE", "ANYTHING_ELSE"),
)


def _stepper() -> Callable[[str], bool]:
    """One step with the words heard, in a phase that depends on how many they are."""
    profile = load_default()
    started = CallStarted(call_sid="CA" + "0" * 32, conversation_id="random", now=NOW.isoformat())
    greeted = step(profile, begin(), started)[0]

    def heard(text: str) -> bool:
        state = structs.replace(greeted, phase=PHASES[len(text) % len(PHASES)])
        return step(profile, state, Heard(text=text))[0].turn == state.turn + 1

    return heard


Parser = Callable[[str], bool]


def parsers() -> dict[str, Parser]:
    """Every reader by name; each says whether its answer is sound."""
    return {
        "dates": _dates,
        "addresses": _addresses,
        "phones": _phones,
        "zips": _zips,
        "names": lambda text: names.parse(text) is None or True,
        "emails": lambda text: (emails.parse(text) or "a@b").count("@") == 1,
        "spelling": lambda text: (spelling.spelled(text) or "a") != "",
        "codes": lambda text: codes.valid(codes.confirmation_code(text) or "1234"),
        "hazards": _hazards,
        "intents": _intents,
        "acts": _acts,
        "mood": lambda text: mood.level(mood.points(mood.signals(text, (text,))), 0.0) >= 0.0,
        "key_facts": _key_facts,
        "facts": _facts,
        "choices": _choices,
        "small": _small,
        "step": _stepper(),
    }


def run(count: int, seed: int, readers: Mapping[str, Parser] | None = None) -> dict[str, object]:
    """Parse `count` utterances of the seeds from `seed` on.

    Gives the faults by parser, seconds in all, and for each parser milliseconds of CPU: the
    slowest utterance with its seed, and what 999 of 1000 take at most.
    """
    readers = parsers() if readers is None else readers
    faults: dict[str, list[str]] = {}
    took: dict[str, list[tuple[float, int]]] = {name: [] for name in readers}
    began = time.perf_counter()
    for number in range(seed, seed + count):
        text = utterance(Random(number))
        for name, reader in readers.items():
            started = time.thread_time()
            try:
                sound = reader(text)
            except Exception as error:  # a fault of any kind is what this run looks for
                faults.setdefault(name, []).append(f"seed {number}: {error!r}")
                continue
            took[name].append((1000 * (time.thread_time() - started), number))
            if not sound:
                faults.setdefault(name, []).append(f"seed {number}: inconsistent")
    return {
        "utterances": count,
        "first_seed": seed,
        "seconds": round(time.perf_counter() - began, 1),
        "faults": faults,
        "cpu_ms": {name: _figures(times) for name, times in took.items() if times},
    }


def _figures(times: list[tuple[float, int]]) -> dict[str, float]:
    times.sort()
    slowest, number = times[-1]
    rare = times[min(len(times) - 1, len(times) * 999 // 1000)][0]
    return {"max": round(slowest, 1), "seed_of_max": number, "p99.9": round(rare, 1)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; the exit code is 1 when there was a fault."""
    parser = argparse.ArgumentParser(
        prog="scripts/random-utterances",
        description="Random text of up to 4 KB through every reader of words, and one step each. "
        "Prints one JSON document: faults, seconds, and what the slowest text cost.",
    )
    parser.add_argument("count", nargs="?", type=int, default=100_000, help="how many utterances")
    parser.add_argument("seed", nargs="?", type=int, default=0, help="seed of the first of them")
    parser.add_argument("--only", nargs="+", metavar="READER", help=f"of {', '.join(parsers())}")
    given = parser.parse_args(arguments)
    wanted = set(given.only or parsers())
    readers = {name: reader for name, reader in parsers().items() if name in wanted}
    found = run(given.count, given.seed, readers)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
