"""The words that tell how a danger is meant (see `phrases` for the notation)."""

from agent.nlu.phrases import word_set

# What stands between a negator and the hazard it denies.
TRANSPARENT = word_set(
    """
    smell smells smelling smelled see seeing seen saw hear hearing heard notice noticing noticed
    have having has had got get getting any a an the of really actually even think believe is
    are was be been anything like or nor either real kind sort signs sign gas smoke fire sparks
    flames alarm alarms co carbon monoxide detector detectors burning odor odors rotten eggs
    more longer evidence hint trace bit little to seem seems appear detect detecting detected
    find found active visible water natural strange weird funny going on trouble issues issue
    problem sulfur propane sound sounds one sparking smoking leaking hissing melting flame heat
    stroke us them sonado reported reporting reports mentioned mentions complained said told
    about headache headaches dizzy dizziness nausea sick nauseous
    hay huele huelo veo vemos oigo escucho escuchamos suena sale olor humo fuego chispas llamas
    alarma monoxido ni nada ningun ninguna un una el la de a que esta estan sonando pitando ha
    han hemos olido visto huela salga saliendo tenemos tengo
    """
)

# A new statement of fact.
STATED: dict[str, tuple[str, ...]] = {
    "stated": (
        "i/we/he/she/they/you still/just/also/definitely/really/do/can/even/actually? "
        "smell/smells/see/hear/have/keep/keeps/got/feel/am/are/is/smelled/saw/heard/noticed/had/"
        "get/gets/was/were/found/has/hit/think/believe",
        "there is/are/was/were",
        "it/everything/something still/just/really/kind_of/sort_of/even? "
        "smells/smelled/stinks/reeks/is/keeps/has/started/went/was/says/reads/sounds/caught",
        "my/our/the/this/that/his/her/whole *? *? *? smells/stinks/reeks/is/are/has/keeps/keep/"
        "smelled/started/stunk/caught/went",
        "i_am/we_are/it_is",
        "huele/hay/sale/esta/estamos/tengo/tenemos/siento/veo/oigo/huelo/apesta",
    )
}

# Questions that tell of nothing: what we offer, and what is usual.
_ABLE = "do/does/can/could/will/would/are/is"
_OPENING = "</and/so/um/uh/hi/hello/hey/question/or/well/okay/ok/yeah/know/wondering/like"
ASKING: dict[str, tuple[str, ...]] = {
    "asking": (
        f"{_ABLE} you/y'all/your_company/your_guys/your_techs/your_people/they/anybody/anyone/"
        "someone/somebody guys/all? also/even/ever? work/fix+/repair+/handle+/do/install+/sell+/"
        "check+/test+/inspect+/replace+/service+/deal/offer/look/detect+/find/respond/cover/come/"
        "treat/help/have/take/able/charge/carry/fixing/smell/see",
        "if you guys/all? do/fix/handle/repair/service/offer/come/check/work",
        "how much/many/long/often/likely/common/dangerous/serious/bad/high/low",
        "how do/does/would/can/could/should/will",
        "what does/do/would/are/causes/could/number/is_the/is_your/is_a/kind_of/happens/makes/"
        "should/counts/if",
        "who do/should/would/does/handles/fixes/can",
        "when do/should/does",
        "which of",
        "what/why/how a/an",
        "why do/would/might/can a/an/furnaces/heaters/boilers/units/things/they/these/those/some",
        "idea what/how/if/why",
        "would hate/not_want",
        "could/would/might/can my/his/her/our/the * get/have/suffer",
        "would/could i/we/it/there/they/you get/have/see/smell/be/catch/leak/burn",
        "responsible/liable for",
        "should i/we/you/one/a/an/the/it/there/my/our/furnace/people",
        "worry/worried/concerned/nervous about/that/if/when",
        "is it/that/this/there normal/common/dangerous/bad/safe/okay/ok/possible/true/usual/likely/"
        "unusual/ever/a_problem/an_issue/supposed/any/a/an/cause/worth/risky/typical",
        f"{_OPENING} is/are/can/could/do/does/would/will/might/should *",
        "wondering/curious/question/asking/ask/info/information about/on/regarding/whether/if",
        "chance/risk/danger/dangers/signs/symptoms/possibility/warning_signs of/that",
        "afraid/scared/worry of",
        "to prevent/avoid",
        "es normal/peligroso/malo/comun/posible",
        "puede/pueden/podria/podrian un/una/el/la/ustedes/revisar/arreglar/venir",
        "como se/huele/puedo",
    )
}

# Questions that call somebody to a real danger.
CALLING: dict[str, tuple[str, ...]] = {
    "calling": (
        "can/could/would/will you/somebody/someone/y'all/anybody/they please? send/get_out/"
        "get_here/get_over/get_somebody/get_someone/hurry/rush/"
        "dispatch/come_quick/come_now/come_right/connect/come_look/come_fix/come_check_this",
    )
}

# Conditions that have not come true.
SUPPOSED: dict[str, tuple[str, ...]] = {
    "supposed": (
        "what do/should/would/can/must i/we/you/one/people do about/if/when/for/with/regarding",
        "what if/about",
        "what happens if/when/after",
        "do/does/call/should * *? *? *? when/whenever i/we/you/there/it/someone/they/ever/the/"
        "an/my/our/a",
        "if/in_case i/we/you/there/it/someone/somebody/they/ever/a/an/the/my/our/he/she/anyone/"
        "anybody/something",
        "in case of/there",
        "in the event",
        "for when/if",
        "</so/and/okay/well/but say a/someone/somebody/you/we",
        "suppose/hypothetically/supposing/hypothetical/let_us_say/imagine/say_there/say_i",
        "</so/and when/whenever a/an/someone/somebody/you/people/co/carbon/gas/smoke/the_co/"
        "the_alarm",
        "had to/smell",
        "que hago/hacer/hacemos/debo si/cuando/en/con/por",
        "y si",
        "si huele/huelo/hay/sale/suena/se/alguna/llega/llego/veo/tengo/pasa",
        "arreglan/reparan/instalan/revisan/atienden/detectan/hacen/venden",
    )
}

IN_DOUBT: dict[str, tuple[str, ...]] = {
    "doubt": (
        "not really/quite/exactly/totally/100_percent? sure/know/tell/certain/positive "
        "if/whether/it/that/this/about/i/there? *?",
        "not sure/know/tell what/where it/that/this/is/the/i_am",
        "do/can not know/tell if/whether/it/what_it/what_that",
        "could/might/may it/that/this/there? possibly/also/just? be",
        "could have",
        "could/might/may leak/explode/catch/burn/spark/start",
        "might/may have/smell/contain/indicate",
        "maybe/perhaps/possibly",
        "not say for_sure/if/whether/for_certain/that",
        "hard/tough/difficult/impossible to say/tell/know",
        "may/might or may/might not",
        "either gas/smoke or",
        "no_se si/que",
        "tal_vez/quiza/quizas/a_lo_mejor",
        "puede/podria ser",
    )
}

_YEARS = "/".join(str(year) for year in range(1970, 2040))
OVER: dict[str, tuple[str, ...]] = {
    "over": (
        "last/past year/month/week/winter/summer/season/time/spring/fall/night/autumn/january/"
        "february/march/april/may/june/july/august/september/october/november/december/monday/"
        "tuesday/wednesday/thursday/friday/saturday/sunday/weekend/christmas/thanksgiving/evening",
        "year/years/month/months/week/weeks/day/days/night/nights/winters/summers "
        "ago/back/before/earlier",
        "a_while/awhile/while/long_time ago/back",
        "yesterday/previously/formerly/recently/originally",
        "the other day/night/week/month/morning",
        "back in/when/then",
        "in the past",
        f"in {_YEARS}",
        "in twenty ten/eleven/twelve/thirteen/fourteen/fifteen/sixteen/seventeen/eighteen/nineteen/"
        "twenty/twenty_one/twenty_two/twenty_three/twenty_four/twenty_five",
        "in/on/during january/february/march/april/june/july/august/september/october/"
        "november/december/monday/tuesday/wednesday/thursday/friday/saturday/sunday/the_spring/"
        "the_fall/the_summer/the_winter/spring/summer/winter/fall",
        "over the weekend/summer/winter/holidays",
        "used to",
        "earlier/before/once >/but/when/last/and/this/today",
        "before we/i/you/they/the/my/our",
        "this morning",
        "in the middle of the night",
        "one/two/three/couple time/times",
        "when i/we was/were/lived/moved/bought/had/first",
        "when/while the/my/our * was/were",
        "at my/our/the old/previous/last/other/first",
        "previous/prior/former/old owner/owners/house/tenant/tenants/furnace/unit/heater/place/"
        "apartment/condenser/ac/boiler",
        "as a kid",
        "false alarm",
        "already fixed/repaired/taken_care/handled/resolved/patched",
        "was/were/got/been/is/have/has/had/already/fixed/they/he/we/she/guy/company/plumber/"
        "department fixed/repaired/resolved/handled/patched/aired_out/put_out/sealed/capped",
        "sealed/capped/patched it/that/them up?",
        "put the? fire/it out",
        "ayer/anoche/antier/el_ano_pasado/la_semana_pasada/el_mes_pasado/hace_anos/hace_dias/"
        "hace_meses/hace_tiempo/el_invierno_pasado/el_otro_dia/en_la_manana/hubo/habia",
        "hace un/una/dos/tres/unos/unas/como? ano/anos/semana/semanas/mes/meses/dia/dias",
    )
}

# Signs that something said to have begun earlier goes on.
GOING_ON: dict[str, tuple[str, ...]] = {
    "on": (
        "still smell+/there/going/on/happening/doing/smoking/leaking/is/strong/hissing/beeping/"
        "sparking/has/does/have/>/coming/not/a/here/getting/burning/gas/in",
        "again/keeps/currently/ongoing/worse/constantly/today/tonight",
        "has/have/did/will not stopped/gone_away/quit/cleared/stop/let_up/go_away",
        "right now",
        "now it/there/i/we",
        "is/came/it_is back again/now/today/>?",
        "comes and goes",
        "ever since",
        "since last/yesterday/monday/tuesday/wednesday/thursday/friday/saturday/sunday/this/the/"
        "you/your/we/i/about/around",
        "off and on",
        "on and off",
        "every time/day/night/morning/once",
        "sigue/siguen/todavia/aun/otra_vez/desde",
    )
}

# What follows the hazard at once when it is over.
ENDING: dict[str, tuple[str, ...]] = {
    "ended": (
        "is/has/have/are/was/got/did gone/cleared/stopped/dissipated/quit/disappeared/fixed/"
        "repaired/out/resolved/vanished/faded/been_fixed/been_repaired/already_gone/all_gone",
        "stopped/cleared/quit/dissipated/disappeared/vanished/faded",
        "went/gone/go away/out",
        "is/are now? quiet/silent/fine/okay/good now?",
        "is not there/here/happening/on? anymore/any_more/now",
        "i/we/they/you had",
        "turned itself off",
    )
}

# What says so further on.
ENDED: dict[str, tuple[str, ...]] = {
    "ended": (
        "it/smell/odor/that/smoke/alarm/they/this/everything/fire is/has/have all/just/already/"
        "been? "
        "gone/cleared/stopped/dissipated/quit/disappeared/resolved/over/fixed/quiet/out/clear/"
        "passed",
        "it/smell/odor/that/smoke/alarm/and_then/then/and just? stopped/quit/cleared/passed/"
        "went_away/aired_out/cleared_up/cleared_out/cleared_away/shut_off/shut_itself_off/"
        "disappeared/dissipated",
        "not anymore/any_more/now/since/today/there_now/here_now/lately",
        "has/have/is/did not come/happened/done/smelled/gone/returned/beeped/since/"
        "been/been_back/sparked/smoked/alarmed *? *? back/since/again/anymore/off/it/>",
        "no longer",
        "nothing since/now/after/today/anymore",
        "all clear",
        "put it out",
        "is/been/seems/are/all/everything fine/okay/good/quiet/gone/better now/since/again",
        "fine/okay/good/quiet/gone now",
        "went away",
        "lo/la/ya arreglaron/repararon/arreglo/arreglaron",
        "ya no/se_quito/se_fue/se_callo/paso/lo_apagaron/se_apago/lo_apagamos/casi",
    )
}

# What turns a question into a report: "because I've got one".
ADMITTED: dict[str, tuple[str, ...]] = {
    "admitted": (
        "because my/our/the",
        "i/we have/got got? one/some/mine/a_leak",
        "i_am/we_are/i_have_been/i_keep/we_keep smelling/hearing/seeing/getting/dizzy/feeling/sick",
        "mine/ours did/is/does/has",
        "right now",
        "because/cause it/there/i/my/we/mine is/am/are/has/have/smell/smells/keeps/keep/can",
        "happening/going_on now/here",
        "ahorita/ahora_mismo/en_este_momento",
    )
}

DENIED: dict[str, tuple[str, ...]] = {
    "denied": (
        "is/are/was/has/have/did not been? going_off/gone_off/sounding/beeping/beeped/ringing/on/"
        "making/chirping/go_off/sounded/sound",
        "is/was/said/says/reads/read/shows/showed/showing/at/been zero",
        "reading/readings/level/levels/number is/are/was/were zero",
        "never/nunca went/gone/go/goes/going/made/makes/sounded/beeped/sparked/smoked/leaked/ha",
        "no >",
    )
}
