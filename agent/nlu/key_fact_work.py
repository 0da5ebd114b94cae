"""Key facts about the work: equipment, earlier repairs, claims, payment, deadlines, plain notes.

Each is a topic, its trigger words, the pattern, and a pattern that speaks against it.
"""

from agent.nlu.key_fact_words import (
    BRAND,
    DAY,
    EQUIPMENT,
    PART,
    PAST,
    RELATION,
    SPOT,
    THEM,
    WHERE,
    N,
)

WORK: tuple[tuple[str, str, str, str], ...] = (
    (
        "brand",
        "trane carrier lennox goodman rheem ruud york bryant amana mitsubishi daikin american "
        "fujitsu lg samsung heil payne tempstar coleman gree pioneer bosch weil navien rinnai "
        "bradford smith burnham armstrong luxaire maytag frigidaire nordyne comfortmaker day "
        "kenmore sanyo toshiba friedrich viessmann",
        rf"\b(?P<about>{EQUIPMENT})\b(?: \w+){{0,4}} (?:is|are|was)(?: \w+){{0,5}} {BRAND}\b"
        rf"|\b(?:is|was|have|has|got|own|with|a|an|the|our|my|two|tenemos|tengo|es)(?: \w+){{0,4}} "
        rf"{BRAND}(?: \w+){{0,2}} (?P<about2>{EQUIPMENT})\b"
        rf"|\b(?:it|that|brand) is (?:a |an |by |made by |from )?{BRAND}\b"
        rf"|\b(?:have|has|got|own) (?:a |an |two )?{BRAND}\b",
        r"\b(?:name is|names|street|road|avenue|thermostat)\b",
    ),
    (
        "age",
        "from old years year installed anos new viejo",
        rf"\b(?P<about>{EQUIPMENT}|thermostat)\b(?: \w+){{0,4}} (?:is|are)(?: \w+){{0,4}} "
        rf"(?:years? "
        rf"old|years of age|brand new|from (?:the )?(?:19|20)\d\d|from the (?:\w+ies))\b"
        rf"|\b(?P<about2>{EQUIPMENT}|thermostat)\b(?: \w+){{0,3}} (?:was|were|got|been) "
        rf"(?:put in|installed)\b"
        rf"|\b{N}(?: to {N})? years? old (?:\w+ ){{0,3}}(?P<about3>{EQUIPMENT})\b"
        rf"|\b(?:it|they) (?:is|are) (?:about |around |only |maybe |over |like |almost |nearly )*"
        rf"{N}(?: {N})? years? old\b"
        rf"|\b(?P<about4>{EQUIPMENT}) (?:\w+ )?tiene \w+ anos\b",
        r"\b(?:he|she|baby|kid|son|daughter|mother|father|card|account)\b",
    ),
    (
        "model",
        "model serial modelo serie",
        r"\b(?P<about>model|serial|modelo|serie)(?: number| no)?(?: \w+){0,4} (?:\w*\d\w*|"
        r"is \w+ \w+)\b",
        r"\b(?:phone|card|car|tesla|toyota|honda|bmw|iphone)\b",
    ),
    (
        "location",
        "furnace heater pump boiler conditioner conditioning ac handler condenser unit units "
        "system "
        "split water calefaccion calentador aire caldera equipo thermostat compressor",
        rf"\b(?P<about>{EQUIPMENT}|thermostat)\b(?: \w+){{0,3}} (?:is|are|sits?|esta)(?: "
        rf"\w+){{0,3}} "
        rf"(?:in|on|at|behind|under|up|down|outside|inside|out|next|by|above|en|arriba|atras)"
        rf"(?: \w+){{0,4}} {SPOT}\b"
        rf"|\b(?P<about2>{EQUIPMENT}|thermostat)\b(?: \w+)? (?:is|are) (?:located|upstairs|"
        rf"downstairs)\b",
        r"\b(?:leak\w*|fire|smoke|water is|noise|not working|flood\w*)\b",
    ),
    (
        "error",
        "error fault flashing blinking blinks flashes",
        rf"\b(?:error|fault) (?:code )?(?:\w+ ){{0,3}}(?:{N}|e\b|\w\d+)"
        rf"|\b(?:flash\w*|blink\w*) code {N}\b|\b(?:flash\w*|blink\w*) (?:\w+ ){{0,3}}{N}(?: "
        rf"\w+)? (?:times|code|flashes|blinks)\b"
        rf"|\blight (?:is |keeps |has been )?(?:flash\w*|blink\w*)\b",
        r"\b(?:card|app|bank|website)\b",
    ),
    (
        "shutoff",
        "breaker breakers panel shutoff shut valve main fuse disconnect cutoff meter electrical",
        rf"\b(?P<about>breakers?|panel|breaker box|shut ?off(?: valve)?|main valve|water main|"
        rf"fuse box|disconnect|cut ?off|gas meter|meter|electrical box|gas valve|water valve)\b"
        rf"(?: \w+){{0,4}} (?:is|are)(?: \w+){{0,3}} {WHERE}\b",
        r"\b(?:credit|solar panel)\b",
    ),
    (
        "work_done",
        "put swapped replaced changed fixed repaired serviced installed cleaned recharged topped "
        "charged "
        "replace refilled rebuilt cambiaron cambie cambiamos arreglaron tuned worked",
        rf"\b(?:i|we|he|she|they|you|someone|somebody|guy|technician|tech|company|had|was|were"
        rf"|just|"
        rf"already|got|been|husband|wife|landlord|has|have)(?: \w+){{0,3}} (?:replaced|changed"
        rf"|fixed|"
        rf"repaired|serviced|installed|cleaned|recharged|topped off|topped up|put in|swapped out"
        rf"|swapped|charged|refilled|"
        rf"rebuilt|tuned up|worked on)(?: \w+){{0,6}}? (?:{PART}|{EQUIPMENT})\b"
        rf"|\b(?:{PART}|{EQUIPMENT})\b(?: \w+){{0,2}} (?:was|were|got|has been|have been|is) "
        rf"(?:just |already |recently )?(?:replaced|changed|fixed|repaired|serviced|installed|"
        rf"cleaned|recharged)\b(?:(?: \w+){{0,5}} {PAST})?"
        rf"|\b(?:had|got)(?: \w+){{0,4}} (?:{PART}|{EQUIPMENT}) (?:replaced|changed|fixed|repaired"
        rf"|serviced|cleaned|recharged|installed)\b"
        rf"|\b(?:cambiaron|cambie|cambiamos|arreglaron)(?: \w+){{0,3}} {PART}\b",
        r"\b(?:want|need|like|would|can|get it|should|to be|card|account|car|phone|pin|oil|"
        r"password|not been|bank)\b",
    ),
    (
        "warranty",
        "warranty warranties garantia",
        r"\b(?:under|still|have|has|got|out of|extended|parts|labor|home|no|comes with|bought|en|"
        r"tiene)(?: \w+){0,4} (?P<about>home warranty|warranty|garantia)\b"
        r"|\bwarranty(?: \w+){0,3} (?:is|expire[sd]?|ends?|until|from|with|ran|good|through"
        r"|covers)\b",
        r"\b(?:card|phone|car|laptop)\b",
    ),
    (
        "membership",
        "member members membership agreement plan contract miembro miembros club",
        r"\b(?:i|we|she|he) (?:am|are|is|have|has|had|bought|got|pay for|signed up for)(?: "
        r"\w+){0,5} "
        r"(?:members?|membership|service (?:agreement|contract|plan)|maintenance (?:agreement|"
        r"contract|plan)|comfort (?:club|plan))\b|\bsomos miembros\b|\bsoy miembro\b",
        r"\b(?:family|gym|staff|health|cancel|data|phone)\b",
    ),
    (
        "payment",
        "pay paying pays bill invoice cash check card purchase pagar pago efectivo factura billed",
        rf"\b(?:i|we|she|he|they|(?:my |our |the )?(?:{RELATION}|owner|insurance|company|office)) "
        rf"(?:will|would like to|want to|would prefer to|prefer to|am going to|are going to|can "
        rf"only|"
        rf"plan to|would rather|like to|is going to|is|are|am) (?:\w+ )?(?:pay|be paying|paying)"
        rf"(?: \w+){{0,3}} (?:by|with|in|cash|check|the bill|for (?:it|the)|at)\b"
        rf"|\b(?:pays|pay) (?:the bill|for (?:it|this|repairs)|by (?:check|card)|in cash|cash)\b"
        rf"|\b(?:send|email|mail|forward) (?:the |your |an )?(?:bill|invoice)(?: \w+){{0,3}} to\b"
        rf"|\b(?:bill|invoice|charge) (?:it to |it |to )?(?:my|the|our) (?:\w+ )?(?:{RELATION}"
        rf"|company"
        rf"|owner|"
        rf"office|insurance|business|landlord)\b"
        rf"|\b(?:only|just) (?:have|take|got) cash\b|\bpurchase order\b|\b(?:pagar|pago) (?:\w+ "
        rf")?(?:con|en) \w+",
        r"\b(?:bills?|rent|transfer|account|flight|loan|insurance bill|paypal|tax|mortgage|"
        r"recently|yesterday)\b(?<!the bill)(?<!bill to)",
    ),
    (
        "role",
        "manage landlord landlady tenant tenants renter renters rent renting manager management "
        "hoa owner "
        "rental airbnb superintendent lease inquilino inquilina rento dueno",
        r"\b(?:i|we) (?:am|are) (?:only |just |actually )?(?:the |a |one of the )?(?P<about>"
        r"landlord|landlady|tenant|renter|renting|property manager|manager|owner|superintendent|"
        r"home ?owner)s?\b(?! of (?:a|an) (?!\w*property))"
        r"|\b(?:it|this|that) is (?:a |my |our )(?P<about2>rental|airbnb|rental property)\b"
        r"|\b(?:my|our|the) (?P<about3>landlord|landlady|tenant|property manager|property "
        r"management"
        r"|hoa|renter)s?(?: \w+){0,2} (?:is|are|will|has|have|pays?|lives?|needs?|wants?|said"
        r"|asked|"
        r"handles?|approve[sd]?|must|should|can)\b"
        r"|\b(?:i|we) manage (?:this|the|a|that) (?:\w+ )?(?:property|building|house|place)\b"
        r"|\b(?:i|we) (?:rent|lease) (?:the|this|it|here|an apartment|a house|my)\b"
        r"|\b(?:rento|soy inquilin[oa]|el dueno)\b",
        r"\b(?:car|account manager|bank|speak|talk|dog|dogs)\b",
    ),
    (
        "filter_size",
        "filter filters filtro filtros",
        rf"\bfilters?\b.*\b{N}(?: {N})? (?:by|x) {N}\b|\b{N}(?: {N})? (?:by|x) {N}\b.*"
        rf"\bfilters?\b|\bfilter size is\b|\bfiltros?\b.*\b{N} por {N}\b",
        r"",
    ),
    (
        "thermostat",
        "thermostat thermostats nest ecobee termostato",
        r"\b(?:have|has|got|is|use|uses|with|our|my|a|an|tenemos)(?: \w+){0,3} (?:nest|ecobee|"
        r"honeywell|sensi|smart|digital|programmable|wi ?fi|old|mercury|manual|learning|emerson|"
        r"round|two wire|non programmable)(?: \w+){0,2} (?:thermostats?|termostato)\b"
        r"|\b(?:thermostat|termostato) (?:is|es) (?:just |only )?(?:a|an|un|one of)\b"
        r"|\b(?:have|has|got|use) (?:a |an |the )?(?:nest|ecobee)\b|\bthere is an ecobee\b",
        r"",
    ),
    (
        "source",
        "told found saw heard read recommended referred referral google yelp nextdoor recomendaron "
        "recomendo learned",
        r"\b(?:found|saw|heard (?:about|of)|read about|learned (?:about|of)|got) (?:you|your|y all|"
        r"about you|of you)(?: \w+){0,4} (?:on|online|from|through|in|at|via|by)\b"
        rf"|\b(?:{RELATION}|somebody|someone|coworker|boss) told (?:me|us) about (?:you|y all)\b"
        r"|\b(?:recommended|referred)(?: \w+){0,2} (?:you|me|us|by)\b"
        r"|\b(?:recommended|referred) by\b|\bfound you\b(?: \w+){0,2} online\b"
        r"|\b(?:me|nos) recomend(?:o|aron)\b",
        r"\b(?:charge|transaction|card|app)\b",
    ),
    (
        "deadline",
        "laws done fixed working finished running repaired completed guests tenants inspection "
        "closing "
        "party wedding leaving leave leaves fly visitors deadline move moving",
        rf"\b(?:must|has to|have to|needs? to|need|want)(?: \w+){{0,6}} (?:done|fixed|working|"
        rf"finished|running|repaired|completed)(?: \w+)? (?:by|before)\b"
        rf"|\b(?:guests|tenants|visitors|in laws|family|company|inspectors?|inspection|closing"
        rf"|party|"
        rf"wedding|reunion)(?: \w+){{0,4}} (?:coming|arriv\w+|is (?:on|this|next|tomorrow)|are|"
        rf"moves?|moving|{DAY})\b"
        rf"|\b(?:i|we) (?:leave|are leaving|am leaving|fly|move|are moving) (?:town |out |in |on |"
        rf"for )+(?:\w+ )*(?:{DAY}|tomorrow|week|month|{N}|\w+(?:th|1st|2nd|3rd))\b",
        r"\b(?:card|payment|transfer|bill|flight|movie|restaurant|dinner)\b",
    ),
    (
        "note",
        "note remember mind aware know mention write tell remind anote apunte digale diganle "
        "recuerde fyi information",
        rf"\b(?:please |just |also )*(?:note|make a note|write down|put down|add a note|put a note|"
        rf"keep in mind|bear in mind|be aware|take note|just so you know|so you know|"
        rf"for your information|fyi|remember) (?:\w+ ){{2,}}?\w+"
        rf"|\b(?:please |also |just |should )mention (?:that|to) \w+ \w+"
        rf"|\b(?:he|she|they|{THEM}) (?:should|needs? to|must|has to) (?:know|be aware)\b(?: "
        rf"\w+){{2,}}"
        rf"|\b(?:tell|remind|let) {THEM} (?:know )?(?:that |to |about |it |the |not |i |we |there |"
        rf"my |our |please |he |she |they )\w+"
        rf"|\b(?:anote|apunte|recuerde|digale|diganle)(?:les)? que \w+ \w+",
        r"\b(?:i|not|you|we) (?:\w+ )?remember\b|\bremember (?:me|you|when|my name|to call)\b|"
        r"\b(?:if|whether)\b|\bnote (?:number|book)\b|\b(?:alarm|reminder|shopping list|list|song|"
        r"calendar)\b",
    ),
)
