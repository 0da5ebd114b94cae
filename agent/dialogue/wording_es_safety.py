"""Opening and safety in Spanish: the lines in an emergency and the questions about danger."""

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
}
