"""What a caller understands of the agent's questions, also when the recogniser garbles them."""

import re

import pytest

from agent.dialogue import wording_en_brief, wording_es, wording_es_brief
from agent.dialogue.wording_en import WORDINGS
from simulators.caller import asks_es
from simulators.caller.asks import classify

FIELDS = {
    "company": "KC Comfort Air",
    "agent": "Sarah",
    "problem": "no cooling",
    "issue": "no cooling",
    "first": "Maria",
    "zip": "76039",
    "number": "2-1-4, 5-5-5, 0-1-4-3",
    "address": "1214 Maple Street, Dallas",
    "options": "Tuesday the 24th, between 8 and noon, or Wednesday the 25th, between noon and 4",
    "name": "Maria Lopez",
    "window": "Tuesday the 24th, between 8 and noon",
    "fee": "$89",
    "got": "2-1-4",
    "days": "Tuesday or Friday",
    "ending": "0143",
    "code": "K 7 2 P",
    "minutes": "30",
    "band": "within one business hour",
}
MEANT = {
    "issue": "issue",
    "safety": "safety",
    "safety_which": "which_hazard",
    "vulnerable": "vulnerable",
    "temperature": "temperature",
    "line_gas": "leave_now",
    "e_outside": "outside",
    "e_address": "address",
    "e_connecting": "connecting",
    "lookup": "speaking_with",
    "zip": "zip",
    "zip_again": "zip",
    "name": "name",
    "phone": "phone",
    "phone_rest": "phone_rest",
    "phone_keys": "keypad",
    "confirm_phone": "confirm_phone",
    "callback_last_four": "caller_id",
    "callback_number": "phone",
    "address": "address",
    "address_street": "address_street",
    "address_number": "address_number",
    "confirm_address": "confirm_address",
    "when": "when",
    "offer": "choice",
    "offer_one": "choice",
    "confirm_booking": "confirm_all",
    "confirm_booking_credit": "confirm_all",
    "correct": "correct",
    "another_visit": "another_visit",
    "waitlist": "waitlist",
    "sms": "sms",
    "find_visit": "find_visit",
    "prove_place": "prove_place",
    "confirm_move": "confirm_move",
    "confirm_cancel": "confirm_cancel",
    "out_of_area_note": "offer_note",
    "offer_booking": "offer_booking",
    "message": "message",
    "transfer_now": "connecting",
    "looking": "wait",
    "silence_keypad": "still_there",
    "anything_else": "anything_else",
    "goodbye": "goodbye",
    "goodbye_name": "goodbye",
    "booked": "nothing",
}


@pytest.mark.parametrize("key", MEANT)
def test_understands_what_the_agent_asks(key: str) -> None:
    for wording in WORDINGS[key]:
        assert classify(wording.format(**FIELDS)) == MEANT[key], wording


@pytest.mark.parametrize("key", sorted(MEANT.keys() & wording_en_brief.BRIEF.keys()))
def test_understands_brief_questions(key: str) -> None:
    for wording in wording_en_brief.BRIEF[key]:
        assert classify(wording.format(**FIELDS)) == MEANT[key], wording


SPANISH_FIELDS = FIELDS | {
    "problem": "falla del aire acondicionado",
    "address": "1214 Maple Street",
    "options": "mañana, martes veinticuatro, entre las ocho y las doce",
    "window": "mañana, martes veinticuatro, entre las ocho y las doce",
    "fee": "ochenta y nueve dólares",
    "days": "el martes o el viernes",
}


@pytest.mark.parametrize("key", MEANT)
def test_understands_what_the_agent_asks_in_spanish(key: str) -> None:
    for wording in wording_es.WORDINGS[key]:
        assert asks_es.classify(wording.format(**SPANISH_FIELDS)) == MEANT[key], wording


@pytest.mark.parametrize("key", sorted(MEANT.keys() & wording_es_brief.BRIEF.keys()))
def test_understands_brief_questions_in_spanish(key: str) -> None:
    for wording in wording_es_brief.BRIEF[key]:
        assert asks_es.classify(wording.format(**SPANISH_FIELDS)) == MEANT[key], wording


@pytest.mark.parametrize(
    "text", ["What's EIP code is the home end?", "What's E like P code is the home in?"]
)
def test_knows_the_zip_by_a_part_of_its_name(text: str) -> None:
    assert classify(text) == "zip"


@pytest.mark.parametrize("text", ["5550171 and then", "Okay, 214. What comes next."])
def test_knows_that_the_rest_is_wanted_from_what_the_recogniser_leaves_of_it(text: str) -> None:
    assert classify(text) == "phone_rest"


@pytest.mark.parametrize("key", ["zip", "name", "phone", "address", "when", "confirm_phone", "sms"])
def test_needs_no_punctuation(key: str) -> None:
    for wording in WORDINGS[key]:
        bare = re.sub(r"[?.,:]", "", wording.format(**FIELDS))
        assert classify(bare) == MEANT[key], wording


@pytest.mark.parametrize(
    ("heard", "ask"),
    [
        ("What is the zip code of the phone?", "zip"),
        ("What's the sip code there?", "zip"),
        ("Thanks for calling comfort here. How can I help you?", "need"),
        ("I can do tomorrow, Monday the 23rd, if we nate and noon. Which do you prefer?", "choice"),
        ("Sorry, I missed that. And your name, please?", "name"),
        ("Sorry, could you say that again?", "repeat"),
        ("Are you still there?", "still_there"),
        ("So there's no smell, no smoke and no alarm now, is that right?", "verify"),
        ("So right now, is there any smell, smoke, or alarm?", "safety"),
        ("", "nothing"),
        ("you", "nothing"),
        ("Do purple elephants sing?", "unknown"),
    ],
)
def test_survives_mishearing(heard: str, ask: str) -> None:
    assert classify(heard) == ask


@pytest.mark.parametrize(
    "heard",
    [
        "Muy bien, le mando el mensaje. Se le ofrece algo más.",
        "No le escuché. Le ayudo con otra cosa.",
    ],
)
def test_a_spanish_question_without_its_marks_is_still_one(heard: str) -> None:
    assert asks_es.classify(heard) == "anything_else"


def test_a_spanish_address_read_back_twice_is_no_phone_number() -> None:
    heard = "Entonces la dirección es 1.2114 maples. Bueno, aquí sigo. Es 1200 14. ¿Es correcto?"
    assert asks_es.classify(heard) == "confirm_address"
