"""Spanish answers: yes and no, acts, days, choices, names, numbers, places, dangers, wishes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent.events import Address, Window
from agent.nlu import (
    acts,
    addresses,
    choices,
    dates,
    facts,
    hazards,
    intents,
    language,
    names,
    phones,
    zips,
)

NOW = datetime(2026, 9, 15, 9, 30, tzinfo=ZoneInfo("America/Chicago"))
CALLER = "+12145550142"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("sí, así es", "yes"),
        ("claro que sí", "yes"),
        ("exactamente", "yes"),
        ("sí, agéndela por favor", "yes"),
        ("no hay problema", "yes"),
        ("eso es", "yes"),
        ("no, gracias", "no"),
        ("no es correcto", "no"),
        ("está mal", "no"),
        ("para nada", "no"),
        ("no sé", "unsure"),
        ("sí, pero la calle es Oak", "mixed"),
        ("no le escuché", None),
        ("buenas tardes", None),
    ],
)
def test_yes_and_no(text: str, answer: str | None) -> None:
    assert acts.yes_no(text) == answer


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("sería todo", "nothing_else"),
        ("no le escuché bien", "repeat"),
        ("¿perdón?", "repeat"),
        ("permítame buscarlo", "wait"),
        ("empecemos otra vez", "start_over"),
        ("¿hablo con una máquina?", "robot_question"),
        ("¿están grabando esto?", "recorded_question"),
        ("que tenga buen día", "bye"),
        ("aquí sigo", "here"),
        ("páseme con alguien, por favor", "human"),
    ],
)
def test_acts(text: str, act: acts.Act) -> None:
    assert act in acts.acts(text)


@pytest.mark.parametrize(
    ("text", "day", "start"),
    [
        ("pasado mañana", "2026-09-17", None),
        ("el día veinte", "2026-09-20", None),
        ("el veintiuno de septiembre", "2026-09-21", None),
        ("el primero de octubre a las dos de la tarde", "2026-10-01", "14:00"),
        ("el treinta y uno de octubre", "2026-10-31", None),
        ("el viernes de ocho a doce", "2026-09-18", "08:00"),
        ("mañana después del mediodía", "2026-09-16", "12:00"),
        ("no, mejor el viernes temprano", "2026-09-18", "08:00"),
    ],
)
def test_days(text: str, day: str, start: str | None) -> None:
    wish = dates.parse(text, NOW)
    assert (wish.status, wish.date_from, wish.date_to) == ("ok", day, day)
    assert wish.start == start


@pytest.mark.parametrize("text", ["cuando gusten", "cualquier día", "me da igual", "no importa"])
def test_any_time_will_do(text: str) -> None:
    assert dates.parse(text, NOW).flexible


OFFERS = (
    Window(id=1, date="2026-09-17", start="08:00", end="10:00"),
    Window(id=2, date="2026-09-18", start="14:00", end="16:00"),
)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("la primera", 0),
        ("el viernes me queda bien", 1),
        ("la de las dos", 1),
        ("la de la mañana", 0),
        ("lo que sea, me da igual", 0),
        ("ninguna", None),
    ],
)
def test_choices(text: str, index: int | None) -> None:
    assert choices.choose(text, OFFERS, NOW).index == index


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("me llamo Rosa Méndez", "Rosa Méndez"),
        ("claro, Elena Castillo", "Elena Castillo"),
        ("le habla Diego Salas", "Diego Salas"),
        ("mi apellido es Vargas", "Vargas"),
        ("¿qué horario tienen?", None),
        ("ochenta grados", None),
        ("espere tantito por favor", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    found = names.parse(text)
    assert (found.full if found else None) == name


@pytest.mark.parametrize("text", ["al mismo", "el número del que llamo", "el que estoy usando"])
def test_the_calling_line(text: str) -> None:
    assert phones.capture([text], caller_id=CALLER).e164 == CALLER


def test_phones_and_zips() -> None:
    said = "dos catorce, quinientos cincuenta y cinco, cero uno siete siete"
    assert phones.capture([said], caller_id=None).e164 == "+12145550177"
    ending = "los últimos cuatro son cero uno siete nueve"
    assert phones.correct("2145550177", ending).e164 == "+12145550179"
    house = "el número de la casa es doce dieciséis"
    assert phones.correct("2145550177", house).status == "reject"
    assert zips.zip_code("setenta y cinco mil doscientos cuatro") == "75204"
    assert zips.zip_code("mil cuatrocientos treinta") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("es en el quinientos diez de Knox Court", "510 Knox Ct"),
        ("vivo en el mil doscientos catorce de la calle Oak", "1214 Oak St"),
        ("calle Oak número doce catorce", "1214 Oak St"),
        ("1420 Oak Street apartamento cinco", "1420 Oak St Apt 5"),
    ],
)
def test_addresses(text: str, line: str) -> None:
    found = addresses.parse(text)
    assert found is not None
    assert found.one_line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("no, es el mil cuatrocientos treinta", "1430 Vine St Apt 5"),
        ("la calle es Pine", "1420 Pine St Apt 5"),
        ("el apartamento es el seis", "1420 Vine St Apt 6"),
        ("no es Vine sino Pine", "1420 Pine St Apt 5"),
    ],
)
def test_corrected_addresses(text: str, line: str) -> None:
    old = Address(house_number="1420", street_name="Vine", suffix="St", unit="Apt 5")
    found = addresses.correct(old, text)
    assert found is not None
    assert found.one_line == line


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("sí, tengo un bebé", "infant"),
        ("mi hijo de dos años", "infant"),
        ("mi mamá tiene ochenta y un años", "elderly"),
        ("mi esposo está enfermo", "medical"),
        ("no, puros adultos", "none"),
        ("vivo solo", "none"),
        ("mi hermano tiene treinta y dos años", "none"),
    ],
)
def test_who_is_at_risk(text: str, who: str) -> None:
    assert facts.vulnerable(text) == who


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("como a cincuenta y ocho grados", 58),
        ("noventa y un grados", 91),
        ("veinticinco grados centígrados", 77),
        ("cien grados", 100),
        ("tiene ochenta y un años", None),
    ],
)
def test_temperatures(text: str, degrees: int | None) -> None:
    assert facts.temperature_f(text) == degrees


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("no, todo está bien", "safe"),
        ("no hay humo", "safe"),
        ("no suena ninguna alarma", "safe"),
        ("no, solo que no enfría", "safe"),
        ("está sonando la alarma", "danger"),
        ("no, hay humo", "danger"),
        ("huele raro", "unsure"),
    ],
)
def test_the_safety_question(text: str, verdict: str) -> None:
    assert facts.safe_answer(text) == verdict


@pytest.mark.parametrize(
    ("text", "rule", "stance"),
    [
        ("huele a gas", "GAS", "present"),
        ("no tengo aire y huele a gas", "GAS", "present"),
        ("ni gas ni humo", "FIRE", "negated"),
        ("la semana pasada olía a gas", "GAS", "past"),
        ("me duele la cabeza y suena el detector", "CO", "present"),
        ("se está inundando la casa", "WATER_A", "present"),
    ],
)
def test_dangers(text: str, rule: str, stance: str) -> None:
    assert (rule, stance) in {(one.rule, one.stance) for one in hazards.find(text)}


def test_asking_for_a_hand_is_no_danger() -> None:
    assert not hazards.find("necesito ayuda con mi calefactor")
    assert hazards.find("ayúdenme por favor")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ya estamos todos afuera", True),
        ("estoy en la calle", True),
        ("no puedo salir", False),
        ("todavía estamos adentro", False),
    ],
)
def test_outside(text: str, said: bool) -> None:
    assert facts.outside(text) is said


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("el aire no está enfriando", "no_cooling"),
        ("se me descompuso el aire", "no_cooling"),
        ("el equipo echa aire caliente", "no_cooling"),
        ("no calienta la casa", "no_heat"),
        ("la calefacción no quiere prender", "no_heat"),
        ("sale agua de la unidad", "water_leak"),
        ("el aparato hace un ruido muy feo", "strange_noise_or_smell"),
        ("quisiera una limpieza del aire acondicionado", "maintenance_tuneup"),
        ("quiero que manden a un técnico", "book_service"),
        ("necesito mover mi cita para el viernes", "reschedule"),
        ("ese día no voy a poder estar", "reschedule"),
        ("¿me puede cancelar la visita?", "cancel"),
        ("¿a qué hora es mi cita?", "appointment_status"),
        ("todavía no ha llegado nadie", "technician_eta"),
        ("¿cuánto cobran por venir?", "pricing"),
        ("¿abren los domingos?", "hours_location"),
        ("¿dan servicio en Irving?", "service_area"),
        ("quiero poner un aire nuevo", "install_quote"),
        ("me cobraron dos veces", "billing_payment"),
        ("quiero hablar con una persona", "speak_to_human"),
    ],
)
def test_wishes(text: str, label: str) -> None:
    found = intents.classify(text)
    assert found.label == label
    assert found.score >= 0.5


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("hola, mi aire no enfría", "es"),
        ("¿habla español?", "es"),
        ("no hablo inglés", "es"),
        ("can we do this in English please", "en"),
        ("I would like to talk to you about my heat", "en"),
        ("no", None),
        ("Vine Street", None),
    ],
)
def test_the_language_plainly_spoken(text: str, spoken: str | None) -> None:
    assert language.plainly(text) == spoken


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("mi aire acondicionado no enfrié nada", "no_cooling"),
        ("hay de acondicionado, no enfrío nada", "no_cooling"),
        ("la calefacción no calentó anoche", "no_heat"),
        ("el aire no funcionó hoy", "no_cooling"),
    ],
)
def test_a_verb_heard_in_another_tense_is_the_same_fault(said: str, label: str) -> None:
    assert intents.classify(said).label == label
