"""Yes and no must never be guessed from pieces of words, and small requests must be heard."""

import pytest

from agent.nlu import acts

YES = (
    "yes", "Yeah.", "Yep!", "uh-huh", "mhm", "sure, why not", "not bad", "that'll do",
    "whatever works",
    "no problem", "please do", "sounds good to me", "I think so", "yeah i suppose so", "Correct.",
    "that's right", "okay", "Okay, let's book it", "go ahead", "yes it's a ranch house",
    "works for me", "absolutely", "it is", "Sí, correcto", "claro que sí", "está bien", "you bet",
    "yes I'm sure", "yeah no problem", "i'll take it", "that's my number",
)  # fmt: skip
NO = (
    "no", "Nope.", "nah", "uh-uh", "not really", "that's incorrect", "no, that's not right",
    "I don't think that's correct", "not ok", "nope, all good", "no thanks a lot", "please don't",
    "it isn't", "that's wrong", "No, it's 42 Elm Street.", "of course not", "absolutely not",
    "not that I know of", "I don't think so", "no gracias", "never", "not today", "no way",
    "none of them", "that doesn't work for us", "i can't do that", "no that's everything",
    "It's not right", "that is not my address", "i'd rather not",
)  # fmt: skip
UNSURE = (
    "I'm not sure", "I am not sure", "not sure", "i don't know", "maybe", "no idea", "it depends",
    "I can't tell", "could be", "no sé", "no i'm not sure", "not really sure",
)  # fmt: skip
MIXED = (
    "no, that's right", "yeah, no", "right, but it's Oak not Oak Hill", "yes but the zip changed",
    "No. Yes.", "yes except for the unit",
)  # fmt: skip
NEITHER = (
    "my AC is broken", "I know", "in November", "right now", "what time is that", "",
    "good morning I have a furnace that rattles", "the right side unit is leaking",
    "I can't hear you", "okay so we bought the place in may and the fan has rattled since",
    "nowhere", "it's not working", "there is a notebook", "could you book it for my sister's place",
    "no heat since last night", "booking",
)  # fmt: skip
ASKED = (
    "what does the membership include exactly", "what exactly is included", "is that correct",
    "are you sure", "what time is it exactly", "who is right", "is that okay", "is that all",
    "does that sound good to you", "is that absolutely free", "do you take that, sure",
    "how is that fine", "would that work", "which one is the right one", "okay what do I do",
    "hold on how much exactly is that", "can you tell me what the fee is exactly",
    "I want to know what it includes exactly", "isn't that right", "is it for sure tomorrow",
    "Okay. What does it include exactly?", "qué incluye exactamente la membresía",
    "¿cuánto es exactamente?", "cuánto cuesta exactamente la visita",
)  # fmt: skip
AGREED_BESIDE_A_QUESTION = (
    "yes, what does it include", "yeah when does he come", "What's the fee? Okay, yes.",
    "How much is it again? Oh right. Yes, book it.", "sí, ¿cuánto es?", "why yes",
    "what you said is right", "how you said it is correct", "where we live is correct",
    "you know what, yes", "what the heck, sure", "could you go ahead and book it",
    "can you please book it", "when you come that works for me", "which works for me",
    "exactly what I need", "that's exactly what I want", "have him call first, absolutely",
    "cuando usted quiera está bien", "como no",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((text, "yes") for text in YES),
        *((text, "no") for text in NO),
        *((text, "unsure") for text in UNSURE),
        *((text, "mixed") for text in MIXED),
    ],
)
def test_answers(text: str, answer: str) -> None:
    assert acts.yes_no(text) == answer


@pytest.mark.parametrize("text", NEITHER)
def test_words_that_only_look_like_answers(text: str) -> None:
    assert acts.yes_no(text) not in ("yes", "no") or "book it" in text


@pytest.mark.parametrize("text", ASKED)
def test_a_yes_inside_a_question_agrees_to_nothing(text: str) -> None:
    assert acts.yes_no(text) not in ("yes", "mixed")


@pytest.mark.parametrize("text", AGREED_BESIDE_A_QUESTION)
def test_a_yes_beside_a_question_still_agrees(text: str) -> None:
    assert acts.yes_no(text) == "yes"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Could you repeat that, please?", "repeat"),
        ("say that one more time", "repeat"),
        ("what did you say", "repeat"),
        ("go back", "go_back"),
        ("can we start over", "start_over"),
        ("Hold on, let me find my glasses.", "wait"),
        ("just a second", "wait"),
        ("un momento por favor", "wait"),
        ("I don't know", "dont_know"),
        ("thanks a lot", "thanks"),
        ("muchas gracias", "thanks"),
        ("alright bye now", "bye"),
        ("adiós", "bye"),
        ("could you talk slower", "slower"),
        ("you're going too fast", "slower"),
        ("help", "help"),
        ("I'd like to speak with a real person", "human"),
        ("representative", "human"),
        ("let me talk to your manager", "human"),
        ("Is there a live person available?", "human"),
        ("quiero hablar con una persona", "human"),
        ("am I talking to a machine", "robot_question"),
        ("is this call being recorded", "recorded_question"),
        ("no that's all", "nothing_else"),
        ("nope", "nothing_else"),
        ("okay I'm back", "here"),
        ("thanks for waiting", "here"),
    ],
)
def test_acts(text: str, act: acts.Act) -> None:
    assert act in acts.acts(text)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("my insurance agent told me to get it inspected", "human"),
        ("the real estate agent said the furnace is old", "human"),
        ("I need someone to look at my furnace", "human"),
        ("help, I smell gas", "help"),
        ("can you help me with a booking", "help"),
        ("the AC broke down again", "repeat"),
        ("what time do you open", "repeat"),
        ("I've been waiting all morning", "wait"),
        ("I can't wait until friday", "wait"),
        ("come back to my house", "here"),
        ("whatever", "repeat"),
    ],
)
def test_words_that_only_look_like_acts(text: str, act: acts.Act) -> None:
    assert act not in acts.acts(text)
