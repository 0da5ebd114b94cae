"""A sample of the run of scripts/random-utterances: no utterance breaks a parser."""

from random import Random

from voicectl.evaluation import random_utterances


def test_no_random_utterance_breaks_a_parser() -> None:
    assert random_utterances.run(60, 7)["faults"] == {}


def test_a_fault_is_reported_with_its_seed() -> None:
    faults = random_utterances.run(1, 3, {"broken": lambda _: bool(1 // 0)})["faults"]
    assert faults == {"broken": ["seed 3: ZeroDivisionError('integer division or modulo by zero')"]}


def test_the_same_seed_gives_the_same_utterance_of_bounded_length() -> None:
    for seed in range(200):
        text = random_utterances.utterance(Random(seed))
        assert text == random_utterances.utterance(Random(seed))
        assert len(text) <= random_utterances.LONGEST
