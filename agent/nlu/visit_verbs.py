"""What is to be done with a visit that stands in the books, by the verb of the request."""

import re
from typing import Literal

from agent.nlu.words import lowered

Change = Literal["cancel", "reschedule", ""]

_ASKING = (
    r"\b(want|wanna|need|like|gotta|have to|got to|please|can|could|gonna|going to|i'll|let's)\b"
    r"[^.]{0,40}"
)
_WANTED: tuple[tuple[Literal["cancel", "reschedule"], re.Pattern[str]], ...] = (
    ("cancel", re.compile(_ASKING + r"\b(cancel|call (it )?off|drop|scrap|get rid of)\b")),
    (
        "reschedule",
        re.compile(_ASKING + r"\b(move|reschedule|push|postpone|bump|change|switch|swap)\b"),
    ),
)
"""What is to be done with a visit, though much else is said about it."""


_VISIT = re.compile(r"\b(visits?|appointments?|bookings?|slots?|coming (out|by)|citas?)\b")


def wanted(text: str) -> Change:
    """Whether a visit is to be cancelled or moved, by the verb of the request."""
    low = lowered(text)
    return next((goal for goal, pattern in _WANTED if pattern.search(low)), "")


def names_visit(text: str) -> bool:
    """Whether a visit is named as something that exists."""
    return _VISIT.search(lowered(text)) is not None
