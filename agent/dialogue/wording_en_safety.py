"""Opening and safety in English: the lines in an emergency and the questions about danger."""

WORDINGS: dict[str, tuple[str, ...]] = {
    # --- opening -----------------------------------------------------------------------------
    "greeting": ("Thanks for calling {company}, this is {agent}.",),
    "greeting_ai": ("Thanks for calling {company}. I'm {agent}, the AI assistant.",),
    "greeting_closed": ("The office is closed right now, but I can book a visit for you.",),
    "how_can_i_help": ("How can I help you?", "What can I do for you?", "What's going on today?"),
    "need": (
        "Is this about a repair, a tune-up, or a visit you already have?",
        "Do you need a repair, a tune-up, or help with an existing visit?",
        "Should I set up a repair or a tune-up, or look up a visit?",
    ),
    "not_our_trade": ("I'm sorry, {company} does heating, cooling and ventilation only.",),
    "offer_booking": (
        "Would you like me to set up a visit?",
        "Shall I book a visit for you?",
        "Do you want to schedule a visit?",
    ),
    "acknowledge_problem": (
        "Okay, {problem}, got it.",
        "Alright, {problem}. I can help with that.",
        "I see, {problem}. Let's get you taken care of.",
    ),
    "issue": (
        "What's going on with your system?",
        "What seems to be the problem?",
        "Can you tell me what it's doing?",
    ),
    "resume_offer": (
        "We got cut off earlier. Shall we go on with your {issue}?",
        "I still have your earlier call. Do you want to continue with the {issue}?",
        "Shall we pick up where we left off with the {issue}?",
    ),
    "resume_hazard": ("Are you safe and outside now?",),
    "resume_thanks": ("Thanks, I still have what you told me.",),
    "reconnected": ("Sorry about that, the line dropped for a moment.",),
    # --- safety ------------------------------------------------------------------------------
    "safety": (
        "First, do you smell gas, hear an alarm, or see smoke right now?",
        "Just to be safe: any gas smell, alarm, or smoke right now?",
        "Before we go on, is there a gas smell, an alarm sounding, or smoke?",
    ),
    "safety_vague": ("What is happening: is there a gas smell, an alarm, smoke, or a leak?",),
    "safety_which": ("Which one is it: gas, a carbon monoxide alarm, or smoke?",),
    "safety_unsure": ("I want to be sure you are safe.",),
    "vulnerable": (
        "Is there a baby, an older person, or anyone with a medical condition in the home?",
        "Does anyone very young, elderly, or ill live in the home?",
        "Is anyone in the home a small child, elderly, or sick?",
    ),
    "temperature": (
        "About how many degrees is it inside?",
        "Roughly what's the temperature in the house?",
        "What does the thermostat read right now?",
    ),
    "line_gas": (
        "This is an emergency. Please get everyone out of the house right now, and don't touch "
        "any switches or light anything. From outside, call 911 or the gas company.",
    ),
    "line_co": (
        "This is an emergency. Get everyone outside into fresh air right now, and call 911 from "
        "there. Don't go back in until they say it's clear.",
    ),
    "line_fire": (
        "This is an emergency. Please leave the building right now with everyone in it, and call "
        "911 from outside.",
    ),
    "line_medical": ("This is an emergency. Please hang up and call 911 right now.",),
    "line_violence": (
        "Your safety comes first. Please call 911 right now, or 988 if you are thinking of "
        "hurting yourself.",
    ),
    "line_elec_smell": (
        "Please turn the system off at the thermostat, and the breaker too if you can reach it "
        "safely. If you see smoke, leave and call 911.",
    ),
    "line_water_a": (
        "Please switch the system off and stay away from water near power. I'm alerting our "
        "on-call technician.",
    ),
    "line_critical_site": ("I understand, that can't wait. I'm alerting our on-call technician.",),
    "line_heat_a": (
        "That's urgent, so I'm alerting our on-call technician. Keep everyone in one warm room, "
        "and please don't heat with an oven or a grill.",
    ),
    "line_cool_a": (
        "That's urgent, so I'm alerting our on-call technician. Please go to the coolest room, "
        "drink water, and visit a cool place if you can.",
    ),
    "advice_co_chirp": (
        "A chirp about once a minute usually means the battery or the detector is worn out. "
        "If it sounds a full alarm, go outside and call 911.",
    ),
    "advice_dust_smell": (
        "A dusty smell at the first heat of the season usually fades within an hour. If it "
        "lasts, switch the heat off.",
    ),
    "advice_water_b": ("Please switch the system off for now so the leak doesn't get worse.",),
    "advice_refrig": ("Please switch the system off for now and air the room.",),
    "e_outside": (
        "Is everyone outside and safe?",
        "Are you all out of the house?",
        "Have you all got out safely?",
    ),
    "e_verify": (
        "So right now, is there any smell, smoke, or alarm?",
        "Just to be sure: do you still smell, see, or hear anything?",
        "Is there any smell, any smoke, or any alarm at all right now?",
    ),
    "e_address": (
        "What's the address, so our technician knows where to go?",
        "What address are you at?",
        "Which address is this for?",
    ),
    "e_phone": ("What number can our technician reach you at?",),
    "e_connecting": ("I'm connecting you to our on-call technician now. Please stay on the line.",),
    "e_acked": ("I couldn't connect you, but {who} has seen the alert and will call you.",),
    "e_nobody": (
        "I couldn't connect you. I've texted our on-call team your number, and again just now.",
    ),
    "e_nobody_no_number": (
        "I couldn't connect you. I've alerted our on-call team, and again just now.",
    ),
    "e_stay_safe": ("Please stay outside and call 911 if you haven't yet.",),
    "e_first_seat": ("Let me also get you the first visit we have.",),
}
