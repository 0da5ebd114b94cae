"""Whole calls in Spanish: nothing English is said once the caller has spoken Spanish."""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from string import Formatter
from typing import Any

import pytest

from agent.bookings.desk import SqlDesk
from agent.dialogue import wording_en, wording_es
from agent.dialogue.state import encode
from agent.events import Booked, CancelVisit, Expect, Heard, Interim, Language, Rescheduled, Resume
from agent.profile.load import load_default
from agent.profile.schema import CompanyProfile
from agent.transports.text import TextCall, VirtualClock

TUESDAY = datetime.fromisoformat("2026-09-15T09:30:00-05:00")
NIGHT = datetime.fromisoformat("2026-09-15T20:30:00-05:00")
CALLER = "+12145550142"
ENGLISH_FACTS = re.compile(
    r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|between|dollars?"
    r"|one|two|three|four|five|six|seven|eight|nine|oh|ten|noon|the|and|apartment|within)\b",
    re.IGNORECASE,
)


def patterns(wordings: dict[str, tuple[str, ...]]) -> list[re.Pattern[str]]:
    """One pattern a wording; fields stand for anything."""
    return [
        re.compile("".join(re.escape(text) + (".+" if name else "") for text, name in pieces))
        for variants in wordings.values()
        for wording in variants
        for pieces in [[(text, name) for text, name, _, _ in Formatter().parse(wording)]]
    ]


ENGLISH, SPANISH = patterns(wording_en.WORDINGS), patterns(wording_es.WORDINGS)


def assert_spanish(said: Sequence[str], profile: CompanyProfile) -> None:
    """Every text is a Spanish wording (or Spanish answer of the profile) with Spanish facts."""
    answers = {answer.es for answer in profile.faq.values()}
    assert said
    for text in said:
        assert not any(one.fullmatch(text) for one in ENGLISH), text
        assert text in answers or any(one.fullmatch(text) for one in SPANISH), text
        assert not ENGLISH_FACTS.search(text), text


class Phone:
    """One typed call with its own office, or one shared with an earlier call."""

    def __init__(self, *, now: datetime = TUESDAY, desk: SqlDesk | None = None, **how: Any) -> None:
        self.profile: CompanyProfile = how.pop("profile", None) or load_default()
        clock = VirtualClock(now)
        self.desk = desk or SqlDesk(":memory:", self.profile, now=clock)
        how = {"caller_id": CALLER, "call_sid": f"CA{id(self)}", **how}
        self.call = TextCall(self.profile, self.desk, clock, **how)
        self.greeting = asyncio.run(self.call.start())
        self.said: list[str] = []

    def say(self, *lines: str) -> str:
        """Speak line by line; returns the last answer."""
        answer: list[str] = []
        for line in lines:
            answer = asyncio.run(self.call.say(line))
            self.said += answer
        return " ".join(answer)

    def silence(self, seconds: float) -> str:
        answer = asyncio.run(self.call.silence(seconds))
        self.said += answer
        return " ".join(answer)

    def results(self, kind: type[Any]) -> list[Any]:
        return [use.result for use in self.call.tool_log if isinstance(use.result, kind)]

    @property
    def asked(self) -> str:
        return self.call.state.asked.key if self.call.state.asked else ""


BOOKING = (
    "buenas tardes, fíjese que mi aire acondicionado no enfría",
    "no, nada de eso",
    "sí, mi mamá tiene ochenta y un años",
    "como a ochenta grados",
    "siete cinco dos cero cuatro",
    "me llamo Rosa Méndez",
    "dos uno cuatro, cinco cinco cinco, cero uno siete siete",
    "sí, así es",
    "mil cuatrocientos veinte Vine Street, apartamento cinco",
    "sí, correcto",
    "mañana por la tarde",
    "sí, me queda bien",
    "sí, agéndela",
    "no, gracias",
    "no, es todo, gracias",
)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_whole_booking(seed: int) -> None:
    phone = Phone(seed=seed)
    phone.say(*BOOKING)
    assert_spanish(phone.said, phone.profile)
    assert phone.call.outcome == "booked"
    (booked,) = phone.results(Booked)
    assert (booked.window.date, booked.window.start) == ("2026-09-16", "12:00")
    slots = phone.call.state.slots
    assert slots.name == "Rosa Méndez"
    assert slots.phone == "+12145550177"
    assert slots.zip == "75204"
    assert slots.address.one_line == "1420 Vine St Apt 5"
    assert slots.vulnerable == "elderly"
    assert slots.temperature == 80
    said = " ".join(phone.said)
    assert "falla del aire acondicionado" in said
    assert "mañana, miércoles dieciséis, entre las doce y las cuatro" in said
    assert "ochenta y nueve dólares" in said
    assert "dos uno cuatro, cinco cinco cinco, cero uno siete siete" in said


def test_questions_and_trouble_on_the_way() -> None:
    phone = Phone()
    phone.say(*BOOKING[:4])
    assert "ochenta y nueve" in phone.say("¿y cuánto cobran por la visita?")
    assert "de lunes a viernes" in phone.say("¿qué horario tienen?")
    assert phone.asked == "zip"
    phone.say("no le escuché")
    assert phone.asked == "zip"
    phone.silence(6.0)
    phone.say("blablá blablá", "75204", "un momento, déjeme buscarlo", "Rosa Méndez")
    assert phone.call.state.slots.name == "Rosa Méndez"
    phone.say("más despacio por favor", "el mismo número del que llamo")
    assert phone.call.state.slots.phone == CALLER
    assert_spanish(phone.said, phone.profile)


def test_a_correction_after_the_read_back() -> None:
    phone = Phone()
    phone.say(*BOOKING[:12], "no", "el número de la casa es mil cuatrocientos treinta")
    assert phone.call.state.slots.address.house_number == "1430"
    assert phone.call.state.slots.phone == "+12145550177"
    phone.say("sí", "sí")
    assert phone.results(Booked)
    assert_spanish(phone.said, phone.profile)


def test_an_emergency_from_the_first_words() -> None:
    phone = Phone(transfer_result="no_answer")
    first = phone.say("ay, huele muchísimo a gas en la cocina")
    assert first.startswith(wording_es.WORDINGS["line_gas"][0])
    assert phone.asked == "e_outside"
    phone.say("todavía estamos adentro", "ya salimos todos")
    assert phone.asked == "e_address"
    phone.silence(12.0)
    phone.say("mil cuatrocientos veinte Vine Street en Dallas")
    assert phone.call.outcome == "emergency_handled"
    assert phone.call.state.slots.address.street_line == "1420 Vine St"
    assert_spanish(phone.said, phone.profile)


def test_an_emergency_taken_back() -> None:
    phone = Phone()
    phone.say("está saliendo humo del calentador", "perdón, fue una falsa alarma")
    assert phone.asked == "e_verify"
    assert_spanish(phone.said, phone.profile)


def test_no_smoke_is_no_emergency_but_a_comma_makes_it_one() -> None:
    phone = Phone()
    phone.say("la calefacción no prende", "no hay humo ni nada")
    assert phone.call.state.hazard is None
    phone = Phone()
    phone.say("la calefacción no prende", "no, hay humo")
    assert phone.call.state.hazard is not None


def test_a_visit_moved_and_then_cancelled() -> None:
    first = Phone()
    first.say(*BOOKING[:6], "al mismo número", *BOOKING[8:])
    assert first.results(Booked)
    phone = Phone(desk=first.desk, seed=1)
    phone.say(
        "hola, necesito cambiar mi cita", "para el viernes en la mañana", "sí", "sí, cámbiela"
    )
    (moved,) = phone.results(Rescheduled)
    assert (moved.window.date, moved.window.start) == ("2026-09-18", "08:00")
    phone.say("no, gracias")
    assert phone.call.outcome == "rescheduled"
    assert_spanish(phone.said, phone.profile)
    phone = Phone(desk=first.desk, seed=2)
    phone.say("quiero cancelar mi cita por favor", "sí, cancélela", "es todo")
    assert any(isinstance(use.tool, CancelVisit) for use in phone.call.tool_log)
    assert phone.call.outcome == "cancelled"
    assert_spanish(phone.said, phone.profile)


def test_the_language_can_change_in_the_middle() -> None:
    phone = Phone()
    phone.say("my furnace is making a rattling noise", "no", "75204")
    assert not any(one.fullmatch(phone.said[-1]) for one in SPANISH)
    phone.said.clear()
    phone.say("¿podemos seguir en español?")
    assert phone.asked == "name"
    phone.say("Rosa Méndez", "al mismo número", "1420 Vine Street", "sí", "mañana")
    assert phone.asked == "offer"
    assert_spanish(phone.said, phone.profile)
    english = phone.say("can we do this in English please")
    assert phone.asked == "offer"
    assert "tomorrow, Wednesday the 16th, between eight and noon" in english


@pytest.mark.parametrize(
    ("question", "answer"), [("name", "Maria de la Cruz"), ("address", "1420 Calle del Norte")]
)
def test_names_and_streets_are_no_change_of_language(question: str, answer: str) -> None:
    phone = Phone()
    phone.say("my furnace is making a rattling noise", "no", "75204")
    if question == "address":
        phone.say("Ellen Marsh", "the number I'm calling from")
    assert phone.asked == question
    phone.say(answer)
    assert phone.call.state.language == "en"


def test_only_a_request_for_spanish_is_greeted_again() -> None:
    phone = Phone()
    said = phone.say("perdón, ¿habla español?")
    assert said.startswith("Gracias por llamar a KC Comfort Air.")
    assert "inteligencia artificial" in said
    assert phone.asked == "how_can_i_help"
    assert_spanish(phone.said, phone.profile)


def test_a_resumed_call_begins_in_its_language() -> None:
    earlier = Phone()
    earlier.say(*BOOKING[:6])
    state = earlier.call.state
    resume = Resume(
        conversation_id="C1", issue="el aire no enfría", hazard=False, state=encode(state)
    )
    phone = Phone(resume=resume)
    phone.say("sí")
    assert phone.asked == "phone"
    assert_spanish([*phone.greeting, *phone.said], phone.profile)


def only_english(changed: Callable[..., CompanyProfile]) -> CompanyProfile:
    return changed(company={"languages": ("en",)})


def test_without_a_spanish_profile_a_person_takes_over(
    changed: Callable[..., CompanyProfile],
) -> None:
    phone = Phone(profile=only_english(changed))
    said = phone.say("hola, mi aire no enfría")
    assert "español" in said
    assert [one.queue for one in phone.call.transfers] == ["office"]
    assert_spanish(phone.said, phone.profile)


def test_without_a_spanish_profile_at_night_somebody_calls_back(
    changed: Callable[..., CompanyProfile],
) -> None:
    phone = Phone(profile=only_english(changed), now=NIGHT)
    assert "español" in phone.say("hola, mi aire no enfría")
    phone.say("sí", "es todo, gracias")
    assert phone.call.outcome == "message_taken"
    assert_spanish(phone.said, phone.profile)


def heard(text: str, language: Language | None = None) -> Heard:
    return Heard(text=text, language=language)


def test_spanish_by_ear_changes_the_language_though_the_words_do_not_tell(call_in: Any) -> None:
    call = call_in()
    said = call.event(heard("Mande", "es"))
    assert call.state.language == "es"
    assert said.startswith("Gracias por llamar")
    expected = [one for one in call.commands if isinstance(one, Expect)]
    assert expected[-1].language == "es"


def test_words_in_plain_english_outweigh_an_ear_that_says_spanish(call_in: Any) -> None:
    call = call_in()
    call.event(heard("my furnace is not working and I need help", "es"))
    assert call.state.language == "en"
    assert [one for one in call.commands if isinstance(one, Expect)][-1].language == "en"


def test_a_late_english_ear_does_not_undo_a_request_for_spanish(call_in: Any) -> None:
    call = call_in()
    call.event(Interim(text="do you speak Spanish", language="en"))
    call.event(heard("do you speak Spanish", "en"))
    assert call.state.language == "es"


def test_english_by_ear_brings_a_spanish_call_back(call_in: Any) -> None:
    call = call_in()
    call.event(heard("Mande", "es"))
    call.event(heard("sure", "en"))
    assert call.state.language == "en"


def test_the_sound_of_a_name_tells_no_language(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.event(heard("Guadalupe Hernandez", "es"))
    assert call.state.language == "en"


def test_a_recogniser_without_spanish_brings_in_a_person(call_in: Any) -> None:
    call = call_in(hears=("en",))
    assert "español" in call.say("habla español")
    assert [one.queue for one in call.transfers] == ["office"]


def test_the_language_is_followed_while_nothing_is_asked(call_in: Any) -> None:
    call = call_in()
    call.say("I want to talk to a person")
    call.event(heard("Mande", "es"))
    assert call.state.language == "es"
    assert call.transfers
