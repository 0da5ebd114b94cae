"""What the simulated model says: rules, variants, and how often it is wrong."""

import json
import re
from collections import Counter
from random import Random
from typing import Any

import pytest

from simulators.openai.author import Author, Given
from simulators.openai.conversation import Conversation, from_items, from_messages
from simulators.openai.script import Answer, Rule, Script, ToolCall, call
from simulators.openai.wrong import Wrong, kinds, spoiled

PRICED = Answer("The visit is $89 and the technician comes between 8 to 12.")
BOOKED = Answer(calls=(call("book", window="w1"),))
SCRIPT = Script(
    rules=(
        Rule((PRICED, Answer("It is eighty nine.")), said=r"\bcost|price\b"),
        Rule((Answer("Done, {code}, {name}."),), said="i am (?P<name>\\w+)", result="book"),
        Rule((BOOKED,), said="book"),
    )
)
_CALL = {"id": "c", "type": "function", "function": {"name": "book", "arguments": "{}"}}


def asked(said: str, *results: dict[str, Any], tools: tuple[str, ...] = ()) -> Conversation:
    messages: list[dict[str, Any]] = [{"role": "user", "content": said}]
    for number, result in enumerate(results):
        made = {"name": "book", "arguments": "{}"}
        calls = [{"id": str(number), "type": "function", "function": made}]
        messages.append({"role": "assistant", "tool_calls": calls})
        told = {"role": "tool", "tool_call_id": str(number), "content": json.dumps(result)}
        messages.append(told)
    offered = [{"type": "function", "function": {"name": name}} for name in tools]
    return from_messages({"messages": messages, "tools": offered})


def said(script: Script, *questions: str) -> list[Given | None]:
    author = Author()
    return [author.answer(script, asked(question)) for question in questions]


def test_the_first_rule_that_fits_answers() -> None:
    given = said(Script(rules=SCRIPT.rules, wrong=0.0), "what does it COST", "please book", "hm")
    assert given[0] is not None
    assert given[0].answer in SCRIPT.rules[0].answers
    assert given[1] is not None
    assert given[1].answer == BOOKED
    assert given[2] is None


def test_a_rule_for_results_waits_for_one_and_takes_its_words() -> None:
    author, script = Author(), Script(rules=SCRIPT.rules, wrong=0.0)
    given = author.answer(script, asked("i am Ann, book it", {"code": "HX1"}))
    assert given is not None
    assert given.answer.text == "Done, HX1, Ann."
    without = author.answer(script, asked("i am Ann, book it"))
    assert without is not None
    assert without.answer == BOOKED


def test_a_result_that_was_answered_is_over() -> None:
    messages = [
        {"role": "user", "content": "book it"},
        {"role": "assistant", "content": "", "tool_calls": [_CALL]},
        {"role": "tool", "tool_call_id": "c", "content": "{}"},
    ]
    assert from_messages({"messages": messages}).results
    spoken = [*messages, {"role": "assistant", "content": "Done."}]
    assert not from_messages({"messages": spoken}).results


def test_names_nobody_knows_stay_and_quotes_stay_json() -> None:
    rule = Rule(
        (Answer("{what}?", (ToolCall("note", '{"text": "{text}"}'),)),), said="say (?P<text>.*)"
    )
    given = Author().answer(Script(rules=(rule,), wrong=0.0), asked('say "hi"'))
    assert given is not None
    assert given.answer.text == "{what}?"
    assert json.loads(given.answer.calls[0].arguments) == {"text": '"hi"'}


def test_the_same_question_gets_variants_the_same_in_every_run() -> None:
    questions = ["what does it cost"] * 30
    first, second = said(SCRIPT, *questions), said(SCRIPT, *questions)
    assert first == second
    assert len({given.answer.text for given in first if given}) >= 2
    assert first != said(Script(rules=SCRIPT.rules, seed=1), *questions)


def test_other_callers_do_not_change_an_answer() -> None:
    alone = said(SCRIPT, "what does it cost")
    among = said(SCRIPT, "price of one", "price of two", "what does it cost")
    assert alone[0] == among[2]


def test_one_answer_in_twenty_is_wrong() -> None:
    given = said(SCRIPT, *(f"what does number {number} cost" for number in range(4000)))
    wrong = [one for one in given if one and one.wrong]
    assert 0.035 < len(wrong) / 4000 < 0.065
    assert len(Counter(one.wrong for one in wrong)) == 5
    assert all(one.answer not in SCRIPT.rules[0].answers for one in wrong)
    never = Script(rules=SCRIPT.rules, wrong=0.0)
    assert not any(one.wrong for one in said(never, *(f"cost {n}" for n in range(200))) if one)


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("price", r"\$\d+"),
        ("date", r"(?:January|March|May|July|October|December) \d+"),
        ("window", r"\d+:15 to \d+:45"),
        ("phone", r"\d{3}-555-01\d\d"),
        ("promise", r"promise|guarantee|refund|free"),
    ],
)
def test_words_go_wrong_by_figure_or_by_sentence(kind: Wrong, pattern: str) -> None:
    for seed in range(20):
        wrong = spoiled(PRICED, kind, Random(seed))
        assert re.search(pattern, wrong.text)
        assert wrong.text != PRICED.text
        if kind in ("price", "window"):  # in place of the right one
            assert ("$89" in wrong.text, "8 to 12" in wrong.text) == (
                kind != "price",
                kind != "window",
            )


def test_calls_go_wrong_by_name_or_by_arguments() -> None:
    assert kinds(BOOKED, ("book",)) == ["unknown_tool", "invalid_arguments"]
    named = spoiled(BOOKED, "unknown_tool", Random(0))
    assert named.calls[0].name != "book"
    assert named.reason == "tool_calls"
    texts = {spoiled(BOOKED, "invalid_arguments", Random(n)).calls[0].arguments for n in range(9)}
    assert '{"window": "w1"}' not in texts
    assert len(texts) == 2
    assert "unknown_tool" in kinds(PRICED, ("book",))
    assert "unknown_tool" not in kinds(PRICED, ())
    assert kinds(Answer('{"label": "x"}'), ()) == []


def test_a_hostile_model_says_its_texts_and_nothing_else() -> None:
    script = Script(rules=SCRIPT.rules, hostile=("Free repairs!", BOOKED))
    given = [one.answer for one in said(script, "cost", "book", "hm") if one]
    assert given == [Answer("Free repairs!"), BOOKED, Answer("Free repairs!")]


def test_both_apis_are_the_same_conversation() -> None:
    items = [
        {"role": "user", "content": [{"type": "input_text", "text": "book it"}]},
        {"type": "function_call", "call_id": "c", "name": "book", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": '{"code": "HX1"}'},
    ]
    found = from_items({"input": items, "tools": [{"type": "function", "name": "book"}]})
    chat = asked("book it", {"code": "HX1"}, tools=("book",))
    assert (found.said, found.told, found.tools) == (chat.said, chat.told, chat.tools)
    assert from_items({"input": "hello"}).said == "hello"
