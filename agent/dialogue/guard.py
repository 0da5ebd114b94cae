"""Lets nothing through that a language model made up.

A model may only say what the company's facts say. A clause passes when it claims nothing
(courtesy), when it admits not to know, or when a fact backs it: with numbers, prices, times, days,
promises, advice or a negation in it only word for word, else with words of the fact alone, in its
order, none of them without what narrows it. So a model can choose and shorten facts, never add to
them, whoever talked it into trying.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from agent.dialogue.claims import Form, form, plain, stem
from agent.nlu.words import words

Kind = Literal["courtesy", "doubt", "backed", "question", "odd", "number", "strong", "unbacked"]

MOST_WORDS = 35
"""Words of one answer (the speaking rules)."""
MOST_CLAUSES = 3
_WEIGHTY = (
    # prices without a number
    "free", "charge", "charged", "cost", "costs", "complimentary", "waive", "waived", "discount",
    "half", "double", "quarter", "credit", "refund", "rebate", "cheap", "cheaper", "deal",
    "coupon", "price", "priced", "pay", "paid", "bill", "gratis", "gratuito", "descuento",
    "reembolso", "mitad", "precio", "costo", "cobrar", "cobramos", "pagar",
    # time without a number
    "today", "tonight", "tomorrow", "yesterday", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july",
    "august", "september", "october", "november", "december", "day", "week", "weekend", "month",
    "hour", "minute", "now", "immediately", "soon", "asap", "noon", "midnight", "morning",
    "afternoon", "evening", "night", "daily", "always", "clock", "anytime", "hoy", "manana",
    "ayer", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "dia",
    "semana", "mes", "hora", "minuto", "ahora", "pronto", "mediodia", "tarde", "noche",
    # promises and done things
    "guarantee", "promise", "assure", "swear", "commit", "book", "booked", "schedule",
    "reschedule", "cancel", "confirm", "set", "dispatch", "sent", "send", "arrive", "transfer",
    "connect", "approve", "reserve", "hold", "held", "update", "change", "remove", "add", "way",
    "route", "come", "coming", "visit", "open", "closed", "done", "fixed", "owner", "manager",
    "supervisor", "garantizar", "garantizamos", "prometo", "agendar", "agendada", "confirmada",
    "enviar", "llegar",
    # what is done for the caller, or is theirs by right
    "call", "callback", "phone", "text", "email", "mail", "deliver", "bring", "pass", "delete",
    "accept", "qualify", "eligible", "entitled", "apply", "cover", "include", "warranty", "owe",
    "llamar", "llamara", "avisar", "aceptar", "cubrir", "incluye", "garantia",
    # what to do, and in which order things happen
    "switch", "turn", "run", "reset", "press", "push", "close", "remove", "unplug", "light",
    "relight", "thaw", "ice", "battery", "keep", "before", "after", "start", "quote", "trip",
    "leave", "let", "antes", "despues", "apagar", "apague", "apagado", "encender", "saltar",
    "dejelo", "dejar", "cambie", "reactivar", "interruptor", "hielo", "asegurese",
    # advice on which somebody's safety may hang
    "safe", "safely", "danger", "dangerous", "harmless", "evacuate", "gas", "carbon", "monoxide",
    "smoke", "fire", "leak", "alarm", "breaker", "ignore", "stay", "emergency", "poison", "valve",
    "pilot", "wire", "spark", "seguro", "peligro", "humo", "fuego", "alarma", "fuga",
    # who and what we are
    "human", "person", "real", "robot", "ai", "bot", "prompt", "instructions", "rules", "secret",
    "password", "humano", "persona",
)  # fmt: skip
STRONG = frozenset(stem(word) for word in _WEIGHTY)
"""Stems that need a fact word for word."""
DOUBT = re.compile(
    r"\b(not sure|don't know|do not know|can't say|cannot say|don't have (that|this|any)"
    r"|no information|no estoy segur[oa]|no lo se|no se|no tengo (esa|ese|informaci[oó]n))\b"
)
_DOUBT_WORDS = frozenset({
    "sur", "information", "detail", "about", "one", "that", "at", "hand", "moment", "have",
    "whether", "if", "pass", "office", "seguro", "segura", "informacion", "dato", "mano",
    "oficina", "momento",
})  # fmt: skip
_DOUBTED = frozenset({"on", "of", "for", "sobre", "si", "de", "acerca"})
"""What may follow an admission not to know, besides its own words: that which is not known."""
_PARTS = re.compile(
    r"[,;:—–]|\s-+\s|\b(?:but|and|so|though|although|however|still|pero|aunque|y)\b"
)
_LINK = re.compile(r"https?:|www\.|@|\.(com|net|org|io)\b|\bdot com\b|\bpunto com\b")
_LEAD = re.compile(
    r"(yes|yeah|no|sure|absolutely|certainly|of course|s[ií]|claro)\b( [a-z]+)?[,.!:;—–-]+\s*", re.I
)
_LETTERS = re.compile(r"^[\x20-\x7e\u00a0-\u024f\u2010-\u2027]*$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard makes of a clause."""

    kind: Kind
    passes: bool

    @property
    def skipped(self) -> bool:
        """Left out without a sound; what follows may still be good."""
        return not self.passes and self.kind in ("courtesy", "question")


def judge(clause: str, facts: Sequence[Form], question: str = "") -> Verdict:
    """Whether `clause` may be spoken; `question` is what the caller asked.

    A question of the model's own is not spoken either: what to ask is the dialogue's to decide.
    """
    text = plain(clause).strip()
    if _LINK.search(text) or not _LETTERS.match(text):
        return Verdict("odd", passes=False)
    if "?" in text or "¿" in text:
        return Verdict("question", passes=False)
    found = form(clause)
    if not found.body:
        return Verdict("courtesy", passes=not (found.negated or found.assents))
    numbered = any(token.startswith("#") for token in found.body)
    strong = numbered or not STRONG.isdisjoint(found.body)
    if any(_backs(fact, found, strong) for fact in facts):
        return Verdict("backed", passes=True)
    if not strong and DOUBT.search(text) and _doubts(text, form(question).body):
        return Verdict("doubt", passes=True)
    return Verdict("number" if numbered else "strong" if strong else "unbacked", passes=False)


def without_lead(clause: str) -> str:
    """The clause without a yes or no at its beginning; empty when there is none, or nothing else.

    What the company says is a fact, but no yes to whatever was asked.
    """
    found = _LEAD.match(clause)
    rest = clause[found.end() :] if found else ""
    return rest[:1].upper() + rest[1:]


def fits(spoken: Iterable[str], clause: str) -> bool:
    """Whether an answer stays short enough with one more clause."""
    before = list(spoken)
    words = sum(len(one.split()) for one in (*before, clause))
    return len(before) < MOST_CLAUSES and words <= MOST_WORDS


def _backs(fact: Form, said: Form, strong: bool) -> bool:
    if fact.negated != said.negated or not fact.hedges <= said.hedges:
        return False
    if said.lead and said.lead != fact.lead:  # a yes to whatever was asked
        return False
    if not said.assents <= fact.assents:  # the same, at the end
        return False
    if strong or said.negated:
        return fact.body == said.body and fact.denied == said.denied
    return 2 * len(said.body) >= min(4, len(fact.body)) and _shortens(fact, said.body)


def _shortens(fact: Form, said: Sequence[str]) -> bool:
    """Whether `said` is `fact` without some of the things that it lists.

    A thing is kept whole or left out whole, and every part keeps one, because a word or a part
    that is missing makes what is left true of more than the company says.
    """
    things: dict[tuple[int, int], list[str]] = {}
    for place, word in zip(fact.parts, fact.body, strict=True):
        things.setdefault(place, []).append(word)
    needed = {part for part, _ in things}
    places = list(things)
    return _made_of(tuple(said), tuple(places), things, needed, fact.fronted)


def _made_of(
    said: tuple[str, ...],
    places: tuple[tuple[int, int], ...],
    things: Mapping[tuple[int, int], Sequence[str]],
    needed: AbstractSet[int],
    first: bool,
) -> bool:
    """Whether `said` is made of the things at some of `places`, at least one of each part."""
    if not places:
        return not said and not needed
    here, rest = places[0], places[1:]
    words = tuple(things[here])
    size = len(words)
    if said[:size] == words and _made_of(said[size:], rest, things, needed - {here[0]}, False):
        return True
    return not first and _made_of(said, rest, things, needed, False)


def _doubts(text: str, asked: Sequence[str]) -> bool:
    """Whether every part of a sentence says no more than that something asked is not known."""
    return all(_doubt_or_courtesy(part, asked) for part in _PARTS.split(text))


def _doubt_or_courtesy(part: str, asked: Sequence[str]) -> bool:
    doubt = DOUBT.search(part)
    before, after = (part[: doubt.start()], part[doubt.end() :]) if doubt else (part, "")
    first, rest = form(before), form(after)
    if first.body or first.denied or first.assents or rest.assents:
        return False
    next_word = next(iter(words(after)), "")
    if next_word and next_word not in _DOUBTED and stem(next_word) not in _DOUBT_WORDS:
        return False
    return _only(rest, _DOUBT_WORDS, asked)


def _only(said: Form, *allowed: Iterable[str]) -> bool:
    known = {word for words in allowed for word in words}
    return set(said.body) <= known
