"""Tokens are alike for bare recogniser text and for written text."""

import pytest

from agent.nlu.words import fold, normal, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("303-555-0131.", "303 555 0131"),
        ("(303) 555-0131", "303 555 0131"),
        ("+1 303", "plus 1 303"),
        ("I\u2019m at 1420 Vine St., Denver 80206!", "i'm at 1420 vine st denver 80206"),
        ("10:30 a.m.", "10 30 am"),
        ("The A/C at 4th & Main, #4B", "the ac at 4th and main number 4 b"),
        ("33 1/2 Oak", "33 1/2 oak"),
        ("1,420 Vine", "1420 vine"),
        ("5,5,5", "5 5 5"),
        ("T-E-N-N", "t e n n"),
        ("P. A. T. E. L.", "p a t e l"),
        ("the parents' house", "the parents house"),
        ("Sí, mañana", "sí mañana"),
        ("at 10 a.m.", "at 10 am"),
        ("at 10 a.m!", "at 10 a m"),
        ("Street. . ?", "street"),
        ("1,420,", "1 420"),
        ("`tis 5 o`clock", "tis 5 o'clock"),
        ("", ""),
    ],
)
def test_normal(text: str, expected: str) -> None:
    assert normal(text) == expected
    assert words(text) == tuple(expected.split())


def test_normal_twice_changes_nothing() -> None:
    once = normal("I'm at 1420 Vine St., #5B, A.M. & 3rd")
    assert normal(once) == once


def test_fold_drops_accents() -> None:
    assert fold("dieciséis mañana") == "dieciseis manana"
