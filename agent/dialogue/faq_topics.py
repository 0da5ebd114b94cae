"""Topics of the questions callers ask on the side, found by their words."""

import re
from functools import lru_cache
from typing import NamedTuple

from agent.nlu.phrases import word_set
from agent.nlu.words import RECENT, lowered, words

TOPICS: tuple[tuple[str, str], ...] = (
    ("cancel_fee", r"\b(fee|charge|cost|penalty)\b.*\bcancel|\bcancel\w*\b.*\b(fee|charge|cost)\b"),
    ("recorded", r"\b(recorded|recording)\b"),
    ("robot", r"\b(robot|a machine|real person|are you (an )?a ?i|computer)\b"),
    ("home_warranty", r"\bhome warrant(y|ies)\b|\bwarranty compan(y|ies)\b|\bhome shield\b"),
    ("membership_cancel", r"\b(cancel|end|stop|quit|drop)\b.*\b(member\w*|plan|club)\b"),
    ("membership", r"\b(member\w*|plan|club|discount)\b"),
    ("rebates", r"\b(rebates?|tax credits?|incentives?)\b"),
    ("financing", r"\bfinanc\w+"),
    ("payment", r"\b(pay|checks?|cash|credit cards?|venmo)\b"),
    (
        "manufacturer_warranty",
        r"\b(manufacturer|maker|factory|parts)('?s)? warrant\w+|\bunder warranty\b"
        r"|\bwarrant\w+ (from|by) the (manufacturer|maker|factory)\b",
    ),
    ("warranty", r"\b(warranty|warranties|guarantee\w*)\b"),
    (
        "after_hours_fee",
        r"\b(after hours|weekends?|nights?)\b.*\b(fee|cost|charge|extra|more)\b"
        r"|\b(fee|cost|charge|extra|more)\b.*\b(after hours|weekends?|nights?)\b",
    ),
    (
        "emergency_service",
        r"\b(24 ?/ ?7|24 hours?|twenty[- ]four (hours?|seven)|around the clock|on call)\b"
        r"|\bemergency (service|repairs?|calls?|technicians?|visits?)\b"
        r"|\bafter hours (service|calls?|help)\b",
    ),
    (
        "change_policy",
        r"\b(cancel\w*|reschedul\w*|chang\w+|mov\w+)\b.*\b(polic\w+|notice|how late|rules?)\b"
        r"|\bhow (late|much notice|far ahead)\b.*\b(cancel|reschedule|move|change)\b"
        r"|\b(polic\w+|rules?)\b.*\b(cancel\w*|reschedul\w*|chang\w+|mov\w+)\b",
    ),
    ("same_day", r"\bsame[- ]day\b"),
    ("how_soon", r"\bhow (soon|quick\w*|fast)\b|\bhow long (until|till|before|is the wait)\b"),
    ("arrival_window", r"\b(arrival|time) (window|frame|slot)s?\b|\bexact time\b|\bhow wide\b"),
    ("filter_change", r"\bfilters?\b"),
    ("breaker_reset", r"\bbreakers?\b|\breset (it|the|my)\b"),
    (
        "thermostat",
        r"\bthermostats?\b.*\b(batter\w+|blank|screen|set\w*|program\w*|mode)\b"
        r"|\b(set|program|change|batter\w+)\b.*\bthermostats?\b",
    ),
    (
        "vents",
        r"\b(vents?|registers?)\b.*\b(open|clos\w+|block\w*|shut)\b"
        r"|\b(open|clos\w+|block\w*|shut)\b.*\b(vents?|registers?)\b",
    ),
    ("ice", r"\b(ice|iced|icing|frozen|frost)\b"),
    (
        "brands",
        r"\b(brands?|trane|carrier|lennox|goodman|rheem|ruud|york|bryant|amana|mitsubishi"
        r"|daikin|american standard)\b",
    ),
    (
        "equipment",
        r"^(?!.*\b(how much|cost|costs|price|charge)\b)(do|does|can|are|what|which|will)\b.*"
        r"\b(boilers?|mini[- ]?splits?|heat pumps?|ducts?|ductwork|water heaters?|humidifiers?"
        r"|air quality|commercial|thermostats?|equipment|kinds? of systems?)\b",
    ),
    (
        "tuneup_price",
        r"\b(tune[- ]?ups?|maintenance|check[- ]?up|clean(ed|ing)|checked (out|over)|serviced)\b",
    ),
    ("estimate_free", r"\b(estimate|quote|second opinion)s?\b"),
    (
        "fee",
        r"\b(how much|charge|cost|fee|price|run)\b.*"
        r"\b(come (out|by|over)|visit|service call|house call|trip|diagnos\w+|show up|a look)\b"
        r"|\b(service call|trip|visit|diagnostic|call ?out) (fee|charge|cost|price)\b"
        r"|\b(credit\w*|waive\w*|appl(y|ied)|deduct\w*|comes? off|taken? off|goes?|counts?)\b.*"
        r"\b(bill|repair|fee|job)\b",
    ),
    ("repair_price", r"\b(repair|fix|replace|replacing|part|parts|new (unit|furnace|system|ac))\b"),
    ("fee", r"\b(fee|how much|cost|costs|charge|price|pricing|rate|rates|dollars)\b"),
    ("hours", r"\b(open|hours|close|closed|holiday|sunday|saturday)\b"),
    ("office", r"\b(where are you|office|located|location|address)\b"),
    (
        "arrival",
        r"\b(call (me |us )?(ahead|before|first)|how long|what time|on the way"
        r"|before (he|she|they) comes?)\b",
    ),
    ("licence", r"\b(licensed|license|insured|insurance|background)\b"),
    ("pets", r"\b(dog|dogs|cat|cats|pet|pets)\b"),
    ("privacy", r"\b(privacy|my data|delete my)\b"),
    ("careers", r"\b(hiring|job openings?|work for you|apply)\b"),
    ("vendors", r"\b(vendors?|suppliers?|wholesale|sell (to )?you)\b"),
)

TOPICS_ES: tuple[tuple[str, str], ...] = (
    ("cancel_fee", r"\b(cobran|cuesta|cargo|multa|costo)\b.*\bcancel"),
    ("recorded", r"\b(graba|graban|grabada|grabando|grabacion)\b"),
    ("robot", r"\b(robot|maquina|computadora|persona real|persona de verdad)\b"),
    ("membership", r"\b(membresia|miembro|plan|descuento\w*)\b"),
    ("financing", r"\bfinanci\w+|\ba plazos\b|\bpagos mensuales\b"),
    ("payment", r"\b(pagar|pago|tarjetas?|efectivo|cheques?|factura)\b"),
    ("warranty", r"\bgarantia\w*"),
    ("after_hours_fee", r"\b(cuesta|cobran|cargo)\b.*\b(noche|domingo|fin de semana|horario)\b"),
    ("tuneup_price", r"\b(mantenimiento|limpieza|revision anual)\b"),
    ("estimate_free", r"\b(presupuestos?|cotizacion(es)?|estimados?)\b"),
    ("repair_price", r"\b(reparacion|reparar|arreglar|arreglo|pieza|cambiar el equipo)\b"),
    ("fee", r"\b(cuanto (cuesta|cobran|sale|seria|es)|costo|precios?|tarifas?|cobran)\b"),
    ("hours", r"\b(abren|cierran|abierto|abiertos|cerrado|horarios?|feriados?)\b"),
    ("office", r"\b(donde estan|oficina|ubicados|ubicacion)\b"),
    ("arrival", r"\b(avisan|llaman antes|cuanto tarda|a que hora (llega|viene)\w*)\b"),
    ("brands", r"\bmarcas?\b"),
    ("licence", r"\b(licencia|asegurados|seguro medico|antecedentes)\b"),
    ("pets", r"\b(perros?|gatos?|mascotas?)\b"),
    ("privacy", r"\b(privacidad|mis datos)\b"),
    ("careers", r"\b(empleos?|contratando|trabajar con ustedes)\b"),
)


class _Topic(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    heads: frozenset[str]
    """First letters of the words in it, one of which begins a word of whatever it finds."""


MOST_CHARS = 1000
"""Longer texts are read to here."""
_HEAD = 3
"""Letters of a head; shorter words are heads as they are."""
_HEADS = re.compile(r"(?:\\b|[(| ^\])])([a-z0-9]+)")
_FIRST_LETTERS = re.compile(rf"(?<![a-z0-9])[a-z0-9]{{1,{_HEAD}}}")
_ALL = tuple(
    _Topic(name, re.compile(pattern), frozenset(word[:_HEAD] for word in _HEADS.findall(pattern)))
    for name, pattern in (*TOPICS, *TOPICS_ES)
)
_ASKING = word_set(
    """
    do does what how is are can will any when
    cuanto cuanta que cual como donde cuando tienen hacen aceptan puedo pueden son dan ofrecen
    cobran hay trabajan
    """
)


@lru_cache(maxsize=RECENT)
def topic_in(text: str) -> str:
    """The first topic with a word in `text`, or an empty text."""
    low = lowered(text[:MOST_CHARS])
    heads = set(_FIRST_LETTERS.findall(low))
    likely = (topic for topic in _ALL if not topic.heads.isdisjoint(heads))
    return next((topic.name for topic in likely if topic.pattern.search(low)), "")


def asks(text: str) -> bool:
    """Whether the words begin like a question."""
    said = words(lowered(text))
    return bool(said) and (said[0] in _ASKING or said[:2] == ("a", "que"))
