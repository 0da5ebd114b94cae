"""What the agent says in English: short, one question at a time, the question last."""

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
    # --- details -----------------------------------------------------------------------------
    "lookup": ("Am I speaking with {first}?", "Is this {first}?", "Do I have {first} on the line?"),
    "zip": (
        "What's the ZIP code of the home?",
        "What ZIP code is the home in?",
        "Could you give me the ZIP code there?",
    ),
    "zip_again": (
        "And what's the ZIP code there?",
        "And the ZIP code?",
        "Which ZIP code is that?",
    ),
    "confirm_zip": (
        "I heard {zip}. Is that the right ZIP code?",
        "I think you said {zip}. Is that right?",
        "I understood {zip}. Is that right?",
    ),
    "in_area": ("Yes, we do serve {zip}.", "Good news, {zip} is in our area."),
    "out_of_area": ("I'm sorry, we don't serve {zip}.",),
    "out_of_area_note": ("Shall I leave a note for the office anyway?",),
    "name": (
        "What's your first and last name?",
        "And your name, please?",
        "Who is the visit for?",
    ),
    "last_name": (
        "And what's your last name?",
        "And the last name, please?",
        "Could you tell me your last name too?",
    ),
    "phone": (
        "What's the best phone number to reach you?",
        "Which phone number should we use?",
        "Can you give me your phone number, area code first?",
    ),
    "phone_rest": ("{got}. Go on.", "{got}, and then?", "Okay, {got}. What comes next?"),
    "phone_keys": (
        "Please type your ten-digit number on the keypad.",
        "Could you type the number on your phone's keypad, all ten digits?",
        "Let's use the keypad: please type the ten digits.",
    ),
    "keys_wrong": ("That didn't give a valid number.",),
    "confirm_phone": (
        "I have {number}. Is that right?",
        "Let me read that back: {number}. Is that correct?",
        "So that's {number}. Did I get it right?",
    ),
    "use_caller_id": ("I'll use the number you're calling from.",),
    "address": (
        "What's the street address for the visit?",
        "Which address should we come to?",
        "What's the address of the home, with the street and number?",
    ),
    "address_street": ("And which street is that?", "What's the street name?", "On which street?"),
    "address_number": (
        "And the house number?",
        "What's the house number there?",
        "Which number on that street?",
    ),
    "address_later": ("The office will call you about the exact address.",),
    "confirm_address": (
        "That's {address}. Is that right?",
        "I have {address}. Is that correct?",
        "So the address is {address}. Did I get that right?",
    ),
    # --- windows and booking -----------------------------------------------------------------
    "when": (
        "When would you like us to come?",
        "What day and time would suit you?",
        "When works best for you?",
    ),
    "offer": (
        "I have {options}. Which one works for you?",
        "I can do {options}. Which do you prefer?",
        "There's {options}. Which would you like?",
    ),
    "offer_one": (
        "I have {options}. Does that work?",
        "I can do {options}. Is that okay?",
        "There's {options}. Would that suit you?",
    ),
    "closed_sunday": ("I'm sorry, we don't do visits on Sundays.",),
    "closed_day": ("I'm sorry, we don't do visits that day.",),
    "wish_full": (
        "I don't have that open.",
        "That one isn't open, I'm sorry.",
        "I'm sorry, nothing is left there.",
    ),
    "seat_gone": ("I'm sorry, that time was just taken.",),
    "no_window_fits": (
        "I'm sorry I couldn't find a time that fits. Let me have someone call you.",
    ),
    "waitlist": (
        "I'm sorry, nothing is free then. Shall I put you on our waiting list?",
        "I don't see an opening. Would you like to be on the waiting list?",
        "We're full at that time. Do you want me to add you to the waiting list?",
    ),
    "confirm_booking": (
        "Let me check: {name}, {address}, for {problem}, {window}. The visit is {fee}. "
        "Shall I book it?",
        "So: {name} at {address}, for {problem}, {window}, and the visit is {fee}. "
        "Is that all correct?",
        "To confirm: {name}, {address}, {problem}, {window}, at {fee}. May I book it?",
    ),
    "confirm_booking_credit": (
        "Let me check: {name}, {address}, for {problem}, {window}. The visit is {fee}, waived "
        "with the repair. Shall I book it?",
        "So: {name} at {address}, for {problem}, {window}. It's {fee}, waived if you do the "
        "repair. Is that all correct?",
        "To confirm: {name}, {address}, {problem}, {window}. The visit is {fee}, "
        "waived with the repair. May I book it?",
    ),
    "confirm_booking_free": (
        "Let me check: {name}, {address}, for {problem}, {window}. Shall I book it?",
        "So: {name} at {address}, for {problem}, {window}. Is that all correct?",
        "To confirm: {name}, {address}, {problem}, {window}. May I book it?",
    ),
    "another_visit": (
        "You already have a visit for this, {window}. Do you want another one?",
        "There's already a visit on the books, {window}. Shall I add another one?",
        "I see a visit for this already, {window}. Would you like a second one?",
    ),
    "kept_existing": ("Okay, your visit stays as it is.",),
    "correct": (
        "What should I change?",
        "Which part should I change?",
        "Tell me what to correct, please.",
    ),
    "booked": (
        "You're booked for {window}. Your code is {code}. The technician calls about {minutes} "
        "minutes before.",
    ),
    "booked_tentative": (
        "I've put you down for {window}, and someone from the office will call to confirm it.",
    ),
    "not_booked": ("No problem, I won't book anything.",),
    "sms": (
        "May I text you the confirmation at that number?",
        "Would you like the confirmation by text?",
        "Shall I send you a text with the details?",
    ),
    "sms_ok": ("Okay, I'll text you.",),
    # --- existing visits ---------------------------------------------------------------------
    "find_visit": (
        "What's your confirmation code, or the phone number the visit is under?",
        "Can you give me the confirmation code or the phone number on the visit?",
        "Which code or phone number is the visit under?",
    ),
    "which_visit": (
        "I see visits for {days}. Which one do you mean?",
        "There are visits for {days}. Which one is it?",
        "You have visits for {days}. Which one is this about?",
    ),
    "prove_place": (
        "To be safe, what's the house number or the ZIP code of that visit?",
        "What's the house number there, or the ZIP code?",
        "Please tell me the house number or ZIP code of the home.",
    ),
    "proof_wrong": ("That doesn't match what I have.",),
    "name_is_not_enough": ("Thanks. I need one more thing to find it.",),
    "visit_not_found": ("I couldn't find a visit with that.",),
    "confirm_move": (
        "I can move your visit to {window}. Shall I do that?",
        "So the new time would be {window}. Is that right?",
        "So I'm moving it to {window}. Is that okay?",
    ),
    "moved": ("Done. Your visit is now {window}. The code is still {code}.",),
    "confirm_cancel": (
        "Your visit is {window}. I can also move it if you like. Shall I cancel it?",
        "That's the visit {window}. Do you want me to cancel it?",
        "Just to be sure, {window}: should I cancel that visit?",
    ),
    "cancelled": ("Your visit is cancelled. The code was {code}.",),
    "kept": ("Okay, your visit stays, {window}.",),
    "status": ("Your visit is set for {window}.",),
    "overdue": ("I'm sorry, the technician should have been there by now.",),
    # --- people ------------------------------------------------------------------------------
    "transfer_now": (
        "Sure, I'm connecting you now. One moment please.",
        "Of course. Let me connect you with someone.",
    ),
    "service_safety": (
        "This is {company}. We have a technical problem. If you smell gas, see smoke, or a carbon "
        "monoxide alarm sounds, leave the house and call 911 now.",
    ),
    "service_callback": ("Nobody can take calls right now. We'll call you back {band}. Goodbye.",),
    "service_call_again": ("Nobody can take calls right now. Please call again in a while.",),
    "transfer_again": ("Let me try them once more. One moment please.",),
    "transfer_sorry": ("I'm sorry about the trouble. I'm connecting you with a person now.",),
    "after_hours": (
        "The office is closed right now, so let me take a message.",
        "Nobody is in the office right now, so I'll leave them a message.",
    ),
    "nobody_there": (
        "I couldn't reach anyone just now, so let me take a message.",
        "There's nobody free right now, so I'll leave them a message.",
    ),
    "sorry_callback": ("I'm sorry about the trouble. Let me have a person call you.",),
    "office_down": ("I can't reach our schedule, so nothing is booked yet. Someone can call you.",),
    "callback_last_four": (
        "Shall they use the number ending in {ending}?",
        "Is the number ending in {ending} the right one to call?",
        "Can they reach you at the number ending in {ending}?",
    ),
    "callback_number": (
        "What number should they call?",
        "Which phone number is best for the call back?",
        "What's the number to call you at?",
    ),
    "message": (
        "What should I tell them it's about?",
        "What's the message, please?",
        "What would you like me to pass on?",
    ),
    "message_saved": ("I've passed that on. Someone will call you {band}.",),
    "task_failed": (
        "I'm sorry, I couldn't save that. Please call the office again a little later.",
    ),
    "sorry": ("I'm sorry about that.", "Sorry for the trouble.", "I hear you, sorry about that."),
    "empathy": (
        "I'm sorry this is frustrating. If you'd rather talk to a person, just say so.",
        'I hear you, and I\'m sorry. You can say "person" at any time.',
    ),
    # --- manners -----------------------------------------------------------------------------
    "not_understood": (
        "Sorry, I didn't catch that.",
        "I'm sorry, I missed that.",
        "Sorry, I didn't get that.",
    ),
    "not_understood_more": (
        "I'm still not getting it, sorry.",
        "Sorry, the line isn't very clear.",
        "I'm sorry, let's try once more.",
    ),
    "keypad_hint": (
        "Sorry, I'm not getting it. You can also type it on your phone's keypad.",
        "I'm sorry. If it's easier, type the digits on the keypad.",
    ),
    "silence_first": ("I didn't hear you.", "Hello, I'm still here."),
    "silence_keypad": (
        "I can't hear you. You can also press zero for a person.",
        "I still can't hear anything. Pressing zero gets you a person.",
    ),
    "silence_goodbye": ("I can't hear you, so I'll hang up now. Please call us again. Goodbye.",),
    "still_there": ("I'm still here.", "I'm here whenever you're ready."),
    "wait_ok": ("Sure, take your time.", "No rush, I'll wait."),
    "slower_ok": ("Sure, I'll speak more slowly.",),
    "go_back_ok": ("Okay, let's go back.",),
    "start_over_ok": ("Okay, let's start over.",),
    "recall": (
        "Yes, I wrote this down: {facts}.",
        "I have this note: {facts}.",
        "My note says: {facts}.",
    ),
    "recall_held": (
        "I have a note about that from an earlier call, and the technician will see it.",
        "There's a note about that from before. The technician gets it.",
    ),
    "recall_none": (
        "I don't have a note about that. You can tell me now.",
        "I haven't noted anything about that yet.",
    ),
    "noted": ("Okay, I've noted that.", "Alright, noted."),
    "robot": ("I'm an AI assistant, and I can get you a person if you like.",),
    "recorded_yes": ("Yes, this line is recorded.",),
    "recorded_no": ("No, this call isn't recorded.",),
    "looking": ("Let me check the schedule.", "One moment while I look.", "Let me see."),
    "thinking": ("Let me see.", "One moment, let me look.", "Just a second."),
    "booking_now": ("One moment.", "Just a second while I put that in."),
    "saving": ("One moment.", "Let me write that down."),
    "anything_else": (
        "Is there anything else I can help with?",
        "Anything else I can do for you?",
        "Can I help with anything else?",
    ),
    "what_else": ("What else can I do for you?", "Sure, what is it?"),
    "goodbye": ("Thank you for calling {company}. Goodbye.", "Thanks for calling. Goodbye."),
    "goodbye_name": (
        "Thank you, {name}. Goodbye.",
        "Thanks for calling {company}, {name}. Goodbye.",
    ),
    "spam_refusal": ("Thank you, but we're not interested. Please take us off your list.",),
    # --- facts -------------------------------------------------------------------------------
    "faq_fee": ("A service visit is {fee}.",),
    "faq_fee_credit": (
        "A service visit is {fee}, and it's waived if you go ahead with the repair.",
    ),
    "faq_repair_price": (
        "The technician quotes the repair on site before any work. The visit itself is {fee}.",
    ),
    "faq_tuneup_price": ("A tune-up is {fee}.",),
    "faq_after_hours_fee": ("A visit outside office hours is {fee}.",),
    "faq_cancel_fee": ("Cancelling costs {fee}.",),
    "faq_cancel_free": ("No, there's no fee to cancel.",),
    "faq_membership": ("Our {plan} is {fee} a month. The office can tell you what's included.",),
    "faq_hours": ("We're open {hours}.",),
    "faq_office": ("Our office is at {address}.",),
    "faq_arrival": ("The technician calls about {minutes} minutes before arriving.",),
    "faq_unknown": (
        "I don't have that at hand, so I've passed the question to the office.",
        "I'm not sure about that one. I've noted it for the office.",
    ),
    "faq_passed_on": (
        "I've passed your question to the office.",
        "I've noted your question for the office.",
    ),
    "offer_person": (
        'I can connect you with a person for that. Just say "person".',
        "For that a person may help you better. Just say so, and I'll connect you.",
    ),
}
