"""What the agent says in Spanish: safety lines, greeting, transfer and callback."""

WORDINGS: dict[str, tuple[str, ...]] = {
    "greeting": ("Gracias por llamar a {company}, le atiende {agent}.",),
    "how_can_i_help": ("¿En qué le puedo ayudar?", "Dígame, ¿qué necesita?"),
    "transfer_now": ("Con gusto. Le comunico con alguien que habla español, un momento.",),
    "transfer_sorry": ("Lamento las molestias. Le comunico con una persona ahora.",),
    "after_hours": ("La oficina está cerrada. Alguien que habla español le llamará pronto.",),
    "nobody_there": ("Ahora no contesta nadie. Alguien que habla español le llamará pronto.",),
    "callback_last_four": ("¿Le llamamos al número que termina en {ending}?",),
    "callback_number": ("¿A qué número le llamamos?",),
    "message": ("¿De qué se trata, por favor?",),
    "message_saved": ("Ya lo anoté. Le llamaremos pronto.",),
    "not_understood": ("Perdón, no le entendí.",),
    "silence_first": ("¿Sigue en la línea?",),
    "silence_goodbye": ("No le escucho, así que voy a colgar. Por favor llame otra vez. Adiós.",),
    "anything_else": ("¿Algo más en que le pueda ayudar?",),
    "goodbye": ("Gracias por llamar a {company}. Adiós.",),
    "goodbye_name": ("Gracias, {name}. Adiós.",),
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
    "e_outside": ("¿Están todos afuera y a salvo?",),
    "e_address": ("¿Cuál es la dirección?",),
    "e_connecting": ("Le comunico con el técnico de guardia. No cuelgue, por favor.",),
    "e_stay_safe": ("Quédense afuera y llamen al 911 si aún no lo han hecho.",),
    "safety": ("¿Huele a gas, suena una alarma o ve humo en este momento?",),
}
