"""Facts that are no slot: found where they are said, and nowhere else."""

import pytest

from agent.nlu import key_fact_questions, key_facts

SAID = """
access_code: the gate code is 4410
access_code: code for the gate is four four one oh
access_code: the code to get in the building is 77 pound
access_code: use code 1 2 3 4 on the lockbox
access_code: there's no gate code anymore
access_code: el codigo del porton es 4410
access: the key is under the mat
access: there's a lockbox on the back railing
access: you have to check in with security at the front desk
access: our doorbell doesn't work
access: please ring the bell twice
pets: we have a big german shepherd
pets: there are two cats, don't let them out
pets: watch out for the dog he bites
pets: tenemos un perro grande
technician: I'd like the same guy as last time
technician: please don't send Steve again
technician: can I have a female technician
parking: you can park in the driveway
parking: he should park on the street
parking: parking is behind the building
parking: puede estacionarse en la cochera
entrance: please come to the side door
entrance: use the back entrance
entrance: he needs to come around back
people: my wife will be home
people: My wife and I will be home
people: my husband Bob will let him in
people: please ask for Linda
people: nobody will be home until three
people: mi esposa estara en casa
best_time: the best time to call is after five
best_time: don't call before ten, I work nights
best_time: you can reach me between noon and two
contact_first: please call before you come
contact_first: can he give me a call before he comes
contact_first: have him text me when he's on the way
contact_first: I prefer texts
contact_number: my wife's number is 303 555 0144
contact_number: another number you can try is 303-555-0166
communication: I'm hard of hearing
communication: my mother only speaks Spanish
brand: the furnace is a Trane
brand: we have a Lennox air conditioner
age: the furnace is about 15 years old
age: it's a twelve year old unit
age: the ac was installed in 2009
model: the model number is TUD2B080
location: the unit is up in the attic
error: it's showing error code 33
shutoff: the breaker box is in the garage
work_done: we replaced the capacitor last summer
work_done: somebody from another company recharged the freon in June
warranty: it's still under warranty
membership: we are members of your comfort club
role: I'm renting
role: my landlord has to approve anything over two hundred
health: my son is allergic to dogs
health: please wear a mask
climb: he'll need a tall ladder
climb: the attic access is in the master closet
floor: we're on the third floor
filter_size: the filter is 16 by 25 by 1
filter_size: it takes a 20x20x4 filter
thermostat: we have a nest thermostat
payment: I'll be paying with a check
payment: send the invoice to my office
source: I found you on google
source: my neighbor recommended you
deadline: it has to be done by Friday
deadline: we have guests coming on Saturday
note: please note that the basement light is broken
note: tell him the fence is electric
note: let the technician know that we have a newborn sleeping
note: por favor anote que la luz del sotano no sirve
"""
SMALL_TALK = """
hi how are you
good morning
I'm fine thanks and you
it's really hot today
it's been a long day
can you hear me
hello are you there
yes
no
yeah that's right
no that's wrong
that works for me
the first one please
the second one
tomorrow morning
next Tuesday after three
any time is fine
as soon as possible
I don't know
I'm not sure
what was the question
could you repeat that
hold on a second
let me check
okay
sure
thank you so much
you've been very helpful
have a nice day
goodbye
my name is Ellen Marsh
Ellen Marsh E L L E N
this is Dana Whitfield
two one four five five five oh one seven seven
my number is 214-555-0177
you can use the number I'm calling from
seven five two oh four
the zip code is 75204
my zip is 75204
twelve fourteen Oak Street
1214 Oak Street Dallas
442 South Humboldt Street apartment four
I live on Park Avenue
the house number is 1214
my ac is blowing warm air
my furnace stopped working
no heat
the heater makes a rattling noise
there's water leaking from the unit
the thermostat is blank
it's seventy degrees in here
we need a tune up
I want to book an appointment
I need to move my appointment
please cancel my visit
my confirmation code is K7M2QX
the code is K7M2QX
when is my appointment
how much is a service call
what are your hours
where are you located
do you take credit cards
do you have a membership plan
do you work on Trane
is there a warranty
are you licensed
can he park in the driveway
do you have a dog
is the office closed on Sunday
how long does it take
what brands do you carry
do you call before you come
what if I have a dog
just checking did you get the gate code
you have the gate code right
read me back the gate code please
can I pay by check
do you offer financing
are you a robot
let me talk to a person
I want to speak to a manager
this is ridiculous
I've been waiting all day
you people are useless
I already told you that
never mind
forget it
no thanks
nothing else
that's all
start over
go back
slower please
say that again
I was wondering if you do duct cleaning
I'd like to know if you come on weekends
it's just me and my husband
nobody with a medical condition
no gas smell no alarm
no smoke either
I called last week
somebody was supposed to come yesterday
my brother is a plumber
I love this song
the game was great last night
"""


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_what_matters_is_kept_as_it_was_said(line: str) -> None:
    """The topic is right, and the text is the caller's own."""
    topic, _, said = line.partition(": ")
    found = key_facts.find(said)
    assert topic in [one.topic for one in found]
    assert all(one.text in said for one in found)


@pytest.mark.parametrize("said", SMALL_TALK.strip().splitlines())
def test_small_talk_answers_and_questions_are_no_facts(said: str) -> None:
    assert key_facts.find(said) == ()


def test_a_hundred_lines_of_small_talk_are_tried() -> None:
    assert len(SMALL_TALK.strip().splitlines()) >= 100


def test_several_facts_in_one_breath() -> None:
    """Signs are not needed: a clause also ends where another one begins."""
    found = key_facts.find(
        "the gate code is 4410 and there's a dog in the yard and please park in the alley"
    )
    assert [(one.topic, one.about) for one in found] == [
        ("access_code", "gate"),
        ("pets", "dog"),
        ("parking", ""),
    ]


def test_what_a_fact_is_about_has_one_name() -> None:
    assert key_facts.find("our puppy is friendly")[0].about == "dog"
    assert key_facts.find("the upstairs heater is a Trane")[0].about == "upstairs furnace"


def test_a_note_goes_on_to_the_end_of_its_sentence() -> None:
    (note,) = key_facts.find("please note that the lights flicker and the tv turns itself off")
    assert note.text.endswith("the tv turns itself off")


def test_a_long_fact_is_cut_at_a_word() -> None:
    (fact,) = key_facts.find("please note that " + "the porch is very slippery " * 12)
    assert len(fact.text.encode()) <= key_facts.MAX_BYTES
    assert fact.text.split()[-1] in "the porch is very slippery"


def test_a_correction_is_heard() -> None:
    assert key_facts.find("actually the dog is out back")[0].corrects
    assert not key_facts.find("the dog is out back")[0].corrects
    assert not key_facts.find("actually we also have a cat")[0].corrects


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("the gate code is 4410", True),
        ("yes, the gate code is 4410", True),
        ("the gate code is 4410 and I need a tune-up", False),
        ("what are your hours", False),
        ("", False),
    ],
)
def test_facts_alone_are_told_from_facts_beside_something_else(said: str, alone: bool) -> None:
    assert key_facts.only_facts(said) is alone


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("what gate code did you write down?", {"gate", "code"}),
        ("did you note the dog?", {"dog"}),
        ("can you tell me what gate code you wrote down", {"gate", "code"}),
        ("can you repeat the gate code I gave you", {"gate", "code"}),
        ("what's the code I gave you for the gate", {"gate", "code"}),
        ("have you got the gate code written down", {"gate", "code"}),
        ("you wrote down the dog right", {"dog"}),
        ("which door did I tell you to use", {"door"}),
        ("que codigo anoto", {"codigo"}),
    ],
)
def test_a_question_about_our_notes_is_told_by_its_words(said: str, words: set[str]) -> None:
    asked = key_fact_questions.asked(said)
    assert asked is not None
    assert asked.plainly
    assert words <= asked.words


def test_a_question_about_everything() -> None:
    for said in ("what did you write down?", "what notes do you have"):
        asked = key_fact_questions.asked(said)
        assert asked is not None
        assert asked.everything


def test_do_you_have_asks_only_for_what_we_have() -> None:
    asked = key_fact_questions.asked("do you have the gate code?")
    assert asked is not None
    assert not asked.plainly


@pytest.mark.parametrize(
    "said",
    [
        "can you note that the dog is friendly",
        "please write down that we have a dog",
        "do you have any appointments",
        "what are your hours",
        "the code I gave you is 4410",
    ],
)
def test_telling_and_other_questions_ask_for_no_note(said: str) -> None:
    assert key_fact_questions.asked(said) is None
