"""Text is cut where a person would breathe, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.clauses import LONGEST, split, word_ends

SIGNS = st.text(alphabet="ab cde.,;:!? '\"-1$\n", max_size=400)


@given(SIGNS)
def test_pieces_joined_are_the_text(text: str) -> None:
    pieces = split(text)
    assert "".join(pieces) == (text if text.strip() else "")
    assert all(piece.strip() and len(piece) <= LONGEST + 1 for piece in pieces[:-1])


@given(st.text(alphabet="ab .,?é", max_size=60))
def test_word_ends_are_the_ends_of_the_words(text: str) -> None:
    ends = word_ends(text)
    assert [text[:end].split()[-1] for end in ends] == text.split()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Hi.", ["Hi."]),
        ("Thanks, Ann.", ["Thanks, Ann."]),
        ("Got it. What's the ZIP?", ["Got it. ", "What's the ZIP?"]),
        (
            "I have Tuesday between eight and noon, or Friday after twelve.",
            ["I have Tuesday between eight and noon, ", "or Friday after twelve."],
        ),
        ("We are at 12 Oak St. in Dallas.", ["We are at 12 Oak St. in Dallas."]),
        ("The fee is $1,200.50 today.", ["The fee is $1,200.50 today."]),
    ],
)
def test_pieces_end_at_breaths(text: str, pieces: list[str]) -> None:
    assert list(split(text)) == pieces
