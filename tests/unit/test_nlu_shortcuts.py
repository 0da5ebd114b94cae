"""What is asked of the words first, to spare a reader, never changes what the reader finds."""

import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.dialogue import faq_topics
from agent.nlu import dates, key_fact_questions, key_facts, phone_words, statements
from agent.nlu.digits import as_numbers
from agent.nlu.words import lowered, words

FIXTURES = Path(__file__).parents[2] / "fixtures"
NOW = datetime(2027, 3, 12, 9, 10, tzinfo=ZoneInfo("America/New_York"))


class Anything:
    """A set of all words."""

    def __contains__(self, word: object) -> bool:
        return True


def utterances() -> list[str]:
    """All kinds of wishes, every third one."""
    files = sorted((FIXTURES / "utterances").glob("*.txt"))
    return [line for path in files for line in path.read_text().splitlines()][::3]


def said(name: str) -> list[str]:
    """The texts of one evaluation set."""
    lines = (FIXTURES / "evaluation" / f"{name}.jsonl").read_text().splitlines()
    items = [json.loads(line) for line in lines]
    return [text for item in items for text in item.get("turns", [item.get("text", "")])]


def test_a_topic_is_found_as_by_trying_every_pattern() -> None:
    compiled = [(t, re.compile(p)) for t, p in (*faq_topics.TOPICS, *faq_topics.TOPICS_ES)]
    for text in utterances():
        low = lowered(text)
        plainly = next((topic for topic, pattern in compiled if pattern.search(low)), "")
        assert faq_topics.topic_in(text) == plainly, text


def test_steering_phrases_are_found_as_by_searching_everywhere() -> None:
    for text in (*said("phones"), *utterances()):
        tokens = as_numbers(words(text))
        joined, place = " ".join(tokens), 0
        starts = {}
        for number, token in enumerate(tokens):
            starts[place] = number
            place += len(token) + 1
        everywhere = {
            starts[match.start()]: match.group().count(" ") + 1
            for match in phone_words._STEERING.finditer(joined)
            if match.start() in starts
        }
        found = phone_words._steering(tokens)
        assert {at: stop - at for at, (_, stop) in found.items()} == everywhere, text


def test_a_wish_is_read_as_without_asking_for_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = (*said("datetimes"), *utterances())
    found = [dates.parse(text, NOW) for text in texts]
    monkeypatch.setattr(dates, "names_any", lambda _: True)
    assert [dates.parse(text, NOW) for text in texts] == found


def test_no_fact_is_missed_for_want_of_a_word() -> None:
    for text in utterances():
        plainly = any(key_facts._fact(one) is not None for one in statements.statements(text))
        assert bool(key_facts.find(text)) == plainly, text


def test_a_question_about_notes_is_read_as_without_asking_for_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = (*utterances(), "what gate code did you write down", "you have my dog's name right")
    found = [key_fact_questions.asked(text) for text in texts]
    assert sum(one is not None for one in found) > 1
    monkeypatch.setattr(key_fact_questions, "_NEEDED", frozenset(("<",)))
    monkeypatch.setattr(key_fact_questions, "_FIRST_WORDS", Anything())
    assert [key_fact_questions.asked.__wrapped__(text) for text in texts] == found


def test_clauses_are_told_apart_as_without_asking_for_their_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = utterances()
    found = [statements.clauses(text) for text in texts]
    monkeypatch.setattr(statements, "_may_have_clauses", lambda _: True)
    assert [statements.clauses.__wrapped__(text) for text in texts] == found
