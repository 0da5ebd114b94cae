"""What the agent says in Spanish: the same keys and fields as in English, polite and short."""

WORDINGS: dict[str, tuple[str, ...]] = {
    # --- opening -----------------------------------------------------------------------------
    "greeting": ("Gracias por llamar a {company}, le atiende {agent}.",),
    "greeting_ai": (
        "Gracias por llamar a {company}. Le atiende {agent}, asistente de inteligencia artificial.",
    ),
    "greeting_closed": ("La oficina está cerrada ahora, pero puedo agendarle una cita.",),
    "how_can_i_help": (
        "¿En qué le puedo ayudar?",
        "Dígame, ¿qué necesita?",
        "¿Qué se le ofrece hoy?",
    ),
    "need": (
        "¿Llama por una reparación, un mantenimiento o una cita que ya tiene?",
        "¿Necesita una reparación, un mantenimiento o algo de una cita que ya hizo?",
        "¿Le agendo una reparación o un mantenimiento, o busco su cita?",
    ),
    "not_our_trade": ("Lo siento, {company} solo atiende calefacción, aire y ventilación.",),
    "offer_booking": (
        "¿Quiere que le agende una cita?",
        "¿Le programo una visita?",
        "¿Desea hacer una cita?",
    ),
    "acknowledge_problem": (
        "Muy bien, {problem}, entendido.",
        "De acuerdo, {problem}. Con gusto le ayudo.",
        "Ya veo, {problem}. Vamos a atenderle.",
    ),
    "issue": (
        "¿Qué pasa con su equipo?",
        "¿Cuál es el problema?",
        "¿Me puede decir qué hace el equipo?",
    ),
    "resume_offer": (
        "Antes se cortó la llamada. Usted dijo: {issue}. ¿Seguimos con eso?",
        "Todavía tengo su llamada anterior: {issue}. ¿Quiere continuar?",
        "Nos quedamos en esto: {issue}. ¿Seguimos donde íbamos?",
    ),
    "resume_hazard": ("¿Ya está afuera y a salvo?",),
    "resume_thanks": ("Gracias, todavía tengo lo que me dijo.",),
    "reconnected": ("Disculpe, se cortó la línea un momento.",),
    # --- safety ------------------------------------------------------------------------------
    "safety": (
        "¿Huele a gas, suena una alarma o ve humo en este momento?",
        "Por su seguridad: ¿hay olor a gas, una alarma o humo ahora mismo?",
        "Antes de seguir, ¿huele a gas, suena alguna alarma o hay humo?",
    ),
    "safety_vague": ("¿Qué está pasando: hay olor a gas, una alarma, humo o una fuga de agua?",),
    "safety_which": ("¿Qué es: gas, una alarma de monóxido de carbono o humo?",),
    "safety_unsure": ("Quiero asegurarme de que usted no corre peligro.",),
    "vulnerable": (
        "¿Hay en la casa un bebé, una persona mayor o alguien enfermo?",
        "¿Vive ahí algún niño pequeño, una persona mayor o alguien con problemas de salud?",
        "¿Alguien en la casa es muy pequeño, muy mayor o está enfermo?",
    ),
    "temperature": (
        "¿A cuántos grados está adentro, más o menos?",
        "¿Qué temperatura hay en la casa?",
        "¿Qué marca el termostato en este momento?",
    ),
    "line_gas": (
        "Esto es una emergencia. Salgan todos de la casa ahora mismo, no toquen interruptores ni "
        "enciendan nada, y llamen al 911 o a la compañía de gas desde afuera.",
    ),
    "line_co": (
        "Esto es una emergencia. Salgan todos al aire libre ahora mismo y llamen al 911 desde "
        "allí. No vuelvan a entrar hasta que les avisen.",
    ),
    "line_fire": (
        "Esto es una emergencia. Salgan todos del edificio ahora mismo y llamen al 911 desde "
        "afuera.",
    ),
    "line_medical": ("Esto es una emergencia. Por favor cuelgue y llame al 911 ahora mismo.",),
    "line_violence": (
        "Su seguridad es lo primero. Llame al 911 ahora mismo, o al 988 si está pensando en "
        "hacerse daño.",
    ),
    "line_elec_smell": (
        "Por favor apague el equipo en el termostato, y también el interruptor principal si puede "
        "alcanzarlo sin peligro. Si ve humo, salga y llame al 911.",
    ),
    "line_water_a": (
        "Por favor apague el equipo y aléjese del agua si hay electricidad cerca. Estoy avisando a "
        "nuestro técnico de guardia.",
    ),
    "line_critical_site": (
        "Entiendo, eso no puede esperar. Estoy avisando a nuestro técnico de guardia.",
    ),
    "line_heat_a": (
        "Eso es urgente, así que estoy avisando a nuestro técnico de guardia. Quédense todos en "
        "un cuarto caliente y no usen el horno ni un asador para calentarse.",
    ),
    "line_cool_a": (
        "Eso es urgente, así que estoy avisando a nuestro técnico de guardia. Vaya al cuarto más "
        "fresco, tome agua y, si puede, vaya a un lugar fresco.",
    ),
    "advice_co_chirp": (
        "Un pitido corto cada minuto casi siempre es la batería o un detector gastado. Si suena "
        "la alarma completa, salga y llame al 911.",
    ),
    "advice_dust_smell": (
        "El olor a polvo al prender la calefacción por primera vez se quita en una hora. Si "
        "sigue, apáguela.",
    ),
    "advice_water_b": ("Por favor apague el equipo por ahora para que no tire más agua.",),
    "advice_refrig": ("Por favor apague el equipo por ahora y ventile el cuarto.",),
    "e_outside": (
        "¿Están todos afuera y a salvo?",
        "¿Ya salieron todos de la casa?",
        "¿Pudieron salir todos bien?",
    ),
    "e_verify": (
        "Entonces ahora, ¿hay algún olor, humo o alarma?",
        "Para estar seguros: ¿todavía huele, ve o escucha algo?",
        "En este momento, ¿hay olor, humo o alguna alarma?",
    ),
    "e_address": (
        "¿Cuál es la dirección, para que nuestro técnico sepa a dónde ir?",
        "¿En qué dirección está?",
        "¿De qué dirección se trata?",
    ),
    "e_phone": ("¿A qué número le puede llamar nuestro técnico?",),
    "e_connecting": ("Le comunico con el técnico de guardia. No cuelgue, por favor.",),
    "e_acked": ("No pude comunicarle, pero {who} ya vio el aviso y le va a llamar.",),
    "e_nobody_no_number": (
        "No pude comunicarle. Ya avisé a nuestro equipo de guardia, y otra vez ahora mismo.",
    ),
    "e_nobody": (
        "No pude comunicarle. Ya le mandé su número a nuestro equipo de guardia, y otra vez "
        "ahora mismo.",
    ),
    "e_stay_safe": ("Quédense afuera y llamen al 911 si aún no lo han hecho.",),
    "e_first_seat": ("También le busco la primera cita que tengamos.",),
    # --- details -----------------------------------------------------------------------------
    "lookup": ("¿Hablo con {first}?", "¿Es usted {first}?", "¿Tengo a {first} en la línea?"),
    "zip": (
        "¿Cuál es el código postal de la casa?",
        "¿En qué código postal está la casa?",
        "¿Me da el código postal de ahí?",
    ),
    "zip_again": (
        "¿Y cuál es el código postal?",
        "¿Y el código postal?",
        "¿Qué código postal es?",
    ),
    "confirm_zip": (
        "Entendí {zip}. ¿Es ese el código postal?",
        "Me pareció oír {zip}. ¿Es correcto?",
        "Anoté {zip}. ¿Está bien?",
    ),
    "in_area": ("Sí, damos servicio en {zip}.", "Qué bueno, {zip} está en nuestra zona."),
    "out_of_area": ("Lo siento, no damos servicio en {zip}.",),
    "out_of_area_note": ("¿Le dejo de todos modos un mensaje a la oficina?",),
    "name": (
        "¿Cuál es su nombre y apellido?",
        "¿Y su nombre, por favor?",
        "¿A nombre de quién va la cita?",
    ),
    "last_name": (
        "¿Y cuál es su apellido?",
        "¿Y el apellido, por favor?",
        "¿Me dice también su apellido?",
    ),
    "phone": (
        "¿Cuál es el mejor número para llamarle?",
        "¿Qué número de teléfono usamos?",
        "¿Me da su número de teléfono, empezando con el código de área?",
    ),
    "phone_rest": ("{got}. Siga, por favor.", "{got}, ¿y luego?", "Bien, {got}. ¿Qué sigue?"),
    "phone_keys": (
        "Por favor marque su número de diez dígitos en el teclado.",
        "¿Puede marcar el número en el teclado, los diez dígitos?",
        "Usemos el teclado: marque los diez dígitos, por favor.",
    ),
    "keys_wrong": ("Ese no es un número válido.",),
    "confirm_phone": (
        "Tengo el {number}. ¿Es correcto?",
        "Se lo repito: {number}. ¿Está bien?",
        "Entonces es {number}. ¿Lo anoté bien?",
    ),
    "use_caller_id": ("Voy a usar el número del que me llama.",),
    "address": (
        "¿Cuál es la dirección para la visita?",
        "¿A qué dirección vamos?",
        "¿Cuál es la dirección de la casa, con número y calle?",
    ),
    "address_street": ("¿Y en qué calle es?", "¿Cómo se llama la calle?", "¿En cuál calle?"),
    "address_number": (
        "¿Y el número de la casa?",
        "¿Qué número tiene la casa?",
        "¿Qué número es en esa calle?",
    ),
    "address_later": ("La oficina le llamará para la dirección exacta.",),
    "confirm_address": (
        "Es {address}. ¿Es correcto?",
        "Tengo {address}. ¿Está bien?",
        "Entonces la dirección es {address}. ¿La anoté bien?",
    ),
    # --- windows and booking -----------------------------------------------------------------
    "when": (
        "¿Cuándo le gustaría que vayamos?",
        "¿Qué día y a qué hora le conviene?",
        "¿Cuándo le queda mejor?",
    ),
    "offer": (
        "Tengo {options}. ¿Cuál le conviene?",
        "Puedo ofrecerle {options}. ¿Cuál prefiere?",
        "Hay lugar {options}. ¿Cuál le gustaría?",
    ),
    "offer_one": (
        "Tengo {options}. ¿Le conviene?",
        "Puedo ofrecerle {options}. ¿Está bien?",
        "Hay lugar {options}. ¿Le queda bien?",
    ),
    "closed_sunday": ("Lo siento, no hacemos visitas los domingos.",),
    "closed_day": ("Lo siento, ese día no hacemos visitas.",),
    "wish_full": (
        "Eso no lo tengo libre. Le digo lo más cercano.",
        "Eso ya está lleno. Esto es lo más cercano.",
    ),
    "seat_gone": ("Lo siento, ese horario se acaba de ocupar.",),
    "no_window_fits": ("Siento no haber encontrado un horario. Haré que alguien le llame.",),
    "waitlist": (
        "Lo siento, no hay nada libre entonces. ¿Le pongo en la lista de espera?",
        "No veo ningún lugar. ¿Quiere estar en la lista de espera?",
        "Está todo lleno en ese horario. ¿Le anoto en la lista de espera?",
    ),
    "confirm_booking": (
        "Reviso: {name}, {address}, por {problem}, {window}. La visita cuesta {fee}. ¿La agendo?",
        "Entonces: {name}, en {address}, por {problem}, {window}, y la visita cuesta {fee}. "
        "¿Está todo bien?",
        "Para confirmar: {name}, {address}, {problem}, {window}, por {fee}. ¿Hago la cita?",
    ),
    "confirm_booking_credit": (
        "Reviso: {name}, {address}, por {problem}, {window}. La visita cuesta {fee}, sin cobro "
        "si hace la reparación. ¿La agendo?",
        "Entonces: {name}, en {address}, por {problem}, {window}. Son {fee}, que no se cobran si "
        "hace la reparación. ¿Está todo bien?",
        "Para confirmar: {name}, {address}, {problem}, {window}. Los {fee} no se cobran con la "
        "reparación. ¿Hago la cita?",
    ),
    "confirm_booking_free": (
        "Reviso: {name}, {address}, por {problem}, {window}. ¿La agendo?",
        "Entonces: {name}, en {address}, por {problem}, {window}. ¿Está todo bien?",
        "Para confirmar: {name}, {address}, {problem}, {window}. ¿Hago la cita?",
    ),
    "another_visit": (
        "Usted ya tiene una cita para esto, {window}. ¿Quiere otra?",
        "Ya hay una cita anotada, {window}. ¿Le agrego una más?",
        "Veo que ya tiene cita para esto, {window}. ¿Desea una segunda?",
    ),
    "kept_existing": ("De acuerdo, su cita queda como está.",),
    "correct": (
        "¿Qué le cambio?",
        "¿Qué parte no está bien?",
        "Dígame qué corrijo, por favor.",
    ),
    "booked": (
        "Su cita queda para {window}. Su código es {code}. El técnico le llama unos {minutes} "
        "minutos antes.",
    ),
    "booked_tentative": (
        "Le anoté para {window}, y alguien de la oficina le llamará para confirmar.",
    ),
    "not_booked": ("No hay problema, no agendo nada.",),
    "sms": (
        "¿Le puedo mandar la confirmación por mensaje de texto a ese número?",
        "¿Quiere la confirmación por mensaje de texto?",
        "¿Le envío un mensaje de texto con los datos?",
    ),
    "sms_ok": ("Muy bien, le mando el mensaje.",),
    # --- existing visits ---------------------------------------------------------------------
    "find_visit": (
        "¿Cuál es su código de confirmación o el teléfono de la cita?",
        "¿Me da el código de confirmación o el teléfono con que hizo la cita?",
        "¿Con qué código o teléfono está la cita?",
    ),
    "which_visit": (
        "Veo citas {days}. ¿De cuál se trata?",
        "Hay citas {days}. ¿Cuál es?",
        "Usted tiene citas {days}. ¿De cuál hablamos?",
    ),
    "prove_place": (
        "Por seguridad, ¿cuál es el número de la casa o el código postal de esa cita?",
        "¿Cuál es el número de la casa, o el código postal?",
        "Dígame por favor el número de la casa o el código postal.",
    ),
    "proof_wrong": ("Eso no coincide con lo que tengo.",),
    "name_is_not_enough": ("Gracias. Necesito un dato más para encontrarla.",),
    "visit_not_found": ("No encontré ninguna cita con eso.",),
    "confirm_move": (
        "Puedo cambiar su cita para {window}. ¿Lo hago?",
        "El nuevo horario sería {window}. ¿Es correcto?",
        "Entonces la cambio para {window}. ¿Está bien?",
    ),
    "moved": ("Listo. Su cita ahora es {window}. El código sigue siendo {code}.",),
    "confirm_cancel": (
        "Su cita es {window}. Si prefiere, también la puedo cambiar. ¿La cancelo?",
        "Se trata de su cita, {window}. ¿Quiere que la cancele?",
        "Para estar seguros, {window}: ¿cancelo esa cita?",
    ),
    "cancelled": ("Su cita está cancelada. El código era {code}.",),
    "kept": ("De acuerdo, su cita queda igual, {window}.",),
    "status": ("Su cita es {window}.",),
    "overdue": ("Lo siento, el técnico ya debería haber llegado.",),
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
