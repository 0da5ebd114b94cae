"""An utterance about several details changes those it puts right, and those alone."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.nlu import detail_words

OLD_PHONE, OLD_NAME, OLD_STREET = "+12145550177", "Ellen Marsh", "1214 Oak St"

CHANGES = {
    "phone": (
        ("the phone is wrong, it's 214 555 0133", "+12145550133"),
        ("the phone should end in oh one three three", "+12145550133"),
        ("my cell is nine seven two five five five oh one three three", "+19725550133"),
    ),
    "place": (
        ("the house number is twelve forty", "1240 Oak St"),
        ("the address is wrong, it's ninety Elm Avenue", "90 Elm Ave"),
        ("my address is 12 Oak Street", "12 Oak St"),
    ),
    "name": (
        ("my last name is Marshall", "Ellen Marshall"),
        ("the name is wrong, it's June Abbott", "June Abbott"),
    ),
}
"""What is said, and what the detail then is."""
KEPT = {
    "phone": ("the phone is right", "the phone number's fine"),
    "place": ("the address is right", "the address 12 Oak is right", "the street is correct"),
    "name": ("the name is right", "my name is fine"),
}
JOINTS = (", ", " and ", " but ", ". ", " ")

Said = tuple[str, str, str]


def _pairs() -> list[tuple[str, str, str, str]]:
    """Changed detail, its value, and the utterance with the changed one first or last."""
    found = []
    for changed, kept in product(CHANGES, KEPT):
        if changed == kept:
            continue
        for (change, value), stays in product(CHANGES[changed], KEPT[kept]):
            for number, joint in enumerate(JOINTS):
                first = number % 2 == 0
                said = f"{change}{joint}{stays}" if first else f"{stays}{joint}{change}"
                found.append((changed, kept, value, said))
    return found


def _known(call: Any) -> dict[str, str]:
    slots = call.slots
    return {"phone": slots.phone, "place": slots.address.street_line, "name": slots.name}


OLD = {"phone": OLD_PHONE, "place": OLD_STREET, "name": OLD_NAME}


@pytest.mark.parametrize("question", ["when", "confirm_address", "confirm_booking_credit"])
def test_one_detail_of_several_is_put_right(call_in: Any, question: str) -> None:
    start = call_in()
    start.go_to(question)
    for changed, _, value, said in _pairs():
        if question == "confirm_address" and "12 Oak is right" in said:
            continue  # read back as something else, so it is read back again
        call = call_in()
        call.state = start.state
        call.say(said)
        assert _known(call) == {**OLD, changed: value}, said


@pytest.mark.parametrize("question", ["when", "confirm_booking_credit"])
def test_two_details_are_put_right_at_once(call_in: Any, question: str) -> None:
    start = call_in()
    start.go_to(question)
    for one, other in (("phone", "place"), ("place", "name"), ("name", "phone")):
        for (first, value), (second, new) in product(CHANGES[one], CHANGES[other]):
            call = call_in()
            call.state = start.state
            call.say(f"{first}, and {second}")
            assert _known(call) == {**OLD, one: value, other: new}, (first, second)


def test_a_day_and_a_number_are_put_right_at_the_read_back(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_booking_credit")
    call.say("make it Wednesday morning, and the phone ends in oh one three three")
    assert call.slots.phone == "+12145550133"
    assert call.slots.when.date_from == "2026-11-25"


def test_the_detail_read_back_is_judged_by_its_own_words(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_phone")
    call.say("the phone is wrong, it's 214 555 0133, the name 12 is right")
    assert call.slots.phone == "+12145550133"
    call = call_in()
    call.go_to("confirm_address")
    call.say("the address is right but the phone should end in oh one three three")
    assert call.slots.address_ok
    assert call.slots.phone == "+12145550133"
    assert call.asked == "confirm_phone"


def test_a_yes_before_another_correction_counts(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("yes, but the phone should end in oh one three three")
    assert call.slots.address_ok
    assert call.slots.phone == "+12145550133"


def test_a_no_before_another_correction_rejects_nothing(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("no, the phone should end in oh one three three")
    assert call.slots.address.street_line == OLD_STREET
    assert call.slots.phone == "+12145550133"


def test_of_two_details_the_wrong_one_is_asked_anew(call_in: Any) -> None:
    for line, asked in (
        ("the phone is right but the address is wrong", "address"),
        ("the address is right but the phone is wrong", "phone"),
        ("the house number is wrong", "address"),
        ("no, the number is wrong", "phone"),
        ("no, the day is wrong", "when"),
    ):
        call = call_in()
        call.go_to("confirm_booking_credit")
        call.say("no")
        call.say(line)
        assert call.asked == asked, line


# --- the parts themselves -----------------------------------------------------------------------


@given(st.sampled_from(_pairs()))
def test_every_word_belongs_to_one_part(pair: tuple[str, str, str, str]) -> None:
    changed, kept, _, said = pair
    found = detail_words.parts(said)
    assert {one.detail for one in found} == {changed, kept}
    assert {one.detail: one.right for one in found} == {changed: False, kept: True}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_has_parts_or_none(text: str) -> None:
    found = detail_words.parts(text)
    assert len(found) != 1
    assert all(one.text.strip(" ,") for one in found)


def test_one_detail_alone_is_not_taken_apart() -> None:
    assert detail_words.parts("the phone should end in oh one eight eight, not seven seven") == ()
