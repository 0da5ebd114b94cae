"""The usual questions in few words, for callers who are losing patience, and short greetings for
heat waves.

Keys and fields are those of `wording_en`. Questions about safety have no brief form.
"""

BRIEF: dict[str, tuple[str, ...]] = {
    "greeting": ("{company}, this is {agent}.", "{company}, {agent} speaking."),
    "greeting_ai": (
        "{company}. I'm {agent}, the AI assistant.",
        "{company}, {agent}, the AI assistant.",
    ),
    "need": (
        "A repair, a tune-up, or an existing visit?",
        "Is it a repair, a tune-up, or an existing visit?",
    ),
    "issue": ("What's the problem?", "What is it doing?"),
    "vulnerable": (
        "Anyone there very young, elderly, or sick?",
        "Is a baby or an elderly or sick person there?",
    ),
    "temperature": ("How many degrees inside?", "What's the temperature inside?"),
    "zip": ("Your ZIP code, please?", "And the ZIP code?"),
    "zip_again": ("ZIP code, please?", "The ZIP code?"),
    "name": ("Your name, please?", "And your name?"),
    "last_name": ("Last name, please?", "Your last name?"),
    "phone": ("Your phone number, please?", "And your phone number?"),
    "phone_keys": ("Please type the ten digits.", "Type all ten digits, please."),
    "confirm_phone": ("{number}, right?", "{number}, correct?"),
    "address": ("Your street address, please?", "What's the address?"),
    "address_street": ("Which street?", "What street?"),
    "address_number": ("House number?", "Which house number?"),
    "confirm_address": ("{address}, right?", "{address}, correct?"),
    "when": ("Which day and time?", "When is good?"),
    "offer": ("{options}, which is better?", "{options}, which works?"),
    "offer_one": ("{options}, does that work?", "{options}, okay?"),
    "confirm_booking": (
        "{name}, {address}, {problem}, {window}, {fee}. Shall I book it?",
        "{name}, {address}, {problem}, {window}, {fee}. All correct?",
    ),
    "confirm_booking_credit": (
        "{name}, {address}, {problem}, {window}, {fee}, waived with the repair. Shall I book it?",
        "{name}, {address}, {problem}, {window}, {fee}, waived with the repair. All correct?",
    ),
    "confirm_booking_free": (
        "{name}, {address}, {problem}, {window}. Shall I book it?",
        "{name}, {address}, {problem}, {window}. All correct?",
    ),
    "sms": ("May I text you the details?", "The confirmation by text?"),
    "find_visit": (
        "Your confirmation code, or the phone number?",
        "Confirmation code or phone number?",
    ),
    "which_visit": ("{days}, which one is it?", "Which one is it, {days}?"),
    "prove_place": ("House number or ZIP code, please?", "The house number or ZIP code?"),
    "confirm_move": ("Shall I move it to {window}?", "Moving it to {window}, okay?"),
    "confirm_cancel": ("Shall I cancel {window}?", "Cancel the visit {window}?"),
    "callback_last_four": ("The number ending in {ending}?", "Use the one ending in {ending}?"),
    "callback_number": ("Your phone number, please?", "And the phone number?"),
    "message": ("What's the message?", "And the message?"),
    "anything_else": ("Anything else?", "Is there anything else?"),
    "not_understood": ("Once more, please.", "Sorry, once more."),
    "not_understood_more": ("One more time, please.", "Sorry, once more."),
}
