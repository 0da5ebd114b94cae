"""Words around days and times that correct, refuse or widen them (see `phrases`)."""

from typing import Literal

from agent.nlu.phrases import Phrasebook

Cue = Literal[
    "correct", "refuse", "soonest", "flexible", "until_day", "or", "skip", "but",
    "refused",  # a day was just refused: a list may go on
    "back",  # "gone until": the day after it is the first that suits
]  # fmt: skip
Anaphor = Literal["next_one", "weekday_after", "day_after", "day_before", "week_after"]
_BUSY = (
    "the/a/an/my/our/another? *? *? "
    "dentist/doctor/doctors/appointment/meeting/meetings/class/wedding/"
    "funeral/surgery/interview/conference/conflict/party/game/practice/church/court/plans/school/"
    "work"
)
CUES: Phrasebook[Cue] = Phrasebook(
    {
        "skip": (
            "no problem/matter/preference/later/earlier/good_before",
            "not sure",
            "not before",
            "one/two of us",
            "either/that/this/which/first/second/third/any/last/other one",
            "last/past week/month/year/night/monday/tuesday/wednesday/thursday/friday/saturday/"
            "sunday",
            "first/second/third/1st/2nd/3rd one/option/floor/story/choice/slot/window/available",
            "first/1st name/appointment",
            "since/already_on/was_for monday/tuesday/wednesday/thursday/friday/saturday/sunday",
            "yesterday",
            "one/a second/sec/moment/minute",
            "the one/ones",
        ),
        "correct": (
            "no wait/sorry/actually/i_mean/make_it/make_that/rather?",
            "no/sorry/wait/actually/rather/oops/instead",
            "i meant/mean",
            "make it/that",
            "scratch that",
            "excuse/pardon me",
            "my mistake/bad",
            "whoops/correction",
            "never mind",
            "nevermind",
            "or rather",
            "or no",
            "let us say/do/make_it",
            "better yet",
            "on second thought",
            "well actually",
        ),
        "refuse": (
            "but? not on/this/the?",
            "any day/time/thing but/except",
            "anything/anytime but/except",
            "except for/on?",
            "besides/other_than/excluding on?",
            "closed on?",
            "can not do/make/be_there/be_home on/it/it_on?",
            "will not be home/there/here/around on?",
            "i_am/we_are/i_will_be/we_will_be busy/gone/away/out_of_town/traveling/unavailable/"
            "booked/not_home on?",
            "out of town on?",
            "not available/home/around on?",
            "instead of/rather_than",
            "do not want",
            "i/we/he/she work/works on?",
            "i_am/we_are/he_is/she_is working on?",
            f"have/got got? {_BUSY} on?",
        ),
        "soonest": (
            "earliest/soonest/asap/quickest/immediately",
            "as soon/quick/quickly/early as possible/you_can",
            "right away",
            "right now",
            "first/next available/opening/open",
            "sooner the better",
            "first thing you have",
        ),
        "flexible": (
            "any day/one/of_those/time/weekday",
            "weekdays",
            "anytime/whenever/whatever/whichever/flexible",
            "does/do not matter/care/mind",
            "no preference/matter",
            "up to you",
            "you pick/choose/decide/tell_me",
            "either works/is_fine/way",
            "open all week/day",
        ),
        "until_day": ("by/before/no_later_than on?", "on or before"),
        "but": ("but on?",),
        "or": ("or/and/either/maybe", "or? if not", "or? failing that"),
    }
)
BAD_AFTER = Phrasebook(
    {
        "bad": (
            "is/are/would_be closed/no_good/no_use/off_the_table/"
            "out/taken/full/bad/not_good/not_great/impossible/busy",
            "does/do/will/would not work/suit/do",
            "is/are not good/great/possible/an_option/going_to_work",
            "will not work",
        )
    }
)
ANAPHORS: Phrasebook[Anaphor] = Phrasebook(
    {
        "next_one": (
            "the one after that/this/it?",
            "the next/following one",
            "the one following",
            "the weekend after that?",
        ),
        "weekday_after": (
            "the? monday/tuesday/wednesday/thursday/friday/saturday/sunday after that/this/it one?",
        ),
        "day_after": ("the? day after that/it?", "the? next/following day"),
        "day_before": ("the? day before that/it?",),
        "week_after": ("the? week after that/it?", "the? following week"),
    }
)
"""Days named by pointing at one named before."""
LEADS: Phrasebook[bool] = Phrasebook(
    {
        True: (
            "let us do/say/make_it/shoot_for/try/go_for/go_with/aim_for/plan_on",
            "make/call/do it",
            "say/do/maybe/try",
            "how/what about",
            "how is",
            "shoot/aim/go/plan for/with/on",
            "me in/down for",
            "i mean/meant/said",
        )
    }
)
"""Before a bare number these show that it is a time."""
AGREED: Phrasebook[bool] = Phrasebook(
    {
        True: (
            "is fine/good/great/perfect/okay/ok/best/better/ideal",
            "works/suits",
            "would work/be/suit",
            "sounds good/great/fine/perfect",
        )
    }
)
"""After a bare number these show that it is a time: "ten is fine"."""
