"""What a caller makes of the words heard: state and text in, new state and an act out. Pure.

The caller answers what was asked from their facts, checks what is read back against them, asks
again when not understanding, and gives up after a while.
"""

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal

from simulators.caller import asks, asks_es, digits
from simulators.caller.asks import Ask
from simulators.caller.persona import Facts, Scenario

Verdict = Literal["right", "wrong", "unclear", "blurred"]
"""blurred: perhaps right, but heard too badly to say yes at once."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a caller says in any call."""

    repeat: tuple[str, str]
    give_up: str
    hello: tuple[str, str]
    bye: str


PHRASES = {
    "en": Phrases(
        repeat=("Sorry, could you say that again?", "Sorry, I didn't get that. What was that?"),
        give_up="I don't understand. I'll call back later. Bye.",
        hello=("Hello?", "Hello, are you still there?"),
        bye="Bye.",
    ),
    "es": Phrases(
        repeat=("Perdón, ¿me lo puede repetir?", "Disculpe, no le entendí. ¿Cómo dijo?"),
        give_up="No le entiendo. Llamo más tarde. Adiós.",
        hello=("¿Hola?", "¿Hola, sigue ahí?"),
        bye="Adiós.",
    ),
}
ALIKE = 0.6
"""From here on two words count as the same word, misheard."""
FEWEST_DIGITS = 6
"""With fewer digits understood, a read-back of a phone number counts as not heard."""
QUIET: frozenset[Ask] = frozenset({"wait", "nothing", "connecting"})

READ_BACK: dict[Ask, Ask] = {
    "phone": "confirm_phone",
    "confirm_phone": "confirm_phone",
    "address": "confirm_address",
    "address_number": "confirm_address",
    "address_street": "confirm_address",
    "confirm_address": "confirm_address",
    "choice": "confirm_all",
    "confirm_all": "confirm_all",
}
"""What an "is that right?" that says nothing else reads back, by our last answer."""
PLAIN: dict[Ask, tuple[str, ...]] = {
    "safety": ("No, nothing like that.",),
    "which_hazard": ("None of those.",),
    "verify": ("That's right, nothing.",),
    "outside": ("Yes, everybody is outside.",),
    "hurt": ("No, nobody is hurt.",),
    "vulnerable": ("No, just me and my wife.",),
    "temperature": ("It's seventy degrees.",),
    "speaking_with": ("Yes, that's me.",),
    "caller_id": ("Yes, that one is fine.",),
    "when": ("The earliest you have, please.",),
    "choice": ("The first one, please.",),
    "confirm_all": ("Yes, please book it.",),
    "correct": ("Nothing, it's all correct.",),
    "another_visit": ("Yes, another one please.",),
    "fee": ("Yes, that's okay.",),
    "sms": ("Yes, please.",),
    "which_visit": ("The first one.",),
    "confirm_move": ("Yes, please.",),
    "confirm_cancel": ("Yes, please cancel it.",),
    "reason": ("It works again.",),
    "resume": ("Yes, please.",),
    "offer_booking": ("Yes, please.",),
    "offer_note": ("No, thank you.",),
    "offer_person": ("No, you can do it.",),
    "waitlist": ("Yes, please.",),
    "message": ("Please just call me back.",),
    "still_there": ("Yes, I'm still here.",),
    "anything_else": ("No, that's all. Thank you.",),
    "confirm": ("Yes, that's right.",),
    "leave_now": ("Okay, we are going outside now.",),
}


@dataclass(frozen=True, slots=True)
class State:
    """What the caller remembers of the call."""

    asked: tuple[tuple[Ask, int], ...] = ()
    """How often each question was answered."""
    last: Ask = "nothing"
    doubts: int = 0
    """Read-backs that did not match, in a row."""
    lost: int = 0
    """Turns not understood, in a row."""
    hellos: int = 0
    transferred: bool = False
    over: bool = False

    def times(self, ask: Ask) -> int:
        """How often this was answered already."""
        return dict(self.asked).get(ask, 0)


@dataclass(frozen=True, slots=True)
class Act:
    """What to do: say words, then play a file, press keys, put the phone down; or nothing."""

    say: str = ""
    wav: str = ""
    keys: str = ""
    hang_up: bool = False
    ask: Ask = "nothing"
    """What it answers."""


@dataclass(frozen=True, slots=True)
class Mind:
    """One caller's way to answer."""

    scenario: Scenario
    number: str = field(default="")
    """Ten digits that the caller gives as their phone number."""

    @property
    def phrases(self) -> Phrases:
        """The caller's words for any call."""
        return PHRASES[self.scenario.language]

    def classify(self, text: str) -> Ask:
        """What an utterance of the agent asks for, in the caller's language."""
        return asks_es.classify(text) if self.scenario.language == "es" else asks.classify(text)

    def heard(self, state: State, text: str, spelled: str = "") -> tuple[State, Act]:
        """React to a finished turn of the agent.

        `spelled`: the same turn heard with an ear for digits, if there was one.
        """
        ask = self._meant(state, text)
        if state.over or self.scenario.mute:
            return state, Act(hang_up=state.over or ask == "goodbye", ask=ask)
        if ask == "goodbye":
            return replace(state, over=True), Act(say=self.phrases.bye, hang_up=True, ask=ask)
        if ask in QUIET:
            transferred = state.transferred or ask == "connecting"
            return replace(state, transferred=transferred), Act(ask=ask)
        if ask == "unknown" and not (self.scenario.script or "unknown" in self.scenario.answers):
            return self._lost(state)
        return self._answer(replace(state, lost=0, hellos=0), ask, text, spelled)

    def silence(self, state: State) -> tuple[State, Act]:
        """React to the agent saying nothing for long."""
        if self.scenario.mute or state.transferred:
            return state, Act()
        if state.hellos >= len(self.phrases.hello):
            return replace(state, over=True), Act(hang_up=True)
        return replace(state, hellos=state.hellos + 1), Act(say=self.phrases.hello[state.hellos])

    def _meant(self, state: State, text: str) -> Ask:
        """What is asked, the call so far taken into account."""
        ask = self.classify(text)
        if ask == "leave_now" and state.times("leave_now"):
            return "nothing"
        if ask == "repeat":
            return state.last if state.last != "nothing" else "need"
        if ask == "confirm":
            short = self.scenario.facts.house and 0 < len(digits.digits_in(text)) < FEWEST_DIGITS
            return "confirm_address" if short else READ_BACK.get(state.last, ask)
        if ask in ("phone", "phone_rest") and state.times(ask) > 1 and "keypad" in text.lower():
            return "keypad"  # having said it twice, a person takes the other way offered
        if ask == "still_there" and state.last not in ("nothing", "anything_else"):
            return state.last  # a person who is asked that answers the question still open
        return ask

    def _lost(self, state: State) -> tuple[State, Act]:
        if state.transferred:
            return state, Act()
        if state.lost >= self.scenario.patience:
            leave = Act(say=self.phrases.give_up, hang_up=True, ask="unknown")
            return replace(state, over=True), leave
        act = Act(say=self.phrases.repeat[state.lost % 2], ask="unknown")
        return replace(state, lost=state.lost + 1), act

    def _answer(self, state: State, ask: Ask, text: str, spelled: str) -> tuple[State, Act]:
        verdict = "right" if self.scenario.script else self._check(ask, text, spelled)
        if verdict in ("wrong", "blurred") and state.doubts == 0:
            # Perhaps misheard: a person asks before correcting or agreeing.
            return replace(state, doubts=1, last=ask), Act(say=self.phrases.repeat[0], ask=ask)
        state = replace(state, doubts=0, last=ask)
        counts = dict(state.asked) | {ask: state.times(ask) + 1}
        words = self._correction(ask) if verdict == "wrong" else self._words(state, ask)
        return replace(state, asked=tuple(counts.items())), _act(words, ask)

    def _words(self, state: State, ask: Ask) -> str:
        if self.scenario.script:
            said = sum(count for _, count in state.asked)
            return self.scenario.script[said] if said < len(self.scenario.script) else ""
        options = self.scenario.answers.get(ask) or self._facts(ask)
        if not options:
            return self.phrases.repeat[0]
        return options[min(state.times(ask), len(options) - 1)]

    def _facts(self, ask: Ask) -> tuple[str, ...]:
        known = self.scenario.facts
        phone = digits.spoken_phone(self.number)
        match ask:
            case "name":
                return (f"My name is {known.name}.", f"{known.name}.")
            case "phone" | "find_visit":
                return (f"It's {phone}.", f"{phone}.")
            case "phone_rest":
                return (f"{phone}.",)
            case "keypad":
                return (f"keys:{self.number}",)
            case "confirm_phone" | "confirm_address":
                return ("Yes, that's right.", "Yes, correct.")
            case "address":
                city = f", {known.city}" if known.city else ""
                return (f"It's {known.street}{city}.", f"{known.street}{city}.")
            case "address_number":
                return (f"{_number(known)}.",)
            case "address_street":
                return (f"{_street(known)}.",)
            case "zip" | "prove_place":
                return (f"It's {digits.spoken(known.zip)}.", f"{digits.spoken(known.zip)}.")
            case "issue":
                return self.scenario.answers.get("need", ())
            case _:
                return PLAIN.get(ask, ())

    def _check(self, ask: Ask, text: str, spelled: str) -> Verdict:
        """Compare what is read back with the facts."""
        known = self.scenario.facts
        heard = digits.digits_in(text)
        if ask == "confirm_phone" and self.number:
            return _same_number(self.number, heard, digits.digits_in(spelled))
        if ask == "offer_note" and known.zip and len(heard) == len(known.zip):
            return "right" if heard == known.zip else "wrong"
        if ask == "caller_id" and re.search(r"\d", heard):
            ending = digits.national(self.scenario.caller_id)[-4:]
            return "right" if ending in heard or len(heard) < 4 else "unclear"
        if ask == "confirm_address" and known.house:
            return "right" if self._house(heard) and _named(_street(known), text) else "wrong"
        if ask == "confirm_all" and known.house:
            return self._all(text, heard)
        return "right"

    def _house(self, heard: str) -> bool:
        return _plain(heard).startswith(_plain(self.scenario.facts.house))

    def _all(self, text: str, heard: str) -> Verdict:
        """Judge the long read-back: the problem, and the house or its street.

        The address was confirmed before, and recognisers make "12.4 in" of "twelve fourteen".
        """
        known = self.scenario.facts
        place = self._house(heard) or _named(_street(known), text)
        return "right" if place and known.problem in text.lower() else "wrong"

    def _correction(self, ask: Ask) -> str:
        known = self.scenario.facts
        if self.scenario.language == "es":
            answered: Ask = "phone" if ask == "confirm_phone" else "address"
            return f"No. {self._words(State(), answered)}"
        if ask == "confirm_phone":
            recorded = [one for one in self.scenario.answers.get("phone", ()) if _is_wav(one)]
            if recorded:
                return f"No. {recorded[-1]}" if self.scenario.hasty else "No."
            return f"No. It's {digits.spoken_phone(self.number)}."
        if ask == "offer_note":
            return f"No, it's {digits.spoken(known.zip)}."
        if ask == "confirm_all" and known.problem:
            return self._words(State(), "need")
        if ask == "confirm_all":
            return f"No, the address is {known.street}."
        city = f", {known.city}" if known.city else ""
        return f"No. It's {known.street}{city}."


def _named(street: str, text: str) -> bool:
    """Tell whether a street's name (without "Street", "Avenue") sounds among the words heard."""
    name = "".join(street.lower().split()[:-1])
    words = re.findall(r"[a-z]+", text.lower())
    pairs = [a + b for a, b in pairwise(words)]
    return any(SequenceMatcher(None, name, one).ratio() >= ALIKE for one in (*words, *pairs))


def _plain(number: str) -> str:
    """A house number without the difference of -teen and -ty, which nobody hears on a phone."""
    return re.sub("1([3-9])", r"\g<1>0", number)


def _same_number(own: str, *heard: str) -> Verdict:
    """Compare a number with what was heard of it.

    A recogniser loses or adds a digit in a run ("five five five") but seldom changes one, so a
    number of the right length is believed, and of others only what is left without repeats, which
    deserves a second hearing; so do two hearings that contradict each other in more than repeats.
    """
    if own in heard:
        return "right"
    whole = [one for one in heard if len(one) == len(own)]
    blurred = any(_runs(own) == _runs(one) for one in heard if one not in whole)
    certain = any(_runs(own) == _runs(one) for one in whole) or len(whole) == len(heard)
    return "blurred" if blurred and not certain else "wrong"


def _runs(number: str) -> str:
    """A number with every run of one digit written once."""
    return "".join(digit for digit, _ in groupby(number))


def _is_wav(words: str) -> bool:
    return words.startswith("wav:")


def _act(words: str, ask: Ask) -> Act:
    before, recorded, name = words.partition("wav:")
    if recorded:
        return Act(say=before.strip(), wav=name, ask=ask)
    kind, _, rest = words.partition(":")
    if kind == "keys":
        return Act(keys=rest, ask=ask)
    if kind == "hang_up":
        return Act(say=rest.strip(), hang_up=True, ask=ask)
    return Act(say=words, ask=ask)


def _number(known: Facts) -> str:
    """The house number as the caller says it: the words of the street line before its name."""
    words = known.street.split()
    split = next((at for at, word in enumerate(words) if word[:1].isupper()), len(words))
    return " ".join(words[:split])


def _street(known: Facts) -> str:
    """The street's name without the number."""
    return known.street[len(_number(known)) :].strip()
