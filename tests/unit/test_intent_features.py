"""What the intent model looks at: the same for the same words, on every machine."""

from hypothesis import given
from hypothesis import strategies as st

from agent.intent import features


def test_the_rules_features_stand_at_their_names() -> None:
    values = dict(zip(features.RULE_NAMES, features.rules("i smell gas"), strict=True))
    assert values["hazard GAS present"] == 1.0
    assert values["points emergency_gas"] > 1.0
    assert values["hazard CO present"] == values["answer yes"] == 0.0


def test_answers_and_acts_are_features() -> None:
    values = dict(zip(features.RULE_NAMES, features.rules("yes please, thank you"), strict=True))
    assert values["answer yes"] == values["act thanks"] == 1.0


def test_buckets_depend_on_the_words_alone() -> None:
    once = features.buckets("my furnace is dead")
    assert once == features.buckets("My furnace is dead.")
    assert once != features.buckets("my boiler is dead")
    assert features.buckets("furnace")[626] == 1.0  # CRC-32: no process may see another place


@given(st.text(max_size=4000))
def test_any_text_gives_features_of_one_shape(text: str) -> None:
    assert len(features.rules(text)) == len(features.RULE_NAMES)
    assert all(0 <= place < features.BUCKETS for place in features.buckets(text))
