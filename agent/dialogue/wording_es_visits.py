"""The way to a visit in Spanish: who and where, windows, booking, visits in the books."""

WORDINGS: dict[str, tuple[str, ...]] = {
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
    "phone_short": ("Solo entendí {count} dígitos.", "Para mí fueron {count} dígitos."),
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
    "wish_kept": (
        "Está llamando mucha gente, y guardamos los primeros días para casas con bebés, personas "
        "mayores o enfermas.",
    ),
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
}
