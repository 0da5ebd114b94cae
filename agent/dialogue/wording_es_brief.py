"""The usual questions in few words, in Spanish: keys and fields of `wording_en_brief`."""

BRIEF: dict[str, tuple[str, ...]] = {
    "greeting": ("{company}, le atiende {agent}.", "{company}, soy {agent}."),
    "greeting_ai": (
        "{company}. Soy {agent}, asistente de inteligencia artificial.",
        "{company}, {agent}, asistente de inteligencia artificial.",
    ),
    "need": (
        "¿Una reparación, un mantenimiento o una cita que tiene?",
        "¿Es reparación, mantenimiento o una cita que ya tiene?",
    ),
    "issue": ("¿Qué pasa?", "¿El problema?"),
    "vulnerable": (
        "¿Hay alguien muy pequeño, mayor o enfermo?",
        "¿Hay un bebé, alguien mayor o un enfermo?",
    ),
    "temperature": ("¿Cuántos grados hay adentro?", "¿Qué temperatura hay?"),
    "zip": ("¿El código postal?", "¿Su código postal, por favor?"),
    "zip_again": ("¿Código postal?", "¿El código postal?"),
    "name": ("¿Su nombre?", "¿Su nombre, por favor?"),
    "last_name": ("¿Su apellido?", "¿El apellido?"),
    "phone": ("¿Su teléfono, por favor?", "¿Su número de teléfono?"),
    "phone_keys": (
        "Marque los diez dígitos en el teclado.",
        "Los diez dígitos en el teclado.",
    ),
    "confirm_phone": ("{number}, ¿correcto?", "{number}, ¿está bien?"),
    "address": ("¿Su dirección?", "¿La dirección?"),
    "address_street": ("¿Qué calle?", "¿Cuál calle?"),
    "address_number": ("¿Número de casa?", "¿Qué número de casa?"),
    "confirm_address": ("{address}, ¿correcto?", "{address}, ¿está bien?"),
    "when": ("¿Qué día prefiere?", "¿Cuándo vamos?"),
    "offer": ("Tengo {options}. ¿Cuál prefiere?", "{options}, ¿cuál prefiere?"),
    "offer_one": ("{options}, ¿le conviene?", "¿Le conviene {options}?"),
    "confirm_booking": (
        "{name}, {address}, {problem}, {window}, {fee}. ¿La agendo?",
        "{name}, {address}, {problem}, {window}, {fee}. ¿Está bien?",
    ),
    "confirm_booking_credit": (
        "{name}, {address}, {problem}, {window}, {fee}, gratis con la reparación. ¿La agendo?",
        "{name}, {address}, {problem}, {window}, {fee}, gratis con la reparación. ¿Está bien?",
    ),
    "confirm_booking_free": (
        "{name}, {address}, {problem}, {window}. ¿La agendo?",
        "{name}, {address}, {problem}, {window}. ¿Está bien?",
    ),
    "sms": ("¿Los datos por mensaje de texto?", "¿Confirmación por mensaje de texto?"),
    "find_visit": (
        "¿Su código de confirmación o el teléfono?",
        "¿Código de confirmación o teléfono?",
    ),
    "which_visit": ("Citas {days}, ¿cuál es?", "¿Cuál es, {days}?"),
    "prove_place": (
        "¿El número de la casa o el código postal?",
        "¿Número de casa o código postal?",
    ),
    "confirm_move": ("¿La cambio para {window}?", "La cambio para {window}, ¿sí?"),
    "confirm_cancel": ("¿Cancelo la cita, {window}?", "¿La cancelo, {window}?"),
    "callback_last_four": ("¿El que termina en {ending}?", "¿Al que termina en {ending}?"),
    "callback_number": ("¿Su teléfono, por favor?", "¿A qué número?"),
    "message": ("¿El mensaje?", "¿Y el mensaje?"),
    "anything_else": ("¿Algo más?", "¿Necesita algo más?"),
    "not_understood": ("Otra vez.", "Perdón, otra vez."),
    "not_understood_more": ("Una vez más.", "Perdón, otra vez."),
}
