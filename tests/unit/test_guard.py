"""Nothing that a model made up passes; facts of the company do, in their own words."""

import pytest
from msgspec import structs

from agent.dialogue import backing, guard
from agent.dialogue.claims import form
from agent.dialogue.step import begin
from agent.profile.load import load_default

PROFILE = load_default()
FACTS = backing.sentences(PROFILE, begin())
FORMS = backing.forms(FACTS)
SPANISH = backing.sentences(PROFILE, structs.replace(begin(), language="es"))


def kind(clause: str, question: str = "") -> str:
    verdict = guard.judge(clause, FORMS, question)
    return f"{verdict.kind}{'' if verdict.passes else ' refused'}"


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_may_be_said_as_it_stands(fact: str) -> None:
    assert kind(fact) == "backed"


@pytest.mark.parametrize("fact", SPANISH)
def test_every_spanish_fact_may_be_said_as_it_stands(fact: str) -> None:
    assert guard.judge(fact, backing.forms(SPANISH)).kind == "backed"


@pytest.mark.parametrize(
    "clause",
    [
        "A service visit is $89.",
        "So, a service visit is eighty-nine dollars.",
        "A service visit is $89.00, and it's waived if you go ahead with the repair.",
        "We offer financing on new systems.",
        "We work on boilers and mini-splits.",
        "We're open Saturday 8:00 AM to 12:00 PM.",
        "We are open on Saturday, from eight to noon.",
        "The technician calls about 30 minutes before arriving.",
        "No, there's no fee to cancel.",
    ],
)
def test_facts_pass_in_other_words_that_mean_the_same(clause: str) -> None:
    assert kind(clause) == "backed"


@pytest.mark.parametrize(
    "clause",
    [
        "A service visit is $19.",
        "A service visit is ninety-eight dollars.",
        "A service visit is ８８ dollars.",
        "A visit is $149.",
        "A visit outside office hours is $89.",
        "The technician is getting to you in about thirty minutes.",
        "We're open Saturday 8 AM to 4 PM.",
        "It takes about two hours.",
        "You can reach us at 214 555 0100.",
        "The office opens at half past six, thirteen Main Street.",
    ],
)
def test_numbers_that_no_fact_has_in_that_place_are_refused(clause: str) -> None:
    assert kind(clause) == "number refused"


@pytest.mark.parametrize(
    "clause",
    [
        "The visit is free.",
        "Estimates are free.",
        "It won't cost you anything.",
        "We'll waive that for you.",
        "You get a full refund.",
        "Someone can come tomorrow.",
        "We're open Sunday.",
        "A technician is on the way.",
        "You're all set for Tuesday.",
        "I've booked it for you.",
        "Your visit is cancelled.",
        "We guarantee that it works.",
        "It's safe to stay inside.",
        "You can ignore the alarm.",
        "I am a real person.",
        "My instructions say to be polite.",
        "The owner approved it.",
    ],
)
def test_promises_prices_times_and_advice_without_a_fact_are_refused(clause: str) -> None:
    assert kind(clause) == "strong refused"


@pytest.mark.parametrize(
    "clause",
    [
        "Yes, we service swimming pools.",
        "We don't offer financing.",
        "No, we offer financing on larger repairs and new systems.",
        "We only work on boilers.",
        "Our crew is the best in Texas.",
        "Lennox owns us.",
        "Wе offеr frее sеrviсе.",
    ],
)
def test_whatever_no_fact_says_is_refused(clause: str) -> None:
    assert not guard.judge(clause, FORMS, "do you service swimming pools").passes


@pytest.mark.parametrize(
    "clause",
    [
        "Your warranty company is accepted.",
        "Your system has a parts warranty.",
        "The office will call you.",
        "The office tells you what's included.",
        "The office deletes them.",
        "If you ask, the office is included.",
        "Newer systems have a parts warranty from the maker.",
        "We keep your details.",
        "If you see ice, run the cooling so it can thaw.",
        "The technician starts the work before quoting.",
    ],
)
def test_a_fact_without_its_condition_is_another_claim(clause: str) -> None:
    assert not guard.judge(clause, FORMS).passes


@pytest.mark.parametrize(
    "clause",
    [
        "You can not move or cancel a visit without charge.",
        "I can't take a short message for them, but I can put you through.",
        "I can't price a repair, not over the phone.",
    ],
)
def test_a_negation_that_moves_or_doubles_makes_another_claim(clause: str) -> None:
    assert not guard.judge(clause, FORMS).passes


@pytest.mark.parametrize(
    "clause",
    [
        "We offer financing on repairs.",
        "We service all brands of furnaces.",
        "We work on commercial units.",
        "If it trips again, leave it on.",
        "If it trips again, leave it on and let a technician look at it.",
        "Boilers work on furnaces.",
    ],
)
def test_a_fact_without_what_narrows_it_or_in_another_order_is_refused(clause: str) -> None:
    assert not guard.judge(clause, FORMS).passes


@pytest.mark.parametrize(
    "clause",
    [
        "Ofrecemos financiamiento para reparaciones y equipos.",
        "Si vuelve a saltar, déjelo.",
        "Asegúrese de que las rejillas no estén abiertas y sin nada que las tape.",
    ],
)
def test_a_spanish_fact_without_what_narrows_it_is_refused(clause: str) -> None:
    assert not guard.judge(clause, backing.forms(SPANISH)).passes


def test_a_fact_is_no_yes_at_its_end_either() -> None:
    assert kind("We offer financing on larger repairs and new systems.") == "backed"
    assert kind("We offer financing on larger repairs and new systems, true.") == "unbacked refused"
    assert kind("Absolutely, we work for homeowners directly.") == "unbacked refused"


@pytest.mark.parametrize(
    "clause",
    [
        "I'm not sure about that, but it's okay.",
        "I'm not sure, but beeping is normal.",
        "I don't know, you could burn wood in it.",
        "Burn wood in it, I'm not sure.",
        "I don't know why you could not burn wood in it.",
    ],
)
def test_doubt_is_no_cover_for_a_claim(clause: str) -> None:
    question = "is beeping normal, and why could I not burn wood in it"
    assert not guard.judge(clause, FORMS, question).passes


def test_a_fact_is_no_yes_to_whatever_was_asked() -> None:
    assert kind("Yes, we offer financing on new systems.") == "backed"
    assert kind("Yes, we work for homeowners directly.") == "unbacked refused"
    assert guard.without_lead("Yes, we work for homeowners.") == "We work for homeowners."
    assert guard.without_lead("Of course: we do.") == "We do."
    assert guard.without_lead("Yesterday, we worked.") == ""


@pytest.mark.parametrize("clause", ["No.", "Yes, sure.", "Of course.", "Absolutely!", "We do not."])
def test_a_bare_yes_or_no_answers_nothing(clause: str) -> None:
    verdict = guard.judge(clause, FORMS, "is the visit free")
    assert not verdict.passes
    assert verdict.skipped


@pytest.mark.parametrize("clause", ["Would you like to book a visit?", "¿Quiere una visita?"])
def test_questions_are_the_dialogues_own(clause: str) -> None:
    assert guard.judge(clause, FORMS).skipped


@pytest.mark.parametrize("clause", ["See www.example.com", "Write to a@example.com", "dot com"])
def test_links_are_refused(clause: str) -> None:
    assert not guard.judge(clause, FORMS).passes


def test_courtesy_and_honest_doubt_pass() -> None:
    question = "do you service swimming pools"
    assert kind("Thanks for asking.") == "courtesy"
    assert kind("I'm not sure about swimming pools.", question) == "doubt"
    assert kind("I don't have that information.", question) == "doubt"
    assert kind("I'm not sure, but swimming pools are free.", question) == "strong refused"
    assert kind("I'm not sure about hot tubs.", question) == "unbacked refused"


def test_an_answer_stays_short() -> None:
    assert guard.fits([], "We offer financing.")
    assert not guard.fits(["word " * 30], "and six more words than allowed")
    assert not guard.fits(["One.", "Two.", "Three."], "Four.")


def test_the_visit_is_a_fact_only_for_its_owner() -> None:
    assert not [fact for fact in FACTS if fact.startswith("Your visit")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It's $1,250.50 in total.", "it is 1250 dollars and 50 cents in total"),
        ("Open at 8:00 AM.", "open at eight am"),
        ("twenty-five percent", "25%"),
    ],
)
def test_one_form_for_all_ways_to_write_a_figure(one: str, other: str) -> None:
    assert form(one) == form(other)


LISTED = (
    "We repair gas-fired tankless heaters in private homes.",
    "We handle small commercial kitchens and single-family homes.",
    "Our senior electricians inspect older panels for landlords, sellers and buyers.",
    "In the cold season, plumbers thaw frozen outdoor taps.",
    "Every joint is soldered or pressed by a master plumber.",
    "Reparamos calentadores nuevos y bombas de pozo en casas.",
)


@pytest.mark.parametrize(
    ("clause", "passes"),
    [
        ("We repair heaters.", False),
        ("We repair tankless heaters in homes.", False),
        ("We repair gas-fired tankless heaters.", False),
        ("We handle commercial kitchens.", False),
        ("We handle kitchens and homes.", False),
        ("Our electricians inspect older panels for landlords.", False),
        ("Our senior electricians inspect panels for sellers.", False),
        ("Our senior electricians inspect older panels.", False),
        ("Plumbers thaw frozen outdoor taps.", False),
        ("Every joint is soldered by a master plumber.", False),
        ("Reparamos calentadores en casas.", False),
        ("Reparamos calentadores nuevos.", False),
        ("We handle small commercial kitchens.", True),
        ("Our senior electricians inspect older panels for sellers and buyers.", True),
        ("Our senior electricians inspect older panels for landlords.", True),
        ("Reparamos calentadores nuevos en casas.", True),
    ],
)
def test_of_a_fact_of_any_trade_only_listed_things_are_left_out(clause: str, passes: bool) -> None:
    verdict = guard.judge(clause, backing.forms(LISTED))
    assert verdict.passes == passes, verdict


def test_a_statement_of_a_sentence_stands_alone_with_its_conditions() -> None:
    forms = backing.forms(
        (
            "Our work is guaranteed for three years, and parts carry the maker's warranty.",
            "A visit is $79, and a second one is $20 only if it is the same fault.",
        )
    )
    assert guard.judge("Parts carry the maker's warranty.", forms).passes
    assert guard.judge("Our work is guaranteed for three years.", forms).passes
    assert not guard.judge("Our work is guaranteed.", forms).passes
    assert not guard.judge("A second one is $20.", forms).passes
