"""Read digits out of speech: two ears that know nothing else, and what is likely.

Free decoding drops and invents digits in long numbers. When a first, free reading shows that the
caller said (almost) nothing but digits, the head (`agent.stt.head`) reads them frame by frame, and
its readings are ranked by their probability in the audio and by how well they fit the question.
In close cases Whisper's decoder, bound to ten tokens, gives its opinion, too: it makes other
mistakes.

Without a head the bound decoder reads alone, and a second look at the audio, played a little
faster, decides close cases.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from agent.audio.resample import resample
from agent.events import Expecting
from agent.nlu.digits import HOMOPHONES, digit_string
from agent.nlu.numbers import DIGITS, REPEATS, TEENS, TENS
from agent.nlu.words import words
from agent.stt.cleaning import repeats
from agent.stt.features import RATE
from agent.stt.head import Head, readings
from agent.stt.softness import doubt
from agent.stt.whisper import Decoded, Reading, View, Whisper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Scores = Mapping[str, float]
"""Digits -> log-probability in the audio."""

CONTEXT = " 4 1 5 2 0 9 8 3 6 7."
"""What the decoder believes was said before: single digits, each one once so none is favoured.

It makes the free reading write digits where it hears some, and leaves words as they are.
"""
BEAM = 5
FASTER_RATE = 7200
"""The second look: audio brought to this rate and read as 8 kHz, so 11 % faster and higher."""
MISSING = 3.0
"""A reading that a look does not offer counts this much less than the look's worst one."""
CLOSE = 2.0
"""Readings within this margin (natural logarithm) call for the second look."""
DOUBTFUL = -0.45
"""Below this mean log-probability per token a free reading in words gives way to a number that
the head hears and that fits the question: "five five five you will win"."""
DOUBTFUL_AMONG = -0.3
"""The same where at least half of what was read is digits: "7 8 you will 2 1 1"."""
TRUST = 0.3
"""Weight of the decoder's look beside the head's."""
FITS, LIKELY, POSSIBLE = 6.0, 5.0, 3.0
"""How much likelier a reading becomes by fitting the question, as log-probability."""
RESTART = 4.0
"""How much less likely it is that a digit was broken off and said again."""
LENGTHS: Mapping[Expecting, int] = {"zip": 5, "code": 6}
TURNS = frozenset(
    {"no", "not", "wait", "sorry", "actually", "mean", "meant", "scratch", "oops", "extension"}
)
"""With one of these the digits are not one number."""
FILLERS = frozenset({"and", "dash", "hyphen", "uh", "um", "it's", "its", "is", "o", "a"})
NUMBER_WORDS = frozenset((*DIGITS, *TEENS, *TENS, *REPEATS, *HOMOPHONES, *FILLERS))


class DigitReader:
    """Digit decoding on a loaded Whisper; a `head` must be made for these very weights."""

    def __init__(self, whisper: Whisper, head: Head | None = None) -> None:
        tokenizer = whisper.tokenizer
        allowed = {tokenizer.token_to_id("<|endoftext|>")}
        allowed.update(
            tokenizer.encode(f" {digit}", add_special_tokens=False).ids[0] for digit in range(10)
        )
        self._whisper = whisper
        self._head = head
        self._forbidden = [n for n in range(tokenizer.get_vocab_size()) if n not in allowed]
        self._prompt = [
            tokenizer.token_to_id("<|startofprev|>"),
            *tokenizer.encode(CONTEXT, add_special_tokens=False).ids,
            *whisper.prompt("en"),
        ]

    def decode(self, samples: "NDArray[np.float32]", expecting: Expecting, have: str) -> Decoded:
        """Readings of 8 kHz audio, best first: digits if that is what was said, else words.

        `have`: digits captured in earlier turns. The confidence is the share of the best reading
        among all readings found.
        """
        view = self._whisper.view(samples)
        free = self._whisper.read(view, self._prompt)
        if not free.readings:
            return free
        text, score = free.readings[0].text, free.readings[0].score
        number = mostly_digits(text)
        listen = number or score < (DOUBTFUL_AMONG if half_digits(text) else DOUBTFUL)
        heard = self._heard(view, samples, expecting, have) if listen else {}
        if not number and not fits(heard, expecting, have):
            return self._whisper.decode(samples, view=view) if repeats(text) else free
        lead = leading_words(text) if number else ""
        if heard:
            ranked = self._together(heard, view, lead, expecting, have)
        else:
            ranked = self._twice(samples, view, lead, expecting, have)
        total = math.log(sum(math.exp(score - ranked[0][1]) for _, score in ranked))
        shares = ((digits, score - ranked[0][1] - total) for digits, score in ranked)
        return Decoded(tuple(_readings(shares, expecting)), free.no_speech)

    def _heard(
        self, view: View, samples: "NDArray[np.float32]", expecting: Expecting, have: str
    ) -> Scores:
        """What the head hears, and what can be meant by it; nothing without a head."""
        if self._head is None:
            return {}
        logs = self._head.hear(self._whisper.frames(view))
        logs[:, 1:] -= doubt(samples, len(logs))[:, None]
        found = readings(logs)
        return with_restarts({digits: found[digits] for digits in found if digits}, expecting, have)

    def _together(
        self, heard: Scores, view: View, lead: str, expecting: Expecting, have: str
    ) -> list[tuple[str, float]]:
        """What the head heard, and the decoder's opinion where that is not clear."""
        ranked = rank([heard], expecting, have)
        if clear(ranked, expecting, have):
            return ranked
        return rank([heard, self._look(view, lead)], expecting, have, (1.0, TRUST))

    def _twice(
        self,
        samples: "NDArray[np.float32]",
        view: View,
        lead: str,
        expecting: Expecting,
        have: str,
    ) -> list[tuple[str, float]]:
        """What the bound decoder reads, with a second look where that is not clear."""
        looks = [self._look(view, lead)]
        ranked = rank(looks, expecting, have)
        if clear(ranked, expecting, have):
            return ranked
        faster = self._whisper.view(resample(samples, RATE, FASTER_RATE))
        return rank([*looks, self._look(faster, lead)], expecting, have)

    def _look(self, view: View, lead: str) -> Scores:
        """The likeliest digit strings of one view of the audio, after the words `lead`.

        A decoder that knows digits only would have to write "it's" as a digit.
        """
        found: dict[str, float] = {}
        before = self._whisper.tokenizer.encode(lead, add_special_tokens=False).ids if lead else []
        prompt = (*self._prompt, *before)
        for ids, score in self._whisper.search(view, prompt, BEAM, forbidden=self._forbidden):
            digits = digit_string(self._whisper.tokenizer.decode(ids))
            found[digits] = max(score, found.get(digits, score))
        return found


def leading_words(text: str) -> str:
    """What stands before the first figure, as the decoder writes it; words of numbers excepted."""
    lead = re.match(r"\D*", text)
    said = lead.group(0).rstrip(" -,.:(+") if lead else ""
    numbers = any(word in DIGITS or word in TEENS or word in TENS for word in words(said))
    return "" if numbers or said == text or not words(said) else f" {said.strip()}"


def mostly_digits(text: str) -> bool:
    """Is this a number and hardly a word more? (A figure run by itself, or at most one in six.)"""
    return _digits_outweigh(text, 6)


def half_digits(text: str) -> bool:
    """At least as many digits as other words, and nothing that makes them two numbers?"""
    return _digits_outweigh(text, 1) and TURNS.isdisjoint(words(text))


def _digits_outweigh(text: str, times: int) -> bool:
    """Three digits and more, `times` as many as other words."""
    spoken = len(digit_string(text))
    others = sum(not (word.isdigit() or word in NUMBER_WORDS) for word in words(text))
    return spoken >= 3 and others * times <= spoken


def fits(heard: Scores, expecting: Expecting, have: str) -> bool:
    """Is the best of these readings just what was asked for?"""
    return bool(heard) and fit(rank([heard], expecting, have)[0][0], expecting, have) >= LIKELY


def rank(
    looks: Sequence[Scores], expecting: Expecting, have: str, weights: Sequence[float] = ()
) -> list[tuple[str, float]]:
    """All readings of all looks with their scores, best first; looks weigh the same by default."""
    weights = weights or [1.0 / len(looks)] * len(looks)
    totals: dict[str, float] = {}
    for digits in {digits for look in looks for digits in look}:
        heard = sum(
            weight * look.get(digits, min(look.values()) - MISSING)
            for look, weight in zip(looks, weights, strict=True)
        )
        totals[digits] = heard + fit(digits, expecting, have)
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))


def clear(ranked: list[tuple[str, float]], expecting: Expecting, have: str) -> bool:
    """Does the best reading fit the question and lie well ahead of the next?"""
    (best, score), *rest = ranked
    return fit(best, expecting, have) >= LIKELY and (not rest or score - rest[0][1] > CLOSE)


def fit(digits: str, expecting: Expecting, have: str = "") -> float:
    """How much `digits` is the kind of answer that was asked for, as log-probability to add."""
    if expecting == "phone":
        digits = once(digits)
        return max(_phone(have + digits), _phone(digits))
    return FITS if len(digits) == LENGTHS.get(expecting) else 0.0


def with_restarts(heard: Scores, expecting: Expecting, have: str = "") -> Scores:
    """Also the readings that are meant when a digit was broken off and said again."""
    meant = dict(heard)
    for digits, score in heard.items():
        for shorter in _restarts(digits, expecting, have):
            meant[shorter] = max(score - RESTART, meant.get(shorter, -math.inf))
    return meant


def _restarts(digits: str, expecting: Expecting, have: str) -> set[str]:
    """What fits the question when one digit of an equal pair was a first try: "4 0 0-04 ..."."""
    if fit(digits, expecting, have) > 0.0:
        return set()
    pairs = (at for at in range(1, len(digits)) if digits[at - 1] == digits[at])
    shorter = {digits[:at] + digits[at + 1 :] for at in pairs}
    return {one for one in shorter if fit(one, expecting, have) >= LIKELY}


def once(digits: str) -> str:
    """A phone number whose last group was said twice, with it once; others unchanged."""
    for length in (4, 7):
        head, tail = digits[:-length], digits[-length:]
        if head.endswith(tail) and not _phone(digits) and _phone(head) >= LIKELY:
            return head
    return digits


def _phone(digits: str) -> float:
    """North American numbers: ten digits (or 1 and ten), or seven without the area code."""
    import phonenumbers

    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) == 10:
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(digits))
        return FITS if phonenumbers.is_valid_number(number) else POSSIBLE
    if len(digits) == 7:
        return LIKELY if digits[0] in "23456789" else POSSIBLE
    return 0.0


def _readings(ranked: Iterable[tuple[str, float]], expecting: Expecting) -> Iterable[Reading]:
    """Readings as text, digit by digit, each text once."""
    seen = {""}
    for digits, score in ranked:
        text = " ".join(once(digits) if expecting == "phone" else digits)
        if text not in seen:
            seen.add(text)
            yield Reading(text, score)
