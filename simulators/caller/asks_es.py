"""What the agent wants to know, told from Spanish words heard: keywords, read from the end. Pure.

The same questions as in `asks`; the recogniser writes Spanish with its question marks.
"""

import re
from typing import Final

from simulators.caller.asks import Ask
from simulators.caller.digits import digits_in

_PHONE_DIGITS = 7

_QUESTIONS: Final[tuple[tuple[Ask, str], ...]] = (
    ("anything_else", r"algo más|alguna otra cosa|otra cosa"),
    ("verify", r"entonces ahora|todavía huele|hay olor, humo"),
    ("which_hazard", r"qué es:? gas"),
    ("safety", r"\b(huele|olor|humo|alarma)\b"),
    ("outside", r"\b(afuera|salieron|salir)\b"),
    ("vulnerable", r"\b(bebé|niño|mayor|enferm[oa])\b"),
    ("temperature", r"\b(grados|temperatura|termostato)\b"),
    ("waitlist", r"lista de espera"),
    ("another_visit", r"quiere otra|una más|una segunda"),
    ("confirm_cancel", r"\bcancel"),
    ("confirm_move", r"la cambio|nuevo horario|cambiar su cita"),
    ("sms", r"mensaje de texto"),
    ("prove_place", r"número de (la )?casa.*código postal"),
    ("find_visit", r"confirmación|\bcon qué código"),
    ("which_visit", r"de cuál (se trata|hablamos)"),
    ("zip", r"código postal"),
    ("speaking_with", r"hablo con|es usted|en la línea"),
    ("caller_id", r"termina en"),
    ("address_number", r"número (de|tiene) (la )?casa|en esa calle"),
    ("address_street", r"\b(qué|cuál) calle|se llama la calle"),
    ("address", r"\bdirección\b"),
    ("phone_rest", r"y luego|qué sigue"),
    ("keypad", r"\bteclado\b"),
    ("phone", r"\b(número|teléfono)\b"),
    ("name", r"\b(nombre|apellido)\b"),
    ("confirm_all", r"agendo\b|hago la cita"),
    ("correct", r"le cambio|no está bien|corrijo"),
    ("when", r"\bcuándo\b|qué día"),
    ("choice", r"\bcuál (le|prefiere)|le (conviene|queda bien)"),
    ("offer_note", r"mensaje a la oficina"),
    ("message", r"de qué se trata|el mensaje|les diga"),
    ("offer_booking", r"agende|programo|hacer una cita"),
    ("need", r"puedo (ayudar|hacer)|qué necesita|se le ofrece|reparación"),
    ("issue", r"qué pasa|el problema|hace el equipo"),
)
_NOTICES: Final[tuple[tuple[Ask, str], ...]] = (
    ("goodbye", r"\badiós\b"),
    ("leave_now", r"\b911\b|nueve once"),
    ("connecting", r"le (comunico|paso) con"),
    ("correct", r"qué corrijo"),
    ("still_there", r"no le escucho|sin escucharle"),
    ("prove_place", r"número de la casa o el código postal"),
    ("keypad", r"\bteclado\b"),
    ("phone_rest", r"\bsiga\b"),
    ("repeat", r"no (le|lo|alcancé a) (entend|escuch)"),
    ("wait", r"un (momento|segundo)|déjeme"),
)
_OPENER = re.compile(
    r"\b(qué|cuál|cuándo|quién|cómo|es correcto|está( todo)? bien|la? agendo|hago la cita"
    r"|(hay|vive|suena|huele) \w+|le (conviene|queda bien)|por favor"
    r"|se le ofrece|le ayudo con|algo más)\b"
)
_LAST_WORDS = 16
_RIGHT = r"correcto|(?<!no )(está|anoté)( todo)? bien|es ese"


def classify(text: str) -> Ask:
    """Tell what an utterance of the agent asks for; its last sentences decide."""
    low = re.sub(r"\s+", " ", text.lower()).strip()
    if not re.search(r"\w", low):
        return "nothing"
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", low) if part]
    asking = [at for at, part in enumerate(sentences) if part.endswith("?")]
    if asking and asking[-1] >= len(sentences) - 2:
        return _question(" ".join(sentences[: asking[-1] + 1]), sentences[asking[-1]])
    notice = _match(_NOTICES, low)
    if notice in ("goodbye", "connecting"):
        return notice
    found = _unmarked(low)
    return notice or "nothing" if found == "unknown" else found


def _unmarked(low: str) -> Ask:
    """Read a question whose marks the recogniser lost."""
    tail = " ".join(low.split()[-_LAST_WORDS:])
    openers = list(_OPENER.finditer(tail))
    return _question(low, tail[openers[-1].start() :]) if openers else "unknown"


def _question(whole: str, last: str) -> Ask:
    if re.search(_RIGHT, last):
        return _read_back(whole)
    return _match(_QUESTIONS, last) or _match(_QUESTIONS, whole) or "unknown"


def _read_back(whole: str) -> Ask:
    """What a sentence that ends in "¿es correcto?" reads back."""
    if re.search(r"termina en", whole):
        return "caller_id"
    if re.search(r"nuevo horario|la cambio", whole):
        return "confirm_move"
    if re.search(r"ofrecerle", whole):
        return "choice"
    if re.search(r"\bentre la", whole):
        return "confirm_all"
    if re.search(r"dirección|street|calle", whole):
        return "confirm_address"
    return "confirm_phone" if len(digits_in(whole)) >= _PHONE_DIGITS else "confirm"


def _match(rules: tuple[tuple[Ask, str], ...], text: str) -> Ask | None:
    return next((ask for ask, pattern in rules if re.search(pattern, text)), None)
