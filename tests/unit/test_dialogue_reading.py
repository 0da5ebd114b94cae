"""A plain version of the caller's words holds their words and digits, and no others."""

import pytest

from agent.dialogue.reading import restored


@pytest.mark.parametrize(
    ("said", "plain", "read"),
    [
        (
            "it's uh twelve fourteen oak like the tree street",
            "# Oak Street",
            "twelve fourteen Oak Street",
        ),
        ("it's at forty two elm I mean forty two elm road", "42 Elm Road", "42 Elm Road"),
        ("the zip seven five um two oh four", "75204", "75204"),
        ("m a r s h is the last name", "Marsh", "Marsh"),
        ("not the first one, friday", "not the first, Friday", "not the first, Friday"),
        (
            "calle roble mil doscientos catorce, como el arbol",
            "# calle Roble",
            "mil doscientos catorce calle Roble",
        ),
    ],
)
def test_the_callers_own_words_in_plain_order(said: str, plain: str, read: str) -> None:
    assert restored(said, plain) == read


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("it's twelve fourteen oak street", "1215 Oak Street"),
        ("it's twelve fourteen oak street", "1214 Elm Street"),
        ("it's twelve fourteen oak street", "# # Oak Street"),
        ("it's twelve fourteen oak street", ""),
        ("it's twelve fourteen oak street", "-"),
        ("twelve fourteen oak, apartment two oh five", "# Oak"),
        ("not the first one", "the first one"),
        ("the first one", "not the first one"),
        ("the morning I guess would do", "yes the morning"),
        ("some tree street I guess", "I smell gas at tree street"),
        ("seven five two oh four", "75204 75205"),
        ("smoke tree lane, my unit is twelve", "smoke, my unit"),
    ],
)
def test_anything_else_is_not_trusted(said: str, plain: str) -> None:
    assert restored(said, plain) == ""
