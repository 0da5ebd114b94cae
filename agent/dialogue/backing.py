"""What may be said: every fact of the company and of the call, one sentence each."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from msgspec import structs

from agent.dialogue import phrases, spoken
from agent.dialogue.claims import CONDITIONS, Form, form
from agent.dialogue.state import State
from agent.events import Language
from agent.nlu.sentences import split
from agent.profile.schema import WEEKDAYS, CompanyProfile

DAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
OPENING: dict[Language, tuple[str, str, str]] = {
    "en": ("We're open", "We're closed", "to"),
    "es": ("Abrimos", "Cerramos el", "a"),
}


def sentences(profile: CompanyProfile, state: State) -> tuple[str, ...]:
    """Facts as full sentences, in the language of the call."""
    language = state.language
    texts = [
        *_fees(profile, language),
        *_hours(profile, language),
        *_visits(profile, state),
        *_answers(profile, language),
    ]
    parts = (part for text in texts for part in split(text))
    return tuple(dict.fromkeys(parts))


ACTING = frozenset({"membership_cancel"})
"""Topics whose answer promises what we do along with it: no fact by itself."""


def _answers(profile: CompanyProfile, language: Language) -> Iterator[str]:
    for topic, answer in profile.faq.items():
        if topic not in ACTING:
            yield answer.es if language == "es" else answer.en


@lru_cache(maxsize=64)
def forms(facts: tuple[str, ...]) -> tuple[Form, ...]:
    """The same in the form in which claims are compared, and each statement of them alone."""
    return tuple(dict.fromkeys(one for fact in facts for one in (form(fact), *_alone(fact))))


_JOINT = re.compile(r"(?:;|,\s+(?:and|but|so|y|pero)\b)\s*", re.I)
"""Where one statement ends and the next begins."""


def _alone(fact: str) -> Iterator[Form]:
    """The statements of a sentence; each is as small as the whole sentence makes it."""
    statements = [part for part in _JOINT.split(fact) if part.strip()]
    if len(statements) > 1:
        limits = form(fact).hedges & CONDITIONS
        for statement in statements:
            alone = form(statement)
            yield replace(alone, hedges=alone.hedges | limits)


def _fees(profile: CompanyProfile, language: Language) -> Iterator[str]:
    fees, say = profile.fees, spoken.for_language(language)
    credit = "faq_fee_credit" if fees.credit_to_repair else "faq_fee"
    fixed = [
        (credit, {"fee": say.money(fees.service)}),
        ("faq_fee", {"fee": say.money(fees.service)}),
        ("faq_repair_price", {"fee": say.money(fees.service)}),
        ("faq_after_hours_fee", {"fee": say.money(fees.after_hours)}),
        ("faq_arrival", {"minutes": say.number(profile.windows.call_ahead_min)}),
    ]
    if fees.tuneup is not None:
        fixed.append(("faq_tuneup_price", {"fee": say.money(fees.tuneup)}))
    cancel = profile.policy.cancel_fee_cents
    fixed.append(("faq_cancel_fee" if cancel else "faq_cancel_free", {"fee": say.money(cancel)}))
    if profile.membership is not None:
        plan = profile.membership
        facts = {"plan": plan.name, "fee": say.money(plan.price_month_cents)}
        fixed.append(("faq_membership", facts))
    if profile.company.address:
        fixed.append(("faq_office", {"address": say.office(profile)}))
    for key, fields in fixed:
        for wording in phrases.variants(key, language):
            yield wording.format_map(fields)


def _hours(profile: CompanyProfile, language: Language) -> Iterator[str]:
    """All hours in one sentence, those of days that are alike, and each day's alone."""
    say = spoken.for_language(language)
    opened, closed, to = OPENING[language]
    for wording in phrases.variants("faq_hours", language):
        yield wording.format_map({"hours": say.hours(profile)})
    for hours in dict.fromkeys(profile.hours.days.values()):
        alike = {day: one for day, one in profile.hours.days.items() if one == hours}
        same = structs.replace(profile, hours=structs.replace(profile.hours, days=alike))
        yield f"{opened} {say.hours(same)}."
    for weekday, name in zip(WEEKDAYS, DAYS[language], strict=True):
        span = profile.hours.days.get(weekday)
        if span is None:
            yield f"{closed} {name}."
            continue
        alone = structs.replace(profile, hours=structs.replace(profile.hours, days={weekday: span}))
        yield f"{opened} {say.hours(alone)}."
        on = "el " if language == "es" else ""
        yield f"{opened} {on}{name} {_clock(span[0])} {to} {_clock(span[1])}."


def _visits(profile: CompanyProfile, state: State) -> Iterator[str]:
    """The visit that is booked or found, once the caller is known to be its owner."""
    if state.started is None or state.window is None or not state.verified:
        return
    say = spoken.for_language(state.language)
    window = say.window(state.window, state.started.now)
    yield f"Su visita es {window}." if state.language == "es" else f"Your visit is {window}."


def _clock(time: str) -> str:
    """ "08:30" is "8:30 am"."""
    hour, minute = (int(part) for part in time.split(":"))
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {'am' if hour < 12 else 'pm'}"
