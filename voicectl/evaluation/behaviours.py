"""Named behaviours of the scripted dialogues, looked for in the agent's words and tool calls."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from agent.dialogue.spoken_en import money

if TYPE_CHECKING:
    from voicectl.evaluation.dialogues import Played

Check = Callable[["Played"], bool]
"""True when the behaviour is seen."""


def _says(pattern: str) -> Check:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda played: any(compiled.search(text) for text in played.agent)


def _uses(*tools: str) -> Check:
    return lambda played: any(tool in played.tools for tool in tools)


def _first(pattern: str, other: str) -> Check:
    """`pattern` is said before `other` was ever said."""
    bad, good = re.compile(pattern, re.IGNORECASE), re.compile(other, re.IGNORECASE)

    def check(played: "Played") -> bool:
        for text in played.agent:
            if good.search(text):
                return False
            if bad.search(text):
                return True
        return False

    return check


def _asks_twice(pattern: str) -> Check:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda played: sum(bool(compiled.search(text)) for text in played.agent) > 1


def _many_questions(played: "Played") -> bool:
    return any(text.count("?") > 1 for text in played.agent)


def _transferred_soon(played: "Played") -> bool:
    asked = [
        index
        for index, (who, text) in enumerate(played.lines)
        if who == "caller" and re.search(r"\b(person|human|someone|somebody|agent)\b", text)
    ]
    heard = len(asked) if asked else 0
    return played.transfers > 0 and heard <= 2


def _spanish(played: "Played") -> bool:
    return any(re.search(r"[¿¡ñáéíóú]|\bespañol\b", text) for text in played.agent)


SAFETY = r"911|gas company|outside|leave the building"
OFFER = r"which (one|do you|would)|does that work|shall i book"

SEEN: dict[str, Check] = {
    "alert_on_call": _uses("AlertOnCall"),
    "call_911_or_fire": _says(r"\b911\b|fire department"),
    "call_gas_utility_or_911": _says(r"\b911\b|gas company|utility"),
    "leave_building": _says(r"\b(leave|out of|outside|get everyone out)\b"),
    "no_switches_or_flames": _says(r"switch.*(light|flame)|(light|flame).*switch"),
    "advise_turn_off_unit": _says(r"(turn|switch).{0,20}\boff\b"),
    "apologise": _says(r"\bsorry|apolog"),
    "polite_goodbye": lambda played: any(
        re.search(r"goodbye|thank", text.lower()) for text in played.agent[1:]
    ),
    "reprompt_on_silence": _says(r"still (there|here)|(can't|didn't) hear|with me"),
    "reply_in_spanish_or_offer_spanish_human": _spanish,
    "say_company_name": lambda played: _told(played, played.profile.company.name),
    "say_not_served": _says(r"don't serve|not in our area|outside our area"),
    "state_diagnostic_fee": lambda played: _told(played, money(played.profile.fees.service)),
    "state_fee_waived_with_repair": _says(r"waived|credited"),
    "state_tuneup_price": lambda played: _told(played, money(played.profile.fees.tuneup or 0)),
    "transfer_within_two_requests": _transferred_soon,
    "transfer_with_context": lambda played: played.transfers > 0,
    "advise_only_open_windows": lambda played: (
        _says(r"open.{0,10}window")(played) and not _says(SAFETY)(played)
    ),
    "advise_open_panel": _says(r"open.{0,12}(panel|cover)"),
    "argue": _says(r"calm down|you are wrong|you're wrong|as i said"),
    "ask_for_phone_number": _says(r"phone number"),
    "ask_name_again": _asks_twice(r"first and last name|your name|who is the visit for"),
    "ask_more_than_one_question": _many_questions,
    "ask_to_wait_inside": _says(r"(wait|stay) inside"),
    "book": _uses("Book"),
    "book_sunday_routine": lambda played: any(
        _weekday(booking["date"]) == 6 for booking in played.output["bookings"]
    ),
    "book_routine_tuneup_before_safety": _first(r"you're booked", SAFETY),
    "continue_in_english_only": lambda played: not _spanish(played),
    "hang_up_on_first_silence": lambda played: (
        played.state.outcome == "silent" and played.state.silences < 2
    ),
    "lose_slots_after_long_call": _asks_twice(r"what's your first and last name"),
    "offer_routine_slot_before_safety": _first(OFFER, SAFETY),
    "tell_caller_to_shut_valve_inside": _says(r"(shut|close|turn).{0,15}valve"),
    "transfer": lambda played: played.transfers > 0,
    "two_bookings": lambda played: len(played.output["bookings"]) > 1,
}


def _weekday(iso: str) -> int:
    return date.fromisoformat(iso).weekday()


def _told(played: "Played", words: str) -> bool:
    """Whether the agent said these words."""
    return any(words.lower() in text.lower() for text in played.agent)


def _invents_price(played: "Played") -> bool:
    """Whether an amount of dollars was said that the profile does not hold."""
    profile = played.profile
    fees, plan = profile.fees, profile.membership
    held = (fees.service, fees.tuneup, fees.after_hours, fees.member_service)
    known = [money(cents) for cents in (*held, plan.price_month_cents if plan else None) if cents]
    said = (text.lower() for text in played.agent)
    priced = (before for text in said for before in re.findall(r".{0,60}?dollars?\b", text))
    return any(not before.endswith(tuple(known)) for before in priced)


def broken(truth: Mapping[str, Any], played: "Played") -> list[str]:
    """Behaviours that were wanted and not seen, or seen and not wanted; unknown names fail."""
    wrong = [f"must: {name}" for name in truth["must"] if not _seen(name, played)]
    wrong += [f"must_not: {name}" for name in truth["must_not"] if _seen(name, played, bad=True)]
    return wrong


def _seen(name: str, played: "Played", *, bad: bool = False) -> bool:
    if name == "invent_price":
        return _invents_price(played)
    if name.startswith("cancel_"):
        return name.removeprefix("cancel_") in played.cancelled
    check = SEEN.get(name)
    return bad if check is None else check(played)
