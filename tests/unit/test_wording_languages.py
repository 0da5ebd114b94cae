"""The wordings of both languages: the same keys, the same fields, one question at most."""

from string import Formatter

import pytest

from agent.dialogue import phrases, wording_en, wording_es
from agent.events import Language
from agent.profile.load import load_default

ENGLISH, SPANISH = wording_en.WORDINGS, wording_es.WORDINGS


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_know_the_same_keys() -> None:
    assert ENGLISH.keys() == SPANISH.keys()


@pytest.mark.parametrize("key", ENGLISH)
def test_variants_take_the_same_fields(key: str) -> None:
    english, spanish = ENGLISH[key], SPANISH.get(key, ())
    assert {*map(frozenset, map(fields, english))} == {*map(frozenset, map(fields, spanish))}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_wording_asks_one_thing_at_most(language: Language) -> None:
    for key, variants in phrases.TABLES[language].items():
        for text in variants:
            assert text.count("?") <= 1, (key, text)
            opened = text.count("¿")
            assert opened == (text.count("?") if language == "es" else 0), (key, text)


def test_questions_have_variants_in_both_languages() -> None:
    for key, variants in ENGLISH.items():
        if len(variants) > 1:
            assert len(SPANISH[key]) > 1, key


def test_the_spanish_safety_lines_are_these_words() -> None:
    assert SPANISH["line_gas"] == (
        "Esto es una emergencia. Salgan todos de la casa ahora mismo, no toquen interruptores ni "
        "enciendan nada, y llamen al 911 o a la compañía de gas desde afuera.",
    )
    assert SPANISH["line_co"] == (
        "Esto es una emergencia. Salgan todos al aire libre ahora mismo y llamen al 911 desde "
        "allí. No vuelvan a entrar hasta que les avisen.",
    )
    assert SPANISH["line_fire"] == (
        "Esto es una emergencia. Salgan todos del edificio ahora mismo y llamen al 911 desde "
        "afuera.",
    )


def test_fixed_wordings_exist_in_both_languages() -> None:
    profile = load_default()
    english, spanish = phrases.fixed(profile), phrases.fixed(profile, "es")
    assert "Is there anything else I can help with?" in english
    assert "¿Algo más en que le pueda ayudar?" in spanish
    assert not {*english} & {*spanish}
    assert not any("{" in text for text in (*english, *spanish))


# --- brief forms --------------------------------------------------------------------------------

BRIEF = [
    (language, key)
    for language in ("en", "es")
    for key in sorted(phrases.BRIEF["en"].keys() | phrases.BRIEF["es"].keys())
]


@pytest.mark.parametrize(("language", "key"), BRIEF)
def test_a_brief_form_asks_the_same_in_fewer_words(language: Language, key: str) -> None:
    usual, brief = phrases.TABLES[language][key], phrases.BRIEF[language][key]
    assert len(set(brief)) == len(brief) >= 2
    assert {*map(frozenset, map(fields, brief))} == {*map(frozenset, map(fields, usual))}
    shortest = min(len(text.split()) for text in usual)
    assert max(len(text.split()) for text in brief) < shortest
    for text in brief:
        assert text.count("?") <= 1
        assert "?" not in text or text.endswith("?")
        assert text.count("¿") == (text.count("?") if language == "es" else 0)


def test_no_safety_line_has_a_brief_form() -> None:
    for key in phrases.BRIEF["en"]:
        assert not key.startswith(("line_", "advice_", "e_", "safety"))


def test_brief_forms_are_made_in_advance_too() -> None:
    profile = load_default()
    assert "Anything else?" in phrases.fixed(profile)
    assert "¿Algo más?" in phrases.fixed(profile, "es")
