"""Where speech may be cut for early sound."""

from agent.tts.clauses import split


def texts(text: str) -> list[str]:
    return [clause.text for clause in split(text)]


def test_sentences_are_clauses() -> None:
    assert texts("Thanks for calling. How can I help?") == [
        "Thanks for calling.",
        "How can I help?",
    ]


def test_the_first_clause_is_cut_early() -> None:
    text = "I can have a technician there on Tuesday, March third, between eight and ten."
    assert texts(text)[0] == "I can have a technician there on Tuesday,"


def test_a_short_start_is_not_cut_off() -> None:
    assert texts("Okay, one moment please.") == ["Okay, one moment please."]


def test_abbreviations_end_no_sentence() -> None:
    assert texts("Dr. Lee lives on Elm St. in Denver.") == ["Dr. Lee lives on Elm St. in Denver."]


def test_pauses_follow_the_punctuation_and_nothing_follows_the_end() -> None:
    pauses = [clause.pause for clause in split("That is all of it. We will call you back, sir.")]
    assert pauses[0] > 0.2
    assert pauses[-1] == 0.0


def test_no_word_is_lost() -> None:
    text = "One; two: three, four — five. Six! Seven? Eight, nine, ten, eleven, twelve, thirteen."
    assert " ".join(texts(text)) == text
    assert texts("   ") == []
