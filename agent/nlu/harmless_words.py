"""Phrases that only look dangerous: "gas bill", "smoke free", "fire up the furnace".

They are read as one word each, so the dangerous word inside them is never seen (notation: see
`phrases`).
"""

# Money and dinner burn without danger.
FIGURES: tuple[str, ...] = (
    "break/broke/breaking into the/my/our/a? savings/market/retirement/account/song/piggy_bank/"
    "business/sweat/budget/dance",
    "cut/cutting/cuts myself/himself/herself a/some deal/break/check/slice/discount",
    "a/the bomb technician/tech/squad/shelter",
    "is/are/was/were? burn/burns/burned/burnt/burning through/up *? *? *? money/savings/cash/"
    "budget/batteries/battery/filters/fuel/oil/propane/gas/data/minutes/patience/"
    "capacitors/parts/contractors/"
    "electricity/kilowatts/paycheck/retirement/wood/pellets/dollars",
    "toast/dinner/supper/food/cookies/bacon/popcorn/lunch/breakfast/casserole/roast/pizza "
    "is/was/are burning/burnt/burned/smoking",
    "burnt/burned/burning my/the/our/some? toast/dinner/supper/food/cookies/bacon/popcorn/lunch/"
    "breakfast/casserole/roast/pizza",
)

HARMLESS: tuple[str, ...] = (
    *FIGURES,
    "gas/propane mileage/pedal/station/stations/bill/bills/grill/"
    "grills/price/prices/rate/rates/money/tank_refill/delivery/card/account/provider/"
    "customer/usage/efficient/fitter/conversion/hookup/versus/or_electric/"
    "powered/fired/burning/pump/cap",
    "gas/propane/natural_gas and/or/to electric/oil/propane/gas/heat",
    "electric/oil/propane to/and/or/versus gas",
    "price/prices/cost/gallon/tank of gas/propane",
    "step/run/running/ran/low/out on/out_of/of the? gas",
    "run/runs/running on natural? gas/propane",
    "smoke/smokes/smoking test/tests/free/shop/break/section/room/area/policy/brisket/meat/"
    "ribs/machine/damage/on_the_water/weed/pot/cigarettes/cigars/jacket/screen",
    "non/quit/quitting/stop/stopped smoking",
    "no smoking sign/allowed/area/room/section/policy",
    "smoke gray/grey/blue/colored/glass",
    "nobody/no_one/noone/none_of_us *? *? *? smokes",
    "smoke/smokes/smoked/smoking a/an/some/the/my/our? brisket/turkey/ribs/meat/pork/chicken/"
    "salmon/ham/fish",
    "price/prices/bill/bills/quote/quotes/estimate/estimates/cost/total shocked/shocks/shock me/us",
    "from gas/propane/oil to electric/electricity/propane/gas/oil/heat_pump/a_heat_pump",
    "smoking good/great/hot/deal/price",
    "dog/cat/puppy/kitten/horse/pet/pup named/called/is? smokey/smoky/sparky/blaze/ember",
    "ask/asking for *? sparks/smoke/burns/blaze",
    "burglar/burglary/intruder alarm/alarms code/codes/company/system/panel/sticker/went_off_once?",
    "sulphur/sulfur springs/springs_road/water/creek/louisiana",
    "do/does/did not/you/he/she/they/anybody/anyone smoke",
    "he/she/they/i/we/tenant/tenants/dad/mom/neighbor/neighbors/who/people/to/a_chain "
    "smoke/smokes/smoked",
    "am/are/i_was/was_i/while/were/when_i_am smoking",
    "cigarette/cigar/wildfire/wildfires/barbecue/bbq/grill/tobacco/candle/second_hand/"
    "secondhand/weed/pot/campfire smoke",
    "for/have/having a smoke",
    "do? not? blow/blowing/blew smoke up/at",
    "smoke damper/dampers/control",
    "put/light/lit a fire under",
    "smoke and mirrors",
    "smoke from *? wildfire/wildfires/forest/forests/canada/grill/bbq/barbecue/candle/"
    "candles/neighbor/neighbors/fires",
    "wood smoke/smoker",
    "smoke detector/detectors/alarm/alarms battery/batteries/is_chirping/chirp/chirps/"
    "chirping/installed/inspection",
    "liquid smoke/nitrogen",
    "to/not/will/would/does/did/it/furnace/burner fire/fires/fired/firing back? on",
    "fire/fires/fired/firing/fires_itself/firing_itself/fire_itself back? up/off/right/"
    "properly/correctly/the/it",
    "on? fire place/places/house/houses/damage/department/dept/departments/station/marshal/code/"
    "extinguisher/extinguishers/inspector/inspection/chief/truck/trucks/wood/pit/pits/men/man/fighter/"
    "fighters/engine/damper/dampers/rated/safety/drill/sprinkler/sprinklers/door/doors/island/"
    "dept/insurance/escape/proof/fly/hydrant/stick/works/sale/hose/blanket/wall/box/brick/"
    "bricks/season/suppression/watch/exit/safe/resistant",
    "not even? fire/light/fire_up/spark/ignite",
    "light/build/make/building/lighting/making a fire",
    "fire in the fireplace/fire_place/stove/hearth/pit",
    "camp/bon/wild/cease/cross/rapid/pellet/under fire",
    "under/fuel/ready_aim fire",
    "hot as fire",
    "i_am/we_are dying of heat",
    "put/putting out fires/the_fire_with/a_few_fires",
    "hair/pants/socks/phones/phone is/are on fire",
    "have/got an? alarm set",
    "smoking hot/deal",
    "need/want/like/install/buy/sell/replace/replacing/installing/mount/needs a/an/my/some/"
    "new/the/our? new? carbon_monoxide/co/c_o/monoxide detector/alarm/detectors/alarms "
    "installed/put_in/replaced/mounted/?",
    "hire/hired or fire/fired",
    "fire/fired/firing him/her/them/you/me/us/y'all/your/my/our/that/the_company/somebody/someone",
    "i_am/i_was/you_are/he_is/she_is/we_are/they_are on fire",
    "on fire today/lately/this_week",
    "is/was/are/that_is fire >",
    "fire stick/tv/tablet",
    "set the world on fire",
    "like_a house on fire",
    "pilot flame/flames",
    "flame sensor/sensors/rod/sensing/detector/is_out/went_out/goes_out/out/keeps/will/"
    "retardant/proof/is_blue/lit",
    "old flame",
    "spark plug/plugs/ignitor/igniter/ignition/module/joy/interest",
    "sparks/sparkling/sparkly water/clean/joy",
    "sticker/culture/bill/price/rate/sticker_price shock",
    "shock absorber/absorbers/chlorine/the_pool/therapy/value",
    "the/for? carbon filter/filters/filtration/prefilter/copy/copies/footprint/offset/offsets/"
    "emissions/credit/credits/dating/steel/fiber/neutral/tax/media/based/paper/pad/air/purifier/water",
    "be/am/was/were/got/get shocked if/at/that/how/to/when_i_saw",
    "sick/tired and tired/sick? of",
    "sick/tired/sick_and_tired of",
    "roommate/roommates/husband/wife/son/daughter/father/mother/boyfriend/girlfriend/uncle/aunt/"
    "brother/sister/grandpa/grandma/renter/renters/guest/guests/owner/owners/customers/"
    "somebody/someone/guy/lady/man/woman smokes/smoked/smoke/smoking",
    "shocked at/by/to/how/that/when_i_saw/with",
    "in/a bit? of? shock/state_of_shock",
    "shell shocked",
    "static shock/shocks/shocked/electricity",
    "ice/snow/coil/frost/snowman/chocolate/butter/cheese *? melt+",
    "i_am/we_are/everybody_is/is_all/just melting in? here/this/away?",
    "melt in_here/away/in_this",
    "paint/nail_polish/cleaning/bleach/varnish fumes/smell",
    "running on fumes",
    "screen/display/filter/filters/mold/coil is/are/went/goes/has all/gone? black/brown/dark",
    "from/of/by the heat",
    "burning/burn+ wood/calories/daylight/money/hole/candle/candles/incense/up_in_here/a_hole/"
    "question/through_money/the_midnight/oil/gas/hot/bridges/cash/fat/dvd/cd/more/so/too/less/"
    "bright",
    "burner/burners/burnish",
    "burned/burnt/burn out/a_hole",
    "smoke eater/eaters/signal/signals",
    "red/blue/yellow light/flash/flashes in/on",
    "is/are/was/were/be toast",
    "as/like a/the? morgue/hospital/oven/sauna/furnace/inferno",
    "blazing hot/heat/sun/fast/summer/in_here/outside/saddles/inside/up_here/upstairs",
    "fire/fires/smoke/flames on/in the? tv/news/channel/television/paper/movie/radio",
    "spark/sparks fly/flew/flying between",
    "fish tank/tanks/fry/sticks/dinner",
    "fried/deep_fried/pan_fried chicken/fish/food/rice/eggs/okra",
    "movie/film/song/band/episode/book_called *",
    "heart/wood/slow/sun/freezer/rug/book burn/burning/burned/burner/burnt",
    "heartburn/sunburn/afterburner",
    "sun burn+",
    "bit/bite/bites the dust/bullet",
    "fill+/refill+ my/the/our/up? propane/gas? tank/tanks",
    "is gas cost/price/cheaper/included/available/heat/or/better/expensive/going/prices",
    "leak+/leaking/water by/around/near/at/down/from the/my/our? chimney",
    "chimney flashing/cap/sweep/swept/repair/cleaning",
    "throwing/throws/high_temperature/fault/trouble/high_humidity an? alarm",
    "in/to/from/at/for/near the/a/general? hospital",
    "children is hospital",
    "walk in clinic",
    "carga/cargar/recargar/recarga el/de? gas",
    "gas del aire/refrigerante",
    "you/they/got/been/i_was/we_were/i_have_been burned by/before/last_time",
    "ears/calves/legs/eyes are? burning up?",
    "hot water/dog/dogs/tub/tubs/air/flash/flashes/spot/spots/topic/deal/date/potato/sauce/"
    "plate/sake/rod/chocolate/summer/days/upstairs/room",
    "air/duct/window/windows leak/leaks/leakage/leaking",
    "leaky? duct/ducts/window/windows",
    "electric bill/company/car/guitar/piano/blanket/bills/rate/rates/vehicle/shaver/fence/"
    "toothbrush/usage",
    "freeze/freezer/security/burglar/car/house/clock/float/door/home/adt/ring/wake_up/"
    "overflow/silent/fake/morning/phone alarm/alarms",
    "alarm clock/company/system/systems/code/panel/clocks/permit/install/business/service/"
    "technician",
    "set/setting/snooze an?/the/my? alarm",
    "false advertising",
    "gas up the/my/our",
    "tear/laughing/nitrous/poison/noble/greenhouse gas/gasses",
    "pass/passing/has/have/had/got gas >",
    "gas x",
    "te/se/como llamas",
    "sin humo",
    "wet behind",
    "water panel/panels/pad",
    "eggs and/benedict/for/over/scrambled/to/from/at",
    "dozen/scrambled/fried/fresh/some/the/my/of eggs",
    "egg shell/white/salad/sandwich",
    "egg/eggs hunt/cartons",
    "colorado springs",
    "co worker/workers/op/pay/payment/owner/signer/sign",
)
