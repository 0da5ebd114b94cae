"""Key facts: kept as the caller says them, corrected, noted for people, and told when asked for.

A fact is no slot and answers no question, so keeping it never takes words from a handler. The
latest fact about a thing counts; what is corrected is gone. Facts of an earlier call count too, but
are not spoken: a phone number is no proof of who is calling.
"""

from collections.abc import Sequence

import msgspec

from agent.dialogue import corrections, fidelity, notes, safety, summary
from agent.dialogue.state import KeyFact, State, Summary
from agent.dialogue.turn import Turn
from agent.events import Summarised
from agent.nlu import acts, key_fact_questions, key_facts
from agent.nlu.statements import statements

MAX_FACTS = 48
MAX_BYTES = 5000
"""All facts together; a call that says more leaves the rest to the journal."""
SPOKEN = 3
"""So many facts are told in one answer."""
ANSWERS = {
    "phone": frozenset({"contact_number"}),
    "address": frozenset({"floor", "entrance", "access", "location"}),
    "name": frozenset({"people", "role"}),
    "yes_no": frozenset({"people", "role", "membership"}),
    "free": frozenset[str](),
    "zip": frozenset[str](),
    "code": frozenset[str](),
}
"""What may be asked when facts alone are said, with the topics that could be the answer."""
READ_FIRST = frozenset({"SAFETY_CHECK", "URGENT_TRIAGE", "COLLECT_ISSUE", "TAKE_MESSAGE"})
"""Phases in which any words may be the answer."""
NAMED = (
    *("job_type", "issue", "safety", "vulnerable", "temperature", "zip", "first", "last", "phone"),
    *("address", "when", "message", "reason"),
)
"""Slots worth naming in a summary."""
SLOT_WORDS = frozenset(
    {"address", "phone", "number", "name", "appointment", "visit", "email", "zip", "street"}
    | {"direccion", "telefono", "numero", "nombre", "cita"}
)


# --- keeping -----------------------------------------------------------------------------------


def keep(turn: Turn, text: str) -> None:
    """Take the facts in the caller's words; a correction takes the place of what it corrects."""
    before = turn.state.facts
    number = turn.state.turn
    found = key_facts.find(text)
    facts = corrections.merge(before, found, number)
    if not found and before:
        facts = corrections.amended(before, statements(text), number, digits=_digits_asked(turn))
    if facts == before:
        return
    if len(facts) > MAX_FACTS or sum(len(one.text.encode()) for one in facts) > MAX_BYTES:
        turn.note("fact_not_kept", found[-1].topic if found else "", "full")
        return
    turn.set(facts=facts)
    for one in facts:
        if one.turn == number and one not in before:
            turn.note("fact_kept", one.topic, "corrected" if one.replaces is not None else "")


def _digits_asked(turn: Turn) -> bool:
    asked = turn.state.asked
    return asked is not None and asked.expect in ("phone", "zip", "code", "address")


# --- talking -----------------------------------------------------------------------------------


def recall(turn: Turn, text: str) -> bool:
    """ "What gate code did you write down?" is answered from the facts, never guessed."""
    asked = key_fact_questions.asked(text)
    if asked is None or turn.in_emergency or safety.admits(turn, text):
        return False
    if not asked.plainly and asked.words & SLOT_WORDS:
        return False
    hits = matching(notes.facts_of(turn.state), asked)
    if hits:
        told = [one.text for one in hits if one.turn]
        if told:
            turn.say("recall", facts="; ".join(told))
        else:
            turn.say("recall_held")
    elif asked.plainly and (asked.topics or asked.everything) and not asked.words & SLOT_WORDS:
        turn.say("recall_none")
    else:
        return False
    turn.note("fact_recalled", hits[0].topic if hits else "")
    turn.aside = True
    turn.repeat()
    return True


def matching(facts: Sequence[KeyFact], asked: key_fact_questions.Asked) -> tuple[KeyFact, ...]:
    """The facts asked for, the latest last: by the words they share, else by their topic."""
    if asked.everything:
        return tuple(facts[-SPOKEN:])
    fitting = [one for one in facts if not asked.about or _about(one) in ("", *asked.about)]
    scored = [(_score(one, asked), one) for one in fitting]
    best = max((score for score, _ in scored), default=0)
    return tuple(one for score, one in scored if score == best > 0)[-SPOKEN:]


def _about(fact: KeyFact) -> str:
    """The thing a fact is about, without which of its like it is."""
    return fact.about.rpartition(" ")[2]


def _score(fact: KeyFact, asked: key_fact_questions.Asked) -> int:
    shared = asked.words & (key_facts.content(fact.text) | set(fact.about.split()))
    return 2 * len(shared) + (fact.topic in asked.topics)


def aside(turn: Turn, text: str) -> bool:
    """Facts alone, in answer to something else: they are noted and the question is put again."""
    asked = turn.state.asked
    told = _told(turn, text)
    if not told or asked is None or turn.in_emergency or turn.state.phase in READ_FIRST:
        return False
    answers = ANSWERS.get(asked.expect)
    if answers is None or any(one.topic in answers for one in told):
        return False
    if not key_facts.only_facts(text) or acts.yes_no(text) is not None:
        return False
    intent = turn.intent(text)
    if asked.expect == "free" and intent.label in safety.BOOKABLE and intent.sure:
        return False
    return acknowledge(turn, text)


def acknowledge(turn: Turn, text: str) -> bool:
    """Say that it is noted and put the question again; False when no fact was told."""
    if not _told(turn, text) or turn.state.asked is None or turn.in_emergency:
        return False
    turn.say("noted")
    turn.aside = True
    turn.repeat()
    return True


def _new(turn: Turn) -> tuple[KeyFact, ...]:
    return tuple(one for one in turn.state.facts if one.turn == turn.state.turn)


def _told(turn: Turn, text: str) -> tuple[KeyFact, ...]:
    """The facts told in this turn, those told before too."""
    if not turn.state.facts:
        return ()
    found = key_facts.find(text)
    facts = turn.state.facts
    again = tuple(old for old in facts if any(corrections.says(old, one) for one in found))
    return _new(turn) or again


def mark(turn: Turn, before: State) -> None:
    """Leave at the caller's line what was learned of it, for the summary."""
    slots, was = turn.slots, before.slots
    changed = NAMED if slots != was else ()
    learned = [name for name in changed if getattr(slots, name) != getattr(was, name)]
    learned += [one.topic for one in _new(turn)]
    line = turn.state.history[-1]
    if learned and line.who == "caller":
        line = msgspec.structs.replace(line, learned=tuple(dict.fromkeys(learned)))
        turn.set(history=(*turn.state.history[:-1], line))


def on_summarised(turn: Turn, event: Summarised) -> None:
    """A language model's summary: taken when it is newer than ours and keeps everything."""
    state = turn.state
    wrong = summary.check(state, event.text)
    if not state.summary.turn <= event.turn <= state.turn:
        wrong = ("stale", *wrong)
    if wrong:
        turn.note("summary_rejected", event.model, fidelity.kinds(wrong))
        return
    turn.set(summary=Summary(text=event.text, turn=event.turn, model=event.model))
    turn.note("summary_accepted", event.model)
