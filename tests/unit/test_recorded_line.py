"""The recorded line without a carrier: what counts as an emergency, and truthful words."""

import asyncio
from typing import Any

import msgspec
import pytest
from aiohttp.test_utils import make_mocked_request

from agent.http import recorded, twiml
from agent.http.app import hooks
from agent.http.recorded import RecordedLine, danger_in
from agent.profile.load import load_default
from agent.switchboard import Ringing
from simulators.twilio.twiml import parse
from simulators.twilio.verbs import Dial, Gather, Record, Say

COMPANY = load_default()
CALLER = "+12145550155"
PEOPLE = ("+12145550111", "+12145550112")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("I smell gas", "GAS"),
        ("what should I do if it smells like rotten eggs", "GAS"),
        ("our carbon monoxide alarm is going off", "CO"),
        ("huele a gas en la cocina", "GAS"),
        ("water is pouring through the ceiling onto the breaker panel", "WATER_A"),
        ("it's an emergency", "EMERGENCY"),
        ("es una emergencia", "EMERGENCY"),
        ("I don't smell gas, the heater just rattles", ""),
        ("we had a gas leak last year, I need a tune-up", ""),
        ("my AC is out, please come as soon as possible", ""),
        ("call me back please", ""),
        ("", ""),
    ],
)
def test_what_counts_as_an_emergency(words: str, rule: str) -> None:
    assert danger_in(words) == rule


class Books:
    """An office whose books can be written to, or not."""

    def __init__(self, written: bool = True) -> None:
        self.written = written
        self.left: list[tuple[Any, ...]] = []

    async def voicemail(self, _: Any, ringing: Ringing, url: str) -> None:
        self.left.append(("voicemail", ringing.caller, url))

    async def callback(self, _: Any, ringing: Ringing, words: str) -> bool:
        self.left.append(("callback", ringing.caller, words))
        return self.written

    async def emergency(self, _: Any, ringing: Ringing, rule: str, tier: str, words: str) -> bool:
        self.left.append((rule, tier, ringing.caller, words))
        return self.written


def verbs(answer: str) -> tuple[Any, ...]:
    document = parse(answer)
    assert not document.warnings
    return document.verbs


def texts(answer: str) -> list[str]:
    return [verb.text for verb in verbs(answer) if isinstance(verb, Say)]


def line(books: Books, people: tuple[str, ...] = PEOPLE) -> RecordedLine:
    url = hooks("https://agent.example").recorded
    return RecordedLine(books, url, lambda _: COMPANY, lambda _: people)


def posted(webhook: Any, query: str = "", **form: str) -> str:
    request = make_mocked_request("POST", f"/?{query}")
    sender = {"CallSid": "CA1", "From": CALLER, "To": "+12145550100"}
    return str(asyncio.run(webhook(sender | form, request)))


def wanted(books: Books, query: str = "", **form: str) -> str:
    return posted(line(books).wanted, query, **form)


def test_the_safety_words_come_first_and_are_no_prompt_that_a_key_cuts() -> None:
    thanks, safety, menu, *_ = verbs(line(Books()).opening(COMPANY))
    assert (thanks.text, safety.text) == (
        "Thanks for calling KC Comfort Air.",
        twiml.SAFETY_WORDS,
    )
    assert isinstance(menu, Gather)
    assert [one.language for one in menu.prompts] == ["en-US", "en-US", "es-US"]
    english = msgspec.structs.replace(COMPANY.company, languages=("en",))
    told = msgspec.structs.replace(COMPANY, company=english)
    assert recorded.SPANISH_WORDS not in line(Books()).opening(told, "caller")


def test_nobody_is_promised_who_is_not_rung_and_nothing_said_that_was_not_done() -> None:
    kept, lost = Books(), Books(written=False)
    said = texts(posted(line(kept, ()).wanted, Digits="1"))
    assert said == [recorded.DANGER_WORDS, recorded.HAS_NUMBER_WORDS, recorded.CALL_911_WORDS]
    answer = wanted(lost, Digits="1")
    assert recorded.RINGING_WORDS in texts(answer)
    assert recorded.HAS_NUMBER_WORDS not in texts(answer)
    (dial,) = [verb for verb in verbs(answer) if isinstance(verb, Dial)]
    assert [one.phone for one in dial.numbers] == [*PEOPLE]
    assert dial.sequential
    assert texts(wanted(lost, Digits="2")) == [recorded.NOT_SAVED_WORDS]


def test_a_number_that_is_none_leads_to_a_recording() -> None:
    books, withheld = Books(), "+266696687"
    asked = verbs(wanted(books, From=withheld, SpeechResult="a tune-up & more"))[0]
    assert asked.action.endswith("/twilio/recorded/wanted?number=a%20tune-up%20%26%20more")
    answer = wanted(books, "number=a+tune-up", From=withheld, Digits="123")
    assert any(isinstance(verb, Record) for verb in verbs(answer))
    assert books.left == []
    wanted(books, "number=a+tune-up", From=withheld, Digits="2145550143")
    assert books.left == [("callback", "+12145550143", "a tune-up")]


@pytest.mark.parametrize("form", [{"Digits": "7"}, {"Digits": "", "SpeechResult": ""}])
def test_any_other_key_and_silence_lead_to_a_recording(form: dict[str, str]) -> None:
    assert any(isinstance(verb, Record) for verb in verbs(wanted(Books(), **form)))


def test_a_message_is_kept_and_a_key_at_its_end_tells_of_an_emergency() -> None:
    books = Books()
    left = line(books).left
    assert "Dial" not in posted(left, RecordingUrl="https://x/RE1", Digits="#")
    assert "Dial" in posted(left, RecordingUrl="https://x/RE2", Digits="1")
    assert books.left == [
        ("voicemail", CALLER, "https://x/RE1"),
        ("voicemail", CALLER, "https://x/RE2"),
        ("EMERGENCY", "E2", CALLER, ""),
    ]


def test_on_call_people_hear_what_it_is_about_and_take_it_by_key() -> None:
    screen = line(Books()).screen
    about = posted(screen, "rule=WATER_A")
    assert "An emergency from the recorded line, water a" in about
    (gather, _) = verbs(about)
    assert posted(screen, gather.action.partition("?")[2], Digits="1") == twiml.EMPTY
    assert "Hangup" in posted(screen, "taken=1", Digits="2")
