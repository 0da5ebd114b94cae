"""The way to a visit in English: who and where, windows, booking, visits in the books."""

WORDINGS: dict[str, tuple[str, ...]] = {
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
    "phone_short": ("I only caught {count} digits.", "That was {count} digits for me."),
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
    "wish_kept": (
        "So many people are calling that we keep the first days for homes with babies, older "
        "people, or anyone ill.",
    ),
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
}
