"""The words of danger, rule by rule (see `phrases` for the notation), English and Spanish.

`none` phrases only look dangerous ("fire up the furnace") and hide every hazard inside them.
The other lower-case kinds are pieces that `hazards` weighs together with the rest of the sentence.
"""

from typing import Literal

Rule = Literal[
    "GAS",
    "CO",
    "CO_CHIRP",
    "FIRE",
    "ELEC_SMELL",
    "DUST_SMELL",
    "MEDICAL",
    "WATER_A",
    "WATER_B",
    "REFRIG",
    "CRITICAL_SITE",
    "VIOLENCE",
    "VAGUE",
]
Kind = Rule | Literal["none", "alarm", "burning_smell", "smoke_beep"]

_SMELL = (
    "smell/smells/smelled/smelling/smelt/stink/stinks/stinking/reeks/reeking/whiff/whiffs/odor/"
    "odors/odour/scent/stench"
)
_GAS = (
    "gas/propane/sulfur/sulphur/mercaptan/rotten_egg/rotten_eggs/rotting_eggs/bad_eggs/"
    "spoiled_eggs/eggs"
)
_GAS_USER = (
    "furnace/heater/boiler/fireplace/stove/oven/range/dryer/unit/package/pack/water_heater/company/"
    "bill/station/utility/system/logs/log/grill/heat/fired/powered"
)
_IN = "from/in/on/near/by/around/inside/at/of/off/out_of/coming_from"
_MY = "my/the/our/a/your/this/that"
_SOUNDING = (
    "going/went/goes/gone off",
    "sound+/scream+/blar+/blare+/ring+/shriek+/alarming/wail+/trip+/flash+/scream",
)
_DETECTOR = "alarm/alarms/detector/detectors/monitor/monitors/sensor/sensors"
_CO = "carbon_monoxide/co/c_o/monoxide"
_ELECTRIC = (
    "wire/wires/wiring/cable/cables/cord/plug/outlet/socket/breaker/breakers/panel/fuse_box/"
    "thermostat/insulation/plastic/disconnect/transformer/motor/control_board/board"
)
_RIG = "furnace/unit/ac/heater/boiler/compressor/handler/condenser/system/closet/pump/vent/split"
_LEAKING = "leak+/drip+/pour+/spray+/gush+/run+/come/coming/seep+/drop/drops/dropping"

HAZARDS: dict[Kind, tuple[str, ...]] = {
    "none": (
        f"{_SMELL} *? *? {_IN} {_MY}? gas {_GAS_USER}",
        f"leak+/drip+/hiss+/water {_IN} {_MY}? gas {_GAS_USER}",
        "leak+ refrigerant/freon/coolant gas",
        "refrigerant/freon/coolant gas leak+",
        "gas mileage/pedal/station/bill",
        "smoke detector/detectors/alarm/alarms",
        "smoke test/free/shop",
        "quit/quitting/stop/stopped/no smoking",
        "do/does/did not smoke",
        "he/she/they/i/we/tenant/tenants/dad/mom smoke/smokes/smoked",
        "cigarette/cigar/wildfire/barbecue/bbq/grill/tobacco smoke",
        "smoke from the? wildfire/wildfires/forest/canada/grill/bbq/barbecue/candle/"
        "candles/neighbor",
        "wood smoke",
        "fire/fires/fired/firing up",
        "fire place/places/department/dept/station/marshal/code/extinguisher/inspector/inspection/"
        "chief/truck/trucks/wood/pit/men/damper/rated/safety/drill/sprinkler/door",
        "not fire/light/spark",
        "not fire/light up/on/right/properly",
        "not even? fire/fire_up/spark",
        "start/light/build/make/building/lighting/making a fire",
        "fire in the fireplace/fire_place/stove/hearth",
        "camp/bon/wild fire",
        "hire/hired or fire/fired",
        "fire him/her/them/you/me",
        "pilot flame",
        "flame sensor/rod/sensing/detector/is_out/went_out/goes_out/out/keeps",
        "spark plug/plugs/ignitor/igniter/ignition/module",
        "sticker shock",
        "shock absorber/chlorine",
        "shocked at/by/to/how/that",
        "ice/snow/coil/frost *? melt+",
        "i_am/we_are/is_all? melting in here/this",
        "paint/nail_polish/cleaning fumes",
        "burning/burn+ wood/calories/daylight/money/hole/candle/candles/incense/up_in_here",
        "burner/burners",
        "burned/burnt out",
        "hot water",
        "water heater/heaters/pressure/temperature/bill/softener/filter/tank/pump/company/meter",
        "water source/cooled/chiller/chilled",
        "leaky? duct/ducts/air/window/windows",
        "air/duct/oil/refrigerant/freon leaks?",
        "killing me/us/my",
        "kill the/that/my/one second/first/appointment/visit/power/other?",
        "i would kill for",
        "bomb_cyclone/the_bomb/photo_bomb",
        "emergency heat/heating/heater/mode/setting/number/shutoff/switch/brake/fund/fee/"
        "rate/rates/line",
        "can/could/will/would/may/how you/i/we help",
        "need/want/get/getting/some/any/your/of/for/the help",
        "ayuda con/para/de/en",
        "me/nos puede/pueden/podria/podrian ayuda/ayudar",
        "heart condition/problem/problems/patient/disease",
        "medical condition/equipment/device",
        "stroke of",
        "two stroke",
        "passed out flyers/cards",
        "chest freezer",
        "not urgent/an_emergency/super_urgent/in_a_hurry/really_urgent",
        "attack dog",
        "server is/was my/our",
        "set/setting an? alarm",
        "burglar/security/car/house/freezer/clock/float/door/home/adt/ring alarm",
        "alarm clock/company/system/code/panel",
        "te/se/como llamas",
        "sin humo",
    ),
    "GAS": (
        f"{_SMELL} *? *? *? *? {_GAS}",
        f"{_GAS} smell/smells/odor/odour/stink/stinks/stench/fumes/leak/leaks/leaking/leaked/whiff/"
        "hissing/escaping/everywhere/scent/pouring",
        "natural gas everywhere/in_the_house/smell",
        "gas is/was/are/has/keeps/started? *? leaking/escaping/hissing/pouring/seeping/everywhere/"
        "blowing/spewing/coming_out/coming_from/coming_in/leaked",
        "gas/propane coming/blowing/shooting out/from/into/in/through",
        "gas/propane *? line/pipe/valve/meter/hose/tank/main/connection *? *? *? leak+/hiss+/"
        "bubbl+/bubbling/bubbles/blowing",
        "gas/propane tank? line/pipe/meter/main/hose *? *? *? *? broke/broken/cut/hit/ruptured/"
        "burst/cracked/snapped/disconnected/loose/severed/punctured/nicked/open",
        "leak/leaks/leaking/hissing/hiss/bubbling/bubbles *? *? *? gas/propane",
        "hit/cut/broke/nicked/broken/ruptured/struck/severed/cracked/punctured *? *? gas/propane "
        "line/pipe/main/tank/meter/hose",
        "full of gas",
        "filled/filling with gas",
        "hear/hearing/heard gas/propane",
        "gas in the house/air/basement/kitchen/garage/hallway/building/room/closet",
        "it/that is not? gas",
        "gas left/stuck on",
        "left the gas on",
        *(f"gas/propane {_DETECTOR} *? *? {sounding}" for sounding in _SOUNDING),
        f"gas/propane {_DETECTOR} *? *? beep+/chirp+",
        "gassy",
        "rotten/rotting/spoiled/bad egg/eggs",
        "sulfur/sulphur/mercaptan",
        "huele/huelo/olor/oler/oliendo/olia *? *? gas",
        "fuga/escape/fugas de gas",
        "gas *? escapando/saliendo/fugando",
        "huevo/huevos podrido/podridos",
    ),
    "CO": (
        "carbon monoxide",
        "monoxide",
        f"{_CO} {_DETECTOR}/reading/readings/level/levels/poisoning/leak/fumes/thing/meter/"
        "exposure/numbers",
        "alarm/detector/it/thing says/said/reads/reading/shows carbon/co/c_o/monoxide",
        "exhaust/flue *? *? back/backing/coming/leaking/spilling/smell/smells/gases/fumes/blowing/"
        "entering/inside",
        "exhaust fumes/smell/gas/gases",
        "flue/flue_pipe/vent_pipe/exhaust_pipe/exhaust/chimney *? *? apart/disconnected/"
        "fell/fallen/loose/separated/collapsed/came_off",
        "fumes",
        "monoxido",
    ),
    "alarm": (
        *(f"alarm/alarms/detector/detectors *? *? {sounding}" for sounding in _SOUNDING),
        "alarma/detector *? *? sonando/suena/sono/pitando",
        "suena/sonando/pitando/sono la/el/una/un/mi alarma/detector",
    ),
    "FIRE": (
        "smoke/smoking/smoky/smokes/smoked",
        *(f"smoke/fire {_DETECTOR} *? *? {sounding}" for sounding in _SOUNDING),
        "smoke alarm's going/too",
        "flames",
        "flame coming/shooting/rolling/came/shot",
        "open flame in",
        "burst into flames",
        "on fire",
        "caught/catch/catching/catches fire",
        "a/the/is/small/little/electrical/electric/big/furnace/attic/house/grease/brush fire",
        "fire in/at/inside/by/under/near/behind/coming/started/>",
        "< fire >",
        "spark/sparks/sparking/sparked/sparky",
        "arcing/arced",
        "got/get/gets/getting/was/been/be shocked/zapped/electrocuted/a_shock/an_electric_shock",
        "shocked/zapped/shocks/zaps/zapping/shocking me/him/her/us/bad/badly/when/my/you",
        "gave/gives/giving/give me/him/her/us a *? shock/zap/jolt",
        "electric/electrical shock",
        "electrocuted",
        f"{_ELECTRIC} is/are/was/has/have/got/all/looks/just? *? melt/melted/melting/burning/"
        "burned/burnt/smoldering/sizzling/glowing/charred/scorched/frying/fried_and",
        f"melt+/smoldering/charred/scorched/burned_up {_MY}? {_ELECTRIC}",
        "burning/burns/burned the/my/a/up? *? wire/wires/wiring/cable/cables/cord/plug/outlet/"
        "panel/breaker",
        "melted into/onto/through/to",
        "glowing red/orange/hot",
        "exploded/explosion/explode/exploding",
        "blew/blown up",
        "smolder+",
        "is/are/was/things/everything/something/anything/it burning",
        "humo/fuego/incendio/llamas/chispas/chispeando",
        "esta/se quemando/quemo/quema/quemandose",
        "me dio *? toque/corriente/descarga/choque",
    ),
    "smoke_beep": (f"smoke/fire {_DETECTOR} *? *? beep+",),
    "ELEC_SMELL": (
        f"{_SMELL} *? *? *? burning/burnt/burned plastic/rubber/wire/wires/wiring/electrical/"
        "insulation/oil/metal",
        f"{_SMELL} *? *? *? electrical/electric/hot_plastic/hot_metal/melted/melting/plastic/ozone/"
        "wires/wiring/rubber/hot_wires/electronics",
        f"burning/burnt/burned/electrical/electric/hot/melting/melted/scorched {_ELECTRIC}/rubber/"
        f"electrical/burning/electronics {_SMELL}",
        f"plastic/rubber/electrical {_SMELL}",
        "burning/burnt/burned plastic/rubber/wire/wires/wiring/electrical/insulation",
        f"{_ELECTRIC} is/are/feels/gets/getting? *? *? hot/black/too_hot/very_hot/warm_to",
        "huele/olor/oler *? *? quemado/plastico/cable/cables/quemada",
    ),
    "burning_smell": (
        f"{_SMELL} *? *? *? burning/burnt/burned/burn/scorched/singed/smoky/fire/toast",
        f"burning/burnt/burned/burny/scorched/singed/fire {_SMELL}",
        f"burning/burnt *? {_SMELL}",
    ),
    "DUST_SMELL": (
        "burning/burnt/burned/burn dust",
        "dust *? *? burning/burned/burnt",
        f"dust/dusty *? {_SMELL}",
        f"{_SMELL} *? *? *? dust/dusty",
        "olor a polvo",
    ),
    "MEDICAL": (
        "not/stopped/isn't breathing",
        "can/could not? not breathe",
        "not/hardly/barely breathe/breathing",
        "trouble/difficulty/hard/struggling breathing/to_breathe",
        "hard time breathing",
        "short of breath",
        "unconscious/unresponsive/seizure/overdose/overdosed/convulsing/hypothermia/fainted",
        "passed/passing/blacked out",
        "he/she/mom/mother/dad/father/husband/wife/baby/son/daughter/grandma/grandpa/grandmother/"
        "grandfather/someone/somebody/person has? collapsed",
        "will/would/can/does/do not wake up?",
        "chest pain/pains",
        "heart attack",
        "having/had/has a? stroke",
        "heat stroke/exhaustion",
        "heatstroke",
        "lips * *? blue",
        "bleeding badly/a_lot/heavily",
        "need/call/called/send an? ambulance",
        "dying of? heat_stroke",
        "no respira/puede_respirar",
        "inconsciente/desmayo/desmayada/desmayado/infarto",
        "dolor de pecho",
    ),
    "VIOLENCE": (
        "kill/hurt/harm/shoot myself/himself/herself/themselves",
        "killing/hurting myself",
        "suicide/suicidal",
        "end/ending/take my life",
        "want/wanna to? die",
        "going_to/gonna/will/i_will kill/shoot/stab/hurt/beat you/him/her/them/someone/"
        "somebody/up/us",
        "has/have/got/with a gun/knife/weapon",
        "hit/hitting/beat/beating/attacking/threatening/hurting me/her/us/my_mom/my_wife",
        "domestic violence/abuse",
        "being robbed/attacked/held",
        "broke/breaking/break in/into my/our/the/>",
        "broke/breaking/break in my/our/to",
        "somebody/someone broke/breaking in",
        "intruder/burglar/kidnapped/hostage",
        "a bomb",
        "matarme/suicidarme/me_quiero_morir",
    ),
    "WATER_A": (
        "water/leak+/drip+/wet/flood+ *? *? *? *? *? ceiling/drywall/sheetrock/light/lights/"
        "light_fixture/outlet/outlets/panel/breaker/breakers/fuse/electrical/electric/wires/wiring/"
        "chandelier/wall/walls/socket",
        "ceiling *? *? *? *? drip+/leak+/wet/water/sagging/collaps+/caved/fell/falling/bulging/"
        "caving/soaked",
        "water/leak+ is/keeps/just? *? pour+/gush+/spray+/flood+/shoot+/everywhere/all_over/"
        "rushing/streaming",
        "water everywhere/all_over/all_around",
        "pour+/gush+/spray+/spewing/flood+ *? *? water",
        "flood/flooded/flooding/floods",
        "burst/bursting/busted *? pipe/pipes/line/boiler/radiator/coil/hose/valve",
        "pipe/pipes/line/hose/radiator *? burst/busted/exploded",
        "can_not/will_not/does_not stop/shut/turn off? the/it/this? water/leak/leaking/"
        "dripping off?",
        "inundado/inundacion/inundando",
        "agua *? *? *? techo/todas_partes/pared/electricidad",
    ),
    "WATER_B": (
        f"water/moisture/condensation/liquid *? *? *? {_LEAKING}",
        f"{_LEAKING} *? *? *? water/moisture/condensation",
        "leak/leaks/leaking/leaked/leaky",
        "drip/drips/dripping/dripped",
        "puddle/puddles/puddling/pool_of_water/standing_water/water_stain/wet_spot/water_spot",
        "water in/on/around/under/underneath/below/near/from/by/coming/beneath",
        f"water *? *? *? *? floor/pan/basement/carpet/{_RIG}",
        "pan/tray/bucket *? *? *? *? *? *? *? water",
        "because_of/from the water",
        "pan/tray *? *? *? *? full/overflow+/water/spilling",
        "overflow+/overfilling",
        "drain/line/pump *? *? *? clogged/backed/backing/plugged/blocked/overflowing/stopped_up",
        "clogged/plugged/backed_up drain/condensate/condensation drain?/line?",
        "wet/soaked/soaking/damp/soggy carpet/floor/ceiling/wall/insulation/spot/under/"
        "around/towels",
        "carpet/floor *? *? *? *? *? wet/soaked/soaking/damp",
        "water damage",
        "peeing/sweating/weeping water?",
        "towels/bucket/buckets *? *? *? water/drip/drips/leak/catch",
        "gotea/goteando/goteo/fuga/tirando_agua/tira_agua/saliendo_agua/charco",
        "agua en/del/de_la/abajo/debajo/saliendo/por",
    ),
    "REFRIG": (
        "hiss+",
        "refrigerant/freon/coolant *? *? *? leak+/smell+/low/hiss+/escaping/gone/out",
        f"leak+/low/{_SMELL} *? *? refrigerant/freon/coolant",
        "refrigerante *? fuga",
    ),
    "CRITICAL_SITE": (
        "server/servers/data/computer room/rooms/center/closet",
        "nursing/care/retirement/group/senior/rest/funeral home/homes",
        "assisted living",
        "memory care",
        "hospital/clinic/hospice/daycare/day_care/preschool/pharmacy_fridge/dialysis/laboratory",
        "medical/vaccine/vaccines/medicine/insulin/pharmacy fridge/refrigerator/freezer/"
        "cooler/storage",
        "restaurant kitchen/cooling/cooler/freezer",
        "walk in cooler/freezer/refrigerator",
        "walkin cooler/freezer",
    ),
    "VAGUE": (
        "< emergency/emergencia/urgente >",
        "an/real/is emergency",
        "emergency/emergencia please/repair/>",
        "urgent/urgently/asap/emergencia/urgente",
        "as soon as possible",
        "help",
        "right away",
        "ayuda/auxilio/socorro/ayudeme/ayudenme",
        "life or death",
        "danger/dangerous/not_safe/unsafe/peligro",
    ),
}
