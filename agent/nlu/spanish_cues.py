"""Cues of the intents in Spanish; `COOLER` and the like are concepts of `intent_words`."""

from agent.nlu.intent_labels import Label

_COOLS = (
    "enfria/enfrian/enfriando/enfrie/enfrio/enfriaba/enfriara/enfriar/refresca/refresque/congela"
)
"""Tenses too: a recogniser hears one for the other."""
_HEATS = "calienta/calientan/calentando/calento/calentaba/calentara/calentar"
_OUR_VISIT = "mi/la/el/una/esa/de_mi/de_la/sobre_mi/nuestra?"

SPANISH_CUES: dict[tuple[Label, int], tuple[str, ...]] = {
    ("no_cooling", 6): (
        f"no esta/estan/quiere/quiso/deja/dejo? {_COOLS}",
        "enfria/enfriando poco/muy_poco/nada",
        "COOLER caliente/tibio/caluroso",
        "no hay/tengo/tenemos/sale COOLER",
    ),
    ("no_heat", 6): (
        f"no esta/estan/quiere/quiso? {_HEATS}",
        "no hay/tengo/tenemos/sale HEATER",
        "no prende/enciende/arranca el/la/mi? HEATER",
    ),
    ("water_leak", 6): (
        "gotea/goteando/goteo/tirando_agua/tira_agua/charco/fuga_de_agua",
        "sale/saliendo/cae/cayendo/escurre agua",
    ),
    ("strange_noise_or_smell", 6): (
        "ruido/ruidos/rechina/vibra/vibracion",
        "suena/huele raro/feo/mal/extrano/horrible",
        "mal olor",
        "olor raro/feo/extrano/a_humedad",
    ),
    ("maintenance_tuneup", 7): (
        "mantenimiento",
        "limpieza/limpiar/limpien de/del/el/la/mi? COOLER/HEATER/UNIT/DUCT/FILTER",
        "revision anual/de_temporada/general",
        "cambiar/cambio el/de/del? FILTER",
    ),
    ("install_quote", 9): (
        "instalar/poner/comprar/instalacion/instalen/pongan *? *? COOLER/HEATER/UNIT NEW?",
        "COOLER/HEATER/UNIT NEW",
        "presupuesto/cotizacion/estimado para/de/por *? *? COOLER/HEATER/UNIT",
        "reemplazar/cambiar el/la/mi/todo? COOLER/HEATER/UNIT",
    ),
    ("book_service", 7): (
        "hacer/hago/sacar/agendar/programar/pedir/quiero/necesito/quisiera/dar/reservar una/la? "
        "VISIT",
        "venga/vengan/viniera/mande/manden/mandar/envien a? un/una/el/algun? TECH/SOMEONE",
        "venga/vengan/viniera/pasen/puedan a? revisar/revise/ver/arreglar/checar/COME/FIX",
        "revisen/revise/chequen/cheque/arreglen/arregle/reparen mi/el/la/COOLER/HEATER/UNIT",
    ),
    ("reschedule", 8): (
        "cambiar/mover/pasar/posponer/reagendar/reprogramar/adelantar/atrasar/cambio/cambien "
        f"{_OUR_VISIT} VISIT/dia/fecha/hora/horario",
        "cambiarla/moverla/pasarla/posponerla/reagendarla/reprogramarla/adelantarla",
        "no voy/vamos a poder? estar",
        "no puedo/podre/podemos/podria estar/ese/esa/el/recibirlos",
        "para otro/otra dia/fecha/hora/horario",
    ),
    ("cancel", 8): (
        f"cancelar/cancele/cancelen/anular/quitar {_OUR_VISIT} VISIT",
        "cancelarla/cancelela/anularla",
        "ya no necesito/quiero/ocupo *? *? VISIT",
    ),
    ("appointment_status", 8): (
        f"a que hora es/era/tengo/esta/quedo {_OUR_VISIT} VISIT",
        f"cuando/que_dia es/era/tengo/esta/quedo {_OUR_VISIT} VISIT",
        f"confirmar/verificar/checar/saber/preguntar por? {_OUR_VISIT} VISIT",
    ),
    ("appointment_status", 5): (f"tengo {_OUR_VISIT} VISIT", "cuando vienen/viene"),
    ("technician_eta", 8): (
        "donde esta/viene/anda el/mi? TECH",
        "ya viene/llega/salio/esta_cerca/va_a_llegar el/mi? TECH",
        "NOBODY ha llegado/venido/aparecido",
        "no ha/han llegado/venido/aparecido",
        "cuanto falta/tarda/le_falta/va_a_tardar",
        "a que hora llega/llegan/viene/vienen",
    ),
    ("pricing", 6): (
        "cuanto cuesta/cuestan/cobran/cobra/sale/seria/vale/costaria/es",
        "que precio/costo/tarifa",
    ),
    ("hours_location", 8): (
        "a que hora abren/cierran/atienden",
        "que horario/dias *?",
        "abren/cierran/trabajan los/el/en? DAY/sabados/domingos/domingo/sabado/dias_festivos",
        "donde estan/se_encuentran/queda ubicados/la_oficina?",
    ),
    ("service_area", 7): (
        "dan/tienen/hacen/ofrecen servicio en/por/aqui/para",
        "trabajan/atienden/cubren/llegan en/a/hasta/por? mi/esta/la? zona/area/ciudad",
        "llegan/van/atienden/cubren/trabajan en/a/hasta *",
        "dentro de su/la/el zona/area",
    ),
    ("billing_payment", 7): (
        "me/nos cobraron/cobro/estan_cobrando",
        "cobro/cargo doble/de_mas/equivocado",
        "mi/la/una factura/recibo",
    ),
}
