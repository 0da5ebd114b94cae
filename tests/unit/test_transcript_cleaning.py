"""What Whisper invents is taken out; what callers say stays."""

import pytest

from agent.stt.cleaning import clean, repeats


@pytest.mark.parametrize(
    "text",
    [
        "[BLANK_AUDIO]",
        " (phone ringing)",
        "*sighs*",
        "♪ ♪",
        "Thanks for watching!",
        "Thank you for watching.",
        " You",
        "¡Subtítulos realizados por la comunidad de Amara.org!",
        "¡Suscríbete!",
        "...",
        "",
        "- ",
    ],
)
def test_noise_becomes_nothing(text: str) -> None:
    assert clean(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Thank you.", "Thank you."),
        ("My (coughs) furnace is out.", "My furnace is out."),
        ("¿Habla español?", "¿Habla español?"),
        ("No.", "No."),
        ("Sí.", "Sí."),
        ("¿Y él?", "¿Y él?"),
        ("5 5 5", "5 5 5"),
    ],
)
def test_words_stay(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_loops_are_noticed() -> None:
    assert repeats("Please hold while we try to connect you. " * 4)
    assert not repeats("My furnace stopped working last night and it is very cold in here.")
    assert not repeats("5, 5, 5, 5, 5, 5, 5")
