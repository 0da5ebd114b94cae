"""The words of danger, rule by rule (see `phrases` for the notation), English and Spanish.

`none` phrases only look dangerous ("fire up the furnace") and hide every hazard inside them.
The other lower-case kinds are pieces that `hazards` weighs together with the rest of the sentence.
"""

from typing import Literal

from agent.nlu.harmless_words import FIGURES
from agent.nlu.hazard_people import MEDICAL, VIOLENCE

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
    | Literal["none", "alarm", "burning_smell", "smoke_beep", "hiss", "ill", "burning"]
    | Literal["maybe_gas", "maybe_co", "maybe_fire"]
)

_RIG = "furnace/unit/ac/heater/boiler/compressor/handler/condenser/system/closet/pump/vent/split"
_SMELL = "smell/smells/smelled/smelling/stinks/reeks"
_KIN = (
    "wife/husband/kids/kid/boss/mom/mother/landlord/tenants/tenant/daughter/son/customers/customer/"
    "mother_in_law/neighbors/manager/accountant/roommate/roommates/wife_is/husband_is/kids_are/"
    "boss_is/tenants_are"
)
_LEAKING = "leak+/drip+/pour+/spray+/gush+/run+/come/coming/seep+/drop/drops/dropping"

HAZARDS: dict[Kind, tuple[str, ...]] = {
    "none": (
        *FIGURES,
        "leak+/drip+/water from/in/on/near/by/around/inside/at/of/off/out_of my/the/our/a/your? "
        "gas "
        "furnace/heater/boiler/fireplace/stove/unit/package/water_heater",
        "hot water",
        "water heater/heaters/pressure/temperature/bill/softener/filter/tank/pump/company/meter/"
        "panel/panels/pad",
        "water source/cooled/chiller/chilled",
        "leaky? duct/ducts/air/window/windows",
        "air/duct/oil/refrigerant/freon/gas/propane leak/leaks/leaking/leakage",
        "killing me/us/my",
        "kill the/that/my/one second/first/appointment/visit/power/other?",
        "i would/could kill for",
        "dying to",
        "is/are/am/i_am/we_are burning up/alive",
        "hit/hits me/us with/like/hard/up/today/then/that",
        "i_am/we_are/i_was? chok+/choking/choked/gagged/gagging on the/that/your/this "
        "price/prices/quote/bill/estimate/invoice/words/cost/number",
        "i_am/i_have_been/my_wife_is? having/had/about_to_have a_fit/fits about/over/with",
        "bill/bills/price/quote/cost/heat/news/charge/it/that just/really? hit me",
        "bill/bills/price/quote/cost/heat/cold/humidity/noise/rent/this/it/that will/"
        "is_going_to/is/would/going_to kill/killing/murder me/us",
        "i_am/we_are/he_is/she_is/they_are/i_have_been? just/absolutely/kind_of/already? "
        "drown/drowning/buried/swamped in/with *? work/paperwork/bills/debt/calls/emails/sweat/"
        "humidity/invoices/laundry/quotes/details/options/stuff/messages",
        "flood+ with work/calls/emails/messages/paperwork/orders/requests/light/ads/offers",
        "having/had/have a? stroke of",
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
        "sweating bullets",
        "stab/stabs/stabbed/stabbing me/us in the back",
        "from/of/by/at the/a? gas station/stations/company/bill/man/guy",
        "is gas cost/price/prices/cheaper/included",
        "burglar/burglary/intruder alarm/alarms code/codes/company/system/panel/keypad/password",
        "from gas/propane to",
        "like a gunshot/gunshots/shotgun/bomb/burglar/intruder",
        f"{_KIN} will/would/going_to/is_going_to/are_going_to/gonna/might/may "
        "kill/murder/strangle/shoot/choke me/us",
    ),
    "GAS": (
        "hear/hearing/heard/oigo/oir gas/propane",
        "there is a_lot_of/so_much/natural/propane/raw/unburned? gas",
        "gas in the/my/our house/air/basement/kitchen/garage/hallway/building/room/closet/"
        "apartment/home",
        "it/that/this/is/was not/still/definitely/really/probably/not_even/definitely_not? gas",
        "gas left/stuck on",
        "gas *? knob/knobs/burner/valve *? is/was/got? stuck/left_on/wide_open/broken_off",
        "stove/burner/oven/range/cooktop *? *? *? *? unlit/not_lit/without_being_lit/no_flame/"
        "without_a_flame/without_lighting",
        "they/you/companies put/puts/add/adds/mix in/to/into the? natural? gas",
        "left the gas on",
        "too much gas out",
        "gassy",
        "spit+/spitting/spat out? gas/propane",
        "gas i/you can smell",
        "gas g",
        f"{_SMELL} *? *? *? gas station",
        "about/because_of gas",
        "say/says/said/uh/um/from gas >",
        "from/smell+ the? gas",
        "smell/smells/whiff/whiffs/odor/stink/hint/trace/scent of the? gas",
        "raw/methane/mercaptan/a_bit_of/bit_of/little gas",
        "sewer gas",
        "sewer or gas",
        "soap/soapy/suds *? *? *? *? *? *? *? *? bubbl+/bubbling",
        "might/could/may/possibly/perhaps/maybe be/have_been? natural/propane? gas",
        "es/ser/sea gas",
        "< gas >",
    ),
    "alarm": (
        "beep beep beep",
        "four/4 beeps/chirps",
        "feel/feels/felt better outside/outdoors/once_we/when_we_leave/when_we_left/after_we_left",
        "firemen/fire_department told us to? leave/evacuate/get_out",
    ),
    "CO": ("exhaust in/inside/throughout my/the/our",),
    "maybe_co": ("backdraft+", "tailpipe", "poisoning us/me"),
    "burning_smell": (
        "smell+ *? *? *? *? *? overheat+/overheating",
        "smell+ like *? *? *? *? cooking/frying/toasting/baking it/itself/inside/>",
    ),
    "burning": (
        "is/are/things/it/anything/nothing burning",
        "started/starting/began/begun to? burn/burning",
    ),
    "maybe_fire": ("< blew/blown up >", "< melting >", "< glowing red/hot? >"),
    "FIRE": (
        "extinguisher on/and/but/at",
        "singed my/his/her/our",
        "used/using/grabbed/emptied the/a/my? fire extinguisher",
        "shoot+/throw+/spit+/spew+ sparks/flames/fire/smoke",
    ),
    "MEDICAL": MEDICAL,
    "VIOLENCE": VIOLENCE,
    "WATER_A": (
        "water/leak+/drip+/wet/flood+ *? *? *? *? *? ceiling/drywall/sheetrock/light/lights/"
        "light_fixture/outlet/outlets/panel/breaker/breakers/fuse/electrical/electric/wires/wiring/"
        "chandelier/wall/walls/socket",
        "ceiling/drywall/sheetrock/plaster *? *? *? *? *? *? to? "
        "give_way/let_go/come_down/collapse/cave/fall",
        "ceiling *? *? *? *? drip+/leak+/wet/water/sagging/collaps+/caved/fell/falling/bulging/"
        "caving/soaked",
        "water/leak+ is/keeps/just? *? pour+/gush+/spray+/flood+/shoot+/everywhere/all_over/"
        "rushing/streaming",
        "panel/breaker/breakers/outlet/outlets/fuse_box/breaker_box/light/lights "
        "is/are/got/getting/gets/has all/getting? wet/soaked/dripping/water/leaking",
        "water everywhere/all_over/all_around",
        "agua por todos/todas lados/partes",
        "revento/rompio/exploto un/una/el/la? tubo/tuberia/manguera/pipa",
        "pipe/line/hose/valve/fitting/joint/tank let_go/gave_way/came_apart/blew/blew_off/came_off/"
        "popped_off/separated/split/ruptured",
        "basement/house/floor/kitchen/room/hallway/garage/closet/cellar is/has/are/was all? under "
        "water",
        "rain+/raining/pour+ through/in/inside/from *? *? ceiling/house/kitchen/basement/living/"
        "wall/vents/attic",
        "ankle/knee/shin/waist deep",
        "up to my/our/the/your? ankle/ankles/knees/shins/waist",
        "one/two/three/four/five/six/couple/few/several/2/3/4/5/6 of? inches/inch/feet in/on/of/"
        "deep/across",
        "can/could not find *? *? *? shutoff/shut_off/main/off/valve",
        "is gushing/spraying/pouring/flooding",
        "can/could not get it to stop",
        "ceiling/drywall/sheetrock/plaster *? *? *? *? *? giving_way/"
        "coming_down/swell+/soaked/bulg+/sag+/buckl+",
        "ceiling *? *? *? *? bow+/bowing/droop+/buckl+/swell+/swollen/bubbl+/bubbling/bulg+/sag+/"
        "sagging/crack+/heavy",
        "can/could/will not get/make the/this? water/leak/it/flow to? stop/quit/shut_off/off",
        "can/could not stop the/this? water/leak/flow/leaking/dripping",
        "leak+/drip+/com+/coming/run+/pour+/soak+ through/down/into/onto/from the/my/our? "
        "ceiling/drywall/sheetrock/wall/walls/light/lights",
        "water will/does not stop",
        "it will/does not stop leaking/dripping/pouring/flowing/gushing",
        "like/regular/real a? waterfall/fountain/geyser/river/faucet",
        "waterfall/cascade down/from/through/coming/into",
        "ceiling/drywall/sheetrock/plaster *? *? *? *? rain+/raining",
        "rain+/raining/came/coming/comes through the/my/our *? ceiling/drywall/sheetrock",
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
        "urgent/urgently/asap/a_s_a_p/mayday/emergencia/urgente",
        "as soon as possible",
        "help",
        "i/we need help >",
        "ayuda/auxilio/socorro/ayudeme/ayudenme",
        "life or death",
        "danger/dangerous/not_safe/unsafe/peligro",
    ),
}
