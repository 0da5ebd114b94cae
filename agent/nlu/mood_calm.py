"""What only looks angry: weather, good humour, and the faults people call about."""

from agent.nlu.phrases import word_set

CALM: dict[str, tuple[str, ...]] = {
    "fine": (
        "hot/hotter/cold/colder than/as hell",
        "hot/cold/humid as heck/hell/blazes",
        "i said hi/hello/hey/thanks/thank_you/goodbye",
        "damn/darn/dang hot/cold/good/nice/great/heat/cool/near/humid",
        "hell/heck/damn yeah/yes/right",
        "will/would be damned",
        "well hell/damn/crap",
        "oh/aw/ah crap/shoot/damn/darn/hell",
        "heck of a",
        "hot damn/dang/dog *?",
        "i said hello/hi/hey/thanks/thank_you",
        "freaking/freaked out/me_out",
        "killing me",
        "wow that is/was? great/nice/fast/quick/good/wonderful/cheap/perfect",
        "wow thanks/thank_you/okay/great",
        "oh my goodness",
        "oh? my god it is/the/my/thank/that_is/that_would/we/i_am *?",
        "no no problem",
        "wait for/until",
        "hate to bother/ask/be",
        "whatever works/you/is/time/day",
        "on hold >",
        "of course",
        "stop by/in",
        "stopped/stops working",
        "still not working/cooling/heating/sure/warm/cold",
        "again please",
        "first/second/third floor",
        "just fine",
        "oh great/good that/then/thanks/thank_you/perfect/yes",
        "great thanks",
        "last time you/they came/were",
        "no rush/hurry",
        "not in a hurry/rush",
        "you two/three/too",
        "does/do/did/will/would/not/heat/air/fan/blower/unit/strips/light/lights not? come/comes/"
        "coming on",
        "to come on",
        "fair enough",
        "come on/out/over/by monday/tuesday/wednesday/thursday/friday/saturday/sunday/in/at/over/"
        "down/when/and",
        "no way around/to/of",
        "i_am/we_are? mad/angry/furious/upset at/with/about myself/it/the/this/him/her/my/that",
        "good lord/grief/heavens it/the/my/we/i *?",
        "husband/wife/mother/mom/dad/boss/landlord/tenant/tenants/she/he/kids/daughter/son "
        "is/are/was/were/will_be/gets so/really/very/pretty? furious/mad/angry/upset/livid/"
        "pissed/annoyed/frustrated",
        "you/he/they/she told/said/mentioned *? *? *? *? before you/he/they/she left",
        "not sure why/what/how",
        "not that bad/much/long/cold/hot/hard_to",
        "told/said i/we should/could/would/can",
        "< yes/no yes/no sir/ma'am",
        "i am sorry *? *? upset/bother/trouble",
        "not mad/angry/upset at_you/with_you?",
        "is/it_is? nobody_is fault",
        "they/he/she/landlord/neighbor/neighbors/wife/husband/tech/technician/friend told me to/"
        "that_you/about",
    ),
}

THINGS = word_set(
    """
    ac acs air conditioner conditioning furnace heater heat heating boiler unit units system
    thermostat thing things pump fan blower compressor motor pipe pipes filter vent vents duct
    weather summer winter humidity temperature temperatures week day night cat dog car hose
    breaker switch pilot remote battery batteries noise smell leak drip house basement attic
    water valve condenser coil humidifier window windows termostato calenton
    """
)
"""What one may call stupid without being angry with us."""
US = word_set(
    """
    you your yours you're robot robots machine machines bot computer company people guys outfit
    recording ai system's folks usted ustedes
    """
)
OURS = word_set("visit visits appointment appointments question questions tech technician")
"""What an oath before it is meant for us: "book the damn visit"."""
CHEER = word_set(
    """
    ha haha hahaha lol hehe laugh laughing lifesaver angel rock awesome love best great thanks
    thank bless good perfect sweetheart star legend kidding funny hero nice
    """
)
"""Words beside which swearing is good humour."""
PRAISE = word_set(
    "great wonderful fantastic brilliant terrific awesome lovely perfect super splendid excellent"
)
SPOILT = word_set(
    """
    melt freeze suffer another never nobody none shot ruined wasted always usual again robot
    waiting nothing useless
    """
)
"""Words that turn praise into irony."""
HURRIED = word_set("yes no yeah okay ok right fine please stop hello agent person now go")
"""Words said three times running by nobody who is at ease."""
