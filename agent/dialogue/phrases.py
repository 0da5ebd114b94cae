"""Wordings: each key has variants that take turns, so nothing is said twice running.

The texts are data in `wording_en` and `wording_es`, which have the same keys; the usual questions
have brief forms beside them.
"""

from string import Formatter

from agent.dialogue import (
    spoken,
    wording_en,
    wording_en_brief,
    wording_es,
    wording_es_brief,
)
from agent.events import Language
from agent.profile.schema import CompanyProfile

TABLES: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": wording_en.WORDINGS,
    "es": wording_es.WORDINGS,
}
BRIEF: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": wording_en_brief.BRIEF,
    "es": wording_es_brief.BRIEF,
}


FIRST = ("line_", "e_", "greeting", "how_can", "safety", "vulnerable", "zip", "name", "address")
"""Wordings worth having ready before all others: safety lines and the first questions."""


def render(
    key: str, language: Language, turn: int, fields: dict[str, str], *, brief: bool = False
) -> str:
    """The wording of `key`; `turn` picks the variant, `brief` a short one where there is one.

    Raises KeyError for an unknown key.
    """
    found = (BRIEF[language].get(key) if brief else None) or variants(key, language)
    return found[turn % len(found)].format_map(fields)


def variants(key: str, language: Language) -> tuple[str, ...]:
    """All wordings of `key`, with their fields open. Raises KeyError for an unknown key."""
    return TABLES[language].get(key) or TABLES["en"][key]


def fixed(profile: CompanyProfile, language: Language = "en") -> tuple[str, ...]:
    """Wordings that are the same in every call of this company: worth synthesising in advance."""
    speech = spoken.for_language(language)
    company = {
        "company": profile.company.name,
        "agent": profile.company.agent_name or speech.ASSISTANT,
        "band": speech.callback(profile),
    }
    tables = (TABLES[language], BRIEF[language])
    wordings = (text for table in tables for variants in table.values() for text in variants)
    texts = [text.format_map(company) for text in wordings if names_in(text) <= company.keys()]
    answers = (answer.es if language == "es" else answer.en for answer in profile.faq.values())
    return (*texts, *(answer for answer in answers if answer))


def names_in(text: str) -> set[str]:
    """The fields a wording needs."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}
