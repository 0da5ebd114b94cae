"""Utterances of recorded calls: scrubbed, listed for people to correct, read back for training.

Only answers to an open question ("How can I help you?") are wishes worth learning from. Whatever
could tell who called is taken out: utterances with numbers in them are left out whole, words that
ended up in a name or an address are replaced.
"""

from collections.abc import Iterator
from pathlib import Path

from agent.call.journal import Recording, read
from agent.dialogue.state import State, decode
from agent.dialogue.step import at, step
from agent.events import Heard, Note
from agent.nlu.numbers import DIGITS, TEENS, TENS
from agent.nlu.words import words
from agent.profile.schema import CompanyProfile
from voicectl.replaying import find, profile_of
from voicectl.training.examples import Example, from_table

CORRECTIONS = "corrections.tsv"
"""In the directory of the calls: text and label, corrected by people."""
NUMBERS = frozenset((*DIGITS, *TEENS, *TENS))
MOST_NUMBERS = 1
"""So many number words may stand in an utterance ("since two days") that is kept."""
SOMEBODY = "somebody"
"""Stands for every word of a name or an address."""


def corrected(folder: Path) -> list[Example]:
    """What people made of the list. Raises BadExamples, and OSError when there is none yet."""
    return from_table(folder / CORRECTIONS, "calls")


def write_list(folder: Path) -> int:
    """List the wishes of all calls below `folder` for correction; returns how many.

    Raises BadJournal, ProfileMissing and OSError.
    """
    found: dict[str, str] = {}
    for path in find([folder]):
        recording = read(path)
        profile = profile_of(path, recording.segments[0].header.profile)
        found.update(_wishes(recording, profile))
    lines = [f"{text}\t{label}\n" for text, label in sorted(found.items())]
    (folder / CORRECTIONS).write_text("".join(lines), encoding="utf-8")
    return len(lines)


def scrub(text: str, private: frozenset[str]) -> str:
    """An utterance without numbers and private words, in small letters; empty: leave it out."""
    said = words(text)
    if sum(word in NUMBERS or word[0].isdigit() for word in said) > MOST_NUMBERS:
        return ""
    return " ".join(SOMEBODY if word in private else word for word in said)


def _wishes(recording: Recording, profile: CompanyProfile) -> Iterator[tuple[str, str]]:
    """Scrubbed wishes of one call with the label the dialogue acted on."""
    heard: list[tuple[str, str]] = []
    state = State()
    for segment in recording.segments:
        state = decode(segment.header.state)
        for entry in segment.entries:
            asked = state.asked.expect if state.asked else "nothing"
            state, _ = step(profile, at(state, entry.at), entry.event)
            if isinstance(entry.event, Heard) and asked == "free":
                labels = [
                    note.about
                    for note in entry.commands
                    if isinstance(note, Note) and note.name == "intent_classified"
                ]
                heard.append((entry.event.text, labels[0] if labels else "out_of_scope"))
    private = _private(state)
    for text, label in heard:
        if kept := scrub(text, private):
            yield kept, label


def _private(state: State) -> frozenset[str]:
    slots = state.slots
    address = slots.address
    parts = (slots.first, slots.last, address.street_name, address.city, address.unit)
    return frozenset(word for part in parts for word in words(part))
