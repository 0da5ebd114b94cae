"""Key facts: kept as the caller says them, corrected, noted for people, and told when asked for.

A fact is no slot and answers no question, so keeping it never takes words from a handler. The
latest fact about a thing counts; what is corrected is gone. Facts of an earlier call count too, but
are not spoken: a phone number is no proof of who is calling.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from agent.dialogue import summary
from agent.dialogue.state import KeyFact, State, Summary
from agent.dialogue.turn import Turn
from agent.events import Summarised
from agent.nlu import acts, addresses, intents, key_fact_questions, key_facts
from agent.nlu.digits import digit_string
from agent.nlu.phrases import plain
from agent.nlu.statements import Statement, statements

MAX_FACTS = 48
MAX_BYTES = 5000
"""All facts together; a call that says more leaves the rest to the journal."""
NOTE_BYTES = 1000
ACCESS = ("access_code", "access", "pets", "parking", "entrance", "floor", "climb", "shutoff")
"""Topics about getting in and around: they belong to the place, not to the visit."""
URGENT = ("communication", "role", "deadline", "health")
"""Topics a person should hear before taking the call."""
SPOKEN = 3
"""So many facts are told in one answer."""
SURE = 0.5
PHONE_DIGITS = 7
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
    facts = merge(before, found, number)
    if not found and before:
        facts = _amended(before, statements(text), number, digits=_digits_asked(turn))
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


def merge(
    facts: tuple[KeyFact, ...], found: Sequence[key_facts.Found], turn: int
) -> tuple[KeyFact, ...]:
    """`facts` with those found in caller turn `turn`."""
    kept = list(facts)
    for one in found:
        if any(old.topic == one.topic and _says(old.text, one.text) for old in kept):
            continue
        at = _corrected(kept, one, turn)
        fact = KeyFact(topic=one.topic, about=one.about, text=one.text, turn=turn)
        if at is None:
            kept.append(fact)
        else:
            kept[at] = _replacing(kept[at], fact)
    return tuple(kept)


def _says(one: str, other: str) -> bool:
    """Whether two facts are the same, however the words around it differ."""
    same = key_facts.content(one) == key_facts.content(other)
    return same and _negated(one) == _negated(other)


def _negated(text: str) -> bool:
    return not {"no", "not", "never", "nobody", "nadie", "nunca"}.isdisjoint(plain(text))


def _corrected(facts: Sequence[KeyFact], one: key_facts.Found, turn: int) -> int | None:
    """Where the fact stands that `one` takes the place of."""
    topic = [at for at, fact in enumerate(facts) if fact.topic == one.topic]
    if one.topic not in key_facts.SEVERAL:
        earlier = [
            at
            for at in topic
            if (facts[at].about == one.about and (facts[at].turn < turn or one.corrects))
            or (one.corrects and not (facts[at].about and one.about))
        ]
        return earlier[-1] if earlier else None
    if not one.corrects:
        return None
    words = key_facts.content(one.text)
    alike = [
        (len(words & key_facts.content(facts[at].text)), at)
        for at in topic
        if facts[at].about in ("", one.about, *words) or not one.about or one.topic == "people"
    ]
    shared, at = max(alike, default=(0, 0))
    return at if shared else None


def _replacing(old: KeyFact, new: KeyFact) -> KeyFact:
    """The new fact without the words that only deny the old one."""
    text = _TAIL.sub(lambda match: _dropped(match, old, ""), new.text)
    text = _MIDDLE.sub(lambda match: _dropped(match, old, " is "), text)
    return msgspec.structs.replace(
        new, text=text.strip(" ,") or new.text, about=new.about or old.about, replaces=old.turn
    )


_TAIL = re.compile(r",?\s+(?:and )?(?:not|instead of|rather than|no)\s+([^,;]+)$", re.IGNORECASE)
_MIDDLE = re.compile(
    r"\s+(?:is not|isn't|is no longer|no es)\s+([^,;]+?),?\s+(?:it's|it is|but|sino)\s+",
    re.IGNORECASE,
)


def _dropped(match: re.Match[str], old: KeyFact, instead: str) -> str:
    said = key_facts.content(match[1])
    denied = said <= key_facts.content(old.text) or _figures(match[1]) & _figures(old.text)
    return instead if denied else match[0]


def _amended(
    facts: tuple[KeyFact, ...], said: Iterable[Statement], turn: int, *, digits: bool
) -> tuple[KeyFact, ...]:
    """`facts` with one that was corrected in words that are no fact by themselves."""
    for one in said:
        swapped = _swap(facts, one, turn)
        if swapped is None and key_facts.corrects(one.plain):
            swapped = _restated(facts, one, turn) or (
                None if digits else _put_right(facts, one, turn)
            )
        if swapped is not None:
            at, text = swapped
            new = msgspec.structs.replace(facts[at], text=text, turn=turn, replaces=facts[at].turn)
            return (*facts[:at], new, *facts[at + 1 :])
    return facts


_NOT_BUT = re.compile(r"^(.*?)\b(?:not|instead of|rather than)\b(.*)$")


def _swap(facts: Sequence[KeyFact], one: Statement, turn: int) -> tuple[int, str] | None:
    """ "It's 4411, not 4410": the fact with the one number gets the other."""
    match = _NOT_BUT.match(one.plain)
    new, old = (_figures(match[1]), _figures(match[2])) if match else (set(), set())
    if len(new) != 1 or len(old) != 1:
        return None
    return next(
        ((at, _with(facts[at], old, new, one)) for at in _latest(facts) if old <= _of(facts[at])),
        None,
    )


def _put_right(facts: Sequence[KeyFact], one: Statement, turn: int) -> tuple[int, str] | None:
    """ "Sorry, 4411": the number just said, of as many digits, is replaced."""
    new = _figures(one.plain)
    for at in _latest(facts):
        old = _of(facts[at])
        recent = facts[at].turn >= turn - 1
        if recent and len(new) == len(old) == 1 and len(*new) == len(*old) and new != old:
            return at, _with(facts[at], old, new, one)
    return None


def _restated(facts: Sequence[KeyFact], one: Statement, turn: int) -> tuple[int, str] | None:
    """ "Actually the basement light works now": what shares most words is said anew."""
    words = key_facts.content(one.text)
    alike = max(
        ((len(words & key_facts.content(fact.text)), at) for at, fact in enumerate(facts)),
        default=(0, 0),
    )
    return (alike[1], one.text) if alike[0] > 1 else None


def _latest(facts: Sequence[KeyFact]) -> Iterable[int]:
    return sorted(range(len(facts)), key=lambda at: facts[at].turn, reverse=True)


def _with(fact: KeyFact, old: set[str], new: set[str], one: Statement) -> str:
    (was,), (now,) = old, new
    if was in fact.text:
        return fact.text.replace(was, now)
    return f"{fact.about or fact.topic.replace('_', ' ')}: {one.text}"


def _of(fact: KeyFact) -> set[str]:
    return _figures(fact.text)


def _figures(text: str) -> set[str]:
    """The number said in `text` when it is one run of two digits or more."""
    digits = digit_string(text)
    return {digits} if len(digits) > 1 else set()


# --- reading -----------------------------------------------------------------------------------


def facts_of(state: State) -> tuple[KeyFact, ...]:
    """All facts that hold for the caller: those of this call, and of the known place before."""
    earlier = _of_place(state)
    if not earlier:
        return state.facts
    merged = list(earlier)
    for fact in state.facts:
        found = key_facts.Found(fact.topic, fact.about, fact.text, fact.replaces is not None)
        merged = [*merge(tuple(merged), (found,), fact.turn)]
    return tuple(merged)


def _of_place(state: State) -> tuple[KeyFact, ...]:
    """Notes on the known address: only once the caller is that person and the address that one."""
    known = state.started.known if state.started else None
    if known is None or known.address is None or not known.access_notes or not state.verified:
        return ()
    if addresses.key(known.address) != addresses.key(state.slots.address):
        return ()
    notes = [one for one in known.access_notes.split("; ") if one.strip()][:MAX_FACTS]
    return tuple(
        KeyFact(topic=found[0].topic, about=found[0].about, text=note)
        if (found := key_facts.find(note))
        else KeyFact(topic="access", text=note)
        for note in notes
    )


def for_technician(state: State) -> str:
    """Notes for whoever comes: each thing once, access first, nothing that a slot holds."""
    facts = sorted(facts_of(state), key=lambda fact: fact.topic not in ACCESS)
    texts = [*(one.text for one in facts if not _in_slots(state, one)), *state.slots.notes]
    return _joined(texts, NOTE_BYTES)


def for_place(state: State) -> str:
    """What of the notes the next visit to the same place needs too."""
    return _joined([one.text for one in facts_of(state) if one.topic in ACCESS], NOTE_BYTES)


def for_people(state: State, topics: Sequence[str] = URGENT, most: int = 2) -> tuple[str, ...]:
    """Facts of some topics, the latest `most`."""
    return tuple(one.text for one in facts_of(state) if one.topic in topics)[-most:]


def _in_slots(state: State, fact: KeyFact) -> bool:
    """Whether the slots already say it."""
    slots = state.slots
    number = digit_string(fact.text)
    same_number = len(number) >= PHONE_DIGITS and slots.phone.endswith(number)
    words = key_facts.content(fact.text)
    return same_number or any(
        words <= key_facts.content(said) for said in (slots.issue, slots.message)
    )


def _joined(texts: Iterable[str], most: int) -> str:
    """Texts on one line, without repeats, as many as fit."""
    out: dict[str, str] = {}
    left = most
    for text in texts:
        key = " ".join(plain(text))
        size = len(text.encode()) + 2
        if key not in out and size <= left:
            out[key] = text
            left -= size
    return "; ".join(out.values())


# --- talking -----------------------------------------------------------------------------------


def recall(turn: Turn, text: str) -> bool:
    """ "What gate code did you write down?" is answered from the facts, never guessed."""
    asked = key_fact_questions.asked(text)
    if asked is None or turn.in_emergency:
        return False
    hits = matching(facts_of(turn.state), asked)
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
    fitting = [one for one in facts if not one.about or not asked.about - {one.about}]
    scored = [(_score(one, asked), one) for one in fitting]
    best = max((score for score, _ in scored), default=0)
    return tuple(one for score, one in scored if score == best > 0)[-SPOKEN:]


def _score(fact: KeyFact, asked: key_fact_questions.Asked) -> int:
    shared = asked.words & (key_facts.content(fact.text) | {fact.about})
    return 2 * len(shared) + (fact.topic in asked.topics)


def aside(turn: Turn, text: str) -> bool:
    """Facts alone, in answer to something else: they are noted and the question is put again."""
    asked = turn.state.asked
    new = _new(turn)
    if not new or asked is None or turn.in_emergency or turn.state.phase in READ_FIRST:
        return False
    answers = ANSWERS.get(asked.expect)
    if answers is None or any(one.topic in answers for one in new):
        return False
    if not key_facts.only_facts(text) or acts.yes_no(text) is not None:
        return False
    if asked.expect == "free" and intents.classify(text).score >= SURE and _wish(text):
        return False
    return acknowledge(turn)


def _wish(text: str) -> bool:
    return intents.classify(text).label not in ("out_of_scope", "affirm")


def acknowledge(turn: Turn) -> bool:
    """Say that it is noted and put the question again; False when nothing new was told."""
    if not _new(turn) or turn.state.asked is None or turn.in_emergency:
        return False
    turn.say("noted")
    turn.aside = True
    turn.repeat()
    return True


def _new(turn: Turn) -> tuple[KeyFact, ...]:
    return tuple(one for one in turn.state.facts if one.turn == turn.state.turn)


def mark(turn: Turn, before: State) -> None:
    """Leave at the caller's line what was learned of it, for the summary."""
    slots = turn.slots
    names = slots.__struct_fields__ if slots != before.slots else ()
    learned = [name for name in names if getattr(slots, name) != getattr(before.slots, name)]
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
        turn.note("summary_rejected", event.model, "; ".join(wrong)[:200])
        return
    turn.set(summary=Summary(text=event.text, turn=event.turn, model=event.model))
    turn.note("summary_accepted", event.model)
