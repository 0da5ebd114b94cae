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
    "after": ("despues de la/las/el?", "despues del", "a partir de la/las/el?", "a partir del"),
    "before": ("antes de la/las/el?", "antes del"),
    "between": ("entre la/las?",),
    "at": ("a la/las", "como a las/la", "a eso de las/la"),
    "to": ("a/hasta las/la",),
    "and": ("y las/la",),
    "or": ("o",),
    "thirty": ("y media",),
    "fifteen": ("y cuarto",),
    "any day except": ("menos/excepto el?", "cualquier dia menos/excepto el?"),
    "whenever": (
        "cuando sea/quiera/pueda/puedan/gusten/quieran/guste",
        "cualquier hora/momento/horario/dia_y_hora",
        "a? la/el hora/dia que sea/quieran/gusten",
        "me da igual/lo_mismo",
        "no importa",
        "cualquier dia",
    ),
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
_MONTHS = word_set(
    """
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre
    diciembre
    """
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
            "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho",
            "diecinueve", "veinte", "veintiuno", "veintidos", "veintitres", "veinticuatro",
            "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve", "treinta",
        ),
        start=1,
    )
} | {"primero": 1}  # fmt: skip
_LAST_DAY = 31
_SURE = word_set(
    """
    cuando cualquier igual importa sea cuanto mediodia hora horas
    lunes martes miercoles jueves viernes sabado domingo hoy manana tarde noche semana las
    mediodia dia posible pronto antes proximo proxima enero febrero marzo abril mayo junio
    julio agosto septiembre octubre noviembre diciembre
    """
)  # fmt: skip


def in_english(tokens: Sequence[str]) -> tuple[str, ...]:
    """`tokens` with the Spanish date words replaced; unchanged when there are none."""
    tokens = _hours_of_day(tokens)
    if _SURE.isdisjoint(tokens):
        return tuple(tokens)
    tokens = _numbered_days(tokens)
    out: list[str] = []
    at = 0
    for match in _BOOK.find(tokens):
        out.extend(tokens[at : match.start])
        out.extend(match.value.split())
        at = match.end
    out.extend(tokens[at:])
    return tuple("of" if word == "de" else word for word in out)


def _hours_of_day(tokens: Sequence[str]) -> tuple[str, ...]:
    """ "de ocho a doce" is "from 8 to 12"; unchanged when there is none."""
    if "de" not in tokens or "a" not in tokens:
        return tuple(tokens)
    words = [word for word in tokens if word not in ("las", "la")]
    out: list[str] = []
    at = 0
    while at < len(words):
        first, last = _hour(words, at + 1), _hour(words, at + 3)
        if words[at] == "de" and words[at + 2 : at + 3] == ["a"] and first and last:
            out += ("from", str(first), "to", str(last))
            at += 4
        else:
            out.append(words[at])
            at += 1
    return tuple(tokens) if out == words else tuple(out)


def _hour(words: Sequence[str], at: int) -> int:
    return _NUMBERS.get(words[at], 0) if at < len(words) else 0


def _numbered_days(tokens: Sequence[str]) -> list[str]:
    """ "el cinco de marzo" is "5th de marzo"; "el primero", "dia veinte" alike."""
    out: list[str] = []
    at = 0
    while at < len(tokens):
        number, end = _day_number(tokens, at)
        month = (
            tokens[end + 1] if tokens[end : end + 1] == ("de",) and end + 1 < len(tokens) else ""
        )
        named = bool(out) and out[-1] in ("el", "dia")
        if number and (month in _MONTHS or named):
            out.append(f"{number}th")
            at = end
        else:
            out.append(tokens[at])
            at += 1
    return out


def _day_number(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """The day of the month said at word `at` and where it ends; 0 when there is none."""
    word = tokens[at]
    if word.isdecimal() and len(word) <= 2 and 0 < int(word) <= _LAST_DAY:
        return int(word), at + 1
    if word == "treinta" and tuple(tokens[at + 1 : at + 3]) in (("y", "uno"), ("y", "un")):
        return _LAST_DAY, at + 3
    return _NUMBERS.get(word, 0), at + 1
