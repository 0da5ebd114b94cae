"""All cues of the 24 intents: phrases over words and concepts, by label and weight.

9 decides between rival requests, 5 settles the matter alone, 3 is a good sign, 1 a hint. A named
fault beats a plain booking, a request about an existing visit beats a fault, and the price of a
part or visit is no quote.
"""

from agent.nlu.intent_labels import Label
from agent.nlu.request_cues import REQUEST_CUES
from agent.nlu.spanish_cues import SPANISH_CUES
from agent.nlu.work_cues import WORK_CUES

__all__ = ["CUES", "Label"]

_TABLES = (WORK_CUES, REQUEST_CUES, SPANISH_CUES)

CUES: dict[tuple[Label, int], tuple[str, ...]] = {
    key: tuple(phrase for table in _TABLES for phrase in table.get(key, ()))
    for table in _TABLES
    for key in table
}
