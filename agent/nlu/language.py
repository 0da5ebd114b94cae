"""Which language a caller speaks, English or Spanish, and whether they ask for Spanish."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from agent.nlu.phrases import Phrasebook, padded, word_set
from agent.nlu.words import RECENT

# Words that are common in one language and no words (or rare ones) in the other.
_SPANISH = word_set(
    """
    hola buenos buenas dias tardes noches si gracias por favor el la los las un una unos unas de del
    que y o pero con sin para mi mis su sus tu me se le lo nos es esta estan esto eso estoy estamos
    soy somos tengo tiene tenemos hay hace quiero necesito necesita puedo puede pueden como cuando
    donde quien cual cuanto cuesta muy mas menos ya ayer hoy manana casa calle numero telefono
    nombre llamo llama direccion cita aire acondicionado calefaccion calentador frio caliente agua
    gotea funciona sirve prende enfria calienta tirando huele humo fuga urgente emergencia tecnico
    lunes martes miercoles jueves viernes sabado domingo correcto claro bien vale adios cancelar
    cambiar ayuda persona hablar alguien espanol ingles cero uno dos tres cuatro cinco seis siete
    ocho nueve diez once doce veinte treinta cuarenta cincuenta quinientos cien ciento porque en al
    entre desde hasta tambien mismo misma esposo esposa senor senora perdon espere momento
    """
)
_ENGLISH = word_set(
    """
    the a an i you it is my and to of in on for we have not do does what can that this with are was
    be at your no me yes heat air need want please thanks hello hi there would how when where an our
    street drive avenue road number name call speak say who or but so just well okay right
    """
)
_SHARED = frozenset(
    ("no", "me", "a", "la", "un", "once", "el", "de", "los", "san", "santa", "o", "y")
)
# One of these alone is enough; "gracias" or "si" alone may come from anybody.
_ALONE = frozenset(("hola", "espanol", "ayuda", "emergencia", "auxilio", "bueno", "digame"))
_ASKS: Phrasebook[bool] = Phrasebook(
    {
        False: (
            "speak/speaks spanish? style/omelette",
            "do not speak spanish",
            "spanish street/lane/oak/oaks/fork/drive/road/trail/tile/style/moss",
        ),
        True: (
            "spanish",
            "espanol/castellano",
            "habla/hablan/hablas/hable espanol/ingles",
            "alguien que hable",
            "no hablo/entiendo/se ingles/mucho_ingles",
        ),
    }
)


_ASKS_ENGLISH: Phrasebook[bool] = Phrasebook(
    {
        False: (
            "no/not/little/much/any english",
            "not speak/understand/know/talk *? *? english",
            "no hablo/entiendo/se mucho? ingles",
            "hablo poco ingles",
        ),
        True: ("english please", "in english", "speak english", "to english", "en ingles"),
    }
)
_NAMED = frozenset(("english", "ingles", "spanish", "espanol", "castellano", "hable"))
"""Who asks for a language says one of these."""
_ONLY_SPANISH, _ONLY_ENGLISH = _SPANISH - _SHARED, _ENGLISH - _SHARED
_PLAIN = 3
"""So many English words and no Spanish ones show that a caller has changed to English."""


def detect(text: str) -> Literal["en", "es"]:
    """The language of `text`; English when the words do not tell."""
    tokens = padded(text)
    return "es" if _is_spanish(tokens, *_counts(tokens)) else "en"


@lru_cache(maxsize=RECENT)
def plainly(text: str) -> Literal["en", "es"] | None:
    """The language that a caller plainly speaks or asks for; None when the words do not tell."""
    tokens = padded(text)
    named = not _NAMED.isdisjoint(tokens)
    if named and asks_english(text):
        return "en"
    spanish, english = _counts(tokens)
    if (named and asks_spanish(text)) or _is_spanish(tokens, spanish, english):
        return "es"
    return "en" if english >= _PLAIN and not spanish else None


def asks(text: str) -> bool:
    """Whether the caller asks for one of the languages."""
    if _NAMED.isdisjoint(padded(text)):
        return False
    return asks_english(text) or asks_spanish(text)


def asks_english(text: str) -> bool:
    """Whether the caller asks to go on in English."""
    return _asked(_ASKS_ENGLISH, padded(text))


def _asked(book: Phrasebook[bool], tokens: Sequence[str]) -> bool:
    if _NAMED.isdisjoint(tokens):
        return False
    found = book.values(tokens)
    return bool(found) and all(found)


def _is_spanish(tokens: Sequence[str], spanish: int, english: int) -> bool:
    """Whether words with so many Spanish and English ones among them are Spanish."""
    return spanish > english and (spanish > 1 or not _ALONE.isdisjoint(tokens))


def _counts(tokens: Sequence[str]) -> tuple[int, int]:
    """Words that are Spanish, and words that are English."""
    spanish = sum(map(_ONLY_SPANISH.__contains__, tokens))
    return spanish, sum(map(_ONLY_ENGLISH.__contains__, tokens))


def asks_spanish(text: str) -> bool:
    """Whether the caller asks to go on in Spanish."""
    return named_spanish(padded(text))


def named_spanish(tokens: Sequence[str]) -> bool:
    """Whether `tokens` (between "<" and ">") ask to go on in Spanish."""
    return _asked(_ASKS, tokens)
