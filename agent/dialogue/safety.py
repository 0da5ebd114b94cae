"""Safety first on every turn: hazards in the caller's words, the safety question, urgency."""

import re

from agent.dialogue import emergency, faq, spoken_en, volunteered
from agent.dialogue.state import Slots
from agent.dialogue.turn import Turn
from agent.events import Tier
from agent.nlu import acts, facts, hazards, intents, language
from agent.nlu.words import lowered
from agent.profile.schema import Triage

REPAIRS = frozenset(
    {"book_service", "no_heat", "no_cooling", "water_leak", "strange_noise_or_smell"}
)
BOOKABLE = frozenset({*REPAIRS, "maintenance_tuneup", "install_quote"})
LOST = frozenset({"no_heat", "no_cooling"})
ADVICE: dict[str, frozenset[str]] = {
    "CO_CHIRP": frozenset({"present", "vague", "asked", "past"}),
    "DUST_SMELL": frozenset({"present", "vague", "asked"}),
    "WATER_B": frozenset({"present", "vague"}),
    "REFRIG": frozenset({"present", "vague"}),
}
"""Rules that only need advice, and the stances of the caller's words that call for it."""
NIGHT = (22, 6)
EMPTY_WORDS = 2
HALF_YES = 4


def react(turn: Turn, text: str) -> bool:
    """Act on a hazard in the words: at once when plain and present, else ask."""
    running = turn.state.hazard
    for found in hazards.find(text):
        tier = emergency.TIERS.get(found.rule)
        if running is not None and (tier is None or tier >= running.tier):
            continue
        if found.stance == "present" and tier in ("E1", "E2"):
            emergency.start(turn, found.rule, found.quote, text)
            return True
        if found.stance in ADVICE.get(found.rule, ()):
            _advise(turn, found.rule)
        elif _must_ask(turn, found.rule, found.stance):
            key = "safety_vague" if found.rule == "VAGUE" else "safety"
            turn.set(cleared=(*turn.state.cleared, found.rule))
            turn.ask("SAFETY_CHECK", key, "yes_no", rule=found.rule)
            return True
    return _suspect(turn, text)


SUSPECTED = {
    "emergency_gas": "GAS",
    "emergency_co": "CO",
    "emergency_electrical_fire": "FIRE",
}
"""Rule to ask about when only the intent model hears a danger."""


def _suspect(turn: Turn, text: str) -> bool:
    """The model hears a danger that no rule knows: ask, and never do more on its word alone."""
    if turn.in_emergency or turn.state.phase == "SAFETY_CHECK":
        return False
    ranked = turn.ranked(text)
    shares = {SUSPECTED[label]: share for label, share in ranked if label in SUSPECTED}
    if not shares:
        return False
    rule = max(shares, key=lambda one: shares[one])
    if sum(shares.values()) < intents.SUSPICION or rule in turn.state.cleared:
        return False
    turn.note("safety_suspected", rule, f"{shares[rule]:.2f}")
    turn.set(cleared=(*turn.state.cleared, rule))
    turn.ask("SAFETY_CHECK", "safety", "yes_no", rule=rule)
    return True


def _must_ask(turn: Turn, rule: str, stance: str) -> bool:
    """Negated in answer to our question is an answer; anywhere else we ask once.

    An alarm heard again after it was denied is asked about again.
    """
    checking = turn.state.phase == "SAFETY_CHECK"
    if turn.in_emergency or rule in ADVICE:
        return False
    if rule in turn.state.cleared:
        return stance == "vague" and emergency.TIERS.get(rule) == "E1" and not checking
    if rule == "VAGUE" and turn.slots.issue:
        return False  # "as soon as possible" once we know what it is about
    if stance == "negated" and turn.state.phase == "URGENT_TRIAGE":
        return False  # denied again right after our question was answered
    return not (checking and stance == "negated")


def _advise(turn: Turn, rule: str) -> None:
    """Short advice for a hazard that a routine visit can settle; once per call."""
    if rule not in turn.state.cleared:
        turn.set(cleared=(*turn.state.cleared, rule))
        turn.say(f"advice_{rule.lower()}")
        turn.note("safety_advice", rule)


def keep_wish(turn: Turn, text: str) -> bool:
    """A visit wanted in the same breath as a doubtful hazard is kept while we ask about that."""
    intent = turn.intent(text)
    label = intent.label if intent.label in BOOKABLE else intent.second
    if turn.state.goal != "none" or label not in BOOKABLE or not intent.sure:
        return False
    job = label if label in turn.profile.job_types else "book_service"
    turn.goal("book")
    turn.fill(job_type=job, issue=text[:200])
    volunteered.absorb(turn, text)
    take_at_risk(turn, text)
    turn.milestone("M1")
    return True


IN_DEGREES = re.compile(
    r"\bdegrees?\b|\b(in here|inside|in the house)\b|\bgrados?\b|\b(adentro|aqui|en la casa)\b"
)
PEOPLE = re.compile(
    r"\b(sick|healthy|ill|kids?|child(ren)?|bab(y|ies)|elderly|seniors?|adults?|medical)\b"
    r"|\blive alone\b"
    r"|\bjust (me|us|the two of us|my (wife|husband))\b|\b(enferm\w+|ninos?|bebes?|adultos?)\b"
)
AGES = re.compile(r"\b(\d+|sixty|seventy|eighty|ninety|setenta|ochenta|noventa)\b")


def take_at_risk(turn: Turn, text: str) -> None:
    """Who is at risk and how warm it is, said before we asked; bare numbers may mean anything."""
    if turn.slots.job_type not in LOST:
        return
    low = lowered(text)
    who = facts.vulnerable(AGES.sub("", low) if AGES.search(low) else text)
    degrees = facts.temperature_f(text) if IN_DEGREES.search(low) else None
    if who == "none" and not PEOPLE.search(low):
        who = None  # a "no" to something else
    if who is not None and not turn.slots.vulnerable:
        turn.fill(vulnerable=who)
    if degrees is not None:
        turn.fill(temperature=degrees, temperature_asked=True)


def on_interim(turn: Turn, text: str) -> None:
    """Words so far: a hazard silences us; the same hazard twice acts without waiting.

    Not so when the words still to come may put it in the past: "there was a gas smell ...".
    """
    if turn.state.hazard is not None:
        return
    rule = _present(text)
    if emergency.TIERS.get(rule) != "E1":
        return
    if turn.state.interim_rule == rule and _present(f"{text} yesterday") == rule:
        emergency.start(turn, rule, text)
    else:
        turn.set(interim_rule=rule)
        turn.stop()


def _present(text: str) -> str:
    return next((one.rule for one in hazards.find(text) if one.stance == "present"), "")


# --- the safety question ------------------------------------------------------------------------


def ask_safety(turn: Turn) -> bool:
    """Ask once per repair whether anything is dangerous right now."""
    if turn.slots.job_type not in REPAIRS or turn.slots.safety:
        return False
    turn.ask("SAFETY_CHECK", "safety", "yes_no")
    return True


def on_check(turn: Turn, text: str) -> bool:
    """No goes on; yes is an emergency; unsure is asked again and then treated as yes."""
    question = turn.state.asked
    assert question is not None
    rule = question.fields.get("rule", "")
    take_at_risk(turn, text)
    verdict = facts.safe_answer(text)
    if verdict == "danger" and not hazards.find(text):
        if language.asks(text):
            turn.repeat()  # "yes, in Spanish please" answers something else
            return True
        if acts.yes_no(text) != "yes":
            # "A little" is half a yes; "both of my kids are at school" answers something else.
            verdict = "unsure" if len(text.split()) <= HALF_YES else None
    if rule == "VAGUE" and verdict in (None, "unsure") and keep_wish(turn, text):
        turn.fill(safety="unanswered")
    elif verdict == "safe":
        turn.fill(safety="ok")
        turn.milestone("M2")
    elif verdict == "danger":
        if question.key != "safety_which" and not rule and "human" not in acts.acts(text):
            turn.ask("SAFETY_CHECK", "safety_which", "free")
            return True
        emergency.start(turn, rule if rule in emergency.TIERS else "GAS", text, text)
        return True
    elif rule or verdict == "unsure" or question.key == "safety_which":
        _unsure(turn, rule, text)
        return True
    elif volunteered.absorb(turn, text):
        _unanswered(turn, text)
    elif faq.is_question(text, turn.intent(text)):
        return False  # answered on the side, then asked again
    elif _empty(text) and turn.fail("safety") < 2:
        turn.repeat()
        return True
    else:
        _unanswered(turn, text)
    turn.go_on()
    return True


def admits(turn: Turn, text: str) -> bool:
    """Whether a danger we asked about is confirmed, or one the caller spoke of is in doubt.

    That comes first, however angrily it is said and whoever is asked for.
    """
    question = turn.state.asked
    if turn.state.phase != "SAFETY_CHECK" or question is None:
        return False
    verdict = facts.safe_answer(text)
    named = question.fields.get("rule") in emergency.TIERS
    return verdict == "danger" or (named and verdict == "unsure")


def _empty(text: str) -> bool:
    """A word or two, or a question back: worth asking once more."""
    return len(text.split()) <= EMPTY_WORDS or emergency.asks_back(text)


def _unanswered(turn: Turn, text: str) -> None:
    turn.fill(safety="unanswered")
    turn.flag("safety_unanswered")
    turn.note("safety_unanswered", "", text[:80])


def on_silence(turn: Turn, count: int) -> None:
    """Silence where a hazard word led here is treated as danger, elsewhere as no answer."""
    question = turn.state.asked
    assert question is not None
    rule = question.fields.get("rule", "")
    if count == 1:
        turn.say("silence_first")
        turn.repeat()
    elif rule in emergency.TIERS or question.key == "safety_which":
        emergency.start(turn, rule or "GAS", "no answer to the safety question")
    else:
        _unanswered(turn, "silence")
        turn.go_on()


def _unsure(turn: Turn, rule: str, text: str) -> None:
    if turn.fail("safety") >= 2:
        emergency.start(turn, rule if rule in emergency.TIERS else "GAS", text, text)
    else:
        turn.say("safety_unsure")
        turn.repeat()


# --- urgency ------------------------------------------------------------------------------------


def ask_triage(turn: Turn) -> bool:
    """Lost heating or cooling: who is in the house, and how cold or hot is it?"""
    slots = turn.slots
    if slots.job_type not in LOST:
        return False
    if not slots.vulnerable:
        turn.ask("URGENT_TRIAGE", "vulnerable", "yes_no")
        return True
    at_risk = slots.vulnerable not in ("none", "unknown")
    if at_risk and slots.temperature is None and not slots.temperature_asked:
        turn.fill(temperature_asked=True)
        turn.ask("URGENT_TRIAGE", "temperature", "free")
        return True
    return False


def on_triage(turn: Turn, text: str) -> bool:
    """Take the people and the temperature; anything else counts as unknown and goes on."""
    question = turn.state.asked
    assert question is not None
    who = facts.vulnerable(text)
    asked_for = question.key == "temperature" or IN_DEGREES.search(lowered(text))
    degrees = facts.temperature_f(text) if asked_for else None
    if who is not None:
        turn.fill(vulnerable=who)
    elif question.key == "vulnerable":
        answer = acts.yes_no(text)
        turn.fill(vulnerable={"no": "none", "yes": "elderly"}.get(answer or "", "unknown"))
        if answer is None:
            volunteered.absorb(turn, text)
    if degrees is not None:
        turn.fill(temperature=degrees)
    turn.go_on()
    return True


def urgent(turn: Turn) -> bool:
    """Decide the tier; E2 brings in the on-call people."""
    slots = turn.slots
    if slots.job_type in LOST and "urgent_done" not in turn.state.flags:
        turn.flag("urgent_done")
        if tier_of(slots, turn.profile.triage, turn.now.month, turn.now.hour) == "E2":
            rule = "HEAT_A" if slots.job_type == "no_heat" else "COOL_A"
            emergency.start(turn, rule, slots.issue or spoken_en.job(turn.profile, slots.job_type))
            return True
    if turn.state.tier == "E4" and slots.job_type in (*LOST, "water_leak"):
        turn.set(tier="E3")
    return False


def tier_of(slots: Slots, limits: Triage, month: int, hour: int) -> Tier:
    """E2 when the loss of heating or cooling endangers somebody, else E3."""
    at_risk = slots.vulnerable in ("infant", "elderly", "medical")
    degrees = slots.temperature
    if slots.job_type == "no_cooling":
        hot = degrees is not None and degrees >= limits.no_cool_indoor_f
        return "E2" if at_risk and hot else "E3"
    first, last = limits.heating_season
    season = month >= first or month <= last
    if degrees is not None:
        limit = limits.vulnerable_no_heat_indoor_f if at_risk else limits.no_heat_indoor_f
        return "E2" if degrees <= limit else "E3"
    night = hour >= NIGHT[0] or hour < NIGHT[1]
    unknown_is_worse = night and limits.night_unknown_is_worse and slots.vulnerable == "unknown"
    return "E2" if season and (at_risk or unknown_is_worse) else "E3"
