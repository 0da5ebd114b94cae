"""Words of the trade folded into concepts, so that one cue covers many ways to say a thing.

"my a/c unit quit" and "the central air went out" both become `COOLER BROKEN`.
"""

from collections.abc import Sequence

from agent.nlu.phrases import Phrasebook

_CONCEPTS: dict[str, tuple[str, ...]] = {
    "AGREED": ("sounds good/great/fine/perfect/wonderful/okay/like_a_plan",),
    "COOLER": (
        "new ac/air_conditioner/compressor/condenser/coil you guys? just? put_in/installed/sold_me",
        "ac/acs/aircon unit/units/system?",
        "air conditioner/conditioning/condition/conditioners/con unit/units/system?",
        "central air/ac/cooling unit/system?",
        "mini split/splits unit?",
        "minisplit/ductless/condenser/compressor/evaporator",
        "window unit",
        "cooling system/unit",
        "swamp/evaporative cooler",
        "el/mi/un/del/su? aire acondicionado/central?",
        "acondicionado",
        "minisplit/clima/enfriador",
    ),
    "HEATER": (
        "new furnace/heater/boiler you guys? just? put_in/installed/sold_me",
        "furnace/furnaces/heater/heaters/boiler/boilers/radiator/radiators/baseboard/baseboards",
        "heating system/unit/element",
        "gas/electric/oil furnace/heater/boiler",
        "pilot light?",
        "space/wall/floor heater/furnace",
        "radiant heat/floor",
        "calefaccion/calenton/calentador/caldera",
        "la/mi calefaccion",
        "calenton/calefactor/boiler",
    ),
    "HEATPUMP": ("heat pump/pumps", "heatpump"),
    "WATERHEATER": ("water heater/heaters", "hot water tank/heater"),
    "UNIT": (
        "new unit/system you guys? just? put_in/installed/sold_me",
        "unit/units/system/systems/hvac/equipment/machine",
        "equipo/equipos/unidad/aparato/sistema",
        "hvac unit/system",
        "outside/outdoor/inside/indoor/rooftop/roof/package unit/units?",
        "unit outside/outdoors/inside/upstairs/downstairs/on_the_roof/in_the_attic",
        "air handler",
    ),
    "WASHER": ("washing machine/machines",),
    "PART": (
        "thermostat/thermostats/fan/blower/damper/dampers/humidifier/dehumidifier/zone/zones",
        "control/zone board/panel",
        "fan/blower motor",
        "capacitor/motor/contactor/ignitor/igniter",
        "air purifier/cleaner/exchanger",
        "exhaust/bathroom/ceiling/attic fan",
        "zone damper/valve",
        "termostato/ventilador",
    ),
    "DUCT": ("duct/ducts/ductwork/vent/vents/air_ducts/register/registers/return_vent/return",),
    "FILTER": ("air? filter/filters", "filtro"),
    "VISIT": (
        "appointment/appointments/appt/visit/visits/booking/reservation/slot/service_call/callout",
        "service/repair/furnace/ac/install/installation/estimate/tune_up/maintenance visit/"
        "appointment/call",
        "time slot/window",
        "call out",
        "the repair/installation/install/estimate/inspection",
        "scheduled time/visit/repair",
        "cita/citas/visita/visitas",
    ),
    "TECH": (
        "technician/technicians/tech/techs/repairman/repairmen/serviceman/repair_guy/service_guy/"
        "mechanic/crew/installer/installers",
        "repair/service/hvac/heating/ac/maintenance guy/man/person/tech/technician/people/team",
        "your/the guy/guys/man/truck/van/driver/people/fella/team",
        "tecnico/tecnicos",
    ),
    "SOMEONE": ("someone/somebody/anyone/anybody/a_person/alguien",),
    "NOBODY": ("nobody/no_one/noone/none_of_you/nadie",),
    "BROKEN": (
        "is/are/was/has/have been? broken/dead/down/shot/busted/kaput/done_for/not_working/bust",
        "broken/broke/died/quit/kaput/conked_out/crapped_out/dead/busted",
        "broke/breaks/breaking/shut/shuts/shutting/kicked/kicks down/off/out",
        "went/gone/gave/given/is/goes/going/are/keeps_going out/down/off/on_the_fritz",
        "not work/works/working/function/functioning/functions/respond/responding/operating",
        "do/does/did/is/are/will/would/can/has not even/really? work/working/function/run/running/"
        "turn_on/come_on/start/starting/kick_on/fire/fire_up/light/ignite/go_on/power_on/"
        "turning_on/"
        "coming_on/kicking_on/running/respond/stay_on/stay_lit/light_up",
        "not turn/come/kick/go/power/switch/turning/coming/kicking on",
        "stopped/quit/stops/quits working/running/functioning/again?",
        "stopped >",
        "just/suddenly stopped/quit/died",
        "acting/act/acted up",
        "on the fritz/blink",
        "having/have/has/had trouble/problems/issues/a_problem/an_issue/problem/issue with?",
        "no funciona/sirve/prende/trabaja/enciende/funciono/sirvio/prendio/trabajo/encendio",
        "se me/nos/le? descompuso/rompio/apago/dano/trabo/echo_a_perder/apaga/para",
        "no esta/quiere/quiso funcionando/trabajando/prendiendo/prender/encender/arrancar/jalando",
        "dejo de funcionar/enfriar/calentar/trabajar/prender",
        "no arranca/jala/responde",
        "esta descompuesto/descompuesta/roto/rota/danado",
    ),
    "BOOK": (
        "schedule/book/arrange/scheduling/booking",
        "set me? up",
        "make/set/need/want/like/get/have an?/my? VISIT",
        "sign me? up for",
        "get on the schedule/calendar/books",
        "programar/agendar/reservar",
    ),
    "COME": (
        "come out/by/over/here/look/check/fix/see/to_my",
        "comes out/by/over/here",
        "coming out/by/over/here",
        "swing/stop/drop/run by",
        "send/dispatch/sending",
        "get/have SOMEONE/TECH out/over/here",
        "get/have someone/somebody/anyone/a_tech/a_technician/a_guy out/over/here/come/"
        "look/to_come/"
        "to_look",
        "look at/into/over",
        "check/checked/checking out/on/it",
        "take a look",
        "venir/mandar/enviar/revisar",
    ),
    "FIX": (
        "fix/fixed/repair/repaired/repairs/diagnose/troubleshoot/fixing/repairing/swap/reparar/"
        "arreglar",
    ),
    "NEW": (
        "new/replacement/brand_new/newer/high_efficiency/nuevo/nueva",
        "a/an new/replacement",
    ),
    "DAY": (
        "monday/tuesday/wednesday/thursday/friday/saturday/sunday/tomorrow/today/tonight/weekend/"
        "mondays/tuesdays/wednesdays/thursdays/fridays/saturdays/sundays",
        "monday/tuesday/wednesday/thursday/friday/saturday/sunday morning/afternoon/evening",
        "this/next week/afternoon/morning/monday/tuesday/wednesday/thursday/friday/month",
        "the first/second/third/fourth/fifth/sixth/seventh/eighth/ninth/tenth/eleventh/twelfth/"
        "fifteenth/twentieth",
    ),
}
_BOOK: Phrasebook[str] = Phrasebook(_CONCEPTS)


def concepts(tokens: Sequence[str]) -> tuple[str, ...]:
    """`tokens` with every phrase of the trade replaced by its concept in capitals."""
    out: list[str] = []
    at = 0
    for match in _BOOK.find(tokens):
        out.extend(tokens[at : match.start])
        out.append(match.value)
        at = match.end
    out.extend(tokens[at:])
    return tuple(out)
