"""Facts in Spanish words: numbers, money, days, windows, phones, addresses, jobs, hours."""

import msgspec
import pytest

from agent.dialogue import numbers_es, spoken
from agent.events import Address, Window
from agent.profile.load import load_default

ES = spoken.for_language("es")
PROFILE = load_default()
TUESDAY = "2026-09-15T09:30:00-05:00"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "cero"),
        (16, "dieciséis"),
        (21, "veintiuno"),
        (81, "ochenta y uno"),
        (100, "cien"),
        (101, "ciento uno"),
        (515, "quinientos quince"),
        (1000, "mil"),
        (1420, "mil cuatrocientos veinte"),
        (21_700, "veintiún mil setecientos"),
    ],
)
def test_numbers(value: int, words: str) -> None:
    assert numbers_es.cardinal(value) == words


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (8900, "ochenta y nueve dólares"),
        (100, "un dólar"),
        (2100, "veintiún dólares"),
        (13_100, "ciento treinta y un dólares"),
        (1950, "diecinueve dólares con cincuenta centavos"),
        (1901, "diecinueve dólares con un centavo"),
    ],
)
def test_money(cents: int, words: str) -> None:
    assert ES.money(cents) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-09-15", "hoy, martes quince"),
        ("2026-09-16", "mañana, miércoles dieciséis"),
        ("2026-09-21", "el lunes veintiuno"),
        ("2026-10-01", "el jueves primero de octubre"),
    ],
)
def test_days(day: str, words: str) -> None:
    assert ES.day(day, TUESDAY) == words


def test_the_month_is_left_out_within_a_week() -> None:
    assert ES.day("2026-10-01", "2026-09-28T09:00:00-05:00") == "el jueves primero"


def window(day: str, start: str, end: str) -> Window:
    return Window(id=1, date=day, start=start, end=end)


def test_windows() -> None:
    wednesday = window("2026-09-16", "14:00", "16:00")
    assert ES.window(wednesday, TUESDAY) == (
        "mañana, miércoles dieciséis, entre las dos y las cuatro"
    )
    noon = window("2026-09-17", "12:30", "13:15")
    assert ES.window(noon, TUESDAY) == (
        "el jueves diecisiete, entre las doce y media y la una y cuarto"
    )


def test_choices_name_the_same_day_once() -> None:
    early, late = window("2026-09-17", "08:00", "12:00"), window("2026-09-17", "12:00", "16:00")
    other = window("2026-09-18", "08:00", "12:00")
    assert ES.choices((early, late), TUESDAY) == (
        "el jueves diecisiete, entre las ocho y las doce, o entre las doce y las cuatro"
    )
    assert ES.choices((late, other), TUESDAY) == (
        "el jueves diecisiete, entre las doce y las cuatro, "
        "o el viernes dieciocho, entre las ocho y las doce"
    )


def test_digits_of_phones_zips_and_codes() -> None:
    assert ES.phone("+12145550177") == "dos uno cuatro, cinco cinco cinco, cero uno siete siete"
    assert ES.phone("+4930901820").startswith("más cuatro nueve, ")
    assert ES.last_four("+12145550177") == "cero uno siete siete"
    assert ES.zip_code("75204") == "siete cinco dos cero cuatro"
    assert ES.code("K7M2QX") == "K, siete, M, dos, Q, X"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (
            Address(house_number="1420", street_name="Vine", suffix="St", unit="Apt 5"),
            "mil cuatrocientos veinte Vine Street, apartamento cinco",
        ),
        (
            Address(house_number="442", predirection="S", street_name="Elm", suffix="Ave"),
            "cuatrocientos cuarenta y dos South Elm Avenue",
        ),
        (
            Address(house_number="20511", street_name="7th", suffix="St"),
            "dos cero cinco uno uno siete Street",
        ),
    ],
)
def test_addresses_keep_the_names_of_streets(place: Address, words: str) -> None:
    assert ES.address(place) == words


def test_jobs_fall_back_to_our_own_words() -> None:
    assert ES.job(PROFILE, "no_cooling") == "falla del aire acondicionado"
    silent = msgspec.structs.replace(PROFILE.job_types["no_heat"], spoken_es="")
    job_types = {"no_heat": silent}
    profile = msgspec.structs.replace(PROFILE, job_types=job_types)
    assert ES.job(profile, "no_heat") == "falta de calefacción"
    assert ES.job(profile, "unheard_of") == "una visita de servicio"


def test_hours_office_and_callback() -> None:
    assert ES.hours(PROFILE) == (
        "de lunes a viernes de las ocho a las seis y los sábados de las ocho a las doce"
    )
    assert ES.office(PROFILE) == "1111 Test Drive, en Dallas"
    assert ES.callback(PROFILE) == "dentro de una hora hábil"
    policy = msgspec.structs.replace(PROFILE.policy, callback_band_es="")
    assert ES.callback(msgspec.structs.replace(PROFILE, policy=policy)) == "lo antes posible"


def test_the_recording_notice_is_never_lost() -> None:
    notices = msgspec.structs.replace(PROFILE.notices, recording="This line is recorded.")
    assert ES.recording(PROFILE) == ""
    assert ES.recording(msgspec.structs.replace(PROFILE, notices=notices)) == "Esta línea se graba."
