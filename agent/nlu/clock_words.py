"""Phrases for parts of the day and for bounds: "late afternoon", "no later than", "or after"."""

from typing import Literal, NamedTuple

from agent.nlu.phrases import Phrasebook

Part = Literal["morning", "afternoon", "evening"]
SpanKind = Literal["part", "exact", "from", "until", "range", "any"]

NOON = 12 * 60
PART_SPANS: dict[Part, tuple[int, int]] = {
    "morning": (8 * 60, NOON),
    "afternoon": (NOON, 17 * 60),
    "evening": (17 * 60, 20 * 60),
}


class Span(NamedTuple):
    """A time wish: what kind, and its bounds in minutes since midnight."""

    kind: SpanKind
    start: int | None = None
    end: int | None = None
    part: Part | None = None


PARTS: Phrasebook[Span] = Phrasebook(
    {
        Span("range", 15 * 60, 17 * 60): (
            "late in the afternoon",
            "late/later afternoon",
            "end of the/your day",
        ),
        Span("range", 10 * 60, NOON): ("late morning",),
        Span("range", NOON, 13 * 60): ("lunchtime", "lunch time/hour", "at/over/during lunch"),
        Span("from", 17 * 60): ("after/afterwork work", "after business_hours"),
        Span("from", 15 * 60): ("after school",),
        Span("from", 13 * 60): ("after lunch",),
        Span("from", NOON): ("after the morning",),
        Span("until", None, NOON): ("before lunch",),
        Span("part", None, None, "morning"): (
            "morning/mornings/am_hours/forenoon",
            "first thing",
            "early/mid/middle_of_the/in_the/the? morning",
            "early in the morning/day",
            "early",
            "first thing in the morning",
            "in_the? a_m",
            "in the am",
        ),
        Span("part", None, None, "afternoon"): (
            "afternoon/afternoons",
            "early/mid/in_the/the? afternoon",
            "early in the afternoon",
            "pm/p_m hours",
            "in_the? p_m",
            "in the pm",
        ),
        Span("part", None, None, "evening"): (
            "evening/evenings/night/nights",
            "early/late/in_the/at? evening/night",
        ),
        Span("any"): ("all/any/whole day", "any time/hour", "anytime", "around_the_clock"),
    }
)
BOUNDS: Phrasebook[SpanKind] = Phrasebook(
    {
        "until": (
            "no/not/any? later than",
            "earlier/sooner than",
            "at_the/at latest by/at?",
            "on or before",
            "up to/until/till",
        ),
        "from": (
            "no/not earlier/sooner than",
            "not/nothing before/until/till",
            "later than",
            "start+ at/from/around?",
            "any time from",
            "anytime from",
            "at_the/at earliest at?",
            "as of",
            "as early as",
        ),
    }
)
AFTERTHOUGHTS: Phrasebook[SpanKind] = Phrasebook(
    {
        "from": (
            "or/and any_time? later/after/thereafter/on/onward/onwards/beyond/past",
            "onward/onwards",
            "on on",
            "at the? very? earliest",
            "or/and any_time/anytime? after/later that/then?",
            "or a_little/a_bit later/after",
        ),
        "until": (
            "or/and earlier/before/sooner",
            "at the? very? latest",
            "the latest",
            "and? no later",
            "tops",
        ),
    }
)
