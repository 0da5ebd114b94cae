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
Kind = (
    Rule
    | Literal["none", "alarm", "burning_smell", "maybe_gas", "smoke_beep", "hiss", "ill", "burning"]
)

_RIG = "furnace/unit/ac/heater/boiler/compressor/handler/condenser/system/closet/pump/vent/split"
_INTENT = (
    "going_to/will/would/want_to/wants_to/trying_to/tried_to/threatened_to/threatening_to/about_to/"
    "feel_like/thinking_about/thinking_of"
)
_HARM = (
    "kill/hurt/harm/shoot/stab/beat/murder/attack/choke/strangle/punch/killing/hurting/harming/"
    "shooting"
)
_VICTIM = (
    "me/us/her/him/them/you/myself/himself/herself/themselves/someone/somebody/everyone/everybody/"
    "people/up/y'all/whoever/anyone/anybody/whomever"
)
_SMELL = "smell/smells/smelled/smelling/stinks/reeks"
_PERSON = (
    "he/she/mom/mother/mama/dad/father/husband/wife/baby/son/daughter/kid/child/boy/girl/grandma/"
    "grandpa/grandmother/grandfather/someone/somebody/person/man/woman/lady/guy/neighbor/aunt/"
    "uncle/"
    "brother/sister/friend/roommate/tenant/resident/patient/coworker/employee/him/her/i/i_am"
)
_LEAKING = "leak+/drip+/pour+/spray+/gush+/run+/come/coming/seep+/drop/drops/dropping"

HAZARDS: dict[Kind, tuple[str, ...]] = {
    "none": (
        "leak+/drip+/water from/in/on/near/by/around/inside/at/of/off/out_of my/the/our/a/your? "
        "gas "
        "furnace/heater/boiler/fireplace/stove/unit/package/water_heater",
        "hot water",
        "water heater/heaters/pressure/temperature/bill/softener/filter/tank/pump/company/meter/"
        "panel/panels/pad",
        "water source/cooled/chiller/chilled",
        "leaky? duct/ducts/air/window/windows",
        "air/duct/oil/refrigerant/freon/gas/propane leaks?",
        "killing me/us/my",
        "kill the/that/my/one second/first/appointment/visit/power/other?",
        "i would/could kill for",
        "dying to",
        "is/are/am/i_am/we_are burning up/alive",
        "hit me with",
        "gave/give/gives/giving me/us a heart attack",
        "almost/nearly had/gave me? a heart attack",
        "i_am/we_are dying of/in/over/for",
        "bomb_cyclone/the_bomb/photo_bomb",
        "emergency heat/heating/heater/mode/setting/number/shutoff/switch/brake/fund/fee/"
        "rate/rates/line/contact/room",
        "can/could/will/would/may/how you/i/we/someone/somebody/anyone help",
        "need/want/get/getting/some/any/your/of/for/the/big/great/much/such_a/a/to/who/that help "
        "with/on/to/in/from/setting/figuring/booking/getting/scheduling/you/finding/understanding/"
        "choosing",
        "want/get/getting/some/any/your/of/for/the/big/great/much/such_a/a/to/who/that help",
        "help me/us with/find/schedule/get/change/understand/out/set/pay/figure/book/reschedule/to",
        "help with",
        "who/you can/could help",
        "ayuda con/para/de/en",
        "me/nos puede/pueden/podria/podrian ayuda/ayudar",
        "heart condition/problem/problems/patient/disease",
        "medical condition/equipment/device",
        "stroke of",
        "two stroke",
        "passed out flyers/cards",
        "chest freezer",
        "not/nothing/no urgent/an_emergency/super_urgent/in_a_hurry/really_urgent/emergency/"
        "have_an_emergency/rush",
        "attack dog",
    ),
    "GAS": (
        "hear/hearing/heard/oigo/oir gas/propane",
        "there is a_lot_of/so_much/natural/propane/raw/unburned? gas",
        "gas in the/my/our house/air/basement/kitchen/garage/hallway/building/room/closet/"
        "apartment/home",
        "it/that/this/is/was not/still/definitely/really/probably/not_even/definitely_not? gas",
        "gas left/stuck on",
        "left the gas on",
        "too much gas out",
        "gassy",
        "gas i/you can smell",
        "gas g",
        f"{_SMELL} *? *? *? gas station",
        "about gas >",
        "sewer gas",
        "sewer or gas",
        "soap/soapy/suds *? *? *? *? *? *? *? *? bubbl+/bubbling",
        "might/could/may/possibly/perhaps/maybe be/have_been? natural/propane? gas",
        "es/ser/sea gas",
        "< gas >",
    ),
    "burning": (
        "is/are/things/it/anything/nothing burning",
        "started/starting/began/begun to? burn/burning",
    ),
    "FIRE": (
        "singed my/his/her/our",
        "used/using/grabbed/emptied the/a/my? fire extinguisher",
        "shoot+/throw+/spit+/spew+ sparks/flames/fire/smoke",
    ),
    "MEDICAL": (
        f"{_PERSON}/and is/was/are/has/just/will/would/does? not/stopped/barely/hardly/never "
        "respond+/responsive/moving/conscious/waking/wake/breathing/breathe/awake/alert/"
        "making_sense/"
        "talking_right",
        f"{_PERSON} has/just/is/was/may_have? collapsed/choking/fainting/drowning/suffocating/"
        "convulsing/overdosing/bleeding_out",
        f"{_PERSON} is dying >/and/please/help/right_now",
        "not/stopped/isn't/barely/hardly/trouble/difficulty/hard/struggling/struggles/problems/"
        "hard_time breathing/to_breathe/breathe",
        "can/could not? not breathe",
        "short of breath",
        "making/makes/made no sense",
        "will/would/can/does/do not wake up?",
        "unconscious/unresponsive/seizure/seizures/overdose/overdosed/convulsing/convulsions/"
        "hypothermia/hypothermic/fainted/heatstroke/gasping/frostbite/anaphylaxis/cardiac/"
        "electrocution/comatose",
        "lost consciousness",
        "pass/passes/passed/passing/blacked/blacks out",
        "chest/heart pain/pains/hurts/hurting/tightness/is_tight/is_hurting/is_killing/attack",
        "pain/pains/pressure/tightness in his/her/my/the chest",
        "clutching/grabbing/holding his/her/my chest",
        "having/had/has/suffered a? stroke/aneurysm",
        "heat stroke/exhaustion",
        "shaking/shivering uncontrollably/and_confused/violently",
        "turning/turned/going/gone/lips/face/fingers blue",
        "lips * *? blue",
        "slurring/slurred speech/his/her/my/words",
        "no pulse/heartbeat",
        "asthma attack",
        "allergic reaction",
        "stopped sweating/moving/responding",
        "can not feel his/her/my/their arm/arms/legs/face/hands",
        "face/mouth is drooping",
        "bleeding badly/a_lot/heavily/bad/everywhere",
        "badly burned/hurt/injured",
        "need+/call+/send/sending/get/want+ an? ambulance/paramedics/medic",
        "no puede/esta/estaba/respira respirar/respirando/bien_respirar",
        "no respira/puede_respirar/despierta/responde/reacciona",
        "golpe de calor",
        "dolor/duele/dolores de/en/el el? pecho",
        "inconsciente/desmayo/desmayada/desmayado/infarto/convulsionando/convulsiones/convulsion/"
        "hipotermia/derrame/ahogando/asfixiando/ambulancia",
    ),
    "VIOLENCE": (
        f"{_INTENT} {_HARM} {_VICTIM}",
        "i/he/she/they/i_am/he_is/she_is/we_are will/would/going_to/about_to? kill/shoot/stab "
        "that/this/your/my/his/her",
        f"will/going_to/want_to/wanna/to come *? *? *? and/to? {_HARM} {_VICTIM}",
        "beating/attacking/choking/strangling/stabbing/shooting/threatening/hitting/hurting/"
        "assaulting/harassing/stalking me/us/her/him/my_mom/my_wife/my_kids/my_sister/my_daughter/"
        "people/someone/somebody",
        "hit/hits/beats/attacked/choked/stabbed/shot/threatened/punched me/us/her/him/my_mom/"
        "my_wife",
        "kill/hurt/harm/shoot/cut/killing/hurting/cutting/harming myself/himself/herself/"
        "themselves",
        "suicide/suicidal",
        "end/ending/take/taking my life",
        "want/wanna/going/ready to? die/end_it/end_it_all/end_things",
        "end/ending it all",
        "break/breaking/broke/kick/kicking/kicked down/in my/the/our door/window",
        "do not want to live/be_alive/be_here/go_on",
        "better off dead",
        "burn/blow/burning your/the/this/that/my/down/up? *? office/place/building/house/shop "
        "down/up",
        "burn/blow/shoot/burning/blowing up/down your/the/this/that/my/our office/place/building/"
        "house/shop/store/truck/trucks",
        "has/have/got/with/is_carrying/pulled/pointing a? gun/knife/weapon/machete/rifle",
        "domestic violence/abuse",
        "being/been/just/got/somebody/someone robbed/attacked/assaulted/jumped/mugged/stabbed/shot/"
        "held_hostage",
        "somebody/someone/stranger/man/he/they is? in/inside/entered my house/home/garage",
        "broke/breaking/break/breaks in/into my/our/the/right_now/>",
        "try+ to break/get/force in/into/my/the",
        "somebody/someone is? broke/breaking in",
        "a/attempted break in",
        "intruder/burglar/burglars/prowler/kidnapped/hostage/raped/gunman/gunshots/stabbed",
        "a bomb",
        "quiere/va_a/voy_a matar/matarme/lastimar/disparar/lastimarme/matarlo/matarte",
        "metio/metieron/meterse/entrando/entro/metiendo alguien/a_mi_casa/en_mi_casa",
        "me esta/estan pegando/golpeando/amenazando/atacando",
        "pistola/cuchillo/matarme/suicidarme/suicidar/suicidio/me_quiero_morir",
    ),
    "WATER_A": (
        "water/leak+/drip+/wet/flood+ *? *? *? *? *? ceiling/drywall/sheetrock/light/lights/"
        "light_fixture/outlet/outlets/panel/breaker/breakers/fuse/electrical/electric/wires/wiring/"
        "chandelier/wall/walls/socket",
        "ceiling *? *? *? to? collapse/cave/fall/come_down",
        "ceiling *? *? *? *? drip+/leak+/wet/water/sagging/collaps+/caved/fell/falling/bulging/"
        "caving/soaked",
        "water/leak+ is/keeps/just? *? pour+/gush+/spray+/flood+/shoot+/everywhere/all_over/"
        "rushing/streaming",
        "water everywhere/all_over/all_around",
        "agua por todos/todas lados/partes",
        "revento/rompio/exploto un/una/el/la? tubo/tuberia/manguera/pipa",
        "can/could/will not get/make the/this? water/leak/it/flow to? stop/quit/shut_off/off",
        "can/could not stop the/this? water/leak/flow/leaking/dripping",
        "leak+/drip+/com+/coming/run+/pour+/soak+ through/down/into/onto/from the/my/our? "
        "ceiling/drywall/sheetrock/wall/walls/light/lights",
        "water will/does not stop",
        "it will/does not stop leaking/dripping/pouring/flowing/gushing",
        "like a waterfall/fountain/geyser/river/faucet",
        "inches/feet of standing? water",
        "cayendo/chorreando/saliendo agua *? techo",
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
        "wet/soaked/soaking/damp/soggy patch/area/stain/carpet/floor/ceiling/wall/insulation/spot/"
        "under/"
        "around/towels",
        "carpet/floor *? *? *? *? *? wet/soaked/soaking/damp",
        "water damage",
        "peeing/sweating/weeping water?",
        "towels/bucket/buckets *? *? *? water/drip/drips/leak/catch",
        "gotea/goteando/goteo/fuga/tirando_agua/tira_agua/saliendo_agua/charco",
        "agua en/del/de_la/abajo/debajo/saliendo/por",
    ),
    "VAGUE": (
        "< emergency/emergencia/urgente >",
        "an/real/is emergency",
        "emergency/emergencia please/repair/>",
        "urgent/urgently/asap/emergencia/urgente",
        "as soon as possible",
        "help",
        "i/we need help >",
        "ayuda/auxilio/socorro/ayudeme/ayudenme",
        "life or death",
        "danger/dangerous/not_safe/unsafe/peligro",
    ),
}
