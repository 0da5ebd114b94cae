"""Concepts of fire, sparks, shocks and hot wiring (see `hazard_words`)."""

FIRE_CONCEPTS: dict[str, tuple[str, ...]] = {
    "SMOKE": (
        "smoke/smokes/smoking/smokin/smoky/smokey/smoked/haze/hazy/soot/plume/smolder",
        "gray/grey/black/dark/thick/brown stuff/cloud/clouds/vapor/puff/puffs/fog/plume/wisps",
        "humo/humito/humeando/humareda/humea/ahumado",
    ),
    "FLAME": (
        "flames/ablaze/engulfed/inferno/blazing/flareup/flare_up/fireball/rollout/flame_rollout/blaze",
        "flame/flames is/are? coming/shooting/rolling/came/shot/jump+/out/in_the/on_the/licking",
        "open/visible/see_a/a_little/little/saw_a flame",
        "flamed/flaming/live_wire/live_wires",
        "caught the/my/our/her/his? carpet/rug/drapes/curtain/curtains/couch/wall/"
        "bed/blanket/clothes/insulation/drywall/towel/box/boxes",
        "curtain/curtains/drapes/carpet/rug/wiring/insulation/wall/couch/bedding caught",
        "shot/shoots/shooting/spit/spits a? flame/flames",
        "burst/burst_up/went_up/gone_up/going_up in/into flames/smoke/flame",
        "on fire",
        "caught/catch/catching/catches/caught_on/set/sets fire",
        "fire/fires/fuegos",
        "fuego/incendio/llamas/llama/lumbre/llamarada/llamaradas/flamas/flamazo/incendiando/"
        "incendio/quemandose/ardiendo/incendiado/arde",
        "esta/se/estan/quedo_todo quemando/quemo/quema/quemandose/quemaron/incendio/incendia/"
        "prendio_fuego",
    ),
    "SPARK": (
        "spark/sparks/sparking/sparked/sparky/sparkin/arcing/arced/arcs/electrical_arc/"
        "electric_arc/"
        "short_circuited/blue_flash/blue_light/bright_flash/an_arc/flash_of_light/saw_a_flash/flash_and_a/pop_and_a_flash/flash_and_bang/zapping/zzzt/zap",
        "chispa/chispas/chispazo/chispazos/chispeando/chisporrotea/chisporroteando/corto_circuito/"
        "cortocircuito/chispea",
    ),
    "SHOCK": (
        "shocked/zapped/electrocuted/shock/zap myself/himself/herself",
        "got/get/gets/getting/was/been/be/were badly? shocked/zapped/electrocuted/a_shock/"
        "an_electric_shock/an_electrical_shock/jolted/a_jolt/bit/zap",
        "shocked/zapped/shocks/zaps/zapping/shocking/jolted/bit/bites/biting me/him/her/us/bad/"
        "badly/when/my/you/the",
        "gave/gives/giving/give/sent/get/got/felt/took/feel/feeling me/him/her/us/them? a/an *? "
        "shock/zap/jolt/tingle/buzz/charge",
        "electric/electrical shock/jolt/current",
        "real/a/strong jolt",
        "tingle/tingles/tingling/tingly when/if/on/from/off/every *? *? touch+",
        "touch+ *? *? *? *? *? lit_me_up/tingl+/tingling/"
        "buzzes_me/zapped/jolted/gives_me/makes_my_hand",
        "felt/feel/feeling electricity/current/the_electricity/the_current",
        "a/pretty/good/little/nasty/mild/bad good/bad/nasty/big/little/mild? shock",
        "knock/knocked/threw/thrown me/him/her/us? back/backwards/across_the_room by/when/from/off",
        "electricity in it",
        "a/getting/get/got/the/these/those shock/shocks/shocked off/from/when/every",
        "electrocuted/electrocution/electrocute/electrified",
        "toque/toques/descarga/electrocuto/electrocute/corrientazo/calambre/calambrazo/electrocuta/"
        "electrocutado",
        "da/dio/dieron/pega/pego *? corriente",
    ),
    "ELECPART": (
        "wire/wires/wiring/cable/cables/cord/cords/plug/plugs/outlet/outlets/socket/sockets/"
        "receptacle/breaker/breakers/breaker_box/breaker_panel/fuse_box/fusebox/fuses/thermostat/"
        "thermostats/insulation/disconnect/disconnect_box/transformer/control_board/circuit_board/"
        "board/electrical_panel/electric_panel/electrical_box/electric_box/junction_box/contactor/"
        "extension_cord/power_strip/power_cord/light_switch/switch/capacitor/wall_plate/whip/"
        "power_line/electrical/light_fixture/light_fixtures/panel/heat_strip/heat_strips/"
        "control_box/fuse/terminal/terminals",
        "enchufe/enchufes/interruptor/toma_corriente/tomacorriente/breaker/breakers/panel/"
        "caja_electrica/caja_de/cables/cableado/tarjeta/contacto/apagador/termostato/extension/"
        "clavija",
    ),
    "PLASTIC": (
        "plastic/rubber/electrical/electric/electronics/electronic/insulation/solder/ozone/"
        "hot_metal/hot_oil/burnt_oil/wire/wires/wiring/motor/circuit/cord/tire/tires/"
        "burnt_hair/metal/transformer/plastico/cable/cables/goma/hule/electrico/llanta",
    ),
    "MELT": (
        "melt/melts/melted/melting/melty/molten/smolder+/smoldering/char/charred/charring/"
        "scorch+/glowing/glow/glows/blackened/burn_mark/burn_marks/scorch_mark/scorch_marks/"
        "burned_up/burnt_up/burning_up/burn_up/red_hot/warped/exploded/explode/exploding/blew_up/"
        "blown_up/blowing_up/explosion/charcoal/scorched",
        "derritio/derretido/derretidos/derretida/derritiendo/derretir/derrite/chamuscado/"
        "chamuscados/chamuscada/chamusco/"
        "ennegrecido/achicharrado/achicharrados/fundio/fundido",
    ),
    # Alarming beside wires and breakers, ordinary elsewhere.
    "CRACKLE": ("sizzl+/sizzling/crackl+/crackling/frying/fizzing/fizzling/sputtering/zumbando",),
    "ZAP": (
        "pop/pops/popped/popping zap/crackl+/sizzl+/smoke/bright/flash/and_smoke",
        "buzzing/popping/snapping/zapping/clicking and/then crackl+/sizzl+/zapping/popping/hot/"
        "getting_hot/sparking",
        "popping/popped/bang/snapping/buzz/arced/zapped/zap/poofed/boom",
    ),
    "CHAR": (
        "welded/discolored/blackening/burned_clean/singed/browned/yellowed/sooty/"
        "deformed/bubbled/blistered/negro/negros/cafe/fishy/fish",
        "turn+/is/are/look+/went/gone/got/all/going/little/bit black/brown/dark/yellow",
        "black/brown/dark/burn/burned/burnt mark/marks/spot/spots/ring/streak/streaks/around/"
        "smudge/stuff/residue/and/stain/stains/hole/prongs",
    ),
    "FRIED": ("fried/toasted/blew_up/cooked/roasted",),
    "GLIMMER": (
        "orange/red/blue/bluish/yellow/weird/bright/eerie glow/flicker/flash/flashes/light/gleam "
        "flickering/glowing/?",
    ),
    "FLICKER": ("flicker+/flickering", "light/lights/something glowing/flickering/glows/flickers"),
    "INWALL": (
        "in/inside/behind/within the/my/our/a wall/walls/ceiling/attic/outlet/panel/box/cabinet/"
        "breaker/socket",
    ),
    "ACRID": (
        "acrid/pungent/electricky/burned_out/hot_electrical/"
        "hair_on_fire/like_fire/like_a_fire/brake/brakes/clutch",
    ),
    "OVERHEATED": (
        "overheat+/overheating/overheated/hot hair_dryer/hairdryer/iron/toaster/glue/electronics/"
        "tar/brakes/clutch/"
        "wax/grease/coil/coils",
        "hair_dryer/hairdryer/toaster/soldering/soldering_iron/model_train/model_trains/dentist/"
        "burnt_popcorn/train_set/brakes/brake_pads/clutch overheat+/burning/?",
    ),
    "BURN": (
        "burning/burnt/burned/burn/burns/burny/burnin/toast/toasty/singed/singeing/scorching/"
        "cooking/melted/melting/scorched/campfire/bonfire/charred/"
        "burning_up/burn_up",
        "quemado/quemada/quemando/quemandose/quemados/chamuscado/tatemado/quema",
    ),
    "HOT": ("hot/warm/caliente/calientes/calentando/calienta/hirviendo",),
}
