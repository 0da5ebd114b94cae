"""The documents of a call by turns: prompts, and a `<Gather>` that listens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from agent.events import Expect, Expecting, Language
from agent.http import twiml
from agent.ports import Announcement, Floor
from agent.transports.twilio_gather import Turn

LOCALES: dict[Language, str] = {"en": "en-US", "es": "es-US"}
NUMBERS: frozenset[Expecting] = frozenset({"phone", "zip"})
"""Answers that the carrier's model for numbers hears best (English only); any other may be a
sentence, or a danger."""
GLANCE_S = 1
"""So long a caller may speak up while the office is at work."""
LONGEST_HINTS = 60

HINTS: dict[Language, dict[Expecting, str]] = {
    "en": {
        "yes_no": "yes, no, yeah, yep, nope, correct, that's right, that's wrong, not quite",
        "choice": "the first one, the second one, either, neither, morning, afternoon, later",
        "date": "today, tomorrow, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, "
        "next week, morning, afternoon",
    },
    "es": {
        "yes_no": "sí, no, correcto, así es, claro, no es correcto",
        "choice": "la primera, la segunda, cualquiera, ninguna, por la mañana, por la tarde",
        "date": "hoy, mañana, lunes, martes, miércoles, jueves, viernes, sábado, "
        "la próxima semana, por la mañana, por la tarde",
    },
}
"""What callers are likely to answer, by what was asked."""
DANGERS: dict[Language, str] = {
    "en": "I smell gas, gas leak, carbon monoxide, smoke, fire, emergency, operator",
    "es": "huele a gas, fuga de gas, monóxido de carbono, humo, fuego, emergencia, operador",
}
"""May be said at any moment, and must be understood then."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """How prompts become verbs."""

    gather: str
    """Base URL of the webhooks."""
    clip: Callable[[bytes], str]
    """Keeps audio; returns its URL."""
    keywords: tuple[str, ...] = ()
    """Words of the trade, for answers in the caller's own words."""

    def render(self, turn: Turn) -> str:
        """The document of a turn; empty when the path is over."""
        if turn.kind == "over":
            return ""
        fixed = _must_be_heard(turn.prompts) if turn.listens else len(turn.prompts)
        said = self._verbs(turn.prompts[:fixed])
        if turn.listens:
            said.append(self._listen(turn, turn.prompts[fixed:]))
        elif not said:
            said.append('<Pause length="1"/>')
        return twiml.document(*said, twiml.redirect(f"{self.gather}/more?n={turn.number}"))

    def _listen(self, turn: Turn, prompts: Sequence[Announcement]) -> str:
        """While work is under way only a glance; else the caller's silence is news as well."""
        asked = turn.kind == "ask"
        gather = {
            "input": "dtmf speech",
            "action": f"{self.gather}/turn?n={turn.number}",
            "method": "POST",
            "timeout": str(max(GLANCE_S, ceil(turn.patience)) if asked else GLANCE_S),
            "actionOnEmptyResult": "true" if asked else "false",
            "partialResultCallback": f"{self.gather}/partial?n={turn.number}",
            "partialResultCallbackMethod": "POST",
            "profanityFilter": "false",
            "finishOnKey": "#",
            **({"numDigits": str(turn.keys)} if turn.keys else {}),
            **(_wishes(turn.floor, self.keywords) if turn.floor else {}),
        }
        attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in gather.items())
        return f"<Gather {attributes}>{''.join(self._verbs(prompts))}</Gather>"

    def _verbs(self, prompts: Sequence[Announcement]) -> list[str]:
        return [self._verb(prompt) for prompt in prompts]

    def _verb(self, prompt: Announcement) -> str:
        if not prompt.audio:
            return twiml.say(prompt.text, LOCALES[prompt.language])
        return f"<Play>{escape(self.clip(prompt.audio))}</Play>"


def _must_be_heard(prompts: Sequence[Announcement]) -> int:
    """How many of them must be played before the caller is listened to."""
    fixed = [at + 1 for at, prompt in enumerate(prompts) if not prompt.interruptible]
    return max(fixed, default=0)


def _wishes(floor: Floor, keywords: tuple[str, ...]) -> dict[str, str]:
    """What the carrier shall listen for, and how long."""
    expect: Expect = floor.expect
    what, language = expect.what, expect.language
    wishes = {
        "language": LOCALES[language],
        "speechTimeout": str(max(1, ceil(floor.pause))),
        "hints": _hints(what, language, keywords),
    }
    if language == "en":
        wishes["speechModel"] = "numbers_and_commands" if what in NUMBERS else "phone_call"
    return wishes


def _hints(what: Expecting, language: Language, keywords: tuple[str, ...]) -> str:
    known = HINTS[language].get(what)
    words = known or (", ".join(keywords[:LONGEST_HINTS]) if language == "en" else "")
    return ", ".join(part for part in (words, DANGERS[language]) if part)
