"""A language model in the conversation: asked little, believed less, and never in the way."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from agent.dialogue import asking, backing, proposals
from agent.dialogue import step as dialogue
from agent.dialogue.state import Hazard
from agent.dialogue.turn import Turn
from agent.events import (
    AskModel,
    DropModel,
    Event,
    Heard,
    KnownCaller,
    LevelChanged,
    ModelCall,
    ModelClause,
    ModelDone,
    ModelFailed,
    SaveTask,
    Say,
    SpeechStarted,
    TimerFired,
    Visit,
    Window,
)

QUESTION = "who owns the company"
FACT = "We offer financing on larger repairs and new systems."
ZIP = "What ZIP code is the home in?"
VISIT = Visit(
    code="K7M2QX",
    name="Dana Whitfield",
    phone="+12145550142",
    window=Window(id=9, date="2026-11-25", start="08:00", end="12:00"),
    job_type="maintenance_tuneup",
    house_number="1214",
    zip="75204",
    version=1,
)


class Asked:
    """A call at level 0 in which `key` is pending."""

    def __init__(self, call: Any, key: str = "zip", level: Any = 0) -> None:
        self.call = call
        if key != "how_can_i_help":
            call.go_to(key)
        call.event(LevelChanged(level=level))

    def ask(self, text: str = QUESTION) -> str:
        said: str = self.call.say(text)
        return said

    @property
    def asked(self) -> list[AskModel]:
        return [one for one in self.call.commands if isinstance(one, AskModel)]

    @property
    def dropped(self) -> list[int]:
        return [one.op for one in self.call.commands if isinstance(one, DropModel)]

    def tells(self, *texts: str, done: bool = True) -> str:
        op = self.asked[-1].op
        said = [self.call.event(ModelClause(op=op, text=text)) for text in texts]
        if done:
            said.append(self.call.event(ModelDone(op=op, model="m@1")))
        return " ".join(one for one in said if one)

    def proposes(self, name: str, arguments: str = "{}") -> str:
        said: str = self.call.event(ModelCall(op=self.asked[-1].op, name=name, arguments=arguments))
        return said


@pytest.fixture
def model_in(call_in: Callable[..., Any]) -> Callable[..., Asked]:
    def phone(key: str = "zip", *, level: int = 0, **how: Any) -> Asked:
        return Asked(call_in(**how), key, level)

    return phone


# --- when it is asked -----------------------------------------------------------------------------


def test_without_a_model_nobody_is_asked(model_in: Callable[..., Asked]) -> None:
    here = model_in(level=2)
    assert here.ask()
    assert here.asked == []


def test_a_question_without_a_template_goes_to_the_model_and_our_own_waits(
    model_in: Callable[..., Asked],
) -> None:
    here = model_in()
    assert here.ask() == ""
    (asked,) = here.asked
    assert (asked.purpose, asked.text, asked.level) == ("answer", QUESTION, 0)
    assert here.call.asked == "zip"


def test_the_small_model_is_asked_at_level_one(model_in: Callable[..., Asked]) -> None:
    here = model_in(level=1)
    here.ask()
    assert here.asked[0].level == 1


def test_what_the_templates_know_is_not_asked_for(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    assert "eighty-nine" in here.ask("how much do you charge to come out")
    assert here.asked == []


def test_nobody_waits_for_a_model_where_safety_is_asked_about(
    model_in: Callable[..., Asked],
) -> None:
    here = model_in("safety")
    assert "office" in here.ask("do you service swimming pool heaters")
    assert here.asked == []


def test_a_danger_beside_the_question_is_ours_alone(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    assert "911" in here.ask("who owns the company, and I smell gas")
    assert here.asked == []


def test_a_call_without_the_purpose_is_not_helped(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.call.event(LevelChanged(level=0, purposes=("reading",)))
    here.ask()
    here.ask()
    assert {one.purpose for one in here.asked} == {"reading"}
    here.call.event(LevelChanged(level=0, purposes=()))
    assert here.ask()
    assert len(here.asked) == 2


# --- what it may say ------------------------------------------------------------------------------


def test_a_fact_is_said_at_once_and_the_question_afterwards(
    model_in: Callable[..., Asked],
) -> None:
    here = model_in()
    here.ask()
    assert here.tells(FACT, done=False) == FACT
    assert here.tells() == ZIP
    assert here.call.state.asking is None


def test_the_first_unbacked_word_ends_the_answer(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    said = here.tells(FACT, "And it is free for you.", "We work on boilers.")
    assert "free" not in said
    assert "boilers" not in said
    assert said.endswith(ZIP)
    assert here.call.notes("guard_blocked") == ["strong"]
    assert here.dropped == [here.asked[0].op]
    assert [one.kind for one in here.call.tools(SaveTask)] == ["faq_miss"]


def test_a_yes_before_a_fact_is_left_out(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    assert here.tells("Yes, we work for homeowners directly.", done=False) == (
        "We work for homeowners directly."
    )


def test_two_sentences_in_one_clause_are_judged_one_by_one(
    model_in: Callable[..., Asked],
) -> None:
    here = model_in()
    here.ask()
    assert here.tells(f"{FACT} The visit is $19.", done=False).startswith(FACT)
    assert here.call.notes("guard_blocked") == ["number"]


def test_courtesy_alone_is_no_answer(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    said = here.tells("Thanks for asking.", "Would you like to book?")
    assert "Thanks" not in said
    assert "passed the question to the office" in said


def test_an_answer_ends_before_it_gets_long(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    long = "Yes, we are licensed and insured, and every technician has passed a background check."
    said = here.tells(long, FACT, "Change the filter every one to three months.", FACT)
    assert said.count("Change") + said.count("financing") <= 2
    assert len(said.removesuffix(ZIP).split()) <= 35
    assert said.endswith(ZIP)


# --- its part ends --------------------------------------------------------------------------------


def test_a_slow_model_is_covered_and_then_given_up(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    assert here.call.wait("model")
    assert "passed the question to the office" in here.call.wait("model")
    assert here.dropped == [here.asked[0].op]
    assert here.tells(FACT) == ""


def test_a_failed_model_leaves_everything_as_without_one(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    said = here.call.event(ModelFailed(op=here.asked[0].op, fault="broken"))
    assert "passed the question to the office" in said
    assert said.endswith(ZIP)


def test_what_was_said_before_it_failed_stands(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    here.tells(FACT, done=False)
    assert here.call.event(ModelFailed(op=here.asked[0].op, fault="broken")) == ZIP


def test_who_goes_on_speaking_ends_it_and_the_question_is_kept_for_the_office(
    model_in: Callable[..., Asked],
) -> None:
    here = model_in()
    here.ask()
    here.call.say("seven five two oh four")
    assert here.dropped == [here.asked[0].op]
    assert here.call.slots.zip == "75204"
    assert [one.message for one in here.call.tools(SaveTask)] == [QUESTION]


def test_who_speaks_into_the_answer_hears_no_more_of_it(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    here.tells(FACT, done=False)
    here.call.event(SpeechStarted())
    assert here.dropped == [here.asked[0].op]
    assert here.tells("We work on boilers.") == ""
    assert here.call.asked == "zip"


def test_a_cough_while_it_thinks_changes_nothing(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    here.call.event(SpeechStarted())
    assert here.tells(FACT) == f"{FACT} {ZIP}"


def test_losing_the_level_gives_the_question_back_to_us(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    assert "passed the question" in here.call.event(LevelChanged(level=2, why="slow"))
    assert here.dropped == [here.asked[0].op]


def test_the_end_of_the_call_ends_it(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    here.call.hang_up()
    assert here.dropped == [here.asked[0].op]


def test_stale_numbers_are_nobodys(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    op = here.asked[0].op + 7
    stale: tuple[Event, ...] = (
        ModelClause(op=op, text=FACT),
        ModelCall(op=op, name="answer_faq", arguments='{"topic": "fee"}'),
        ModelDone(op=op, model="m@1"),
        ModelFailed(op=op, fault="slow"),
        TimerFired(timer="model", number=op),
    )
    assert [here.call.event(event) for event in stale] == [""] * 5
    assert here.call.state.asking is not None


# --- what it may propose --------------------------------------------------------------------------


def test_a_topic_is_answered_in_our_words(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    said = here.proposes("answer_faq", '{"topic": "equipment"}')
    assert said.startswith("We work on furnaces")
    assert said.endswith(ZIP)
    assert here.dropped == [here.asked[0].op]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("answer_faq", '{"topic": "free_money"}'),
        ("answer_faq", '{"topic": "membership_cancel"}'),
        ("answer_faq", "not json"),
        ("answer_faq", '{"topic": "fee", "price": 19}'),
        ("get_tips", '{"issue_code": "warranty"}'),
        ("report_hazard", '{"rule": "NOTHING"}'),
        ("lookup_customer", '{"phone": "+12145550199"}'),
        ("verify_identity", '{"phone": "+12145550199"}'),
        ("hold_window", '{"window_id": "1"}'),
        ("set_consent", '{"kind": "sms", "value": true}'),
        ("refund_payment", "{}"),
        ("end_call", '{"outcome": "booked"}'),
        ("cancel_booking", '{"code": "K7M2QX", "confirmed": true}'),
        ("create_booking", "{}"),
        ("check_area", '{"zip": "75204"}'),
    ],
)
def test_in_the_middle_of_a_booking_these_come_to_nothing(
    model_in: Callable[..., Asked], name: str, arguments: str
) -> None:
    here = model_in()
    here.ask()
    before = here.call.state
    assert here.proposes(name, arguments) == ""
    assert here.call.notes("proposal_refused") == [name]
    asking = structs.replace(before.asking, calls=1)
    assert structs.replace(here.call.state, at=0.0) == structs.replace(
        before, at=0.0, asking=asking
    )


def test_a_booking_is_offered_not_made(model_in: Callable[..., Asked]) -> None:
    here = model_in("how_can_i_help")
    here.ask()
    here.proposes("create_booking")
    assert here.call.asked == "offer_booking"
    assert here.call.state.goal == "none"


def test_a_cancellation_still_needs_the_callers_yes(model_in: Callable[..., Asked]) -> None:
    known = KnownCaller(name="Dana Whitfield", visits=(VISIT,))
    here = model_in("how_can_i_help", known=known)
    here.ask()
    here.proposes("cancel_booking")
    assert here.call.asked == "confirm_cancel"
    assert [type(one).__name__ for one in here.call.tools(object)] == []


def test_a_danger_proposed_is_asked_about_once(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    assert "gas" in here.proposes("report_hazard", '{"rule": "GAS", "quote": "smell"}')
    assert here.call.asked == "safety"
    here.call.say("no")
    here.ask()
    assert here.proposes("report_hazard", '{"rule": "GAS"}') == ""


def test_a_person_is_offered_not_rung(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    assert "person" in here.proposes("transfer_to_human", '{"reason": "complaint"}').lower()
    assert here.call.transfers == []
    here.ask()
    assert here.proposes("transfer_to_human") == ""


def test_the_office_gets_the_callers_words_not_the_models(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    here.proposes("create_task")
    assert [one.message for one in here.call.tools(SaveTask)] == [QUESTION]


def test_a_call_is_not_ended_by_a_model(model_in: Callable[..., Asked]) -> None:
    here = model_in("how_can_i_help")
    here.ask()
    here.proposes("end_call", '{"outcome": "spam"}')
    assert here.call.outcome is None
    assert here.call.asked == "anything_else"


def test_after_five_proposals_none_counts(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    for _ in range(5):
        here.proposes("refund_payment")
    assert here.proposes("answer_faq", '{"topic": "equipment"}') == ""
    assert here.call.state.asking is not None


# --- reading again --------------------------------------------------------------------------------

ROUNDABOUT = "so the tree you know, oak, on that street, where we have twelve fourteen"


def test_a_roundabout_answer_is_read_again_in_plain_words(model_in: Callable[..., Asked]) -> None:
    here = model_in("address")
    assert here.ask(ROUNDABOUT) == ""
    assert here.asked[-1].purpose == "reading"
    assert "twelve fourteen Oak Street" in here.tells("# Oak Street")
    assert here.call.slots.address.street_line == "1214 Oak St"


@pytest.mark.parametrize("plain", ["1215 Oak Street", "# Elm Street", "-", "# # Oak Street", ""])
def test_words_that_are_not_the_callers_are_not_read(
    model_in: Callable[..., Asked], plain: str
) -> None:
    here = model_in("address")
    here.ask(ROUNDABOUT)
    said = here.tells(plain)
    assert said
    assert here.call.slots.address.street_name == ""
    assert here.call.notes("no_match") == ["address"]


def test_a_yes_or_no_is_never_read_by_a_model(model_in: Callable[..., Asked]) -> None:
    here = model_in("confirm_phone")
    here.ask("that number is one of my sister's old ones probably")
    assert [one.purpose for one in here.asked if one.purpose == "reading"] == []


def test_a_reading_that_fails_counts_as_not_understood(model_in: Callable[..., Asked]) -> None:
    here = model_in("address")
    here.ask(ROUNDABOUT)
    here.call.event(ModelFailed(op=here.asked[-1].op, fault="slow"))
    assert here.call.notes("no_match") == ["address"]


# --- the state ------------------------------------------------------------------------------------


def test_asking_survives_a_snapshot(model_in: Callable[..., Asked]) -> None:
    from agent.dialogue.state import decode, encode

    here = model_in()
    here.ask()
    assert decode(encode(here.call.state)) == here.call.state


def test_a_model_without_a_call_is_nothing() -> None:
    from agent.profile.load import load_default

    profile = load_default()
    state = dialogue.begin()
    for event in (ModelDone(op=1, model="m"), LevelChanged(level=0), Heard(text="hello")):
        state, commands = dialogue.step(profile, state, event)
        assert [one for one in commands if isinstance(one, Say)] == []


# --- what only odd moments bring ------------------------------------------------------------------


def test_courtesies_without_end_are_not_listened_to(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    said = here.tells(*["Thanks for asking."] * 13, done=False)
    assert "passed the question to the office" in said
    assert here.dropped == [here.asked[0].op]


def test_a_topic_without_words_of_its_own_goes_to_the_office(
    model_in: Callable[..., Asked],
) -> None:
    here = model_in()
    turn = Turn(structs.replace(here.call.profile, membership=None, faq={}), here.call.state)
    move = proposals.judge(turn, "answer_faq", '{"topic": "membership"}')
    assert callable(move)
    move(turn, QUESTION)
    assert [one.tool.message for one in turn.state.open] == [QUESTION]


@pytest.mark.parametrize("name", ["create_booking", "cancel_booking", "end_call"])
def test_nothing_is_taken_up_in_an_emergency(model_in: Callable[..., Asked], name: str) -> None:
    turn = _turn(model_in("how_can_i_help"))
    turn.set(hazard=Hazard(rule="GAS", tier="E1", quote="gas"))
    assert proposals.judge(turn, name, "{}") == "emergency or over"


@pytest.mark.parametrize("name", ["check_area", "get_windows", "get_visit", "end_call"])
def test_nothing_else_is_taken_up_in_a_booking(model_in: Callable[..., Asked], name: str) -> None:
    assert proposals.judge(_turn(model_in()), name, "{}") == "something else is under way"


def test_an_unsettled_emergency_is_not_ended(model_in: Callable[..., Asked]) -> None:
    turn = _turn(model_in("how_can_i_help"))
    turn.set(tier="E2")
    assert proposals.judge(turn, "end_call", "") == "an emergency is not settled"


def test_a_goodbye_is_the_callers_own(model_in: Callable[..., Asked]) -> None:
    turn = _turn(model_in("how_can_i_help"))
    move = proposals.judge(turn, "end_call", "")
    assert callable(move)
    move(turn, "goodbye")
    assert turn.state.outcome is not None


def test_whether_we_come_is_asked_by_zip(model_in: Callable[..., Asked]) -> None:
    here = model_in("how_can_i_help")
    here.ask()
    assert "ZIP" in here.proposes("check_area", '{"city": "Plano"}')
    assert here.call.asked == "zip"


def test_another_question_beside_ends_its_part(model_in: Callable[..., Asked]) -> None:
    here = model_in(FindWindows=None)
    here.ask()
    turn = _turn(here)
    turn.ask("NAME", "name", "name")
    asking.settle(turn)
    assert turn.state.asking is None


def test_a_danger_beside_ends_its_part(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    here.ask()
    turn = _turn(here)
    turn.set(hazard=Hazard(rule="GAS", tier="E1", quote="gas"))
    asking.settle(turn)
    assert turn.state.asking is None


def test_a_proven_visit_backs_what_is_said_of_it(model_in: Callable[..., Asked]) -> None:
    turn = _turn(model_in("how_can_i_help"))
    turn.set(window=VISIT.window, verified=True)
    facts = list(backing.sentences(turn.profile, turn.state))
    assert any(fact.startswith("Your visit is Wednesday") for fact in facts)
    turn.set(verified=False)
    assert not any("Your visit is" in one for one in backing.sentences(turn.profile, turn.state))


def _turn(here: Asked) -> Turn:
    return Turn(here.call.profile, here.call.state)


def test_a_sparse_profile_backs_only_what_it_has(model_in: Callable[..., Asked]) -> None:
    here = model_in()
    profile = here.call.profile
    bare = structs.replace(
        profile,
        fees=structs.replace(profile.fees, tuneup=None),
        membership=None,
        company=structs.replace(profile.company, address=""),
    )
    full, less = (set(backing.sentences(one, here.call.state)) for one in (profile, bare))
    assert less < full
