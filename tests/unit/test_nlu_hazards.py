"""Dangers are found in plain, played-down and foreign words, and not in words that look alike."""

from pathlib import Path

import pytest

from agent.nlu import hazards

PRESENT: dict[hazards.Rule, tuple[str, ...]] = {
    "GAS": (
        "I can smell gas in my basement.",
        "theres a funny smell kind of like gas by the dryer",
        "it smells a little bit like rotten eggs near the furnace",
        "rotten eggs by the furnace",
        "faint whiff of gas when I walk past the water heater",
        "there is a gas leak",
        "the gas line is hissing",
        "hissing at the gas line",
        "probably nothing but I smell gas every now and then",
        "no, I smell gas",
        "no heat and I smell gas",
        "I still smell propane",
        "hello yes um my kitchen has a sulfur smell",
        "we hit the gas line with a shovel",
        "gas is leaking from the pipe",
        "the gas detector is going off",
        "the whole hallway stinks of gas",
        "there's no smoke but I smell gas",
        "we had a leak last year and now it smells like gas again",
        "my daughter says she smells gas",
        "help, I smell gas",
        "I hate this, I smell gas",
        "someone left the gas on",
        "huele a gas en la cocina",
        "creo que hay una fuga de gas",
        "hay un olor a gas",
        "Huele a huevos podridos",
        "i don't know why but i smell gas",
        "I can't stop smelling gas",
        "can you come quick my apartment smells like gas",
    ),
    "CO": (
        "my carbon monoxide alarm is going off",
        "the CO detector is screaming",
        "carbon monoxide alarm won't stop",
        "The C.O. detector gave four beeps and keeps going.",
        "our co monitor reads ninety",
        "we all got headaches since the heater came on",
        "everyone is dizzy when the furnace runs",
        "the exhaust is coming back into the house",
        "the flue pipe fell off the boiler",
        "the fire department said there is carbon monoxide here",
        "there are fumes coming from the heater",
        "la alarma de monóxido está sonando",
        "hay monóxido de carbono",
        "the co detector chirps and we feel sick",
        "I feel nauseous whenever the furnace is on",
    ),
    "FIRE": (
        "there's smoke coming from the vents",
        "the heater is on fire",
        "I see flames behind the panel",
        "the outlet is sparking",
        "sparks came out of the thermostat",
        "I got shocked by the air handler",
        "the unit gave me a shock",
        "the wires are melting",
        "hay humo saliendo del calentador",
        "se está quemando el aire acondicionado",
        "the smoke alarm is going off",
        "smoke",
        "the plug is burning",
        "the breaker panel is sparking",
        "it's probably nothing but a little smoke comes out of the unit",
        "the condenser exploded",
        "an electrical fire in my closet",
        "it's smoking again",
    ),
    "ELEC_SMELL": (
        "it smells like burning plastic",
        "there is a burnt rubber smell",
        "burning smell from the air handler",
        "I smell something burning",
        "an electrical smell when the fan runs",
        "the panel feels hot",
        "huele a quemado",
        "smells like hot wires",
    ),
    "DUST_SMELL": (
        "it smells like burning dust",
        "dusty smell since we turned on the heat",
        "there's a burning smell the first time we turned on the heat this season",
    ),
    "CO_CHIRP": (
        "the carbon monoxide detector chirps once a minute",
        "my co alarm has a low battery",
        "co detector says end of life",
        "the co detector needs a new battery",
    ),
    "MEDICAL": (
        "my husband passed out",
        "she's not breathing",
        "he has chest pain",
        "grandma is unconscious",
        "I think he is having a stroke",
        "the baby won't wake up",
        "she can't breathe",
        "mi mamá no respira",
        "my father has heat stroke",
    ),
    "VIOLENCE": (
        "I'm going to kill myself",
        "he has a gun",
        "someone broke into my house",
        "I will shoot your technician up I'll shoot you",
        "he is hitting me",
    ),
    "WATER_A": (
        "water is coming through the ceiling",
        "it's leaking onto the electrical panel",
        "the basement is flooding",
        "a pipe burst at the boiler",
        "water is pouring out of the unit",
        "there's water everywhere",
        "the ceiling is dripping under the air handler",
    ),
    "WATER_B": (
        "my AC is leaking",
        "there's a puddle by the furnace",
        "the drain pan is full of water",
        "it drips a bit",
        "la unidad está goteando agua",
        "the carpet next to the unit is wet",
    ),
    "REFRIG": (
        "the outdoor unit is hissing",
        "I think it's leaking freon",
        "a refrigerant leak",
    ),
    "CRITICAL_SITE": (
        "our server room is getting hot",
        "this is a nursing home and the air is out",
        "the walk-in cooler is warm",
    ),
}
OTHER_STANCE: dict[tuple[hazards.Rule, hazards.Stance], tuple[str, ...]] = {
    ("GAS", "negated"): (
        "no, I don't smell gas",
        "no gas smell",
        "No smell of gas at all.",
        "I don't smell any gas",
        "we never smelled gas",
        "there isn't a gas leak",
        "I don't think it's a gas leak",
        "nobody smells gas here",
        "it's not gas",
        "no smoke or gas smell",
        "I can't smell any gas",
    ),
    ("FIRE", "negated"): (
        "there's no smoke",
        "no smoke no fire",
        "I don't see any smoke or flames",
        "it's not on fire",
        "without any sparks",
        "nothing is burning",
    ),
    ("CO", "negated"): (
        "no carbon monoxide alarm",
        "the co alarm is not going off",
        "I don't hear a carbon monoxide alarm",
    ),
    ("MEDICAL", "negated"): ("no chest pain",),
    ("GAS", "past"): (
        "we had a gas leak last year",
        "I smelled gas yesterday but not today",
        "the gas smell is gone",
        "there used to be a gas smell",
        "we had a gas smell two months ago",
        "the gas leak was repaired",
        "the smell of gas went away",
    ),
    ("CO", "past"): (
        "the co alarm went off last winter",
        "it was a false alarm with the carbon monoxide detector",
    ),
    ("FIRE", "past"): (
        "the old unit caught fire years ago",
        "the smoke has cleared",
        "there was smoke last week",
    ),
    ("WATER_B", "past"): ("we had a leak last year", "it was leaking last summer"),
    ("GAS", "asked"): (
        "do you fix gas leaks?",
        "what should I do if I smell gas",
        "do you guys repair gas leaks",
        "how much to fix a gas leak",
        "what if there's a gas leak",
        "can you test for gas leaks",
    ),
    ("CO", "asked"): (
        "do you check for carbon monoxide",
        "what do I do if the carbon monoxide alarm sounds",
    ),
    ("GAS", "vague"): (
        "I'm not sure if it's gas",
        "could it be a gas leak",
        "I can't tell if that's gas",
    ),
    ("CO", "vague"): ("an alarm is going off in the hallway", "it might be carbon monoxide"),
    ("FIRE", "vague"): ("my smoke detector keeps beeping",),
    ("VAGUE", "vague"): (
        "it's an emergency",
        "this is urgent",
        "please help",
        "ayuda por favor",
        "I need somebody ASAP",
    ),
}
NOTHING = (
    "the fireplace pilot is out",
    "the gas furnace won't start",
    "my gas bill went up",
    "the gas company turned us back on and the heater is dead",
    "the smoke detector needs a battery",
    "the smoke detector is chirping",
    "the furnace won't fire up",
    "fire up the heat please",
    "when it fires up it rattles",
    "sticker shock on that quote",
    "this heat is killing us",
    "the flame sensor is dirty",
    "is the gas valve off",
    "the emergency heat is on all the time",
    "how can you help me",
    "can you help me with an appointment",
    "it's not an emergency",
    "we are melting in here",
    "the burner is dirty",
    "a weird noise from my gas furnace",
    "my water heater is old",
    "I'd like a tune up in november",
    "can you kill the second appointment",
    "I have a heart condition",
    "I don't smoke",
    "my house is in denver co eight oh two oh six",
    "a gas station is next to us",
    "our spark igniter was replaced",
    "the pilot flame keeps going out",
    "",
    "yes",
)
# Text, rule and stance; rule "-" where nothing is dangerous, "?" where we may ask but not start.
LINES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[1] / "data" / "hazards.tsv").read_text("utf-8").splitlines()
]
CASES = [
    *((text, rule, "present") for rule, texts in PRESENT.items() for text in texts),
    *((text, rule, stance) for (rule, stance), texts in OTHER_STANCE.items() for text in texts),
]


@pytest.mark.parametrize(("text", "rule", "stance"), CASES)
def test_hazard_and_stance(text: str, rule: hazards.Rule, stance: hazards.Stance) -> None:
    found = {hazard.rule: hazard.stance for hazard in hazards.find(text)}
    assert found.get(rule) == stance, found


@pytest.mark.parametrize(
    ("text", "rule", "stance"), [line for line in LINES if line[1] not in "-?"]
)
def test_dangers_are_heard_in_any_wording(text: str, rule: str, stance: str) -> None:
    found = [(hazard.rule, hazard.stance) for hazard in hazards.find(text)]
    assert (rule, stance) in found


@pytest.mark.parametrize("text", [text for text, rule, _ in LINES if rule == "-"])
def test_words_that_only_look_dangerous_are_let_be(text: str) -> None:
    assert hazards.find(text) == ()


@pytest.mark.parametrize("text", [text for text, rule, _ in LINES if rule == "?"])
def test_pictures_and_names_start_no_alarm(text: str) -> None:
    starts = {"GAS", "CO", "FIRE", "MEDICAL", "VIOLENCE", "ELEC_SMELL", "WATER_A"}
    assert [h for h in hazards.find(text) if h.rule in starts and h.stance == "present"] == []


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_dangerous(text: str) -> None:
    assert hazards.find(text) == ()


@pytest.mark.parametrize(("text", "rule", "stance"), CASES)
def test_capitals_and_signs_change_nothing(
    text: str, rule: hazards.Rule, stance: hazards.Stance
) -> None:
    shown = text[:1].upper() + text[1:].rstrip(".?!") + "."
    found = {hazard.rule: hazard.stance for hazard in hazards.find(shown)}
    assert found.get(rule) == stance, found


def test_the_most_dangerous_present_hazard_comes_first() -> None:
    rules = [h.rule for h in hazards.find("water drips from the unit and I smell gas")]
    assert rules[0] == "GAS"
    found = hazards.find("there's no gas smell but smoke is coming out")
    assert (found[0].rule, found[0].stance) == ("FIRE", "present")
    assert ("GAS", "negated") in [(h.rule, h.stance) for h in found]


def test_the_quote_holds_the_words_that_said_so() -> None:
    assert hazards.find("Well, I smell gas today")[0].quote == "smell gas"


def test_there_are_enough_forms() -> None:
    assert len(CASES) + len(NOTHING) >= 150


@pytest.mark.parametrize(
    "text",
    [
        "the ac's blowing warm and the upstairs thermostat keeps going blank",
        "my bedroom is hot and the breaker box looks fine",
        "I reset the breaker and it's still hot in here",
        "the thermostat says seventy but it's warm in the house",
        "upstairs is hot, I checked the breaker",
        "warm air coming out and I flipped the breaker twice",
        "cambié el breaker y sopla aire caliente",
        "my thermostat went black",
        "the thermostat is all dark and the fan won't stop",
        "the thermostat display is going black on me",
        "the light on the thermostat is yellow",
        "the thermostat light is yellow",
    ],
)
def test_warm_air_and_a_dark_screen_are_no_danger(text: str) -> None:
    assert hazards.find(text) == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("the breaker trips and it's hot to the touch", "ELEC_SMELL"),
        ("the wall is hot behind the thermostat", "ELEC_SMELL"),
        ("it's blowing cold and the outlet is hot", "ELEC_SMELL"),
        ("the thermostat is black around the edges", "FIRE"),
        ("the thermostat turned brown", "FIRE"),
        ("the outlet is all black", "FIRE"),
        ("the light switch is all brown", "FIRE"),
        ("it's hot in our restaurant", "CRITICAL_SITE"),
    ],
)
def test_a_hot_or_scorched_part_is_one_beside_warm_air_too(text: str, rule: str) -> None:
    assert rule in {one.rule for one in hazards.find(text)}


@pytest.mark.parametrize(
    ("text", "rule", "stance"),
    [
        ("the gas pipe's leaking into the crawl space", "GAS", "present"),
        ("propane is leaking in the garage", "GAS", "present"),
        ("it reeks of old eggs that have gone bad by the water heater", "GAS", "present"),
        ("the connector spits gas when you touch it", "GAS", "present"),
        ("it smells like a burner was left on with no flame", "GAS", "present"),
        ("my father's skin feels hot and dry and the ac is out", "MEDICAL", "present"),
        ("grandma doesn't know who we are and it's ninety five in here", "MEDICAL", "vague"),
        ("the lady upstairs isn't responding", "MEDICAL", "present"),
        ("there's a waterfall coming down the stairs", "WATER_A", "present"),
        ("it's raining through my kitchen ceiling", "WATER_A", "present"),
        ("the plumber found a gas leak and capped it", "GAS", "past"),
        ("well say somebody smelled gas would you come", "GAS", "asked"),
        ("the monoxide meter says zero", "CO", "negated"),
        ("how high is dangerous for carbon monoxide", "CO", "asked"),
        ("would we get carbon monoxide from a blocked flue", "CO", "asked"),
        ("I'd hate for my tenants to get carbon monoxide", "CO", "asked"),
        ("could my grandmother get heat stroke in this", "MEDICAL", "asked"),
        ("it could leak gas some day", "GAS", "vague"),
        ("the carbon monoxide alarm peeps every minute", "CO_CHIRP", "present"),
        ("I need somebody a s a p", "VAGUE", "vague"),
    ],
)
def test_a_danger_is_heard_as_it_is_meant(text: str, rule: str, stance: str) -> None:
    assert (rule, stance) in [(one.rule, one.stance) for one in hazards.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "nobody in our family smokes",
        "we smoked a turkey on the patio",
        "the estimate shocked me",
        "can you convert us from gas to a heat pump",
        "the burglary alarm code is 4410",
        "I bought some eggs",
        "I plugged it in and it runs fine",
        "the thermostat isn't responding",
    ],
)
def test_everyday_talk_holds_no_danger(text: str) -> None:
    assert [one for one in hazards.find(text) if one.rule != "VAGUE"] == []
