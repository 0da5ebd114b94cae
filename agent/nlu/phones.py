"""A phone number out of the caller's turns: groups, homophones, corrections, extensions, countries.

Every ambiguous word keeps several candidates alive; the number's length picks among them and
libphonenumber's rules judge the winner. Nothing is guessed: a wrong length is never repaired.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec
import phonenumbers

from agent.nlu import digits as spoken_digits
from agent.nlu.phone_candidates import Candidate, candidates
from agent.nlu.phone_words import pieces
from agent.nlu.words import normal

Reason = Literal["", "too_few_digits", "too_many_digits", "invalid_number", "no_number"]

_NORTH_AMERICA = frozenset({"US", "CA"})
_LOCAL_LENGTH = 7
_PHONE = "(?:number|phone|line|cell|cellphone|mobile|one)"
_THIS_LINE = re.compile(
    rf"\bthis (?:same |is my (?:best )?)?{_PHONE}\b|\buse this\b"
    rf"|\bthis (?:here )?is (?:the|a|my)(?! (?:wrong|bad|old))(?: \w+){{0,2}} {_PHONE}\b"
    rf"|\bthis (?:one )?(?:is (?:fine|good|okay|best)|works)\b|\bsame {_PHONE}\b|\bcaller i ?d\b"
    rf"|\b(?:the |my )?{_PHONE} (?:that )?(?:i'm|i am|we're|i) "
    r"(?:call|calling|called|phoning|talking|using|on)\b"
    rf"|\b(?:the |my )?{_PHONE} (?:that )?"
    r"(?:you (?:have|see|got)|showing|shows|came up|popped up)\b"
    r"|\bwhat(?:ever)?(?:'s)? (?:number )?"
    r"(?:i'm (?:calling|on)|is showing|showing|shows?|comes? up|came up|popped up)\b"
    r"|\b(?:calling|called) (?:you )?(?:from|on)\b|\bshows? up (?:on|there)\b"
    r"|\bon (?:your|the) (?:screen|display|end)\b"
    r"|\beste (?:mismo|n[uú]mero|tel[eé]fono)|\b(?:el|al|del) mismo\b|\bdesde donde llamo"
    r"|\b(?:el|del|al|desde el|con el) que (?:le |les )?"
    r"(?:llamo|hablo|uso|marco|marqu[eé]|estoy (?:llamando|hablando|usando)|llam[eé])"
)
_NOT = re.compile(r"\b(?:not|don't|isn't|different|other|another|never)\b")
_LINE = re.compile(r"\b(?:this|same|caller i ?d|calling)\b")
_NOT_THIS = re.compile(r"\bthis (?:number |phone |line |one )?(?:isn't|is not)\b")


_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")


class PhoneCapture(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller's turns give so far.

    "ok" carries `e164`; "partial" has some `digits` but too few; "reject" says why in `reason`.
    """

    status: Literal["ok", "partial", "reject"]
    e164: str | None = None
    extension: str | None = None
    reason: Reason = ""
    digits: str = ""
    """National digits so far."""


def capture(
    turns: Sequence[str], *, region: str = "US", caller_id: str | None = None
) -> PhoneCapture:
    """The number that `turns`, all answers to one question, give.

    `region` rules numbers without a country code. `caller_id` (E.164) stands in for "this number"
    and lends its area code to seven digits.
    """
    found = candidates(pieces(turns))
    if not any(candidate.digits for candidate in found):
        return _without_digits(turns, caller_id, found[0].extension)
    best = _best(found, region, caller_id)
    if best is None and caller_id and any(_LAST.search(normal(turn)) for turn in turns):
        best = _best(_on_line(found, caller_id), region, caller_id)
    return best or _incomplete(found)


def mended(turns: Sequence[str]) -> PhoneCapture:
    """The number in groups of which one has a digit too many, heard twice: "four oh four four".

    Recognisers double digits; the groups of three, three and four tell where. The caller must
    confirm it all the same. "reject" when nothing, or more than one number, is left.
    """
    groups = [spoken_digits.digit_string(turn) for turn in turns]
    surplus = [len(group) - length for group, length in zip(groups, _GROUP_SIZES, strict=False)]
    if len(groups) != len(_GROUP_SIZES) or sorted(surplus) != [0, 0, 1]:
        return PhoneCapture(status="reject", reason="too_many_digits")
    long = surplus.index(1)
    shorter = {
        groups[long][:at] + groups[long][at + 1 :]
        for at in range(1, len(groups[long]))
        if groups[long][at] == groups[long][at - 1]
    }
    numbers = ("".join((*groups[:long], one, *groups[long + 1 :])) for one in shorter)
    found = [one for one in map(_whole, numbers) if one.status == "ok"]
    if len(found) != 1:
        return PhoneCapture(status="reject", reason="too_many_digits")
    return found[0]


def _whole(digits: str) -> PhoneCapture:
    return capture([digits])


def correct(old_digits: str, text: str) -> PhoneCapture:
    """The ten-digit US number `old_digits` after the caller's correction in `text`.

    Takes "ends in four two", "the last four are oh one three two", "no three oh four not three oh
    three", "the area code is seven two oh", bare digits, or a whole new number. Bare digits that
    are no part of a number, or repeat how the old one begins, are the beginning of the number said
    anew: "partial".
    """
    said = spoken_digits.digit_string(text)
    if _begins_anew(old_digits, said) and not _PLACE.search(normal(text)):
        return PhoneCapture(status="partial", reason="too_few_digits", digits=said)
    found = candidates(pieces((text,)), start=old_digits)
    changed = [candidate for candidate in found if candidate.digits != old_digits]
    if not changed:
        return PhoneCapture(status="reject", reason="no_number", digits=old_digits)
    return _best(changed, "US", None) or _incomplete(changed)


def spoken(
    e164: str, digits: Callable[[str], str] = spoken_digits.spoken, plus: str = "plus"
) -> str:
    """A number for reading back: "three oh three, five five five, oh one three one".

    Foreign numbers get "plus", the country code, and groups of three and four. `digits` and `plus`
    are the words of another language.
    """
    if e164.startswith("+1") and len(e164) == 12:
        groups = [e164[2:5], e164[5:8], e164[8:]]
        return ", ".join(digits(group) for group in groups)
    number = phonenumbers.parse(e164)
    national = phonenumbers.national_significant_number(number)
    country = f"{plus} {digits(str(number.country_code))}"
    return ", ".join([country, *(digits(group) for group in _groups(national))])


def last_four(e164: str) -> str:
    """The last four digits in words: "oh one three one"."""
    return spoken_digits.spoken(e164[-4:])


def _begins_anew(old: str, said: str) -> bool:
    """Whether bare digits begin the number again rather than replace a part of it.

    What replaces a part is the ending (one to four digits), the exchange and all after it (seven),
    or one group with another digit in it.
    """
    if not GROUP <= len(said) < len(old):
        return False
    if old.startswith(said):
        return True
    if len(said) == GROUP:
        return not any(_differ(group, said) <= 1 for group in (old[:GROUP], old[GROUP : 2 * GROUP]))
    return len(said) not in (_GROUP_SIZES[-1], _LOCAL_LENGTH)


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False))


_GROUP_SIZES = (3, 3, 4)
GROUP = 3
"""Digits of an area code, the first group people say."""
_PLACE = re.compile(
    r"\b(?:last|ends?|ending|first|middle|area|code|prefix|exchange|not|instead|then|but|changed?"
    r"|[uú]ltim[oa]s?|primer[oa]?s?|terminan?|acaban?|[aá]rea|c[oó]digo|prefijo|sino|cambi[ae])\b"
)
"""Words that say which part of the number is meant."""
_LAST = re.compile(r"\b(?:same|this|except|but)\b")


def _without_digits(turns: Sequence[str], caller_id: str | None, extension: str) -> PhoneCapture:
    text = " ".join(normal(turn) for turn in turns)
    if caller_id and _THIS_LINE.search(text) and not _denies_line(text):
        return PhoneCapture(status="ok", e164=caller_id, extension=extension or None)
    return PhoneCapture(status="reject", reason="no_number")


def _denies_line(text: str) -> bool:
    """Whether the line is named after a denial, or denied at once."""
    denial = _NOT.search(text)
    after = denial is not None and _LINE.search(text, denial.end()) is not None
    return after or _NOT_THIS.search(text) is not None


def _best(found: Iterable[Candidate], region: str, caller_id: str | None) -> PhoneCapture | None:
    """The cheapest candidate of a possible length, a valid one before an invalid one."""
    ranked = [
        (_starts_wrong(candidate.digits), candidate.cost, e164, candidate)
        for candidate in found
        if (e164 := _complete(candidate, region, caller_id)) is not None
    ]
    if not ranked:
        return None
    ranked.sort(key=lambda entry: entry[:2])
    alike = [entry for entry in ranked if entry[:2] == ranked[0][:2]]
    judged = (_judged(e164, candidate) for _, _, e164, candidate in alike)
    refused: PhoneCapture | None = None
    for capture in judged:
        if capture.status == "ok":
            return capture
        refused = refused or capture
    return refused


def _starts_wrong(digits: str) -> bool:
    """Ten digits with a leading 1: a country code and one digit too few is as likely."""
    return len(digits) == 10 and digits.startswith("1")


def _complete(candidate: Candidate, region: str, caller_id: str | None) -> str | None:
    """The candidate as E.164 text when its length is right, valid or not."""
    digits = candidate.digits
    if candidate.international:
        return "+" + digits if _valid_number("+" + digits) else None
    for prefix in ("011", "00"):
        if digits.startswith(prefix) and _valid_number("+" + digits[len(prefix) :]):
            return "+" + digits[len(prefix) :]
    if region not in _NORTH_AMERICA:
        return _in_region(digits, region)
    if len(digits) == 10:
        return "+1" + digits
    if len(digits) == 11 and digits.startswith("1"):
        return "+" + digits
    if len(digits) == _LOCAL_LENGTH and caller_id and caller_id.startswith("+1"):
        return caller_id[:5] + digits
    return None


def _in_region(digits: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _judged(e164: str, candidate: Candidate) -> PhoneCapture:
    number = _valid_number(e164)
    if number is None:
        return PhoneCapture(status="reject", reason="invalid_number", digits=candidate.digits)
    national = phonenumbers.national_significant_number(number)
    return PhoneCapture(
        status="ok",
        # Written anew: a trunk zero said after the country code is not part of the number.
        e164=f"+{number.country_code}{national}",
        extension=candidate.extension or None,
        digits=national,
    )


def _valid_number(e164: str) -> phonenumbers.PhoneNumber | None:
    if _AMERICAN.fullmatch(e164):
        # There is nothing to be parsed, and a number valid in the US is valid.
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(e164[2:]))
        valid = phonenumbers.is_valid_number_for_region(number, "US")
        return number if valid or phonenumbers.is_valid_number(number) else None
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _incomplete(found: Sequence[Candidate]) -> PhoneCapture:
    if any(not candidate.digits for candidate in found):
        return PhoneCapture(status="reject", reason="no_number")
    likely = min(found, key=lambda candidate: candidate.cost)
    digits = likely.digits
    if likely.international:
        long = len(digits) > 11
        reason: Reason = "invalid_number" if long else "too_few_digits"
        return PhoneCapture(status="reject" if long else "partial", reason=reason, digits=digits)
    if len(digits) > 10 + digits.startswith("1"):
        abroad = digits.startswith("011")
        reason = "invalid_number" if abroad else "too_many_digits"
        return PhoneCapture(status="reject", reason=reason, digits=digits)
    return PhoneCapture(
        status="partial",
        reason="too_few_digits",
        digits=digits.removeprefix("1"),
        extension=likely.extension or None,
    )


def _on_line(found: Iterable[Candidate], caller_id: str) -> list[Candidate]:
    """Candidates of two to four digits as the new ending of the calling line's number."""
    return [
        candidate._replace(digits=caller_id[2 : -len(candidate.digits)] + candidate.digits)
        for candidate in found
        if caller_id.startswith("+1") and 2 <= len(candidate.digits) <= 4
    ]


def _groups(national: str) -> list[str]:
    """Groups of three with a last one of up to four digits."""
    groups: list[str] = []
    while len(national) > 4:
        groups.append(national[:3])
        national = national[3:]
    return [*groups, national]
