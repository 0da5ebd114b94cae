"""Facts for people: notes for the technician, for the place, for whoever takes the call."""

from collections.abc import Iterable, Sequence

from agent.dialogue import fidelity
from agent.dialogue.corrections import merge
from agent.dialogue.state import KeyFact, State
from agent.nlu import addresses, key_facts
from agent.nlu.phrases import plain

NOTE_BYTES = 1000
ACCESS = ("access_code", "access", "pets", "parking", "entrance", "floor", "climb", "shutoff")
"""Topics about getting in and around: they belong to the place, not to the visit."""
URGENT = ("communication", "role", "deadline", "health")
"""Topics a person should hear before taking the call."""
MAX_EARLIER = 48
"""So many notes of earlier calls count."""


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
    notes = [one for one in known.access_notes.split("; ") if one.strip()][:MAX_EARLIER]
    return tuple(
        KeyFact(topic=found[0].topic, about=found[0].about, text=note)
        if (found := key_facts.find(note))
        else KeyFact(topic="access", text=note)
        for note in notes
    )


def for_technician(state: State) -> str:
    """Notes for whoever comes: each thing once, access first, nothing that a slot holds."""
    facts = sorted(facts_of(state), key=lambda fact: fact.topic not in ACCESS)
    extension = state.slots.extension
    texts = [f"phone extension {extension}"] if extension else []
    texts += [one.text for one in facts if not _in_slots(state, one)]
    return _joined([*texts, *state.slots.notes], NOTE_BYTES)


def for_place(state: State) -> str:
    """What of the notes the next visit to the same place needs too."""
    return _joined([one.text for one in facts_of(state) if one.topic in ACCESS], NOTE_BYTES)


def for_people(state: State, topics: Sequence[str] = URGENT, most: int = 2) -> tuple[str, ...]:
    """Facts of some topics, the latest `most`."""
    return tuple(one.text for one in facts_of(state) if one.topic in topics)[-most:]


def _in_slots(state: State, fact: KeyFact) -> bool:
    """Whether the slots already say it."""
    slots = state.slots
    same_number = any(
        len(number) >= fidelity.PHONE_DIGITS and slots.phone.endswith(number)
        for number in fidelity.numbers_in(fact.text)
    )
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
