"""What the agent says in Spanish: the same keys and fields as in English, polite and short."""

from agent.dialogue import wording_es_safety, wording_es_visits

WORDINGS: dict[str, tuple[str, ...]] = {
    **wording_es_safety.WORDINGS,
    **wording_es_visits.WORDINGS,
    # --- people ------------------------------------------------------------------------------
    "transfer_now": (
        "Con gusto. Le comunico con alguien que habla español, un momento.",
        "Claro que sí. Le paso con alguien que habla español.",
    ),
    "service_safety": (
        "Habla a {company}. Tenemos un problema técnico. Si huele a gas, ve humo o suena una "
        "alarma de monóxido de carbono, salga de la casa y llame al 911 ahora.",
    ),
    "service_callback": ("Ahora nadie puede atenderle. Le devolvemos la llamada {band}. Adiós.",),
    "service_call_again": ("Ahora nadie puede atenderle. Por favor llame más tarde.",),
    "transfer_again": ("Lo intento otra vez. Un momento, por favor.",),
    "transfer_sorry": ("Lamento las molestias. Le comunico con una persona ahora.",),
    "after_hours": (
        "La oficina está cerrada ahora. Le dejo un mensaje a alguien que habla español.",
        "Ahora no hay nadie en la oficina, así que dejo un mensaje para alguien que habla español.",
    ),
    "nobody_there": (
        "Ahora no contesta nadie. Le dejo un mensaje a alguien que habla español.",
        "En este momento todos están ocupados. Dejo un mensaje para alguien que habla español.",
    ),
    "sorry_callback": ("Lamento las molestias. Haré que le llame una persona.",),
    "office_down": (
        "En este momento no puedo ver la agenda, así que no hay nada agendado. Haré que alguien "
        "le llame.",
    ),
    "callback_last_four": (
        "¿Le llamamos al número que termina en {ending}?",
        "¿Es correcto llamarle al número que termina en {ending}?",
        "¿Le encontramos en el número que termina en {ending}?",
    ),
    "callback_number": (
        "¿A qué número le llamamos?",
        "¿Qué teléfono es mejor para llamarle?",
        "¿Cuál es el número para llamarle?",
    ),
    "message": (
        "¿De qué se trata, por favor?",
        "¿Cuál es el mensaje?",
        "¿Qué quiere que les diga?",
    ),
    "message_saved": ("Ya pasé el mensaje. Alguien le llamará {band}.",),
    "task_failed": ("Lo siento, no lo pude guardar. Por favor llame a la oficina más tarde.",),
    "sorry": ("Lo siento.", "Disculpe la molestia.", "Le entiendo, disculpe."),
    "empathy": (
        "Siento que esto sea molesto. Si prefiere hablar con una persona, solo dígalo.",
        'Le entiendo, y lo siento. Puede decir "persona" cuando quiera.',
    ),
    # --- manners -----------------------------------------------------------------------------
    "not_understood": (
        "Perdón, no le entendí.",
        "Disculpe, no le escuché bien.",
        "Perdón, no alcancé a entender.",
    ),
    "not_understood_more": (
        "Perdón, todavía no le entiendo.",
        "Disculpe, la línea no se oye muy bien.",
        "Lo siento, intentemos una vez más.",
    ),
    "keypad_hint": (
        "Perdón, no le entiendo. También lo puede marcar en el teclado.",
        "Disculpe. Si es más fácil, marque los números en el teclado.",
    ),
    "silence_first": ("No le escuché.", "Bueno, aquí sigo."),
    "silence_keypad": (
        "No le escucho. También puede marcar cero para hablar con una persona.",
        "Sigo sin escucharle. Si marca cero, le atiende una persona.",
    ),
    "silence_goodbye": ("No le escucho, así que voy a colgar. Por favor llame otra vez. Adiós.",),
    "still_there": ("Aquí sigo.", "Aquí estoy, cuando guste."),
    "wait_ok": ("Claro, tómese su tiempo.", "Sin prisa, yo espero."),
    "slower_ok": ("Claro, voy a hablar más despacio.",),
    "go_back_ok": ("De acuerdo, regresemos.",),
    "start_over_ok": ("De acuerdo, empecemos de nuevo.",),
    "recall": (
        "Sí, anoté esto: {facts}.",
        "Tengo esta nota: {facts}.",
        "Mi nota dice: {facts}.",
    ),
    "recall_held": (
        "Tengo una nota sobre eso de una llamada anterior, y el técnico la verá.",
        "Hay una nota sobre eso de antes. El técnico la recibe.",
    ),
    "recall_none": (
        "No tengo ninguna nota sobre eso. Me lo puede decir ahora.",
        "Todavía no he anotado nada sobre eso.",
    ),
    "noted": ("Muy bien, ya lo anoté.", "De acuerdo, queda anotado."),
    "robot": (
        "Soy un asistente de inteligencia artificial. Si quiere, le comunico con una persona.",
    ),
    "recorded_yes": ("Sí, esta línea se graba.",),
    "recorded_no": ("No, esta llamada no se graba.",),
    "looking": ("Déjeme revisar la agenda.", "Un momento, estoy buscando.", "Déjeme ver."),
    "thinking": ("Déjeme ver.", "Un momento, ya miro.", "Un segundo."),
    "booking_now": ("Un momento.", "Un segundo, lo estoy anotando."),
    "saving": ("Un momento.", "Déjeme anotarlo."),
    "anything_else": (
        "¿Algo más en que le pueda ayudar?",
        "¿Se le ofrece algo más?",
        "¿Le ayudo con alguna otra cosa?",
    ),
    "what_else": ("¿En qué más le puedo ayudar?", "Claro, ¿qué necesita?"),
    "goodbye": ("Gracias por llamar a {company}. Adiós.", "Gracias por su llamada. Adiós."),
    "goodbye_name": (
        "Gracias, {name}. Adiós.",
        "Gracias por llamar a {company}, {name}. Adiós.",
    ),
    "spam_refusal": ("Gracias, pero no nos interesa. Por favor quítenos de su lista.",),
    # --- facts -------------------------------------------------------------------------------
    "faq_fee": ("La visita de servicio cuesta {fee}.",),
    "faq_fee_credit": (
        "La visita de servicio cuesta {fee}, y no se cobra si hace la reparación con nosotros.",
    ),
    "faq_repair_price": (
        "El técnico le da el precio de la reparación ahí mismo, antes de empezar. La visita "
        "cuesta {fee}.",
    ),
    "faq_tuneup_price": ("El mantenimiento cuesta {fee}.",),
    "faq_after_hours_fee": ("Una visita fuera del horario de oficina cuesta {fee}.",),
    "faq_cancel_fee": ("Cancelar cuesta {fee}.",),
    "faq_cancel_free": ("No, cancelar no cuesta nada.",),
    "faq_membership": (
        "Nuestro plan {plan} cuesta {fee} al mes. La oficina le explica qué incluye.",
    ),
    "faq_hours": ("Atendemos {hours}.",),
    "faq_office": ("Nuestra oficina está en {address}.",),
    "faq_arrival": ("El técnico llama unos {minutes} minutos antes de llegar.",),
    "faq_unknown": (
        "No tengo ese dato a la mano, así que le pasé la pregunta a la oficina.",
        "Eso no lo sé con certeza. Lo anoté para la oficina.",
    ),
    "faq_passed_on": (
        "Le pasé su pregunta a la oficina.",
        "Anoté su pregunta para la oficina.",
    ),
    "offer_person": (
        'Para eso le puedo comunicar con una persona. Solo diga "persona".',
        "En eso le ayuda mejor una persona. Dígalo y le comunico.",
    ),
}
