"""What the agent says in English: short, one question at a time, the question last."""

from agent.dialogue import wording_en_safety, wording_en_visits

WORDINGS: dict[str, tuple[str, ...]] = {
    **wording_en_safety.WORDINGS,
    **wording_en_visits.WORDINGS,
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
