"""Which language a caller speaks, English or Spanish, and whether they ask for Spanish."""

from collections.abc import Sequence
from typing import Literal

from agent.nlu.phrases import Phrasebook, padded, word_set

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
_PLAIN = 3
"""So many English words and no Spanish ones show that a caller has changed to English."""


def detect(text: str) -> Literal["en", "es"]:
    """The language of `text`; English when the words do not tell."""
    tokens = padded(text)[1:-1]
    spanish, english = _counts(tokens)
    enough = spanish >= 2 or not _ALONE.isdisjoint(tokens)
    return "es" if spanish > english and enough else "en"


def plainly(text: str) -> Literal["en", "es"] | None:
    """The language that a caller plainly speaks or asks for; None when the words do not tell."""
    if asks_english(text):
        return "en"
    if asks_spanish(text) or detect(text) == "es":
        return "es"
    spanish, english = _counts(padded(text)[1:-1])
    return "en" if english >= _PLAIN and not spanish else None


def asks(text: str) -> bool:
    """Whether the caller asks for one of the languages."""
    return asks_english(text) or asks_spanish(text)


def asks_english(text: str) -> bool:
    """Whether the caller asks to go on in English."""
    found = [match.value for match in _ASKS_ENGLISH.find(padded(text))]
    return bool(found) and all(found)


def _counts(tokens: Sequence[str]) -> tuple[int, int]:
    """Words that are Spanish, and words that are English."""
    spanish = sum(word in _SPANISH and word not in _SHARED for word in tokens)
    english = sum(word in _ENGLISH and word not in _SHARED for word in tokens)
    return spanish, english


def asks_spanish(text: str) -> bool:
    """Whether the caller asks to go on in Spanish."""
    found = [match.value for match in _ASKS.find(padded(text))]
    return bool(found) and all(found)
