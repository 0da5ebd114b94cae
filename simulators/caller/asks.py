"""What the agent wants to know, told from the words heard: keywords, read from the end. Pure.

The words come from a recogniser, so a rule needs only a word or two that survive mishearing.
"""

import re
from typing import Final, Literal, get_args

from simulators.caller.digits import digits_in

Ask = Literal[
    "need",
    "issue",
    "safety",
    "which_hazard",
    "vulnerable",
    "temperature",
    "outside",
    "verify",
    "hurt",
    "zip",
    "name",
    "speaking_with",
    "caller_id",
    "phone",
    "phone_rest",
    "confirm_phone",
    "address",
    "address_number",
    "address_street",
    "confirm_address",
    "when",
    "choice",
    "confirm_all",
    "correct",
    "another_visit",
    "fee",
    "sms",
    "find_visit",
    "which_visit",
    "prove_place",
    "confirm_move",
    "confirm_cancel",
    "reason",
    "resume",
    "offer_booking",
    "offer_note",
    "offer_person",
    "waitlist",
    "message",
    "keypad",
    "still_there",
    "anything_else",
    "repeat",
    "confirm",
    "goodbye",
    "connecting",
    "wait",
    "leave_now",
    "unknown",
    "nothing",
]
"""The last five ask for no answer, `unknown` excepted: a question without a known keyword."""

ASKS: Final[tuple[Ask, ...]] = get_args(Ask)

_DAYS = r"(mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|\btoday"
_STREETS = r"\b(street|drive|avenue|road|lane|court|boulevard|way|place|circle|trail|parkway)s?\b"
_RIGHT = r"\b(right(?! now)|correct|get (it|that)|got (it|that)|accurate)\b"

_QUESTIONS: Final[tuple[tuple[Ask, str], ...]] = (
    ("still_there", r"still (there|on the line)|are you (there|with me)|can you hear me"),
    (
        "keypad",
        r"\b(type|key (it )?in|enter|press)\b.*\b(key ?pad|number|digits)|on (the|your).*key ?pad",
    ),
    ("anything_else", r"anything else|something else|help with any|what else"),
    ("verify", r"so there('s| is) no (smell|gas|smoke|alarm)"),
    ("which_hazard", r"which one.*(gas|smoke)"),
    ("safety", r"\b(smell|smoke|alarm|monoxide)\b|gas\b.*\bleak"),
    ("outside", r"(every(one|body)|you( all)?|all)\b.*\b(outside|out|safely|safe)\b.*"),
    ("hurt", r"\b(hurt|injured|unwell)\b"),
    (
        "vulnerable",
        r"\b(baby|infant|elderly|older|medical|pregnant|small child|ill|sick(?! code))\b",
    ),
    ("temperature", r"\b(degrees|temperature|thermostat read|how (cold|warm|hot))"),
    ("reason", r"\b(reason|why)\b|may i ask"),
    ("another_visit", r"(another|second) (one|visit)"),
    ("waitlist", r"wait(ing)?[ -]?list"),
    ("confirm_cancel", r"\bcancel"),
    ("confirm_move", r"\bmov(e|ing)\b|new time would"),
    ("sms", r"\btext you|by text|\ba text\b|text message"),
    ("prove_place", r"house number.*zip|zip.*house number"),
    ("zip", r"\b(zip|sip|ip|postal)\b|\b\w{1,2}ip code|\bcode\b.*\bhome\b|\bs\w+ code"),
    (
        "find_visit",
        r"confirmation|(?<!zip )(?<!area )(?<!you )\bcode\b|visit (is )?under|number on the visit",
    ),
    ("which_visit", r"which (one|visit).*(mean|is it|about)|\bvisits\b"),
    ("resume", r"(continue|go on|pick up).*\bwith|left off|cut off"),
    ("offer_note", r"\bnote\b"),
    ("offer_person", r"(connect|transfer) you|talk to (a|some)|(rather|prefer).*person"),
    ("message", r"tell them|the message|pass on|let them know"),
    ("confirm_all", r"\b(book (it|that)|all (correct|right)|everything (correct|right))"),
    ("correct", r"should i change|(is|was) (not right|wrong)|to correct"),
    ("choice", r"\bwhich\b.*(works?|prefer|like|better|suit)"),
    ("choice", rf"({_DAYS}|between|noon).*(work|okay|suit|good|fine)"),
    ("speaking_with", r"am i speaking|on the line"),
    ("caller_id", r"ending in|number you('re| are) calling"),
    ("address_number", r"(house|street) number\b(?!.*zip)|which number on"),
    ("phone", r"\b(phone|area code|(what|which) number|reach you|call you|(they|to) call)"),
    ("phone_rest", r"\b(go on|and then|what comes next)\b"),
    ("address_street", r"(which|what|what's the) street\b(?! (number|address))|street name"),
    ("address", r"\baddress\b|should we come|where (are you|is (it|the house))"),
    ("name", r"\byour name|(first|last) (and last )?name|who is the visit|who am i|full name"),
    ("offer_booking", r"(set up|book|schedule) a visit"),
    ("fee", r"\b(fee|dollars)\b|\$\d"),
    ("when", r"\bwhen\b|what day|day and time|time works"),
    ("need", r"(how|what) can i (help|do)|help you( today)?|repair.*tune|tune.*(visit|repair)"),
    (
        "issue",
        r"going on|the (problem|trouble|matter)|happening|it's doing|what is it\b|wrong with",
    ),
)
_NOTICES: Final[tuple[tuple[Ask, str], ...]] = (
    ("goodbye", r"good ?bye\b|thank.*\bbye\b|have a (good|great|nice)"),
    ("leave_now", r"\b(call|and) (911|9-1-1|nine one one)|this is an emergency"),
    ("connecting", r"\bconnect(ing)? you|transferring|stay on the line"),
    ("keypad", r"\b(type|enter) .*(key ?pad|digits|number)"),
    ("phone_rest", r"\bgo on\b|\band then\W*$|\bcomes next\b"),
    ("repeat", r"(didn't|did not|couldn't) (quite )?(catch|get|hear|understand)|say that again"),
    ("still_there", r"(can't|cannot) hear (you|anything)"),
    ("wait", r"\b(one moment|just a second|let me (check|see|look)|i'll wait|take your time)"),
)
_OPENER = re.compile(
    r"\b(is (that|it|this|every\w+|there|anyone|the)|are (you|they)|am i|do (you|they|i)"
    r"|does (that|any)|what'?s?\b|which\b|who'?s?\b|when (would|works)|how (can|many|cold|hot|warm)"
    r"|(can|could|shall|should|may) (i|you|we|they)|would (you|that)|did (i|you)|have you"
    r"|(tell|give) me|any(thing|one)? (else|gas)|(please|could you) \w+|and (your|the)\b"
    r"|(right|correct|okay|i book it)\W*$)"
)
_LAST_WORDS = 18


def classify(text: str) -> Ask:
    """Tell what an utterance of the agent asks for; its last sentences decide."""
    low = re.sub(r"\s+", " ", text.lower().replace("’", "'")).strip()
    if not re.search(r"[a-z0-9]", low):
        return "nothing"
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", low) if part]
    asking = [at for at, part in enumerate(sentences) if part.endswith("?")]
    if asking and asking[-1] >= len(sentences) - 2:
        return _question(" ".join(sentences[: asking[-1] + 1]), sentences[asking[-1]])
    if (notice := _match(_NOTICES, low)) in ("goodbye", "connecting"):
        return notice
    found = _unmarked(low)
    return notice or "nothing" if found in ("repeat", "unknown", "nothing") else found


def _unmarked(low: str) -> Ask:
    """Read a question whose mark (and often all punctuation) the recogniser lost."""
    words = low.split()
    tail = " ".join(words[-_LAST_WORDS:])
    openers = list(_OPENER.finditer(tail))
    if not openers:
        return "nothing"
    return _question(low, tail[openers[-1].start() :])


def _question(whole: str, last: str) -> Ask:
    if _is_readback(whole, last):
        return _read_back(whole)
    if (found := _match(_QUESTIONS, last)) is not None:
        return found
    if re.search(r"is this (?!about|for)\w+\?", last):
        return "speaking_with"
    return _match(_QUESTIONS, whole) or ("repeat" if _match(_NOTICES, whole) else "unknown")


def _is_readback(whole: str, last: str) -> bool:
    return bool(re.search(_RIGHT, last)) and not re.search(r"which|what|not right", last)


def _read_back(whole: str) -> Ask:
    """What a sentence that ends in "is that right?" reads back."""
    if re.search(r"smell|smoke|alarm", whole):
        return "verify"
    if re.search(r"ending in|calling from", whole):
        return "caller_id"
    if re.search(r"new time would|\bmov(e|ing)\b", whole):
        return "confirm_move"
    day = re.search(_DAYS, whole)
    if day and re.search(r"between|noon|dollars|\$|waived|\bfor\b", whole):
        return "confirm_all"
    if re.search(_STREETS, whole) or "address" in whole:
        return "confirm_address"
    return "confirm_phone" if len(digits_in(whole)) >= 7 else "confirm"


def _match(rules: tuple[tuple[Ask, str], ...], text: str) -> Ask | None:
    return next((ask for ask, pattern in rules if re.search(pattern, text)), None)
