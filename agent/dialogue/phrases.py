"""Wordings: each key has variants that take turns, so nothing is said twice running.

The texts are data in `wording_en` and `wording_es`; a key without a Spanish text falls back to
English, which the profile check reports.
"""

from string import Formatter

from agent.dialogue import wording_en, wording_es
from agent.events import Language
from agent.profile.schema import CompanyProfile

TABLES: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": wording_en.WORDINGS,
    "es": wording_es.WORDINGS,
}


FIRST = ("line_", "e_", "greeting", "how_can", "safety", "vulnerable", "zip", "name", "address")
"""Wordings worth having ready before all others: safety lines and the first questions."""


def render(key: str, language: Language, turn: int, fields: dict[str, str]) -> str:
    """The wording of `key`; `turn` picks the variant. Raises KeyError for an unknown key."""
    variants = TABLES[language].get(key) or TABLES["en"][key]
    return variants[turn % len(variants)].format_map(fields)


def fixed(profile: CompanyProfile) -> tuple[str, ...]:
    """Wordings that are the same in every call of this company: worth synthesising in advance."""
    company = {
        "company": profile.company.name,
        "agent": profile.company.agent_name or "the assistant",
        "band": profile.policy.callback_band,
    }
    table = TABLES["en"]
    first = [key for key in table if key.startswith(FIRST)]
    keys = (*first, *(key for key in table if key not in first))
    wordings = (text for key in keys for text in table[key])
    texts = [text.format_map(company) for text in wordings if names_in(text) <= company.keys()]
    return (*texts, *(answer.en for answer in profile.faq.values()))


def names_in(text: str) -> set[str]:
    """The fields a wording needs."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}
