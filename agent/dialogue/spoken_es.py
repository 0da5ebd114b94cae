"""Facts as people say them in Spanish; streets keep their English names."""

from collections.abc import Sequence
from datetime import date

from agent.dialogue import numbers_es
from agent.dialogue.numbers_es import cardinal
from agent.dialogue.office_days import office_days
from agent.events import Address, Window
from agent.nlu import addresses, phones
from agent.nlu.address_spoken import AddressWords
from agent.profile.schema import CompanyProfile

ASSISTANT = "la recepcionista"
REQUEST = "su solicitud"
PLACE = "la dirección que me dio"
RECORDED = "Esta línea se graba."
SOON = "lo antes posible"

DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
HABITS = (*DAYS[:5], "sábados", "domingos")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
PARTS_OF_HOUR = {15: "cuarto", 30: "media"}
JOBS = {
    "book_service": "una visita de servicio",
    "no_heat": "falta de calefacción",
    "no_cooling": "falla del aire acondicionado",
    "water_leak": "una fuga de agua",
    "strange_noise_or_smell": "un ruido u olor extraño",
    "maintenance_tuneup": "un mantenimiento",
    "install_quote": "un presupuesto de equipo nuevo",
}
"""Words for job types whose profile has no Spanish ones."""

number = numbers_es.counting
digits = numbers_es.digits
zip_code = numbers_es.digits


def _house(text: str) -> str:
    """A house number: up to four digits as one number, longer ones digit by digit."""
    long = len(text) > 4 or text.startswith("0")
    return digits(text) if long else cardinal(int(text))


_ADDRESS = AddressWords(
    house=_house,
    ordinal=cardinal,
    dash="guion",
    half="y medio",
    units={
        "Apt": "apartamento",
        "Unit": "unidad",
        "Ste": "suite",
        "Fl": "piso",
        "Lot": "lote",
        "Bldg": "edificio",
    },
)


def address(place: Address) -> str:
    """Street and unit: "mil cuatrocientos veinte Vine Street, apartamento cinco"."""
    return addresses.spoken(place, _ADDRESS)


def phone(e164: str) -> str:
    """A number for reading back: "dos uno cuatro, cinco cinco cinco, cero uno tres uno"."""
    return phones.spoken(e164, digits, "más")


def last_four(e164: str) -> str:
    """The last four digits: "cero uno tres uno"."""
    return digits(e164[-4:])


def money(cents: int) -> str:
    """An amount: ``8900`` is "ochenta y nueve dólares"."""
    dollars, rest = divmod(cents, 100)
    words = f"{number(dollars)} dólar" + ("" if dollars == 1 else "es")
    return words + (f" con {number(rest)} centavo{'' if rest == 1 else 's'}" if rest else "")


def job(profile: CompanyProfile, job_type: str) -> str:
    """What a visit is for, in the profile's words or else in ours."""
    known = profile.job_types.get(job_type)
    return (known.spoken_es if known else "") or JOBS.get(job_type, JOBS["book_service"])


def day(iso: str, now: str) -> str:
    """The day `iso` as said on the day of `now`: "mañana, miércoles dieciséis".

    The month is named when it is another one than today's and not within the coming week.
    """
    then, today = date.fromisoformat(iso[:10]), date.fromisoformat(now[:10])
    ahead = (then - today).days
    named = f"{DAYS[then.weekday()]} {'primero' if then.day == 1 else cardinal(then.day)}"
    if ahead in (0, 1):
        return f"{'hoy' if ahead == 0 else 'mañana'}, {named}"
    far = then.month != today.month and not 0 <= ahead <= 7
    return f"el {named}" + (f" de {MONTHS[then.month - 1]}" if far else "")


def clock(hhmm: str) -> str:
    """A local HH:MM with its article, on the twelve-hour face: "14:30" is las dos y media."""
    hour, minute = int(hhmm[:2]), int(hhmm[3:5])
    face = hour % 12 or 12
    words = "la una" if face == 1 else f"las {cardinal(face)}"
    return words + (f" y {PARTS_OF_HOUR.get(minute) or cardinal(minute)}" if minute else "")


def _range(one: Window) -> str:
    return f"entre {clock(one.start)} y {clock(one.end)}"


def either(things: Sequence[str]) -> str:
    """Alternatives: "el martes quince o el viernes dieciocho"."""
    return " o ".join(things)


def window(one: Window, now: str) -> str:
    """Day and range: "mañana, miércoles dieciséis, entre las dos y las cuatro"."""
    return f"{day(one.date, now)}, {_range(one)}"


def choices(offers: Sequence[Window], now: str) -> str:
    """Two windows joined; the day is said once when it is the same."""
    first, *rest = offers
    others = (_range(one) if one.date == first.date else window(one, now) for one in rest)
    return ", o ".join((window(first, now), *others))


def code(text: str) -> str:
    """A confirmation code, character by character."""
    return ", ".join(digits(char) if char.isdecimal() else char for char in text)


def hours(profile: CompanyProfile) -> str:
    """Office hours; days with the same hours are joined."""
    parts = []
    for names, (start, end) in office_days(profile, HABITS):
        days = f"los {names[0]}" if len(names) == 1 else f"de {names[0]} a {names[-1]}"
        parts.append(f"{days} de {clock(start)} a {clock(end)}")
    return " y ".join(parts)


def recording(profile: CompanyProfile) -> str:
    """The notice that the call is recorded; empty when it is not."""
    notices = profile.notices
    return (notices.recording_es or RECORDED) if notices.recording else ""


def office(profile: CompanyProfile) -> str:
    """The office's address as the profile words it."""
    return profile.company.address_es or profile.company.address


def callback(profile: CompanyProfile) -> str:
    """When somebody will call back; without Spanish words of the profile no time is promised."""
    return profile.policy.callback_band_es or SOON
