"""The emergency script: the safety line at once, an alert, a few facts, then people.

Rules follow the company-independent table of hazards; thresholds come from the profile. No model
is asked, and every path ends in words that say what was done.
"""

import msgspec

from agent.dialogue import people
from agent.dialogue.state import Hazard
from agent.dialogue.turn import Turn
from agent.events import Tier
from agent.nlu import acts, addresses, facts, phones
from agent.nlu.words import lowered

TIERS: dict[str, Tier] = {
    "GAS": "E1",
    "CO": "E1",
    "FIRE": "E1",
    "MEDICAL": "E1",
    "VIOLENCE": "E1",
    "ELEC_SMELL": "E2",
    "WATER_A": "E2",
    "CRITICAL_SITE": "E2",
    "HEAT_A": "E2",
    "COOL_A": "E2",
    "WATER_B": "E3",
    "REFRIG": "E3",
    "CO_CHIRP": "E4",
    "DUST_SMELL": "E4",
}
"""Tier by rule; E1 and E2 start the script, the others only give advice on the way."""

INTAKE_TURNS = 2
QUESTION_WORDS = frozenset(
    {"what", "how", "why", "should", "where", "when", "who", "which"}
    | {"que", "como", "por", "debo", "donde", "cuando", "quien", "cual"}
)


PERSON_WANTED = "person_wanted"
"""Flag of an emergency whose caller asked for a person: nothing more is asked than we must."""


def start(turn: Turn, rule: str, quote: str, said: str = "") -> None:
    """Speak the safety line and alert the on-call people, whatever was going on.

    `said`: the words that brought it about; a person may be asked for in the same breath.
    """
    tier = TIERS[rule]
    if "human" in acts.acts(said):
        want_person(turn, said)
    turn.stop()
    turn.set(
        hazard=Hazard(rule=rule, tier=tier, quote=quote),
        tier=tier,
        goal="emergency",
        waiting=False,
        result="emergency_handled",
    )
    turn.note("safety_hit", rule, quote[:80])
    if not turn.slots.issue:
        turn.fill(issue=quote[:120])
    turn.say_firmly(f"line_{rule.lower()}")
    turn.use(people.alert(turn))
    _told(turn)
    turn.milestone("M2")
    if tier == "E1":
        turn.ask("EMERGENCY", "e_outside", "yes_no")
    else:
        intake(turn)


def want_person(turn: Turn, text: str) -> None:
    """A person is asked for: the script brings one in anyway, now without its questions."""
    turn.note("human_requested", turn.state.phase, text[:80])
    turn.flag(PERSON_WANTED)
    if turn.state.phase == "E_INTAKE":
        dispatch(turn)


def _told(turn: Turn) -> None:
    hazard = turn.state.hazard
    assert hazard is not None
    changed = msgspec.structs.replace(hazard, alerted=True, told=hazard.told + 1)
    turn.set(hazard=changed)


def on_acked(turn: Turn, who: str) -> None:
    """An on-call person has answered the alert."""
    if turn.state.hazard is not None:
        turn.set(hazard=msgspec.structs.replace(turn.state.hazard, acked_by=who))
        turn.note("emergency_acked", who)


def on_emergency(turn: Turn, text: str) -> bool:
    """After the safety line: outside, a false alarm, still inside, or gone to call 911."""
    answer = acts.yes_no(text)
    if facts.false_alarm(text):
        turn.ask("E_VERIFY", "e_verify", "yes_no")
    elif "bye" in acts.acts(text):
        leave(turn)
    elif (answer == "no" and not facts.outside(text)) or asks_back(text):
        _again(turn)
    elif facts.outside(text) or answer == "yes" or _take(turn, text):
        _take(turn, text)
        intake(turn)
    else:
        return False
    return True


def asks_back(text: str) -> bool:
    """ "What should I do?" is no answer, whatever words it holds."""
    return lowered(text.split()[0]).strip(",.?¿¡") in QUESTION_WORDS


def _again(turn: Turn) -> None:
    hazard = turn.state.hazard
    assert hazard is not None
    turn.say_firmly(f"line_{hazard.rule.lower()}")
    _told(turn)
    if hazard.told >= 2:
        dispatch(turn)
    else:
        turn.repeat()


def leave(turn: Turn) -> None:
    """The caller goes to call 911: that is what we asked for."""
    turn.say("e_stay_safe")
    turn.end("emergency_handled")


def on_verify(turn: Turn, text: str) -> bool:
    """Only a clear "no" to smell, smoke and alarm takes an emergency back."""
    verdict = facts.safe_answer(text)
    if verdict == "safe" and acts.yes_no(text) != "yes":
        turn.flag("hazard_withdrawn")
        turn.fill(safety="ok")
        hazard = turn.state.hazard
        assert hazard is not None
        cleared = (*turn.state.cleared, hazard.rule)
        turn.set(cleared=cleared, hazard=None, tier="E3", goal="book", result=None)
        if PERSON_WANTED in turn.state.flags:
            return people.request(turn, "")
        turn.go_on()
    elif verdict != "danger" and turn.fail("e_verify") < 2:
        turn.repeat()
    else:
        hazard = turn.state.hazard
        assert hazard is not None
        turn.say_firmly(f"line_{hazard.rule.lower()}")
        _told(turn)
        turn.ask("EMERGENCY", "e_outside", "yes_no")
    return True


def intake(turn: Turn) -> None:
    """Ask for the address, then for a number we do not see; at most two turns.

    Who wants a person is not asked for the address: that person will ask.
    """
    slots = turn.slots
    tries = turn.fails("e_address") + turn.fails("e_phone")
    placed = addresses.complete(slots.address) or PERSON_WANTED in turn.state.flags
    if not placed and tries < INTAKE_TURNS:
        turn.ask("E_INTAKE", "e_address", "address")
    elif not (slots.phone or turn.state.caller) and tries < INTAKE_TURNS:
        turn.ask("E_INTAKE", "e_phone", "phone")
    else:
        dispatch(turn)


def on_intake(turn: Turn, text: str) -> bool:
    """Take what is given; refusals and unclear words only cost a turn."""
    question = turn.state.asked
    assert question is not None
    if facts.false_alarm(text):
        turn.ask("E_VERIFY", "e_verify", "yes_no")
        return True
    if "bye" in acts.acts(text):
        leave(turn)
        return True
    if not _take(turn, text):
        turn.fail(question.key)
        if acts.yes_no(text) == "no":
            _refused(turn, question.key)
            return True
    intake(turn)
    return True


def _refused(turn: Turn, key: str) -> None:
    """A refused address still leaves the number to ask for, when we do not see it."""
    if key == "e_address" and not (turn.slots.phone or turn.state.caller):
        turn.ask("E_INTAKE", "e_phone", "phone")
    else:
        dispatch(turn)


def _take(turn: Turn, text: str) -> bool:
    """Keep an address and a number found in the words."""
    found = phones.capture([text], caller_id=turn.state.caller or None)
    address = addresses.parse(text, cities=turn.profile.area.cities)
    if found.status == "ok":
        turn.fill(phone=found.e164)
    if address is not None and (address.house_number or address.street_name):
        merged = addresses.merge(turn.slots.address, address)
        turn.fill(address=merged, zip=turn.slots.zip or merged.zip)
    elif found.status != "ok":
        return False
    return True


def press_on(turn: Turn) -> None:
    """Words we could not read must not hold up help."""
    question = turn.state.asked
    assert question is not None
    turn.fail(question.key)
    if turn.state.phase == "E_INTAKE" or turn.fails(question.key) >= 2:
        intake(turn)
    else:
        _again(turn)


def on_silence(turn: Turn, count: int) -> None:
    """Never hang up first: repeat once, then bring people in."""
    if count == 1:
        turn.repeat()
    else:
        dispatch(turn)


def dispatch(turn: Turn) -> None:
    """Connect the caller to the on-call people, or say truthfully what was done instead."""
    slots = turn.slots
    if not slots.phone and turn.state.caller:
        turn.fill(phone=turn.state.caller)
    turn.set(phase="E_DISPATCH", asked=None)
    if turn.profile.numbers.oncall and "oncall_rung" not in turn.state.flags:
        turn.flag("oncall_rung")
        turn.say("e_connecting")
        turn.transfer("oncall", "emergency", people.whisper(turn))
    else:
        people.nobody_on_call(turn)


def on_dispatch(turn: Turn, text: str) -> bool:
    """Words while we connect change nothing, except a farewell."""
    if "bye" in acts.acts(text):
        leave(turn)
    return True
