"""Whether a model's plain version of the caller's words says nothing that they did not say.

Every word and digit of it must be theirs, and nothing may have lost its "not".
"""

from agent.dialogue.claims import form
from agent.nlu import hazards, masking, numbers
from agent.nlu.words import fold, words

MOST_RUNS = 6
_GLUE = frozenset({"is", "the", "at", "in", "and", "my", "it", "es", "la", "el", "en", "y", "mi"})
"""Words that carry nothing and may be added."""


def restored(said: str, plain: str) -> str:
    """`plain` with the caller's own numbers in the place of each "#"; empty: not to be trusted."""
    text = _unmasked(said, plain)
    if not words(text) or not _faithful(said, text):
        return ""
    return text


def _unmasked(said: str, plain: str) -> str:
    hidden = masking.masked_runs(said)
    parts = plain.split(masking.MASK)
    if len(parts) == 1:
        return plain
    if len(parts) != len(hidden) + 1:
        return ""
    filled = [f"{part} {run} " for part, run in zip(parts, hidden, strict=False)]
    return " ".join(("".join(filled) + parts[-1]).split())


def _faithful(said: str, text: str) -> bool:
    before, after = form(said), form(text)
    if before.negated != after.negated or before.assents != after.assents:
        return False
    heard = {found.rule for found in hazards.find(said)}
    if any(found.rule not in heard for found in hazards.find(text)):
        return False
    theirs = [fold(word) for word in words(said)]
    ours = [fold(word) for word in words(text)]
    figures = _figures(theirs)
    spans = {run.start: run.stop for run in numbers.runs(ours)}
    at = 0
    while at < len(ours):
        stop = spans.get(at)
        if stop is not None:
            if numbers.digits(ours[at:stop]) not in figures:
                return False
            at = stop
            continue
        if ours[at] not in theirs and ours[at] not in _GLUE and not _spelled(ours[at], theirs):
            return False
        at += 1
    return True


def _figures(theirs: list[str]) -> frozenset[str]:
    """Digit strings that the caller's numbers can mean, alone or several in a row as one."""
    runs = [
        [text for text, _ in numbers.readings(theirs[run.start : run.stop])][:MOST_RUNS]
        for run in numbers.runs(theirs)
    ][:MOST_RUNS]
    found = {reading for run in runs for reading in run}
    for start in range(len(runs)):
        joined = runs[start][:1]
        for following in runs[start + 1 :]:
            joined = [left + right for left in joined for right in following[:1]]
            found.update(joined)
    return frozenset(found)


def _spelled(word: str, theirs: list[str]) -> bool:
    """ "m a r s h" is Marsh."""
    letters = "".join(one if len(one) == 1 else " " for one in theirs)
    return len(word) > 1 and word in letters
