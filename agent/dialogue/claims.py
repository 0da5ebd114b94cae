"""What a sentence claims, in one form for all wordings: numbers as digits, words by their stems.

Two sentences with the same form say the same; what a form drops (articles, "is", politeness)
carries no fact.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from agent.nlu import numbers
from agent.nlu.words import fold, words

_MONEY = re.compile(r"([$€£])\s*(\d[\d,]*)(?:[.](\d\d))?")
_CURRENCY = {"$": "dollars", "€": "euros", "£": "pounds"}
_DOLLARS = re.compile(r"\bd[oó]lar(?:es)?\b")
_FULL_HOUR = re.compile(r"\b(\d{1,2}):00\b")
_IDIOMS = re.compile(
    r"\b(one of|no one|one moment|one more|one second|one thing|that one|this one|the one"
    r"|un momento|uno de|una de|no heat|no cooling|no air|sin calefaccion)\b"
)
"""Phrases whose number or negation is none; they become one word."""
_NEGATIONS = frozenset({
    "no", "not", "never", "none", "nor", "nobody", "nothing", "neither", "without", "cannot",
    "unable", "refuse", "hardly", "except", "unless", "nunca", "jamas", "sin", "ningun", "ninguna",
    "ninguno", "nada", "nadie", "tampoco", "ni", "excepto", "salvo",
})  # fmt: skip
STOP = frozenset({
    "a", "an", "the", "we", "us", "our", "ours", "i", "me", "my", "you", "your", "yours", "he",
    "she", "they", "them", "their", "it", "its", "is", "are", "am", "was", "were", "be", "been",
    "being", "do", "does", "did", "to", "of", "for", "on", "in", "at", "by", "with", "from", "as",
    "that", "this", "these", "those", "there", "and", "or", "but", "if", "then", "which", "who",
    "whom", "what", "has", "have", "had", "can", "could", "may", "might", "would", "should",
    "will", "shall", "ll", "re", "ve", "s", "m", "d", "o", "el", "la", "los", "las", "un", "una",
    "unos", "unas", "de", "del", "al", "en", "y", "e", "u", "que", "se", "su", "sus",
    "nos", "le", "les", "lo", "es", "son", "esta", "estan", "ser", "estar", "por", "para", "con",
    "mi", "tu", "nuestro", "nuestra", "nuestros", "nuestras", "ha", "han", "hay", "puede",
    "pueden", "podemos", "va", "van", "si", "como",
})  # fmt: skip
NEUTRAL = frozenset({
    "well", "so", "also", "please", "sorry", "thanks", "thank", "good", "happy", "glad",
    "question", "ask", "asking", "understand", "hear", "know", "see", "tell", "say", "said",
    "mean", "sir", "ma'am", "madam", "actually", "basically", "got", "just", "here", "help",
    "need", "want", "like", "bueno", "gracias", "perdon", "entiendo", "pregunta", "pues", "bien",
    "senor", "senora", "ayudar",
})  # fmt: skip
"""Words of courtesy that claim nothing."""
ASSENT = frozenset({
    "yes", "no", "yeah", "yep", "yup", "nope", "sure", "okay", "ok", "course", "absolutely",
    "definitely", "certainly", "right", "correct", "great", "exactly", "indeed", "true", "alright",
    "si", "claro", "correcto", "exacto", "cierto",
})  # fmt: skip
"""Words that claim whatever was asked, and nothing beside a fact."""
HEDGES = frozenset({
    "if", "whether", "unless", "when", "whenever", "once", "until", "depends", "often", "many",
    "most", "some", "sometimes", "usually", "newer", "only", "can", "could", "may", "might",
    "would", "solo", "solamente", "cuando", "segun", "depende", "muchos", "muchas", "algunos",
    "algunas", "puede", "pueden", "puedo", "podemos", "podria", "suele", "suelen", "mayoria",
    "menudo",
})  # fmt: skip
"""Words that make a claim smaller: without them a fact says more than the company does."""
CONDITIONS = frozenset({"if", "unless", "only", "when", "until", "solo", "solamente", "cuando"})
"""Hedges that may govern the statement beside theirs as well."""
_COMMA = re.compile(r"[,;:—–](?=\s|$)")
_PAUSE = "zqpause"
"""Stands for a comma among the words of a sentence."""
_JOINS = frozenset({"and", "y", "e"})
_CHOICES = frozenset({"or", "o", "u"})
_ALLOWS = frozenset({"can", "may", "puede", "pueden", "podemos"})
"""Beside these "A or B" grants both, so each alone is true."""
_RELATIONS = frozenset({
    "for", "on", "in", "at", "by", "with", "from", "before", "after", "around", "within",
    "without", "during", "under", "through", "over", "between", "near", "toward", "until", "if",
    "when", "unless", "while", "because", "than", "except", "para", "por", "con", "en", "sin",
    "antes", "despues", "durante", "hasta", "desde", "si", "cuando", "excepto", "salvo", "que",
})  # fmt: skip
"""Words that begin a part by which the part before it is made narrower."""
_IGNORED = STOP | NEUTRAL | ASSENT | _NEGATIONS


@dataclass(frozen=True, slots=True)
class Form:
    """A sentence without what carries no fact."""

    body: tuple[str, ...]
    """Stems in order; a number is "#" and its digits."""
    denied: tuple[int, ...] = ()
    """Where in the body a negation stands: moved or doubled, it says something else."""
    lead: str = ""
    """"yes" or "no" when the sentence begins with that."""
    hedges: frozenset[str] = frozenset()
    """Words in it that make its claim smaller."""
    assents: frozenset[str] = frozenset()
    """Words in it that say yes or no to what was asked."""
    parts: tuple[tuple[int, int], ...] = ()
    """Of each word of the body: its part, and which of the things listed in that part it is of."""
    fronted: bool = False
    """Whether it begins with a part that narrows all the rest."""

    @property
    def negated(self) -> bool:
        """Whether anything in it is denied."""
        return bool(self.denied)


def form(sentence: str) -> Form:
    """The form of one sentence, English or Spanish."""
    text = _IDIOMS.sub(lambda found: found[0].replace(" ", ""), plain(sentence))
    text = _DOLLARS.sub("dollars", _COMMA.sub(f" {_PAUSE} ", text))
    tokens = [part for word in words(text) for part in _parts(word)]
    folded = [fold(token) for token in tokens]
    lead = next((word for word in folded[:1] if word in ("yes", "no", "si")), "")
    answers_no = lead == "no" and re.match(rf"\W*no\b\s*([,.!:;-]|{_PAUSE})", text) is not None
    outline = _Outline(not _ALLOWS.isdisjoint(folded))
    body: list[str] = []
    denied: list[int] = []
    at = 0
    runs = {run.start: run.stop for run in numbers.runs(tokens)}
    while at < len(tokens):
        stop = runs.get(at)
        if stop is not None:
            outline.word()
            body.append("#" + (numbers.digits(tokens[at:stop]) or "?").lstrip("0"))
            at = stop
            continue
        word = folded[at]
        if (word in _NEGATIONS or word.endswith("n't")) and (at or not answers_no):
            denied.append(len(body))
        outline.mark(word)
        if word not in _IGNORED and word != _PAUSE and not word.endswith("n't"):
            outline.word()
            body.append(stem(word))
        at += 1
    return Form(
        body=tuple(body),
        denied=tuple(denied),
        lead="yes" if lead == "si" else lead,
        hedges=HEDGES.intersection(folded),
        assents=ASSENT.intersection(folded),
        parts=tuple(outline.places),
        fronted=outline.fronted,
    )


class _Outline:
    """Follows the words of a sentence: parts that narrow each other, and what each part lists."""

    def __init__(self, allows: bool) -> None:
        """`allows`: things joined by "or" are listed like those joined by "and"."""
        self.places: list[tuple[int, int]] = []
        self.fronted = False
        self._joins = _JOINS | {_PAUSE} | (_CHOICES if allows else frozenset())
        self._part = self._item = 0
        self._next: Literal["", "item", "part"] = ""

    def mark(self, word: str) -> None:
        """A word that may begin something new; "and with" goes on with a list."""
        if word in self._joins:
            self._next = self._next or "item"
        elif word in _RELATIONS and self._next != "item":
            self._next = "part"

    def word(self) -> None:
        """A word of the body."""
        if self._next == "part":
            self.fronted = self.fronted or not self.places
            self._part, self._item = self._part + bool(self.places), 0
        elif self._next == "item" and self.places:
            self._item += 1
        self._next = ""
        self.places.append((self._part, self._item))


def plain(text: str) -> str:
    """Small letters; look-alike digits and signs as themselves, amounts of money in words."""
    found = unicodedata.normalize("NFKC", text).lower()
    found = "".join(sign for sign in found if unicodedata.category(sign) not in ("Cf", "Mn", "Me"))
    found = _MONEY.sub(_amount, found)
    return _FULL_HOUR.sub(r"\1", found)


def _amount(found: re.Match[str]) -> str:
    sign, whole, cents = found.groups()
    rest = f" and {int(cents)} cents" if cents and cents != "00" else ""
    return f" {whole.replace(',', '')} {_CURRENCY[sign]}{rest} "


def _parts(word: str) -> list[str]:
    """ "we'll" is we and ll; a negation stays whole."""
    return [word] if word.endswith("n't") else [part for part in word.split("'") if part]


def stem(word: str) -> str:
    """A word without endings that change no fact: plural, -ing, -ed. Short words stay."""
    if len(word) <= 4:
        return word.removesuffix("s") if len(word) == 4 and not word.endswith("ss") else word
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss"):
            return (word.removesuffix(ending) + instead).rstrip("e")
    return word.rstrip("e")
