"""Words that dangers are made of, folded into concepts (notation: see `phrases`).

"stinks of propane" and "a whiff of gas" both hold `SMELL` and `GAS`. The longest phrase wins, so
harmless compounds such as "gas bill" and "smoke free" hide the dangerous word inside them.
English and Spanish stand side by side.
"""

from agent.nlu.harmless_words import HARMLESS
from agent.nlu.hazard_fire_words import FIRE_CONCEPTS
from agent.nlu.phrases import Phrasebook

_GAS = "gas/propane/methane/butane/lp"
_MY = "my/the/our/a/an/your/his/her/their/this/that/both/all"
_ALARM = (
    "alarm/alarms/detector/detectors/monitor/monitors/sensor/sensors/thing/unit/device/meter/"
    "tester/beeper/gizmo/contraption/doohickey/box/alert/plug_in/warning/gadget/sniffer"
)
_ROOM = (
    "house/home/basement/cellar/kitchen/garage/attic/hall/hallway/bedroom/bathroom/building/room/"
    "closet/apartment/condo/office/shop/store/school/church/crawl_space/crawlspace/laundry_room/"
    "furnace_room/boiler_room/utility_room/living_room/mechanical_room/place/trailer/van/camper"
)
_OUT = "out/in/into/from/through/up/off/all_over/everywhere/around/down/back"

CONCEPTS: dict[str, tuple[str, ...]] = {
    "SAFE": HARMLESS,
    "SMELL": (
        "smell/smells/smelled/smelling/smelt/smelly/taste/tastes/tasting/wreaks/wreak/wreaking/"
        "stink/stinks/stinking/"
        "stinky/stunk/stank/reek/"
        "reeks/reeking/whiff/whiffs/odor/odors/odour/scent/stench/aroma/nose/sniff/sniffed/"
        "sniffing",
        "huele/huelen/huelo/huela/oler/oliendo/olia/olor/olores/olio/olido/apesta/apestando/"
        "apestaba/peste/tufo/hiede/olfatea/olemos/olemos/percibe/percibo",
    ),
    "GAS": (
        f"natural? {_GAS}",
        "mercaptan/raw_gas/l_p/lpg/gases",
        "g a s",
    ),
    "ROTTEN": (
        "rotten/rotting/rotted/spoiled/bad/stinky/foul egg/eggs/cabbage",
        "boiled/old? egg/eggs that_have/that? gone/went/going/turned bad/rotten/sour/off",
        "sulfur/sulphur/sulfuric/sulfury/sulphury/sulfurous/azufre",
        "huevo/huevos podrido/podridos/pasado/pasados/echado_a_perder/descompuesto/descompuestos",
    ),
    "EGG": ("egg/eggs/eggy/struck_matches/lit_matches/huevo/huevos",),
    "HISS": (
        "hiss+/hissy",
        "silbido/silba/silbando/chiflando/chifla/siseo/chiflido/siseando/silbidos",
    ),
    # Parts where a smell or a hiss may be gas.
    "PIPE": (
        "black/iron iron? pipe",
        "union/pilot/unlit/unlit_burner/trencher/backhoe/fitting/joint/tee/line_comes_in/"
        "stove_left_on/stove_is_left_on/burner_on/knob/end_of_the_pipe/burner_door/"
        "drilled_through/dug_through/nail_through/flexible_connector",
    ),
    "WHISTLE": ("whistl+/whoosh+/roar+", "rush+ air"),
    "FREON": ("refrigerant/freon/coolant/puron/r_22/r22/r410a/refrigerante/freon gas?",),
    "LOST": ("low/gone/charge/recharge/out/baja/bajo",),
    "LEAK": ("leak+/leaky/leakage/league/lick/leakin/fuga/fugas",),
    "ESCAPE": (
        "seep+/escap+/spew+/vent+/billow+",
        f"pour+/blow+/com+/come/comes/came/shoot+/shot/spill+/rush+/drift+/flow+/roll+/gush+/puff+/"
        f"putting/get/gets/getting/pump+/push+/puts/waft+/fill+/spray+/rac+ {_OUT}",
        "throw+ out/in/into/from/through/off/all_over/everywhere/around/back",
        "spray+/everywhere/all_over/building_up/filled_up/filling_up/fills_up/still_on/left_on/"
        "stuck_open/stuck_on/wide_open/stuck_in/was_on/been_on/open_all_night/in_here/in_there",
        "full/fill/filled/filling/filling_up of/with/up_with/my/the/our/up/in/out",
        "escape/fugando/escapando/escapa/saliendo/saliendose/fugandose/tirando/echando/"
        "sacando/metiendo/regando/se_sale/sale/salio/salia/goteo/brotando/botando",
    ),
    "GASPIPE": (
        f"{_GAS} flex/flexible/supply/main/inlet/shutoff/shut_off/tank? "
        "service? line/lines/pipe/pipes/piping/valve/valves/meter/meters/hose/hoses/tank/tanks/"
        "main/mains/"
        "connector/regulator/cock/fitting/fittings/union/manifold/knob/knobs/tubing/cylinder/"
        "connection/joint/supply/service/port/jet/shutoff/shut_off",
        "pipe/pipes/line/lines/hose/tubing/valve that? feeds/feeding/going_to/runs_to/run_to/for/"
        "to "
        "the? furnace/boiler/heater/stove/dryer/range/gas/water_heater",
        "manifold/regulator/shutoff_valve/shut_off_valve/gas_shutoff/yellow_flex_hose/"
        "yellow_hose/yellow_line",
        "line/pipe/hose/meter/valve of/for gas",
        "by/at/near/around/beside the/my/our meter",
        "tubo/tuberia/tuberias/manguera/medidor/valvula/tanque/linea/llave/cilindro/contador/"
        "perilla"
        "/pipa del/de/del gas/propano",
    ),
    "GASCO": ("gas/propane company/man/guy/utility/people/inspector", "meter_reader/utility_guy"),
    "DAMAGE": (
        "hit/hits/cut/cuts/broke/broken/breaks/nicked/ruptured/rupture/struck/severed/cracked/"
        "crack/"
        "cracks/punctured/snapped/burst/busted/damaged/bent/dug_up/dug_into/dug_through/sheared/"
        "loose/disconnected/sliced/clipped/split/torn/tore/kinked/hole/open/dinged/crushed/"
        "snag+/snagged/hooked/ripped/yanked/took_out/gouged/scraped/clobbered/whacked/"
        "drilled_into/drilled/chewed/bumped/knocked/ran_over/backed_into/drove_over/backed_over/"
        "bubbl+/bubbling/bubbles/came_off/popped_off/came_apart/apart",
        "rompio/rompieron/rompimos/pegaron/pego/golpeo/golpearon/quebro/quebraron/cortaron/corto/"
        "rota/roto/zafo/revento/perforo/perforaron/picaron/pico",
    ),
    "ALARM": (
        "alarm/alarms/detector/detectors/first_alert/kidde",
        "alarma/alarmas/detectores/aparatito/aparato_ese",
        "little? nest? thing/box/gadget/unit/device/beeper/disc on_the_wall/on_the_ceiling/"
        "in_the_hallway/in_the_hall/plugged_in",
    ),
    "SMOKEALARM": (
        "smoke/fire and? alarm/alarms/detector/detectors/sensor/sensors",
        "alarma/detector de humo/incendio/incendios/fuego",
    ),
    "COALARM": (
        f"carbon monoxide/mono/dioxide/monocide/something/whatever? {_ALARM}",
        f"co/c_o/co2/c_o_two/c_o_2/co_two/see_oh/monoxide/manoxide/carbon combo? {_ALARM}",
        "a? co/c_o/monoxide reading/readings/level/levels/number/numbers/poisoning/leak/leaks/"
        "exposure/issue/problem/problems/scare/fumes/gas/in/from/coming/detected",
        "smoke and/slash co/c_o/carbon/carbon_monoxide/monoxide combo? alarm/alarms/detector/"
        "detectors/combo",
        "co/c_o and/slash smoke alarm/alarms/detector/detectors",
        "alarma/alarmas/detector/detectores/sensor/aparato/aparatito/medidor *? *? "
        "monoxido/co/c_o/carbono",
        "alarm/alarms/detector/monitor/sensor for/of carbon/co/c_o/monoxide/carbon_monoxide",
    ),
    "GASALARM": (
        f"natural/explosive/combustible? {_GAS} leak? alarm/alarms/detector/detectors/monitor/"
        "monitors/sensor/sensors/sniffer",
        "alarma/detector/sensor del/de gas",
    ),
    "CO": (
        "carbon monoxide/monocide/manoxide/monoxyde/monoxides",
        "monoxide/manoxide/monocide/carboxyhemoglobin/monoxido/carboxy/car_been_monoxide",
        "says/say/said/saying/test_for/shows/showing/read/reads/reading/detected/"
        "detecting/detects/putting_out/"
        "puts_out/making/dice/marca/decia/dijo co/c_o/carbon/carbono/monoxido",
        "carbon stuff/whatever/something/gas/gasses/poisoning",
        "the/for co/c_o/carbono/monoxido",
        "de c o",
        "measured/found/high/low/elevated/because_of/putting_off/gives_off/giving_off/"
        "some/picked_up/reading_of/traces_of co/c_o",
        "co/c_o went/going/goes off",
    ),
    "SOUND": (
        "going/went/goes/gone/go/set/sets/setting it? off",
        "keeps/kept/will_not_stop/started/started_to going/off",
        "sound+/scream+/blar+/blare+/ring+/shriek+/alarming/wail+/trip+/flash+/squeal+/holler+/"
        "alarmed/activated/triggered/raising_cain/blinking_red/red_light/shrill/screech+/"
        "yelling/yell/buzzing/honking/talking/goin_off/evacuate/hollering/"
        "turned_red/lit_up/is_on/is_red/popped/pop/shouting/crying",
        "will/would/does/did not/never stop/quit/shut_up/shut_off/turn_off/silence/be_quiet",
        "four beeps",
        "is/are/has/have been? loud",
        "sonando/suena/sono/suenan/sonar/sonaba/chillando/chilla/"
        "chillo/activo/activo_la/disparo/prendio/encendio/prendida/encendida/bipeando/pitaba/"
        "activada/timbrando/gritando",
    ),
    "HEAR": ("hear/hearing/heard/oigo/escucho/oyendo",),
    "BEEP": (
        "keeps/kept? beep+/peeps/peeping/peeped/chirp+/chirpin/beepin/pitando/pita/pitar/pitidos/"
        "pito",
    ),
    "READING": (
        "says/say/said/reads/read/reading/readings/showing/shows/shown/showed/displays/displaying/"
        "registers/registering/picked_up/picking_up/hit/up_to/at/went_to/level/levels/number/"
        "numbers/peak/dice/marca/marcando/marco",
    ),
    "PPM": ("ppm/p_p_m/parts_per_million/partes_por_millon/parts_on_my_meter/parts_on_the_meter",),
    "SYMPTOM": (
        "dizzy/dizziness/nauseous/nausea/nauseated/nauseas/lightheaded/light_headed/woozy/queasy/"
        "disoriented/groggy/headache/headaches/head_ache/migraine/migraines/loopy/vomiting/vomited/puking/"
        "puked/lethargic/staggering/staggered/vertigo/cheeks_are_flushed",
        "throw/throwing/threw/throws up",
        "sluggish/wobbly/wobbling/blurry/foggy/punchy/dopey/clammy/off_balance/"
        "seeing_double/unsteady/muddled/limp",
        "pounding/splitting/thumping/throbbing/killer/terrible/awful/bad/aching head/heads",
        "feel/feels/felt better outside/outdoors/once/when/away/as_soon_as/out/the_minute/after",
        "hard to wake/rouse/keep_awake/focus/get_up",
        "stumbling/tripping around/into/over/about/like",
        "head/heads/temples is/are/has/have/was/been/keeps? hurt+/pound+/splitting/spinning/"
        "throbbing/killing/swimming/aching/foggy/thumping/woozy/heavy/spinning",
        "feel/feeling/feels/felt/getting/gets/got/been/we_are/make/makes/making *? *? "
        "sick/ill/sleepy/drowsy/faint/weak/drunk/funny/confused/tired/drugged/hungover/crummy",
        "sick/ill since/when/whenever/every/to_my_stomach/to_our_stomachs/at_home/in_the_morning/"
        "in_the_mornings",
        "sleepy/drowsy/weak/confused/faint and/all/since/when",
        "and/all/so/real/very/is/are sleepy/drowsy/confused/dizzy/nauseous/weak",
        "woke/wake/waking up *? sick/dizzy/ill/groggy",
        "can/could not hardly? think/see straight",
        "like *? *? *? the flu",
        "sick/fainted/fainting/passed_out/collapsed",
        "poisoned by",
        "poison+ us/me/my/the",
        "face/faces/cheeks/skin/lips is/are/was/were/look *? red/flushed/pink/cherry_red",
        "got/get/gets/getting better once/when/outside/as_soon_as",
        "mareado/mareados/mareada/mareadas/mareo/mareos/mareamos/mareando/nauseas/nausea/vomito/"
        "vomitos/vomitando/vomitar/vomito/desmayo/desmayado/desmayada/jaqueca/atontado/atontados",
        "dolor/dolores de cabeza",
        "duele/duelen/doliendo/dolia/dolio la/mucho_la? cabeza",
        "mucho/con sueno",
    ),
    "EVERYONE": (
        "everybody/everyone/whole_family/whole_house/entire_family/all_of_us/we_are_all/we_all/"
        "both_of_us/the_kids/my_kids/all_have/have_all/all_got/we_both/us_all/our_heads/"
        "my_employees/my_staff/my_workers/people/the_guys/todos/a_todos/mis_hijos/my_family/"
        "the_family/two_of_us/three_of_us/four_of_us/all_feel/all_feeling/both_feel/my_cooks/"
        "employees/workers/tenants/residents/students/children",
        "me/i and my wife/husband/roommate/kids",
        "my wife/husband/roommate/kids and i/me",
    ),
    "HEATER": (
        "furnace/furnaces/heater/heaters/boiler/boilers/heating/fireplace/"
        "baseboard/baseboards/generator/calentador/calentadores/calenton/caldera/calefaccion/"
        "calefactor/horno/burner/"
        "chimenea/furnish/wood_stove/woodstove/pellet_stove",
        "gas/propane/oil/electric furnace/furnaces/heater/heaters/boiler/heat/unit/baseboard/"
        "baseboards/package/pack/water_heater/system/equipment/appliance/appliances/"
        "hot_water_heater",
        "the/my/our/with_the heat",
        "heat just/only? comes/is/kicks/runs/came/has on?",
        "water heater/heaters",
        "hot water heater/tank",
        "heat exchanger",
    ),
    "STOVE": (
        "gas/propane stove/oven/range/cooktop/fireplace/insert/logs/log/dryer/burner/stovetop",
        "estufa de gas",
    ),
    "EXHAUST": (
        "exhaust/flue/chimney/vent_pipe/exhaust_pipe/flue_pipe/exhaust_vent/furnace_vent/"
        "draft_hood/stove_pipe/stovepipe/vent_stack/smokestack",
        "vent/pipe/stack/duct for/of/from/on/off/off_of/above/behind/over/at the/my/our? "
        "furnace/boiler/heater/water_heater",
        "car/truck/van/engine/mower/generator is/was/has/has_been/been/left/being/still? "
        "run/running/idling/going in/inside/under/near/by/with/next_to/downstairs",
        "ran/run/running/using/have/had/got a/the/our/my generator/charcoal/hibachi/charcoal_grill/"
        "mower in/inside/indoors/down/under",
        "furnace/boiler/heater vent/vents/flue/exhaust/pipe",
        "backdraft+/back_draft+/back_drafting",
        "chimenea/escape_del/tubo_de_escape/los_gases/ducto_de_escape",
        "humos",
    ),
    "FUMES": (
        "fumes/exhaust_gas/exhaust_gases/exhaust_smell/car_exhaust/diesel_exhaust/combustion_gas/"
        "combustion_gases",
    ),
    "BACK": (
        "back/backing/backed/backs into/in/up/down",
        "coming/spilling/venting/blowing/going/getting/drawn/sucked/pulled/drifting right/back? "
        "in/into/inside/indoors/back",
        "smell/smells/disconnected/fell/fallen/separated/collapsed/came_off/detached/blocked/"
        "plugged/clogged/buried/covered/crushed/knocked/leaking/leaks/broke/rusted/broken/apart/"
        "loose/off/stuffed/bird/nest/snow/not_hooked/unhooked/hole/cracked/crack/entering/"
        "breathing/not_connected/torn/stuck/blew",
        "metiendo/meten/mete/regresando/regresa/zafo/tapado/tapada/cayo/entrando/entra/adentro/"
        "desconecto/bloqueada/quebro/roto/rota",
    ),
    "LEAKS_IN": ("leaking right/back? in/into/inside/indoors/back",),
    **FIRE_CONCEPTS,
    "SITE": (
        "server/servers/data/computer room/rooms/center/centers/closet/rack/racks",
        "datacenter/servers/it_room/it_closet/telecom_room/data_closet",
        "nursing/care/retirement/group/senior/rest/funeral/convalescent/foster home/homes",
        "assisted/senior living",
        "memory care",
        "hospital/clinic/hospice/daycare/day_care/preschool/dialysis/laboratory/lab/morgue/"
        "surgery_center/infirmary/childcare/child_care/blood_bank/rehab/icu/operating_room/"
        "skilled_nursing/care_facility/nursing_facility/elder_care/eldercare/day_center",
        "medical/vaccine/vaccines/medicine/medication/insulin/pharmacy/lab fridge/fridges/"
        "refrigerator/refrigerators/freezer/cooler/storage/room",
        "restaurant kitchen/cooling/cooler/freezer/dining/is/ac",
        "our/my/the/a/this restaurant",
        "walk in cooler/freezer/refrigerator/fridge/box",
        "walkin/walk_in cooler/freezer",
        "vaccines/insulin/medications",
        "asilo/hospital/clinica/guarderia/residencia_de_ancianos/casa_de_ancianos",
        "cuarto/sala de servidores",
        "restaurante/cuarto_frio",
    ),
    "TROUBLE": (
        "hundred/ninety/roasting/died/dead/failed/failing/fails/broken/broke/quit/stopped/"
        "overheat+/degrees/lost/warming/"
        "freezing/cold/humid/alert/humidity/heating_up/warmer/hotter/climbing/rising/thawing/"
        "spoiling/shutting_down/shut_down/shuts_down/temperature/dripping/leaking/tripped",
        "is/are/went/gone/goes/going/conditioning/ac/air/cooling/heat down/out/off",
        "not work+/cool+/blow+/heat+/hold+/run+/keep+/cold/cooled/turn/come/kick/stay+",
        "no/without/with_no ac/air/heat/cooling/cold/conditioning/a_c/hvac/any",
        "no enfria/funciona/sirve/hay/prende",
        "sin aire/calefaccion",
        "calor/descompuso",
    ),
    "DUST": ("dust/dusty/polvo/empolvado",),
    "DEVICE": (
        "in the wall unit/heater/furnace/oven",
        "unit/units/ac/a_c/air_conditioner/air_conditioning/air_condition/condenser/compressor/"
        "handler/heat_pump/heatpump/mini_split/minisplit/split/blower/motor/fan/system/hvac/"
        "machine/equipment/humidifier/swamp_cooler/cooler/pump/vent/vents/register/"
        "registers/duct/ducts/appliance/something/somethings/things/everything/wall/walls/dryer/"
        "stove/oven/microwave/dishwasher/water_heater/fridge/refrigerator/lamp/light/lights/"
        "chandelier/ceiling_fan/aire/unidad/equipo/motor/ventilador/compresor/condensador/"
        "abanico/maquina/aparato/secadora/estufa/algo/grate/box",
    ),
}
CONCEPT_BOOK: Phrasebook[str] = Phrasebook(CONCEPTS)
