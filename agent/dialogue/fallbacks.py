"""Going back to a question, and what happens when the tries for one are spent."""

from agent.dialogue import closing, people, windows
from agent.dialogue.state import Phase
from agent.dialogue.turn import Turn
from agent.events import Address
from agent.nlu import addresses

PHASE_OF: dict[str, Phase] = {
    "issue": "COLLECT_ISSUE",
    "zip": "ZIP",
    "zip_again": "ZIP",
    "name": "NAME",
    "last_name": "NAME",
    "phone": "PHONE",
    "phone_rest": "PHONE",
    "confirm_phone": "CONFIRM_PHONE",
    "address": "ADDRESS",
    "confirm_address": "CONFIRM_ADDRESS",
    "when": "OFFER_WINDOWS",
}
"""Where the answer to a question is read; also what "go back" may return to."""
NO_NUMBER = "?"
"""House number of an address that was never understood."""
ADDRESS_LINES = 6
MAX_READBACKS = 4
"""After so many read-backs that were not right, a person takes the detail up."""


def reopen(turn: Turn, key: str) -> None:
    """Clear what a question filled, since the caller wants to answer it again."""
    match key:
        case "zip" | "zip_again":
            turn.fill(zip="", zip_deferred=False)
        case "name" | "last_name":
            turn.fill(first="", last="")
        case "phone" | "phone_rest" | "confirm_phone":
            turn.fill(phone="", phone_ok=False, phone_turns=())
        case "address" | "confirm_address":
            turn.fill(address=Address(), address_ok=False)
        case "issue":
            turn.fill(issue="", job_type="")
        case _:
            turn.fill(when=None)


def give_up(turn: Turn, key: str) -> None:
    """The tries for a question are spent: the fallback of its slot, at last a person."""
    slots, goal = turn.slots, turn.state.goal
    match key:
        case "last_name":
            turn.flag("last_name_unknown")
        case "name":
            turn.fill(last=slots.last or "Caller")
            turn.flag("name_unknown")
        case "callback_last_four" | "callback_number" | "confirm_phone" if goal == "message":
            if not _callback_as_known(turn):
                return
        case "phone" | "phone_rest" | "phone_keys" | "confirm_phone" if turn.state.caller:
            turn.fill(phone=turn.state.caller, phone_ok=True)
            turn.flag("phone_is_caller_id")
            turn.say("use_caller_id")
        case "phone" | "phone_rest" | "phone_keys" if goal == "message":
            closing.goodbye(turn)  # people would only ask for the number again
            return
        case "address" | "address_street" | "address_number" | "confirm_address":
            _address_as_heard(turn)
        case "anything_else" | "what_else" | "offer_booking":
            closing.goodbye(turn)
            return
        case "sms":
            closing.ask_anything_else(turn)
            return
        case "when":
            turn.fill(when=windows.soonest(turn))
        case _:
            people.hand_over(turn, f"could not understand the answer to {key}", planned=False)
            return
    turn.go_on()


def _callback_as_known(turn: Turn) -> bool:
    """The number as far as known will do for a callback; without any we can only say good-bye."""
    number = turn.slots.phone or turn.state.caller
    if not number:
        closing.goodbye(turn)
        return False
    turn.flag("phone_unconfirmed")
    turn.fill(phone=number, phone_ok=True)
    return True


def _address_as_heard(turn: Turn) -> None:
    """Keep the caller's longest words for the office, which will call about the place."""
    address = turn.slots.address
    turn.flag("address_unverified")
    if not addresses.complete(address):
        said = (one.text for one in turn.state.history[-ADDRESS_LINES:] if one.who == "caller")
        heard = max(said, key=len, default="")[:80]
        address = addresses.merge(
            Address(house_number=NO_NUMBER, street_name=heard or "unknown"), address
        )
        turn.say("address_later")
    turn.fill(address=address, address_ok=True, address_unverified=True)
