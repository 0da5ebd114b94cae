"""What happens in one hour, made from its seed: who calls when, with what mishap, what fails when.

Every call and every fault is drawn from its own part of the seed, so leaving some out changes
nothing about the others: that is how a failing hour shrinks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from simulators.caller.digits import spoken, spoken_phone
from simulators.world.weather import Fault
from voicectl.evaluation.random_calls import DANGERS, WISHES

HOUR_S = 3600.0
CALM_S = 420.0
"""The last minutes of an hour bring no new fault or call, so that everything can heal and end."""
CALLS = 60
FAULTS = 26
PEOPLE = 24
LOST = 0.06
"""Share of the books' answers to calls that get lost after the act was done."""
SCARCE = 0.3
"""Share of the hours in which few visits are to be had."""
FAR = 0.08
"""Share of people who live where we do not come."""

KINDS: Final = (
    *("anna hangs", "anna refuses", "anna is slow", "anna breaks off", "anna is silent"),
    *("berta hangs", "berta refuses", "here refuses"),
    *("scribe hangs", "scribe refuses", "scribe is slow", "scribe hears nothing", "whisper hangs"),
    *("books are slow", "books hang", "books refuse", "books lose answers"),
    *("store hangs", "store refuses"),
    *("carrier hangs", "carrier refuses"),
)
"""Faults of what is around a node; "anna" and "berta" are services that speak, "here" is the voice
on this machine, "scribe" is a service that hears, "whisper" the recogniser on this machine."""
STORMS: Final = (
    ("anna refuses", "berta refuses", "here refuses"),
    ("anna hangs", "berta hangs"),
    ("scribe hangs", "whisper hangs"),
)
"""Faults that come together: what is asked last is met only when all before it are ill."""

NodeFault = Literal["node dies", "node stands still"]
Mishap = Literal[
    "none",
    "hangs up",
    "line drops",
    "line is lost",
    "line moves",
    "line bursts",
    "marks are lost",
    "stays silent",
    "presses keys",
    "leaves a held seat",
]
"""What befalls one call: the caller leaves; the stream breaks and comes back, or never does, or
comes to another node although its own lives; audio stops and comes in one burst; the carrier
returns no marks; nobody speaks; keys instead of words; the caller leaves while a seat is held."""
LEAVING: Final = ("hangs up", "line is lost", "leaves a held seat")
"""Mishaps after which some call back."""
ALL_FAULTS: Final = (
    *KINDS,
    *get_args(NodeFault),
    *(one for one in get_args(Mishap) if one != "none"),
    *("interrupts", "coughs", "nobody answers", "calls back", "an answer is lost"),
)
"""Every class of trouble that an hour may meet."""

ZONE = ZoneInfo("America/Chicago")
STARTS: Final = (
    datetime(2026, 11, 23, 9, 10, tzinfo=ZONE),
    datetime(2026, 11, 22, 23, 40, tzinfo=ZONE),
    datetime(2026, 10, 30, 15, 30, tzinfo=ZONE),  # the clocks go back on Sunday
    datetime(2027, 3, 12, 10, 5, tzinfo=ZONE),  # and forward on Sunday
    datetime(2027, 3, 14, 0, 50, tzinfo=ZONE),  # in the middle of that night
    datetime(2026, 11, 1, 0, 50, tzinfo=ZONE),
)

FIRST = ("Ellen", "Dana", "June", "Marcus", "Priya", "Tom", "Rosa", "Walter", "Grace", "Henry")
LAST = ("Marsh", "Whitfield", "Abbott", "Reyes", "Novak", "Carter", "Okafor", "Lindqvist")
STREETS = ("Oak Street", "Elm Avenue", "Cedar Lane", "Maple Drive", "Pine Road", "Birch Court")
NUMBERS = (
    *("twelve fourteen", "ninety", "four forty two", "seventeen", "eight hundred", "thirty one"),
    *("six fifty", "twenty two", "nine oh five", "two ten"),
)
ZIPS = ("75204", "75201", "75225", "75019", "76040", "76107", "76010")
FAR_ZIPS = ("90210", "10003", "60614")
SELLING = ("may I speak to the owner about your Google listing",)
"""First words of a caller who wants to sell us something."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may call several times."""

    name: str
    phone: str
    """E.164."""
    street: str
    """As spoken."""
    zip: str

    def answers(self) -> dict[str, tuple[str, ...]]:
        """What this person says to questions about them."""
        number = spoken_phone(self.phone).replace(",", "")
        split = next(at for at, word in enumerate(self.street.split()) if word[0].isupper())
        words = self.street.split()
        last = (self.name.split()[-1],)
        zip_ = (spoken(self.zip), self.zip)
        house, way = (" ".join(words[:split]),), (" ".join(words[split:]),)
        return {
            "name": (self.name, f"it's {self.name}"),
            "last_name": last,
            "phone": ("the one I'm calling from", number),
            "phone_rest": (spoken(self.phone[-7:]),),
            "phone_keys": (number,),
            "callback_number": (number,),
            "find_visit": (number,),
            "e_phone": (number,),
            "address": (self.street,),
            "e_address": (self.street, "no"),
            "address_number": house,
            "prove_place": house,
            "address_street": way,
            "zip": zip_,
            "zip_again": zip_,
        }


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call of the hour."""

    number: int
    seed: str
    at: float
    """Seconds after the hour's start."""
    person: Person
    withheld: bool
    wish: str
    """The first words."""
    mishap: Mishap
    after: float
    """Seconds after the beginning of the call at which the mishap comes."""

    @property
    def sid(self) -> str:
        """The carrier's name of the call."""
        return f"CA{self.number:032x}"


@dataclass(frozen=True, slots=True)
class NodeTrouble:
    """What happens to one of the nodes."""

    at: float
    kind: NodeFault
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One hour."""

    seed: int
    start: datetime
    calls: tuple[PlannedCall, ...]
    faults: tuple[Fault, ...]
    nodes: tuple[NodeTrouble, ...]
    hours: float = 1.0
    scarce: bool = False
    """Few visits are to be had, so that callers want the same ones and some get none."""

    def loses(self, sid: str, op: int) -> bool:
        """Whether the first answer to this operation of a call gets lost."""
        return Random(f"lost {self.seed}:{sid}:{op}").random() < LOST

    def only(self, calls: frozenset[int]) -> "Plan":
        """The same hour with these calls alone."""
        return replace(self, calls=tuple(one for one in self.calls if one.number in calls))

    def without(self, *, faults: frozenset[int] = frozenset(), nodes: bool = False) -> "Plan":
        """The same hour without some of its faults (by place), or without trouble of nodes."""
        left = tuple(one for place, one in enumerate(self.faults) if place not in faults)
        return replace(self, faults=left, nodes=() if nodes else self.nodes)


def plan(seed: int, *, calls: int = CALLS, hours: float = 1.0) -> Plan:
    """The hours of a seed; `calls` and the usual number of faults are those of each hour."""
    chance = Random(f"hour {seed}")
    people = tuple(_person(seed, number) for number in range(PEOPLE))
    last = hours * HOUR_S - CALM_S
    count = max(1, round(calls * hours))
    return Plan(
        seed=seed,
        start=chance.choice(STARTS),
        calls=tuple(_call(seed, number, people, last) for number in range(count)),
        faults=tuple(
            fault
            for number in range(round(FAULTS * hours))
            for fault in _faults(seed, number, last)
        ),
        nodes=tuple(_trouble(seed, number, last) for number in range(round(5 * hours))),
        hours=hours,
        scarce=chance.random() < SCARCE,
    )


def _person(seed: int, number: int) -> Person:
    chance = Random(f"person {seed}:{number}")
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    phone = f"+1214555{number:02d}{chance.randrange(100):02d}"
    street = f"{chance.choice(NUMBERS)} {chance.choice(STREETS)}"
    zips = FAR_ZIPS if chance.random() < FAR else ZIPS
    return Person(name, phone, street, chance.choice(zips))


def _call(seed: int, number: int, people: tuple[Person, ...], last: float) -> PlannedCall:
    chance = Random(f"call {seed}:{number}")
    wish = chance.choice(tuple(DANGERS if chance.random() < 0.12 else (*WISHES, *SELLING)))
    mishaps = [one for one in get_args(Mishap) if one != "none"]
    return PlannedCall(
        number=number,
        seed=f"talk {seed}:{number}",
        at=chance.uniform(1.0, last),
        person=chance.choice(people),
        withheld=chance.random() < 0.08,
        wish=wish,
        mishap=chance.choice(mishaps) if chance.random() < 0.3 else "none",
        after=chance.uniform(2.0, 120.0),
    )


def _faults(seed: int, number: int, last: float) -> Iterator[Fault]:
    """One, or several at the same time."""
    chance = Random(f"fault {seed}:{number}")
    begins = chance.uniform(0.0, last - 90.0)
    ends = begins + chance.uniform(5.0, 80.0)
    for kind in chance.choice((*((one,) for one in KINDS), *STORMS)):
        yield Fault(kind, begins, ends)


def _trouble(seed: int, number: int, last: float) -> NodeTrouble:
    chance = Random(f"node {seed}:{number}")
    kind = chance.choice(get_args(NodeFault))
    return NodeTrouble(chance.uniform(60.0, last), kind, chance.uniform(1.2, 4.0))
