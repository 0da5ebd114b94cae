"""Spanish answers about days and times, put into the English words the date parser reads."""

from collections.abc import Sequence

from agent.nlu.phrases import Phrasebook, word_set

_PHRASES: dict[str, tuple[str, ...]] = {
    "monday": ("el? lunes",),
    "tuesday": ("el? martes",),
    "wednesday": ("el? miercoles",),
    "thursday": ("el? jueves",),
    "friday": ("el? viernes",),
    "saturday": ("el? sabado",),
    "sunday": ("el? domingo",),
    "next monday": ("el? proximo/siguiente lunes",),
    "next tuesday": ("el? proximo/siguiente martes",),
    "next wednesday": ("el? proximo/siguiente miercoles",),
    "next thursday": ("el? proximo/siguiente jueves",),
    "next friday": ("el? proximo/siguiente viernes",),
    "next saturday": ("el? proximo/siguiente sabado",),
    "today": ("hoy",),
    "today evening": ("esta noche",),
    "this afternoon": ("esta tarde",),
    "this morning": ("esta manana",),
    "tomorrow": ("manana", "el dia de manana"),
    "tomorrow in the morning": ("manana por/en la manana", "manana temprano"),
    "day after tomorrow": ("pasado manana",),
    "in the morning": ("por/en/de la manana", "temprano", "en las mananas"),
    "in the afternoon": ("por/en/de la tarde", "en las tardes"),
    "in the evening": ("por/en/de la noche",),
    "next week": (
        "la? proxima/siguiente semana",
        "la? semana que viene/entra",
        "la? semana proxima",
    ),
    "this week": ("esta semana",),
    "this weekend": ("este/el fin de semana",),
    "noon": ("mediodia/medio_dia", "al/a mediodia/medio_dia"),
    "after": ("despues de la/las/el?", "a partir de la/las/el?"),
    "before": ("antes de la/las/el?",),
    "between": ("entre la/las?",),
    "at": ("a la/las", "como a las/la", "a eso de las/la"),
    "to": ("a/hasta las/la",),
    "and": ("y las/la",),
    "or": ("o",),
    "thirty": ("y media",),
    "fifteen": ("y cuarto",),
    "any day except": ("menos/excepto el?", "cualquier dia menos/excepto el?"),
    "any day": ("cualquier dia", "cuando sea/quiera/pueda", "el dia que sea"),
    "earliest": ("lo antes/mas_pronto posible?", "cuanto antes", "lo mas pronto posible?"),
    "no i mean": ("no mejor", "digo", "perdon", "mejor"),
    "one": ("una",),
    "two": ("dos",),
    "three": ("tres",),
    "four": ("cuatro",),
    "five": ("cinco",),
    "six": ("seis",),
    "seven": ("siete",),
    "eight": ("ocho",),
    "nine": ("nueve",),
    "ten": ("diez",),
    "eleven": ("once",),
    "twelve": ("doce",),
    "thirty ": ("treinta",),
    "days": ("dias",),
    "in": ("en/dentro_de",),
    "weeks": ("semanas",),
    "january": ("enero",),
    "february": ("febrero",),
    "march": ("marzo",),
    "april": ("abril",),
    "may": ("mayo",),
    "june": ("junio",),
    "july": ("julio",),
    "august": ("agosto",),
    "september": ("septiembre/setiembre",),
    "october": ("octubre",),
    "november": ("noviembre",),
    "december": ("diciembre",),
}
_BOOK: Phrasebook[str] = Phrasebook(_PHRASES)
_SURE = word_set(
    """
    lunes martes miercoles jueves viernes sabado domingo hoy manana tarde noche semana las
    mediodia dia posible pronto antes proximo proxima enero febrero marzo abril mayo junio
    julio agosto septiembre octubre noviembre diciembre
    """
)  # fmt: skip


def in_english(tokens: Sequence[str]) -> tuple[str, ...]:
    """`tokens` with the Spanish date words replaced; unchanged when there are none."""
    if _SURE.isdisjoint(tokens):
        return tuple(tokens)
    out: list[str] = []
    at = 0
    for match in _BOOK.find(tokens):
        out.extend(tokens[at : match.start])
        out.extend(match.value.split())
        at = match.end
    out.extend(tokens[at:])
    return tuple(_numbered_days(out))


def _numbered_days(tokens: list[str]) -> list[str]:
    """ "el 5 de marzo" is "5th of march"."""
    out: list[str] = []
    for at, word in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        if word.isdecimal() and len(word) <= 2 and before in ("el", "dia"):
            out.append(f"{word}th")
        else:
            out.append("of" if word == "de" else word)
    return out
