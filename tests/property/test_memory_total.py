"""Memory over random words: total, bounded, never over budget, our own summary faithful."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agent.dialogue import corrections, fidelity, notes, summary
from agent.dialogue.context import context, tokens
from agent.dialogue.state import KeyFact, Line, State, decode, encode
from agent.dialogue.step import at, begin, step
from agent.events import CallStarted, Heard, Said, Summarised
from agent.nlu import key_fact_questions, key_facts
from agent.profile.load import load_default

PROFILE = load_default()
MAX_STATE_BYTES = 32 * 1024
WORDS = (
    "the", "gate", "garage", "code", "is", "not", "4410", "4411", "nine", "dog", "cat",
    "friendly", "actually", "sorry", "no", "it's", "and", "please", "note", "that", "park", "in",
    "alley", "my", "wife", "will", "be", "home", "furnace", "Trane", "attic", ",", ".", "?", ";",
    "did", "you", "write", "down", "what", "instead", "of", "call", "text", "before", "you",
    "come", "now", "é", "—", "303", "555", "0144",
)  # fmt: skip
phrases = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
texts = st.one_of(phrases, st.text(max_size=80), st.just("x" * 4096), st.just("the gate " * 455))
CHECKS = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def facts_in(said: list[str]) -> tuple[KeyFact, ...]:
    facts: tuple[KeyFact, ...] = ()
    for turn, text in enumerate(said, 1):
        facts = corrections.merge(facts, key_facts.find(text), turn)
    return facts


@CHECKS
@given(texts)
def test_any_text_is_read(text: str) -> None:
    """Nothing raises, and a fact's words were all said."""
    for one in key_facts.find(text):
        assert len(one.text.encode()) <= key_facts.MAX_BYTES
        assert key_facts.content(one.text) <= key_facts.content(text)
    key_fact_questions.asked(text)
    key_facts.only_facts(text)


@CHECKS
@example(["303 note", "\u00b2"])
@given(st.lists(texts, max_size=60))
def test_a_long_call_stays_small_and_keeps_its_facts(said: list[str]) -> None:
    """Whatever is said, the state is bounded and our own summary is never refused."""
    start = CallStarted(call_sid="CA1", conversation_id="C1", now="2026-11-23T09:10:00-06:00")
    state, _ = step(PROFILE, begin(), start)
    for number, text in enumerate(said):
        state, commands = step(PROFILE, at(state, float(number)), Heard(text=text))
        assert not any(getattr(one, "name", "") == "summary_rejected" for one in commands)
        for say, words in state.speaking:
            state, _ = step(PROFILE, state, Said(say=say, heard=words))
        assert len(encode(state)) <= MAX_STATE_BYTES
        assert decode(encode(state)) == state
    assert len(notes.for_technician(state).encode()) <= notes.NOTE_BYTES


@CHECKS
@given(st.lists(phrases, max_size=12), st.lists(texts, max_size=60), st.integers(0, 2000))
def test_a_context_is_never_over_budget(said: list[str], talk: list[str], budget: int) -> None:
    """Every fact is in it when the facts fit; turns only when everything before them fits."""
    facts = facts_in(said)
    state = State(facts=facts)
    for text in talk:
        state, _ = summary.append(state, Line(who="caller", text=text[:400]))
    blocks = {block.name: block.text for block in context(state, budget)}
    assert sum(tokens(text) for text in blocks.values()) <= budget
    wanted = "\n".join(fact.text for fact in facts)
    if wanted and tokens(wanted) <= budget:
        assert blocks["facts"] == wanted
    elif wanted and "facts" in blocks:
        assert wanted.startswith(blocks["facts"])


@CHECKS
@given(st.lists(phrases, max_size=12), texts)
def test_a_summary_without_its_facts_is_never_faithful(said: list[str], candidate: str) -> None:
    """An empty summary loses every fact; any text is judged without raising."""
    facts = facts_in(said)
    assert len(fidelity.faults(facts, (), "")) >= min(len(facts), 1)
    fidelity.faults(facts, (), candidate)


@CHECKS
@given(texts, texts, st.integers(-5, 5))
def test_any_summary_event_is_judged(first: str, text: str, turn: int) -> None:
    start = CallStarted(call_sid="CA1", conversation_id="C1", now="2026-11-23T09:10:00-06:00")
    state, _ = step(PROFILE, begin(), start)
    state, _ = step(PROFILE, state, Heard(text=first))
    after, _ = step(PROFILE, state, Summarised(text=text, model="m", turn=turn))
    assert after.summary.text in ("", text)
