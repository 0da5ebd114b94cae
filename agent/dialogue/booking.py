"""The full read-back, corrections, the commit, and the words after it."""

import re
from datetime import date

from agent.dialogue import (
    closing,
    fallbacks,
    memory,
    needs,
    notes,
    people,
    volunteered,
    windows,
    wishes,
)
from agent.dialogue.turn import Turn
from agent.events import Address, Book, Booked, BookingConflict, SeatTaken, SetConsent, ToolResult
from agent.nlu import acts, addresses, choices, detail_words, phones, withdrawals
from agent.nlu.detail_words import Detail, Part
from agent.nlu.words import lowered

MAX_UNCLEAR = 3
SMS_WORDING = "sms-1"
BARE_YES = 2
BARE_NO = 2
""" "No thanks" refuses the text message; more words may say that nothing else is wanted."""


def fee_cents(turn: Turn) -> int:
    """What the visit in the held window costs."""
    window = turn.state.window
    assert window is not None
    return turn.profile.visit_fee(
        turn.slots.job_type,
        member=turn.state.member,
        start=window.start,
        day=date.fromisoformat(window.date),
    )


def ask_confirmation(turn: Turn) -> None:
    """Read everything back; only a clear yes books."""
    window = turn.state.window
    assert window is not None
    slots = turn.slots
    fee = fee_cents(turn)
    key = "confirm_booking" if fee else "confirm_booking_free"
    if fee and turn.profile.fees.credit_to_repair and slots.job_type != "maintenance_tuneup":
        key = "confirm_booking_credit"
    turn.ask(
        "CONFIRM_BOOKING",
        key,
        "yes_no",
        name=slots.name,
        address=_place(turn),
        problem=turn.spoken.job(turn.profile, slots.job_type),
        window=turn.spoken.window(window, turn.now.isoformat()),
        fee=turn.spoken.money(fee),
    )


def _place(turn: Turn) -> str:
    """The address as read back; one never understood is not spelled out."""
    address = turn.slots.address
    unknown = address.house_number == fallbacks.NO_NUMBER
    return turn.spoken.PLACE if unknown else turn.spoken.address(address)


def on_confirm(turn: Turn, text: str) -> bool:
    """Yes commits; a change is taken and read back; no asks what to change; else ask again."""
    question = turn.state.asked
    assert question is not None
    answer = acts.yes_no(text)
    if question.key == "another_visit":
        return _on_another(turn, answer)
    bare = answer == "yes" and len(text.split()) <= BARE_YES
    if not bare and correct(turn, text):
        turn.go_on()  # a yes that carries a correction is no consent yet
    elif answer == "yes":
        commit(turn)
    elif withdrawals.withdraws(text, answering_offer=True):
        wishes.drop(turn)
    elif answer == "no":
        if _restates(turn, text):
            turn.repeat()
        elif not _reopen_named(turn, text):
            turn.ask("CORRECT", "correct", "free")
    elif not needs.on_side_question(turn, text) and not memory.acknowledge(turn, text):
        if turn.fail("confirm_booking") >= MAX_UNCLEAR:
            turn.flag("tentative")
            commit(turn)
        else:
            turn.repeat()
    return True


def _restates(turn: Turn, text: str) -> bool:
    """A "correction" that is what we have: the caller misheard us, so we read it back again."""
    place = addresses.parse(text, cities=turn.profile.area.cities)
    ours = turn.slots.address
    number = phones.capture([text])
    same_place = place is not None and addresses.merge(ours, place) == ours
    return same_place or (number.status == "ok" and number.e164 == turn.slots.phone)


def correct(turn: Turn, text: str) -> bool:
    """Take a correction of any detail, or of several; true when something changed."""
    several = detail_words.parts(text, detail_words.OF_BOOKING)
    if several:
        changed = [_put_right(turn, one) for one in several if not one.right]
        return any(changed)
    if _about_name(text):
        return volunteered.rename(turn, text)
    if not _is_address(text, turn) and _move(turn, text):
        return True
    return _renumber(turn, text) or (_about_place(turn, text) and _relocate(turn, text))


def _put_right(turn: Turn, part: Part) -> bool:
    """One detail of several that the words are about."""
    match part.detail:
        case "name":
            return volunteered.rename(turn, part.text)
        case "phone":
            return _renumber(turn, part.text)
        case "place":
            return _relocate(turn, part.text)
        case _:
            return _move(turn, part.text)


def _move(turn: Turn, text: str) -> bool:
    """Another time than the one held; the held one said again is none."""
    held = turn.state.window
    if held is None:
        return False
    choice = choices.choose(text, (held,), turn.now)
    wish = choice.when
    if wish is None and choice.direction:
        wish = windows.shifted(turn, choice.direction)
    if wish is None:
        return False
    turn.fill(when=wish)
    windows.release(turn)
    return True


def _renumber(turn: Turn, text: str) -> bool:
    """Another phone number."""
    known = turn.slots.phone
    number = phones.correct(known.removeprefix("+1"), text)
    if number.status != "ok" or not number.e164 or number.e164 == known:
        return False
    turn.fill(phone=number.e164, phone_ok=False)
    return True


def _relocate(turn: Turn, text: str) -> bool:
    """Another address."""
    place = addresses.correct(turn.slots.address, text)
    if place is None or place == turn.slots.address:
        return False
    volunteered.keep_address(turn, place)
    return True


def _about_name(text: str) -> bool:
    return "name" in detail_words.about_booking(text) and not STREET.search(lowered(text))


STREET = re.compile(r"\b(street|calle)\b")


def _about_place(turn: Turn, text: str) -> bool:
    """A bare word may correct a street only where streets are talked about."""
    ours = turn.slots.address.street_name.lower()
    if "place" in detail_words.about_booking(text) or (ours and ours in lowered(text)):
        return True
    place = addresses.parse(text, cities=turn.profile.area.cities)
    return place is not None and bool(place.house_number or place.suffix or place.unit)


def _is_address(text: str, turn: Turn) -> bool:
    place = addresses.parse(text, cities=turn.profile.area.cities)
    return place is not None and bool(place.street_name and place.suffix)


ALL_RIGHT = (
    *("nothing", "it's all", "all correct", "all good"),
    *("nada", "todo bien", "todo esta bien", "todo correcto"),
)


def _all_right(text: str) -> bool:
    low = lowered(text)
    return any(cue in low for cue in ALL_RIGHT)


QUESTION_OF: dict[Detail, str] = {
    "name": "name",
    "phone": "confirm_phone",
    "place": "address",
    "time": "when",
    "issue": "issue",
}
"""The question that asks a detail anew."""


def on_correct(turn: Turn, text: str) -> bool:
    """The value itself, or the name of what is wrong; "nothing" reads it all back again."""
    if acts.yes_no(text) == "yes" or _all_right(text):
        turn.go_on()
        return True
    if correct(turn, text):
        turn.go_on()
        return True
    if _reopen_named(turn, text):
        return True
    if acts.yes_no(text) == "no" and turn.fails("correct") == 0:
        turn.fail("correct")
        turn.go_on()
        return True
    return False


def _reopen_named(turn: Turn, text: str) -> bool:
    """ "The name is wrong": ask that one again; of several the first that is not right."""
    several = detail_words.parts(text, detail_words.OF_BOOKING)
    wrong = [one.detail for one in several if not one.right]
    named = wrong or detail_words.about_booking(text)
    if not named:
        return False
    key = QUESTION_OF[named[0]]
    if key == "when":
        windows.release(turn)
    fallbacks.reopen(turn, key)
    turn.go_on()
    return True


def commit(turn: Turn) -> None:
    """Make the visit, once: the same job number can never book twice."""
    state, slots = turn.state, turn.slots
    window = state.window
    assert window is not None
    turn.milestone("M9")
    turn.set(phase="COMMIT", asked=None)
    turn.use(
        Book(
            job_no=state.job_no,
            token=state.hold,
            window_id=window.id,
            name=slots.name,
            phone=slots.phone,
            address=_with_zip(turn),
            job_type=slots.job_type,
            issue=slots.issue,
            tier=state.tier,
            fee_cents=fee_cents(turn),
            fee_ack="tentative" not in state.flags,
            notes=notes.for_technician(state),
            access_notes=notes.for_place(state),
            address_unverified=slots.address_unverified,
            tentative="tentative" in state.flags,
            another=slots.another,
        ),
        cover="booking_now",
    )


def _with_zip(turn: Turn) -> Address:
    return addresses.merge(Address(zip=turn.slots.zip), turn.slots.address)


def on_committed(turn: Turn, tool: Book, result: ToolResult) -> None:
    """Say exactly what the database says."""
    match result:
        case Booked():
            _booked(turn, tool, result)
        case BookingConflict() if result.natural:
            day = turn.spoken.window(result.window, turn.now.isoformat())
            turn.ask("CONFIRM_BOOKING", "another_visit", "yes_no", window=day)
        case BookingConflict():
            turn.note("booking_conflict", result.code)
            people.offer_callback(turn, "office_down")
        case SeatTaken():
            turn.set(hold="", window=None, offers=())
            turn.say("seat_gone")
            turn.go_on()
        case _:
            people.offer_callback(turn, "office_down")


def _booked(turn: Turn, tool: Book, result: Booked) -> None:
    turn.milestone("M10")
    turn.achieve("booked")
    turn.flag("visits_changed")
    turn.set(hold="", goal="none", window=result.window)
    turn.note("booking_created", result.code, "replayed" if result.replayed else "")
    day = turn.spoken.window(result.window, turn.now.isoformat())
    if tool.tentative:
        turn.say("booked_tentative", window=day)
    else:
        minutes = turn.spoken.number(turn.profile.windows.call_ahead_min)
        turn.say("booked", window=day, code=turn.spoken.code(result.code), minutes=minutes)
    if turn.profile.numbers.sms_from and "sms_asked" not in turn.state.flags:
        turn.flag("sms_asked")
        turn.ask("BOOKED", "sms", "yes_no")
    else:
        closing.ask_anything_else(turn)


def _on_another(turn: Turn, answer: str | None) -> bool:
    """Already a visit for this: another one, or keep what stands."""
    if answer == "yes":
        turn.fill(another=True)
        commit(turn)
    elif answer == "no":
        windows.release(turn)
        turn.say("kept_existing")
        turn.achieve("kept")
        closing.ask_anything_else(turn)
    else:
        return False
    return True


def on_booked(turn: Turn, text: str) -> bool:
    """Consent to texts: yes or no is recorded; anything else counts as no."""
    answer = acts.yes_no(text)
    said = acts.acts(text)
    if answer is None and not said & {"bye", "thanks", "nothing_else"}:
        return False
    yes = answer == "yes"
    phone = turn.slots.phone
    turn.use(SetConsent(phone=phone, value=yes, wording=SMS_WORDING))
    turn.note("consent_given" if yes else "consent_refused", "sms")
    if "bye" in said or ("nothing_else" in said and len(text.split()) > BARE_NO):
        closing.goodbye(turn)
    else:
        if yes:
            turn.say("sms_ok")
        closing.ask_anything_else(turn)
    return True
