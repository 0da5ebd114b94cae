"""Does the journal know which words were heard? The truth is read off the carrier's recording.

The daemon speaks with the voice of tones, a sound of its own for each word, so a recording
proves its words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from simulators.speech.tones import heard, numbers
from voicectl.bench import impatience
from voicectl.bench.rig import Finished, conditions, phone_all, rig
from voicectl.bench.traces import RATE

if TYPE_CHECKING:
    from agent.events import Said

CALLS = 16
"""At most; no more are made than it takes."""
INTERRUPTIONS = 70
ROUNDS = 16
AT_ONCE = 2
LONGEST = 75.0
SHOWN = 5
TONES: dict[str, object] = {"speech.tts_order": ["tones"]}
SLACK = 0.1
"""Seconds a mark takes to come back at most, half the pause between two `Say`s."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One `Say` that was cut off by the caller."""

    call: str
    at_s: float
    known: int
    """Words that the journal says were heard."""
    true: int
    """Words that sounded in the recording."""
    text_matches: bool
    """The known words are the first ones of the text."""


async def measure(folder: Path, seed: int, settings: dict[str, object]) -> dict[str, Any]:
    """Run the calls and return the figures. Raises CommandError, VoiceError."""
    random = Random(seed)
    questions = await impatience.sounds(folder.parent / "voices", impatience.QUESTIONS)
    quota = impatience.Quota(INTERRUPTIONS)
    async with rig(folder, impatience.ANSWERS, settings | TONES) as ready:
        scripts = [
            impatience.caller(Random(random.random()), questions, [], ROUNDS, quota)
            for _ in range(CALLS)
        ]
        finished = await phone_all(
            ready,
            scripts,
            folder,
            at_once=AT_ONCE,
            longest=LONGEST,
            needed=lambda: quota.left > 0,
        )
    return report(finished)


def report(calls: list[Finished]) -> dict[str, Any]:
    """The figures of finished calls."""
    found = [cut for call in calls for cut in cuts(call)]
    errors = [cut.known - cut.true for cut in found]
    right = sum(
        abs(error) <= 1 and cut.text_matches for cut, error in zip(found, errors, strict=True)
    )
    return {
        "interruptions": len(found),
        "within_one_word": right,
        "share": round(right / len(found), 4) if found else 0.0,
        "exact": errors.count(0),
        "errors": {f"{error:+d}": errors.count(error) for error in sorted(set(errors))},
        "worst": [asdict(cut) for cut in found if abs(cut.known - cut.true) > 1][:SHOWN],
        "targets": {"share": 0.99},
        "conditions": conditions(calls),
    }


def cuts(call: Finished) -> list[Cut]:
    """Every `Say` that was under way when the caller cut it off."""
    tones = _tones(bytes(call.audio.right))
    texts = _texts(call)
    found = []
    since = 0
    for at, said in _said(call):
        # What comes after a cut begins at once; after a whole `Say` its mark takes a moment.
        until = call.heard_at(at if said.cut else at + SLACK)
        sung = [number for place, number in tones if since <= place < until]
        since = until if sung else since
        text = texts[said.say]
        if not said.cut or not sung:
            continue
        known = said.heard.split()
        found.append(
            Cut(
                call.call.sid,
                round(at, 2),
                len(known),
                words_sung(sung, numbers(text)),
                known == text.split()[: len(known)],
            )
        )
    return found


def words_sung(sung: Sequence[int], expected: Sequence[int]) -> int:
    """How many words of a text were heard, from their sounds.

    What is sung again after a false stop counts once.
    """
    place = furthest = 0
    for number in sung:
        ahead = next(_places(expected, number, place), None)
        if ahead is None:
            continue
        place = ahead + 1
        furthest = max(furthest, place)
    return furthest


BACK = 4
"""Words that may be sung again after a false stop."""


def _places(expected: Sequence[int], number: int, place: int) -> Iterator[int]:
    """Where in the text a sound may belong: the next word, or one of the last few."""
    for candidate in (place, *range(place - 1, max(-1, place - 1 - BACK), -1), place + 1):
        if 0 <= candidate < len(expected) and expected[candidate] == number:
            yield candidate


def _tones(right: bytes) -> list[tuple[int, int]]:
    """(sample, number) of every word in the agent's channel."""
    return [(round(one.start * RATE), one.number) for one in heard(right)]


def _texts(call: Finished) -> dict[int, str]:
    from agent.events import Say

    return {
        command.say: command.text
        for entry in call.journal.entries
        for command in entry.commands
        if isinstance(command, Say)
    }


def _said(call: Finished) -> "list[tuple[float, Said]]":
    from agent.events import Said

    return [
        (entry.at, entry.event) for entry in call.journal.entries if isinstance(entry.event, Said)
    ]
