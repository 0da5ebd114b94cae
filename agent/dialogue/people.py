"""Handing over to people: transfer, callback, message, waiting list."""

from agent.dialogue import closing, notes, phone_readings, volunteered
from agent.dialogue.turn import Turn
from agent.events import AlertOnCall, SaveTask, TaskKind, TransferEnded
from agent.nlu import acts, phones

MAX_LADDERS = 2
"""So often the office is rung for a caller who asks for a person."""
MESSAGE_CHARS = 1500
BARE_WORDS = 7
"""A request for a person of at most so many words says nothing of the topic."""


def request(turn: Turn, text: str) -> bool:
    """The caller (or the call budget) wants a person: transfer in hours, else take a message.

    Who insists is never asked the same things again: the message goes out with what we have.
    """
    turn.set(human_asked=turn.state.human_asked + 1)
    turn.note("human_requested", turn.state.phase, text[:80])
    if len(text.split()) > BARE_WORDS and turn.state.goal == "none" and not turn.slots.issue:
        turn.fill(reason=text[:200])
    tried = turn.state.transfer_tried
    if turn.state.transfer_queue:
        return True
    if turn.is_open and turn.profile.numbers.office and turn.state.human_asked <= MAX_LADDERS:
        turn.say("transfer_again" if tried else "transfer_now")
        return connect(turn, "caller asked for a person")
    if turn.state.goal == "message" and turn.state.caller:
        turn.say("nobody_there" if tried else "after_hours", band=turn.profile.policy.callback_band)
        phone = turn.slots.phone or turn.state.caller
        message = turn.slots.message or "asked for a person"
        turn.fill(phone=phone, phone_ok=True, message=message)
        turn.go_on()
        return True
    return offer_callback(turn, "nobody_there" if tried else "after_hours")


def escalate(turn: Turn) -> bool:
    """The caller is too upset to go on with a machine."""
    turn.note("escalated", "frustration")
    if turn.state.transfer_tried or not turn.is_open:
        return offer_callback(turn, "sorry_callback")
    turn.say("transfer_sorry")
    return connect(turn, "upset caller")


def hand_over(turn: Turn, reason: str, *, planned: bool = True) -> bool:
    """Our own decision: this needs a person; not `planned` when we failed to understand."""
    if turn.state.transfer_tried or not turn.is_open:
        return offer_callback(turn, "after_hours")
    if planned:
        turn.flag("planned_transfer")
    turn.say("transfer_now")
    return connect(turn, reason)


def connect(turn: Turn, reason: str) -> bool:
    """Ring the people whom this caller's matter belongs to."""
    queue = turn.profile.escalation.paths.get(turn.slots.job_type or turn.state.faq_topic, "office")
    turn.set(phase="HUMAN")
    turn.transfer(queue, reason, whisper(turn))
    return True


def whisper(turn: Turn) -> str:
    """What the person hears before taking the call: tier, problem, who and where."""
    slots = turn.slots
    hazard = turn.state.hazard
    parts = (
        f"{hazard.tier} {hazard.rule.replace('_', ' ').lower()}" if hazard else "",
        slots.issue or slots.reason or slots.job_type.replace("_", " "),
        slots.name,
        slots.address.city or slots.address.street_line,
        *notes.for_people(turn.state),
    )
    return ", ".join(part for part in parts if part) or "a caller who asked for a person"


def on_transfer_ended(turn: Turn, event: TransferEnded) -> None:
    """Bridged: the call is in good hands. Not bridged: the caller is back and hears the truth."""
    if turn.state.transfer_queue == "":
        return
    queue = turn.state.transfer_queue
    turn.set(transfer_queue="")
    turn.note("transfer_ended", queue, event.result)
    emergency = turn.state.hazard is not None
    if emergency and queue != "oncall" and event.result != "answered":
        return  # the script of the emergency goes on
    if event.result == "answered":
        turn.milestone("M13")
        if emergency:
            turn.end("emergency_handled")
        else:
            planned = "planned_transfer" in turn.state.flags or turn.state.human_asked > 0
            turn.end("transferred_planned" if planned else "transferred_forced")
    elif emergency:
        nobody_on_call(turn)
    else:
        offer_callback(turn, "nobody_there")
        turn.listen()


def nobody_on_call(turn: Turn) -> None:
    """Nobody took the emergency call: alert again and say truthfully who was told."""
    hazard = turn.state.hazard
    assert hazard is not None
    turn.use(alert(turn, escalate=True))
    known = turn.slots.phone or turn.state.caller
    key = "e_acked" if hazard.acked_by else "e_nobody" if known else "e_nobody_no_number"
    turn.say(key, who=hazard.acked_by)
    turn.set(result="emergency_handled")
    if hazard.tier == "E1":
        turn.say("e_stay_safe")
        turn.end("emergency_handled")
    else:
        turn.goal("book")
        turn.flag("urgent_done")
        turn.say("e_first_seat")
        turn.go_on()


def alert(turn: Turn, *, escalate: bool = False) -> AlertOnCall:
    """The text for the on-call people."""
    hazard = turn.state.hazard
    assert hazard is not None
    slots = turn.slots
    return AlertOnCall(
        rule=hazard.rule,
        tier=hazard.tier,
        summary="; ".join((hazard.quote[:120], *notes.for_people(turn.state, notes.ACCESS))),
        phone=slots.phone or turn.state.caller,
        address=slots.address.one_line,
        escalate=escalate,
    )


# --- callback and message ---------------------------------------------------------------------


def offer_callback(turn: Turn, why: str) -> bool:
    """Say why there is no person now and take a number and a message."""
    turn.say(why, band=turn.spoken.callback(turn.profile))
    turn.goal("message")
    advance_message(turn)
    return True


def advance_message(turn: Turn) -> None:
    """Ask for what the message still lacks, or save it."""
    slots = turn.slots
    if not slots.phone_ok:
        number = slots.phone or turn.state.caller
        if slots.phone and slots.phone != turn.state.caller:
            digits = turn.spoken.phone(slots.phone)
            turn.ask("CONFIRM_PHONE", "confirm_phone", "yes_no", number=digits)
        elif number and turn.fails("callback_last_four") == 0:
            ending = turn.spoken.last_four(number)
            turn.ask("CALLBACK", "callback_last_four", "yes_no", ending=ending)
        else:
            turn.ask("CALLBACK", "callback_number", "phone")
    elif not (slots.message or slots.issue or slots.reason):
        turn.ask("TAKE_MESSAGE", "message", "free")
    else:
        save_message(turn)


def on_callback(turn: Turn, text: str) -> bool:
    """The number for the callback."""
    question = turn.state.asked
    assert question is not None
    found = phone_readings.capture(turn, (text,))
    answer = acts.yes_no(text)
    if found.status == "ok" and not phone_readings.refused(turn, found):
        volunteered.keep_phone(turn, found.e164 or "", found.extension)
    elif question.key == "callback_last_four" and answer == "yes":
        turn.fill(phone=turn.slots.phone or turn.state.caller, phone_ok=True)
    elif question.key == "callback_last_four" and answer == "no":
        turn.fail("callback_last_four")
    elif "bye" in acts.acts(text) or (question.key == "callback_number" and answer == "no"):
        closing.goodbye(turn)
        return True
    else:
        return False
    if turn.slots.phone_ok:
        turn.milestone("M6")
    turn.go_on()
    return True


def on_callback_typed(turn: Turn, keys: str) -> bool:
    """The number for the callback on the keypad; keys are no mishearing, whatever was rejected."""
    found = phones.capture([keys], caller_id=turn.state.caller or None)
    if found.status != "ok":
        return False
    volunteered.keep_phone(turn, found.e164 or "", None)
    turn.go_on()
    return True


def on_message(turn: Turn, text: str) -> bool:
    """The message itself: any words will do."""
    turn.fill(message=text[:500])
    turn.go_on()
    return True


def save_message(turn: Turn) -> None:
    """Leave the task for a person."""
    slots = turn.slots
    kind: TaskKind = "complaint" if turn.state.faq_topic == "complaint" else "callback"
    said = (slots.message, slots.issue, slots.reason, slots.name, slots.address.one_line)
    noted = notes.for_technician(turn.state)
    message = "; ".join(dict.fromkeys(part[:500] for part in (*said, noted) if part))
    phone = slots.phone or turn.state.caller
    turn.use(SaveTask(kind=kind, phone=phone, message=message[:MESSAGE_CHARS]), cover="saving")


def on_saved(turn: Turn) -> None:
    """The task stands: promise the band of the profile, nothing more."""
    if turn.state.goal != "message":
        return
    turn.milestone("M12")
    if turn.state.result != "out_of_area":
        turn.achieve("message_taken")
    turn.say("message_saved", band=turn.spoken.callback(turn.profile))
    closing.ask_anything_else(turn)


def on_waitlist(turn: Turn, text: str) -> bool:
    """Nothing is free: yes puts the caller on the list for a cancellation."""
    answer = acts.yes_no(text)
    if answer == "yes":
        turn.goal("message")
        turn.fill(reason="waiting list: " + (turn.slots.issue or turn.slots.job_type))
    elif answer == "no":
        turn.achieve("no_capacity")
        closing.ask_anything_else(turn)
        return True
    else:
        return False
    turn.go_on()
    return True
