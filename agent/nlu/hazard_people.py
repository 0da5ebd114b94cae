"""Words of people in danger: the ill and hurt, threats, break-ins (see `phrases`)."""

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
_PERSON = (
    "he/she/mom/mother/mama/dad/father/husband/wife/baby/son/daughter/kid/child/boy/girl/grandma/"
    "grandpa/grandmother/grandfather/someone/somebody/person/man/woman/lady/guy/neighbor/aunt/"
    "uncle/"
    "brother/sister/friend/roommate/tenant/resident/patient/coworker/employee/fella/fellow/gentleman/"
    "him/her/i/i_am"
)
_WHO = (
    "he/she/mom/dad/mother/father/husband/wife/baby/son/daughter/grandma/grandpa/grandmother/"
    "grandfather/man/woman/lady/guy/tenant/resident/patient/kid/child/boy/girl/brother/sister/"
    "somebody/someone/neighbor/friend/aunt/uncle/nana/papa/granny/toddler/infant/coworker/helper/"
    "daddy/mommy/mama/fella/gentleman"
)
_STRANGER = "somebody/someone/stranger/man/men/guy/guys/person/people/kid/kids/he/they/robber/thief"

MEDICAL: tuple[str, ...] = (
    f"{_PERSON}/and is/was/are/has/just/will/would/does? not/stopped/barely/hardly/never "
    "respond+/responsive/moving/conscious/waking/wake/breathing/breathe/awake/alert/"
    "making_sense/"
    "talking_right",
    f"{_PERSON} next_door/upstairs/downstairs/across_the_street/across_the_hall/in_there "
    "is/was/are not/stopped/barely/hardly respond+/responsive/moving/conscious/waking/breathing",
    f"{_WHO} do/does/did not know/recognize/remember who_i/who_we/who_he/who_she/me/us/"
    "his_own/her_own/what_day/what_year/where_he_is/where_she_is >/am/is/are/name/it",
    "skin is/was/feels/feel all/real/very? hot_and_dry/dry_and_hot/hot_and_red/burning_hot/"
    "cold_and_clammy/clammy",
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
    "can/could not get/wake/rouse/revive him/her/them/mom/dad/grandma/grandpa up/awake/to/>/and",
    "can/could not wake/rouse/revive my/the/up",
    "get/getting him/her/them/my_mom/my_dad/my_husband/my_wife/the_baby to "
    "wake/respond/answer/move/talk/breathe/come_to/open",
    "not open+ his/her/their eyes/>",
    "eyes rolled/are_rolling/rolling back/up",
    "barely/semi/half conscious/alive/responsive/responding",
    "passed clean/right/plumb/all out",
    f"{_WHO} is/was/are/just/has_been? laying/lying/lies/laid/sprawled on the? floor/ground/carpet/"
    "driveway/lawn *? *? *? *? not/hurt/bleeding/moving/unconscious/out_cold",
    "fell/fallen and/but? can/could/will not get_up/move/stand/walk",
    "can/could not move his/her/my/one/a left/right/one? side/arm/arms/leg/legs/face/mouth",
    "stopped shivering/breathing/answering/talking/moving/responding",
    "breathing funny/weird/shallow/fast/heavy/strange/hard/slow/wrong",
    "pain/pains/tingling/numbness down/shooting_down/going_down/in/up his/her/my left? arm/jaw",
    "pain/pains/pressure *? *? *? *? *? *? chest",
    "heart/chest feels/is/has *? *? *? *? crush+/crushing/squeez+/tight/stabbing/explod+/"
    "exploding/burst/stopping/racing/fluttering/pounding/hurting/killing",
    "having a seizure/fit/convulsion/panic_attack/heart_attack/stroke",
    "gasping/fighting/struggling for air/breath",
    "in a_coma/cardiac_arrest/diabetic_shock/insulin_shock",
    "scalded/burned/burnt badly/bad/my/his/her face/arm/arms/hand/hands/legs",
    "bleeding badly/a_lot/heavily/bad/everywhere/from/out",
    f"{_WHO} is/was/has/just/has_just/suddenly/are/went/fell/been/started/looks/keeps/gone "
    "completely/just/real/very/all/totally? out_cold/limp/floppy/slumped/"
    "slumped_over/keeled_over/"
    "face_down/on_the_floor/on_the_ground/in_and_out/drifting_in/drifting_off/not_responding/"
    "lifeless/not_with_it/dropped/crumpled/down_and/gray/grey/purple/white_as/ashen/blue/blue_and/cold_and_blue/"
    "jerking/twitching/thrashing/shaking_all/foaming/incoherent/delirious/rambling/babbling/"
    "hallucinating/not_right/ice_cold/stiff_and/nonresponsive/gurgling/wheezing/unwakeable/"
    "barely_there/barely_awake/hot_and_dry/dry_and_hot/hot_and_confused/"
    "cold_and_confused/clammy/fading",
    f"{_WHO} is/has/just? keeled/slumped/collapsed/crumpled over/down/to/off/on/and/in/out/>",
    f"{_WHO} is/has/just? fell/fallen off_the/off_a/"
    "down_the/and_hit/and_can_not/and_will_not/and_is_not/over_and/out_of/in_the_shower",
    f"{_WHO} is/was/are? burning_up/shivering/overheated/so_hot/very_hot/really_hot/freezing/"
    "freezing_cold/ice_cold/so_cold/cold_to_the_touch *? *? *? confused/not_sweating/talking/"
    "mumbling/rambling/disoriented/not_making/not_responding/will_not/can_not_wake/"
    "stopped_sweating/gibberish/out_of_it/not_right/blue/stiff",
    "slump+ over/down/in",
    "keeled over",
    f"{_WHO} is/has/just? dropped/fell/went/sank "
    "to_the_floor/to_the_ground/like_a_rock/dead/like_a_sack",
    f"{_WHO} hit his/her/their head/skull",
    "lips/skin/face/fingers/nails are/is/look/turning/turned/going/went? purple/blue/gray/grey",
    "can/could not catch/get/find my/his/her/their/a breath",
    "trouble/hard_time/difficulty/problem/problems/struggling_with catching/getting "
    "my/his/her/their/a breath",
    f"{_WHO} is/has/are? just? turn+/going/gone/went/look+ gray/grey/purple/ashen/white/pale",
    "in_and_out/drifting_in_and_out/drifts_in_and_out of/>/and/please",
    "drifting/drifts/fading in and out",
    "foaming at",
    "will/does not stop bleeding",
    "bleeding will/does/is not stop+/stopping",
    "blood everywhere/all_over/gushing/pouring/is_pouring",
    "heat sickness/sick/collapse/injury",
    "talking gibberish/nonsense/crazy/out_of_his_head/out_of_her_head",
    "elephant/weight/brick/pressure/tightness/tightening/squeezing/squeeze/crushing/vise/"
    "heaviness/burning/stabbing *? *? *? my/his/her/the chest/heart/jaw",
    "chest is/feels/feel/has_been/keeps/got *? *? *? tight/crushing/squeez+/heavy/burning/"
    "hurting/pressure/funny/bursting/pounding",
    "arm/face/leg is/went/has_gone/gone/feels/are all? numb",
    "choking on/and/>",
    "swallowed/drank/took too_many/a_bunch/bleach/poison/all/antifreeze",
    "pass/passes/passed/passing/blacked/blacks out",
    "chest/heart pain/pains/hurts/hurting/tightness/is_tight/is_hurting/is_killing/attack",
    "pain/pains/pressure/tightness in his/her/my/the chest",
    "clutch+/clutching/grab+/grabbing/holding/rubbing at/on? his/her/my/their chest/heart",
    "chest feels/feel like/funny/weird/strange",
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
)

VIOLENCE: tuple[str, ...] = (
    f"{_INTENT} {_HARM} {_VICTIM}",
    "i/he/she/they/i_am/he_is/she_is/we_are will/would/going_to/about_to? kill/shoot/stab "
    "that/this/your/my/his/her",
    f"will/going_to/want_to/wanna/to come *? *? *? and/to? {_HARM} {_VICTIM}",
    "beating/attacking/choking/strangling/stabbing/shooting/threatening/hitting/hurting/"
    "assaulting/harassing/stalking me/us/her/him/my_mom/my_wife/my_kids/my_sister/my_daughter/"
    "people/someone/somebody",
    "hit/hits/beats/attacked/choked/stabbed/shot/threatened/punched me/us/her/him/my_mom/my_wife",
    "kill/hurt/harm/shoot/cut/killing/hurting/cutting/harming myself/himself/herself/themselves",
    "suicide/suicidal",
    "end/ending/take/taking my life",
    "want/wanna/going/ready to? die/end_it/end_it_all/end_things",
    "end/ending it all",
    "feel_like/thinking_about/thinking_of/want_to/going_to/ready_to end/ending it",
    "attack/attacking/attacked/beat/beating/hit/hitting/hurt/hurting/chok+/choking/stab/stabbing/"
    "stabbed/shot/threaten/threatening/threatened/punch/punching/kicking my/our "
    "son/daughter/wife/husband/mom/mother/dad/father/kid/kids/sister/brother/neighbor/baby/grandma/grandpa/roommate/friend/girlfriend/boyfriend",
    "put/putting a bullet/knife in/through",
    "break/bust/snap/smash/bash/kick "
    "his/her/your/their/somebody_is/someone_is/that_guy_is/my/people_is "
    "legs/neck/jaw/face/arm/arms/skull/head/teeth/kneecaps/nose/head",
    "com+/coming/driv+/driving/head+/go+/going down/over/there/to/up *? *? *? *? with my/a "
    "gun/rifle/shotgun/bat/knife/pistol/machete",
    "grab/get/getting/load/loading/loaded my gun/rifle/shotgun/pistol",
    "take/taking/swallow/swallowed all/whole/bunch/bottle/handful of? *? them/pills/my/it/medicine",
    "miss me if i",
    "will/going_to/gonna/would shoot/stab/kill/hurt/attack the/your/that/this/any/every/next next? "
    "guy/guys/man/tech/technician/driver/people/person/worker/one",
    "beat/beating/kick/knock the crap/hell/snot/daylights/life/living/tar/shit/teeth out_of/out",
    "blow/blowing my/his/her/your/their brains/head off/out",
    "wave/waving/pointing/pulling/pulled/brandish+/swinging/aiming a/his/her/the gun/knife/"
    "pistol/rifle/bat/machete/weapon",
    "jiggling/rattling/banging_on/pounding_on/kicking_at my/our/the back/front? "
    "door/doors/door_knob/doorknob/window/windows",
    "broke/smashed/shattered my/our/the/a front/back? glass/window right_now/and/just",
    "make/making you/him/her/them bleed/suffer/pay_with",
    "beat/beating you/him/her/me/them up/senseless/to_death/black",
    "better off without me",
    "do not want to? wake_up/exist/live/be_alive",
    "done/tired/sick_of of? living/being_alive/life",
    "no reason/point to/in live/living/being_alive",
    "nothing/not_anything to live for",
    "cut/slit/cutting/slitting my/his/her wrist/wrists/throat",
    "hang/hanging/shoot/drown myself/himself/herself",
    "kick+/bust+/bash+/pound+/beat+/smash+/break+/broke/pry+/pried my/our/the *? "
    "door/window/lock in/down/open/out/right_now/and",
    f"{_STRANGER} is/are/was/just/has/keeps/tried? try+/trying/climb+/coming/came/broke/break+/"
    "crawl+/forcing/walked/snuck/sneaking/busted/busting to? *? *? *? through/in/into/inside "
    "my/our/the *? window/door/house/garage/basement/attic/shed/bedroom/kitchen/yard/closet",
    "prowl+/prowling/lurking/trespasser/burglarized/ransacking/home_invasion",
    f"{_STRANGER} is/are/was? hiding/creeping/sneaking/lurking/banging/snooping *? *? *? "
    "my/our/the house/door/garage/basement/window/yard/closet/attic/home",
    "torch/firebomb/bomb/burn/shoot_up/blow_up your/that/this/their/the "
    "office/place/building/shop/house/truck/trucks/company/store",
    f"{_STRANGER} is/are/was/keeps? shooting/firing/fired/shot at/outside/the/in/into/up/>/a/"
    "next_door",
    "gunfire/gunshot/shots_fired/shots_being_fired/active_shooter",
    "hold/holding/held us/me/her/him hostage/at_gunpoint/down/captive",
    "will/does not let me/us leave/go/out",
    "break/breaking/broke/kick/kicking/kicked down/in my/the/our door/window",
    "do not want to live/be_alive/be_here/go_on",
    "better off dead",
    "burn/blow/burning your/the/this/that/my/down/up? *? office/place/building/house/shop down/up",
    "burn/blow/shoot/burning/blowing up/down your/the/this/that/my/our office/place/building/"
    "house/shop/store/truck/trucks",
    "has/have/got/with/is_carrying/pulled/pointing a? gun/knife/weapon/machete/rifle",
    "domestic violence/abuse",
    "being/been/just/got/somebody/someone robbed/attacked/assaulted/jumped/mugged/stabbed/shot/"
    "held_hostage",
    "somebody/someone/stranger/man/he/they is? in/inside/entered my house/home/garage",
    "broke/breaking/break/breaks in/into my/our/the/right_now/>",
    "try+ to break/get/force in/into/my/the",
    f"{_STRANGER} is/has/just? broke/broken/breaking in",
    "hiding in the/my closet/bathroom/bedroom/attic",
    "a/attempted break in",
    "intruder/burglar/burglars/prowler/kidnapped/hostage/raped/gunman/gunshots/stabbed",
    "a bomb",
    "quiere/va_a/voy_a matar/matarme/lastimar/disparar/lastimarme/matarlo/matarte",
    "metio/metieron/meterse/entrando/entro/metiendo alguien/a_mi_casa/en_mi_casa",
    "me esta/estan pegando/golpeando/amenazando/atacando",
    "pistola/cuchillo/matarme/suicidarme/suicidar/suicidio/me_quiero_morir",
)
