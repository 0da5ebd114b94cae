"""What people need to know beside the slots, as rules: trigger words, then a pattern of the clause.

Patterns run over plain words (small letters, no accents, no signs, "don't" as do not). The group
`about` names the thing the fact is about, so that a later fact about it can take its place.
"""

import re
from typing import NamedTuple

from agent.nlu.key_fact_home import HOME
from agent.nlu.key_fact_work import WORK
from agent.nlu.phrases import word_set


class Rule(NamedTuple):
    """One kind of fact: its topic, the words without one of which it is not looked for."""

    topic: str
    triggers: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


SEVERAL = word_set(
    """
    pets people access work_done health note role climb technician parking entrance best_time
    contact_first communication deadline payment warranty thermostat error
    """
)
"""Topics with many facts at once; of all others the latest about the same thing counts."""

RULES: tuple[Rule, ...] = tuple(
    Rule(
        topic,
        word_set(triggers),
        re.compile(pattern),
        re.compile(unless) if unless else None,
    )
    for topic, triggers, pattern, unless in (*HOME, *WORK)
)
"""Every rule; the last topic, `note`, counts only where no other one does."""
