"""What a sentence claims, in one form for all wordings: numbers as digits, words by their stems.

Two sentences with the same form say the same; what a form drops (articles, "is", politeness)
carries no fact.
"""

import re
import unicodedata
from dataclasses import dataclass

from agent.nlu import numbers
from agent.nlu.words import fold, words

_MONEY = re.compile(r"([$€£])\s*(\d[\d,]*)(?:[.](\d\d))?")
_CURRENCY = {"$": "dollars", "€": "euros", "£": "pounds"}
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

    @property
    def negated(self) -> bool:
        """Whether anything in it is denied."""
        return bool(self.denied)


def form(sentence: str) -> Form:
    """The form of one sentence, English or Spanish."""
    text = _IDIOMS.sub(lambda found: found[0].replace(" ", ""), plain(sentence))
    tokens = [part for word in words(text) for part in _parts(word)]
    folded = [fold(token) for token in tokens]
    lead = next((word for word in folded[:1] if word in ("yes", "no", "si")), "")
    answers_no = lead == "no" and re.match(r"\W*no\b\s*[,.!:;—–-]", text) is not None
    body: list[str] = []
    denied: list[int] = []
    at = 0
    runs = {run.start: run.stop for run in numbers.runs(tokens)}
    while at < len(tokens):
        stop = runs.get(at)
        if stop is not None:
            body.append("#" + (numbers.digits(tokens[at:stop]) or "?").lstrip("0"))
            at = stop
            continue
        word = folded[at]
        if word in _NEGATIONS or word.endswith("n't"):
            if at or not answers_no:
                denied.append(len(body))
        elif word not in _IGNORED:
            body.append(stem(word))
        at += 1
    return Form(
        body=tuple(body),
        denied=tuple(denied),
        lead="yes" if lead == "si" else lead,
        hedges=HEDGES.intersection(folded),
        assents=ASSENT.intersection(folded),
    )


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
