"""The parsers of meaning answer any text, also very long or foreign, with a value of their kind."""

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.nlu import acts, facts, hazards, intents, language, mood

WORDS = (
    "no yes not gas smell smoke i we it heat ac water leak cancel my appointment if do you fix "
    "last year alarm co what when how much the a person now still don't can't 58 sure maybe"
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join)
)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    assert acts.yes_no(text) in (None, *get_args(acts.YesNo))
    assert acts.acts(text) <= set(get_args(acts.Act))
    found = hazards.find(text)
    assert len({one.rule for one in found}) == len(found)
    intent = intents.classify(text)
    assert intent.label in get_args(intents.Label)
    assert 0 <= intent.score <= 1
    assert facts.safe_answer(text) in (None, *get_args(facts.Safety))
    assert facts.vulnerable(text) in (None, *get_args(facts.Vulnerable))
    degrees = facts.temperature_f(text)
    assert degrees is None or -40 <= degrees <= 130
    assert language.detect(text) in ("en", "es")
    assert all(one.points for one in mood.signals(text, [text]))


@given(st.lists(st.sampled_from(WORDS.split()), max_size=15))
@settings(max_examples=100, deadline=None)
def test_capitals_and_signs_change_no_answer(said: list[str]) -> None:
    bare, shown = " ".join(said), " ".join(said).capitalize() + ","
    assert acts.yes_no(bare) == acts.yes_no(shown)
    assert hazards.find(bare) == hazards.find(shown)
    assert intents.classify(bare) == intents.classify(shown)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=10))
@settings(max_examples=100, deadline=None)
def test_a_no_is_never_overruled_by_a_yes(said: list[str]) -> None:
    assert acts.yes_no(" ".join(["no", "yes", *said])) != "yes"


def test_four_kilobytes_are_answered() -> None:
    text = "i smell gas and my furnace is broken and no heat " * 85
    assert hazards.find(text)[0].rule == "GAS"
    assert intents.classify(text).label == "emergency_gas"
