"""Faults put into what was recorded, to prove that they would have been found. Pure.

Each one is planted alone. It is found if the detector tells something near it that it does not
tell of the recording as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from agent.audio import mulaw
from simulators.speech import tones
from simulators.twilio.ulaw import FRAME, RATE, SILENCE
from voicectl.bench import arrivals
from voicectl.bench.arrivals import Traffic
from voicectl.bench.toneproof import Proof, proof

JUMP = 6000
"""Of 32768: what one wrong sample is off by."""
NEAR = 0.3
"""Seconds between a fault and where it is told."""
STALLS = (0.08, 0.4)
"""Seconds beyond what the carrier bridges with what it holds."""
FLOW = 1.0
"""Seconds for which audio must go on for a stall to be one within an utterance."""
WORD = round((tones.TONE + tones.GAP) * RATE)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A part of a clean recording: one clause with silence around it."""

    ulaw: bytes
    text: str
    start: int
    """The sample at which the first word begins."""
    end: int
    """The sample at which the last word has ended."""


Spoil = Callable[[bytes, int], bytes]


def _click(ulaw: bytes, at: int) -> bytes:
    sample = int.from_bytes(mulaw.decode(ulaw[at : at + 1]), "little", signed=True)
    wrong = sample + (JUMP if sample < 0 else -JUMP)
    return ulaw[:at] + mulaw.encode(wrong.to_bytes(2, "little", signed=True)) + ulaw[at + 1 :]


def _missing(ulaw: bytes, at: int) -> bytes:
    return ulaw[:at] + ulaw[at + FRAME :]


def _doubled(ulaw: bytes, at: int) -> bytes:
    return ulaw[: at + FRAME] + ulaw[at:]


def _gap(ulaw: bytes, at: int) -> bytes:
    return ulaw[:at] + SILENCE * 3 + ulaw[at:]


def _lost_word(ulaw: bytes, at: int) -> bytes:
    return ulaw[:at] + ulaw[at + WORD :]


def _said_twice(ulaw: bytes, at: int) -> bytes:
    return ulaw[: at + WORD] + ulaw[at:]


FAULTS: Mapping[str, Spoil] = {
    "clicks": _click,
    "gaps of 60 ms": _gap,
    "frames that never came": _missing,
    "frames that came twice": _doubled,
    "lost words": _lost_word,
    "words said twice": _said_twice,
}


def in_sound(specimens: Sequence[Specimen], random: Random, each: int) -> dict[str, dict[str, int]]:
    """Plant `each` of every kind somewhere in the words; how many there were and were found."""
    if not specimens:
        return {name: {"planted": 0, "found": 0} for name in FAULTS}
    found = {}
    for name, spoil in FAULTS.items():
        hits = sum(_found(random.choice(specimens), spoil, random) for _ in range(each))
        found[name] = {"planted": each, "found": hits}
    return found


def _found(one: Specimen, spoil: Spoil, random: Random) -> bool:
    at = random.randrange(one.start, one.end - WORD)
    spoilt = proof(spoil(one.ulaw, at), [one.text])
    return any(abs(told - at / RATE) <= NEAR for told in moments(spoilt)) or bool(
        spoilt.lost or spoilt.extra
    )


def moments(found: Proof) -> list[float]:
    """When something was wrong, seconds of the recording."""
    return [*found.clicks, *found.slips, *found.torn, *(gap.at for gap in found.gaps)]


def in_time(traffic: Sequence[Traffic], random: Random, each: int) -> dict[str, int]:
    """Let the node fall silent `each` times while it speaks; how often the carrier noticed.

    Only streams without a `clear` will do: in others, what was received is not what was played.
    """
    whole = [one for one in traffic if not one.clears]
    planted = hits = 0
    for _ in range(each if whole else 0):
        one = random.choice(whole)
        places = arrivals.steady(one, FLOW)
        if places:
            place = random.choice(places)
            held = one.arrivals[place].buffered / RATE
            spoilt = arrivals.stalled(one, place, held + random.uniform(*STALLS))
            planted += 1
            before = sum(message.samples for message in one.arrivals[:place])
            hits += any(gap.position == before for gap in arrivals.underruns(spoilt))
    return {"planted": planted, "found": hits}
